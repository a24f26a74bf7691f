package web

import (
	"net/http"
	"net/url"
	"testing"

	"assay/store"
	"assay/web/llm/standin"

	"github.com/stretchr/testify/require"
)

func TestTheAssistantOpensWhatOnlyShowsForWhoLetsIt(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Curator)
	ask := func(sentence string, more url.Values) result {
		form := url.Values{"ask": {sentence}, "may_open": {"1"}, "open": {"yes"}}
		for key, values := range more {
			form[key] = values
		}
		return c.post("/p/demo/assistant", form)
	}
	require.Zero(t, c.get("/p/demo/assistant").doc.Find("#assistant-open[checked]").Length())
	for sentence, path := range map[string]string{"thumbs down": "/p/demo/logs", "chart thumbs per day": "/p/demo/query"} {
		to := ask(sentence, nil)
		require.Equal(t, path, mustParse(to.location()).Path)
		page := c.follow(to)
		require.Equal(t, http.StatusOK, page.status)
		require.Contains(t, page.body, "Opened for “"+sentence+"”")
	}
	require.Equal(t, "/p/demo/similar", mustParse(ask("similar to these", url.Values{"trace": {string(a.traces[0])}}).location()).Path)
	for _, waits := range []string{"make a dataset of thumbs down called low", "make a review queue of errors", "thumbs down that smell of fish", "explain error IS NOT NULL"} {
		require.Regexp(t, `^/p/demo/assistant/\d+`, ask(waits, nil).location(), waits)
	}
	list, err := a.db.Datasets(t.Context(), a.project.ID)
	require.NoError(t, err)
	require.Empty(t, list, "nothing is written unasked")
	require.Equal(t, 1, c.get("/p/demo/assistant").doc.Find("#assistant-open[checked]").Length())
	require.Zero(t, a.as(store.Viewer).get("/p/demo/assistant").doc.Find("#assistant-open[checked]").Length())

	a.model(standin.Reply{Tool: "fill_plan", Arguments: `{"verb":"logs","filter":"error IS NOT NULL"}`})
	first := c.follow(ask("everything that broke", nil))
	answer := c.post(first.doc.Find("form[hx-trigger*=load]").AttrOr("action", ""), url.Values{"turn": {"1"}, "do": {"think"}})
	require.Equal(t, "/p/demo/logs", mustParse(answer.location()).Path, "only after the model planned")

	require.Regexp(t, `^/p/demo/assistant/\d+`, c.post("/p/demo/assistant", url.Values{"ask": {"errors"}, "may_open": {"1"}}).location())
	require.Zero(t, c.get("/p/demo/assistant").doc.Find("#assistant-open[checked]").Length())
}
