package postgres

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

// operand is a constant that an operator of a field takes.
func operand(f *filter.Field, operator string) string {
	t := f.Type
	if f.Dynamic() && t == filter.TypeObject {
		t = f.Inner
	}
	value := map[filter.Type]string{filter.TypeBool: "true", filter.TypeNumber: "5", filter.TypeTime: "'2026-05-01'", filter.TypeScore: "0.5"}[t]
	if value == "" || strings.HasSuffix(operator, "LIKE") || strings.HasSuffix(operator, "INCLUDES") {
		value = "'a'"
	}
	switch {
	case strings.HasPrefix(operator, "IS "):
		return ""
	case operator == "BETWEEN":
		return value + " AND " + value
	case strings.HasSuffix(operator, "IN"):
		return "(" + value + ", " + value + ")"
	}
	return value
}

func TestEveryFieldRunsWithEveryOperator(t *testing.T) {
	t.Parallel()
	w := newFilterWorld(t, []store.Span{{RowID: "r", SpanID: "r", RootSpanID: "r"}})
	for _, f := range filter.Fields() {
		paths := []string{f.Name}
		if f.Dynamic() {
			paths = []string{f.Name + ".x"}
			if f.Type != filter.TypeObject {
				paths = append(paths, f.Name)
			} else {
				checkRuns(t, w, f.Name+" IS NULL")
			}
		}
		for _, source := range f.Sources {
			paths = append(paths, strings.Replace(paths[0], f.Name, f.Name+"."+source, 1))
		}
		for _, path := range paths {
			for _, operator := range f.Operators() {
				checkRuns(t, w, path+" "+operator+" "+operand(f, operator))
			}
		}
		checkRuns(t, w, f.Example)
	}
}

func TestEveryFunctionRuns(t *testing.T) {
	t.Parallel()
	w := newFilterWorld(t, []store.Span{{RowID: "r", SpanID: "r", RootSpanID: "r"}})
	calls := map[filter.FuncKind]string{
		filter.FuncNow: "created < now()", filter.FuncLower: "lower(name) = 'a'", filter.FuncUpper: "upper(metadata.x) = 'A'",
		filter.FuncLen: "len(tags) > 1 AND len(input) > 1 AND len(metadata.x) > 1 AND len(dataset) = 0", filter.FuncCoalesce: "coalesce(metadata.x, 5, name) = 5",
		filter.FuncRound: "round(cost, 2) = round(tokens)", filter.FuncAbs: "abs(scores.x) > 1", filter.FuncHour: "hour(created) = created",
		filter.FuncDay: "day(created) = '2026-05-01'", filter.FuncWeek: "week(created) < now()", filter.FuncMonth: "month(created) > now()",
		filter.FuncSearch: "search('refund')",
	}
	for _, f := range filter.Functions() {
		require.Contains(t, calls, f.Kind, f.Name)
		checkRuns(t, w, calls[f.Kind])
	}
}

// checkRuns asks a filter of traces and of spans.
func checkRuns(t *testing.T, w *filterWorld, text string) {
	t.Helper()
	e, _, err := filter.Read(text, w.options)
	require.NoError(t, err, text)
	w.answers(t, e, false)
	w.answers(t, e, true)
}

// TestFiltersFromTheDocumentation runs the filters that people bring along unchanged.
func TestFiltersFromTheDocumentation(t *testing.T) {
	t.Parallel()
	say := func(id string, change func(*store.Span)) store.Span {
		s := store.Span{RowID: "row " + id, SpanID: id, RootSpanID: id, HasCreated: true, Created: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)}
		change(&s)
		return s
	}
	rated := func(source store.Source, name string, value float64) store.Feedback {
		return store.Feedback{Source: source, Scores: map[string]store.Score{name: store.Num(value)}}
	}
	w := newFilterWorld(t, []store.Span{
		say("good", func(s *store.Span) {
			s.Feedback = []store.Feedback{rated(store.User, "user_rating", 0.9)}
			s.Metadata = json.RawMessage(`{"category": "edge-case", "thumbs_up": "true"}`)
		}),
		say("bad", func(s *store.Span) {
			f := rated(store.User, "user_rating", 0.2)
			f.Comment = "wrong city"
			s.Feedback = []store.Feedback{f, rated(store.Review, "correctness", 0.25)}
			s.Tags = []string{"needs-review", "x"}
		}),
		say("thumbs", func(s *store.Span) {
			s.Feedback = []store.Feedback{{Source: store.User, Metadata: json.RawMessage(`{"thumbs_up": true, "category": "edge-case"}`)}}
			s.Expected = json.RawMessage(`{"a": 1}`)
		}),
		say("silent", func(s *store.Span) {
			s.Scores = map[string]store.Score{"correctness": store.Num(0.1)}
			s.Metadata = json.RawMessage(`{"thumbs_up": false}`)
		}),
	})
	tests := map[string][]string{
		"WHERE scores.user_rating > 0.8":                          {"good"},
		"WHERE metadata.thumbs_up = true":                         {"thumbs"},
		"WHERE comment IS NOT NULL AND scores.correctness < 0.5":  {"bad"},
		"WHERE scores.user_rating < 0.3":                          {"bad"},
		"filter: scores.user_rating < 0.3":                        {"bad"},
		"expected IS NOT NULL":                                    {"thumbs"},
		`tags INCLUDES "needs-review"`:                            {"bad"},
		`metadata.category = "edge-case"`:                         {"good", "thumbs"},
		`metadata.category != "edge-case"`:                        nil,
		`metadata.category <!=> "edge-case"`:                      {"bad", "silent"},
		"scores.automated.correctness < 0.5":                      {"silent"},
		"scores.correctness < 0.5":                                {"bad", "silent"},
		"id = 'row bad'":                                          {"bad"},
		"span_id = 'bad' OR root_span_id = 'good'":                {"bad", "good"},
		"NOT id = 'row bad'":                                      {"good", "silent", "thumbs"},
		"ANY_SPAN(tags = 'x')":                                    {"bad"},
		"metadata.thumbs_up = true OR metadata.thumbs_up = false": {"silent", "thumbs"},
		"": {"bad", "good", "silent", "thumbs"},
	}
	for text, want := range tests {
		require.Equal(t, want, w.matching(t, text), text)
	}
}

// TestNoDataMakesAFilterFail asks what would raise if SQL were left to itself.
func TestNoDataMakesAFilterFail(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)
	spans := []store.Span{}
	for i, payload := range []string{`"a\u0000b"`, `"\ud800"`, `{"k": 1e400, "n": 1e-400}`, deep, `{"k": [1, {"k": "x"}]}`, `5`} {
		id := string(rune('a' + i))
		spans = append(spans, store.Span{RowID: id, SpanID: id, RootSpanID: id, HasCreated: true, Created: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC),
			Input: json.RawMessage(payload), Metadata: json.RawMessage(`{"n": 1e308, "s": "x", "tiny": 1e-400, "huge": 1e400, "k": 5, "l": [1], "zero": 0}`)})
	}
	w := newFilterWorld(t, spans)
	all, none := []string{"a", "b", "c", "d", "e", "f"}, []string(nil)
	tests := map[string][]string{
		"metadata.n * metadata.n > 1":                                       none,
		"(metadata.n * metadata.n) IS NULL":                                 all,
		"(metadata.n + metadata.n) IS NULL":                                 all,
		"(-metadata.n - metadata.n) IS NULL":                                all,
		"metadata.n / 1e-10 IS NULL":                                        all,
		"1e-308 * 1e-308 * metadata.k = 0":                                  all,
		"metadata.k / metadata.zero IS NULL":                                all,
		"metadata.k % metadata.zero IS NULL":                                all,
		"metadata.n % 7 < 7 AND metadata.k % 1e-308 < 1":                    all,
		"round(metadata.n, 15) = metadata.n":                                all,
		"metadata.huge > 5 OR metadata.huge = 5":                            none,
		"metadata.huge IS NOT NULL":                                         all,
		"metadata.tiny < 1e-300 AND metadata.tiny + 1 = 1":                  all,
		"metadata.s > 5 OR metadata.s + 1 > 0 OR -metadata.s< 0":            none,
		"metadata.k[0] = 5 OR metadata.k.k = 5":                             none,
		"metadata.k[-1] IS NULL":                                            all,
		"metadata.l[-2147483648] IS NULL":                                   all,
		"metadata.l.k IS NULL":                                              all,
		"metadata IS NOT NULL":                                              all,
		"created + interval 900 year > now()":                               all,
		"created" + strings.Repeat(" + interval 1000 year", 8) + " IS NULL": all,
		"created" + strings.Repeat(" - interval 1000 year", 2) + " - interval 366000 day IS NULL":                                                                                           all,
		"month(created - interval 1000 year - interval 1000 year) < created AND week('0001-01-01') < created AND created + (created - '0001-01-02') + (created - '0001-01-02') IS NOT NULL": all,
		"created - (created - '0001-01-02') - (created - '0001-01-02') IS NULL":                                                                                                             all,
		"input = 'a' OR input > 5 OR input.k > 5 OR input[0] = 'x'":                                                                                                                         none,
		"input.k[1].k = 'x'": {"e"},
		"input = 5":          {"f"},
		"len(input.k) > 1 OR len(input) > 10000 AND input MATCH 'x'":       {"e"},
		"input INCLUDES 'a' AND input ILIKE '%B%' AND input IS NOT NULL":   {"a"},
		"input LIKE 'a\\%' ESCAPE '!' OR input LIKE '!' ESCAPE ''":         none,
		"tags = 'x' OR error LIKE '%x%' OR comment = 'y' OR user LIKE 'z'": none,
	}
	for text, want := range tests {
		require.Equal(t, want, w.matching(t, text), text)
	}
}

// TestTextThatPostgresRefusesMatchesNothing asks with what a filter made from a URL may hold, though the parser refuses it.
func TestTextThatPostgresRefusesMatchesNothing(t *testing.T) {
	t.Parallel()
	w := newFilterWorld(t, []store.Span{{RowID: "r", SpanID: "r", RootSpanID: "r", Name: "a", Tags: []string{"t"}, Metadata: json.RawMessage(`{"k": "v"}`)}})
	for _, bad := range []string{"a\x00b", "\xff", "\x00", "\xed\xa0\x80"} {
		for _, e := range []filter.Expr{
			filter.Equal(filter.At("name"), bad), filter.Equal(filter.At("metadata", "k"), bad), filter.Equal(filter.At("metadata", bad), "v"),
			filter.Equal(filter.At("tags"), bad), filter.Equal(filter.At("id"), bad), filter.Equal(filter.At("scores", bad), 0.5),
			&filter.Like{X: filter.At("name"), Pattern: filter.Value(bad)}, &filter.Includes{X: filter.At("metadata", "k"), Items: []filter.Expr{filter.Value(bad)}},
		} {
			for _, a := range w.answers(t, e, false) {
				require.False(t, a.Selected, filter.Format(e))
			}
		}
	}
}

func TestOneIsNotTheOtherProject(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := newFilterWorld(t, []store.Span{{RowID: "r", SpanID: "r", RootSpanID: "r"}})
	other, _, err := w.db.CreateProject(ctx, "other")
	require.NoError(t, err)
	said := store.Feedback{Source: store.User, User: "ada", Comment: "no", Expected: json.RawMessage(`"x"`), Metadata: json.RawMessage(`{"k": 1}`)}
	_, err = w.db.InsertSpans(ctx, other.ID, "test", []store.Span{
		{RowID: "r", SpanID: "r", RootSpanID: "r", Error: "broken", Tags: []string{"t"}, Input: json.RawMessage(`"x"`), Feedback: []store.Feedback{said}},
		{RowID: "c", SpanID: "c", RootSpanID: "r", ParentSpanID: "r", Name: "child"}}, w.options.Now)
	require.NoError(t, err)
	for _, text := range []string{"comment = 'no'", "error = 'broken'", "user = 'ada'", "correction = 'x'", "input = 'x'", "tags = 't'", "metadata.k = 1", "ANY_SPAN(name = 'child')"} {
		require.Empty(t, w.matching(t, text), text)
	}
}

func TestTextOfUsersNeverStandsInSQL(t *testing.T) {
	t.Parallel()
	const mark = "xyzzy' OR true --"
	for _, text := range []string{
		"name = {t}", "metadata.{k} = {t}", "metadata.{k}.{k}[0] LIKE {t}", "scores.{k} > 0.5", "scores.user.{k} = {t}", "metrics.{k} > 1", "tags INCLUDES [{t}]",
		"input.{k} INCLUDES [{t}, 5]", "input MATCH {t}", "dataset INCLUDES {t}", "error NOT IN ({t}, {t})", "ANY_SPAN(metadata.{k} = {t})", "id = {t}",
		"comment ILIKE {t} ESCAPE '!'", "search({t})", "coalesce(name, {t}) = {t}", "metadata.{k} IS NULL", "span_id = {t}",
	} {
		text = strings.NewReplacer("{t}", "'"+strings.ReplaceAll(mark, "'", "''")+"'", "{k}", "`"+mark+"`").Replace(text)
		e, _, err := filter.Read(text, filter.Options{})
		require.NoError(t, err, text)
		args := &arguments{}
		args.add(1)
		for _, compiled := range []func(filter.Expr, filter.Options, *arguments) (string, error){compileFilter, compileSpanFilter} {
			args.values = args.values[:1]
			sql, err := compiled(e, filter.Options{}, args)
			require.NoError(t, err, text)
			require.NotContains(t, strings.ToLower(sql), "xyzzy", text)
			requireAllBound(t, "$1 "+sql, args)
		}
	}
}

func TestZoneIsOneThatPostgresKnows(t *testing.T) {
	t.Parallel()
	w := newFilterWorld(t, []store.Span{{RowID: "r", SpanID: "r", RootSpanID: "r", HasCreated: true, Created: time.Date(2026, 3, 29, 22, 50, 0, 0, time.UTC)}})
	kolkata, err := time.LoadLocation("Asia/Kolkata")
	require.NoError(t, err)
	for name, zone := range map[string]*time.Location{"none": nil, "named": kolkata, "east": time.FixedZone("somewhere", 9000), "west": time.FixedZone("", -12345), "local": time.Local} {
		w.options.Location = zone
		for _, text := range []string{"day(created) = '2026-03-30'", "day(created) = '2026-03-29'", "created + interval 1 month > '2026-04-30 02:00'", "hour(created) = '2026-03-29T22:00:00Z'"} {
			e, _, err := filter.Read(text, w.options)
			require.NoError(t, err)
			for id, a := range w.answers(t, e, false) {
				require.Equal(t, filter.Eval(e, w.traces[id], w.options), truthOf(a.Truth), "%s: %s", name, text)
			}
		}
	}
}

func TestUncheckedFilterIsAnError(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"nonsense = 1", "name + 1 > 2", "ANY_SPAN(ANY_SPAN(name = 'x'))", "nonsense(1) = 2", "name LIKE type", "created MATCH 'x'", "metadata = 'x'", "metadata[1] = 'x'"} {
		e, err := filter.Parse(text)
		require.NoError(t, err)
		_, err = compileFilter(e, filter.Options{}, &arguments{values: []any{1}})
		require.ErrorIs(t, err, errUnchecked, text)
	}
}
