package web

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"assay/store"
	"assay/store/postgres"
	"assay/views"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

//go:embed testdata/axe.min.js
var axe string

// axeRun checks the page as it stands and returns what is wrong, one line each.
const axeRun = `axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}, resultTypes: ["violations"]})
	.then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.html.slice(0, 160) + " -- " + n.any.concat(n.all, n.none).map(c => c.message).join("; "))))`

// accessible requires that axe finds nothing, wide and narrow, light and dark.
func (b *tab) accessible(where string) {
	b.t.Helper()
	b.accessibleIn("document", where)
}

// accessibleIn requires it of one part of the page: what an open menu covers by half is too small a target, and no fault.
func (b *tab) accessibleIn(part, where string) {
	b.t.Helper()
	if !eval[bool](b, `typeof axe === "object"`) {
		eval[bool](b, axe+"; true")
	}
	for _, scheme := range []string{"light", "dark"} {
		b.prefer(scheme)
		for _, size := range [][2]int64{{1440, 900}, {390, 844}} {
			b.call(chromedp.EmulateViewport(size[0], size[1]))
			// On a narrow screen the buttons of a review stick to its edge; what they cover by half there is scrolled to, and no fault.
			eval[bool](b, `(document.querySelector(".review-form")?.scrollIntoView({block: "end", behavior: "instant"}), true)`)
			// A notice that appears is half transparent for a moment, which is no contrast to judge.
			eval[bool](b, `Promise.all(document.getAnimations().map(a => a.finished)).then(() => true)`)
			require.Empty(b.t, eval[[]string](b, strings.Replace(axeRun, "document", part, 1)), "%s, %s, %d px", where, scheme, size[0])
		}
	}
	b.prefer("light")
}

// fits requires that nothing is wider than the window, down to the width of 400 % zoom.
func (b *tab) fits(where string) {
	b.t.Helper()
	for _, width := range []int64{390, 320} {
		b.call(chromedp.EmulateViewport(width, 700))
		require.Empty(b.t, b.wider(width), "%s is wider than %d px", where, width)
	}
	b.call(chromedp.EmulateViewport(1440, 900))
}

// wider names what makes the page wider than a window of so many pixels; nothing where it is not.
func (b *tab) wider(than int64) string {
	b.t.Helper()
	return eval[string](b, `((wide) => {
		if (document.documentElement.scrollWidth <= wide) return "";
		return [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > wide + 1 && e.checkVisibility()).map(e => e.outerHTML.slice(0, 120)).slice(0, 4).join("\n") || "something unseen";
	})(`+strconv.FormatInt(than, 10)+`)`)
}

// furnished is a site with something on every page, and the addresses of its pages.
func furnished(t *testing.T) (*site, map[string]string) {
	t.Helper()
	s := newSite(t)
	s.ask()
	s.importLines(journeyLines(12) + `{"id":"nested","name":"shop","input":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes?"}],"output":{"a":{"b":[1,2,{"c":null}]},"d":"e"},"expected":{"a":{}},"metadata":{"m":{"n":["o"]},"k":1,"l":2,"p":3},"tags":["a","b","a longer tag","one more that is long","c","d"]}` + "\n")
	s.dataset("golden", 3)
	_, _, err := s.db.CreateProject(t.Context(), "void")
	require.NoError(t, err)
	for i, trace := range []store.TraceID{s.traces[1], journeyTrace(10)} {
		sub := postgres.Submission{ID: store.NewEventID(), Trace: trace, Span: store.SpanKey([]string{"trace-disliked", "j10"}[i]), Account: s.people[store.Curator],
			Comment: "Seen.", Expected: `"Yes, within thirty days."`, Complete: true, Now: s.clock.now()}
		require.NoError(t, s.db.Submit(context.Background(), s.project.ID, sub))
	}
	s.makeQueue(func(q *store.Queue) {
		q.Answers, q.Instructions, q.Blind, q.Order, q.Due, q.Webhook = 3, "**Read** the policy.\n\n- first", true, store.RandomOrder, s.clock.now(), "https://hooks.example.org"
	})
	s.makeQueue(func(q *store.Queue) { q.Name, q.Filter, q.Reviewers = "Nothing", nil, []int{s.people[store.Viewer].ID} })
	s.app.as(store.Reviewer).enter("work") // someone has items in work
	pages := s.pages("golden", s.traces[1])
	pages["nested trace"] = views.TraceURL("demo", store.TraceKey("nested"), views.TraceQuery{})
	return s, pages
}

func TestBrowserPagesAreAccessible(t *testing.T) {
	t.Parallel()
	s, pages := furnished(t)
	owner := s.account("owner@example.org", true)
	names := slices.Sorted(maps.Keys(pages))
	for half := range 2 { // two tabs at once
		t.Run(fmt.Sprint("part ", half+1), func(t *testing.T) {
			t.Parallel()
			b := s.onBehalf(t).as(owner)
			for i, name := range names {
				if i%2 != half {
					continue
				}
				b.open(pages[name])
				b.accessible(name)
				b.fits(name)
			}
		})
	}

	t.Run("before signing in, and what went wrong", func(t *testing.T) {
		t.Parallel()
		at := s.onBehalf(t)
		b := at.browse()
		b.allow("Failed to load resource")
		for _, path := range []string{"/sign-in", "/sign-in/spent"} {
			b.open(path)
			b.accessible(path)
			b.fits(path)
		}
		b.open("/sign-in")
		b.signInAs(store.Account{Email: "nobody@example.org"})
		b.says("#sign-in-wrong", "wrong")
		b.accessible("a wrong password")
		b.carry(s.app.signedIn(owner))
		for _, path := range []string{"/p/demo/nothing", "/p/demo/logs?filter=name+%3D%3D%3D", "/p/demo/t/no"} {
			b.open(path)
			b.accessible(path)
			b.fits(path)
		}
	})

	t.Run("with everything folded out", func(t *testing.T) {
		t.Parallel()
		b := s.onBehalf(t).as(owner)
		for _, name := range []string{"logs", "review", "trace", "nested trace", "dataset", "row", "add mapped", "recipe", "settings", "people", "room", "new queue", "board"} {
			b.open(pages[name])
			b.press("?")
			b.find("#key-help[open]")
			b.accessible(name + " with its keys")
			b.press("Escape")
			eval[bool](b, `(document.querySelectorAll("main details:not(.menu)").forEach(d => d.open = true), true)`)
			b.accessible(name + " folded out")
			b.fits(name + " folded out")
			for i := range eval[int](b, `document.querySelectorAll("main details.menu").length`) { // one at a time: they lie over each other
				menu := fmt.Sprintf(`document.querySelectorAll("main details.menu")[%d]`, i)
				if eval[bool](b, `(`+menu+`.checkVisibility() && (`+menu+`.open = true))`) {
					require.Empty(t, eval[[]string](b, strings.Replace(axeRun, "document", menu, 1)), "%s, menu %d", name, i)
					b.fits(fmt.Sprint(name, " with menu ", i))
					eval[bool](b, menu+`.open = false`)
				}
			}
		}
	})
}

// onBehalf is the same site for a subtest.
func (s *site) onBehalf(t *testing.T) *site {
	return &site{app: s.app, test: t, url: s.url}
}

func TestBrowserHelpListsTheKeysOfThePage(t *testing.T) {
	t.Parallel()
	s, pages := furnished(t)
	b := s.as(s.people[store.Admin])
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		if strings.HasPrefix(pages[name], "/p/void") || name == "start" || name == "account" || strings.Contains(name, " as ") {
			continue
		}
		b.open(pages[name])
		b.tabTo(`.rooms a`)
		b.press("?")
		b.find("#key-help[open]")
		require.True(t, eval[bool](b, `document.getElementById("key-help").contains(document.activeElement)`), "%s: the focus goes into the dialog", name)
		missing := eval[[]string](b, `[...document.querySelectorAll("[data-key]")].filter(e => e.checkVisibility({visibilityProperty: true}) && !e.closest("dialog"))
			.filter(e => ![...document.querySelectorAll("#key-help dd")].some(d => d.textContent === e.dataset.hint)).map(e => e.outerHTML.slice(0, 200))`)
		require.Empty(t, missing, "%s: keys the help does not name", name)
		b.press("Escape")
		b.until(`!document.querySelector("#key-help[open]")`)
		require.True(t, eval[bool](b, `document.activeElement.matches(".rooms a")`), "%s: the focus returns", name)
	}
}

// mostWeight is what script and style of a page may weigh together, gzipped, in bytes.
const mostWeight = 60 << 10

func TestPagesAreLight(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.makeQueue(nil)
	admin := a.as(store.Admin)
	for _, path := range []string{"/p/demo/logs", "/p/demo/review?at=1", "/p/demo/review/work?item=" + string(a.traces[0]), "/p/demo/mentions", "/p/demo/add?trace=" + string(a.traces[0]), "/p/demo/datasets", "/p/demo/settings/scores", "/p/demo/t/" + string(a.traces[0])} {
		page := admin.get(path)
		require.Equal(t, http.StatusOK, page.status, path)
		weight := 0
		for _, at := range append(page.attributes("script", "src"), page.attributes("link[rel=stylesheet]", "href")...) {
			file := admin.get(at)
			require.Equal(t, http.StatusOK, file.status, at)
			weight += gzipped(t, file.body)
		}
		require.Positive(t, weight)
		require.Less(t, weight, mostWeight, path)
		t.Logf("%s: %d bytes of script and style", path, weight)
	}
}

func (r result) attributes(selector, name string) []string {
	var all []string
	for _, n := range r.doc.Find(selector).Nodes {
		for _, a := range n.Attr {
			if a.Key == name {
				all = append(all, a.Val)
			}
		}
	}
	return all
}

func gzipped(t *testing.T, text string) int {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(text))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Len()
}
