package web

import (
	"net/http"
	"net/url"
	"testing"

	"assay/store"
	"assay/views"

	"github.com/stretchr/testify/require"
)

// TestBlindQueueIsNoneToSeeAround tries the ways around the room: filters, columns, pages about answers, the trace itself.
func TestBlindQueueIsNoneToSeeAround(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.makeQueue(func(q *store.Queue) { q.Blind = true })
	logs := func(filter string) string { return views.LogsURL("demo", views.LogsQuery{Filter: filter}) }
	telling := []string{"scores.thumbs < 0.5", "scores.review.tone = 1", "answers.tone.\"curator@example.org\" = 1", "disagreement.tone > 0", "NOT settled.tone", "comment IS NOT NULL",
		"correction.user IS NOT NULL", "name = 'answer' AND ANY_SPAN(scores.judge < 1)", "is_reviewed = false", "name = 'answer' AND NOT is_reviewed"}
	pages := []string{views.AgreementURL("demo", views.AgreementQuery{}), views.JudgeURL("demo", views.JudgeQuery{}), views.QueryURL("demo", "SELECT scores FROM logs", ""), "/p/demo/logs/scores"}
	trace := views.TraceURL("demo", a.traces[1], views.TraceQuery{})
	run := views.ReviewURL("demo", views.ReviewQuery{At: 1, Item: a.traces[1]})
	column := views.LogsURL("demo", views.LogsQuery{Columns: []string{"created", views.NewCustomColumn("Low", "scores.thumbs").ID}})
	said := []string{"The policy says 30 days.", "Yes, within 30 days."}

	c := a.as(store.Reviewer)
	for _, filter := range telling {
		r := c.get(logs(filter))
		require.Equal(t, http.StatusBadRequest, r.status, filter)
		require.Contains(t, r.text("main"), "a blind queue waits for your answers", filter)
		for _, path := range []string{"/p/demo/facets", "/p/demo/histogram", "/p/demo/review", "/p/demo/bulk"} {
			require.Equal(t, http.StatusBadRequest, c.get(path+"?"+url.Values{"filter": {filter}, "at": {"1"}}.Encode()).status, path+" "+filter)
		}
	}
	for _, page := range pages {
		r := c.get(page)
		require.Equal(t, http.StatusForbidden, r.status, page)
		require.Contains(t, r.text("main"), "opens to you when that queue is complete")
	}
	for _, page := range []string{trace, run, logs("name = 'answer'"), views.LogsURL("demo", views.LogsQuery{Open: a.traces[1]})} {
		r := c.get(page)
		require.Equal(t, http.StatusOK, r.status, page)
		for _, words := range said {
			require.NotContains(t, r.body, words, page)
		}
	}
	require.Equal(t, http.StatusSeeOther, c.get(c.get(trace).doc.Find(`.rooms a[data-key="g r"]`).AttrOr("href", "")).status, "the room Review opens all the same")
	require.Empty(t, c.get(logs("name = 'answer'")).text("td.col-scores"))
	require.Contains(t, c.get(column).text("main"), "a blind queue waits for your answers")
	require.Contains(t, c.get(trace).text("main"), "A blind queue waits for your answer")

	for _, role := range []store.Role{store.Viewer, store.Curator} { // who does not answer, and who made the queue
		require.Equal(t, http.StatusOK, a.as(role).get(logs(telling[0])).status, role)
		require.Contains(t, a.as(role).get(trace).body, said[0], role)
	}

	c.enter("work")
	room := c.get(views.RoomURL("demo", "work", views.RoomQuery{Item: a.traces[1]}))
	require.Equal(t, http.StatusSeeOther, c.post("/p/demo/review/work", itemForm(room, "complete")).status)
	require.Contains(t, c.get(trace).body, said[0], "what one has answered is open")
	require.Equal(t, http.StatusForbidden, c.get(pages[0]).status, "the others are not answered yet")
	for range 3 {
		require.Equal(t, http.StatusSeeOther, c.post("/p/demo/review/work", itemForm(c.enter("work"), "complete")).status)
	}
	require.Equal(t, http.StatusOK, c.get(logs(telling[0])).status)
	for _, page := range pages {
		require.Equal(t, http.StatusOK, c.get(page).status, page)
	}
}

// TestConditionTellsNothingInABlindQueue: a question that is asked about low scores would tell which ones are low.
func TestConditionTellsNothingInABlindQueue(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	asks := func(name, condition string) {
		a.asks(store.ScoreConfig{Name: name, Kind: store.Slider, ConfigSettings: store.ConfigSettings{Condition: condition}})
	}
	asks("why unhappy", "scores.thumbs < 0.5")
	asks("about shoes", "input LIKE '%shoes%'")
	asks("seen by some", "is_reviewed")
	a.makeQueue(func(q *store.Queue) { q.Blind = true })
	a.makeQueue(func(q *store.Queue) { q.Name, q.View.Hidden = "Quiet", []string{"feedback"} })
	a.makeQueue(func(q *store.Queue) { q.Name = "Open" })
	liked, disliked := a.traces[0], a.traces[1]
	questions := func(role store.Role, queue string, item store.TraceID) string {
		r := a.as(role).get(views.RoomURL("demo", queue, views.RoomQuery{Item: item}))
		require.Equal(t, http.StatusOK, r.status, r.text("main"))
		return r.text("#item .question legend")
	}
	for _, queue := range []string{"work", "quiet"} {
		require.Equal(t, "why unhappy seen by some", questions(store.Reviewer, queue, liked), queue)
		require.Equal(t, "why unhappy about shoes seen by some", questions(store.Reviewer, queue, disliked), "%s: only what one sees decides", queue)
	}
	require.Empty(t, questions(store.Curator, "open", liked))
	require.Equal(t, "why unhappy about shoes", questions(store.Curator, "open", disliked))
	run := func(item store.TraceID) string {
		return a.as(store.Reviewer).get(views.ReviewURL("demo", views.ReviewQuery{At: 1, Item: item})).text("#item .question legend")
	}
	require.Equal(t, "why unhappy seen by some", run(liked))
	c := a.as(store.Reviewer)
	room := c.get(views.RoomURL("demo", "work", views.RoomQuery{Item: liked}))
	require.Equal(t, http.StatusSeeOther, c.post("/p/demo/review/work", itemForm(room, "complete")).status)
	require.Equal(t, "seen by some", questions(store.Reviewer, "work", liked), "what is open to see decides again")
}

// TestBlindQueueIsNoneToFindIn tries the other ways to look at a trace: its words, its conversation, its time line.
func TestBlindQueueIsNoneToFindIn(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	said := func(id, parent, kind, words string) store.Span {
		return store.Span{RowID: id, SpanID: id, RootSpanID: "trace-disliked", ParentSpanID: parent, Name: id, Type: kind, Output: quote(words)}
	}
	_, err := a.db.InsertSpans(t.Context(), a.project.ID, "test", []store.Span{said("call", "trace-disliked", "llm", "A model says maybe."), said("judge", "trace-disliked", "score", "The judge says wrong."),
		said("reason", "judge", "llm", "Since the judge says so.")}, a.clock.now())
	require.NoError(t, err)
	a.makeQueue(func(q *store.Queue) { q.Blind = true })
	page := func(c *client, layout views.SpanLayout, find string) result {
		r := c.get(views.TraceURL("demo", a.traces[1], views.TraceQuery{Layout: layout, Find: find}))
		require.Equal(t, http.StatusOK, r.status)
		return r
	}
	blind, open := a.as(store.Reviewer), a.as(store.Curator)
	for _, layout := range []views.SpanLayout{views.LayoutTree, views.LayoutTimeline, views.LayoutThread} {
		for _, words := range []string{"", "says", "judge says", "chain"} {
			require.NotContains(t, page(blind, layout, words).text("main"), "The judge says", string(layout)+words)
			require.NotContains(t, page(blind, layout, words).text("main"), "Since the judge", string(layout)+words)
		}
		require.Contains(t, page(blind, layout, "").text("main"), "call", layout)
		require.Contains(t, page(open, layout, "says").text("main"), "3 matches", layout)
		require.Contains(t, page(blind, layout, "says").text("main"), "1 match", layout)
		require.Contains(t, page(blind, layout, "judge says").text("main"), "No matches", layout)
	}
	require.Contains(t, page(open, views.LayoutThread, "").text("main"), "Since the judge says so.")
}
