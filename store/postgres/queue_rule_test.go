package postgres_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"assay/store"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

func (d *queueDesk) rule(filter string) store.Queue {
	d.t.Helper()
	return d.queue(func(q *store.Queue) { *q.Filter, q.Rule = filter, true })
}

func (d *queueDesk) runRules() int {
	d.t.Helper()
	n, err := d.db.RunRules(d.t.Context(), d.now)
	require.NoError(d.t, err)
	return n
}

func TestRuleTakesWhatComesToMatch(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 0, 1)
	d.log(span("before"), span("liked"))
	q := d.rule("scores.thumbs < 0.5 OR name = 'late root'")
	require.Empty(t, d.board(q))
	require.Zero(t, d.runRules())

	d.log(span("new", told(vote(store.User, "ada", "thumbs", number(0)))), span("fine"))
	require.Equal(t, 1, d.runRules(), "arrived with bad feedback")
	d.log(span("before", told(vote(store.User, "bob", "thumbs", number(0)))))
	require.Equal(t, 1, d.runRules(), "was there, and the feedback came")
	d.log(span("kid", childOf("root")))
	require.Zero(t, d.runRules())
	d.log(span("root", func(s *store.Span) { s.Name = "late root" }))
	require.Equal(t, 1, d.runRules(), "the root came after its child")
	d.log(span("new", told(vote(store.User, "eve", "thumbs", number(0)))))
	require.Zero(t, d.runRules(), "no item twice")
	require.Len(t, d.board(q), 3)
	d.requireCounts(q)
}

func TestRuleMissesNothingWhileItIsMadeOrSleeps(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 0, 1)
	var arrivals sync.WaitGroup
	for i := range 4 {
		arrivals.Go(func() {
			for n := range 15 {
				_, err := d.db.InsertSpans(t.Context(), d.project, "test", []store.Span{span(fmt.Sprintf("a%d-%d", i, n))}, d.now)
				require.NoError(t, err)
			}
		})
	}
	q := d.rule("")
	for range 5 {
		d.runRules()
	}
	arrivals.Wait()
	d.runRules()
	require.Len(t, d.board(q), 60)

	q, err := d.db.Queue(t.Context(), d.project, q.Slug)
	require.NoError(t, err)
	q.Closed = true
	q, refill, err := d.db.SaveQueue(t.Context(), d.project, q)
	require.NoError(t, err)
	require.Zero(t, refill)
	d.log(span("asleep"))
	require.Zero(t, d.runRules(), "a closed queue takes nothing")
	q.Closed = false
	q, refill, err = d.db.SaveQueue(t.Context(), d.project, q)
	require.NoError(t, err)
	n, err := d.db.FillQueue(t.Context(), postgres.Query{Project: d.project, At: refill}, q.ID, d.now)
	require.NoError(t, err)
	require.Equal(t, 1, n, "what came while it was closed")
	d.log(span("awake"))
	require.Equal(t, 1, d.runRules())
}

func TestRulePutsNewerAndConflictingItemsFirst(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 2, 1)
	newest := d.queue(func(q *store.Queue) { q.Name, q.Order, q.Rule = "newest", store.NewestFirst, true })
	useful := d.queue(func(q *store.Queue) { q.Name, q.Order, q.Rule = "useful", store.MostUseful, true })
	d.log(span("old", func(s *store.Span) { s.Created = s.Created.Add(-time.Hour) }),
		span("new", func(s *store.Span) { s.Created = s.Created.Add(time.Hour) }),
		span("torn", func(s *store.Span) { s.Scores = map[string]store.Score{"judge": number(1)} }, told(vote(store.User, "ada", "thumbs", number(0)))))
	require.Equal(t, 6, d.runRules())
	require.Equal(t, []string{"new", "t1", "t0"}, []string{d.claim(newest, 0), d.claim(newest, 0), d.claim(newest, 0)})
	require.Equal(t, "torn", d.claim(useful, 0))
}

func TestRuleWithAFilterThatCannotBeReadHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 0, 1)
	good := d.rule("")
	_, err := d.db.CreateQueue(t.Context(), d.project, store.Queue{Name: "Broken", Filter: new("name = ="), Rule: true, Answers: 1, Order: store.OldestFirst, Idle: time.Hour, Created: d.now})
	require.NoError(t, err)
	d.log(span("x"))
	n, err := d.db.RunRules(t.Context(), d.now)
	require.Error(t, err)
	require.Equal(t, 1, n)
	require.Len(t, d.board(good), 1)
	d.log(span("y"))
	_, err = d.db.RunRules(t.Context(), d.now)
	require.Error(t, err, "every time that something came, and not all the time")
	require.Zero(t, d.runRules())
}
