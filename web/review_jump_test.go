package web

import (
	"net/url"
	"testing"
	"time"

	"assay/store"
	"assay/views"

	"github.com/stretchr/testify/require"
)

func TestJumpToAnItemByItsNumber(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	p := &paper{client: a.as(store.Reviewer)}
	p.open("/p/demo/review?filter=" + url.QueryEscape("name = 'answer'"))
	p.press(".review-jump button", url.Values{"n": {"3"}})
	require.Equal(t, "3", p.page.text("span[data-position]"))
	require.Contains(t, p.path, "item="+string(a.traces[1]), "the address names the item")
	p.press(".review-jump button", url.Values{"n": {"99"}})
	require.Equal(t, "4", p.page.text("span[data-position]"))
	require.Contains(t, p.page.text(".notice"), "4 items only")

	a.makeQueue(nil)
	p.open("/p/demo/review/work")
	p.press("#item [value=complete]", nil)
	a.clock.pass(time.Second)
	p.press("#item [value=complete]", nil)
	require.Equal(t, "3", p.page.text("span[data-position]"))
	p.press(".review-jump button", url.Values{"n": {"1"}})
	require.Equal(t, a.traces[0], shownItem(p.page), "what one decided on first")
	p.press(".review-jump button", url.Values{"n": {"4"}})
	require.Equal(t, a.traces[3], shownItem(p.page), "what one has in work")
	p.press(".review-jump button", url.Values{"n": {"50"}})
	require.Equal(t, a.traces[3], shownItem(p.page))
	require.Contains(t, p.page.text(".notice"), "You have had 4 items")
}

func TestWithoutAutoAdvanceACompletedItemStays(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.makeQueue(nil)
	p := &paper{client: a.as(store.Reviewer)}
	for _, start := range []string{"/p/demo/review?filter=" + url.QueryEscape("name = 'answer'"), "/p/demo/review/work"} {
		p.open(start)
		first := shownItem(p.page)
		require.Equal(t, "true", p.one("button[name=stays]").AttrOr("aria-pressed", ""))
		p.press("button[name=stays]", nil)
		require.Equal(t, first, shownItem(p.page))
		require.Equal(t, "false", p.one("button[name=stays]").AttrOr("aria-pressed", ""), "kept for the person")
		p.press("#item [value=complete]", nil)
		require.Equal(t, first, shownItem(p.page), start)
		require.Contains(t, p.page.text(".notice"), "Saved.")
		require.Contains(t, p.page.text("#item .review-title"), "you completed this")
		p.click("#item [data-next]")
		second := shownItem(p.page)
		require.NotEqual(t, first, second)
		p.press("#item [value=skip]", nil)
		require.NotEqual(t, second, shownItem(p.page), "what is skipped gives way")
		p.press("button[name=stays]", nil)
		before := shownItem(p.page)
		p.press("#item [value=complete]", nil)
		require.NotEqual(t, before, shownItem(p.page))
	}
	require.Equal(t, "true", a.as(store.Curator).get(views.ReviewURL("demo", views.ReviewQuery{At: 1})).doc.Find("button[name=stays]").AttrOr("aria-pressed", ""), "another person's is another")
}

func TestBrowserStaysAndJumpsFromTheKeyboard(t *testing.T) {
	t.Parallel()
	s, b := reviewing(t, 6)
	b.press("N")
	b.until(`document.querySelector("button[name=stays]")?.ariaPressed === "false" && document.getElementById("item").dataset.painted !== undefined`)
	b.press("5", "Enter")
	b.says(".review-title", "you completed this")
	b.painted("1")
	require.Equal(t, 1, total(s.completions()))
	b.press("n")
	b.painted("2")
	b.press("g", "g")
	b.until(`document.activeElement.id === "jump"`)
	b.write("5")
	b.press("Enter")
	b.painted("5")
	b.accessible("review with its head")
	b.fits("review with its head")
	b.press("N")
	b.until(`document.querySelector("button[name=stays]")?.ariaPressed === "true" && document.getElementById("item").dataset.painted !== undefined`)
	b.painted("5")
	b.press("Enter")
	b.painted("6")
	b.saved()
	require.Equal(t, 2, total(s.completions()))
}
