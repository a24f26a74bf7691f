package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// queueDesk is a desk with n traces called t0 and so on, each a minute newer than the one before, and people who review.
type queueDesk struct {
	*desk
	people []store.Account
	spans  map[store.TraceID]store.SpanID
}

func newQueueDesk(t *testing.T, traces, people int) *queueDesk {
	t.Helper()
	d := &queueDesk{desk: newDesk(t)}
	var spans []store.Span
	for i := range traces {
		spans = append(spans, span(fmt.Sprintf("t%d", i), func(s *store.Span) { s.Created = s.Created.Add(time.Duration(i) * time.Minute) }))
	}
	if traces > 0 {
		d.log(spans...)
	}
	for i := range people {
		email := fmt.Sprintf("reviewer%d@example.org", i)
		id, err := d.db.CreateAccount(t.Context(), store.Account{Email: email})
		require.NoError(t, err)
		require.NoError(t, d.db.SetMember(t.Context(), d.project, id, store.Reviewer))
		d.people = append(d.people, store.Account{ID: id, Email: email})
	}
	return d
}

// queue makes one and fills it with what its filter finds, as the pages do.
func (d *queueDesk) queue(change func(*store.Queue)) store.Queue {
	d.t.Helper()
	all := ""
	q := store.Queue{Name: "Work", Filter: &all, Answers: 1, Order: store.OldestFirst, Idle: store.DefaultIdle, Created: d.now}
	if change != nil {
		change(&q)
	}
	q, err := d.db.CreateQueue(d.t.Context(), d.project, q)
	require.NoError(d.t, err)
	if q.Filter != nil {
		d.fill(q)
	}
	return q
}

func (d *queueDesk) fill(q store.Queue) int {
	d.t.Helper()
	totals, err := d.db.QueueTotals(d.t.Context(), d.project, q.ID)
	require.NoError(d.t, err)
	expr, _, err := filter.Read(*q.Filter, filter.Options{Now: d.now})
	require.NoError(d.t, err)
	n, err := d.db.FillQueue(d.t.Context(), postgres.Query{Project: d.project, Filter: expr, Options: filter.Options{Now: d.now}, At: totals.Filled}, q.ID, d.now)
	require.NoError(d.t, err)
	return n
}

func (d *queueDesk) by(q store.Queue, person int) postgres.Claimant {
	return postgres.Claimant{Project: d.project, Queue: q.ID, Account: d.people[person].ID, Visit: store.EventKey("visit", fmt.Sprint(person)), Idle: q.Idle, Now: d.now}
}

// claim is the name of the next item for a person, "" when there is none.
func (d *queueDesk) claim(q store.Queue, person int) string {
	d.t.Helper()
	slot, err := d.db.Claim(d.t.Context(), d.by(q, person))
	if err != nil {
		require.ErrorIs(d.t, err, store.ErrNotFound)
		return ""
	}
	return d.name(slot.Trace)
}

func (d *queueDesk) name(trace store.TraceID) string {
	d.t.Helper()
	t, err := d.db.Trace(d.t.Context(), d.project, trace)
	require.NoError(d.t, err)
	return t.RootSpanID
}

func (d *queueDesk) answer(q store.Queue, person int, trace string, change func(*postgres.QueueAnswer)) (store.EventID, error) {
	d.t.Helper()
	a := postgres.QueueAnswer{By: d.by(q, person), Submission: postgres.Submission{ID: store.NewEventID(), Trace: store.TraceKey(trace), Span: store.SpanKey(trace),
		Account: d.people[person], Complete: true, Now: d.now}}
	if change != nil {
		change(&a)
	}
	return a.ID, d.db.AnswerItem(d.t.Context(), d.project, a)
}

func (d *queueDesk) must(q store.Queue, person int, trace string) store.EventID {
	d.t.Helper()
	id, err := d.answer(q, person, trace, nil)
	require.NoError(d.t, err)
	return id
}

func skip(reason string) func(*postgres.QueueAnswer) {
	return func(a *postgres.QueueAnswer) { a.Complete, a.Skip, a.Reason = false, true, reason }
}

// board is a line an item: its state, its answers, and who has it how.
func (d *queueDesk) board(q store.Queue) map[string]string {
	d.t.Helper()
	lines := map[string]string{}
	for _, state := range store.ItemStates {
		items, err := d.db.QueueItems(d.t.Context(), d.project, q.ID, state, 1000)
		require.NoError(d.t, err)
		for _, i := range items {
			line := fmt.Sprintf("%s %d/%d", state, i.Answered, i.Wanted)
			for _, s := range i.Slots {
				for n, p := range d.people {
					if p.ID == s.Account {
						line += fmt.Sprintf(" %d:%s", n, s.State)
					}
				}
			}
			lines[d.name(i.Trace)] = line
		}
	}
	return lines
}

// requireCounts holds the counts of a queue against its items and slots.
func (d *queueDesk) requireCounts(q store.Queue) store.QueueCounts {
	d.t.Helper()
	totals, err := d.db.QueueTotals(d.t.Context(), d.project, q.ID)
	require.NoError(d.t, err)
	counted := store.QueueCounts{Filled: totals.Filled}
	for _, state := range store.ItemStates {
		items, err := d.db.QueueItems(d.t.Context(), d.project, q.ID, state, 100_000)
		require.NoError(d.t, err)
		for _, i := range items {
			counted.Items++
			counted.Wanted += i.Wanted
			done, taken := 0, 0
			for _, s := range i.Slots {
				if s.State == store.SlotDone {
					done++
				}
				if s.State != store.SlotSkipped {
					taken++
				}
			}
			require.Equal(d.t, done, i.Answered, "answers of %s", i.Trace)
			require.Equal(d.t, taken > 0, i.State == store.Pending || i.State == store.Complete && taken > 0, "%s", i.Trace)
			counted.Answered += done
			if i.State == store.Complete {
				counted.Complete++
			}
		}
	}
	require.Equal(d.t, counted, totals)
	return totals
}

func TestQueueIsFilledInItsOrder(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 0, 1)
	score := func(user, judge float64) func(*store.Span) {
		return func(s *store.Span) {
			s.Scores = map[string]store.Score{"judge": number(judge)}
			s.Feedback = append(s.Feedback, vote(store.User, "ada", "thumbs", number(user)))
		}
	}
	for i, change := range []func(*store.Span){score(1, 1), score(0, 0.9), score(0.2, 0.2), score(0.5, 1)} {
		d.log(span(fmt.Sprintf("t%d", i), func(s *store.Span) { s.Created = s.Created.Add(time.Duration(i) * time.Minute) }, change))
	}
	all := func(q store.Queue) (names []string) {
		for name := d.claim(q, 0); name != ""; name = d.claim(q, 0) {
			names = append(names, name)
		}
		return names
	}
	for order, want := range map[store.QueueOrder][]string{
		store.OldestFirst: {"t0", "t1", "t2", "t3"},
		store.NewestFirst: {"t3", "t2", "t1", "t0"},
		store.MostUseful:  {"t1", "t3", "t2", "t0"}, // apart by 0.9 and by 0.5, low, and all is well
	} {
		q := d.queue(func(q *store.Queue) { q.Name, q.Order = string(order), order })
		require.Equal(t, want, all(q), order)
	}
	var seen [][]string
	for _, seed := range []int64{1, 1, 2, 3, 4} {
		q := d.queue(func(q *store.Queue) {
			q.Name, q.Order, q.Seed = fmt.Sprint("random", len(seen)), store.RandomOrder, seed
		})
		seen = append(seen, all(q))
		require.ElementsMatch(t, []string{"t0", "t1", "t2", "t3"}, seen[len(seen)-1])
	}
	require.Equal(t, seen[0], seen[1], "by its seed")
	require.NotEqual(t, [][]string{seen[0], seen[0], seen[0]}, seen[2:], "another seed, another order")
}

// TestMostUsefulComesFirst: conflicts, then the name with the fewest reviews in turns, and within a name what nobody reviewed.
func TestMostUsefulComesFirst(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 0, 1)
	named := func(id, name string, minutes int) store.Span {
		return span(id, func(s *store.Span) { s.Name, s.Created = name, s.Created.Add(time.Duration(minutes)*time.Minute) })
	}
	d.log(named("common1", "common", 6), named("common2", "common", 5), named("common3", "common", 4), named("rare1", "rare", 3), named("rare2", "rare", 2),
		span("torn", func(s *store.Span) { s.Scores = map[string]store.Score{"judge": number(1)} }, told(vote(store.User, "ada", "thumbs", number(0)))))
	d.submit("common1", func(s *postgres.Submission) { s.Complete = true })
	all := func(q store.Queue) (names []string) {
		for name := d.claim(q, 0); name != ""; name = d.claim(q, 0) {
			names = append(names, name)
		}
		return names
	}
	want := []string{"torn", "rare1", "common2", "rare2", "common3", "common1"}
	q := d.queue(func(q *store.Queue) { q.Name, q.Order = "useful", store.MostUseful })
	require.Equal(t, want, all(q), "one of common is reviewed already, so that rare comes first, and then in turns")

	q = d.queue(func(q *store.Queue) { q.Name, q.Order = "ordered later", store.OldestFirst })
	q.Order = store.MostUseful
	q, _, err := d.db.SaveQueue(t.Context(), d.project, q)
	require.NoError(t, err)
	require.Equal(t, want, all(q), "the same when the order comes later")
}

func TestQueueHoldsWhatItsFilterFoundAtItsPosition(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 3, 1)
	q := d.queue(func(q *store.Queue) { *q.Filter = "is_reviewed = false" })
	d.submit("t1", func(s *postgres.Submission) { s.Complete = true })
	d.log(span("t9"))
	require.Zero(t, d.fill(q), "as of the same position there is nothing new")
	require.Len(t, d.board(q), 3)
	n, err := d.db.FillQueue(t.Context(), postgres.Query{Project: d.project, Only: []store.TraceID{store.TraceKey("t9"), store.TraceKey("t1")}}, q.ID, d.now)
	require.NoError(t, err)
	require.Equal(t, 1, n, "by hand, once")
	require.Equal(t, 4, d.requireCounts(q).Items)
}

func TestQueueDoublesAShare(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 200, 1)
	q := d.queue(func(q *store.Queue) { q.Doubled, q.Seed = 0.25, 7 })
	totals := d.requireCounts(q)
	require.InDelta(t, 250, totals.Wanted, 25)
	q.Doubled = 1
	_, _, err := d.db.SaveQueue(t.Context(), d.project, q)
	require.NoError(t, err)
	require.Equal(t, 400, d.requireCounts(q).Wanted)
}

func TestQueueHandsOutExactly(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 3, 3)
	q := d.queue(func(q *store.Queue) { q.Answers = 2 })
	require.Equal(t, []string{"t0", "t1", "t2", ""}, []string{d.claim(q, 0), d.claim(q, 0), d.claim(q, 0), d.claim(q, 0)}, "nobody gets one item twice")
	require.Equal(t, "t0", d.claim(q, 1))
	require.Equal(t, "t1", d.claim(q, 2), "t0 is in the hands of two")
	require.Equal(t, "pending 0/2 0:claimed 1:claimed", d.board(q)["t0"])
	d.must(q, 0, "t0")
	d.must(q, 1, "t0")
	require.Equal(t, "complete 2/2 0:done 1:done", d.board(q)["t0"])
	_, err := d.answer(q, 2, "t0", nil)
	require.ErrorIs(t, err, store.ErrHandedOn)
	d.requireCounts(q)
}

func TestQueueTakesAnAnswerOnce(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 1, 2)
	q := d.queue(nil)
	d.claim(q, 0)
	id := d.must(q, 0, "t0")
	again := func(a *postgres.QueueAnswer) { a.ID = id }
	_, err := d.answer(q, 0, "t0", again)
	require.NoError(t, err, "a replay")
	_, err = d.answer(q, 0, "t0", func(a *postgres.QueueAnswer) { a.Comment = "On second thoughts." })
	require.NoError(t, err, "a change of mind")
	require.Equal(t, 1, d.requireCounts(q).Answered)
	history, err := d.db.History(t.Context(), d.project, store.TraceKey("t0"))
	require.NoError(t, err)
	require.Len(t, history, 3)
}

func TestQueueRecordsWhatWasVisible(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 1, 1)
	q := d.queue(nil)
	d.claim(q, 0)
	_, err := d.answer(q, 0, "t0", func(a *postgres.QueueAnswer) { a.Visible, a.Seen = []string{"user", "comments"}, 5 })
	require.NoError(t, err)
	history, err := d.db.History(t.Context(), d.project, store.TraceKey("t0"))
	require.NoError(t, err)
	require.JSONEq(t, fmt.Sprintf(`{"queue": %d, "seen": 5, "visible": ["user", "comments"]}`, q.ID), history[0].Metadata)
}

func TestQueueSkipMakesRoomForSomeoneElse(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 2, 3)
	q := d.queue(nil)
	d.claim(q, 0)
	first, err := d.answer(q, 0, "t0", skip("I cannot tell"))
	require.NoError(t, err)
	require.Equal(t, "backlog 0/1 0:skipped", d.board(q)["t0"])
	require.Equal(t, "t1", d.claim(q, 0), "not the same one again")
	require.Equal(t, "t0", d.claim(q, 1))
	require.Equal(t, "", d.claim(q, 2))

	_, err = d.db.Undo(t.Context(), d.project, d.people[0].ID, first, d.now)
	require.NoError(t, err)
	require.Equal(t, "pending 0/1 1:claimed", d.board(q)["t0"], "someone has it already: it stays with them")
	require.NoError(t, d.db.Leave(t.Context(), d.by(q, 1)))
	require.Equal(t, "t0", d.claim(q, 0), "and free again, it is there for the first one too")
	d.requireCounts(q)
}

func TestQueueUndoRestoresExactly(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 2, 2)
	q := d.queue(func(q *store.Queue) { q.Answers = 2 })
	d.claim(q, 0)
	d.claim(q, 1)
	before, counts := d.board(q), d.requireCounts(q)
	for name, change := range map[string]func(*postgres.QueueAnswer){"an answer": nil, "a skip": skip("Broken")} {
		id, err := d.answer(q, 0, "t0", change)
		require.NoError(t, err)
		require.NotEqual(t, before, d.board(q), name)
		_, err = d.db.Undo(t.Context(), d.project, d.people[0].ID, id, d.now)
		require.NoError(t, err)
		require.Equal(t, before, d.board(q), name)
		require.Equal(t, counts, d.requireCounts(q), name)
		_, err = d.db.Undo(t.Context(), d.project, d.people[0].ID, id, d.now)
		require.ErrorIs(t, err, store.ErrNotFound, "once")
	}
	d.must(q, 0, "t0")
	last := d.must(q, 1, "t0")
	require.Equal(t, 1, d.requireCounts(q).Complete)
	_, err := d.db.Undo(t.Context(), d.project, d.people[1].ID, last, d.now)
	require.NoError(t, err)
	require.Equal(t, "pending 1/2 0:done 1:claimed", d.board(q)["t0"])
	require.Zero(t, d.requireCounts(q).Complete)
}

func TestQueueReleasesWhatIsIdleOrLeft(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 2, 2)
	q := d.queue(nil)
	require.Equal(t, []string{"t0", "t1"}, []string{d.claim(q, 0), d.claim(q, 0)})
	require.Equal(t, "", d.claim(q, 1))

	d.now = d.now.Add(q.Idle / 2)
	require.NoError(t, d.db.Shown(t.Context(), d.by(q, 0), store.TraceKey("t0"), false), "a page that is only open")
	d.now = d.now.Add(q.Idle / 2)
	require.NoError(t, d.db.Expire(t.Context(), d.project, q.ID, d.now))
	require.Equal(t, []string{"t0", "t1"}, []string{d.claim(q, 1), d.claim(q, 1)})
	_, err := d.answer(q, 0, "t0", nil)
	require.ErrorIs(t, err, store.ErrHandedOn, "the work of an hour later is refused, not counted twice")

	require.NoError(t, d.db.Leave(t.Context(), d.by(q, 1)))
	require.Equal(t, "backlog 0/1", d.board(q)["t1"])
	d.must(q, 0, "t0") // free again, so the first one's answer is welcome
	require.Equal(t, "t1", d.claim(q, 0))
	d.now = d.now.Add(q.Idle - time.Second)
	require.NoError(t, d.db.Shown(t.Context(), d.by(q, 0), store.TraceKey("t1"), true))
	d.now = d.now.Add(q.Idle - time.Second)
	require.NoError(t, d.db.ExpireAll(t.Context(), d.now))
	require.Equal(t, "", d.claim(q, 1), "a sign of life keeps it")
	d.requireCounts(q)
}

func TestQueueShowsWhoElseIsThere(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 2, 2)
	q := d.queue(func(q *store.Queue) { q.Answers = 2 })
	for person := range 2 {
		d.claim(q, person)
		d.claim(q, person)
	}
	others := func(person int, trace string) (emails []string) {
		list, err := d.db.AlsoHere(t.Context(), d.by(q, person), store.TraceKey(trace))
		require.NoError(t, err)
		for _, a := range list {
			emails = append(emails, a.Email)
		}
		return emails
	}
	require.NoError(t, d.db.Shown(t.Context(), d.by(q, 1), store.TraceKey("t1"), true))
	require.Empty(t, others(0, "t0"), "held ready is not looked at")
	require.Equal(t, []string{d.people[1].Email}, others(0, "t1"))
	require.Empty(t, others(1, "t1"), "oneself is no news")
	d.now = d.now.Add(2 * time.Minute)
	require.Empty(t, others(0, "t1"), "gone quiet")
}

// TestTwoRequestsOfOnePageGetTheSameItems holds that a page which asks twice, as it does when one decides quickly, has all items of its
// run in whichever answer comes last.
func TestTwoRequestsOfOnePageGetTheSameItems(t *testing.T) {
	t.Parallel()
	for range 5 {
		d := newQueueDesk(t, 12, 1)
		q := d.queue(nil)
		answers := make(chan []store.QueueSlot, 6)
		for range cap(answers) {
			go func() {
				slots, err := d.db.HandOut(t.Context(), d.by(q, 0), postgres.Wanted{Ready: 4})
				if assert.NoError(t, err) && assert.Len(t, slots, 4) { // the page says at once what it shows
					assert.NoError(t, d.db.Shown(t.Context(), d.by(q, 0), slots[0].Trace, true))
				}
				answers <- slots
			}()
		}
		first := <-answers
		require.Len(t, first, 4)
		for range cap(answers) - 1 {
			require.Equal(t, first, <-answers)
		}
	}
}
