package web

import (
	"net/http"
	"strings"
	"testing"

	"assay/store"
	"assay/store/filter"
	"assay/views"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

func logs(filter string) string { return views.LogsURL("demo", views.LogsQuery{Filter: filter}) }

// TestDocumentedFiltersRunInTheBox: what people paste from the documentation of the tool they come from finds what it should.
func TestDocumentedFiltersRunInTheBox(t *testing.T) {
	t.Parallel()
	s := &site{app: newApp(t), test: t}
	s.importLines(`{"id":"d1","name":"a","input":"x","output":"y","expected":"z","tags":["needs-review"],"metadata":{"category":"edge-case"},"scores":{"correctness":0.2},"feedback":[{"source":"external","scores":{"user_rating":0.9},"comment":"no","metadata":{"thumbs_up":true}}]}` + "\n" +
		`{"id":"d2","name":"a","input":"x","output":"y","metadata":{"thumbs_up":true,"category":"usual"},"scores":{"correctness":0.2},"feedback":[{"source":"external","scores":{"user_rating":0.1}}]}` + "\n")
	c := s.app.as(store.Viewer)
	for text, want := range map[string]string{
		"WHERE scores.user_rating > 0.8":                            "1 trace",
		"WHERE metadata.thumbs_up = true":                           "2 traces",
		"WHERE comment IS NOT NULL AND scores.correctness < 0.5":    "1 trace",
		"WHERE scores.user_rating < 0.3":                            "1 trace",
		"filter: scores.user_rating < 0.3":                          "1 trace",
		"expected IS NOT NULL":                                      "2 traces", // and one of the demo project's own
		`tags INCLUDES "needs-review"`:                              "1 trace",
		`metadata.category = "edge-case"`:                           "1 trace",
		"  where comment is not null and scores.correctness < 0.5 ": "1 trace",
	} {
		r := c.get(logs(text))
		require.Equal(t, http.StatusOK, r.status, "%s: %s", text, r.text(".filter-error"))
		require.Equal(t, want, r.text(".count"), text)
		require.Equal(t, strings.TrimSpace(text), r.doc.Find("#filter").AttrOr("value", ""), "the box keeps what was typed")
	}
}

func TestMistakesInTheBoxAreShownWhereTheyAre(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	r := c.get(logs("name = 'a' AND scores.thums ="))
	require.Equal(t, http.StatusBadRequest, r.status)
	require.Contains(t, r.text(".filter-error"), "^")
	require.Zero(t, r.doc.Find(".chips").Length())
	r = c.get(logs("nam = 'a'"))
	require.Equal(t, "name", r.text(".filter-error code"))
	r = c.get(logs("select: * | from: project_logs('x')"))
	require.Equal(t, http.StatusBadRequest, r.status)
	require.Contains(t, r.text(".filter-error"), "only a condition is accepted here")
	r = c.get(logs("SELECT * FROM logs WHERE name = 'a'"))
	require.Equal(t, http.StatusBadRequest, r.status)
}

// TestChipsTakeTheFilterApart: each condition can be removed and turned into its opposite by a link.
func TestChipsTakeTheFilterApart(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	page := c.get(views.LogsURL("demo", views.LogsQuery{Filter: "metadata.model = 'small' AND tags NOT INCLUDES 'vip' AND (name = 'a' OR name = 'answer')", Columns: []string{"name"}}))
	type chip struct{ text, turn, remove string }
	var chips []chip
	page.doc.Find(".chip").Each(func(_ int, s *goquery.Selection) {
		href := func(i int) string {
			u := mustParse(s.Find("a").Eq(i).AttrOr("href", ""))
			require.Equal(t, []string{"name"}, u.Query()["columns"])
			return u.Query().Get("filter")
		}
		require.Contains(t, s.Find("a").Eq(1).AttrOr("aria-label", ""), s.Find("code").Text())
		chips = append(chips, chip{s.Find("code").Text(), href(0), href(1)})
	})
	const names = "(name = 'a' OR name = 'answer')"
	require.Equal(t, []chip{
		{"metadata.model = 'small'", "metadata.model <!=> 'small' AND tags NOT INCLUDES 'vip' AND " + names, "tags NOT INCLUDES 'vip' AND " + names},
		{"tags NOT INCLUDES 'vip'", "metadata.model = 'small' AND tags INCLUDES 'vip' AND " + names, "metadata.model = 'small' AND " + names},
		{"name = 'a' OR name = 'answer'", "metadata.model = 'small' AND tags NOT INCLUDES 'vip' AND NOT " + names, "metadata.model = 'small' AND tags NOT INCLUDES 'vip'"},
	}, chips)
	require.Equal(t, []string{"Exclude instead", "Only these instead", "Exclude instead"}, page.attributes(".chip a:nth-of-type(1)", "title"))
	require.Zero(t, c.get("/p/demo/logs").doc.Find(".chips").Length())
}

// TestValuesOfTheListNarrowIt follows every choice of every value: what keeps a value finds its trace, what excludes it does not.
func TestValuesOfTheListNarrowIt(t *testing.T) {
	t.Parallel()
	s := &site{app: newApp(t), test: t}
	s.importLines(`{"id":"v1","created":"2026-05-20T08:00:00.123456Z","name":"it's","type":"llm","input":"x","output":"y","error":"boom","metadata":{"n":1.10,"ok":false,"deep":{"a":1},"s":"12"},"tags":["a'b"],"metrics":{"start":1,"end":2.3456789,"tokens":7,"estimated_cost":0.00123},` +
		`"feedback":[{"source":"external","user":"u1","scores":{"liked":1}},{"source":"external","user":"u2","scores":{"liked":0}},{"source":"external","user":"u3","scores":{"liked":0}},{"source":"app","user":"r","scores":{"tone":"good"}}]}` + "\n")
	c := s.app.as(store.Viewer)
	at := views.LogsURL("demo", views.LogsQuery{Filter: "tags IS NOT NULL OR input IS NOT NULL", Columns: []string{"created", "input", "name", "type", "error", "duration", "tokens", "cost", "tags",
		"scores.liked", "scores.user.liked", "scores.tone", "scores.judge", "metadata.model", "metadata.n", "metadata.ok", "metadata.s", "metadata.deep"}})
	page := c.get(at)
	choices, kinds := 0, map[string]int{}
	page.doc.Find("tr[data-row]").Each(func(_ int, row *goquery.Selection) {
		trace := mustParse(row.Find(".row-link").AttrOr("href", "")).Query().Get("trace")
		row.Find(".value-menu a").Each(func(_ int, link *goquery.Selection) {
			list := c.get(link.AttrOr("href", ""))
			require.Equal(t, http.StatusOK, list.status, link.AttrOr("href", ""))
			there := strings.Contains(strings.Join(list.attributes(".row-link", "href"), " "), "trace="+trace)
			require.Equal(t, !strings.HasPrefix(link.Text(), "Exclude"), there, "%s of %s leads to %s", link.Text(), trace, link.AttrOr("href", ""))
			choices++
			kinds[link.ParentsFiltered("td").AttrOr("class", "")]++
		})
	})
	require.Greater(t, choices, 60)
	for _, kind := range []string{"created", "name", "type", "error", "duration", "tokens", "cost", "tags", "scores", "metadata"} {
		require.NotZero(t, kinds["col-"+kind], kind)
	}
}

// TestValuesOfATraceNarrowItsList does the same from the panel, whose choices keep the list's filter.
func TestValuesOfATraceNarrowItsList(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	const within = "comment IS NOT NULL"
	list := views.LogsQuery{Filter: within, Open: a.traces[1]}
	for _, at := range []string{views.LogsURL("demo", list), views.TraceURL("demo", a.traces[1], views.TraceQuery{Back: logs(within)}), views.TraceURL("demo", a.traces[1], views.TraceQuery{})} {
		page := c.get(at)
		require.Equal(t, http.StatusOK, page.status)
		said := map[string]bool{}
		page.doc.Find(".trace .value-menu a").Each(func(_ int, link *goquery.Selection) {
			u := mustParse(link.AttrOr("href", ""))
			text := u.Query().Get("filter")
			if strings.Contains(at, "comment") {
				require.True(t, strings.HasPrefix(text, within+" AND "), text)
			}
			r := c.get(u.String())
			require.Equal(t, http.StatusOK, r.status, text)
			there := strings.Contains(strings.Join(r.attributes(".row-link", "href"), " "), "trace="+string(a.traces[1]))
			require.Equal(t, !strings.HasPrefix(link.Text(), "Exclude"), there, "%s: %s", link.Text(), text)
			e, err := filter.Parse(text)
			require.NoError(t, err)
			terms := filter.Conjuncts(e)
			said[filter.Format(terms[len(terms)-1])] = true
		})
		for _, want := range []string{"metadata.model = 'small'", "tags INCLUDES 'billing'", "user = 'bob'", "name = 'answer'", "type = 'task'", "scores.thumbs = 0", "scores.user.thumbs <= 0", "metadata.release <!=> 'r1'", "tokens >= 120"} {
			require.True(t, said[want], "%s: nothing leads to %s: %v", at, want, said)
		}
	}

	tool := views.TraceURL("demo", a.traces[2], views.TraceQuery{Span: store.SpanKey("span-tool")})
	var found []string
	for _, href := range c.get(tool).attributes(".trace .value-menu a", "href") {
		found = append(found, mustParse(href).Query().Get("filter"))
	}
	require.Contains(t, found, "ANY_SPAN(name = 'cancel_order')")
	require.Contains(t, found, "NOT ANY_SPAN(type = 'tool')")
}
