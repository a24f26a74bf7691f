package web

import (
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// TestBrowserApproveFromTheKeyboard approves into a draft, takes that back, and approves and adds, with keys alone.
func TestBrowserApproveFromTheKeyboard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.ask()
	s.dataset("golden", 2)
	draft := s.as(s.people[store.Curator])
	draft.open("/p/demo/review?filter=scores.thumbs+%3C%3D+1")
	draft.painted("1")
	draft.press("e")
	draft.until(`document.activeElement.id === "review-expected"`)
	draft.write(" At once.")
	draft.press("Escape", "Enter")
	draft.painted("2")
	draft.saved()
	draft.says("#review-status", "Put in your draft of golden (1 change).")
	require.Len(t, s.mine(store.Curator), 1)
	draft.press("u")
	draft.says("#notices", "Your draft of golden is as it was.")
	require.Empty(t, s.mine(store.Curator))

	draft.open("/p/demo/add?trace=" + string(s.traces[2]) + "&dataset=golden")
	draft.press("Enter")
	draft.at("/p/demo/datasets/golden")
	draft.open("/p/demo/review?filter=name+%3D+%27answer%27")
	draft.painted("1") // the newest, in no dataset
	draft.press("e")
	draft.until(`document.activeElement.id === "review-expected"`)
	draft.press("Escape", "G")
	draft.painted("2")
	draft.saved()
	draft.says("#review-status", "Added to golden.")
	require.JSONEq(t, `"<b>plain</b>"`, s.standing()[3])
	draft.press("u")
	draft.says("#notices", "Undone: 1 row taken out.")
	require.Len(t, s.standing(), 3)
	require.Empty(t, s.mine(store.Curator))
}
