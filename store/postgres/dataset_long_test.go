package postgres

import (
	"encoding/json"
	"testing"
	"time"

	"assay/store"
	"assay/store/pgtest"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"
)

// TestLongWriteKeepsNobodyFromLogging does, in the middle of a change that takes long, what others do meanwhile.
func TestLongWriteKeepsNobodyFromLogging(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, err := Open(ctx, pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	p, _, err := db.CreateProject(ctx, "mine")
	require.NoError(t, err)
	gold, err := db.CreateDataset(ctx, p.ID, "gold", "")
	require.NoError(t, err)
	silver, err := db.CreateDataset(ctx, p.ID, "silver", "")
	require.NoError(t, err)
	now := time.Now()
	insert := func(dataset int, id string) changing {
		return func(tx *sqlx.Tx, version store.Version) (store.DatasetVersion, error) {
			_, err := tx.ExecContext(ctx, `INSERT INTO dataset_row (project_id, dataset_id, id, since, position, input, created) VALUES ($1, $2, $3, $4, 1, '"x"', now())`, p.ID, dataset, id, version)
			return store.DatasetVersion{Inserted: 1}, err
		}
	}
	write := func(dataset int) DatasetWrite { return DatasetWrite{Dataset: dataset, Author: "ada", Now: now} }
	rows := func(dataset int, version store.Version) int {
		n, err := db.CountDatasetRows(ctx, p.ID, dataset, version)
		require.NoError(t, err)
		return n
	}

	var long, meanwhile, later store.DatasetVersion
	waited := make(chan error, 1)
	err = db.writeLong(ctx, p.ID, write(gold.ID), func(tx *sqlx.Tx, version store.Version) (store.DatasetVersion, error) {
		done, err := insert(gold.ID, "long")(tx, version)
		require.NoError(t, err)
		// Spans are logged and another dataset is written to without waiting.
		_, err = db.InsertSpans(ctx, p.ID, "test", []store.Span{{RowID: "a", SpanID: "a", RootSpanID: "a", Input: json.RawMessage(`1`), Created: now}}, now)
		require.NoError(t, err)
		meanwhile, err = db.write(ctx, p.ID, write(silver.ID), insert(silver.ID, "meanwhile"))
		require.NoError(t, err)
		require.Less(t, meanwhile.Version, version)
		pinned, err := db.CurrentVersion(ctx, []store.ProjectID{p.ID})
		require.NoError(t, err)
		require.Less(t, pinned, version, "who pins a version now will never see the rows in it")
		require.Zero(t, rows(gold.ID, 0))
		go func() { // the same dataset waits
			var err error
			later, err = db.write(ctx, p.ID, write(gold.ID), insert(gold.ID, "later"))
			waited <- err
		}()
		return done, nil
	}, func(_ *sqlx.Tx, done store.DatasetVersion) error {
		long = done
		return nil
	})
	require.NoError(t, err)
	require.NoError(t, <-waited)
	require.Greater(t, later.Version, long.Version)
	require.Equal(t, []int{0, 1, 2}, []int{rows(gold.ID, long.Version-1), rows(gold.ID, long.Version), rows(gold.ID, later.Version)})

	// What fails at its very end leaves nothing.
	at, err := db.LogPosition(ctx, p.ID)
	require.NoError(t, err)
	err = db.writeLong(ctx, p.ID, write(gold.ID), insert(gold.ID, "failed"), func(*sqlx.Tx, store.DatasetVersion) error { return ErrJobLost })
	require.ErrorIs(t, err, ErrJobLost)
	require.Equal(t, 2, rows(gold.ID, 0))
	after, err := db.LogPosition(ctx, p.ID)
	require.NoError(t, err)
	require.Equal(t, at, after)

	// A dataset that is not there is not written to.
	require.ErrorIs(t, db.writeLong(ctx, p.ID, write(999), insert(gold.ID, "x"), nil), store.ErrNotFound)
	_, err = db.write(ctx, p.ID, write(999), insert(gold.ID, "x"))
	require.ErrorIs(t, err, store.ErrNotFound)
}
