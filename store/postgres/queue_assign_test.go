package postgres_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"assay/store"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

func (d *queueDesk) assign(q store.Queue, items []string, people ...int) (store.EventID, map[int]int) {
	d.t.Helper()
	a := postgres.Assignment{ID: store.NewEventID(), Queue: q.ID, Notify: []store.OutboxChannel{store.WebhookChannel}, Now: d.now}
	for _, name := range items {
		a.Items = append(a.Items, store.TraceKey(name))
	}
	for _, p := range people {
		a.To = append(a.To, d.people[p].ID)
	}
	got, err := d.db.Assign(d.t.Context(), d.project, a)
	require.NoError(d.t, err)
	byPerson := map[int]int{}
	for n, p := range d.people {
		if got[p.ID] > 0 {
			byPerson[n] = got[p.ID]
		}
	}
	return a.ID, byPerson
}

func TestAssignedItemsComeFirstAndToNobodyElse(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 3, 2)
	q := d.queue(nil)
	_, got := d.assign(q, []string{"t2"}, 0)
	require.Equal(t, map[int]int{0: 1}, got)
	require.Equal(t, "pending 0/1 0:open", d.board(q)["t2"])
	require.Equal(t, []string{"t0", "t1", ""}, []string{d.claim(q, 1), d.claim(q, 1), d.claim(q, 1)})
	require.Equal(t, "t2", d.claim(q, 0))
	require.NoError(t, d.db.Leave(t.Context(), d.by(q, 0)))
	require.Equal(t, "", d.claim(q, 1), "given back it is still meant for the first one")
	require.Equal(t, "t2", d.claim(q, 0))
	d.must(q, 0, "t2")
	d.requireCounts(q)
}

func TestAssignEvenly(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 10, 4)
	q := d.queue(func(q *store.Queue) { q.Answers = 2 })
	d.must(q, 3, "t0") // has answered one of them already
	_, got := d.assign(q, nil, 0, 1, 2, 3)
	require.Equal(t, map[int]int{0: 5, 1: 5, 2: 5, 3: 4}, got)
	for name, line := range d.board(q) {
		require.Regexp(t, `^pending [01]/2 (\d):\w+ (\d):\w+$`, line, name)
	}
	_, got = d.assign(q, nil, 0, 1)
	require.Empty(t, got, "nothing is free any more, and what others have is not taken from them")
	d.requireCounts(q)
}

func TestAssignmentIsTakenBack(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 3, 3)
	q := d.queue(nil)
	d.assign(q, []string{"t1"}, 1)
	before := d.board(q)
	act, got := d.assign(q, []string{"t0", "t1", "t2"}, 0)
	require.Equal(t, map[int]int{0: 3}, got, "also what was another's")
	require.Equal(t, "t0", d.claim(q, 0))
	n, err := d.db.UndoAssign(t.Context(), d.project, q.ID, act)
	require.NoError(t, err)
	require.Equal(t, 2, n, "all but what is in work")
	after := d.board(q)
	require.Equal(t, before["t1"], after["t1"])
	require.Equal(t, before["t2"], after["t2"])
	_, err = d.db.UndoAssign(t.Context(), d.project, q.ID, act)
	require.ErrorIs(t, err, store.ErrNotFound)
	require.Equal(t, "t2", d.claim(q, 2))
	d.requireCounts(q)
}

func TestItemsAreEndedAndOpenedAgain(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 3, 2)
	q := d.queue(func(q *store.Queue) { q.Answers = 2 })
	d.assign(q, []string{"t0"}, 1)
	require.Equal(t, "t0", d.claim(q, 0))
	before, counts := d.board(q), d.requireCounts(q)
	all, act := []store.TraceID{store.TraceKey("t0"), store.TraceKey("t1")}, store.NewEventID()
	n, err := d.db.CloseItems(t.Context(), d.project, q.ID, all, 1, act, d.now)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Equal(t, 2, d.requireCounts(q).Complete)
	require.Equal(t, "t2", d.claim(q, 1))
	n, err = d.db.ReopenClosed(t.Context(), d.project, q.ID, act)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	before["t2"] = "pending 0/2 1:claimed"
	require.Equal(t, before, d.board(q))
	require.Equal(t, counts, d.requireCounts(q))

	_, err = d.db.CloseItems(t.Context(), d.project, q.ID, all[:1], 1, store.NewEventID(), d.now)
	require.NoError(t, err)
	require.NoError(t, d.db.Leave(t.Context(), d.by(q, 0)))
	require.Equal(t, "complete 0/2 1:withdrawn", d.board(q)["t0"], "given back, it is not wanted any more")
	freed, err := d.db.ReleaseItems(t.Context(), d.project, q.ID, all[:1])
	require.NoError(t, err)
	require.Positive(t, freed)
	require.Equal(t, "backlog 0/2", d.board(q)["t0"])
	require.Equal(t, []string{"t1", "t0"}, []string{d.claim(q, 0), d.claim(q, 0)}, "in the order in which they opened")
	d.requireCounts(q)
}

func TestQueueIsChangedWhilePeopleWork(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 4, 3)
	q := d.queue(func(q *store.Queue) { q.Answers = 1 })
	require.Equal(t, "t0", d.claim(q, 0))
	d.must(q, 1, "t1")
	change := func(change func(*store.Queue)) {
		t.Helper()
		change(&q)
		var err error
		q, _, err = d.db.SaveQueue(t.Context(), d.project, q)
		require.NoError(t, err)
		d.requireCounts(q)
	}
	change(func(q *store.Queue) { q.Answers = 3 })
	require.Equal(t, "pending 1/3 1:done", d.board(q)["t1"], "complete no more")
	require.Equal(t, "t1", d.claim(q, 0), "everyone's, though some had passed it")
	change(func(q *store.Queue) { q.Answers = 1 })
	require.Equal(t, "complete 1/1 1:done 0:claimed", d.board(q)["t1"])
	change(func(q *store.Queue) { q.Order = store.NewestFirst })
	require.Equal(t, []string{"t3", "t2", ""}, []string{d.claim(q, 2), d.claim(q, 2), d.claim(q, 2)})
	change(func(q *store.Queue) { q.Reviewers = []int{d.people[0].ID, d.people[1].ID} })
	require.Equal(t, "backlog 0/1", d.board(q)["t3"], "who is dismissed has nothing in work")

	old := q
	change(func(q *store.Queue) { q.Name = "Renamed" })
	require.Equal(t, "work", q.Slug, "its address stays")
	_, _, err := d.db.SaveQueue(t.Context(), d.project, old)
	require.ErrorIs(t, err, store.ErrConflict)
}

func TestOutboxTriesAgain(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 3, 2)
	q := d.queue(nil)
	d.assign(q, nil, 0, 1)
	var sent []string
	deliver := func(fails bool) bool {
		any, err := d.db.Deliver(t.Context(), d.now, func(m store.Message) error {
			if fails {
				return errors.New("no answer")
			}
			sent = append(sent, fmt.Sprint(m.To.Email, " ", m.Items, " ", m.Queue.Name, " ", m.Project.Name, " ", m.Attempts))
			return nil
		})
		require.NoError(t, err)
		return any
	}
	require.True(t, deliver(true))
	require.True(t, deliver(false))
	require.False(t, deliver(false), "the failed one waits")
	trouble, err := d.db.Undelivered(t.Context(), d.project, q.ID, 10)
	require.NoError(t, err)
	require.Len(t, trouble, 1)
	require.Equal(t, "no answer", trouble[0].Error)
	d.now = d.now.Add(time.Minute)
	require.True(t, deliver(false))
	require.ElementsMatch(t, []string{"reviewer0@example.org 2 Work desk", "reviewer1@example.org 1 Work desk"}, []string{sent[0][:len(sent[0])-2], sent[1][:len(sent[1])-2]})

	d.assign(q, []string{"t0"}, 1)
	for range 20 {
		deliver(true)
		d.now = d.now.Add(24 * time.Hour)
	}
	trouble, err = d.db.Undelivered(t.Context(), d.project, q.ID, 10)
	require.NoError(t, err)
	require.True(t, trouble[0].GivenUp)
	require.Equal(t, 8, trouble[0].Attempts)
}
