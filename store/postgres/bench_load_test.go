package postgres

import (
	"context"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestMadeRowsAreWhatTheFoldsMake(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newFilterWorld(t, nil)
	copied, _, err := w.db.CreateProject(ctx, "copied")
	require.NoError(t, err)
	var rows benchRows
	var spans []store.Span
	m := newBenchMaker(600)
	for range 600 {
		trace := m.trace()
		spans = append(spans, trace...)
		require.NoError(t, rows.add(copied.ID, 1, trace))
	}
	require.NoError(t, rows.copyInto(ctx, w.db, ""))
	_, err = w.db.InsertSpans(ctx, w.project, "test", spans, time.Now())
	require.NoError(t, err)
	for table, apart := range map[string]string{
		"trace": "'arrived', 'changed'", "trace_score": "'none'", "span": "'xact'", "span_payload": "'none'", "comment": "'id', 'since'",
		"event": "'id', 'seq', 'submission', 'received'",
	} {
		const all = `SELECT (to_jsonb(r) - ARRAY['project_id', `
		var want, got []string
		q := all + apart + `])::text FROM ` + table + ` r WHERE project_id = $1 ORDER BY 1`
		require.NoError(t, w.db.x.SelectContext(ctx, &want, q, w.project))
		require.NoError(t, w.db.x.SelectContext(ctx, &got, q, copied.ID))
		require.Len(t, got, len(want), table)
		for i := range want {
			require.Equal(t, want[i], got[i], table)
		}
	}
}
