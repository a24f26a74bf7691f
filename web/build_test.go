package web

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"

	"assay/store"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

func itoa(n int) string { return strconv.Itoa(n) }

// rows is the form of the tab as it would be sent, with some fields changed.
func (r result) rows(changes ...string) url.Values {
	form := valuesOf(r.doc.Find("#build form").Find("input[name], select[name]"))
	for i := 0; i+1 < len(changes); i += 2 {
		form.Set(changes[i], changes[i+1])
	}
	return form
}

// send sends the form of the tab with one of its buttons.
func (c *client) send(r result, do string, changes ...string) result {
	c.a.t.Helper()
	form := r.rows(changes...)
	form.Set("do", do)
	return c.get("/p/demo/logs?" + form.Encode())
}

func (r result) filter(t *testing.T) string {
	t.Helper()
	require.Equal(t, http.StatusSeeOther, r.status, r.text("#build"))
	u := mustParse(r.location())
	require.Equal(t, "build", u.Query().Get("tab"), "the tab stays open")
	return u.Query().Get("filter")
}

// TestBuildWithoutScript clicks a filter together as a plain form: each step is a page with an address.
func TestBuildWithoutScript(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	page := c.get("/p/demo/logs?tab=build")
	require.Equal(t, "This shows every trace.", page.text("#build-query"))
	require.Equal(t, 1, page.doc.Find(".build-row").Length(), "an empty row to begin with")
	require.Equal(t, "4 traces", page.text(".count"))

	page = c.send(page, "", "field.0", "metadata.model")
	require.Equal(t, "1 not complete yet.", page.text("#build-query .quiet:last-child"))
	require.Equal(t, "small", page.doc.Find("#build-values-0 option").AttrOr("value", ""), "known values are offered")
	page = c.send(page, "add", "value.0", "small")
	require.Equal(t, "This writes metadata.model = 'small' Go on as text", page.text("#build-query"))
	_, focus := page.doc.Find("#build-field-1").Attr("autofocus")
	require.True(t, focus, "the new row has the cursor")
	require.Equal(t, "4 traces", page.text(".count"), "the list waits for the button")

	page = c.send(page, "", "field.1", "scores.thumbs")
	page = c.send(page, "", "operator.1", "<", "value.1", "0.5")
	filtered := c.send(page, "apply")
	require.Equal(t, "metadata.model = 'small' AND scores.thumbs < 0.5", filtered.filter(t))
	page = c.follow(filtered)
	require.Equal(t, "1 trace", page.text(".count"))
	require.Equal(t, 2, page.doc.Find(".build-row").Length())

	require.Equal(t, "metadata.model = 'small' OR scores.thumbs < 0.5", c.send(page, "apply", "join", "any").filter(t))
	page = c.send(page, "remove.0")
	require.Equal(t, "scores.thumbs < 0.5", c.send(page, "apply").filter(t))
	page = c.send(page, "", "where.0", "anywhere")
	require.Equal(t, "ANY_SPAN(scores.thumbs < 0.5)", c.send(page, "apply").filter(t))
	page = c.send(page, "remove.0")
	require.Empty(t, c.send(page, "apply").filter(t))
}

func TestBuildSaysWhatIsWrongWithARow(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	page := c.get("/p/demo/logs?tab=build")
	page = c.send(page, "", "field.0", "duration")
	page = c.send(page, "apply", "operator.0", ">", "value.0", "long")
	require.Equal(t, http.StatusUnprocessableEntity, page.status)
	require.Equal(t, "Duration is a number, and 'long' is a text.", page.text(".field-error"))
	field := page.doc.Find("#build-value-0")
	require.Equal(t, "long", field.AttrOr("value", ""), "what was typed stays")
	require.Equal(t, page.doc.Find(".field-error").AttrOr("id", "none"), field.AttrOr("aria-describedby", ""))
	require.Len(t, page.attributes("#build-value-0[autofocus]", "id"), 1, "and has the cursor")
	require.Equal(t, "4 traces", page.text(".count"), "the list is the one before")
}

func TestBuildShowsTextFilters(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	shows := func(filter string) result {
		return c.get("/p/demo/logs?" + url.Values{"tab": {"build"}, "filter": {filter}}.Encode())
	}
	page := shows("created > now() - interval 7 day AND name IN ('answer', 'a, b')")
	require.Equal(t, "is in the last", page.text("#build-operator-0 option[selected]"))
	require.Equal(t, "7 day", page.doc.Find("#build-value-0").AttrOr("value", ""))
	require.Equal(t, "answer, 'a, b'", page.doc.Find("#build-value-1").AttrOr("value", ""))

	page = shows("(name = 'answer' OR type = 'llm') AND is_root")
	require.Equal(t, []string{"name = 'answer' OR type = 'llm'", "is_root"}, page.attributes("#build .mono", "value"))
	require.Contains(t, page.text("#build-query"), "more than rows can show")
	require.Equal(t, "(name = 'answer' OR type = 'llm') AND NOT is_root", c.send(page, "apply", "value.1", "NOT is_root").filter(t), "text in a row can be changed")

	page = shows("nam = 3")
	require.Equal(t, http.StatusBadRequest, page.status)
	require.Contains(t, page.text("#build .notice"), "unknown field nam")
	require.Contains(t, page.attributes("#build .notice a", "href")[0], "filter=nam+%3D+3")
}

// TestBuildAnswersWhileOneWorks: script asks for parts of the page, which are parts of the page, and no trace is read for them.
func TestBuildAnswersWhileOneWorks(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	at := "/p/demo/logs?tab=build&field.0=name&operator.0=%3D&value.0=ans"
	c.requireFragments(at, "build", "build-query")
	require.Contains(t, c.partial(at, "build-query").text("code"), "name = 'ans'")
	_, draft := c.get(at).doc.Find("#build").Attr("data-draft")
	require.True(t, draft, "news do not take the rows away")
	for _, hx := range c.get(at).attributes("#build [hx-get]", "hx-get") {
		require.Equal(t, "/p/demo/logs?tab=build", hx)
	}
	wild := url.Values{"tab": {"build"}, "do": {"remove.99"}}
	for i := range 80 {
		wild.Set("field."+itoa(i), "name")
	}
	require.Equal(t, mostRows, c.get("/p/demo/logs?"+wild.Encode()).doc.Find(".build-row").Length())
}

func TestBuildKeepsTheColumns(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	page := c.get("/p/demo/logs?tab=build&columns=name&columns=scores.thumbs")
	sent := c.send(page, "apply", "field.0", "name", "operator.0", "=", "value.0", "answer")
	require.Equal(t, []string{"name", "scores.thumbs"}, mustParse(sent.location()).Query()["columns"])
	page.doc.Find(".tabs a").Each(func(_ int, s *goquery.Selection) {
		require.Contains(t, s.AttrOr("href", ""), "columns=scores.thumbs")
	})
}
