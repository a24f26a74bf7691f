package web

import (
	"context"
	"testing"

	"assay/store"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// heads are the columns of the list, as tokens.
func (b *tab) heads() []string {
	b.t.Helper()
	return eval[[]string](b, `[...document.querySelectorAll("th[data-col]")].map(th => th.dataset.col)`)
}

// columns waits until the list has these columns and its address says so, if it says anything.
func (b *tab) columns(tokens ...string) {
	b.t.Helper()
	b.until(`JSON.stringify([...document.querySelectorAll("th[data-col]")].map(th => th.dataset.col)) === ` + js(js2(tokens)))
	if in := b.query()["columns"]; in != nil {
		require.Equal(b.t, tokens, in)
	}
}

// js2 is the JSON of a list of texts.
func js2(list []string) string {
	text := "["
	for i, s := range list {
		if i > 0 {
			text += ","
		}
		text += js(s)
	}
	return text + "]"
}

// drag moves the mouse with its button held from the middle of one element, by so many pixels.
func (b *tab) drag(selector string, by float64) {
	b.t.Helper()
	at := eval[[]float64](b, `(() => { const r = document.querySelector(`+js(selector)+`).getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; })()`)
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for _, step := range []struct {
		kind input.DispatchMouseEventType
		x    float64
	}{{"mouseMoved", at[0]}, {"mousePressed", at[0]}, {"mouseMoved", at[0] + by/2}, {"mouseMoved", at[0] + by}, {"mouseReleased", at[0] + by}} {
		_, err := chromedp.Call(ctx, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: step.kind, X: step.x, Y: at[1], Button: "left", Buttons: 1, ClickCount: 1})
		require.NoError(b.t, err)
	}
}

// TestBrowserColumnsAreOrderedByKeyboard: the head of a column moves, sizes and pins it, keeps the focus, and all of it
// stands in the address.
func TestBrowserColumnsAreOrderedByKeyboard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.people[store.Viewer])
	b.open("/p/demo/logs?columns=created&columns=input&columns=output&columns=scores.thumbs")
	b.find(`[data-summary-of="thumbs"] .score-bars`)
	b.tabTo("th[data-col] summary")
	focused := func(column string) {
		t.Helper()
		b.until(`document.activeElement.closest("th")?.dataset.col.endsWith(` + js(column) + `)`)
	}
	focused("created")
	b.press("ArrowRight")
	focused("input")
	b.press("Shift+ArrowRight")
	b.columns("created", "output", "input", "scores.thumbs")
	focused("input")
	b.press("Shift+ArrowLeft")
	b.columns("created", "input", "output", "scores.thumbs")
	focused("input")
	b.press("+")
	b.columns("created", "380:input", "output", "scores.thumbs")
	focused("input")
	require.InDelta(t, 380, eval[float64](b, `document.activeElement.closest("th").offsetWidth`), 2)
	b.press("p")
	b.columns("!380:input", "created", "output", "scores.thumbs")
	focused("input")
	b.find(`[data-summary-of="thumbs"] .score-bars`)

	b.call(chromedp.Reload())
	b.columns("!380:input", "created", "output", "scores.thumbs")
	b.call(chromedp.EmulateViewport(500, 700))
	eval[bool](b, `(document.querySelector(".table-wrap").scrollLeft = 200, true)`)
	b.until(`document.querySelector(".table-wrap").scrollLeft === 200`)
	require.InDelta(t, 0, eval[float64](b, `document.querySelector("th.pin").getBoundingClientRect().left - document.querySelector(".table-wrap").getBoundingClientRect().left`), 2, "it stays in sight")
	b.call(chromedp.EmulateViewport(1440, 900))
	b.back()
	b.columns("created", "380:input", "output", "scores.thumbs")
}

// TestBrowserColumnsAreSizedByMouse draws the edge of a column.
func TestBrowserColumnsAreSizedByMouse(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.people[store.Viewer])
	b.open("/p/demo/logs?columns=200:input&columns=240:output")
	b.drag(`th[data-col="200:input"] [data-size]`, 60)
	b.columns("260:input", "240:output")
	require.InDelta(t, 260, eval[float64](b, `document.querySelector("th[data-col]").offsetWidth`), 2)
	b.drag(`th[data-col="260:input"] [data-size]`, -500)
	b.columns("48:input", "240:output")
}

// TestBrowserViewIsSavedAndChanged: a list is saved as a view from the keyboard; what is changed afterwards is said to be, and
// saved or discarded.
func TestBrowserViewIsSavedAndChanged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.people[store.Curator])
	b.open("/p/demo/logs?filter=scores.thumbs+%3C+0.5")
	b.press("v")
	b.tabTo("#views-name")
	b.write("Low thumbs")
	b.press("Enter")
	b.until(`new URL(location).searchParams.get("view") === "low-thumbs" && document.readyState === "complete"`)
	b.says(".notice", "Saved the view")
	b.says(".view-name", "Low thumbs")
	require.False(t, b.query().Has("filter"))

	b.press("/")
	b.write(" AND comment IS NOT NULL")
	b.press("Enter")
	b.says("#view-bar", "Low thumbs is changed")
	b.settled()
	b.press("D")
	b.until(`!document.querySelector("#view-bar") && !new URL(location).searchParams.has("filter")`)
	b.settled()
	require.Equal(t, "scores.thumbs < 0.5", eval[string](b, `document.querySelector("#filter").value`))

	b.tabTo("th[data-col] summary") // a column that is moved changes the view as well
	b.press("Shift+ArrowRight")
	b.says("#view-bar", "Low thumbs is changed")
	moved := b.heads()
	require.Equal(t, "input", moved[0])
	b.press("S")
	b.says(".notice", "Saved the changes")
	b.until(`!document.querySelector("#view-bar") && document.readyState === "complete"`)
	b.open("/p/demo/logs?view=low-thumbs")
	require.Equal(t, moved, b.heads())
	b.press("v")
	b.find(".views-menu")
	b.accessibleIn(`document.querySelector(".views-menu")`, "the menu of views")
}
