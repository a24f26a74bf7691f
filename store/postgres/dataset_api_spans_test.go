package postgres

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"assay/store"
	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

// TestSpanQueryFindsWhatThePagesFind compares, for generated filters over traces of one span, the traces of the list with the
// root spans of the API, page by page and in every order: there a condition on the trace and one on the span mean the same.
func TestSpanQueryFindsWhatThePagesFind(t *testing.T) {
	t.Parallel()
	seed := uint64(environment("ASSAY_SEED", 1))
	t.Logf("seed %d: run again with ASSAY_SEED=%d", seed, seed)
	r := rand.New(rand.NewPCG(seed, 3))
	w := newFilterWorld(t, singleSpans(r, 40))
	found := 0
	for n := 0; n < environment("ASSAY_FILTERS", 200); {
		text := pick(r, []string{"", "", "", "name = 'a' AND ", "type IN ('llm', 'tool') AND ", "root_span_id = 'root 3' AND ", "id IN ('root 5/0', 'root 6/0') AND ",
			"tags = 'b' AND "}) + (&generator{r: r}).condition(2)
		e, _, err := filter.Read(text, w.options)
		if err != nil {
			continue
		}
		n++
		list, _, err := w.db.Traces(t.Context(), Query{Project: w.project, Filter: e, Options: w.options}, store.Cursor{}, 1000)
		require.NoError(t, err, text)
		var want []string
		for _, trace := range list {
			want = append(want, trace.RootSpanID)
		}
		found += len(want)
		q := SpanQuery{Project: w.project, Filter: filter.And(&filter.Compare{Op: filter.OpEqual, Left: filter.At("is_root"), Right: filter.Value(true)}, e), Options: w.options}
		require.Equal(t, want, spanIDs(t, w.db, q, 1000), "%s in the order of the list", text)
		slices.Sort(want)
		q.Sort = pick(r, []RecordSort{{}, {By: "created"}, {By: "created", Ascending: true}, {By: "_xact_id"}, {By: "_pagination_key", Ascending: true}})
		got := spanIDs(t, w.db, q, 1+r.IntN(9))
		slices.Sort(got)
		require.Equal(t, want, got, "%s page by page, %v", text, q.Sort)
	}
	require.Greater(t, found, 500, "the filters are worth asking")
}

// singleSpans are traces of one span. Their tokens are whole, as the list rounds them.
func singleSpans(r *rand.Rand, n int) []store.Span {
	var spans []store.Span
	for i := range n {
		s := generatedSpan(r, fmt.Sprintf("root %d", i), 0)
		s.Metrics = []byte(fmt.Sprintf(`{"tokens": %d, "start": 1, "end": %d.5}`, r.IntN(9), 1+r.IntN(4)))
		spans = append(spans, s)
	}
	return spans
}

// spanIDs reads all pages of a query.
func spanIDs(t *testing.T, db *DB, q SpanQuery, size int) []string {
	t.Helper()
	var ids []string
	for {
		var last *SpanPlace
		n := 0
		require.NoError(t, db.EachSpanRecord(t.Context(), q, size, func(s store.SpanRecord, at SpanPlace) (bool, error) {
			ids, last, n = append(ids, s.RootSpanID), &at, n+1
			return n < size, nil
		}))
		if n < size {
			return ids
		}
		q.After = last
	}
}

func TestSpanRecordsAreWholeTracesFromNewToOld(t *testing.T) {
	t.Parallel()
	w := newFilterWorld(t, generatedSpans(rand.New(rand.NewPCG(5, 5)), 20))
	var traces []store.TraceID
	seen := map[store.TraceID]bool{}
	all := 0
	q := SpanQuery{Project: w.project}
	require.NoError(t, w.db.EachSpanRecord(t.Context(), q, 1000, func(s store.SpanRecord, at SpanPlace) (bool, error) {
		all++
		if len(traces) == 0 || traces[len(traces)-1] != at.Trace {
			require.False(t, seen[at.Trace], "the spans of a trace stand together")
			seen[at.Trace] = true
			traces = append(traces, at.Trace)
		}
		return true, nil
	}))
	require.Equal(t, len(w.spans), all)
	list, _, err := w.db.Traces(t.Context(), Query{Project: w.project}, store.Cursor{}, 1000)
	require.NoError(t, err)
	for i, trace := range list {
		require.Equal(t, trace.ID, traces[i])
	}
	require.Len(t, spanIDs(t, w.db, q, 3), all)
}
