package filter

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var atNoon = Options{Now: time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC)}

// outline writes a checked query so that two spellings of one question are the same text.
func outline(q *Query) string {
	var b strings.Builder
	part := func(name, body string) {
		if body != "" {
			b.WriteString(name + " " + body + "; ")
		}
	}
	part("from", strings.Join(strings.Fields(q.Source.Kind+" "+q.Source.ID+" "+q.Source.Shape.String()), " "))
	if q.Star {
		part("select", "*")
	}
	var columns, dimensions, sorts, pivots []string
	for _, c := range q.Columns {
		columns = append(columns, c.Name+" = "+Format(c.Expr))
	}
	for _, d := range q.Dimensions {
		dimensions = append(dimensions, Format(d))
	}
	for _, s := range q.Sort {
		sorts = append(sorts, Format(s.Expr)+map[bool]string{true: " down"}[s.Descending])
	}
	for _, p := range q.Pivot {
		pivots = append(pivots, Format(p))
	}
	part("columns", strings.Join(columns, ", "))
	if q.Grouped {
		part("by", "("+strings.Join(dimensions, ", ")+")")
	}
	if u := q.Unpivot; u != nil {
		part("unpivot", Format(u.X)+" to "+u.Key+" "+u.Item)
	}
	part("where", Format(q.Filter))
	part("narrow", Format(q.Narrow))
	if s := q.Sample; s != nil {
		raw, _ := json.Marshal([]any{s.Rows, s.Percent, s.Seed})
		part("sample", string(raw))
	}
	part("having", Format(q.Having))
	part("sort", strings.Join(sorts, ", "))
	part("pivot", strings.Join(pivots, ", "))
	if q.Limit >= 0 {
		raw, _ := json.Marshal(q.Limit)
		part("limit", string(raw))
	}
	part("cursor", q.Cursor)
	return strings.TrimSuffix(b.String(), "; ")
}

func TestQueriesInBothSpellings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, sql, btql, want string }{
		{"whole rows", "SELECT * FROM project_logs('p1')", "select: * | from: project_logs('p1')", "from project_logs p1 spans; select *"},
		{"a shape", "select * from project_logs('p1', shape => 'traces') limit 5;", "from: project_logs(\"p1\") traces | select: * | limit: 5",
			"from project_logs p1 traces; select *; limit 5"},
		{"columns with and without names", "SELECT id, metadata.user AS who, input[0].role, metadata.\"a b\", lower(name) n FROM logs",
			"select: id, metadata.user as who, input[0].role, metadata.\"a b\", lower(name) n\nfrom: logs",
			`from logs spans; columns id = id, who = metadata.user, role = input[0].role, a b = metadata."a b", n = lower(name)`},
		{"a condition with words of queries in it", "SELECT * FROM logs WHERE metadata.from = 'limit 5 | select: x' AND id IN ('where', 'order by')",
			"select: * | from: logs | filter: metadata.from = 'limit 5 | select: x' AND id IN ('where', 'order by')",
			"from logs spans; select *; where metadata.from = 'limit 5 | select: x' AND id IN ('where', 'order by')"},
		{"a ternary", "SELECT * FROM logs WHERE (is_root ? name : type) = 'it''s'", "from: logs | filter: (is_root ? name : type) = 'it''s' | select: *",
			"from logs spans; select *; where (is_root ? name : type) = 'it''s'"},
		{"groups by column", "SELECT day(created) AS day, count(*) AS n FROM logs GROUP BY day ORDER BY day", "dimensions: day(created) as day | measures: count(1) as n | from: logs | sort: day",
			"from logs spans; columns day = day(created), n = count(*); by (day(created)); sort day(created)"},
		{"groups by number, measures of measures", "SELECT name, sum(cost) / count(*) per, percentile(duration, .95) p FROM logs GROUP BY 1 HAVING count(*) > 2 ORDER BY per DESC NULLS LAST, 1",
			"dimensions: name | measures: sum(cost) / count(*) as per, percentile(duration, 0.95) p | having: count(*) > 2 | sort: per desc, name asc | from: logs",
			"from logs spans; columns name = name, per = sum(cost) / count(*), p = percentile(duration, 0.95); by (name); having count(*) > 2; sort sum(cost) / count(*) down, name"},
		{"a condition on a name", "SELECT metadata.model m, avg(scores.x) a FROM logs GROUP BY m HAVING a < 0.5 AND m IS NOT NULL", "dimensions: metadata.model m | measures: avg(scores.x) a | having: a < 0.5 and m is not null | from: logs",
			"from logs spans; columns m = metadata.model, a = avg(scores.x); by (metadata.model); having avg(scores.x) < 0.5 AND metadata.model IS NOT NULL"},
		{"one group of everything", "SELECT count(DISTINCT user) n FROM logs", "measures: count_distinct(user) n | from: logs", "from logs spans; columns n = count_distinct(user); by ()"},
		{"pivot and sample", "SELECT week(created) AS w, type, count(*) FROM logs TABLESAMPLE BERNOULLI (5 PERCENT) REPEATABLE (4) GROUP BY w, type PIVOT type",
			"dimensions: week(created) as w, type | measures: count(*) | sample: 5% seed 4 | pivot: type | from: logs",
			"from logs spans; columns w = week(created), type = type, count(*) = count(*); by (week(created), type); sample [0,5,4]; pivot type"},
		{"unpivot a list", "SELECT tag, count(*) FROM logs UNPIVOT tags AS tag GROUP BY tag", "dimensions: tag | measures: count(*) | unpivot: tags as tag | from: logs",
			"from logs spans; columns tag = tag, count(*) = count(*); by (tag); unpivot tags to  tag"},
		{"unpivot an object", "SELECT name2, avg(value) FROM logs UNPIVOT scores AS (name2, value) GROUP BY 1", "dimensions: name2 | measures: avg(value) | unpivot: scores as (name2, value) | from: logs",
			"from logs spans; columns name2 = name2, avg(value) = avg(value); by (name2); unpivot scores to name2 value"},
		{"a cursor", "SELECT * FROM dataset('d') LIMIT 10 OFFSET 'abc'", "select: * | from: dataset('d') | limit: 10 | cursor: 'abc'", "from dataset d spans; select *; limit 10; cursor abc"},
		{"different values", "SELECT DISTINCT name, type FROM logs", "dimensions: name, type | from: logs", "from logs spans; columns name = name, type = type; by (name, type)"},
		{"spans narrowed", "SELECT * FROM logs traces WHERE FILTER_SPANS(type = 'llm') AND error IS NULL", "select: * | from: logs traces | filter: filter_spans(type = 'llm') and error is null",
			"from logs traces; select *; where ANY_SPAN(type = 'llm') AND error IS NULL; narrow type = 'llm'"},
		{"a measure of a whole trace", "SELECT count(metadata.x) FROM logs summary", "measures: count(metadata.x) | from: logs summary", "from logs summary; columns count(metadata.x) = count(metadata.x); by ()"},
		{"comments and lines", "-- by day\nSELECT day(created, 'Europe/Berlin') AS d, -- in Berlin\n  count(*) n\nFROM logs\nGROUP BY d", "dimensions: day(created, 'Europe/Berlin') as d -- in Berlin\nmeasures: count(*) n\nfrom: logs",
			"from logs spans; columns d = day(created, 'Europe/Berlin'), n = count(*); by (day(created, 'Europe/Berlin'))"},
	} {
		t.Run(strings.ReplaceAll(tt.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			for syntax, text := range map[Syntax]string{SyntaxSQL: tt.sql, SyntaxBTQL: tt.btql} {
				q, warnings, err := ReadQuery(text, QueryOptions{Options: atNoon})
				require.NoError(t, err, text)
				require.Empty(t, warnings, text)
				require.Equal(t, syntax, q.Syntax, text)
				require.Equal(t, tt.want, outline(q), text)
			}
		})
	}
}

func TestAConditionAloneIsAQuery(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"scores.x < 0.3", "WHERE scores.x < 0.3", "filter: scores.x < 0.3"} {
		q, _, err := ReadQuery(text, QueryOptions{Options: atNoon, Shape: ShapeSummary})
		require.NoError(t, err, text)
		require.Equal(t, "from summary; where scores.x < 0.3", outline(q), text)
	}
}

func TestQueryErrorsSayWhatAndWhere(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, at, message, suggestion string }{
		{"SELECT nmae FROM logs", "nmae", "unknown field nmae", "name"},
		{"SELECT answers FROM logs", "answers", "asked of one question", ""},
		{"SELECT name, FROM logs", "", "SELECT ends where", ""},
		{"SELECT name AS FROM logs", "logs", "expected , or the end of SELECT, found logs", ""},
		{"SELECT *, name FROM logs", "*", "* stands alone", ""},
		{"SELECT name FROM logs WHERE name =", "", "WHERE ends where", ""},
		{"SELECT name FROM logs WHERE count(*) > 5", "count", "after HAVING", ""},
		{"SELECT name, count(*) FROM logs", "name", "not what rows are grouped by", ""},
		{"SELECT name, duration, count(*) FROM logs GROUP BY name", "duration", "not what rows are grouped by", "avg(duration)"},
		{"SELECT name, count(*) FROM logs GROUP BY 3", "3", "no column number 3", ""},
		{"SELECT name, count(*) FROM logs GROUP BY count(*)", "count(*)", "not grouped by a measure", ""},
		{"SELECT count(*) FROM logs GROUP BY scores", "scores", "holds many values", "scores.NAME"},
		{"SELECT avg(count(*)) FROM logs", "count(*)", "measure of a measure", ""},
		{"SELECT avg(name) FROM logs", "name", "avg() works on numbers", ""},
		{"SELECT sum(created) FROM logs", "created", "works on numbers", ""},
		{"SELECT min(is_root) FROM logs", "is_root", "takes numbers, times and texts", ""},
		{"SELECT percentile(duration) FROM logs", ")", "takes a number and a share", ""},
		{"SELECT percentile(duration, 95) FROM logs", "95", "from 0 to 1", "0.95"},
		{"SELECT avg(duration, 2) FROM logs", ",", "takes other arguments", ""},
		{"SELECT count(name FROM logs", "FROM", "expected ), found FROM", ""},
		{"SELECT name AS a, type AS a FROM logs", "type", "two columns are called a", ""},
		{"SELECT metadata.id, id FROM logs", "id", "two columns are called id", ""},
		{"SELECT now() - created FROM logs", "now() - created", "interval", ""},
		{"SELECT name FROM logs HAVING name = 'a'", "name", "not what rows are grouped by", ""},
		{"SELECT name, count(*) FROM logs GROUP BY name HAVING type = 'a'", "type", "not what rows are grouped by", ""},
		{"SELECT name, count(*) n FROM logs GROUP BY name HAVING n = 'a'", "'a'", "is a number", ""},
		{"SELECT name FROM logs ORDER BY count(*)", "count(*)", "no measures", ""},
		{"SELECT name FROM logs ORDER BY name sideways", "sideways", "ASC or DESC", ""},
		{"SELECT name FROM logs ORDER BY name NULLS FIRST", "NULLS", "NULL always comes last", ""},
		{"SELECT name FROM logs ORDER name", "ORDER", "ORDER BY", ""},
		{"SELECT name FROM logs LIMIT many", "many", "whole number", ""},
		{"SELECT name FROM logs LIMIT -1", "-", "whole number", ""},
		{"SELECT name FROM logs LIMIT 5 LIMIT 6", "LIMIT", "stands twice", ""},
		{"SELECT name FROM logs OFFSET 5", "5", "cannot be skipped by number", ""},
		{"SELECT * FROM logs JOIN logs ON 1", "JOIN", "JOIN is not supported", ""},
		{"WITH x AS (SELECT 1) SELECT * FROM x", "WITH", "WITH is not supported", ""},
		{"SELECT * FROM (SELECT * FROM logs)", "(", "query inside of a query", ""},
		{"SELECT * FROM dataset('a', 'b')", "'b'", "one thing", ""},
		{"SELECT * FROM logs treces", "treces", "spans, traces or summary", "traces"},
		{"SELECT * FROM logs WHERE FILTER_SPANS(type = 'llm')", "FILTER_SPANS(type = 'llm')", "shape traces", "ANY_SPAN"},
		{"SELECT * FROM logs traces WHERE NOT FILTER_SPANS(type = 'llm')", "FILTER_SPANS(type = 'llm')", "stands alone", ""},
		{"SELECT name FROM logs SAMPLE 0", "0", "a sample is", ""},
		{"SELECT name FROM logs SAMPLE 500%", "500", "at most 100%", ""},
		{"SELECT name FROM logs UNPIVOT tags", "", "AS and a name", ""},
		{"SELECT name FROM logs UNPIVOT duration AS x", "duration", "elements of a list", ""},
		{"SELECT name FROM logs UNPIVOT scores AS x", "scores", "name its two parts", ""},
		{"SELECT name FROM logs UNPIVOT lower(name) AS x", "lower(name)", "made of a field", ""},
		{"SELECT name, count(*) n FROM logs GROUP BY name PIVOT n", "n", "which n is not", ""},
		{"SELECT name FROM logs PIVOT name", "name", "there is none", ""},
		{"SELECT day(created, 'Europe/Berln') FROM logs", "'Europe/Berln'", "no time zone", ""},
		{"select: * | dimension: name", "dimension", "there is no clause dimension", "dimensions"},
		{"select: * | infer: x", "infer", "not supported", ""},
		{"select: * | from: logs | | name", "name", "a clause begins here", ""},
		{"measures: count(1) | from: logs | filter: name = 5", "5", "name is a text", ""},
		{"SELECT 'a FROM logs", "'a FROM logs", "never closed", ""},
	} {
		_, _, err := ReadQuery(tt.in, QueryOptions{Options: atNoon})
		var e *Error
		require.ErrorAs(t, err, &e, tt.in)
		require.Contains(t, e.Message, tt.message, tt.in)
		if tt.at != "" {
			require.Equal(t, tt.at, tt.in[e.Pos:e.End], "%s: %s", tt.in, e.Message)
		}
		if tt.suggestion != "" {
			require.Equal(t, tt.suggestion, e.Suggestion, tt.in)
		}
		require.Equal(t, tt.in, e.Text)
	}
}

func TestAnswerOverPlainRows(t *testing.T) {
	t.Parallel()
	row := func(name, user string, cost float64, tags ...string) Row {
		r := Row{Name: &name, Cost: &cost, Tags: tags, IsRoot: true, Created: new(time.Date(2026, 3, 29, int(cost*4), 0, 0, 0, time.UTC)),
			Scores: map[string]map[string]any{"": {"x": cost / 10}}}
		if user != "" {
			r.Users = []string{user}
		}
		return r
	}
	rows := []Row{row("a", "ada", 0.1, "t", "u"), row("a", "bob", 0.2, "t"), row("b", "", 0.7), row("a", "ada", 5)}
	rows[3].Cost = nil
	for _, tt := range []struct{ query, want string }{
		{"SELECT name, count(*), count(cost), sum(cost), avg(cost), min(cost), max(cost) FROM l GROUP BY name ORDER BY name", "a|3|2|0.3|0.15|0.1|0.2 b|1|1|0.7|0.7|0.7|0.7"},
		{"SELECT tags, count(*) FROM l GROUP BY tags", "t|2 NULL|2 u|1"},
		{"SELECT user, count(*) FROM l GROUP BY user ORDER BY 1 DESC", "bob|1 ada|2 NULL|1"},
		{"SELECT count_distinct(user), count(user), count_distinct(tags) FROM l", "2|3|2"},
		{"SELECT percentile(cost, 0), percentile(cost, 0.5), percentile(cost, 0.75), percentile(cost, 1) FROM l", "0.1|0.2|0.44999999999999996|0.7"},
		{"SELECT count(*), sum(cost), avg(cost), min(name), percentile(cost, 0.5) FROM l WHERE name = 'zzz'", "0|NULL|NULL|NULL|NULL"},
		{"SELECT name, count(*) FROM l WHERE name = 'zzz' GROUP BY name", ""},
		{"SELECT name, count(*) n FROM l GROUP BY name HAVING n > 2", "a|3"},
		{"SELECT name = 'a' AS is_a, count(*) FROM l GROUP BY is_a", "true|3 false|1"},
		{"SELECT day(created, 'Europe/Berlin') d, count(*) FROM l GROUP BY d", "2026-03-28T23:00:00Z|4"},
		{"SELECT name, user, count(*) FROM l GROUP BY name, user PIVOT user", "a|2|1|NULL b|NULL|NULL|1"},
		{"SELECT name, user, count(*) n, max(cost) m FROM l GROUP BY name, user PIVOT user LIMIT 1", "a|2|0.1|1|0.2|NULL|NULL"},
		{"SELECT tag, sum(cost) FROM l UNPIVOT tags AS tag GROUP BY tag", "t|0.3 u|0.1"},
		{"SELECT score, avg(value) FROM l UNPIVOT scores AS (score, value) GROUP BY score", "x|0.15"},
		{"SELECT name, tags FROM l ORDER BY cost DESC", `b|NULL a|["t"] a|["t", "u"] a|NULL`},
		{"SELECT name, user FROM l WHERE user IS NOT NULL LIMIT 2", "a|ada a|bob"},
		{"SELECT round(avg(cost) * 100, 1) AS cents, sum(cost) / count(cost) FROM l", "33.3|0.3333333333333333"},
	} {
		q, _, err := ReadQuery(tt.query, QueryOptions{Options: atNoon, Shape: ShapeSummary})
		require.NoError(t, err, tt.query)
		var lines []string
		for _, r := range Answer(q, rows, atNoon).Rows {
			var cells []string
			for _, x := range r {
				cells = append(cells, CellText(x))
			}
			lines = append(lines, strings.Join(cells, "|"))
		}
		require.Equal(t, tt.want, strings.Join(lines, " "), tt.query)
	}
}

func TestSumsAreExactAndNeverBeyondADouble(t *testing.T) {
	t.Parallel()
	require.Equal(t, 0.3, sumOf([]float64{0.1, 0.2}))
	require.Equal(t, 1e308, sumOf([]float64{1e308, 1e308, -1e308}))
	require.Nil(t, sumOf([]float64{1e308, 1e308}))
	require.Nil(t, sumOf(nil))
	require.Nil(t, percentile([]float64{-1.7e308, 1.7e308}, 0.5), "the way from one to the other is no double")
}

func TestSamplesAreTheSameForTheSameSeed(t *testing.T) {
	t.Parallel()
	rows := make([]Row, 1000)
	for i := range rows {
		rows[i].Key = time.Unix(int64(i), 0).UTC().String()
	}
	count := func(sample string) string {
		q, _, err := ReadQuery("SELECT count(*) FROM l SAMPLE "+sample, QueryOptions{Options: atNoon})
		require.NoError(t, err)
		return CellText(Answer(q, rows, atNoon).Rows[0][0])
	}
	require.Equal(t, "7", count("7"))
	require.Equal(t, "1000", count("5000"))
	require.Equal(t, "1000", count("100%"))
	require.Equal(t, count("10%"), count("10% SEED 0"))
	require.NotEqual(t, count("50% SEED 1"), count("50% SEED 2"))
}

func TestMatching(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	local := atNoon
	local.Location = berlin
	day := time.Date(2026, 3, 28, 23, 0, 0, 0, time.UTC) // the day of 23 hours
	for _, tt := range []struct {
		query string
		group []any
		o     Options
		want  string
	}{
		{"SELECT name, count(*) FROM l GROUP BY name", []any{"a'b"}, atNoon, "name = 'a''b'"},
		{"SELECT name, count(*) FROM l GROUP BY name", []any{nil}, atNoon, "name IS NULL"},
		{"SELECT name, count(*) FROM l WHERE scores.x < 0.3 GROUP BY name", []any{"a"}, atNoon, "scores.x < 0.3 AND name = 'a'"},
		{"SELECT tags, count(*) FROM l GROUP BY tags", []any{"t"}, atNoon, "tags INCLUDES 't'"},
		{"SELECT scores.x, count(*) FROM l GROUP BY 1", []any{json.Number("0.5")}, atNoon, "scores.x = 0.5"},
		{"SELECT metadata.k, count(*) FROM l GROUP BY 1", []any{true}, atNoon, "metadata.k = true"},
		{"SELECT metadata.k, count(*) FROM l GROUP BY 1", []any{[]any{}}, atNoon, "no words"},
		{"SELECT error IS NULL AS ok, count(*) FROM l GROUP BY ok", []any{false}, atNoon, "NOT error IS NULL"},
		{"SELECT day(created) d, count(*) FROM l GROUP BY d", []any{day}, local, "created >= '2026-03-29T00:00:00+01:00' AND created < '2026-03-30T00:00:00+02:00'"},
		{"SELECT day(created) d, count(*) FROM l WHERE created > '2026-03-01' AND day(created) != '2026-03-02' GROUP BY d", []any{day}, local,
			"created > '2026-03-01T00:00:00+01:00' AND day(created, 'Europe/Berlin') != '2026-03-02T00:00:00+01:00' AND created >= '2026-03-29T00:00:00+01:00' AND created < '2026-03-30T00:00:00+02:00'"},
		{"SELECT name, count(*) FROM l spans GROUP BY name", []any{"a"}, atNoon, "ANY_SPAN(name = 'a')"},
		{"SELECT name, count(*) FROM l traces WHERE error IS NULL AND FILTER_SPANS(type = 'llm') GROUP BY name", []any{"a"}, atNoon,
			"error IS NULL AND ANY_SPAN(type = 'llm') AND ANY_SPAN(type = 'llm' AND name = 'a')"},
		{"SELECT tag, count(*) FROM l UNPIVOT tags AS tag GROUP BY tag", []any{"t"}, atNoon, "tags INCLUDES 't'"},
		{"SELECT s, count(*) FROM l UNPIVOT scores AS (s, v) GROUP BY s", []any{"a b"}, atNoon, `scores."a b" IS NOT NULL`},
		{"SELECT count(*) FROM l", nil, atNoon, ""},
	} {
		q, _, err := ReadQuery(tt.query, QueryOptions{Options: tt.o, Shape: ShapeSummary})
		require.NoError(t, err, tt.query)
		e, ok := q.Matching(tt.group, nil, tt.o)
		if tt.want == "no words" {
			require.False(t, ok, tt.query)
			continue
		}
		require.True(t, ok, tt.query)
		require.Equal(t, tt.want, Format(e), tt.query)
		_, _, err = Read(Format(e), Options{})
		require.NoError(t, err, tt.query)
	}
}

// FuzzQuery: no text makes the parser, the check or the answer crash, and errors stand inside the text.
func FuzzQuery(f *testing.F) {
	for _, a := range AggregateFunctions() {
		f.Add(a.Example)
	}
	for _, text := range []string{
		"select: * | from: dataset('d1') | filter: name = 'a' | limit: 5", "SELECT id AS x FROM project_logs('p') WHERE a(b['c']) ORDER BY created",
		"select:|||filter:'\\", "dimensions: day(created) d, tags | measures: count(1), avg(scores.x) | pivot: tags | sample: 5% seed 3 | having: count(1) > 1 | sort: d desc",
		"SELECT k, v FROM l UNPIVOT scores AS (k, v)", "SELECT DISTINCT name FROM l;", "measures: count() | unpivot: metadata.list as x", "SELECT 1 + 1, NULL, 'a' FROM l LIMIT 0",
	} {
		f.Add(text)
	}
	row := *sampleRow()
	f.Fuzz(func(t *testing.T, text string) {
		for _, shape := range []Shape{ShapeSpans, ShapeSummary} {
			q, _, err := ReadQuery(text, QueryOptions{Options: atNoon, Shape: shape})
			if err != nil {
				checkError(t, err, text)
				continue
			}
			if len(text) > 500 {
				continue
			}
			table := Answer(q, []Row{row, row}, atNoon)
			for i, group := range table.Groups {
				for _, c := range table.Columns {
					if e, ok := q.MatchingColumn(c, group, atNoon); ok {
						_, _, err := Read(Format(e), atNoon)
						require.NoError(t, err, "%s\nrow %d links to %s", text, i, Format(e))
					}
				}
			}
		}
	})
}
