package postgres_test

import (
	"fmt"
	"sync"
	"testing"

	"assay/store"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

func TestConcurrentRequestsShareTransactions(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	const clients, requests = 12, 8
	var all sync.WaitGroup
	errs := make([]error, clients)
	for c := range clients {
		all.Go(func() {
			for i := range requests {
				id := fmt.Sprintf("c%d-%d", c, i)
				open, end := row(t, `{"id":"`+id+`","root_span_id":"shared","span_parents":["x"],"input":1}`), row(t, `{"id":"`+id+`","_is_merge":true,"output":2}`)
				vote := says(id, "vote "+id, store.Feedback{Source: store.User, Scores: map[string]store.Score{"up": store.Num(1)}})
				for _, writes := range [][]postgres.LogWrite{{open}, {end, vote}, {end, vote}} {
					if _, err := d.db.WriteLogs(t.Context(), d.project, writes, d.now); err != nil {
						errs[c] = err
						return
					}
				}
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.Equal(t, clients*requests, d.trace("shared").Spans)
	votes, err := d.db.Votes(t.Context(), d.project, store.TraceKey("shared"))
	require.NoError(t, err)
	require.Len(t, votes, clients*requests, "replays in a group are replays")
	require.Equal(t, "2", d.payload("c0-0").Output)
}

func TestABadRequestIsNobodyElses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var all sync.WaitGroup
	good, bad := make([]error, 20), make([]error, 20)
	for i := range 20 {
		all.Go(func() {
			_, good[i] = d.db.WriteLogs(t.Context(), d.project, []postgres.LogWrite{row(t, fmt.Sprintf(`{"id":"g%d"}`, i))}, d.now)
		})
		all.Go(func() {
			_, bad[i] = d.db.WriteLogs(t.Context(), d.project, []postgres.LogWrite{row(t, `{"id":"bad","scores":{"s":7}}`)}, d.now)
		})
	}
	all.Wait()
	for i := range 20 {
		require.NoError(t, good[i])
		var invalid store.Invalid
		require.ErrorAs(t, bad[i], &invalid)
	}
	require.Len(t, d.find("", 0), 20)
}
