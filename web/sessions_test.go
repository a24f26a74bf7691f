package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// selectionQuery names all traces of the demo project.
func selectionQuery(a *app) postgres.Query { return postgres.Query{Project: a.project.ID} }

func TestListIsGroupedBySession(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	turn := func(id, metadata string, minute int) {
		a.logged(id, func(s *store.Span) {
			s.Created, s.Metadata = s.Created.Add(time.Duration(minute)*time.Minute), json.RawMessage(metadata)
			s.Input = quote("turn " + id)
		})
	}
	turn("a1", `{"session_id":"<b>s</b>"}`, 1)
	turn("b1", `{"thread_id":"t"}`, 2)
	turn("a2", `{"session_id":"<b>s</b>"}`, 3)
	a.feedback("a2")
	turn("a2", `{"session_id":"<b>s</b>"}`, 3)
	viewer, admin := a.as(store.Viewer), a.as(store.Admin)
	page := viewer.get("/p/demo/logs?group=session&rows=tall")
	require.Equal(t, http.StatusOK, page.status)
	rows := page.doc.Find(".sessions tbody tr")
	require.Equal(t, 2, rows.Length())
	require.Equal(t, "<b>s</b>", strings.TrimSpace(rows.Eq(0).Find("th").Text()))
	require.Equal(t, "2", rows.Eq(0).Find("td").Eq(0).Text())
	require.Contains(t, rows.Eq(0).Text(), "n 1")
	require.Contains(t, page.text(".selection-foot"), "4 traces")
	session := viewer.get(rows.Eq(0).Find("a.row-link").AttrOr("href", ""))
	require.Equal(t, []string{"turn a1", "turn a2"}, session.column(1), "in the order in which they happened")
	require.Equal(t, 1, session.doc.Find("table.rows-tall").Length())
	require.Equal(t, "4", viewer.get(page.doc.Find(".selection-foot a").AttrOr("href", "")).text(".count strong"))

	require.Equal(t, http.StatusForbidden, viewer.get("/p/demo/settings/sessions").status)
	require.Equal(t, http.StatusUnprocessableEntity, admin.post("/p/demo/settings/sessions", url.Values{"session_key": {`a"b`}}).status)
	require.Equal(t, http.StatusSeeOther, admin.post("/p/demo/settings/sessions", url.Values{"session_key": {" metadata.release "}}).status)
	require.Equal(t, "release", admin.get("/p/demo/settings/sessions").doc.Find("#session_key").AttrOr("value", ""))
	page = admin.get("/p/demo/logs?group=session")
	require.Equal(t, "r1", page.text(".sessions tbody th"))
	require.Equal(t, "1", page.text(".sessions td .error-text"))
	failed := admin.get(page.doc.Find(".sessions td .error-text").AttrOr("href", ""))
	require.Equal(t, "1", failed.text(".count strong"))
	require.Equal(t, http.StatusSeeOther, admin.post("/p/demo/settings/sessions", url.Values{"session_key": {"nowhere"}}).status)
	require.Contains(t, viewer.get("/p/demo/logs?group=session").text(".empty"), "No session here")
}

func TestBarsOfAScoreLeadToTheTracesTheyCount(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	for i, v := range []float64{0, 0.3, 0.3, 0.71, 1} {
		a.logged(string(rune('a'+i)), func(s *store.Span) {
			s.Feedback = []store.Feedback{{Source: store.User, Scores: map[string]store.Score{"thumbs": store.Num(v), "mood": {Category: []string{"good", "bad's"}[i%2]}}}}
		})
	}
	c := a.as(store.Viewer)
	list := c.get("/p/demo/logs?filter=name+%3D+%27answer%27&columns=scores.thumbs&columns=scores.user.mood&columns=scores.judge&columns=input")
	require.Equal(t, 3, list.doc.Find("[data-summary-of]").Length())
	at := list.doc.Find("[data-summary]").AttrOr("data-summary", "")
	c.requireFragments(at, "score-summary")
	page := c.get(at)
	require.Equal(t, "Scores of 9 traces", page.text("h1"))
	bars := page.doc.Find(`[data-summary-for="thumbs"] .score-values a`)
	require.Equal(t, 10, bars.Length())
	counted := 0
	for i := range bars.Length() {
		n := strings.TrimSpace(bars.Eq(i).Find(".quiet").Text())
		found := c.get(bars.Eq(i).AttrOr("href", ""))
		require.Equal(t, http.StatusOK, found.status)
		if n == "0" {
			require.Contains(t, found.text(".empty h2"), "No trace matches")
			continue
		}
		counted++
		require.Equal(t, n, found.text(".count strong"), "bar %d", i)
		require.Equal(t, list.heads(), found.heads(), "the columns stay")
	}
	require.Equal(t, 4, counted)
	require.Contains(t, page.text(`[data-summary-for="thumbs"]`), "mean 0.47 ± ")
	require.Equal(t, "good 3", page.doc.Find(`[data-summary-for="user.mood"] .score-values a`).First().Text())
	require.Equal(t, "2", c.get(page.doc.Find(`[data-summary-for="user.mood"] .score-values a`).Last().AttrOr("href", "")).text(".count strong"))
	require.Equal(t, 10, page.doc.Find(`[data-summary-for="judge"] svg a`).Length(), "the bars of the drawing are links too")
}
