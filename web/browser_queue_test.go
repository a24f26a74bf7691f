package web

import (
	"context"
	"strconv"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// queued opens the room of a queue of n traces, the newest first, for a reviewer.
func queued(t *testing.T, n int, change func(*store.Queue)) (*site, *tab, store.Queue) {
	t.Helper()
	s := newSite(t)
	s.ask()
	_, err := s.db.SaveScoreConfig(t.Context(), s.project.ID, store.ScoreConfig{Name: "extra", Kind: store.Slider}, 0)
	require.NoError(t, err)
	s.importLines(journeyLines(n))
	s.traces = nil
	for i := range n {
		s.traces = append(s.traces, journeyTrace(i))
	}
	q := s.makeQueue(func(q *store.Queue) {
		q.Order = store.NewestFirst
		if change != nil {
			change(q)
		}
	})
	// The four traces of every test are no part of this.
	_, err = s.db.CloseItems(context.Background(), s.project.ID, q.ID, demoTraces(), s.people[store.Admin].ID, store.NewEventID(), s.clock.now())
	require.NoError(t, err)
	b := s.as(s.people[store.Reviewer])
	b.open("/p/demo/review/" + q.Slug)
	b.painted("1")
	return s, b, q
}

func demoTraces() []store.TraceID {
	return []store.TraceID{store.TraceKey("trace-liked"), store.TraceKey("trace-disliked"), store.TraceKey("trace-failed"), store.TraceKey("trace-hostile")}
}

func TestBrowserQueueKeyWaitsForNoRequest(t *testing.T) {
	t.Parallel()
	s, b, q := queued(t, 8, nil)
	release := s.hang()
	for _, position := range []string{"2", "3", "4"} {
		b.press("Enter")
		b.painted(position)
	}
	require.Empty(t, s.completions(), "the server has answered nothing")
	release()
	b.saved()
	b.until(`document.querySelectorAll("#ahead template").length === 3`)
	for _, position := range []string{"5", "6", "7", "8"} {
		b.press("Enter")
		b.painted(position)
	}
	b.press("Enter")
	b.says("#main", "All done")
	require.Len(t, s.completions(), 8)
	require.Equal(t, 8, total(s.completions()), "each once")
	require.Equal(t, 8, s.totals(q).Answered)
}

func TestBrowserQueueHeldKeyDecidesNothingUnseen(t *testing.T) {
	t.Parallel()
	s, b, q := queued(t, 20, nil)
	b.stroke('\r', 0, 30)
	b.painted("2")
	eval[bool](b, `(() => { for (let i = 0; i < 30; i++) document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", bubbles: true, cancelable: true})); return true; })()`)
	b.painted("3")
	b.saved()
	require.Equal(t, map[store.TraceID]int{journeyTrace(19): 1, journeyTrace(18): 1}, s.completions())
	require.Equal(t, 2, s.totals(q).Answered)
}

// TestBrowserQueueTwoReviewers work at once; nobody gets what the other has, and undo opens the slot again for the one who undoes.
func TestBrowserQueueTwoReviewers(t *testing.T) {
	t.Parallel()
	s, first, q := queued(t, 9, nil)
	second := s.as(s.people[store.Curator])
	second.open("/p/demo/review/work")
	second.painted("1")
	shown := func(b *tab) string { return eval[string](b, `document.querySelector("#item article").dataset.trace`) }
	require.Equal(t, string(journeyTrace(8)), shown(first))
	require.Equal(t, string(journeyTrace(4)), shown(second), "after the four that the first one has ready")
	first.press("Enter")
	first.painted("2")
	first.saved()
	first.press("u")
	first.painted("1")
	first.says("#notices", "Took back")
	require.Equal(t, string(journeyTrace(8)), shown(first))
	require.Zero(t, s.totals(q).Answered)

	// The first one leaves; what it had goes to the second.
	first.press("q")
	first.at("/p/demo/queues")
	for done := 1; done < 9; done++ {
		second.press("Enter")
		second.painted(strconv.Itoa(done + 1))
		second.saved()
	}
	second.press("Enter")
	second.says("#main", "All done")
	require.Equal(t, 9, s.totals(q).Answered)
	require.Equal(t, 9, total(s.completions()))
}

func TestBrowserBoardByKeysAndByDragging(t *testing.T) {
	t.Parallel()
	s, reviewer, q := queued(t, 3, nil)
	reviewer.press("q")
	reviewer.at("/p/demo/queues")
	b := s.as(s.people[store.Curator])
	b.open("/p/demo/queues/work")
	card := "item-" + string(journeyTrace(2))
	in := func(column string) string {
		return `document.getElementById(` + js(card) + `)?.closest("[data-column]").dataset.column === ` + js(column)
	}
	b.until(in("backlog"))
	b.press("j", "ArrowRight")
	b.until(in("pending"))
	b.says("#board .count", "Assigned 1 item.")
	b.until(`document.activeElement.closest("[data-card]")?.id === ` + js(card))
	b.press("ArrowRight")
	b.until(in("complete"))
	b.press("u")
	b.says("#notices", "Took back: 1 item.")
	b.until(in("pending"))

	eval[bool](b, `(() => {
		const card = document.getElementById(`+js(card)+`), column = document.querySelector("[data-column=backlog]"), data = new DataTransfer();
		const fire = (el, type) => el.dispatchEvent(new DragEvent(type, {bubbles: true, cancelable: true, dataTransfer: data}));
		fire(card, "dragstart"); fire(column, "dragover"); fire(column, "drop"); fire(card, "dragend");
		return true;
	})()`)
	b.until(in("backlog"))
	b.until(`document.activeElement.closest("[data-card]")?.id === ` + js(card))

	// Someone else's work shows by itself, once nobody stands in the board.
	eval[bool](b, `(document.activeElement.blur(), true)`)
	reviewer.open("/p/demo/review/work")
	reviewer.painted("1")
	b.says("#column-pending", "Pending 3")
	require.Zero(t, s.totals(q).Answered)
}

func TestBrowserRoomShowsWhoComes(t *testing.T) {
	t.Parallel()
	s, first, _ := queued(t, 2, func(q *store.Queue) { q.Answers, q.Blind = 2, true })
	second := s.as(s.people[store.Curator])
	second.open("/p/demo/review/work")
	second.says(".room-also", "reviewer is on this item too")
	first.says(".room-also", "curator is on this item too")
	first.press("5", "Enter")
	first.painted("2")
	first.says(".review-reveal", "user: liked")
}
