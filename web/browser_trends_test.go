package web

import (
	"testing"

	"assay/store"
	"assay/views/trends"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

func TestBrowserTrends(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.felt(60)
	b := s.as(s.people[store.Curator])
	for where, q := range map[string]trends.Query{"trends": {Compare: true, Range: "7d"}, "trends of a filter": {Filter: "metadata.feature = 'search'", Group: "metadata.tier"}} {
		b.open(trends.URL("demo", q))
		b.find(".chart:not([hidden]) canvas")
		eval[bool](b, `(document.querySelectorAll("main details").forEach(d => d.open = true), true)`)
		b.accessible(where)
		b.fits(where)
	}

	b.open(trends.URL("demo", trends.Query{Range: "7d"}))
	b.find(`.chart[data-from="felt"] .u-over`)
	box := eval[[]float64](b, `(() => { const over = document.querySelector('.chart[data-from="felt"] .u-over'); over.scrollIntoView({block: "center"}); const r = over.getBoundingClientRect(); return [r.left, r.top, r.width, r.height]; })()`)
	at := func(part float64) (x, y float64) { return box[0] + box[2]*part, box[1] + box[3]/2 }
	for _, step := range []struct {
		kind input.DispatchMouseEventType
		part float64
	}{{input.DispatchMouseEventTypeMouseMoved, 0.3}, {input.DispatchMouseEventTypeMousePressed, 0.3}, {input.DispatchMouseEventTypeMouseMoved, 0.4}, {input.DispatchMouseEventTypeMouseMoved, 0.6}, {input.DispatchMouseEventTypeMouseReleased, 0.6}} {
		x, y := at(step.part)
		b.call(chromedp.MouseEvent(step.kind, x, y, chromedp.ButtonLeft))
		if step.kind == input.DispatchMouseEventTypeMouseReleased {
			break // the page goes
		}
		eval[bool](b, `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))`) // the chart follows by frames
	}
	b.until(`new URLSearchParams(location.search).get("from") !== null && document.readyState === "complete"`)
	require.NotEmpty(t, b.query().Get("to"), "drawing over a chart narrows the time")
	require.Empty(t, b.query().Get("range"))
	b.find(".chart:not([hidden]) canvas")
}
