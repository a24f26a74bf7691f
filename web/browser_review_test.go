package web

import (
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// reviewing opens the review of n traces of the journey, the newest first.
func reviewing(t *testing.T, n int) (*site, *tab) {
	t.Helper()
	s := newSite(t)
	s.ask()
	s.importLines(journeyLines(n))
	s.traces = nil
	for i := range n {
		s.traces = append(s.traces, journeyTrace(i))
	}
	b := s.as(s.people[store.Reviewer])
	b.open("/p/demo/review?filter=name+%3D+%27shop%27")
	b.painted("1")
	return s, b
}

func total(completions map[store.TraceID]int) int {
	n := 0
	for _, of := range completions {
		n += of
	}
	return n
}

func TestBrowserKeyWaitsForNoRequest(t *testing.T) {
	t.Parallel()
	s, b := reviewing(t, 8)
	release := s.hang()
	for _, position := range []string{"2", "3", "4"} {
		b.press("Enter")
		b.painted(position)
	}
	require.Empty(t, s.completions(), "the server has answered nothing")
	b.says(".review-saved", "Saving…")
	b.press("2", "Enter") // nothing is ready behind it: it waits, and is decided once
	b.press("Enter", "Enter")
	release()
	b.painted("5")
	b.saved()
	require.Equal(t, 4, total(s.completions()))
	require.Len(t, s.completions(), 4)
}

func TestBrowserUndoWaitsForWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	s, b := reviewing(t, 6)
	release := s.hang()
	b.press("4", "c")
	b.write("Kept.")
	b.press("Escape", "Enter")
	b.painted("2")
	b.press("u")
	b.says(".review-saved", "Saving…")
	release()
	b.painted("1")
	b.says("#notices", "Took back")
	require.Empty(t, s.completions())
	require.Equal(t, "Kept.", eval[string](b, `document.querySelector("#review-comment").value`))
	require.Equal(t, "75", eval[string](b, `document.querySelector("[data-question=slider] input[type=number]").value`))
}

func TestBrowserLeavingWaitsForWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	s, b := reviewing(t, 6)
	release := s.hang()
	b.press("Enter")
	b.painted("2")
	b.press("q")
	release()
	b.at("/p/demo/logs")
	require.Equal(t, 1, total(s.completions()))
}

func TestBrowserHeldKeyDecidesNothingUnseen(t *testing.T) {
	t.Parallel()

	t.Run("a held key decides once", func(t *testing.T) {
		t.Parallel()
		s, b := reviewing(t, 8)
		b.stroke('\r', 0, 30)
		b.painted("2")
		b.saved()
		require.Equal(t, map[store.TraceID]int{journeyTrace(7): 1}, s.completions())
	})

	t.Run("many presses between two frames decide once", func(t *testing.T) {
		t.Parallel()
		s, b := reviewing(t, 8)
		eval[bool](b, `(() => { for (let i = 0; i < 30; i++) document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true})); return true; })()`)
		b.painted("2")
		b.saved()
		require.Equal(t, map[store.TraceID]int{journeyTrace(7): 1}, s.completions())
	})

	t.Run("fast presses decide only what was painted", func(t *testing.T) {
		t.Parallel()
		s, b := reviewing(t, 40)
		eval[bool](b, `(() => {
			const slot = document.getElementById("item");
			const note = () => slot.dataset.painted === undefined || sessionStorage.setItem("seen", (sessionStorage.getItem("seen") ?? "") + slot.firstElementChild.dataset.trace + ",");
			note();
			new MutationObserver(note).observe(slot, {attributes: true, attributeFilter: ["data-painted"]});
			return true;
		})()`)
		for range 15 {
			b.press("Enter")
		}
		b.until(`document.getElementById("item").dataset.painted !== undefined`)
		b.saved()
		b.until(`document.querySelector(".review-saved").textContent.includes("Saved:")`)
		seen := eval[string](b, `sessionStorage.getItem("seen")`)
		done := s.completions()
		require.NotEmpty(t, done)
		for trace, times := range done {
			require.Equal(t, 1, times)
			require.Contains(t, seen, string(trace), "decided unseen")
		}
	})
}

func TestBrowserEndOfARun(t *testing.T) {
	t.Parallel()
	s, b := reviewing(t, 2)
	b.press("s")
	b.painted("2")
	b.press("Enter")
	b.says("#main", "you completed it")
	b.painted("2")
	require.Equal(t, 1, total(s.completions()))
	b.press("p")
	b.painted("1")
}

// TestBrowserTwoReviewers work at once in two browsers; nobody erases the other.
func TestBrowserTwoReviewers(t *testing.T) {
	t.Parallel()
	s, first := reviewing(t, 3)
	second := s.as(s.people[store.Curator])
	second.open("/p/demo/review?filter=name+%3D+%27shop%27")
	second.painted("1")
	first.press("5", "1") // 100 %, good
	second.press("1", "3", "c")
	second.write("Not from me.")
	first.press("Enter")
	second.press("Escape", "Enter")
	for _, b := range []*tab{first, second} {
		b.painted("2")
		b.saved()
	}
	said := map[string]string{}
	for _, e := range s.history(journeyTrace(2)) {
		said[e.Author] += string(e.Kind) + " " + e.Name + e.Score.String() + e.Body + "; "
	}
	require.Equal(t, map[string]string{
		"reviewer@example.org": "score correct1; score tonegood; complete –; ",
		"curator@example.org":  "score correct0; score tonebad; comment –Not from me.; complete –; ",
	}, said)
	first.press("p")
	first.painted("1")
	require.Equal(t, "100", eval[string](first, `document.querySelector("[data-question=slider] input[type=number]").value`), "each sees the own answer")
	require.Contains(t, eval[string](first, `document.querySelector(".said-card").innerText`), "Not from me.")
}
