package adding

import (
	"encoding/json"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestPathsAreReadAndWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Path{
		"":                               {},
		"input":                          {Root: "input"},
		" Input ":                        {Root: "input"},
		"input.messages[-1].content":     {Root: "input", Steps: []Step{{Key: "messages"}, {Index: -1, IsIndex: true}, {Key: "content"}}},
		`metadata["odd key"]["a\"b"][0]`: {Root: "metadata", Steps: []Step{{Key: "odd key"}, {Key: `a"b`}, {IsIndex: true}}},
		"correction.user":                {Root: "correction", Source: store.User},
		"correction.review.answer":       {Root: "correction", Source: store.Review, Steps: []Step{{Key: "answer"}}},
		"correction.answer":              {Root: "correction", Steps: []Step{{Key: "answer"}}},
		"scores.automated.judge":         {Root: "scores", Source: store.Automated, Steps: []Step{{Key: "judge"}}},
		`scores["user"]`:                 {Root: "scores", Steps: []Step{{Key: "user"}}},
		"comments.user":                  {Root: "comments", Source: store.User},
		"metadata.größe":                 {Root: "metadata", Steps: []Step{{Key: "größe"}}},
		"metadata.user":                  {Root: "metadata", Steps: []Step{{Key: "user"}}},
		"trace":                          {Root: "trace"},
		"reference":                      {Root: "reference"},
		"output.a/b@c$d-e_f":             {Root: "output", Steps: []Step{{Key: "a/b@c$d-e_f"}}},
	} {
		got, err := ParsePath(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
		again, err := ParsePath(got.String())
		require.NoError(t, err, got.String())
		require.Equal(t, want, again, "%s was written as %s", text, got)
	}
}

func TestPathsThatMakeNoSenseAreRefusedInWords(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"question":                          "a path begins with a word",
		".input":                            "a path begins with a word",
		"input.":                            "a key is missing after the dot",
		"input..a":                          "a key is missing after the dot",
		"input[x]":                          "neither an index",
		"input[0":                           "neither an index",
		`input["a]`:                         "has no end",
		`input["a"`:                         "a closing bracket is missing",
		"input a":                           "cannot be read",
		"tags.x":                            "there is nothing below tags",
		"comment.user.x":                    "there is nothing below comment",
		"comment.x":                         "there is nothing below comment",
		"metadata[0]":                       "metadata is no list",
		"input" + strings.Repeat("[0]", 21): "at most 20 steps",
		"input." + strings.Repeat("a", 600): "at most 500 characters",
		"input.\xff":                        "characters that no text has",
	} {
		_, err := ParsePath(text)
		require.ErrorContains(t, err, says, text)
	}
}

func FuzzPath(f *testing.F) {
	for _, seed := range []string{"input", "input.messages[-1].content", `metadata["odd \u0000 key"]`, "correction.user[0]", "scores.automated.x", "[", "a.b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParsePath(text)
		if err != nil {
			return
		}
		again, err := ParsePath(p.String())
		require.NoError(t, err, "%q was written as %q", text, p)
		require.Equal(t, p, again)
	})
}

func TestFieldsAreReadAndWritten(t *testing.T) {
	t.Parallel()
	fields, err := ParseFields("asked_by = metadata.user\n\n  why= comment \r\na = b = c")
	require.ErrorContains(t, err, "Line 4")
	require.Nil(t, fields)
	fields, err = ParseFields("asked_by = metadata.user\n\n  why= comment \r\n")
	require.NoError(t, err)
	require.Equal(t, []Field{{"asked_by", Path{Root: "metadata", Steps: []Step{{Key: "user"}}}}, {"why", Path{Root: "comment"}}}, fields)
	again, err := ParseFields(FormatFields(fields))
	require.NoError(t, err)
	require.Equal(t, fields, again)
	for _, text := range []string{"x", "= input", "x =", "x = nothing"} {
		_, err := ParseFields(text)
		require.ErrorContains(t, err, "Line 1", text)
	}
}

func TestPlansAreKeptAsJSON(t *testing.T) {
	t.Parallel()
	p := Default()
	p.Expected, p.From = ExpectedPath, Path{Root: "metadata", Steps: []Step{{Key: "answer"}}}
	p.Sample = Sample{Kind: Quota, Rows: 3, Segment: Path{Root: "name"}, Seed: 7}
	p.Fields = []Field{{"why", Path{Root: "comment"}}}
	text, err := json.Marshal(p)
	require.NoError(t, err)
	var again Plan
	require.NoError(t, json.Unmarshal(text, &again))
	require.Equal(t, p, again)
	require.NoError(t, p.Check())
}

func TestPlansThatMakeNoSenseNameTheField(t *testing.T) {
	t.Parallel()
	for field, change := range map[string]func(*Plan){
		"input":      func(p *Plan) { p.Input = Path{} },
		"from":       func(p *Plan) { p.Expected = ExpectedPath },
		"expected":   func(p *Plan) { p.Expected = "guess" },
		"span":       func(p *Plan) { p.Span.ID = "x" },
		"fields":     func(p *Plan) { p.Fields = make([]Field, MaxFields+1) },
		"split":      func(p *Plan) { p.Split = "a\nb" },
		"similarity": func(p *Plan) { p.Duplicates.Similarity = 0.2 },
		"duplicates": func(p *Plan) { p.Duplicates.Near = "perhaps" },
		"choices":    func(p *Plan) { p.Choices = map[string]Action{"x": Skip} },
		"rows":       func(p *Plan) { p.Sample.Kind = Newest },
		"segment":    func(p *Plan) { p.Sample = Sample{Kind: Quota, Rows: 1} },
		"sample":     func(p *Plan) { p.Sample = Sample{Kind: "best", Rows: 1} },
	} {
		p := Default()
		change(&p)
		var wrong store.Invalid
		require.ErrorAs(t, p.Check(), &wrong, field)
		require.Contains(t, wrong, field)
	}
}
