package ingest

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

var atNoon = filter.Options{Now: time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC)}

// ident, literal and binary write nodes of a tree as SDKs send them.
func ident(path string) string {
	names, err := json.Marshal(strings.Split(path, "."))
	if err != nil {
		panic(err) // a list of texts always has a JSON form
	}
	return `{"op":"ident","name":` + string(names) + `}`
}

func literal(value string) string { return `{"op":"literal","value":` + value + `}` }

func binary(op, left, right string) string {
	return `{"op":"` + op + `","left":` + left + `,"right":` + right + `}`
}

// treeFilter reads a tree in the place of a query's filter.
func treeFilter(raw json.RawMessage) (filter.Expr, error) {
	members := map[string]json.RawMessage{"from": json.RawMessage(`{"op":"function","name":` + ident("dataset") + `,"args":[` + literal(`"d"`) + `]}`)}
	if raw != nil {
		members["filter"] = raw
	}
	q, err := readTreeQuery(members, atNoon)
	return q.condition(), err
}

func TestTreeMeansWhatTheTextMeans(t *testing.T) {
	t.Parallel()
	user := binary("eq", ident("metadata.user"), literal(`"odd"`))
	for text, tree := range map[string]string{
		"metadata.user = 'odd'":              user,
		"metadata.deep.flag = true":          binary("eq", ident("metadata.deep.flag"), literal("true")),
		"metadata.n != 12345678901234567890": binary("ne", ident("metadata.n"), literal("12345678901234567890")),
		"input[0].role = 'user'":             binary("eq", `{"op":"ident","name":["input",0,"role"]}`, literal(`"user"`)),
		"scores.user.rating < 0.3":           binary("lt", ident("scores.user.rating"), literal("0.3")),
		"tokens >= 5":                        binary("ge", ident("tokens"), literal("5")),
		"tokens <= 5":                        binary("le", ident("tokens"), literal("5")),
		"tokens > 5":                         binary("gt", ident("tokens"), literal("5")),
		"name <=> 'a'":                       binary("is", ident("name"), literal(`"a"`)),
		"name <!=> 'a'":                      binary("isnot", ident("name"), literal(`"a"`)),
		"type IN ('llm', 'score')":           binary("in", ident("span_attributes.type"), literal(`["llm","score"]`)),
		"false":                              literal("false"),
		"error IS NULL":                      `{"op":"isnull","expr":` + ident("error") + `}`,
		"error IS NOT NULL":                  `{"op":"isnotnull","expr":` + ident("error") + `}`,
		"NOT is_root":                        `{"op":"not","expr":` + ident("is_root") + `}`,
		"name LIKE '50\\%'":                  binary("like", ident("name"), literal(`"50\\%"`)),
		"name ILIKE '%x%'":                   binary("ilike", ident("name"), literal(`"%x%"`)),
		"input MATCH 'refund'":               binary("match", ident("input"), literal(`"refund"`)),
		"tags INCLUDES 'a'":                  `{"op":"includes","haystack":` + ident("tags") + `,"needle":` + literal(`"a"`) + `}`,
		"tags INCLUDES ['a', 'b']":           binary("includes", ident("tags"), literal(`["a","b"]`)),
		"tokens + 1 > cost * 2 - tokens / 3": binary("gt", binary("add", ident("tokens"), literal("1")), binary("sub", binary("mul", ident("cost"), literal("2")), binary("div", ident("tokens"), literal("3")))),
		"tokens % 2 = -cost":                 binary("eq", binary("mod", ident("tokens"), literal("2")), `{"op":"neg","expr":`+ident("cost")+`}`),
		"lower(name) = 'a'":                  binary("eq", `{"op":"function","name":`+ident("lower")+`,"args":[`+ident("name")+`]}`, literal(`"a"`)),
		"created > now() - interval 7 day":   binary("gt", ident("created"), binary("sub", `{"op":"function","name":`+ident("now")+`,"args":[]}`, `{"op":"interval","value":7,"unit":"day"}`)),
		"created > '2026-05-01'":             binary("gt", ident("created"), literal(`"2026-05-01"`)),
		"ANY_SPAN(type = 'llm')":             `{"op":"function","name":` + ident("any_span") + `,"args":[` + binary("eq", ident("type"), literal(`"llm"`)) + `]}`,
		"metadata.user = 'odd' AND is_root AND error IS NULL": `{"op":"and","children":[` + user + `,{"op":"and","children":[` + ident("is_root") + `,{"op":"isnull","expr":` + ident("error") + `}]}]}`,
		"metadata.user = 'odd' OR is_root":                    binary("or", user, ident("is_root")),
		"span_attributes.purpose IS NULL OR span_attributes.purpose != 'scorer'": `{"op":"or","children":[{"op":"isnull","expr":` + ident("span_attributes.purpose") +
			`},` + binary("ne", ident("span_attributes.purpose"), literal(`"scorer"`)) + `]}`,
		"metadata.x > 1 AND name = 'a'": `{"op":"and","children":[{"btql":"metadata.x > 1"},` + binary("eq", ident("name"), literal(`"a"`)) + `]}`,
		"metadata.user  =  'odd'":       `{"op":"and","children":[` + user + `]}`,
		"true":                          `{"op":"and","children":[]}`,
		"false ":                        `{"op":"or","children":[]}`,
		" false":                        binary("in", ident("name"), literal("[]")),
	} {
		want, _, err := filter.Read(text, atNoon)
		require.NoError(t, err, text)
		got, err := treeFilter(json.RawMessage(tree))
		require.NoError(t, err, "%s\n%s", text, tree)
		require.Equal(t, filter.Format(want), filter.Format(got), tree)
	}
	none, err := treeFilter(nil)
	require.NoError(t, err)
	require.Nil(t, none)
}

func TestTreeErrorsSayWhatAndWhere(t *testing.T) {
	t.Parallel()
	deep := literal("true")
	for range filter.MaxDepth + 2 {
		deep = `{"op":"not","expr":` + deep + `}`
	}
	for _, c := range []struct{ tree, field, says string }{
		{`5`, "query.filter", "tree of nodes"},
		{`{}`, "query.filter", "no op"},
		{`{"op":"regex"}`, "query.filter", "regex is not supported"},
		{binary("eq", ident("nmae"), literal("1")), "query.filter.left", "unknown field nmae; did you mean name"},
		{binary("eq", ident("name"), literal("1")), "query.filter.right", "did you mean '1'"},
		{binary("and", ident("is_root"), binary("gt", ident("name"), literal("1"))), "query.filter.left/right[1].right", "did you mean '1'"},
		{`{"op":"and","children":[` + ident("is_root") + `,` + binary("eq", ident("name"), ident("_xact_id")) + `]}`, "query.filter.children[1].right", "_xact_id"},
		{binary("eq", ident("name"), literal(`["a"]`)), "query.filter.right", "list"},
		{binary("eq", ident("name"), `{"op":"literal"}`), "query.filter.right", "no value"},
		{`{"op":"eq","left":` + ident("name") + `}`, "query.filter.right", "missing"},
		{binary("eq", `{"op":"ident","name":[]}`, literal("1")), "query.filter.left", "ident"},
		{binary("eq", `{"op":"ident","name":[1]}`, literal("1")), "query.filter.left", "begins with the name"},
		{binary("eq", ident("tokens"), literal("1e999")), "query.filter.right", "out of range"},
		{binary("eq", ident("created"), `{"op":"interval","value":1,"unit":"aeon"}`), "query.filter.right", "interval"},
		{`{"op":"function","name":` + ident("lowre") + `,"args":[]}`, "query.filter", "unknown function lowre; did you mean lower"},
		{`{"btql":"name = "}`, "query.filter", "expected"},
		{`{"btql":"nmae = 1"}`, "query.filter", "unknown field"},
		{`{"op":"includes","left":` + ident("tags") + `,"right":` + literal("[]") + `}`, "query.filter.right", "empty"},
		{deep, "query.filter" + strings.Repeat(".expr", filter.MaxDepth+1), "deep"},
	} {
		_, err := treeFilter(json.RawMessage(c.tree))
		var invalid store.Invalid
		require.ErrorAs(t, err, &invalid, c.tree)
		require.Len(t, invalid, 1)
		require.Contains(t, invalid[c.field], c.says, "%s\n%v", c.tree, invalid)
	}
}

func FuzzTreeNeverPanics(f *testing.F) {
	f.Add(binary("eq", ident("metadata.user"), literal(`"odd"`)))
	f.Add(`{"op":"and","children":[{"btql":"x"},null,{"op":"in","left":{},"right":[]}]}`)
	f.Add(`{"op":"interval","value":1e9,"unit":"years"}`)
	f.Fuzz(func(t *testing.T, tree string) {
		e, err := treeFilter(json.RawMessage(tree))
		if err == nil && e != nil {
			_, _, err = filter.Read(filter.Format(e), atNoon)
			var wrong *filter.Error
			if err != nil {
				require.ErrorAs(t, err, &wrong)
			}
		}
	})
}
