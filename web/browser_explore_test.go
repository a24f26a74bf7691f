package web

import (
	"net/url"
	"testing"

	"assay/store"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// dragAcross presses the first mouse button at one place of an element and releases it at another; both are parts of its width.
func (b *tab) dragAcross(selector string, from, to float64) {
	b.t.Helper()
	b.find(selector)
	box := eval[[]float64](b, `(() => { const r = document.querySelector(`+js(selector)+`).getBoundingClientRect(); return [r.left, r.top + r.height / 2, r.width] })()`)
	mouse := func(kind input.DispatchMouseEventType, at float64) {
		_, err := chromedp.Call(b.ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: box[0] + box[2]*at, Y: box[1], Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1})
		require.NoError(b.t, err)
	}
	mouse(input.DispatchMouseEventTypeMousePressed, from)
	mouse(input.DispatchMouseEventTypeMouseMoved, (from+to)/2)
	mouse(input.DispatchMouseEventTypeMouseMoved, to)
	mouse(input.DispatchMouseEventTypeMouseReleased, to)
}

func TestBrowserBrushNarrowsTheTime(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.app.people[store.Viewer])
	b.open("/p/demo/logs?facets=1")
	b.find("#histogram [data-brush]")
	b.find("#facets .facet-value")
	bars := eval[int](b, `document.querySelectorAll("[data-from]").length`)
	want := eval[[]string](b, `(() => { const g = [...document.querySelectorAll("[data-from]")]; return [g[0].dataset.from, g[Math.floor(g.length/2)].dataset.to] })()`)
	b.dragAcross("[data-brush]", 0.001, (float64(bars/2)+0.5)/float64(bars))
	b.until(`location.search.includes("filter=") && document.readyState === "complete"`)
	filter := b.query().Get("filter")
	require.Contains(t, filter, "created >= '"+want[0])
	require.Contains(t, filter, "created < '"+want[1])
	require.Equal(t, "1", b.query().Get("facets"), "the rest of the list stays")
	b.until(`document.querySelector("#from")?.value.startsWith(` + js(want[0][:16]) + `)`)

	// With keys: the fields of the range do the same.
	b.tabTo(".histogram-more summary")
	b.press("Enter")
	b.until(`document.querySelector(".histogram-more").open`)
	b.tabTo(".histogram-range button")
	b.press("Enter")
	b.until(`document.readyState === "complete" && document.querySelector("#histogram [data-brush]") && !document.querySelector(".histogram-more").open`)
	require.Equal(t, filter, b.query().Get("filter"))
	b.find("#facets .facet-value")
	b.accessible("logs with values over time")
}

func TestBrowserListOverTimeStaysWhenTracesCome(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.app.people[store.Viewer])
	b.open("/p/demo/logs?facets=1")
	b.find("#histogram [data-brush]")
	b.find("#facets .facet-value")
	s.app.logged("one", nil)
	b.until(countRows + " === 5")
	b.find("#histogram [data-brush]")
	b.find("#facets .facet-value")
}

func TestBrowserQueryRunsWithKeysAndDrawsItsTable(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.app.people[store.Viewer])
	b.open("/p/demo/query")
	b.tabTo("#q")
	b.write("SELECT input, count(*) AS n FROM logs GROUP BY input ORDER BY n DESC")
	b.stroke('\r', chromedp.ModifierCtrl, 1)
	b.until(`location.search.includes("q=") && document.readyState === "complete"`)
	b.find("#answer td a")
	b.find("[data-chart]:not([hidden]) canvas")
	for _, scheme := range []string{"dark", "light"} {
		b.prefer(scheme)
		b.find("[data-chart] canvas")
		b.accessible("query with a chart, " + scheme)
	}
	require.Equal(t, 1, eval[int](b, `document.querySelectorAll("[data-chart] canvas").length`), "another scheme draws the chart again, in its place")

	b.allow("422")
	b.open("/p/demo/query?q=" + url.QueryEscape("SELECT nmae FROM logs"))
	b.find("#q[aria-invalid=true]")
	require.Equal(t, 0, eval[int](b, `document.querySelectorAll("[data-chart], script[src*=uplot]").length`), "a page without a chart does not load its script")
}
