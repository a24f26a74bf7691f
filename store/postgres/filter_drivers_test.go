package postgres

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"assay/store"
	"assay/store/filter"
	"assay/store/fold"
	"assay/store/rollup"

	"github.com/lib/pq"
	"github.com/stretchr/testify/require"
)

func TestDrivers(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ü", maxTerm)
	one := func(field, value string) anySegment { return anySegment{field, []string{value}} }
	tests := []struct {
		in   string
		want []indexDriver
	}{
		{"", nil},
		{"scores.user_rating < 0.3", []indexDriver{scoreRange{"user_rating", "", filter.OpLess, 0.3}}},
		{"0.3 >= scores.review.x", []indexDriver{scoreRange{"x", "review", filter.OpLessEqual, 0.3}}},
		{"scores.x BETWEEN 0.1 AND 0.2", []indexDriver{scoreRange{"x", "", filter.OpGreaterEqual, 0.1}, scoreRange{"x", "", filter.OpLessEqual, 0.2}}},
		{"scores.x <=> 1", []indexDriver{scoreRange{"x", "", filter.OpEqual, 1}}},
		{"scores.x != 1", nil},
		{"scores.x = 'bad'", nil},
		{"scores.x < 0.3 OR scores.y < 0.3", nil},
		{"NOT scores.x < 0.3", nil},
		{"metadata.category = 'edge-case'", []indexDriver{anyTerm{term(`m.category="edge-case"`)}, one("metadata.category", `"edge-case"`)}},
		{`"say \"so\"" = metadata.x`, []indexDriver{anyTerm{term(`m.x="say \"so\""`)}, one("metadata.x", `"say \"so\""`)}},
		{"metadata.thumbs_up = false", []indexDriver{anyTerm{term(`m.thumbs_up=false`)}, one("metadata.thumbs_up", "false")}},
		{"metadata.n = 5", nil},
		{"metadata.a.b = 'x'", nil},
		{"metadata.a <=> NULL", nil},
		{"metadata.a = '" + long + "'", nil},
		{"metadata.a IN ('x', true)", []indexDriver{anyTerm{term(`m.a="x"`), term("m.a=true")}, anySegment{"metadata.a", []string{`"x"`, "true"}}}},
		{"metadata.a IN ('x', 5)", nil},
		{"metadata.a NOT IN ('x')", nil},
		{"tags INCLUDES ['a', 'b']", []indexDriver{anyTerm{term("t.a")}, one("tags", `"a"`), anyTerm{term("t.b")}, one("tags", `"b"`)}},
		{"tags = 'a'", []indexDriver{anyTerm{term("t.a")}, one("tags", `"a"`)}},
		{"tags NOT INCLUDES 'a'", nil},
		{"comment IS NOT NULL AND scores.correctness < 0.5", []indexDriver{commented{}, scoreRange{"correctness", "", filter.OpLess, 0.5}}},
		{"comment MATCH 'slow'", []indexDriver{commented{}}},
		{"flagged = true", []indexDriver{flagged{}}},
		{"flagged", []indexDriver{flagged{}}},
		{"flagged IS TRUE AND true = flagged", []indexDriver{flagged{}, flagged{}}},
		{"flagged = false", nil},
		{"NOT flagged", nil},
		{"flagged != true", nil},
		{"comment NOT LIKE '%slow%'", nil},
		{"comment IS NULL", nil},
		{"ANY_SPAN(name = 'search' AND type IN ('tool', 'llm') AND metadata.x = 'y')",
			[]indexDriver{anyTerm{term("s.name=search")}, anyTerm{term("s.type=tool"), term("s.type=llm")}, anyTerm{term(`s.m.x="y"`)}}},
		{"ANY_SPAN(name != 'search')", nil},
		{"name = 'search'", []indexDriver{one("name", `"search"`)}},
		{"name IN ('search', 'find')", []indexDriver{anySegment{"name", []string{`"search"`, `"find"`}}}},
		{"name != 'search'", nil},
		{"type = 'llm'", nil},
	}
	for _, test := range tests {
		e, _, err := filter.Read(test.in, filter.Options{})
		require.NoError(t, err, test.in)
		require.Equal(t, test.want, drivers(e), test.in)
	}
}

// TestDriversLoseNoTrace checks for generated filters that what a filter matches meets all of its drivers.
func TestDriversLoseNoTrace(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	w := newFilterWorld(t, generatedSpans(r, propertyTraces))
	found := 0
	for range 3000 {
		g := generator{r: r}
		text := pick(r, []string{g.test(0), g.test(0) + " AND " + g.test(0), "ANY_SPAN(" + g.test(0) + ")", g.json() + " = " + quoted(pick(r, words)),
			"tags INCLUDES " + quoted(pick(r, words)), "ANY_SPAN(name = " + quoted(pick(r, words)) + ")", "ANY_SPAN(" + g.json() + " = " + quoted(pick(r, words)) + ")", "comment = " + quoted(pick(r, words)),
			"name IN (" + quoted(pick(r, words)) + ", " + quoted(pick(r, words)) + ")", pick(r, []string{"flagged", "flagged = true", "flagged IS TRUE"})})
		e, _, err := filter.Read(text, w.options)
		if err != nil {
			continue
		}
		for _, d := range drivers(e) {
			driven := w.driven(t, d)
			for id, row := range w.traces {
				if filter.Eval(e, row, w.options) == filter.True {
					found++
					require.Contains(t, driven, store.TraceID(id), "%s with %#v", text, d)
				}
			}
		}
	}
	require.Greater(t, found, 200, "enough filters have drivers")
}

// driven are the traces that meet a driver.
func (w *filterWorld) driven(t *testing.T, d indexDriver) (ids []store.TraceID) {
	t.Helper()
	if s, ok := d.(anySegment); ok {
		var rows []countedRow
		require.NoError(t, w.db.x.SelectContext(t.Context(), &rows, "SELECT id, "+countedColumns+" FROM trace WHERE project_id = $1", w.project))
		for _, r := range rows {
			sums := rollup.Sums{}
			sums.Put(r.trace(), func(string) bool { return false })
			if slices.ContainsFunc(slices.Collect(maps.Keys(sums)), func(k rollup.Key) bool { return k.Field == s.field && slices.Contains(s.values, k.Value) }) {
				ids = append(ids, r.ID)
			}
		}
		return ids
	}
	q, args := driverQuery(d)
	require.NoError(t, w.db.x.SelectContext(t.Context(), &ids, q, append([]any{w.project}, args...)...))
	return ids
}

func driverQuery(d indexDriver) (string, []any) {
	switch d := d.(type) {
	case scoreRange:
		return "SELECT trace_id FROM trace_score WHERE project_id = $1 AND name = $2 AND source = $3 AND value " + d.Op.String() + " $4", []any{d.Name, d.Source, d.Value}
	case anyTerm:
		return "SELECT id FROM trace WHERE project_id = $1 AND terms && $2", []any{pq.Array([]int32(d))}
	}
	column := "comments > 0"
	if _, ok := d.(flagged); ok {
		column = "flagged"
	}
	return "SELECT id FROM trace WHERE project_id = $1 AND " + column, nil
}

func TestTermIsWhatTheDatabaseComputes(t *testing.T) {
	t.Parallel()
	w := newFilterWorld(t, []store.Span(nil))
	for _, word := range append([]string{"m.category=\"edge-case\"", "\b\f\x01\x7f/"}, words...) {
		var number int32
		var text string
		require.NoError(t, w.db.x.QueryRow("SELECT term($1), to_jsonb($1::text)::text", word).Scan(&number, &text))
		require.Equal(t, number, term(word), word)
		require.Equal(t, text, fold.Text(word), word)
	}
}
