package export_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/merge"
	"assay/store/pgtest"
	"assay/store/postgres"
	"assay/web/export"

	"github.com/stretchr/testify/require"
)

func TestVersionExportsTheSameBytesForEver(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	db, err := postgres.Open(ctx, pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	p, _, err := db.CreateProject(ctx, "demo")
	require.NoError(t, err)
	d, err := db.CreateDataset(ctx, p.ID, "golden", "")
	require.NoError(t, err)
	now := time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)
	var spans []store.Span
	for _, id := range []string{"one", "two", "three"} {
		spans = append(spans, store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: now, HasCreated: true, Input: json.RawMessage("{\n\"q\": \"" + id + "\"}"),
			Expected: json.RawMessage(`"=1+1"`), Metadata: json.RawMessage(`{"b":1,"a":{"z":0.10}}`), Tags: []string{"x", "a,b"}})
	}
	_, err = db.InsertSpans(ctx, p.ID, "test", spans, now)
	require.NoError(t, err)
	w := postgres.DatasetWrite{Dataset: d.ID, Author: "ada", Now: now}
	q := postgres.Query{Project: p.ID, Only: []store.TraceID{store.TraceKey("one"), store.TraceKey("two")}}
	added, err := db.AddTraces(ctx, q, w, postgres.BestExpected)
	require.NoError(t, err)

	of := func(d store.Dataset, v store.Version) postgres.RecordQuery {
		return postgres.RecordQuery{Project: p.ID, Dataset: d, Version: v}
	}
	file := func(v store.Version, f export.Format) string {
		d, err := db.Dataset(ctx, p.ID, "golden")
		require.NoError(t, err)
		var b strings.Builder
		w, err := export.Dataset(ctx, db, &b, of(d, v), f)
		require.NoError(t, err)
		m, err := export.Describe(ctx, db, "demo", of(d, v), f)
		require.NoError(t, err)
		require.Equal(t, w.SHA256, m.SHA256)
		require.Equal(t, fmt.Sprintf("%x", sha256.Sum256([]byte(b.String()))), m.SHA256)
		require.EqualValues(t, b.Len(), m.Bytes)
		return b.String()
	}
	before := map[export.Format]string{}
	for _, f := range export.Formats {
		before[f] = file(0, f)
	}
	require.Equal(t, 2, strings.Count(before[export.FormatJSONL], "\n"))

	rows, _, err := db.DatasetRows(ctx, p.ID, d.ID, 0, 0, 10)
	require.NoError(t, err)
	_, err = db.WriteDatasetRows(ctx, p.ID, d.ID, []postgres.DatasetChange{
		{Change: merge.Change{ID: rows[0].ID, Fields: merge.Row{"input": json.RawMessage(`"changed"`), "expected": json.RawMessage(`"changed"`)}}},
		{Change: merge.Change{ID: rows[1].ID, Delete: true}},
	}, w)
	require.NoError(t, err)
	_, err = db.AddTraces(ctx, postgres.Query{Project: p.ID}, w, postgres.BestExpected)
	require.NoError(t, err)
	_, err = db.UndoVersion(ctx, p.ID, w, added.Version)
	require.NoError(t, err)

	for _, f := range export.Formats {
		require.NotEqual(t, before[f], file(0, f), f)
		require.Equal(t, before[f], file(added.Version, f), f)
	}

	d, err = db.Dataset(ctx, p.ID, "golden")
	require.NoError(t, err)
	_, err = export.Dataset(ctx, db, &strings.Builder{}, of(d, d.Version+1), export.FormatJSONL)
	require.ErrorIs(t, err, store.ErrNotFound)
	for _, f := range export.Formats {
		_, err = export.Dataset(ctx, db, full{}, of(d, added.Version), f)
		require.ErrorIs(t, err, errFull, f)
	}
}

var errFull = errors.New("disk full")

// full is a file on a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
