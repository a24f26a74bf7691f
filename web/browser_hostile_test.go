package web

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"assay/store"
	"assay/views"

	"github.com/stretchr/testify/require"
)

// TestBrowserHostileContent opens every page on content that wants to be more than content. The tab fails the test on a
// dialog, a request to another host, an exception or a violation of the content policy.
func TestBrowserHostileContent(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	trace := s.beHostile()
	_, _, err := s.db.CreateProject(t.Context(), "void")
	require.NoError(t, err)
	b := s.as(s.account("owner@example.org", true))
	pages := s.pages(safeName, trace)
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		b.open(pages[name])
		require.Equal(t, s.url+pages[name], eval[string](b, "location.href"), name)
		b.harmless(name)
	}

	b.open(pages["review"]) // and what scripts do with it
	b.until(`document.getElementById("item")?.dataset.painted !== undefined`)
	b.press("?")
	b.find("#key-help[open] dd")
	b.press("Escape", "e")
	b.until(`document.activeElement.name === "expected"`)
	b.write("!")
	b.find("[data-diff]")
	b.press("Escape", "Enter")
	b.saved()
	b.harmless("after a decision")
	b.open(pages["logs"])
	b.press("j", "Enter")
	b.find("#panel .trace")
	b.harmless("in the panel")
}

// harmless requires that nothing of the content has become alive.
func (b *tab) harmless(where string) {
	b.t.Helper()
	require.True(b.t, eval[bool](b, `window.__pwned === undefined`), "%s: a script of the content ran", where)
	require.Zero(b.t, eval[int](b, `document.querySelectorAll("main script, main iframe, main style, main img[onerror], main svg[onload], [onfocus], main meta, a[href^='javascript:' i]").length`), where)
	require.Zero(b.t, eval[int](b, `[...document.querySelectorAll("img, source, video, audio, link")].filter(e => new URL(e.src || e.href || location.href).host !== location.host && !(e.src || "").startsWith("data:")).length`), where)
	b.mu.Lock()
	defer b.mu.Unlock()
	require.Empty(b.t, b.complaints, where)
}

// TestBrowserHostileNamesAreShownAsTheyAre: escaping happens once, so that names read as they were given.
func TestBrowserHostileNamesAreShownAsTheyAre(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.beHostile()
	b := s.as(s.people[store.Admin])
	b.open(views.DatasetURL("demo", safeName, 0, 0))
	require.Contains(t, eval[string](b, `document.querySelector("h1").textContent`), safeName)
	r := s.app.as(store.Admin).get("/p/demo/settings/scores")
	require.Equal(t, http.StatusOK, r.status)
	require.Contains(t, r.text("#main"), `"><img src=x`)
}
