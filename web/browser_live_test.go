package web

import (
	"strconv"
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

}

func TestBrowserLiveListIsPausedByAKey(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.app.people[store.Viewer])
	b.open("/p/demo/logs?filter=name+%3D+%27answer%27")
	b.find("[data-live]")
	b.press("l")
	b.says("[data-live]", "Paused")
	s.app.logged("one", nil)
	b.says("#news", "1 new trace")
	require.Equal(t, 4, eval[int](b, countRows), "it counts and shows nothing")
	b.press("l")
	b.says("[data-live]", "Live")
	b.until(countRows + " === 5")
	b.says("[data-live]", "Live")
	b.accessible("a live list")
	require.Equal(t, 0, eval[int](b, `document.querySelectorAll("#results").length - 1`))
	b.open("/p/demo/logs?at=5")
	b.settled()
	require.False(t, eval[bool](b, `[...document.querySelectorAll("[data-live]")].some(e => e.checkVisibility())`), "a list that is fixed does not change")
}

// ofEve counts what the open trace shows of the feedback of eve.
const ofEve = `document.querySelector("#panel, #trace").textContent.split(/\beve\b/).length`

func TestBrowserOpenTraceShowsWhatCame(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(s.app.people[store.Reviewer])
	trace := string(s.app.traces[0])
	for _, place := range []struct{ path, part, line string }{{"/p/demo/t/" + trace, "#trace", "#news"}, {"/p/demo/logs?trace=" + trace, "#panel", "#panel-news"}} {
		b.open(place.path)
		b.find(place.part + " h2")
		before := eval[int](b, ofEve)

		// Nobody is at work: it comes by itself, and the rest of the page stays.
		eval[bool](b, `(document.body.dataset.stays = "yes", true)`)
		s.app.logged(place.part+"late", func(sp *store.Span) {
			sp.RootSpanID, sp.ParentSpanID, sp.Name = "trace-liked", "trace-liked", "late "+place.part
		})
		b.until(`document.querySelector(` + "`" + place.part + "`" + `).textContent.includes("late ` + place.part + `")`)
		s.app.logged("trace-liked", func(sp *store.Span) {
			sp.Feedback = []store.Feedback{{Source: store.User, User: "eve", Scores: map[string]store.Score{"seen in " + place.part: store.Num(1)}}}
		})
		b.until(ofEve + ` > ` + strconv.Itoa(before))
		require.Equal(t, "yes", eval[string](b, `document.body.dataset.stays`))
		require.Equal(t, 1, eval[int](b, `document.querySelectorAll("`+place.part+`").length`), "the part is swapped, not a page into it")

		// Whoever has marked text is told and no more.
		seen := eval[int](b, ofEve)
		eval[bool](b, `(getSelection().selectAllChildren(document.querySelector("`+place.part+` .content")), true)`)
		s.app.logged("trace-liked", func(sp *store.Span) {
			sp.Feedback = []store.Feedback{{Source: store.User, User: "eve", Comment: "said by eve in " + place.part}}
		})
		b.says(place.line, "new event")
		require.Equal(t, seen, eval[int](b, ofEve))
		eval[bool](b, `(getSelection().removeAllRanges(), true)`)
		b.until(`document.querySelector("` + place.part + `").textContent.includes("said by eve in ` + place.part + `")`)

		// Whoever has written something keeps it, until it is wanted.
		eval[bool](b, `(document.getElementById("comment").value = "half a sen", true)`)
		s.app.logged("trace-liked", func(sp *store.Span) {
			sp.Feedback = []store.Feedback{{Source: store.User, User: "eve", Comment: "again in " + place.part}}
		})
		b.says(place.line, "new event")
		require.Equal(t, "half a sen", eval[string](b, `document.getElementById("comment").value`))
		b.accessible("news of a trace in " + place.part)
		b.press(".")
		b.until(`document.querySelector("` + place.part + `").textContent.includes("again in ` + place.part + `")`)
		b.until(`!document.querySelector("` + place.line + ` p")`)
	}
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
