package web

import (
	"net/url"
	"os"
	"regexp"
	"slices"
	"testing"

	"assay/store"
	"assay/views"

	"github.com/stretchr/testify/require"
)

// paints are how often each page is opened.
const paints = 7

// BenchmarkFirstPaint reports the milliseconds from asking for a page to the first of it on the screen, the median: a list, a
// small trace, and a trace of 5,000 spans. ASSAY_PAINT_LINK is the one-time link that `assay serve` prints for a database of
// `assay bench`, whose list and newest trace are then opened instead.
func BenchmarkFirstPaint(b *testing.B) {
	for b.Loop() {
		s := newSite(b)
		if link := os.Getenv("ASSAY_PAINT_LINK"); link != "" {
			tab := s.visit(link)
			list := views.LogsURL("assay-bench", views.LogsQuery{})
			tab.open(list)
			href := eval[string](tab, `document.querySelector("[data-row] .row-link").href`)
			trace := store.TraceID(regexp.MustCompile(`[0-9a-f-]{36}`).FindString(href))
			b.ReportMetric(tab.firstPaint(list), "list-ms")
			b.ReportMetric(tab.firstPaint(views.TraceURL("assay-bench", trace, views.TraceQuery{})), "trace-ms")
		} else {
			large := s.large(4999)
			tab := s.as(s.people[store.Reviewer])
			b.ReportMetric(tab.firstPaint("/p/demo/logs"), "list-ms")
			b.ReportMetric(tab.firstPaint("/p/demo/t/"+string(s.traces[1])), "trace-ms")
			b.ReportMetric(tab.firstPaint("/p/demo/t/"+string(large)), "large-trace-ms")
		}
		b.ReportMetric(0, "ns/op")
	}
}

// visit opens a tab of someone who signs in to another server with a one-time link.
func (s *site) visit(link string) *tab {
	s.test.Helper()
	u, err := url.Parse(link)
	require.NoError(s.test, err)
	s.url = u.Scheme + "://" + u.Host
	tab := s.browse()
	tab.open(u.RequestURI())
	tab.tabTo("main button")
	tab.press("Enter")
	tab.until(`!location.pathname.startsWith("/sign-in") && document.readyState === "complete"`)
	return tab
}

// firstPaint opens a page some times and returns the median of when something of it was painted first, in milliseconds.
func (b *tab) firstPaint(path string) float64 {
	b.t.Helper()
	var all []float64
	for range paints {
		b.open(path)
		b.until(`performance.getEntriesByName("first-contentful-paint").length === 1`)
		all = append(all, eval[float64](b, `performance.getEntriesByName("first-contentful-paint")[0].startTime`))
	}
	slices.Sort(all)
	return all[paints/2]
}
