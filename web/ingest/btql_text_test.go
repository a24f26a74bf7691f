package ingest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

func TestTextQueries(t *testing.T) {
	t.Parallel()
	dataset, logs := source{datasetRows, "d1"}, source{projectSpans, "p1"}
	for text, want := range map[string]query{
		"select: * | from: dataset('d1')":                              {source: dataset, limit: 1000},
		"from: project_logs(\"p1\") spans | limit: 5":                  {source: logs, limit: 5},
		"select: *\nfrom: dataset('d1')\nfilter: name = 'a'\nlimit: 2": {source: dataset, limit: 2, text: "name = 'a'"},
		"select: * | from: dataset('d1') | filter: name = 'a | b' AND input MATCH 'limit: 5' | sort: created desc | cursor: 'abc'": {
			source: dataset, limit: 1000, text: "name = 'a | b' AND input MATCH 'limit: 5'", sort: postgres.RecordSort{By: "created"}, cursor: "abc"},
		"select: id, metadata.user as who, input[0].role, metadata.\"a b\" | from: dataset('d1')": {source: dataset, limit: 1000, columns: []column{
			{[]any{"id"}, "id"}, {[]any{"metadata", "user"}, "who"}, {[]any{"input", 0, "role"}, "role"}, {[]any{"metadata", "a b"}, "a b"}}},
		"SELECT * FROM dataset('d1')":     {source: dataset, limit: 1000},
		"select *\nfrom dataset('d1');\n": {source: dataset, limit: 1000},
		"SELECT _xact_id, span_attributes.name AS step FROM project_logs('p1') WHERE metadata.from = 'limit 5' AND (id IN ('where', 'order by'))\nORDER BY _xact_id ASC LIMIT 7": {
			source: logs, limit: 7, text: "metadata.from = 'limit 5' AND (id IN ('where', 'order by'))", sort: postgres.RecordSort{By: "_xact_id", Ascending: true},
			columns: []column{{[]any{"_xact_id"}, "_xact_id"}, {[]any{"span_attributes", "name"}, "step"}}},
		"select: * | from: dataset('d1') | filter: (is_root ? name : type) = 'it''s' | limit: 99999": {source: dataset, limit: mostRows, text: "(is_root ? name : type) = 'it''s'"},
	} {
		got, err := readTextQuery(text, atNoon)
		require.NoError(t, err, text)
		condition, _, err := filter.Read(want.text, atNoon)
		require.NoError(t, err)
		require.Equal(t, filter.Format(condition), filter.Format(got.Filter), text)
		got.Query, got.options, want.options = nil, filter.Options{}, filter.Options{}
		require.Equal(t, want, got, text)
	}
}

func TestTextQueryErrorsSayWhatAndWhere(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"":                                      "from names what to read",
		"hello":                                 "from names what to read",
		"select: *":                             "from names what to read",
		"from: dataset('d1', 'd2')":             "At character 21: from names one thing",
		"from: prompt('x')":                     "At character 7: prompt cannot be read here",
		"from: dataset('d') traces":             "At character 7: The shape traces",
		"from: project_logs('p') trace":         "At character 25: the shape of rows is spans, traces or summary, not trace; did you mean traces",
		"from: dataset('d') | filter: nmae = 1": "At character 30: unknown field nmae; did you mean name",
		"from: dataset('d') | filter: name =":   "At character 36: ",
		"from: dataset('d') | dimensions: nmae | measures: count(1)": "At character 34: unknown field nmae; did you mean name",
		"from: dataset('d') | measures: cuont(1) as n":               "At character 32: unknown function cuont",
		"from: dataset('d') | pivot: x":                              "At character 29: pivot makes columns",
		"from: dataset('d') | infer: x":                              "At character 22: infer is not supported here",
		"from: dataset('d') | limit: many":                           "At character 29: expected a whole number from 0",
		"from: dataset('d') | limit: -1":                             "At character 29: expected a whole number from 0",
		"from: dataset('d') | sort: name":                            "At character 28: Rows are sorted by created",
		"from: dataset('d') | sort: created down":                    "direction",
		"from: dataset('d') | sort: created, id":                     "one field",
		"from: dataset('d') | from: dataset('e')":                    "from stands twice",
		"select: id, metadata.id | from: dataset('d')":               "two columns are called id",
		"select: org_id | from: dataset('d') | sample: 5":            "At character 9: unknown field org_id",
		"select: * | from: dataset('d') | sample: 5":                 "have columns: name them",
		"SELECT name, count(*) FROM dataset('d')":                    "At character 8: name is not what rows are grouped by",
		"SELECT * FROM dataset('d') GROUP BY name":                   "a grouped query names its columns",
		"SELECT * FROM dataset('d') OFFSET 5":                        "At character 35: expected the cursor",
		"SELECT * FROM dataset('d') JOIN dataset('e') ON 1":          "JOIN is not supported here",
		"SELECT * FROM dataset('d') WHERE n":                         "At character 34: unknown field n",
		"WITH x AS (SELECT 1) SELECT * FROM x":                       "WITH is not supported here",
		"SELECT * FROM spans":                                        "At character 15: spans cannot be read here",
		"SELECT * FROM project_logs":                                 "At character 15: from names one thing",
		"日本 | from: dataset('d')":                                    "At character 1: ",
	} {
		_, err := readTextQuery(text, atNoon)
		var invalid store.Invalid
		require.ErrorAs(t, err, &invalid, text)
		require.Contains(t, invalid["query"], says, text)
	}
}

func TestTreeQueries(t *testing.T) {
	t.Parallel()
	from := `"from":{"op":"function","name":{"op":"ident","name":["dataset"]},"args":[{"op":"literal","value":"d1"}]}`
	q, err := readQuery(json.RawMessage(`{"select":[{"op":"star"}],`+from+`,"limit":2,"cursor":null,"sort":[{"expr":`+ident("created")+`,"dir":"desc"}],"dimensions":null}`), atNoon)
	require.NoError(t, err)
	q.Query, q.options = nil, filter.Options{}
	require.Equal(t, query{source: source{datasetRows, "d1"}, limit: 2, sort: postgres.RecordSort{By: "created"}}, q)
	q, err = readQuery(json.RawMessage(`{"select":[`+ident("id")+`,{"expr":`+ident("metadata.user")+`,"alias":"who"}],`+from+`}`), atNoon)
	require.NoError(t, err)
	require.Equal(t, []column{{[]any{"id"}, "id"}, {[]any{"metadata", "user"}, "who"}}, q.columns)

	for tree, want := range map[string][2]string{
		`null`:                             {"query", "Send the query"},
		`5`:                                {"query", "Send the query"},
		`{"select":[{"op":"star"}]}`:       {"query.from", "from names what to read"},
		`{` + from + `,"infer":[]}`:        {"query.infer", "infer is not supported"},
		`{` + from + `,"dimensions":[{}]}`: {"query.dimensions[0]", "no op"},
		`{` + from + `,"measures":5}`:      {"query.measures", "measures is a list"},
		`{` + from + `,"measures":[{"expr":` + call("cuont") + `}]}`:                                                   {"query.measures[0]", "unknown function cuont"},
		`{` + from + `,"measures":[{"expr":` + call("percentile") + `}]}`:                                              {"query.measures[0]", "percentile takes other arguments"},
		`{` + from + `,"pivot":[{"expr":` + ident("name") + `}]}`:                                                      {"query.pivot[0]", "there is none"},
		`{` + from + `,"unpivot":[{"expr":` + ident("tags") + `}]}`:                                                    {"query.unpivot[0].alias", "a name"},
		`{` + from + `,"sample":{"method":{"type":"rate","value":5}}}`:                                                 {"query.sample.method", "a rate above 0"},
		`{` + from + `,"having":` + binary("gt", ident("id"), literal(`"x"`)) + `,"measures":[` + call("count") + `]}`: {"query.having.left", "not what rows are grouped by"},
		`{` + from + `,"limit":"x"}`:                                                                                   {"query.limit", "whole number"},
		`{` + from + `,"limit":-1}`:                                                                                    {"query.limit", "whole number"},
		`{` + from + `,"cursor":7}`:                                                                                    {"query.cursor", "text"},
		`{` + from + `,"sort":[{"expr":` + ident("input") + `}]}`:                                                      {"query.sort[0].expr", "sorted by created"},
		`{` + from + `,"sort":[{"expr":` + ident("created") + `,"dir":"x"}]}`:                                          {"query.sort[0]", "asc or desc"},
		`{` + from + `,"select":[{"op":"star"},` + ident("id") + `]}`:                                                  {"query.select[0]", "star alone"},
		`{"from":{"op":"function","name":` + ident("playground") + `,"args":[` + literal(`"x"`) + `]}}`:                {"query.from", "playground cannot be read"},
		`{"from":{"op":"function","name":` + ident("dataset") + `,"args":[]}}`:                                         {"query.from.args", "names 0"},
		`{"from":{"op":"function","name":` + ident("dataset") + `,"args":[{}]}}`:                                       {"query.from.args[0]", "text"},
		`{"from":{"op":"function","shape":"summary","name":` + ident("dataset") + `,"args":[` + literal(`"x"`) + `]}}`: {"query.from", "summary"},
	} {
		_, err := readQuery(json.RawMessage(tree), atNoon)
		var invalid store.Invalid
		require.ErrorAs(t, err, &invalid, tree)
		require.Contains(t, invalid[want[0]], want[1], "%s\n%v", tree, invalid)
	}
}

func TestTreesAndTextsAreOneLanguage(t *testing.T) {
	t.Parallel()
	from := `"from":{"op":"function","shape":"summary","name":` + ident("project_logs") + `,"args":[` + literal(`"p"`) + `]}`
	for text, tree := range map[string]string{
		"from: project_logs('p') summary | dimensions: day(created) as day, metadata.model | measures: count(1) as n, percentile(duration, 0.95) as p95 | having: count(1) > 2 | sort: n desc | limit: 5": `{` + from +
			`,"dimensions":[{"alias":"day","expr":` + call("day", ident("created")) + `},` + ident("metadata.model") + `],"measures":[{"alias":"n","expr":` + call("count", literal("1")) +
			`},{"alias":"p95","expr":` + call("percentile", ident("duration"), literal("0.95")) + `}],"having":` + binary("gt", call("count", `{"op":"star"}`), literal("2")) +
			`,"sort":[{"expr":` + ident("n") + `,"dir":"desc"}],"limit":5}`,
		"from: project_logs('p') summary | dimensions: s, tags | measures: avg(v) | unpivot: scores as (s, v) | sample: 5% seed 3 | pivot: tags | filter: name = 'a'": `{` + from +
			`,"dimensions":[` + ident("s") + `,` + ident("tags") + `],"measures":[` + call("avg", ident("v")) + `],"unpivot":[{"expr":` + ident("scores") + `,"alias":["s","v"]}],` +
			`"sample":{"method":{"type":"rate","value":0.05},"seed":3},"pivot":[` + ident("tags") + `],"filter":` + binary("eq", ident("name"), literal(`"a"`)) + `}`,
	} {
		fromText, err := readTextQuery(text, atNoon)
		require.NoError(t, err, text)
		fromTree, err := readQuery(json.RawMessage(tree), atNoon)
		require.NoError(t, err, tree)
		require.Equal(t, asked(fromText.Query), asked(fromTree.Query))
	}
}

func call(name string, args ...string) string {
	return `{"op":"function","name":` + ident(name) + `,"args":[` + strings.Join(args, ",") + `]}`
}

// asked writes what a query asks for.
func asked(q *filter.Query) string {
	var out []string
	for _, c := range q.Columns {
		out = append(out, filter.Format(c.Expr))
	}
	for _, d := range append(slices.Clone(q.Dimensions), q.Pivot...) {
		out = append(out, filter.Format(d))
	}
	for _, s := range q.Sort {
		out = append(out, filter.Format(s.Expr), fmt.Sprint(s.Descending))
	}
	unpivot, sample := "", filter.Sample{}
	if q.Unpivot != nil {
		unpivot = filter.Format(q.Unpivot.X) + " " + q.Unpivot.Key + " " + q.Unpivot.Item
	}
	if q.Sample != nil {
		sample = *q.Sample
	}
	return fmt.Sprint(out, filter.Format(q.Filter), filter.Format(q.Having), unpivot, sample.Percent, sample.Rows, sample.Seed, q.Limit, q.Grouped, q.Source.Shape)
}

func FuzzTextQueryNeverPanics(f *testing.F) {
	f.Add("select: * | from: dataset('d1') | filter: name = 'a' | limit: 5")
	f.Add("SELECT id AS x FROM project_logs('p') WHERE a(b['c']) ORDER BY created")
	f.Add("select:|||filter:'\\")
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = readTextQuery(text, atNoon)
	})
}
