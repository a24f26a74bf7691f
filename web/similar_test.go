package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/store"
	"assay/views"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

// repeated adds traces that say nearly what the second demo trace says, or want to be markup.
func (a *app) repeated() []store.TraceID {
	a.t.Helper()
	now := a.clock.now()
	spans := []store.Span{
		{RowID: "again", SpanID: "again", RootSpanID: "again", Created: now, HasCreated: true, Input: quote("Can I return my shoes?"), Output: quote("No.")},
		{RowID: "hostile again", SpanID: "hostile again", RootSpanID: "hostile again", Created: now, HasCreated: true, Input: quote(`<script>alert("in")</script> again`), Output: quote("<b>x</b>")},
	}
	_, err := a.db.InsertSpans(a.t.Context(), a.project.ID, "test", spans, now)
	require.NoError(a.t, err)
	return []store.TraceID{store.TraceKey("again"), store.TraceKey("hostile again")}
}

func similarTo(ids ...store.TraceID) string {
	return views.SimilarURL("demo", views.SimilarQuery{To: ids})
}

func TestSimilarTracesAreFoundFromEverywhere(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	again := a.repeated()
	c := a.as(store.Curator)
	for _, at := range []string{views.TraceURL("demo", a.traces[1], views.TraceQuery{}), "/p/demo/logs?trace=" + string(a.traces[1]), "/p/demo/review?item=" + string(a.traces[1])} {
		page := c.get(at)
		if page.status == http.StatusSeeOther { // a run fixes its position first
			page = c.follow(page)
		}
		link := page.doc.Find("a").FilterFunction(func(_ int, s *goquery.Selection) bool {
			return strings.HasPrefix(strings.TrimSpace(s.Text()), "Similar")
		})
		require.Equal(t, similarTo(a.traces[1]), link.First().AttrOr("href", ""), at)
	}
	logs := c.get("/p/demo/logs")
	require.Equal(t, "/p/demo/similar", logs.doc.Find("button[data-key='=']").AttrOr("formaction", ""))
	to := c.get("/p/demo/similar?" + url.Values{"trace": {string(a.traces[1])}, "back": {"/p/demo/logs"}}.Encode())
	require.Equal(t, similarTo(a.traces[1]), to.location())

	page := c.follow(to)
	require.Equal(t, http.StatusOK, page.status)
	require.Contains(t, page.text(".similar-sources"), "Can I return shoes?")
	require.Equal(t, string(again[0]), page.doc.Find("tbody input[name=trace]").First().AttrOr("value", ""))
	require.Contains(t, page.text("tbody tr:first-child"), "%")
	require.Contains(t, page.text("main"), "Looked at all 6 traces.")

	for key, rows := range map[string]string{"l": "tbody tr", "r": ".review-item"} {
		there := c.get(page.doc.Find("a[data-key="+key+"]").AttrOr("href", ""))
		if there.status == http.StatusSeeOther {
			there = c.follow(there)
		}
		require.Equal(t, http.StatusOK, there.status)
		require.Contains(t, there.text(rows), "Can I return my shoes?", key)
	}
	require.Contains(t, c.get(page.doc.Find("a[data-key=A]").AttrOr("href", "")).text("h1"), "Add 1 trace")
	chosen := url.Values{"trace": {string(again[0])}}
	require.Equal(t, http.StatusOK, c.get(page.doc.Find("button[data-key=d]").AttrOr("formaction", "")+"?"+chosen.Encode()).status)
	require.Equal(t, http.StatusOK, c.post(page.doc.Find("button[data-key=Q]").AttrOr("formaction", ""), chosen).status)
}

func TestSimilarTracesByTheAnswerAndAFilter(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.repeated()
	c := a.as(store.Viewer)
	page := c.get(similarTo(a.traces[1]) + "&by=output")
	require.Contains(t, page.text("tbody tr:first-child"), "100 %")
	require.Zero(t, page.doc.Find("tbody input, a[data-key=A], a[data-key=r]").Length(), "a viewer looks")
	page = c.get(similarTo(a.traces[1]) + "&filter=" + url.QueryEscape("name = 'answer'"))
	require.Contains(t, page.text("main"), "Nothing here is alike")
	page = c.get(similarTo(a.traces[1]) + "&filter=" + url.QueryEscape("name = "))
	require.Equal(t, http.StatusBadRequest, page.status)
	require.NotEmpty(t, page.text("#similar-filter-error"))
	require.Equal(t, "name =", strings.TrimSpace(page.doc.Find("#similar-filter").AttrOr("value", "")))
	require.Contains(t, c.get("/p/demo/similar").text("main"), "Similar to which traces?")
}

func TestHostileTextAmongSimilarTracesIsShownAndNotRun(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.repeated()
	page := a.as(store.Admin).get(similarTo(a.traces[3]))
	require.Contains(t, page.text("tbody"), `<script>alert("in")</script> again`)
	require.Contains(t, page.text(".similar-sources"), `<script>alert("in")</script>`)
	require.Zero(t, page.doc.Find("main script, main img, tbody b").Length())
}

func TestSimilarTracesOfAnotherProjectAreNotThere(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	other, _, err := a.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	_, err = a.db.InsertSpans(t.Context(), other.ID, "test", []store.Span{{RowID: "theirs", SpanID: "theirs", RootSpanID: "theirs", Created: a.clock.now(), HasCreated: true, Input: quote("Can I return shoes?")}}, a.clock.now())
	require.NoError(t, err)
	c := a.as(store.Admin)
	require.Equal(t, http.StatusNotFound, c.get(similarTo(store.TraceKey("theirs"))).status)
	both := c.get(similarTo(a.traces[1], store.TraceKey("theirs")))
	require.Equal(t, http.StatusOK, both.status)
	require.Zero(t, both.doc.Find("tbody tr").Length())
	require.Equal(t, 1, both.doc.Find(".similar-sources li").Length())
	require.Equal(t, http.StatusOK, c.get("/p/demo/similar?similar_to=nonsense&similar_to=%00").status)
}

func TestSimilarTracesTellABlindReviewerNothingOfWhatWasSaid(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.repeated()
	a.makeQueue(func(q *store.Queue) { q.Name, q.Blind, q.Answers = "Blind", true, 1 })
	c := a.as(store.Reviewer)
	page := c.get(similarTo(store.TraceKey("again")))
	require.Contains(t, page.text("tbody"), "Can I return shoes?")
	require.NotContains(t, page.text("tbody"), "thumbs")
	require.Contains(t, a.as(store.Curator).get(similarTo(store.TraceKey("again"))).text("tbody"), "thumbs")
	require.Equal(t, http.StatusBadRequest, c.get(similarTo(store.TraceKey("again"))+"&filter="+url.QueryEscape("scores.thumbs < 1")).status)
}
