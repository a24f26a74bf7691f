package web

import (
	"testing"

	"assay/store"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// whole requires that the tab shows a page with its frame, not a part of one.
func (b *tab) whole() {
	b.t.Helper()
	b.settled()
	b.until(`document.doctype && document.querySelector(".rail") && document.querySelector("#results") && document.styleSheets.length`)
}

// back and forward press the browser's buttons; whether that loads a page is the page's affair.
func (b *tab) back()    { b.t.Helper(); eval[bool](b, `(history.back(), true)`) }
func (b *tab) forward() { b.t.Helper(); eval[bool](b, `(history.forward(), true)`) }

// TestBrowserAddressIsTheState: filtering, opening, going back and forward, and reloading show what the address says.
func TestBrowserAddressIsTheState(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.people[store.Reviewer])
	b.open("/p/demo/logs")
	b.press("/")
	b.write("name = 'answer'")
	b.press("Enter")
	b.until(`location.search.includes("filter=") && document.readyState === "complete"`)
	b.press("j", "Enter")
	b.find("#panel .trace")
	b.until(`new URL(location).searchParams.has("trace")`)
	opened := eval[string](b, "location.href")

	b.call(chromedp.Reload())
	b.whole()
	require.Equal(t, opened, eval[string](b, "location.href"))
	b.find("#panel .trace")
	require.Equal(t, "name = 'answer'", eval[string](b, `document.querySelector("#filter").value`))

	b.press("j") // the panel follows
	b.until(`new URL(location).searchParams.has("trace") && location.href !== ` + js(opened))
	b.until(`document.querySelector("tr.open") && document.querySelector("#panel .trace")`)

	b.back()
	b.until(`location.href === ` + js(opened))
	b.whole()
	b.find("#panel .trace")
	b.until(`document.querySelector("tr.open .row-link").href === ` + js(opened))
	b.back()
	b.until(`!new URL(location).searchParams.has("trace")`)
	b.whole()
	b.until(`!document.querySelector("#panel .trace")`)
	b.back()
	b.until(`!location.search`)
	b.whole()
	require.Empty(t, eval[string](b, `document.querySelector("#filter").value`))
	b.forward()
	b.until(`location.search.includes("filter=")`)
	b.forward()
	b.until(`location.href === ` + js(opened))
	b.whole()
	b.find("#panel .trace")

	b.press("q")
	b.until(`!new URL(location).searchParams.has("trace") && !document.querySelector("#panel .trace")`)
	b.back()
	b.until(`location.href === ` + js(opened))
	b.whole()
	b.find("#panel .trace")
	b.forward()
	b.until(`!new URL(location).searchParams.has("trace") && !document.querySelector("#panel .trace")`)
	b.whole()
}

// TestBrowserReviewAddress: each item has an address; back leads to the one before, reload stays.
func TestBrowserReviewAddress(t *testing.T) {
	t.Parallel()
	_, b := reviewing(t, 5)
	b.press("n")
	b.painted("2")
	b.press("n")
	b.painted("3")
	at := eval[string](b, "location.href")
	b.call(chromedp.Reload())
	b.painted("3")
	require.Equal(t, at, eval[string](b, "location.href"))
	b.back()
	b.painted("2")
	b.forward()
	b.painted("3")
	b.press("p")
	b.painted("2")
}
