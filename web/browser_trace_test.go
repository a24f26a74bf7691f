package web

import (
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestBrowserLargeTraceLoadsWhatIsInSight(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := "/p/demo/t/" + string(s.app.large(4999))
	b := s.as(s.app.people[store.Reviewer])
	b.open(path)
	b.find(".tree-span[aria-current]")
	require.Less(t, eval[int](b, `document.querySelectorAll("*").length`), 3000, "elements of the page")
	require.Less(t, eval[int](b, `performance.getEntriesByType("navigation")[0].decodedBodySize`), 200_000, "bytes of the page")
	require.LessOrEqual(t, eval[int](b, `document.querySelectorAll(".tree-span").length`), 200, "lines that are there")
	height := eval[int](b, `document.querySelector("[data-tree]").scrollHeight`)

	b.until(`(document.querySelector("[data-tree]").scrollTop = 2550 * 26, true)`)
	b.until(`[...document.querySelectorAll(".tree-span")].some(a => a.textContent.includes("look up 2549"))`)
	require.LessOrEqual(t, eval[int](b, `document.querySelectorAll(".tree-span").length`), 600, "what one passed over is not loaded")
	require.InDelta(t, height, eval[int](b, `document.querySelector("[data-tree]").scrollHeight`), 60, "nothing moves when it is loaded")
	require.Less(t, eval[int](b, `document.querySelectorAll("*").length`), 9000)

	b.open(path + "?span=" + string(store.SpanKey("s4000")))
	b.until(`(() => { const a = document.querySelector(".tree-span[aria-current]").getBoundingClientRect(), t = document.querySelector("[data-tree]").getBoundingClientRect(); return a.top >= t.top && a.bottom <= t.bottom })()`)
	b.press(")")
	b.until(`document.readyState === "complete" && document.querySelector(".tree-span[aria-current]")?.textContent.includes("look up 4001")`)
	b.settled()
	b.press("2")
	b.find(".timeline .span-bar rect")
	b.accessible("a timeline")
	b.settled()
	b.press("3")
	b.find(".thread-call")
	b.accessible("a thread")
	b.until(`(document.querySelector("#calls-20").scrollIntoView(), true)`)
	b.until(`document.querySelectorAll("#calls-20 .thread-call").length === 20`)
	b.settled()
	b.press("1")
	b.find(".tree:not(.timeline)")
}

func TestBrowserFindsWithKeys(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	path := "/p/demo/t/" + string(s.app.large(400))
	b := s.as(s.app.people[store.Viewer])
	b.open(path)
	b.press("/")
	b.until(`document.activeElement.id === "find"`)
	b.write("number 33")
	b.press("Enter")
	b.says("[data-find]", "11 matches in 11 spans")
	b.settled()
	b.press("n")
	b.says("[data-find]", "Match 1 of 11")
	b.until(`CSS.highlights.get("find-now")?.size === 1`)
	b.says("#value-output", "result number 33.")
	b.settled()
	b.press("n")
	b.says("[data-find]", "Match 2 of 11")
	b.says("#value-output", "result number 330.")
	b.settled()
	b.press("N")
	b.says("[data-find]", "Match 1 of 11")
	b.says("#value-output", "result number 33.")
	b.settled()
	b.accessible("found in a trace")
	b.until(`!document.querySelector("mark b")`)
	b.press("/")
	b.until(`document.activeElement.id === "find"`)
}
