package ingest

import (
	"encoding/json"
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
		if want.text != "" {
			condition, _, err := filter.Read(want.text, atNoon)
			require.NoError(t, err)
			require.Equal(t, filter.Format(condition), filter.Format(got.filter), text)
		}
		got.filter = nil
		require.Equal(t, want, got, text)
	}
}

func TestTextQueryErrorsSayWhatAndWhere(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"":                                      "from names what to read",
		"hello":                                 "At character 1: A query is written as",
		"select: *":                             "from names what to read",
		"from: dataset('d1', 'd2')":             "At character 7: from names one thing",
		"from: prompt('x')":                     "At character 7: prompt cannot be read here",
		"from: project_logs('p') traces":        "At character 7: The shape traces",
		"from: dataset('d') | filter: nmae = 1": "At character 30: unknown field nmae; did you mean name",
		"from: dataset('d') | filter: name =":   "At character 36: ",
		"from: dataset('d') | dimensions: name": "At character 34: dimensions is not supported here",
		"from: dataset('d') | measures: count(1) as n":      "measures is not supported here",
		"from: dataset('d') | pivot: x":                     "pivot is not supported here",
		"from: dataset('d') | limit: many":                  "At character 29: limit is a whole number",
		"from: dataset('d') | limit: -1":                    "limit is a whole number",
		"from: dataset('d') | sort: name":                   "At character 28: Rows are sorted by created",
		"from: dataset('d') | sort: created down":           "direction",
		"from: dataset('d') | sort: created, id":            "one field",
		"from: dataset('d') | from: dataset('e')":           "from stands twice",
		"select: count(1) | from: dataset('d')":             "At character 9: select takes *",
		"select: id, metadata.id | from: dataset('d')":      "Two columns are called id",
		"SELECT count(*) FROM dataset('d')":                 "At character 8: select takes *",
		"SELECT * FROM dataset('d') GROUP BY name":          "GROUP BY is not supported here",
		"SELECT * FROM dataset('d') OFFSET 5":               "OFFSET is not supported here",
		"SELECT * FROM dataset('d') JOIN dataset('e') ON 1": "JOIN is not supported here",
		"SELECT * FROM dataset('d') WHERE n":                "At character 34: unknown field n",
		"WITH x AS (SELECT 1) SELECT * FROM x":              "WITH is not supported here",
		"SELECT * FROM spans":                               "At character 15: from names one thing",
		"日本 | from: dataset('d')":                           "At character 1: ",
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
	require.Equal(t, query{source: source{datasetRows, "d1"}, limit: 2, sort: postgres.RecordSort{By: "created"}}, q)
	q, err = readQuery(json.RawMessage(`{"select":[`+ident("id")+`,{"expr":`+ident("metadata.user")+`,"alias":"who"}],`+from+`}`), atNoon)
	require.NoError(t, err)
	require.Equal(t, []column{{[]any{"id"}, "id"}, {[]any{"metadata", "user"}, "who"}}, q.columns)

	for tree, want := range map[string][2]string{
		`null`:                             {"query", "Send the query"},
		`5`:                                {"query", "Send the query"},
		`{"select":[{"op":"star"}]}`:       {"query.from", "from names what to read"},
		`{` + from + `,"measures":[]}`:     {"query.measures", "measures is not supported"},
		`{` + from + `,"dimensions":[{}]}`: {"query.dimensions", "dimensions is not supported"},
		`{` + from + `,"pivot":[{}]}`:      {"query.pivot", "pivot is not supported"},
		`{` + from + `,"limit":"x"}`:       {"query.limit", "whole number"},
		`{` + from + `,"limit":-1}`:        {"query.limit", "whole number"},
		`{` + from + `,"cursor":7}`:        {"query.cursor", "text"},
		`{` + from + `,"sort":[{"expr":` + ident("input") + `}]}`:                                                      {"query.sort[0]", "sorted by created"},
		`{` + from + `,"sort":[{"expr":` + ident("created") + `,"dir":"x"}]}`:                                          {"query.sort[0]", "asc or desc"},
		`{` + from + `,"select":[{"expr":` + literal("1") + `}]}`:                                                      {"query.select[0]", "select takes"},
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

func FuzzTextQueryNeverPanics(f *testing.F) {
	f.Add("select: * | from: dataset('d1') | filter: name = 'a' | limit: 5")
	f.Add("SELECT id AS x FROM project_logs('p') WHERE a(b['c']) ORDER BY created")
	f.Add("select:|||filter:'\\")
	f.Fuzz(func(_ *testing.T, text string) {
		_, _ = readTextQuery(text, atNoon)
	})
}
