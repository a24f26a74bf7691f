package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"assay/store"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// crowd is many reviewers at once in one queue, some of whom vanish, fall asleep, skip and take back.
type crowd struct {
	*queueDesk
	q       store.Queue
	repeats bool         // some items come again
	clock   atomic.Int64 // seconds since the beginning, moved by whoever waits in vain
	mu      sync.Mutex
	busy    int          // people who have items in work
	rose    *sync.Cond   // one of them got up
	late    atomic.Int64 // answers that came after the item was in other hands
	vanish  atomic.Int64
	asleep  atomic.Int64
	skipped atomic.Int64
	undone  atomic.Int64
}

func (c *crowd) now() time.Time { return c.desk.now.Add(time.Duration(c.clock.Load()) * time.Second) }

func (c *crowd) claimant(person, visit int) postgres.Claimant {
	by := c.by(c.q, person)
	by.Now, by.Visit = c.now(), store.EventKey("visit", fmt.Sprint(person), fmt.Sprint(visit))
	return by
}

// work is one reviewer's day: it ends when the queue is complete.
func (c *crowd) work(ctx context.Context, person int) error {
	chance := rand.New(rand.NewPCG(uint64(person), 11))
	for visit := 0; ; visit++ {
		by := c.claimant(person, visit)
		if err := c.db.Expire(ctx, c.project, c.q.ID, by.Now); err != nil {
			return fmt.Errorf("expire: %w", err)
		}
		nothing, err := c.sit(ctx, by, person, chance)
		if err != nil {
			return err
		}
		totals, err := c.db.QueueTotals(ctx, c.project, c.q.ID)
		if err != nil || totals.Complete == totals.Items {
			return err
		}
		if nothing {
			c.wait()
		}
	}
}

// wait is what someone does for whom there is nothing: until someone who has items gets up, or, when nobody has any in work, until
// what vanished people hold is idle.
func (c *crowd) wait() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.busy > 0 {
		c.rose.Wait()
		return
	}
	c.clock.Add(int64(c.q.Idle / time.Second))
}

// begin counts someone who has items in work until the returned function is called.
func (c *crowd) begin() (end func()) {
	c.mu.Lock()
	c.busy++
	c.mu.Unlock()
	return func() {
		c.mu.Lock()
		c.busy--
		c.mu.Unlock()
		c.rose.Broadcast()
	}
}

// sit takes a handful of items, as an open page does, and decides about them. It reports whether there was nothing.
func (c *crowd) sit(ctx context.Context, by postgres.Claimant, person int, chance *rand.Rand) (bool, error) {
	chanceOf := chance.IntN(40)
	if chanceOf < 2 { // nobody waits long for these
		by.Idle = time.Second
	}
	var held []store.QueueSlot
	for len(held) < 4 {
		slot, err := c.db.Claim(ctx, by)
		if errors.Is(err, store.ErrNotFound) {
			break
		}
		if err != nil {
			return false, fmt.Errorf("claim: %w", err)
		}
		// What ran out while the page still looked for more comes to it once more.
		held = append(slices.DeleteFunc(held, func(h store.QueueSlot) bool { return h.Trace == slot.Trace }), slot)
	}
	if len(held) == 0 {
		return true, nil
	}
	defer c.begin()()
	switch n := chanceOf; {
	case n == 0: // the machine dies: nobody says that the page is gone
		c.vanish.Add(1)
		return false, nil
	case n == 1: // lunch: the claims run out, and the first answer afterwards may be too late
		c.asleep.Add(1)
		c.clock.Add(2)
		if err := c.db.Expire(ctx, c.project, c.q.ID, c.now()); err != nil {
			return false, fmt.Errorf("expire: %w", err)
		}
	case n == 2: // the page is closed
		return false, c.db.Leave(ctx, by)
	}
	for _, slot := range held {
		if err := c.decide(ctx, by, person, slot.Trace, chance); err != nil {
			return false, err
		}
		if c.repeats {
			if err := c.askAgain(by, chance); err != nil {
				return false, err
			}
		}
	}
	return false, nil
}

func (c *crowd) decide(ctx context.Context, by postgres.Claimant, person int, trace store.TraceID, chance *rand.Rand) error {
	a := postgres.QueueAnswer{By: by, Submission: postgres.Submission{ID: store.NewEventID(), Trace: trace, Span: c.spans[trace], Account: c.people[person], Complete: true, Now: by.Now}}
	if chance.IntN(50) == 0 {
		a.Complete, a.Skip, a.Reason = false, true, "I cannot tell"
		c.skipped.Add(1)
	}
	sent, cancel := context.WithCancel(ctx)
	defer cancel()
	if chance.IntN(30) == 0 { // killed in the middle of it: the answer is there or is not, and is sent again
		time.AfterFunc(time.Duration(chance.IntN(4000))*time.Microsecond, cancel)
		if c.db.AnswerItem(sent, c.project, a) != nil && chance.IntN(2) == 0 {
			return nil // and never comes back
		}
	}
	err := c.db.AnswerItem(ctx, c.project, a)
	if errors.Is(err, store.ErrHandedOn) {
		c.late.Add(1)
		return nil
	}
	if err != nil {
		return fmt.Errorf("answer: %w", err)
	}
	if chance.IntN(40) == 0 {
		c.undone.Add(1)
		if _, err := c.db.Undo(ctx, c.project, by.Account, a.ID, by.Now); err != nil && !errors.Is(err, store.ErrNotFound) {
			return fmt.Errorf("undo: %w", err)
		}
	}
	return nil
}

// spansOf are the root spans of the traces, looked up beforehand as the page does.
func (d *queueDesk) spansOf(n int) map[store.TraceID]store.SpanID {
	spans := map[store.TraceID]store.SpanID{}
	for i := range n {
		name := fmt.Sprintf("t%d", i)
		spans[store.TraceKey(name)] = store.SpanKey(name)
	}
	return spans
}

// TestFiftyReviewersAnswerExactly is fifty people at once on a thousand items that want three answers each, with pages that are
// closed, machines that die, lunches, skips, requests that break off and answers taken back.
func TestFiftyReviewersAnswerExactly(t *testing.T) {
	t.Parallel()
	const items, people, answers = 1000, 50, 3
	c := &crowd{queueDesk: newQueueDesk(t, items, people)}
	c.spans, c.rose = c.spansOf(items), sync.NewCond(&c.mu)
	c.q = c.queue(func(q *store.Queue) { q.Answers, q.Order, q.Seed = answers, store.RandomOrder, 3 })
	var group sync.WaitGroup
	errs := make([]error, people)
	for person := range people {
		group.Go(func() { errs[person] = c.work(t.Context(), person) })
	}
	group.Wait()
	require.NoError(t, errors.Join(errs...))
	t.Logf("%d pages vanished, %d fell asleep, %d answers came too late, %d skipped, %d took back", c.vanish.Load(), c.asleep.Load(), c.late.Load(), c.skipped.Load(), c.undone.Load())

	totals := c.requireCounts(c.q)
	require.Equal(t, items, totals.Complete)
	require.Equal(t, items*answers, totals.Answered)
	done, err := c.db.QueueItems(t.Context(), c.project, c.q.ID, store.Complete, items+1)
	require.NoError(t, err)
	require.Len(t, done, items)
	for _, item := range done {
		by := map[int]bool{}
		for _, s := range item.Slots {
			if s.State == store.SlotDone {
				by[s.Account] = true
			}
			require.NotEqual(t, store.SlotClaimed, s.State)
		}
		require.Len(t, by, answers, "different people about %s", item.Trace)
		history, err := c.db.History(t.Context(), c.project, item.Trace)
		require.NoError(t, err)
		said := map[string]int{}
		for _, e := range history {
			if e.Kind == store.CompleteEvent && !e.Retracted {
				said[e.Author]++
			}
		}
		require.Len(t, said, answers, "the log says the same about %s", item.Trace)
		for who, n := range said {
			require.Equal(t, 1, n, "%s about %s", who, item.Trace)
		}
	}
}
