package postgres

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

// queryGenerator writes whole queries, many of which pass filter.CheckQuery.
type queryGenerator struct {
	generator
	names int
}

// word is a name that no field has.
func (g *queryGenerator) word() string {
	g.names++
	return fmt.Sprintf("c%d", g.names)
}

func (g *queryGenerator) dimension() string {
	switch g.r.IntN(9) {
	case 0, 1:
		return pick(g.r, []string{"hour", "day", "week", "month"}) + "(" + pick(g.r, []string{"created", "created", g.time(1)}) + pick(g.r, []string{"", "", ", 'America/New_York'"}) + ")"
	case 2:
		return g.condition(1)
	case 3:
		return g.textual(1)
	case 4:
		return g.number(1)
	case 5:
		return g.json()
	case 6:
		return g.score()
	}
	return pick(g.r, []string{"name", "type", "tags", "user", "error", "comment", "is_root", "is_reviewed", "reviews", "metadata.k", "metadata.user_id", "dataset", "created", "tokens"})
}

func (g *queryGenerator) measure() string {
	number := func() string {
		return pick(g.r, []string{"tokens", "cost", "duration", "reviews", "metrics.tokens", "metadata.k", g.score(), g.json(), g.number(1)})
	}
	value := func() string { return pick(g.r, []string{number(), g.textual(0), g.path(), "created", g.condition(0)}) }
	simple := func() string {
		switch g.r.IntN(9) {
		case 0, 1:
			return pick(g.r, []string{"count(*)", "count(1)", "count()", "COUNT( * )"})
		case 2:
			return "count(" + value() + ")"
		case 3:
			return pick(g.r, []string{"count_distinct(", "count(DISTINCT "}) + value() + ")"
		case 4:
			return "sum(" + number() + ")"
		case 5:
			return "avg(" + number() + ")"
		case 6:
			return pick(g.r, []string{"min(", "max("}) + pick(g.r, []string{number(), g.textual(0), "created", g.time(1)}) + ")"
		}
		return "percentile(" + number() + ", " + pick(g.r, []string{"0", "0.25", "0.5", "0.95", "1"}) + ")"
	}
	switch g.r.IntN(6) {
	case 0:
		return "round(" + simple() + " * 100, 2)"
	case 1:
		return simple() + " / " + simple()
	}
	return simple()
}

// text writes a query in SQL or BTQL.
func (g *queryGenerator) text() string {
	sql := g.r.IntN(2) == 0
	shape := pick(g.r, []string{"", "spans", "traces", "summary"})
	g.spans = shape == "spans"
	parts := map[string]string{"from": strings.TrimSpace("logs " + shape)}
	if g.r.IntN(3) > 0 {
		parts["filter"] = g.condition(2)
	}
	if g.r.IntN(6) == 0 {
		parts["sample"] = pick(g.r, []string{"30%", "7", "50% SEED 3", "12 SEED 9"})
	}
	unpivot := []string{}
	if g.r.IntN(5) == 0 {
		key, item := g.word(), g.word()
		parts["unpivot"] = pick(g.r, []string{"tags", "user", "comment", "metadata.k", "input", "output.k"}) + " AS " + item
		unpivot = []string{item}
		if g.r.IntN(2) == 0 {
			parts["unpivot"] = pick(g.r, []string{"scores", "scores", "metrics", "metadata", "metadata.k", "output"}) + " AS (" + key + ", " + item + ")"
			unpivot = append(unpivot, key)
		}
	}
	if g.r.IntN(4) == 0 {
		g.rows(parts, unpivot)
	} else {
		g.groups(parts, unpivot, sql)
	}
	if g.r.IntN(4) == 0 {
		parts["limit"] = fmt.Sprint(g.r.IntN(9))
	}
	return spelled(parts, sql)
}

func (g *queryGenerator) rows(parts map[string]string, unpivot []string) {
	var columns []string
	for range 1 + g.r.IntN(4) {
		columns = append(columns, pick(g.r, append([]string{g.dimension(), g.dimension(), g.path()}, unpivot...))+" AS "+g.word())
	}
	parts["select"] = strings.Join(columns, ", ")
	if g.r.IntN(2) == 0 {
		parts["sort"] = pick(g.r, []string{g.dimension(), "1", "created"}) + pick(g.r, []string{"", " ASC", " DESC"})
	}
}

func (g *queryGenerator) groups(parts map[string]string, unpivot []string, sql bool) {
	var dimensions, names, measures []string
	for range g.r.IntN(3) {
		names = append(names, g.word())
		dimensions = append(dimensions, pick(g.r, append([]string{g.dimension(), g.dimension()}, unpivot...))+" AS "+names[len(names)-1])
	}
	measured := []string{}
	for range 1 + g.r.IntN(3) {
		measured = append(measured, g.word())
		m := g.measure()
		if len(unpivot) > 0 && g.r.IntN(2) == 0 {
			m = pick(g.r, []string{"count", "min", "max", "avg", "count_distinct"}) + "(" + pick(g.r, unpivot) + ")"
		}
		measures = append(measures, m+" AS "+measured[len(measured)-1])
	}
	if sql {
		parts["select"] = strings.Join(append(slices.Clone(dimensions), measures...), ", ")
		if len(names) > 0 {
			parts["dimensions"] = strings.Join(names, ", ")
		}
	} else {
		parts["measures"] = strings.Join(measures, ", ")
		if len(names) > 0 {
			parts["dimensions"] = strings.Join(dimensions, ", ")
		}
	}
	if g.r.IntN(4) == 0 {
		parts["having"] = pick(g.r, append([]string{"count(*) > 2", pick(g.r, measured) + " > 1", pick(g.r, measured) + " IS NOT NULL"}, names...)) + pick(g.r, []string{"", " IS NOT NULL", " != 5"})
	}
	if g.r.IntN(3) == 0 {
		parts["sort"] = pick(g.r, append(slices.Clone(measured), names...)) + pick(g.r, []string{"", " ASC", " DESC"})
	}
	if len(names) > 0 && g.r.IntN(6) == 0 {
		parts["pivot"] = names[len(names)-1]
	}
}

// spelled puts the parts of a query together.
func spelled(parts map[string]string, sql bool) string {
	order := []struct{ name, sql string }{{"select", "SELECT"}, {"dimensions", ""}, {"measures", ""}, {"from", "FROM"}, {"unpivot", "UNPIVOT"}, {"filter", "WHERE"},
		{"sample", "SAMPLE"}, {"dimensions", "GROUP BY"}, {"having", "HAVING"}, {"sort", "ORDER BY"}, {"pivot", "PIVOT"}, {"limit", "LIMIT"}}
	var out []string
	for i, part := range order {
		body, has := parts[part.name]
		switch {
		case !has:
		case sql && part.sql != "":
			out = append(out, part.sql+" "+body)
		case !sql && i != 7:
			out = append(out, part.name+": "+body)
		}
	}
	if sql {
		return strings.Join(out, "\n")
	}
	return strings.Join(out, " | ")
}

// plainRows are the rows of a world as filter.Answer takes them, the newest first.
func (w *filterWorld) plainRows(shape filter.Shape) []filter.Row {
	from := w.traces
	if shape == filter.ShapeSpans {
		from = w.spans
	}
	for _, trace := range w.traces { // copies of the spans know their keys as well
		for i := range trace.Spans {
			for id, s := range w.spans {
				if s.ID == trace.Spans[i].ID {
					trace.Spans[i].Key = id
				}
			}
		}
		slices.SortFunc(trace.Spans, func(a, b filter.Row) int {
			return cmp.Or(cmp.Compare(rank(a.IsRoot), rank(b.IsRoot)), a.Created.Compare(*b.Created), cmp.Compare(a.Key, b.Key))
		})
	}
	var rows []filter.Row
	for id, row := range from {
		row.Key = id
		rows = append(rows, *row)
	}
	created := func(r *filter.Row) filter.Row {
		for id, t := range w.traces {
			if *t.RootSpanID == *r.RootSpanID {
				out := *t
				out.Key = id
				return out
			}
		}
		return *r
	}
	slices.SortFunc(rows, func(a, b filter.Row) int {
		t, u := created(&a), created(&b)
		return cmp.Or(u.Created.Compare(*t.Created), cmp.Compare(u.Key, t.Key), cmp.Compare(rank(a.IsRoot), rank(b.IsRoot)), a.Created.Compare(*b.Created), cmp.Compare(a.Key, b.Key))
	})
	return rows
}

func rank(isRoot bool) int {
	if isRoot {
		return 0
	}
	return 1
}

// TestQueriesAnswerAsTheReferenceDoes compares the answers of the database with those of filter.Answer: generated queries, in both
// spellings and all shapes, over generated traces and spans.
func TestQueriesAnswerAsTheReferenceDoes(t *testing.T) {
	t.Parallel()
	seed := uint64(environment("ASSAY_SEED", 1))
	t.Logf("seed %d: run again with ASSAY_SEED=%d", seed, seed)
	r := rand.New(rand.NewPCG(seed, 7))
	w := newFilterWorld(t, generatedSpans(r, propertyTraces))
	rows := map[filter.Shape][]filter.Row{}
	for _, shape := range filter.Shapes {
		rows[shape] = w.plainRows(shape)
	}
	seen := map[string]int{}
	for n := 0; n < environment("ASSAY_QUERIES", 150); {
		g := &queryGenerator{generator: generator{r: r}}
		text := g.text()
		q, _, err := filter.ReadQuery(text, filter.QueryOptions{Options: w.options, Shape: filter.ShapeSummary})
		if err != nil {
			seen["refused"]++
			continue
		}
		n++
		w.requireSame(t, text, q, rows[q.Source.Shape], seen)
	}
	t.Log(seen)
	for _, kind := range []string{"groups", "rows", "null groups", "nothing at all", "pivoted", "several values", "spans", "traces", "summary"} {
		require.Greater(t, seen[kind], 5, "%s: the queries are worth asking", kind)
	}
}

// lineOf writes a row so that values of different types differ, but for the two forms of a number.
func lineOf(rows [][]any, i int) string {
	if i >= len(rows) {
		return "no row"
	}
	var out []string
	for _, x := range rows[i] {
		switch x := x.(type) {
		case string:
			out = append(out, strconv.Quote(x))
		case float64, json.Number:
			out = append(out, "number "+filter.CellText(x))
		case bool:
			out = append(out, "truth "+filter.CellText(x))
		default:
			out = append(out, filter.CellText(x))
		}
	}
	return strings.Join(out, "; ")
}

func (w *filterWorld) requireSame(t *testing.T, text string, q *filter.Query, rows []filter.Row, seen map[string]int) {
	t.Helper()
	want := filter.Answer(q, rows, w.options)
	got, err := w.db.Ask(t.Context(), Ask{Project: w.project, Query: q, Options: w.options})
	require.NoError(t, err, text)
	require.False(t, got.Partial, text)
	about := func(n int) string {
		return fmt.Sprintf("%s\nrow %d of %d and %d", text, n, len(want.Rows), len(got.Rows))
	}
	require.Equal(t, len(want.Columns), len(got.Columns), text)
	for i := range want.Columns {
		require.Equal(t, want.Columns[i].Name, got.Columns[i].Name, text)
	}
	for i := range max(len(want.Rows), len(got.Rows)) {
		require.Equal(t, lineOf(want.Rows, i), lineOf(got.Rows, i), about(i))
		require.Equal(t, lineOf(want.Groups, i), lineOf(got.Groups, i), about(i))
	}
	seen[q.Source.Shape.String()]++
	switch {
	case !q.Grouped:
		seen["rows"] += len(want.Rows)
	case len(rows) > 0 && len(want.Rows) == 0 || len(q.Dimensions) == 0 && q.Filter != nil && len(want.Rows) == 1 && len(want.Rows[0]) > 0 && want.Rows[0][0] == 0.0:
		seen["nothing at all"]++
	default:
		seen["groups"] += len(want.Rows)
	}
	if len(q.Pivot) > 0 {
		seen["pivoted"]++
	}
	for _, d := range q.Dimensions {
		if len(filter.ValueRanges(d)) > 0 {
			seen["several values"]++
		}
	}
	for _, group := range want.Groups {
		if slices.Contains(group, nil) {
			seen["null groups"]++
		}
	}
}
