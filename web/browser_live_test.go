package web

import (
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

const countRows = `document.querySelectorAll("[data-row]").length`

func TestBrowserListShowsWhatCame(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.app.people[store.Curator])
	b.open("/p/demo/logs")
	b.until(countRows + " === 4")
	s.app.logged("one", nil)
	b.until(countRows + " === 5")
	s.app.logged("two", nil)
	b.until(countRows + " === 6")

	// Beside an open trace the list goes on, and the trace stays.
	b.press("j", "Enter")
	b.find(".panel-head")
	eval[bool](b, `(document.activeElement.blur(), true)`)
	s.app.logged("three", nil)
	b.until(countRows + " === 7")
	require.Equal(t, 3, eval[int](b, `document.querySelectorAll("tr.open, .panel-head, h1").length`), "the part is swapped, not a page into it")

	// Whoever stands on a row is told and no more.
	b.press("j")
	s.app.logged("four", nil)
	b.says("#news", "1 new trace")
	require.Equal(t, 7, eval[int](b, countRows))
	b.press(".")
	b.until(countRows + " === 8")
	b.find(".panel-head")

	b.open("/p/demo/t/" + string(s.app.traces[0]))
	s.app.feedback("trace-liked")
	b.says("#news", "new feedback")
	b.press(".")
	b.until(`!document.querySelector("#news p") && document.body.textContent.includes("eve")`)
}

func TestBrowserQuickstartLeadsToAKeyAndNoticesTheTrace(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p, _, err := s.app.db.StartProject(t.Context(), "fresh")
	require.NoError(t, err)
	require.NoError(t, s.app.db.SetMember(t.Context(), p.ID, s.app.people[store.Admin].ID, store.Admin))
	b := s.as(s.app.people[store.Admin])
	b.open("/p/fresh/settings/keys")
	b.tabTo("#name")
	b.write("checkout")
	b.press("Enter")
	b.find("#token")
	b.until(`document.readyState === "complete" && document.getAnimations().length === 0`)
	b.accessible("new key")
	b.open("/p/fresh/quickstart")
	b.find("[data-copy]")
	b.accessible("quickstart")
	_, err = s.app.db.InsertSpans(t.Context(), p.ID, "t", demoSpans(s.app.clock.now()), s.app.clock.now())
	require.NoError(t, err)
	b.find("#first-trace.arrived")
}
