package postgres

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

// TestEveryPathFindsTheSameTraces asks everything that takes a filter for its traces, at one position in the log: lists with next
// and previous, counts, selections, dataset adds, exports, queries as of /btql, groups, facets and histograms.
func TestEveryPathFindsTheSameTraces(t *testing.T) {
	t.Parallel()
	seed := uint64(environment("ASSAY_SEED", 1))
	t.Logf("seed %d: run again with ASSAY_SEED=%d", seed, seed)
	r := rand.New(rand.NewPCG(seed, 13))
	c := newChanged(t, r)
	found, past := 0, 0
	for n := 0; n < environment("ASSAY_PATHS", 20); {
		text := drivenFilter(r)
		e, _, err := filter.Read(text, c.options)
		if err != nil {
			continue
		}
		n++
		q := Query{Project: c.project, Filter: e, Options: c.options, At: pick(r, append([]int64{0, 0}, c.positions...))}
		want := idsOf(c.bare(t, q))
		about := fmt.Sprintf("%s\nat %d", text, q.At)
		found += len(want)
		if q.At > 0 {
			past += len(want)
		}
		c.requireLists(t, q, want, about)
		c.requireWrites(t, q, want, about, n)
		c.requireNumbers(t, q, want, about)
	}
	require.Greater(t, found, 100, "the filters find something")
	require.Greater(t, past, 20, "also as of earlier positions")
}

func (c *changed) requireLists(t *testing.T, q Query, want []store.TraceID, about string) {
	t.Helper()
	var listed []store.TraceID
	var cursors []store.Cursor
	for cursor := (store.Cursor{}); ; {
		traces, next, err := c.db.Traces(t.Context(), q, cursor, 7)
		require.NoError(t, err, about)
		for _, trace := range traces {
			listed = append(listed, trace.ID)
		}
		if next.IsZero() {
			break
		}
		cursor = next
		cursors = append(cursors, next)
	}
	require.Equal(t, want, idsOf(listed), "list: %s", about)
	if len(cursors) > 0 {
		before, err := c.db.TracesBefore(t.Context(), q, cursors[len(cursors)-1], 7)
		require.NoError(t, err, about)
		for i, trace := range before {
			require.Equal(t, want[len(cursors)*7-1-len(before)+i], trace.ID, "previous: %s", about)
		}
	}
	oldest, err := c.db.PageOldest(t.Context(), q, store.Cursor{}, len(want)+1)
	require.NoError(t, err, about)
	require.Len(t, oldest.Traces, len(want), "list from the oldest: %s", about)
	for i, trace := range oldest.Traces {
		require.Equal(t, want[len(want)-1-i], trace.ID, "list from the oldest: %s", about)
	}
	ids, err := c.db.IDs(t.Context(), q)
	require.NoError(t, err, about)
	require.Equal(t, want, idsOf(ids), "selection: %s", about)
	n, err := c.db.newest(t.Context(), q, store.Cursor{}, SampleSize)
	require.NoError(t, err, about)
	require.Equal(t, want, n.ids(), "newest: %s", about)
	rows := &filter.Query{Filter: q.Filter, Limit: -1, Columns: []filter.Column{{Name: "id", Expr: filter.At("root_span_id")}}}
	_, err = filter.CheckQuery(rows, filter.QueryOptions{Options: q.Options, Shape: filter.ShapeSummary})
	require.NoError(t, err, about)
	answer, err := c.db.Ask(t.Context(), Ask{Project: q.Project, Query: rows, Options: q.Options, At: q.At})
	require.NoError(t, err, about)
	require.Equal(t, want, idsOf(answer.Traces), "query: %s", about)
}

func (c *changed) requireWrites(t *testing.T, q Query, want []store.TraceID, about string, n int) {
	t.Helper()
	ctx := t.Context()
	rootless := 0
	var exported []store.TraceID
	met, err := c.db.EachRoot(ctx, q, func(s store.Span) error {
		exported = append(exported, store.TraceKey(s.RootSpanID))
		return nil
	})
	require.NoError(t, err, about)
	for _, id := range exported {
		require.Contains(t, want, id, "export: %s", about)
	}
	rootless = met.Rootless
	require.Len(t, want, len(exported)+rootless, "export: %s", about)

	d, err := c.db.CreateDataset(ctx, c.project, fmt.Sprint("set ", n), "")
	require.NoError(t, err)
	added, err := c.db.AddTraces(ctx, q, DatasetWrite{Dataset: d.ID, Author: "test", Now: c.options.Now}, BestExpected)
	require.NoError(t, err, about)
	require.Len(t, want, added.Matched, "dataset add: %s", about)
	var origins []store.TraceID
	require.NoError(t, c.db.x.SelectContext(ctx, &origins, `SELECT origin_trace FROM dataset_row WHERE project_id = $1 AND dataset_id = $2`, c.project, d.ID))
	require.ElementsMatch(t, want, origins, "dataset add: %s", about)
}

// requireNumbers compares what only counts. Adding traces to a dataset may have changed what the filter finds now.
func (c *changed) requireNumbers(t *testing.T, q Query, _ []store.TraceID, about string) {
	t.Helper()
	ctx := t.Context()
	want := idsOf(c.bare(t, q))
	n, more, err := c.db.Count(ctx, q, store.Cursor{})
	require.NoError(t, err, about)
	require.False(t, more)
	require.Equal(t, len(want), n, "count: %s", about)
	c.requireSessions(t, q, about)

	grouped, _, err := filter.ReadQuery("SELECT week(created) AS w, count(*) AS n FROM logs GROUP BY w", filter.QueryOptions{Options: q.Options, Shape: filter.ShapeSummary})
	require.NoError(t, err)
	grouped.Filter = q.Filter
	answer, err := c.db.Ask(ctx, Ask{Project: q.Project, Query: grouped, Options: q.Options, At: q.At})
	require.NoError(t, err, about)
	sum := 0.0
	for _, row := range answer.Rows {
		sum += row[1].(float64)
	}
	require.EqualValues(t, len(want), sum, "groups: %s", about)

	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	h, err := c.db.Histogram(ctx, q, HistogramOptions{Location: berlin, Score: filter.At("scores", "user", "rating"), Bars: 20})
	require.NoError(t, err, about)
	bars := 0
	for i, b := range h.Bars {
		bars += b.N
		require.True(t, b.From.Before(b.To) && (i == 0 || h.Bars[i-1].To.Equal(b.From)), about)
		require.LessOrEqual(t, b.Rated, b.N)
		if q.At == 0 && b.N > 0 {
			here := q
			here.Filter = filter.And(q.Filter, filter.During(filter.At("created"), b.From, b.To))
			n, _, err := c.db.Count(ctx, here, store.Cursor{})
			require.NoError(t, err)
			require.Equal(t, b.N, n, "bar from %s: %s", b.From, about)
		}
	}
	require.Equal(t, len(want), h.N, "histogram: %s", about)
	require.Equal(t, len(want), bars, "histogram: %s", about)
	c.requireFacets(t, q, len(want), about)
}

// requireSessions compares what the list of sessions counts with the list that each of them opens. It stands as of now.
func (c *changed) requireSessions(t *testing.T, q Query, about string) {
	t.Helper()
	if q.At != 0 {
		return
	}
	keys := metadataKeys[:2]
	page, err := c.db.Sessions(t.Context(), q, keys, store.Cursor{}, 20)
	require.NoError(t, err, about)
	for _, s := range page.Sessions {
		here := q
		here.Filter = filter.And(q.Filter, SessionCondition(s, keys))
		n, _, err := c.db.Count(t.Context(), here, store.Cursor{})
		require.NoError(t, err, about)
		require.Equal(t, s.Traces, n, "session %s: %s", s.Value, about)
	}
}

func (c *changed) requireFacets(t *testing.T, q Query, want int, about string) {
	t.Helper()
	facets, err := c.db.Facets(t.Context(), q, []string{"rating", "verdict"})
	require.NoError(t, err, about)
	require.False(t, facets.Partial)
	require.Equal(t, want, facets.N, "facets: %s", about)
	for _, f := range facets.Facets {
		sum := 0
		for i, v := range f.Values {
			sum += v.N
			if v.Condition == nil || i > 3 {
				continue
			}
			here := q
			here.Filter = filter.And(q.Filter, v.Condition)
			n, _, err := c.db.Count(t.Context(), here, store.Cursor{})
			require.NoError(t, err, about)
			require.Equal(t, v.N, n, "%s = %s: %s", f.Name, v.Label, about)
		}
		require.Len(t, f.Values, f.Groups)
		if f.Many {
			require.GreaterOrEqual(t, sum, want, "facet %s: %s", f.Name, about)
		} else {
			require.Equal(t, want, sum, "facet %s: %s", f.Name, about)
		}
	}
}
