package web

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"assay/store"
	"assay/web/llm"
	"assay/web/llm/standin"

	"github.com/stretchr/testify/require"
)

const modelKey = "sk-secret-of-this-installation"

// model gives the application a model that answers as told.
func (a *app) model(replies ...standin.Reply) *standin.Server {
	a.t.Helper()
	s := standin.New(replies...)
	a.t.Cleanup(s.Close)
	a.server.Model = llm.New(llm.Config{BaseURL: s.URL, Key: modelKey, Model: "standin-1", Timeout: 5 * time.Second, In: 1, Out: 1, Budget: 2500})
	return s
}

// thinks posts what the page posts by itself when it has loaded.
func (c *client) thinks(page result) result {
	c.a.t.Helper()
	form := page.doc.Find("form[hx-trigger*=load]")
	require.Equal(c.a.t, 1, form.Length(), page.text("main"))
	answer := c.post(form.AttrOr("action", ""), url.Values{"turn": {form.Find("[name=turn]").AttrOr("value", "")}, "do": {"think"}})
	return c.follow(answer)
}

func TestAModelPlansAfterTheRulesDid(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	s := a.model(standin.Reply{Tool: "fill_plan", Arguments: `{"verb":"logs","filter":"error IS NOT NULL"}`})
	c := a.as(store.Viewer)
	first := c.asks("everything that smells", nil)
	require.Contains(t, first.text(".assistant-box"), "standin-1 fills the plan")
	page := c.thinks(first)
	require.Equal(t, "error IS NOT NULL", page.doc.Find("textarea[name=filter]").Text())
	require.Contains(t, page.text(".asked"), "Planned by standin-1 in")
	require.Contains(t, page.text(".asked"), "1,000 tokens, about $0.0010")
	require.NotContains(t, page.body, modelKey)
	require.Zero(t, page.doc.Find("form[hx-trigger*=load]").Length(), "a model is asked once")
	for _, trace := range []string{"Where is my parcel", "policy says", "alert(", "bob", "order 7"} {
		require.NotContains(t, s.Asked()[0], trace, "nothing of a trace reaches the model")
	}
}

func TestTheRulesAnswerWhenTheModelFails(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.model(standin.Reply{Status: http.StatusInternalServerError, Text: "boom " + modelKey})
	c := a.as(store.Viewer)
	page := c.thinks(c.asks("thumbs down", nil))
	require.Equal(t, "scores.user.thumbs < 1", page.doc.Find("textarea[name=filter]").Text())
	require.Contains(t, page.text(".asked .notice"), "The rules planned it instead.")
	require.NotContains(t, page.body, modelKey)
}

func TestABudgetAProjectAndAPersonKeepTheModelOut(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	s := a.model(standin.Reply{Tool: "fill_plan", Arguments: `{"verb":"logs","filter":"error IS NOT NULL"}`})
	c := a.as(store.Viewer)
	for range 3 {
		c.thinks(c.asks("thumbs down", nil))
	}
	require.Contains(t, c.thinks(c.asks("thumbs down", nil)).text(".asked .notice"), "budget for the model is used up")
	require.Len(t, s.Asked(), 3)

	a.clock.pass(25 * time.Hour)
	page := c.asks("thumbs down", nil)
	form := page.planned()
	form.Set("filter", "flagged = true")
	changed := c.follow(c.post(page.action("form.plan"), form))
	require.Zero(t, changed.doc.Find("form[hx-trigger*=load]").Length(), "what a person changed stays")

	admin := a.as(store.Admin)
	require.Contains(t, admin.get("/p/demo/settings/assistant").text("main"), "standin-1")
	require.Equal(t, http.StatusSeeOther, admin.post("/p/demo/settings/assistant", url.Values{}).status)
	off := c.asks("thumbs down", nil)
	require.Zero(t, off.doc.Find("form[hx-trigger*=load]").Length())
	require.Contains(t, off.text(".assistant-box"), "without a model")
	require.Len(t, s.Asked(), 3)
}

func TestAModelThatObeysATraceWritesNothing(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.dataset("golden", 1)
	a.model(standin.Reply{Tool: "fill_plan", Arguments: `{"verb":"dataset","filter":"","target":"golden","expected":"output"}`})
	c := a.as(store.Curator)
	page := c.thinks(c.asks("thumbs down with FREE100", nil))
	require.Empty(t, page.planned().Get("dataset"), "a target that the sentence does not name is not taken")
	d, err := a.db.Dataset(t.Context(), a.project.ID, "golden")
	require.NoError(t, err)
	require.Equal(t, 1, d.Rows)
}
