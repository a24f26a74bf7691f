package web

import (
	"context"
	"net/url"

	"assay/store"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// makeQueue makes a queue that everyone of the project may review in, and fills it with all traces, oldest first.
func (a *app) makeQueue(change func(*store.Queue)) store.Queue {
	a.t.Helper()
	ctx, all := context.Background(), ""
	q := store.Queue{Name: "Work", Filter: &all, Answers: 1, Order: store.OldestFirst, Idle: store.DefaultIdle, Created: a.clock.now()}
	if change != nil {
		change(&q)
	}
	q, err := a.db.CreateQueue(ctx, a.project.ID, q)
	require.NoError(a.t, err)
	totals, err := a.db.QueueTotals(ctx, a.project.ID, q.ID)
	require.NoError(a.t, err)
	_, err = a.db.FillQueue(ctx, postgres.Query{Project: a.project.ID, At: totals.Filled}, q.ID, a.clock.now())
	require.NoError(a.t, err)
	return q
}

// totals is how far a queue has come.
func (a *app) totals(q store.Queue) store.QueueCounts {
	a.t.Helper()
	totals, err := a.db.QueueTotals(context.Background(), a.project.ID, q.ID)
	require.NoError(a.t, err)
	return totals
}

// itemForm is the form about the shown item as a browser would send it.
func itemForm(r result, action string) url.Values {
	form := valuesOf(r.doc.Find("#item form[data-review]").Find("input, textarea, select"))
	form.Set("action", action)
	return form
}
