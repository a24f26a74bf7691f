package web

import (
	"strconv"
	"testing"
	"time"

	"assay/store"
	"assay/store/repeat"

	"github.com/stretchr/testify/require"
)

// TestBrowserRepeatByKeys goes over an item that comes twice while the server answers nothing: the keys are the same, no key waits, and
// it is told only afterwards. Undo takes the second answer back.
func TestBrowserRepeatByKeys(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.ask()
	const items = 50
	s.importLines(journeyLines(items))
	q := s.makeQueue(func(q *store.Queue) { q.Repeats = store.MaxRepeats })
	turn := 0
	for n := repeat.Spacing + 3; turn == 0; n++ { // with one before it that is ordinary, and one after
		if due := func(n int) bool { return repeat.Due(q.ID, s.people[store.Reviewer].ID, n, q.Repeats) }; due(n) && !due(n-1) && !due(n+1) {
			turn = n
		}
	}
	require.Less(t, turn, items)
	p := &paper{client: s.app.as(store.Reviewer)}
	p.open("/p/demo/review/work")
	p.upTo(q, turn-2, "q2")

	b := s.as(s.people[store.Reviewer])
	b.open("/p/demo/review/work")
	b.painted(strconv.Itoa(turn - 1))
	again := `document.querySelector("#item [name=turn]")?.value ?? ""`
	// Nothing tells them apart but the form, so the position alone does not say that the repeat is there.
	shows := func(turn string) {
		b.until(`document.querySelector("#item").dataset.painted !== undefined && (` + again + `) === ` + js(turn))
	}
	release := s.hang()
	s.clock.pass(time.Second)
	b.press("j", "1", "Enter")
	b.painted(strconv.Itoa(turn))
	b.press("j", "1", "Enter")
	shows(strconv.Itoa(turn))
	require.Equal(t, strconv.Itoa(turn+1), eval[string](b, `document.querySelector("[data-position]").textContent`))
	require.Zero(t, eval[int](b, `[...document.querySelectorAll("#item .question input:checked")].filter(i => i.value).length`), "the form is empty")
	b.press("j", "3", "Enter")
	shows("")
	require.Equal(t, turn-2, s.totals(q).Answered, "the server has answered nothing")
	release()
	b.saved()
	b.says(".review-reveal", "That was a repeat: another answer than before.")
	require.Equal(t, turn, s.totals(q).Answered, "the repeat is none of them")

	s.clock.pass(time.Second)
	b.press("u")
	b.says("#notices", "Took back: a second answer.")
	shows(strconv.Itoa(turn))
	b.until(`document.querySelector("#item input[value=bad]").checked`) // what was answered has come back with it
	b.press("Enter")
	shows("")
	b.saved()
	require.Equal(t, turn, s.totals(q).Answered)
	b.press("v")
	b.at(repeatsPath)
	b.says(".repeat-items", "tone: good → bad other")
	b.accessible("repeats")
	b.fits("repeats")
	b.open("/p/demo/review/work")
	b.accessible("room with repeats")
}
