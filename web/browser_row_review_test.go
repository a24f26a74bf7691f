package web

import (
	"context"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// TestBrowserRowReviewFromTheKeyboard goes from a dataset through its rows and back with keys alone, while the server hangs.
func TestBrowserRowReviewFromTheKeyboard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.ask()
	rows := s.dataset("golden", 4)
	d := s.newest()
	b := s.as(s.people[store.Curator])
	b.open(golden(""))
	b.press("r")
	b.at(golden("/review"))
	b.painted("1")
	b.accessible("review of rows")
	release := s.hang()
	b.press("5", "1") // 100 %, good
	b.press("e")
	b.until(`document.activeElement.id === "review-expected"`)
	b.write("On Tuesday.")
	b.until(`document.querySelector("#item [data-diff]").textContent.includes("Tuesday")`)
	b.press("Escape", "c")
	b.write("Checked.")
	b.press("Escape", "t")
	b.write(", seen")
	b.press("Escape", "Enter")
	b.painted("2")
	b.press("s")
	b.painted("3")
	b.press("n")
	b.painted("4")
	release()
	b.saved()
	of := s.mine(store.Curator)
	require.Equal(t, []string{`"On Tuesday."`}, of)
	votes, err := s.db.RowVotes(context.Background(), s.project.ID, d.ID, []string{rows[0].ID}, 0)
	require.NoError(t, err)
	require.Len(t, votes, 2)
	b.press("p")
	b.painted("3")
	eval[bool](b, `(() => { const undo = document.querySelector("[data-undo] button"); undo.click(); undo.click(); return true; })()`)
	b.painted("2")
	b.says("#notices", "Took back: skipped")
	b.press("u")
	b.painted("1")
	b.says("#notices", "Your draft of golden is as it was.")
	require.Empty(t, s.mine(store.Curator))
	require.Equal(t, "Checked.", eval[string](b, `document.querySelector("#review-comment").value`), "what was taken back is there to be changed")
	b.press("Escape") // the editor that was brought back has the focus
	b.press("g", "g")
	b.until(`document.activeElement.id === "jump"`)
	b.write("4")
	b.press("Enter")
	b.painted("4")
	b.press("q")
	b.at(golden(""))
}
