package filter

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	vocab := Vocabulary{Scores: []string{"user_rating", "correctness"}, MetadataKeys: []string{"category"}}
	tests := []struct{ in, at, message, suggestion string }{
		{"scores_user > 1", "scores_user", "unknown field scores_user", "scores.user"},
		{"user_rating > 1", "user_rating", "unknown field user_rating", "scores.user_rating"},
		{"user_ratng > 1", "user_ratng", "unknown field user_ratng", "scores.user_rating"},
		{"category = 'x'", "category", "unknown field", "metadata.category"},
		{"meatdata.x = 1", "meatdata.x", "unknown field meatdata.x", "metadata.x"},
		{"nmae = 'x'", "nmae", "unknown field nmae", "name"},
		{"zzzzzz = 'x'", "zzzzzz", "unknown field zzzzzz", ""},
		{"name = foo", "foo", "a text needs quotes", "'foo'"},
		{"lenn(name) > 1", "lenn", "unknown function lenn", "len"},
		{"name > 5", "5", "name is a text, and 5 is a number", "'5'"},
		{"5 > name", "5", "name is a text, and 5 is a number", "'5'"},
		{"duration > '5'", "'5'", "duration is a number", "5"},
		{"is_reviewed = 'true'", "'true'", "is_reviewed is true or false", "true"},
		{"is_reviewed = 1", "1", "is_reviewed is true or false", "true"},
		{"name IN ('a', 5)", "5", "name is a text", "'5'"},
		{"scores.x > 'good'", "scores.x > 'good'", "which is greater", ""},
		{"scores.x = true", "true", "scores.x is a score", ""},
		{"metadata.x > true", "metadata.x > true", "which is greater", ""},
		{"created > 'yesterday'", "'yesterday'", "not a date", ""},
		{"created > 5", "5", "created is a time", ""},
		{"metadata.x > now()", "metadata.x > now()", "metadata.x is a JSON value", ""},
		{"duration LIKE '5%'", "duration", "LIKE works on texts", ""},
		{"name LIKE type", "type", "needs a text in quotes", ""},
		{"name LIKE 5", "5", "needs a text in quotes", "'5'"},
		{"name LIKE 'a!' ESCAPE '!'", "'a!'", "ends with its escape", ""},
		{"name MATCH '!!'", "'!!'", "looks for words", ""},
		{"tags INCLUDES 5", "5", "needs a text", "'5'"},
		{"metadata > 4", "metadata", "holds many values", "metadata.category"},
		{"scores = 1", "scores", "holds many values", "scores.user_rating"},
		{"name.x = 1", "name.x", "has nothing inside", ""},
		{"correction.usr IS NULL", "correction.usr", "user and review", "correction.user"},
		{"scores.a.b > 1", "scores.a.b", "a name with a dot needs quotes", `scores."a.b"`},
		{"metadata[0] = 1", "metadata[0]", "by names", ""},
		{"name", "name", "not a condition", "name IS NOT NULL"},
		{"1 + 1", "1 + 1", "not a condition", ""},
		{"name + 1 > 2", "name", "+ works on numbers", ""},
		{"created + created > created", "created + created", "makes no sense", ""},
		{"created * interval 1 day > created", "created", "works on numbers", ""},
		{"now(1) > created", "now(1)", "now()", ""},
		{"len(cost) > 1", "cost", "len(value) does not take a number", ""},
		{"day(name) = '2026-01-01'", "name", "does not take a text", ""},
		{"round(cost, 1.5) > 1", "1.5", "whole number of digits", ""},
		{"coalesce('2026-07-01', is_root) = created", "coalesce('2026-07-01', is_root)", "another value is a time", ""},
		{"(is_root ? '2026-07-01' : 5) = created", "is_root ? '2026-07-01' : 5", "another value is a time", ""},
		{"coalesce(created, name) = '2026-01-01'", "coalesce(created, name)", "another value is a time", ""},
		{"coalesce(tags, error, comment, user) = 'x'", "coalesce(tags, error, comment, user) = 'x'", "4 fields that have several values", ""},
		{"ANY_SPAN(ANY_SPAN(is_root))", "ANY_SPAN(is_root)", "inside ANY_SPAN", ""},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			_, _, err := Read(tt.in, Options{Vocabulary: vocab})
			var e *Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, tt.at, tt.in[e.Pos:e.End], e.Error())
			require.Contains(t, e.Message, tt.message)
			require.Equal(t, tt.suggestion, e.Suggestion)
		})
	}
}

func TestCheckAccepts(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"metadata.x", "NOT metadata.x", "true", "is_root", "(is_reviewed ? metadata.a : true)",
		"metadata.a = metadata.b", "output = expected", "output = metadata.answer", "expected = 5", "expected = true",
		"scores.x = 'good'", "scores.x IN ('good', 'bad')", "scores.x LIKE 'go%'", "scores.user.x > scores.review.x",
		"scores IS NOT NULL AND metadata IS NULL AND metrics IS NULL",
		"tags = 'a' AND len(tags) > 1 AND lower(tags) = 'a'", "metadata.list INCLUDES 5", "comment INCLUDES 'slow'",
		"day(created) = '2026-01-31' AND created BETWEEN '2026-01-01' AND now()",
		"now() - created < interval 7 day", "interval 1 day + created > '2026-01-01 10:00'",
		"coalesce(expected, output) MATCH 'x'", "coalesce(name, 5) = 'x'", "round(cost * 100, 2) >= 1 AND abs(-duration) < 5", "search('refund policy')",
		"created > (is_reviewed ? '2026-01-01' : now())", "cost % 2 = 1 AND (name = 'a') = is_root",
	} {
		e, err := Parse(in)
		require.NoError(t, err, in)
		_, err = Check(e, Options{Text: in})
		require.NoError(t, err, in)
		_, err = Check(e, Options{Text: in})
		require.NoError(t, err, "checked twice: "+in)
	}
}

func TestCheckWarns(t *testing.T) {
	t.Parallel()
	vocab := Vocabulary{Scores: []string{"user_rating"}, MetadataKeys: []string{"category"}}
	tests := []struct{ in, at, message, suggestion string }{
		{"scores.user_ratng > 0.5", "scores.user_ratng", "no trace has a score user_ratng yet", "scores.user_rating"},
		{"scores.user.user_ratng > 0.5", "scores.user.user_ratng", "no trace has a score", "scores.user.user_rating"},
		{"metadata.catgory = 'a'", "metadata.catgory", "no trace has a metadata key catgory yet", "metadata.category"},
		{"metadata.zzz = 'a'", "metadata.zzz", "no trace has", ""},
		{"scores.user_rating > 80", "80", "from 0 to 1", "0.8"},
		{"name = NULL", "name = NULL", "never true", "name IS NULL"},
		{"name != NULL", "name != NULL", "never true", "name IS NOT NULL"},
		{"name IN ('a', NULL)", "NULL", "never equal", ""},
		{"created = '2026-01-31'", "created = '2026-01-31'", "first moment", "day(created) = '2026-01-31'"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			_, warnings, err := Read(tt.in, Options{Vocabulary: vocab})
			require.NoError(t, err)
			require.Len(t, warnings, 1)
			require.Equal(t, tt.at, tt.in[warnings[0].Pos:warnings[0].End])
			require.Contains(t, warnings[0].Message, tt.message)
			require.Equal(t, tt.suggestion, warnings[0].Suggestion)
		})
	}
	_, warnings, err := Read("scores.anything > 0.5 AND metadata.anything = 1", Options{})
	require.NoError(t, err)
	require.Empty(t, warnings, "an unknown vocabulary doubts nothing")
}

func TestDatesAreReadInTheGivenZone(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("X", 2*3600)
	for in, want := range map[string]string{
		"2026-01-31":                "2026-01-30T22:00:00Z",
		"2026-01-31 10:30":          "2026-01-31T08:30:00Z",
		"2026-01-31T10:30:15.5":     "2026-01-31T08:30:15.5Z",
		"2026-01-31T10:30:15Z":      "2026-01-31T10:30:15Z",
		"2026-01-31 10:30:15+01:00": "2026-01-31T09:30:15Z",
	} {
		e, _, err := Read("created >= '"+in+"'", Options{Location: zone})
		require.NoError(t, err, in)
		lit := e.(*Compare).Right.(*Literal)
		require.Equal(t, LitTime, lit.Kind)
		require.Equal(t, want, lit.Time.UTC().Format(time.RFC3339Nano), in)
		require.Equal(t, "created >= '"+in+"'", Format(e), "the text stays as typed")
	}
	for _, in := range []string{"2026-02-30", "0000-01-01", "31.1.2026", "", "2026-1-1"} {
		_, _, err := Read("created >= '"+in+"'", Options{})
		require.Error(t, err, in)
	}
}

func TestTablesAreComplete(t *testing.T) {
	t.Parallel()
	kinds := map[Kind]bool{}
	names := map[string]bool{}
	for _, f := range Fields() {
		require.False(t, kinds[f.Kind], "kind of %s stands twice", f.Name)
		kinds[f.Kind] = true
		for _, n := range append([]string{f.Name}, f.Aliases...) {
			require.False(t, names[n], "%s stands twice", n)
			names[n] = true
		}
		require.NotEmpty(t, f.Help, f.Name)
		_, warnings, err := Read(f.Example, Options{})
		require.NoError(t, err, f.Name)
		require.Empty(t, warnings, f.Name)
		require.NotEmpty(t, f.Operators(), f.Name)
		for _, op := range f.Operators() {
			require.NotEmpty(t, OperatorHelp(op), op)
		}
	}
	require.Len(t, kinds, int(KindSettled)+1)
	funcs := map[FuncKind]bool{}
	for _, f := range Functions() {
		funcs[f.Kind] = true
		require.NotEmpty(t, f.Help, f.Name)
		require.Contains(t, f.Usage, f.Name)
	}
	require.Len(t, funcs, int(FuncSearch)+1)
}
