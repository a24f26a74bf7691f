package postgres

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/jmoiron/sqlx"
	"github.com/stretchr/testify/require"
)

func readQuery(t *testing.T, w *filterWorld, text string) *filter.Query {
	t.Helper()
	q, _, err := filter.ReadQuery(text, filter.QueryOptions{Options: w.options, Shape: filter.ShapeSummary})
	require.NoError(t, err, text)
	return q
}

func TestAStatementThatTakesTooLongIsEndedByTheServer(t *testing.T) {
	t.Parallel()
	w := newFilterWorld(t, nil)
	err := w.db.bounded(t.Context(), time.Millisecond, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), `SELECT pg_sleep(30)`)
		return err
	})
	require.True(t, timedOut(err), "%v", err)
	err = w.db.bounded(t.Context(), time.Minute, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(t.Context(), `DELETE FROM trace`)
		return err
	})
	require.ErrorContains(t, err, "read-only")
}

func TestAPartialAnswerSaysHowFarItLookedBack(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	w := newFilterWorld(t, generatedSpans(r, 40))
	newest := w.plainRows(filter.ShapeSummary)[:10]
	for _, shape := range []string{"summary", "traces", "spans"} {
		q := readQuery(t, w, "SELECT count(*) AS n, count(is_root) FROM logs "+shape)
		got, err := w.db.askNewest(t.Context(), Ask{Project: w.project, Query: q, Options: w.options, Time: time.Minute, Rows: MaxRows}, 10)
		require.NoError(t, err)
		spans := 0
		for _, row := range newest {
			spans += len(row.Spans)
		}
		want := map[string]int{"summary": 10}[shape]
		if want == 0 {
			want = spans
		}
		require.EqualValues(t, want, got.Rows[0][0], shape)
		require.True(t, got.Partial)
		require.Equal(t, 10, got.Looked)
		require.True(t, got.Back.Equal(*newest[9].Created))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := w.db.Ask(ctx, Ask{Project: w.project, Query: readQuery(t, w, "SELECT count(*) FROM logs"), Options: w.options})
	require.ErrorIs(t, err, context.Canceled, "the caller's own end is no partial answer")
}

func TestAnswersHaveAsManyRowsAsThereIsRoomFor(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 3))
	w := newFilterWorld(t, generatedSpans(r, 30))
	for _, c := range []struct {
		query string
		rows  int
		more  bool
	}{
		{"SELECT root_span_id, count(*) FROM logs GROUP BY 1", 10, true},
		{"SELECT root_span_id, count(*) FROM logs GROUP BY 1 LIMIT 4", 4, false},
		{"SELECT root_span_id, count(*) FROM logs GROUP BY 1 LIMIT 20", 10, true},
		{"SELECT root_span_id FROM logs", 10, true},
		{"SELECT root_span_id FROM logs LIMIT 4", 4, false},
		{"SELECT root_span_id FROM logs ORDER BY name", 10, true},
		{"SELECT root_span_id FROM logs ORDER BY name LIMIT 10", 10, false},
		{"SELECT root_span_id FROM logs LIMIT 0", 0, false},
		{"SELECT count(*) FROM logs", 1, false},
	} {
		got, err := w.db.Ask(t.Context(), Ask{Project: w.project, Query: readQuery(t, w, c.query), Options: w.options, Rows: 10})
		require.NoError(t, err, c.query)
		require.Len(t, got.Rows, c.rows, c.query)
		require.Equal(t, c.more, got.More, c.query)
	}
	page := Ask{Project: w.project, Query: readQuery(t, w, "SELECT root_span_id FROM logs"), Options: w.options, Rows: 7}
	var all []any
	for {
		got, err := w.db.Ask(t.Context(), page)
		require.NoError(t, err)
		for _, row := range got.Rows {
			all = append(all, row[0])
		}
		if got.Next.IsZero() {
			break
		}
		page.After = got.Next
	}
	require.Len(t, all, 30, "pages lead from one to the next")
}

func TestAggregatesOfHostileValuesNeverRaise(t *testing.T) {
	t.Parallel()
	var spans []store.Span
	for i, v := range []string{"1e308", "1e308", "-1e308", "1e400", "5e-324", "1e-400", `"NaN"`, `"Infinity"`, "null", "[]", "{}", "true", "0", "-0", "0.1", "0.2"} {
		id := fmt.Sprint("t", i)
		spans = append(spans, store.Span{RowID: id, SpanID: id, RootSpanID: id, HasCreated: true, Created: time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC), Metadata: []byte(`{"v": ` + v + `}`)})
	}
	w := newFilterWorld(t, spans)
	rows := w.plainRows(filter.ShapeSummary)
	for _, text := range []string{
		"SELECT count(metadata.v), count_distinct(metadata.v), sum(metadata.v), avg(metadata.v), min(metadata.v), max(metadata.v), percentile(metadata.v, 0.5), percentile(metadata.v, 0.99) FROM logs",
		"SELECT metadata.v AS v, sum(metadata.v) AS s, percentile(metadata.v, 0.3) FROM logs GROUP BY v ORDER BY v",
		"SELECT metadata.v AS v, count(*) AS n FROM logs WHERE metadata.v < 1 GROUP BY v HAVING sum(metadata.v) * 1e308 > 0 OR n > 0",
		"SELECT metadata.v FROM logs ORDER BY metadata.v DESC",
	} {
		w.requireSame(t, text, readQuery(t, w, text), rows, map[string]int{})
	}
}
