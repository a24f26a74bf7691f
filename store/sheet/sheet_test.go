package sheet_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/sheet"

	"github.com/stretchr/testify/require"
)

const example = `# a shop's agent
title metadata.customer
name
section Question
input.messages[-1].content as markdown "What was asked"
section Answer
  output as markdown
metadata."a b".items as table
scores.user.rating as number`

func TestTemplatesAreRead(t *testing.T) {
	t.Parallel()
	got, err := sheet.Parse(example)
	require.NoError(t, err)
	require.Equal(t, "metadata.customer", filter.Format(got.Title))
	require.Equal(t, []string{"", "Question", "Answer"}, []string{got.Sections[0].Name, got.Sections[1].Name, got.Sections[2].Name})
	asked := got.Sections[1].Fields[0]
	require.Equal(t, []string{"input.messages[-1].content", "markdown", "What was asked"}, []string{filter.Format(asked.Path), string(asked.Renderer), asked.Label})
	require.Equal(t, "output", got.Sections[2].Fields[0].Label, "without a label the path is it")
	require.Equal(t, `metadata."a b".items`, got.Sections[2].Fields[1].Label)
}

func TestMistakesNameTheLineAndWhatToDo(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                             "line 1: a template shows at least one field",
		"section A":                    "line 1: a template shows at least one field",
		"output\nmetdata.x":            "line 2: ",
		"output\n\nsection ":           "line 3: a section has a name",
		"output as picture":            `line 1: there is no way of showing named "picture"; there are text, markdown`,
		"len(output)":                  "is no path",
		"output = 'a'":                 "is no path",
		"title\noutput":                "line 1: a path is missing",
		"title name\ntitle type\nname": "line 2: there is a title already",
		`output "` + strings.Repeat("x", 101) + `"`: "line 1: a label has 1 to 100 characters",
		"comment":                         "line 1: a sheet does not show comment; it shows input",
		strings.Repeat("name\n", 61):      "line 61: a template has at most 60 fields",
		strings.Repeat("# long\n", 2_000): "at most 10000 bytes",
		"<script>alert(1)</script>":       "line 1: ",
		"output; DROP TABLE span":         "line 1: ",
	} {
		_, err := sheet.Parse(text)
		require.ErrorContains(t, err, want, text)
		require.ErrorAs(t, err, new(*sheet.Error))
	}
}

func TestValuesAreFoundByPath(t *testing.T) {
	t.Parallel()
	s := sheet.Subject{
		Trace: store.Trace{Name: "shop", Tags: []string{"a"}, Duration: 1500 * time.Millisecond, HasDuration: true, Created: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC),
			Scores: store.FoldedScores{"tone": {Category: "kind"}}, BySource: map[store.Source]store.FoldedScores{store.User: {"rating": store.Num(0.5)}}},
		Metadata: json.RawMessage(`{"a b":{"items":[{"n":1}]},"none":null}`),
		Carried:  store.PayloadHead{Payload: store.Payload{Input: `{"messages":[{"content":"first"},{"content":"last"}]}`, Output: `"begin`}, InputSize: 53, OutputSize: 5_000_000},
	}
	for path, want := range map[string]string{
		"input.messages[-1].content": `"last"`, "input.messages[9]": "", "input.messages.content": "", `metadata."a b".items[0].n`: "1", "metadata.none": "", "metadata.missing.deep": "",
		"name": `"shop"`, "tags": `["a"]`, "duration": "1.5", "tokens": "", "created": `"2026-05-01T00:00:00Z"`, "scores.tone": `"kind"`, "scores.user.rating": "0.5", "scores.missing": "",
	} {
		got, err := sheet.Parse(path)
		require.NoError(t, err, path)
		text, _, cut := s.Value(got.Sections[0].Fields[0].Path)
		require.Equal(t, want, text, path)
		require.False(t, cut, path)
	}
	long, err := sheet.Parse("output\noutput.deep")
	require.NoError(t, err)
	text, size, cut := s.Value(long.Sections[0].Fields[0].Path)
	require.Equal(t, []any{`"begin`, 5_000_000, false}, []any{text, size, cut})
	_, _, cut = s.Value(long.Sections[0].Fields[1].Path)
	require.True(t, cut, "below the beginning of a value nothing is found")
}

func FuzzParse(f *testing.F) {
	f.Add(example)
	f.Add("title \"")
	f.Add(`output as json "`)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := sheet.Parse(text)
		if err != nil {
			require.ErrorAs(t, err, new(*sheet.Error))
			return
		}
		for _, s := range got.Sections {
			for _, field := range s.Fields {
				sheet.Subject{}.Value(field.Path)
			}
		}
	})
}
