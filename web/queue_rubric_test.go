package web

import (
	"net/http"
	"net/url"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestAnOlderRubricIsSaidOnTheBoardAndAskedAgainWithoutScript(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	tone, err := a.db.SaveScoreConfig(t.Context(), a.project.ID, store.ScoreConfig{Name: "tone", Kind: store.Categorical, Options: []store.Option{{Label: "good"}, {Label: "bad"}}}, 0)
	require.NoError(t, err)
	q := a.makeQueue(nil)
	reviewer, curator := &paper{client: a.as(store.Reviewer)}, &paper{client: a.as(store.Curator)}
	reviewer.open("/p/demo/review/work")
	for _, answer := range []string{"good", "bad"} {
		reviewer.press("#item button[value=complete]", url.Values{"q1": {answer}})
	}
	curator.open(boardPath)
	require.Zero(t, curator.page.doc.Find(".older-rubric").Length())
	tone.Rubric = "Be strict."
	_, err = a.db.SaveScoreConfig(t.Context(), a.project.ID, tone, 0)
	require.NoError(t, err)

	curator.open(boardPath)
	require.Contains(t, curator.page.text(".older-rubric"), "2 answers to tone, about 2 items, were given under an older rubric.")
	require.Equal(t, 2, curator.counted(curator.one(".older-rubric a").AttrOr("href", "")))
	reviewer.open(boardPath)
	require.Zero(t, reviewer.page.doc.Find(".older-rubric").Length(), "whoever runs the queue decides")
	require.Equal(t, http.StatusForbidden, reviewer.post(boardPath+"/again", nil).status)

	curator.press(".older-rubric button", nil)
	require.Contains(t, curator.page.text(".notice"), "2 answers are asked for again.")
	require.Zero(t, a.totals(q).Answered)
	curator.press(".notice button[name=submission]", nil)
	require.Contains(t, curator.page.text(".notice"), "Took back: 2 items.")
	require.Equal(t, 2, a.totals(q).Answered)

	curator.press(".older-rubric button", nil)
	reviewer.open("/p/demo/review/work?item=" + string(a.traces[0]))
	require.Equal(t, 1, reviewer.page.doc.Find("#item [name=q1][value=good][checked]").Length(), "what was said stands in the form")
	reviewer.press("#item button[value=complete]", nil)
	reviewer.press("#item button[value=complete]", nil)
	require.Equal(t, 2, a.totals(q).Answered)
	curator.open(boardPath)
	require.Zero(t, curator.page.doc.Find(".older-rubric").Length(), "the same answer under the new rubric is a new answer")
	require.Contains(t, curator.follow(curator.post(boardPath+"/again", nil)).text(".notice"), "Every answer was given under the present rubric.")
}
