package filter

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func sampleRow() *Row {
	return &Row{
		ID: new("row-1"), SpanID: new("s1"), RootSpanID: new("s1"), Name: new("answer"), IsRoot: true,
		Created: new(time.Date(2026, 3, 29, 12, 30, 0, 0, time.UTC)), Duration: new(2.5), Tokens: new(1200.0),
		Input:    json.RawMessage(`"Where is my refund?"`),
		Output:   json.RawMessage(`{"items": [{"text": "Soon"}, {"text": null}], "n": 1e1, "ok": true}`),
		Expected: json.RawMessage(`5`),
		Metadata: json.RawMessage(`{"category": "edge-case", "flag": true, "n": 3, "list": ["a", 2], "none": null, "s": "true", "o": {"bb": 1, "a": 2.50}}`),
		FeedbackMetadata: map[string][]json.RawMessage{
			"thumbs_up": {json.RawMessage("true"), json.RawMessage("false")}, "category": {json.RawMessage(`"other"`)}},
		Metrics: json.RawMessage(`{"prompt_tokens": 1000, "model": "x"}`),
		Scores: map[string]map[string]any{"": {"rating": 0.2, "verdict": "bad", "split": nil},
			"user": {"rating": 0.1}, "review": {"rating": 0.3}},
		Tags: []string{"needs-review", "billing"}, Comments: []string{"too slow", "Wrong city"},
		Users: []string{"ada"}, Reviews: 1, Corrections: []Correction{{"user", "Tomorrow"}},
		Spans: []Row{{IsRoot: true, Type: new("task")}, {Type: new("tool"), Errors: []string{"timeout"}, Scores: map[string]map[string]any{}}},
	}
}

func TestEval(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want Truth
	}{
		{"", True},
		{"name = 'answer'", True}, {"name != 'answer'", False}, {"type = 'llm'", Unknown}, {"type != 'llm'", Unknown},
		{"type IS NULL", True}, {"type <=> NULL", True}, {"type <!=> 'llm'", True}, {"name <=> 'answer'", True}, {"NOT type = 'llm'", Unknown},
		// logic
		{"type = 'llm' AND name = 'x'", False}, {"type = 'llm' OR name = 'answer'", True}, {"type = 'llm' AND true", Unknown}, {"NULL", Unknown},
		// JSON
		{"metadata.flag = true", True}, {"metadata.flag = 'true'", False}, {"metadata.flag != 'true'", True}, {"metadata.s = 'true'", True},
		{"metadata.s = true", False}, {"metadata.flag", True}, {"metadata.n", Unknown}, {"metadata.missing", Unknown},
		{"metadata.n = 3.0", True}, {"metadata.n > 2", True}, {"metadata.s > 2", Unknown}, {"metadata.flag < 'x'", Unknown}, {"metadata.n = '3'", False},
		{"metadata.none IS NULL", True}, {"metadata.missing != 'x'", Unknown}, {"metadata.missing <!=> 'x'", True},
		{"metadata.list[1] = 2", True}, {"metadata.list[-1] = 2", True}, {"metadata.list[5] IS NULL", True}, {"metadata.list.a IS NULL", True},
		{"metadata.list INCLUDES 2", True}, {"metadata.list INCLUDES ['a', 3]", False}, {"metadata.o INCLUDES 'a'", False}, {"metadata.missing INCLUDES 'a'", Unknown},
		{"metadata.o LIKE '%\"a\": 2.50, \"bb\": 1%'", True}, {"metadata.n LIKE '3'", True}, {"metadata.flag IS TRUE", True}, {"metadata.n IS NOT TRUE", True},
		{"metadata.o = metadata.o", True}, {"metadata.o <= metadata.o", Unknown}, {"metadata IS NOT NULL", True}, {"scores IS NULL", False},
		// several values
		{"metadata.category = 'other'", True}, {"metadata.category = 'edge-case'", True}, {"metadata.category != 'other'", False},
		{"metadata.category NOT IN ('x')", True}, {"metadata.thumbs_up = true AND metadata.thumbs_up = false", True},
		{"tags = 'billing'", True}, {"tags != 'billing'", False}, {"tags != 'x'", True}, {"tags LIKE 'bill%'", True}, {"len(tags) = 2", True},
		{"tags INCLUDES ['billing', 'needs-review']", True}, {"tags NOT INCLUDES 'x'", True}, {"dataset INCLUDES 'x'", False},
		{"dataset NOT INCLUDES 'x'", True}, {"dataset = 'x'", Unknown}, {"dataset IS NULL", True}, {"tags IS NOT NULL", True},
		{"comment INCLUDES 'slow'", True}, {"comment INCLUDES ['slow', 'city']", False}, {"comment MATCH 'wrong CITY'", True}, {"comment MATCH 'cit'", False},
		{"error IS NULL", True}, {"error = 'x'", Unknown}, {"coalesce(error, 'none') = 'none'", True}, {"lower(comment) LIKE 'wrong%'", True},
		{"correction.user = 'Tomorrow'", True}, {"correction.review IS NULL", True}, {"corrections = 1", True}, {"user = 'ada'", True},
		// scores
		{"scores.rating < 0.3", True}, {"scores.user.rating < 0.2", True}, {"scores.automated.rating < 1", Unknown}, {"scores.review.rating > scores.user.rating", True},
		{"scores.verdict = 'bad'", True}, {"scores.verdict > 0.5", Unknown}, {"scores.verdict = 0.5", False}, {"scores.rating = 'bad'", False},
		{"scores.split IS NULL", True}, {"scores.rating LIKE '0.2'", True},
		// documents
		{"input MATCH 'refund'", True}, {"input = 'Where is my refund?'", True}, {"input LIKE 'Where%'", True}, {"len(input) = 19", True},
		{"output.items[0].text = 'Soon'", True}, {"output.items[1].text IS NULL", True}, {"len(output.items) = 2", True}, {"output.n = 10", True},
		{"output.n LIKE '10'", True}, {"output LIKE '%1e1%'", True}, {"expected = 5", True}, {"expected = '5'", True}, {"expected = true", False},
		{"expected = output.n / 2", True}, {"coalesce(expected, output) = '5'", True}, {"expected > 4", True}, {"input > 4", Unknown}, {"search('slow')", True}, {"search('fast')", False},
		// numbers
		{"duration * 2 = 5", True}, {"duration / 0 > 1", Unknown}, {"tokens % 7 = 3", True}, {"round(duration) = 3", True}, {"round(2.675, 2) = 2.68", True},
		{"-duration < abs(-1)", True}, {"metadata.s + 1 > 0", Unknown}, {"metrics.prompt_tokens = 1e3", True}, {"metrics.model IS NULL", True}, {"cost IS NULL", True},
		{"reviews BETWEEN 1 AND 2", True}, {"cost BETWEEN 1 AND 2", Unknown}, {"duration NOT BETWEEN 3 AND cost", True}, {"duration NOT BETWEEN 2 AND cost", Unknown},
		{"duration IN (1, 2.5)", True}, {"duration IN (1, NULL)", Unknown}, {"duration NOT IN (1, NULL)", Unknown},
		{"is_reviewed", True}, {"is_reviewed = false", False}, {"(tokens > 1000 ? duration : cost) = 2.5", True}, {"type = 'x' ? false : true", True},
		// times
		{"created > '2026-03-29'", True}, {"day(created) = '2026-03-29'", True}, {"week(created) = '2026-03-23'", True}, {"month(created) = '2026-03-01'", True},
		{"hour(created) = '2026-03-29 14:00'", True}, {"created > now() - interval 1 day", True}, {"now() - created < interval 1 hour", True},
		// spans
		{"ANY_SPAN(type = 'tool')", True}, {"ANY_SPAN(type = 'task' AND error IS NOT NULL)", False}, {"ANY_SPAN(NOT is_root AND error = 'timeout')", True},
		{"NOT ANY_SPAN(scores.x > 0)", True},
	}
	o := Options{Location: berlin(t), Now: time.Date(2026, 3, 29, 13, 0, 0, 0, time.UTC)}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			t.Parallel()
			o := o
			e, _, err := Read(tt.in, o)
			require.NoError(t, err)
			require.Equal(t, tt.want.String(), Eval(e, sampleRow(), o).String())
		})
	}
}

// berlin is a zone that changes its clock on the day of the sample, without asking for the system's table of zones.
func berlin(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		return time.FixedZone("CEST", 2*3600)
	}
	return loc
}

func TestEmptyRowIsUnknownAlmostEverywhere(t *testing.T) {
	t.Parallel()
	for _, f := range Fields() {
		p := At(f.Name)
		if f.Type == TypeObject {
			require.Equal(t, True, Eval(&IsNull{X: p}, &Row{}, Options{}), f.Name)
			p = At(f.Name, "x")
		}
		want := True
		switch f.Kind {
		case KindIsRoot, KindIsReviewed, KindFlagged, KindReviews, KindCorrections, KindSettled:
			want = False // these are never NULL
		}
		require.Equal(t, want, Eval(&IsNull{X: p}, &Row{}, Options{}), f.Name)
		require.Equal(t, want == False, Eval(&IsNull{X: p, Not: true}, &Row{}, Options{}) == True, f.Name)
	}
}

func TestMatchFindsWholeWords(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, query string
		want        Truth
	}{
		{"The refund policy.", "refund", True},
		{"The refund policy.", "Refund, POLICY", True},
		{"The refund policy.", "policy refund", False},
		{"The refund policy.", "fund", False},
		{"refunds", "refund", False},
		{"snake_case", "case", False},
		{"well-known", "known", True},
		{"Größe L", "größe", True},
		{"Größe L", "gr", False},
		{"请问退款政策是什么", "退款", True},
		{"iPhone手机壳", "iphone", True},
		{"iPhone手机壳", "手机 iphone", False},
		{"退款 policy", "退款policy", False},
		{"退款 policy", "退款 policy", True},
		{"ما هي سياسة الاسترداد؟", "الاسترداد", True},
		{"환불을 원해요", "환불", True},
		{"a\nb", "a b", True},
	}
	for _, tt := range tests {
		row := &Row{Comments: []string{tt.text}}
		require.Equal(t, tt.want, Eval(&Match{X: At("comment"), Query: Value(tt.query)}, row, Options{}), "%s MATCH %s", tt.text, tt.query)
	}
	require.Empty(t, MatchPattern(" ¿?! "))
}

func TestLike(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text, pattern, escape string
		ilike, want           bool
	}{
		{"abc", "abc", `\`, false, true}, {"abc", "a%", `\`, false, true}, {"abc", "%c", `\`, false, true}, {"abc", "%b%", `\`, false, true},
		{"abc", "a_c", `\`, false, true}, {"abc", "_", `\`, false, false}, {"", "%", `\`, false, true}, {"", "_", `\`, false, false},
		{"ABC", "abc", `\`, false, false}, {"ABC", "aB%", `\`, true, true}, {"50%", `50\%`, `\`, false, true}, {"500", `50\%`, `\`, false, false},
		{"50%", "50X%", "X", true, true}, {"50x0", "50x_", "X", true, true}, {`a\b`, `a\b`, "", false, true}, {"ä", "_", `\`, false, true},
		{"aXbXc", "a%X%c", `\`, false, true}, {"mississippi", "%iss%ip%", `\`, false, true}, {"a%", "a%%", "%", false, true},
	}
	for _, tt := range tests {
		n := &Like{Pattern: Value(tt.pattern), Escape: tt.escape, ILike: tt.ilike}
		require.Equal(t, tt.want, likeMatches(tt.text, n), "%q LIKE %q ESCAPE %q", tt.text, tt.pattern, tt.escape)
	}
}

func TestTextOfJSONIsThatOfJsonb(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`{"bb":1,"a":[1,2.50,null],"c":{"x":"é\u0001\n"}}`: `{"a": [1, 2.50, null], "c": {"x": "é\u0001\n"}, "bb": 1}`,
		`1e2`: "100", `1.50e1`: "15.0", `-0`: "0", `-0.00`: "0.00", `12e-3`: "0.012", `1.5E+3`: "1500", `true`: "true", `[]`: "[]", `{}`: "{}",
	} {
		got, ok := textOf(decode(json.RawMessage(in)))
		require.True(t, ok)
		require.Equal(t, want, got, in)
	}
}

func TestConstant(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)
	o := Options{Now: now}
	right := func(text string) Expr {
		e, _, err := Read(text, o)
		require.NoError(t, err)
		return e.(*Compare).Right
	}
	got, ok := Constant(right("created > now() - interval 1 month"), o)
	require.True(t, ok)
	require.Equal(t, time.Date(2026, 2, 28, 12, 0, 0, 0, time.UTC), got, "the last day of the shorter month")
	got, ok = Constant(right("cost > 2 * (3 + 4)"), o)
	require.True(t, ok)
	require.Equal(t, 14.0, got)
	got, ok = Constant(right("created > now() - interval '1000 years' - interval '1000 years' - interval '1000 years'"), o)
	require.True(t, ok)
	require.Nil(t, got, "before the year 1")
	_, ok = Constant(right("cost > tokens * 2"), o)
	require.False(t, ok)
}
