package web

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"assay/store"
	"assay/views"

	"github.com/stretchr/testify/require"
)

func TestGoldIsAddedFromATraceWithoutScript(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	slider, err := a.db.SaveScoreConfig(t.Context(), a.project.ID, store.ScoreConfig{Name: "correct", Kind: store.Slider}, 0)
	require.NoError(t, err)
	choice, err := a.db.SaveScoreConfig(t.Context(), a.project.ID, store.ScoreConfig{Name: "tone", Kind: store.Categorical, Options: []store.Option{{Label: "good"}, {Label: "bad"}}}, 0)
	require.NoError(t, err)
	_, err = a.db.SaveScoreConfig(t.Context(), a.project.ID, store.ScoreConfig{Name: "why", Kind: store.FreeText}, 0)
	require.NoError(t, err)
	correct, tone := "q"+strconv.Itoa(slider.ID), "q"+strconv.Itoa(choice.ID)
	p := &paper{client: a.as(store.Curator)}
	path := views.TraceURL("demo", a.traces[1], views.TraceQuery{})
	p.open(path)
	p.click("a[data-key=o]")
	require.Contains(t, p.page.text(".empty"), "No open queue")

	a.makeQueue(nil)
	q := a.makeQueue(func(q *store.Queue) { q.Name, q.Configs = "Small", []int{choice.ID} })
	_, err = a.db.CloseItems(t.Context(), a.project.ID, q.ID, a.traces[:1], a.people[store.Admin].ID, store.NewEventID(), a.clock.now())
	require.NoError(t, err)
	p.open("/p/demo/review?item=" + string(a.traces[1]) + "&at=1000000")
	p.press("#item button[value=complete]", url.Values{correct: {"70"}, tone: {"bad"}})
	said := a.said(a.traces[1])
	p.open(path)
	p.click("a[data-key=o]")
	require.Equal(t, "small", p.one("#gold-queue option[selected]").AttrOr("value", ""), "the newest queue that has it")
	require.Zero(t, p.page.doc.Find("[name="+correct+"]").Length(), "which asks for the tone alone")
	p.press(".gold-choose button", url.Values{"queue": {"work"}})
	require.Equal(t, "70", p.one("#"+correct).AttrOr("value", ""), "one's own answers fill the form")
	require.Equal(t, 1, p.page.doc.Find("[name="+tone+"][value=bad][checked]").Length())
	require.Zero(t, p.page.doc.Find("form [name=q3]").Length(), "text has no right answer")

	p.press("main form[method=post] button.primary", url.Values{correct: {"90"}, tone: {"good"}})
	require.Equal(t, path, p.path, "one is back where one came from")
	require.Contains(t, p.page.text(".notice"), "A gold item of Work now.")
	require.Equal(t, said, a.said(a.traces[1]), "it is no vote")
	p.open(goldPath)
	require.Contains(t, p.page.text(".gold-items"), "correct: 0.9tone: good")
	p.open(path + "/gold?queue=work")
	require.Contains(t, p.page.text("main"), "a gold item of this queue already")
	require.Equal(t, "90", p.one("#"+correct).AttrOr("value", ""))
	p.press("main form[method=post] button.primary", url.Values{correct: {""}})
	p.open(goldPath)
	require.Contains(t, p.page.text(".gold-items"), "tone: good")
	require.NotContains(t, p.page.text(".gold-items"), "correct")
}

func TestGoldAddedPutsTheTraceIntoTheQueueAndCanBeUndone(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	_, err := a.db.SaveScoreConfig(t.Context(), a.project.ID, store.ScoreConfig{Name: "correct", Kind: store.Slider}, 0)
	require.NoError(t, err)
	empty := a.makeQueue(func(q *store.Queue) { q.Name, q.Filter = "Work", nil })
	c := &paper{client: a.as(store.Curator)}
	path := views.TraceURL("demo", a.traces[0], views.TraceQuery{})
	before := a.totals(empty).Items
	if before > 0 {
		_, err := a.db.CloseItems(t.Context(), a.project.ID, empty.ID, a.traces, a.people[store.Admin].ID, store.NewEventID(), a.clock.now())
		require.NoError(t, err)
	}
	for field, wrong := range map[string]url.Values{"#answers-error": {"q1": {""}}, "#q1-error": {"q1": {"200"}}} {
		wrong.Set("queue", "work")
		r := c.post(path+"/gold", wrong)
		require.Equal(t, http.StatusUnprocessableEntity, r.status)
		require.NotEmpty(t, r.text(field))
		require.Equal(t, wrong.Get("q1"), r.doc.Find("#q1").AttrOr("value", ""), "what was typed stays")
	}
	require.Equal(t, http.StatusUnprocessableEntity, c.post(path+"/gold", url.Values{"queue": {"nowhere"}, "q1": {"5"}}).status)
	c.open(path + "/gold?back=" + url.QueryEscape(path))
	c.press("main form[method=post] button.primary", url.Values{"q1": {"25"}})
	require.Contains(t, c.page.text(".notice"), "gold item")
	c.press(".notice button[name=submission]", nil)
	require.Contains(t, c.page.text(".notice"), "1 item gold no more.")
	require.Equal(t, path, c.path)
	c.open(goldPath)
	require.Contains(t, c.page.text(".empty"), "No item is gold yet")
	require.Equal(t, http.StatusForbidden, a.as(store.Reviewer).get(path+"/gold").status)
}
