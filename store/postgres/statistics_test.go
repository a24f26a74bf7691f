package postgres_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"assay/store"
	"assay/store/pgtest"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// A project is new until the next ANALYZE, and until then the planner believes that it has no rows. A statement that joins
// them in nested loops then goes through the whole project for every row of a batch, which takes minutes where it should take
// a moment.
func TestNewProjectIsQuickThoughStatisticsDoNotKnowIt(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	db, err := postgres.Open(t.Context(), dsn)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	fill := func(name string) postgres.Query {
		p, _, err := db.CreateProject(ctx, name)
		require.NoError(t, err)
		for batch := range 4 {
			var spans []store.Span
			for i := range 500 {
				spans = append(spans, span(fmt.Sprintf("%d-%d", batch, i), told(vote(store.User, "ada", "ok", number(1)),
					store.Feedback{Source: store.Review, User: "rev", Comment: "fine", Metadata: []byte(`{"plan":"free"}`)})))
			}
			_, err := db.InsertSpans(ctx, p.ID, "test", spans, time.Now())
			require.NoError(t, err, "%s, batch %d", name, batch)
		}
		return postgres.Query{Project: p.ID}
	}
	fill("known")
	raw, err := sql.Open("postgres", dsn)
	require.NoError(t, err)
	_, err = raw.ExecContext(ctx, "ANALYZE")
	require.NoError(t, err)
	require.NoError(t, raw.Close())

	q := fill("new")
	met, err := db.EachRoot(ctx, q, func(store.Span) error { return nil })
	require.NoError(t, err)
	require.Equal(t, 2000, met.Written)
	ids, err := db.IDs(ctx, q)
	require.NoError(t, err)
	for _, id := range ids[:10] {
		events, err := db.History(ctx, q.Project, id)
		require.NoError(t, err)
		require.Len(t, events, 3)
	}
	d, err := db.CreateDataset(ctx, q.Project, "golden", "")
	require.NoError(t, err)
	_, err = db.AddTraces(ctx, q, postgres.DatasetWrite{Dataset: d.ID, Author: "ada", Now: time.Now()}, postgres.BestExpected)
	require.NoError(t, err)
}
