package postgres_test

import (
	"fmt"
	"testing"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// near asks for the traces nearest to others, by the ids of their roots.
func (d *desk) near(change func(*postgres.NearestQuery), to ...string) ([]string, postgres.Nearest) {
	d.t.Helper()
	require.NoError(d.t, d.db.FoldPrints(d.t.Context(), d.project, 0))
	q := postgres.NearestQuery{Query: postgres.Query{Project: d.project}, Limit: 10}
	for _, id := range to {
		q.Sources = append(q.Sources, store.TraceKey(id))
	}
	if change != nil {
		change(&q)
	}
	found, err := d.db.Nearest(d.t.Context(), q)
	require.NoError(d.t, err)
	var ids []string
	for _, n := range found.Traces {
		t, err := d.db.Trace(d.t.Context(), d.project, n.Trace)
		require.NoError(d.t, err)
		ids = append(ids, t.RootSpanID)
	}
	return ids, found
}

func (d *desk) asks(id, input, output string) {
	d.write(row(d.t, fmt.Sprintf(`{"id":%q,"created":"2026-05-01T00:00:00Z","input":%q,"output":%q}`, id, input, output)))
}

func TestTheNearestTracesByText(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.asks("refund", "Where is the refund for my returned shoes?", "It takes five days.")
	d.asks("refund too", "where is the refund for my shoes", "No idea.")
	d.asks("shoes", "Do these shoes come in blue?", "It takes five days, as a rule.")
	d.asks("login", "I cannot sign in with my password", "Try again.")
	d.asks("silent", "…", "…")

	ids, found := d.near(nil, "refund")
	require.Equal(t, "refund too", ids[0])
	require.Greater(t, found.Traces[0].Similarity, 0.5)
	require.Equal(t, store.TraceKey("refund"), found.Traces[0].Source)
	require.NotContains(t, ids, "refund")
	require.NotContains(t, ids, "login")
	require.Equal(t, postgres.Nearest{Traces: found.Traces, Compared: 1, Looked: 5, All: true}, found)

	ids, _ = d.near(func(q *postgres.NearestQuery) { q.Outputs = true }, "refund")
	require.Equal(t, []string{"shoes"}, ids)
	ids, found = d.near(nil, "refund", "login", "silent", "not there")
	require.Equal(t, "refund too", ids[0])
	require.Equal(t, 2, found.Compared)
	ids, _ = d.near(func(q *postgres.NearestQuery) {
		var err error
		q.Filter, _, err = filter.Read("output = 'No idea.'", q.Options)
		require.NoError(t, err)
	}, "refund")
	require.Equal(t, []string{"refund too"}, ids)

	_, found = d.near(nil, "silent")
	require.Equal(t, postgres.Nearest{}, found)
}

func TestOfTheNearestOnlyThoseOfTheProject(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.asks("ours", "Where is the refund for my returned shoes?", "")
	other := &desk{t, d.db, 0, d.now}
	p, _, err := d.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	other.project = p.ID
	other.asks("theirs", "Where is the refund for my returned shoes?", "")
	ids, found := d.near(nil, "theirs")
	require.Empty(t, ids)
	require.Zero(t, found.Compared)
	ids, found = other.near(nil, "theirs")
	require.Empty(t, ids)
	require.Equal(t, 1, found.Looked)
}

func TestFingerprintsFollowTheTraces(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.asks("source", "Where is the refund for my returned shoes?", "")
	d.asks("edited", "I cannot sign in with my password", "")
	d.asks("deleted", "Where is the refund for my returned shoes?", "")
	d.write(row(t, `{"id":"child","span_id":"child","root_span_id":"late","span_parents":["late"],"input":"nothing of interest"}`))
	ids, _ := d.near(nil, "source")
	require.Equal(t, []string{"deleted"}, ids)

	d.write(row(t, `{"id":"edited","_is_merge":true,"input":"Where is the refund for my returned shoes, please?"}`))
	d.write(row(t, `{"id":"late","span_id":"late","root_span_id":"late","input":"where's the refund for my returned shoes"}`))
	d.write(row(t, `{"id":"deleted","_object_delete":true}`))
	d.count() // which is what notices changes
	behind, err := d.db.PrintsBehind(t.Context())
	require.NoError(t, err)
	require.Equal(t, []store.ProjectID{d.project}, behind)
	ids, found := d.near(nil, "source")
	require.ElementsMatch(t, []string{"edited", "late"}, ids)
	require.Equal(t, 3, found.Looked)
	d.count()
	require.NoError(t, d.db.FoldPrints(t.Context(), d.project, 0))
	behind, err = d.db.PrintsBehind(t.Context())
	require.NoError(t, err)
	require.Empty(t, behind)
}
