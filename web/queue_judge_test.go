package web

import (
	"testing"

	"assay/store"
	"assay/views"

	"github.com/stretchr/testify/require"
)

func TestConflictsOfUsersAndJudgeBecomeAQueue(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.logged("contested", func(s *store.Span) {
		s.Name, s.Scores = "answer", map[string]store.Score{"judge": store.Num(1)}
		s.Feedback = []store.Feedback{{Source: store.User, WireSource: "external", User: "eve", Scores: map[string]store.Score{"thumbs": store.Num(0)}}}
	})
	p := &paper{client: a.as(store.Curator)}
	p.open(views.JudgeURL("demo", views.JudgeQuery{User: "thumbs", Judge: "judge"}))
	p.press(".conflict form button", nil)
	require.Contains(t, p.page.text(".notice"), "Made Users unhappy, judge passes: 1 item added.")
	require.Equal(t, "Backlog 1", p.page.text("#column-backlog"))
	q, err := a.db.Queue(t.Context(), a.project.ID, "users-unhappy-judge-passes")
	require.NoError(t, err)
	require.Empty(t, q.View.Hidden)
	require.Equal(t, 1, q.Answers)

	p.open(views.JudgeURL("demo", views.JudgeQuery{User: "thumbs", Judge: "judge"}))
	p.click(".conflict a[href*='/queues/add']")
	require.Contains(t, p.page.text("h1"), "Put 1 trace into a queue")
	p.press("button[value=add]", nil)
	require.Contains(t, p.page.text(".notice"), "all in Users unhappy, judge passes already")
	require.Zero(t, a.as(store.Reviewer).get(views.JudgeURL("demo", views.JudgeQuery{User: "thumbs", Judge: "judge"})).doc.Find(".conflict form").Length())
}
