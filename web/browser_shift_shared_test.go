//go:build shared

package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"testing"

	"assay/store"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

const (
	shiftItems = 100
	// phoneItems is how many of them are done on a narrow screen: it takes no longer there, and shows no more.
	phoneItems = 30
)

// shift is a blind queue of n real traces that people commented on: answers with sources, code, translations and agents at work.
func (s *site) shift(n int) store.Queue {
	s.t.Helper()
	s.ask()
	for _, name := range []string{"agent_failures.jsonl", "code_feedback.jsonl", "mqm_ende.jsonl", "qa_feedback.jsonl"} {
		for spans := range slices.Chunk(realSpans(s.test.(*testing.T), name, false), 500) {
			_, err := s.db.InsertSpans(s.t.Context(), s.project.ID, name, spans, s.clock.now())
			require.NoError(s.t, err)
		}
	}
	filter := "name != 'answer' AND comment IS NOT NULL"
	q := s.makeQueue(func(q *store.Queue) { q.Blind, q.Order, q.Filter = true, store.MostUseful, &filter })
	board, err := s.db.QueueItems(s.t.Context(), s.project.ID, q.ID, store.Backlog, 10_000)
	require.NoError(s.t, err)
	require.Greater(s.t, len(board), 2*n)
	every := len(board) / n // from all over the queue, so that there is something of each file
	var rest []store.TraceID
	s.traces = nil
	for i, item := range board {
		if i%every == 0 && len(s.traces) < n {
			s.traces = append(s.traces, item.Trace)
		} else {
			rest = append(rest, item.Trace)
		}
	}
	_, err = s.db.CloseItems(s.t.Context(), s.project.ID, q.ID, rest, s.people[store.Admin].ID, store.NewEventID(), s.clock.now())
	require.NoError(s.t, err)
	return q
}

// saidInAll counts what the reviewer said and did not take back about the items of the shift, by its kind.
func (s *site) saidInAll() map[store.EventKind]int {
	s.t.Helper()
	n := map[store.EventKind]int{}
	for _, trace := range s.traces {
		for _, e := range s.history(trace) {
			if e.Author == s.people[store.Reviewer].Email { // some of what was imported is by reviewers too
				n[e.Kind]++
			}
		}
	}
	return n
}

// ready waits until an item counts as seen and the one behind it, if there is one, has come.
func (b *tab) ready(i, of int) {
	b.t.Helper()
	b.painted(strconv.Itoa(i))
	if i < of {
		b.find("#item [data-review]")
		b.until(`document.querySelector("#ahead template")`)
	}
}

// announced requires that the live region named an item that came without a new page.
func (b *tab) announced(i int) {
	b.t.Helper()
	b.until(`document.getElementById("review-live").textContent === ` + js(fmt.Sprint("Item ", i)))
}

// TestSharedBrowserShift is a shift of a reviewer on real items, by keyboard alone: scores, comments, an expected value, a skip,
// and a decision taken back.
func TestSharedBrowserShift(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	q := s.shift(shiftItems)
	b := s.as(s.people[store.Reviewer])
	b.open("/p/demo/review/" + q.Slug)
	b.painted("1")
	b.accessible("at the start")
	b.fits("at the start")
	expected := 0
	for i := 1; i <= shiftItems; i++ {
		b.ready(i, shiftItems)
		if i > 1 {
			b.announced(i)
		}
		switch {
		case i == 7:
			b.press("s")
		case i%10 == 3:
			b.press("2", "c")
			b.write("Not what was asked.")
			b.press("Escape", "Enter")
		case expected == 0 && i > 10 && eval[bool](b, `document.querySelector("#review-expected:not([data-json])") !== null`):
			b.press("4", "1", "e")
			b.until(`document.activeElement.name === "expected"`)
			b.write("Sure. ")
			b.press("Escape", "Enter")
			expected = i
		default:
			b.press(strconv.Itoa(i%5+1), strconv.Itoa(i%3+1), "Enter")
		}
		if i == shiftItems/2 {
			b.takeBackInTheMiddle(i)
		}
	}
	b.says("#main", "Nothing left for you") // the one that was skipped is for someone else
	b.accessible("at the end")
	b.fits("at the end")
	require.NotZero(t, expected, "no item had a text for its output")
	require.Len(t, s.completions(), shiftItems-1)
	require.Equal(t, shiftItems-1, total(s.completions()), "each once")
	require.Equal(t, shiftItems-1, s.totals(q).Answered)
	said := s.saidInAll()
	require.Equal(t, 10, said[store.CommentEvent])
	require.Equal(t, 1, said[store.SkipEvent])
	require.Equal(t, 1, said[store.CorrectionEvent])
	require.Equal(t, 2*shiftItems-10-2, said[store.ScoreEvent], "two of every item, one where there is a comment, none of what was skipped")
}

// takeBackInTheMiddle takes the decision about item i back and makes it again.
func (b *tab) takeBackInTheMiddle(i int) {
	b.t.Helper()
	b.painted(strconv.Itoa(i + 1))
	b.saved()
	slider := `document.querySelector("#item [data-question=slider] input[type=number]").value`
	b.press("u")
	b.painted(strconv.Itoa(i))
	b.says("#notices", "Took back")
	require.NotEmpty(b.t, eval[string](b, slider), "what was answered is still there")
	b.accessible("in the middle")
	b.fits("in the middle")
	b.ready(i, i+1)
	b.press("Enter")
	b.painted(strconv.Itoa(i + 1))
}

// TestSharedBrowserShiftOnAPhone is a part of a shift on a narrow screen, by turns with a keyboard and with a finger.
func TestSharedBrowserShiftOnAPhone(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	q := s.shift(phoneItems)
	b := s.as(s.people[store.Reviewer])
	b.phone()
	b.open("/p/demo/review/" + q.Slug)
	for i := 1; i <= phoneItems; i++ {
		b.ready(i, phoneItems)
		require.Empty(t, b.wider(390), "item %d is wider than the screen", i)
		if i == 1 || i == phoneItems/2 {
			b.accessible("item " + strconv.Itoa(i))
			b.phone()
		}
		if i > 1 {
			b.announced(i)
		}
		if i%2 == 1 {
			b.press(strconv.Itoa(i%5+1), strconv.Itoa(i%3+1), "Enter")
			continue
		}
		b.tap(`#item [data-question=slider] [data-stop="75"]`)
		b.until(`document.querySelector("#item [data-question=slider] input[type=number]").value === "75"`)
		b.tap(`#item [data-question=categorical] label`)
		b.tap(`#item [value=complete]`)
	}
	b.says("#main", "All done")
	b.accessible("at the end")
	b.fits("at the end")
	require.Len(t, s.completions(), phoneItems)
	require.Equal(t, phoneItems, total(s.completions()), "each once")
	require.Equal(t, phoneItems, s.totals(q).Answered)
}

// phone makes the window as small as a telephone's, with a screen that one touches.
func (b *tab) phone() {
	b.t.Helper()
	b.call(chromedp.EmulateViewport(390, 844))
	_, err := chromedp.Call(b.ctx, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: true})
	require.NoError(b.t, err)
}

// tap touches the middle of the first such element, after scrolling to it.
func (b *tab) tap(selector string) {
	b.t.Helper()
	b.find(selector)
	at := eval[[]float64](b, `(() => {
		const e = document.querySelector(`+js(selector)+`);
		e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getBoundingClientRect();
		return [r.x + r.width / 2, r.y + r.height / 2];
	})()`)
	_, err := chromedp.Call(b.ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: at[0], Y: at[1]}}})
	require.NoError(b.t, err)
	_, err = chromedp.Call(b.ctx, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}})
	require.NoError(b.t, err)
}

// TestSharedShiftWithoutScript is the same shift in plain forms.
func TestSharedShiftWithoutScript(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	q := s.shift(shiftItems)
	p := &paper{client: s.app.as(store.Reviewer)}
	p.open("/p/demo/review/" + q.Slug)
	for i := 1; i <= shiftItems; i++ {
		require.Equal(t, strconv.Itoa(i), p.page.text("span[data-position]"))
		slider := p.one("#item [data-question=slider] input[type=number]").AttrOr("name", "")
		entered := url.Values{slider: {strconv.Itoa(i)}}
		if i%10 == 3 {
			entered.Set("comment", "Not what was asked.")
		}
		p.press("#item [value=complete]", entered)
		if i == shiftItems/2 {
			p.press(".notice button[name=submission]", nil)
			require.Contains(t, p.page.text(".notice"), "Took back")
			require.Equal(t, strconv.Itoa(i), p.page.text("span[data-position]"), "back at the item")
			p.press("#item [value=complete]", entered)
		}
	}
	require.Contains(t, p.page.text("main"), "All done")
	require.Len(t, s.completions(), shiftItems)
	require.Equal(t, shiftItems, total(s.completions()), "each once")
	require.Equal(t, shiftItems, s.totals(q).Answered)
	said := s.saidInAll()
	require.Equal(t, shiftItems, said[store.ScoreEvent])
	require.Equal(t, 10, said[store.CommentEvent])
}
