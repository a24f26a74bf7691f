package filter

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// documented are the filters that people paste from the documentation of the tool they come from.
var documented = []string{
	"WHERE scores.user_rating > 0.8",
	"WHERE metadata.thumbs_up = true",
	"WHERE comment IS NOT NULL AND scores.correctness < 0.5",
	"WHERE scores.user_rating < 0.3",
	"filter: scores.user_rating < 0.3",
	"expected IS NOT NULL",
	`tags INCLUDES "needs-review"`,
	`metadata.category = "edge-case"`,
}

func TestDocumentedFiltersRunUnchanged(t *testing.T) {
	t.Parallel()
	for _, text := range documented {
		e, warnings, err := Read(text, Options{})
		require.NoError(t, err, text)
		require.NotNil(t, e, text)
		require.Empty(t, warnings, text)
	}
}

func TestFormat(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"the empty text matches everything", "  ", ""},
		{"a bare WHERE matches everything", "WHERE ", ""},
		{"WHERE is dropped", "where name = 'a'", "name = 'a'"},
		{"filter: is dropped", "filter: name = 'a'", "name = 'a'"},
		{"keywords in any case", "name is not null and not type in ('a')", "name IS NOT NULL AND NOT type IN ('a')"},
		{"a second spelling of a field", "comments is null", "comment IS NULL"},
		{"a dotted alias of a field", "span_attributes.type = 'llm'", "type = 'llm'"},
		{"the field's name in capitals", "Metadata.Key = 1", "metadata.Key = 1"},
		{"the other not-equal", "name <> 'a'", "name != 'a'"},
		{"null-safe comparison", "name <!=> 'a' or name <=> null", "name <!=> 'a' OR name <=> NULL"},
		{"operators as words", "reviews ge 2 and name ne 'x'", "reviews >= 2 AND name != 'x'"},
		{"CONTAINS is INCLUDES", "tags not contains ['a', \"b\"]", "tags NOT INCLUDES ['a', 'b']"},
		{"IN with square brackets", "name in ['a', 'b']", "name IN ('a', 'b')"},
		{"needless brackets go", "((name = 'a') and ((type = 'b')))", "name = 'a' AND type = 'b'"},
		{"needed brackets stay", "(name = 'a' or type = 'b') and reviews = 1", "(name = 'a' OR type = 'b') AND reviews = 1"},
		{"joined terms are flattened", "a = 1 and (b = 2 and c = 3)", "a = 1 AND b = 2 AND c = 3"},
		{"a right-hand difference keeps its brackets", "cost - (cost - 1) > 0", "cost - (cost - 1) > 0"},
		{"products bind before sums", "cost + 2 * 3 > 1", "cost + 2 * 3 > 1"},
		{"a minus belongs to a number", "cost > - 5 and cost > -cost", "cost > -5 AND cost > -cost"},
		{"a double minus", "cost > -(-5) and cost > - -5", "cost > -(-5) AND cost > -(-5)"},
		{"keys that need quotes", "metadata['a b'].`c-d`.\"e\" = 1", `metadata."a b"."c-d".e = 1`},
		{"indexes", "output[0].text = 'x' and output[-1] = 2", "output[0].text = 'x' AND output[-1] = 2"},
		{"keywords and digits after a dot", "metadata.in.3d = 1", `metadata.in."3d" = 1`},
		{"a source of scores", "scores.user.x > 0 and scores['review']['y z'] > 0", `scores.user.x > 0 AND scores.review."y z" > 0`},
		{"a score named like a source", "scores.user > 0", "scores.user > 0"},
		{"a double-quoted field before an operator", `"name" = "type"`, "name = 'type'"},
		{"quotes doubled and escaped", `name = 'it''s \'so\' "\\"'`, `name = 'it''s ''so'' "\\"'`},
		{"a backslash for LIKE stays one", `name LIKE '50\%'`, `name LIKE '50\%'`},
		{"another escape", "name not ilike 'a!%' escape '!'", "name NOT ILIKE 'a!%' ESCAPE '!'"},
		{"line breaks in texts", "name = 'a\nb'", `name = 'a\nb'`},
		{"intervals of both spellings", "created > now() - INTERVAL '7 days' and created < now() - interval 1 week",
			"created > now() - interval 7 day AND created < now() - interval 7 day"},
		{"an interval of several units", "created > now() - interval '1 year 90 minutes'", "created > now() - interval '12 month 1 hour 30 minute'"},
		{"BETWEEN and its AND", "reviews between 1 and 2 and cost not between 3 and 4", "reviews BETWEEN 1 AND 2 AND cost NOT BETWEEN 3 AND 4"},
		{"a ternary", "tokens > (metadata.m = 'x' ? 1000 : 500)", "tokens > (metadata.m = 'x' ? 1000 : 500)"},
		{"ternaries in a row", "a = 1 ? true : b = 2 ? false : true", "a = 1 ? true : b = 2 ? false : true"},
		{"IS TRUE and IS NOT FALSE", "is_reviewed is true or metadata.x is not false", "is_reviewed IS TRUE OR metadata.x IS NOT FALSE"},
		{"functions by another name", "LENGTH(name) > 3", "len(name) > 3"},
		{"spans", "any_span(type = 'tool' and error is not null)", "ANY_SPAN(type = 'tool' AND error IS NOT NULL)"},
		{"comments to the end of the line", "-- the slow ones\nduration > 5 -- seconds", "duration > 5"},
		{"names in other scripts", "metadata.größe = 1 and metadata.種類 = 'x'", "metadata.größe = 1 AND metadata.種類 = 'x'"},
		{"numbers", "cost > .5 and cost < 1e-3", "cost > .5 AND cost < 1e-3"},
	}
	for _, tt := range tests {
		t.Run(strings.ReplaceAll(tt.name, " ", "_"), func(t *testing.T) {
			t.Parallel()
			e, err := Parse(tt.in)
			require.NoError(t, err)
			require.Equal(t, tt.want, Format(e))
			again, err := Parse(tt.want)
			require.NoError(t, err)
			require.Equal(t, tt.want, Format(again))
		})
	}
}

func TestPositionsPointIntoTheTextAsTyped(t *testing.T) {
	t.Parallel()
	text := "WHERE  name = 'ä' AND metadata.a[0] > 1"
	e, err := Parse(text)
	require.NoError(t, err)
	and := e.(*Logic)
	slice := func(e Expr) string { return text[e.Where().Pos:e.Where().End] }
	require.Equal(t, "name = 'ä' AND metadata.a[0] > 1", slice(and))
	require.Equal(t, "name = 'ä'", slice(and.Terms[0]))
	require.Equal(t, "metadata.a[0]", slice(and.Terms[1].(*Compare).Left))
	require.Equal(t, "1", slice(and.Terms[1].(*Compare).Right))
}

func TestParseErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in, at, message, suggestion string
		code                        Code
	}{
		{"name =", "", "ends where a field or a value is expected", "", CodeSyntax},
		{"name = 'a", "'a", "never closed", "", CodeSyntax},
		{"(name = 'a'", "(", "never closed", "", CodeSyntax},
		{"name = 'a')", ")", "never opened", "", CodeSyntax},
		{"name = 'a' type = 'b'", "type", "expected AND, OR or the end", "", CodeSyntax},
		{"a = b = c", "=", "two comparisons in a row", "", CodeSyntax},
		{"name == 'a'", "==", "one =", "=", CodeSyntax},
		{"a = 1 && b = 2", "&&", "AND", "AND", CodeSyntax},
		{"a = 1 || b = 2", "||", "OR", "OR", CodeSyntax},
		{"!is_reviewed", "!", "NOT", "NOT", CodeSyntax},
		{"name = “a”", "“", "curly quotes", `"`, CodeSyntax},
		{"name IN 'a'", "'a'", "list in brackets", "", CodeSyntax},
		{"name IN ()", "()", "the list is empty", "", CodeSyntax},
		{"'a' IN tags", "'a' IN tags", "write the list first", "tags INCLUDES 'a'", CodeSyntax},
		{"metadata.user-id = 5", "metadata.user-id", "hyphen", `metadata."user-id"`, CodeSyntax},
		{"output.0.text = 'a'", ".0", "index", "[0]", CodeSyntax},
		{"name IS 5", "5", "after IS", "", CodeSyntax},
		{"created > now() - interval 7 moons", "interval 7 moons", "no unit", "", CodeSyntax},
		{"created > now() - interval '7 moons'", "interval '7 moons'", "no unit", "", CodeSyntax},
		{"cost > 1e999", "1e999", "too large", "", CodeSyntax},
		{"name LIKE 'a' ESCAPE 'ab'", "'ab'", "one character", "", CodeSyntax},
		{"FILTER_SPANS(name = 'a')", "FILTER_SPANS", "ANY_SPAN", "ANY_SPAN", CodeSyntax},
		{"name = 'a\x00'", "\x00", "not readable", "", CodeSyntax},
		{"name = '\xff'", "\xff", "not readable", "", CodeSyntax},
		{"SELECT * FROM logs WHERE x = 1", "SELECT", "only a condition", "", CodeFullQuery},
		{"select: * | filter: x = 1", "select", "only a condition", "", CodeFullQuery},
		{"name = 'a' ORDER BY created", "ORDER", "only a condition", "", CodeFullQuery},
		{"id IN (SELECT id FROM x)", "SELECT", "only a condition", "", CodeFullQuery},
		{strings.Repeat("(", 300) + "a" + strings.Repeat(")", 300), "(", "nested", "", CodeLimit},
		{strings.Repeat("NOT ", 300) + "a", "NOT", "nested", "", CodeLimit},
	}
	for _, tt := range tests {
		t.Run(tt.in[:min(30, len(tt.in))], func(t *testing.T) {
			t.Parallel()
			_, err := Parse(tt.in)
			var e *Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, tt.at, tt.in[e.Pos:e.End], e.Error())
			require.Contains(t, e.Message, tt.message)
			require.Equal(t, tt.suggestion, e.Suggestion)
			require.Equal(t, tt.code, e.Code)
			require.Equal(t, tt.in, e.Text)
			require.NotContains(t, e.Error(), "\n")
		})
	}
}

func TestLimitsAreErrorsAndNotCrashes(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"long text":        strings.Repeat("name = 'a' OR ", 1000) + "name = 'a'",
		"long sum":         strings.Repeat("cost+", 1900) + "cost > 1",
		"many minus signs": "cost > " + strings.Repeat("- ", 4000) + "cost",
		"nested ternaries": strings.Repeat("a?", 3000),
	} {
		_, err := Parse(text)
		var e *Error
		require.ErrorAs(t, err, &e, name)
		require.Equal(t, CodeLimit, e.Code, name)
	}
	_, err := Parse(strings.Repeat("cost > 1 OR ", 800) + "cost > 1")
	require.NoError(t, err, "many terms side by side are not deep")
}

func TestCaretStandsUnderTheMistake(t *testing.T) {
	t.Parallel()
	_, err := Parse("name = 'ä'\nAND größe == 1")
	var e *Error
	require.ErrorAs(t, err, &e)
	line, offset := e.Caret()
	require.Equal(t, "AND größe == 1", line)
	require.Equal(t, 10, offset, "counted in characters")
	require.Equal(t, 2, e.Width())
	require.Equal(t, "filter: at character 22: equality is one =: did you mean =", e.Error())
}
