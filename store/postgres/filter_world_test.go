package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/pgtest"

	"github.com/lib/pq"
	"github.com/stretchr/testify/require"
)

// filterWorld is a project with traces, and beside it what filter.Eval needs to know of each trace and span.
type filterWorld struct {
	db      *DB
	project store.ProjectID
	options filter.Options
	traces  map[string]*filter.Row // by our id
	spans   map[string]*filter.Row
	settled map[string]map[string]bool // questions by the id of the trace or span
	marks   map[string]filter.Row      // tags and flags of spans
}

func newFilterWorld(t testing.TB, spans []store.Span) *filterWorld {
	t.Helper()
	ctx := context.Background()
	db, err := Open(ctx, pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	p, _, err := db.CreateProject(ctx, "filtered")
	require.NoError(t, err)
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	w := &filterWorld{db: db, project: p.ID, traces: map[string]*filter.Row{}, spans: map[string]*filter.Row{}, settled: map[string]map[string]bool{},
		options: filter.Options{Location: berlin, Now: time.Date(2026, 6, 15, 12, 0, 0, 0, time.UTC)}}
	if len(spans) > 0 {
		_, err = db.InsertSpans(ctx, p.ID, "test", spans, w.options.Now)
		require.NoError(t, err)
		w.join(t, spans)
		w.review(t, spans)
		w.mark(t, spans)
		w.theme(t)
		w.remember(t, spans)
	}
	return w
}

// join puts some traces in datasets. One row is of another project's trace with the same id, one is no longer there. Some rows were
// merged with the trace behind theirs, one of them with one of the same id in another project.
func (w *filterWorld) join(t testing.TB, spans []store.Span) {
	t.Helper()
	const q = `
WITH d AS (
  INSERT INTO dataset (project_id, name) VALUES ($1, 'golden'), ($1, 'it''s 100%') RETURNING id, name
)
INSERT INTO dataset_row (project_id, dataset_id, id, since, until, position, split, origin_project, origin_trace, origin_span, provenance, created)
SELECT $1, d.id, r.id, 1, r.until, 1, NULLIF(r.split, ''), r.project, r.trace, r.span, r.provenance, now()
FROM d JOIN unnest($2::text[], $3::text[], $4::bigint[], $5::int[], $6::uuid[], $7::uuid[], $8::jsonb[], $9::text[]) AS r (dataset, id, until, project, trace, span, provenance, split) ON r.dataset = d.name`
	var datasets, ids, traces, keys, provenance, splits []string
	var until []int64
	var projects []int
	for i := range spans {
		if i%4 != 0 {
			continue
		}
		datasets, ids = append(datasets, []string{"golden", "it's 100%"}[i/4%2]), append(ids, fmt.Sprint("row ", i))
		traces, keys = append(traces, string(store.TraceKey(spans[i].RootSpanID))), append(keys, string(store.SpanKey(spans[i].RowID)))
		until, projects = append(until, map[bool]int64{true: 7, false: 1<<63 - 1}[i%28 == 0]), append(projects, int(w.project)+i%24/20)
		last := len(ids) - 1
		entry := func(project int, trace, span string) string {
			return fmt.Sprintf(`{"project":%d,"trace":"%s","span":"%s"}`, project, trace, span)
		}
		sources := "[" + entry(projects[last], traces[last], keys[last])
		if next := i + 1; i%16 == 0 && next < len(spans) {
			sources += "," + entry(int(w.project)+i%48/32, string(store.TraceKey(spans[next].RootSpanID)), string(store.SpanKey(spans[next].RowID)))
		}
		provenance, splits = append(provenance, sources+"]"), append(splits, []string{"a", "", "it's"}[i/4%3])
	}
	_, err := w.db.x.ExecContext(context.Background(), q, w.project, pq.Array(datasets), pq.Array(ids), pq.Array(until), pq.Array(projects), pq.Array(traces), pq.Array(keys), pq.Array(provenance), pq.Array(splits))
	require.NoError(t, err)
}

// theme makes three themes of the comments: one that another is merged into, and one that nobody wants to see.
func (w *filterWorld) theme(t testing.TB) {
	t.Helper()
	for _, q := range []string{
		`INSERT INTO theme (project_id, id, name, excluded, merged_into, terms, comments, found) VALUES ($1, 'a', 'alpha', false, '', '[]', 1, now()), ($1, 'b', 'beta', false, 'a', '[]', 1, now()),
  ($1, 'c', 'it''s 100%', true, '', '[]', 1, now()), ($1, 'd', 'Delta', false, '', '[]', 1, now())`,
		`INSERT INTO theme_member (project_id, comment_id, theme_id, likeness) SELECT project_id, id, substr('abcd', 1 + (hashtext(id::text) & 3), 1), 1 FROM comment WHERE project_id = $1`,
		`INSERT INTO theme_member (project_id, comment_id, theme_id, likeness) SELECT project_id, id, 'd', 1 FROM comment WHERE project_id = $1 AND hashtext(id::text) & 8 > 0 ON CONFLICT DO NOTHING`,
	} {
		_, err := w.db.x.ExecContext(context.Background(), q, w.project)
		require.NoError(t, err)
	}
}

// review completes some traces, takes one completion and some comments back.
func (w *filterWorld) review(t testing.TB, spans []store.Span) {
	t.Helper()
	ctx := context.Background()
	var events []store.Event
	for i := range spans {
		if i%5 != 0 || spans[i].ParentSpanID != "" {
			continue
		}
		e := store.Event{ID: store.NewEventID(), TraceID: store.TraceKey(spans[i].RootSpanID), SpanID: store.SpanKey(spans[i].RowID),
			Kind: store.CompleteEvent, Source: store.Review, Author: fmt.Sprint("reviewer ", i%3), Submission: store.NewEventID(), At: w.options.Now}
		events = append(events, e)
		if i%10 == 0 { // settles two questions, takes the second back
			for k, name := range scoreNames[:2] {
				e := e
				e.ID, e.Kind, e.Name, e.Score, e.Adjudicates = store.NewEventID(), store.ScoreEvent, name, store.Num(0.5), true
				events = append(events, e)
				if k == 1 {
					e.Kind, e.Retracts, e.ID = store.RetractEvent, e.ID, store.NewEventID()
					events = append(events, e)
					continue
				}
				w.settled[string(e.SpanID)], w.settled[string(e.TraceID)] = map[string]bool{name: true}, map[string]bool{name: true}
			}
		}
		if i%15 == 0 {
			undo := e
			undo.ID, undo.Kind, undo.Retracts = store.NewEventID(), store.RetractEvent, e.ID
			events = append(events, undo)
		}
	}
	_, err := w.db.Append(ctx, w.project, events, w.options.Now)
	require.NoError(t, err)
}

// unmarked is how many spans stay as they were logged, for tests that name them.
const unmarked = 20

// mark gives and takes tags and flags some traces, takes some of that back, and remembers what stands.
func (w *filterWorld) mark(t testing.TB, spans []store.Span) {
	t.Helper()
	var events []store.Event
	say := func(s *store.Span, kind store.EventKind, name string, value float64) store.Event {
		id := store.NewEventID()
		events = append(events, store.Event{ID: id, TraceID: store.TraceKey(s.RootSpanID), SpanID: store.SpanKey(s.RowID), Kind: kind, Name: name,
			Score: store.Num(value), Source: store.Review, Author: fmt.Sprint("reviewer ", len(events)%3), Submission: id, At: w.options.Now})
		return events[len(events)-1]
	}
	takeBack := func(e store.Event) {
		e.ID, e.Kind, e.Retracts = store.NewEventID(), store.RetractEvent, e.ID
		events = append(events, e)
	}
	w.marks = map[string]filter.Row{}
	for i := range spans {
		s := &spans[i]
		mark := filter.Row{Tags: slices.Clone(s.Tags)}
		w.marks[string(store.SpanKey(s.RowID))] = mark
		if i < unmarked {
			continue
		}
		switch i % 7 {
		case 0:
			given := words[i%len(words)]
			say(s, store.TagEvent, given, 1)
			takeBack(say(s, store.TagEvent, "taken back", 1))
			if mark.Tags = append(mark.Tags, given); slices.Contains(s.Tags, given) {
				mark.Tags = mark.Tags[:len(s.Tags)]
			}
		case 1:
			for _, tag := range slices.Compact(slices.Sorted(slices.Values(s.Tags))) {
				say(s, store.TagEvent, tag, 0)
			}
			mark.Tags = nil
		}
		if s.IsRoot() && i%3 == 0 {
			mark.Flagged = i%2 == 0
			if say(s, store.FlagEvent, "", 1); !mark.Flagged {
				say(s, store.FlagEvent, "", 0)
			}
			takeBack(say(s, store.FlagEvent, "", float64(i%2)))
		}
		w.marks[string(store.SpanKey(s.RowID))] = mark
	}
	_, err := w.db.Append(context.Background(), w.project, events, w.options.Now)
	require.NoError(t, err)
}

// remember makes the rows for filter.Eval: what was logged from the spans, what is folded from the database.
func (w *filterWorld) remember(t testing.TB, spans []store.Span) {
	t.Helper()
	w.readFolds(t)
	w.answer(spans)
	for i := range spans {
		s := &spans[i]
		row, trace := w.spans[string(store.SpanKey(s.RowID))], w.traces[string(store.TraceKey(s.RootSpanID))]
		row.ID, row.SpanID, row.RootSpanID = &s.RowID, &s.SpanID, &s.RootSpanID
		row.Name, row.Type, row.Created = present(s.Name), present(s.Type), &s.Created
		row.Input, row.Output, row.Expected = s.Input, s.Output, s.Expected
		row.Metadata, row.Metrics, row.IsRoot = s.Metadata, s.Metrics, s.IsRoot()
		row.Tags, row.Flagged = w.marks[string(store.SpanKey(s.RowID))].Tags, w.marks[string(store.SpanKey(s.RowID))].Flagged
		row.FeedbackMetadata = map[string][]json.RawMessage{}
		row.Tokens, row.Cost, row.Duration = metricsOf(s.Metrics)
		if s.Error != "" {
			row.Errors = []string{s.Error}
		}
		for _, f := range s.Feedback {
			heard(row, trace, f)
		}
		row.Users = append(row.Users, usersOf(s.Metadata)...)
		trace.RootSpanID = &s.RootSpanID
		trace.Errors, trace.Tags = append(trace.Errors, row.Errors...), append(trace.Tags, row.Tags...)
		if s.IsRoot() {
			trace.ID, trace.SpanID, trace.Name, trace.Type = row.ID, row.SpanID, row.Name, row.Type
			trace.Input, trace.Output, trace.Expected = row.Input, row.Output, row.Expected
			trace.Metadata, trace.Metrics, trace.Flagged = row.Metadata, row.Metrics, row.Flagged
			trace.FeedbackMetadata = row.FeedbackMetadata
			trace.Users = append(trace.Users, usersOf(s.Metadata)...)
		}
	}
	for i := range spans {
		trace := w.traces[string(store.TraceKey(spans[i].RootSpanID))]
		slices.Sort(trace.Tags)
		trace.Tags = slices.Compact(trace.Tags)
		trace.Spans = append(trace.Spans, *w.spans[string(store.SpanKey(spans[i].RowID))])
	}
	for i := range spans {
		w.spans[string(store.SpanKey(spans[i].RowID))].Spans = w.traces[string(store.TraceKey(spans[i].RootSpanID))].Spans
	}
}

// heard adds one piece of feedback to the row of its span and of its trace.
func heard(row, trace *filter.Row, f store.Feedback) {
	both := []*filter.Row{row, trace}
	for _, r := range both {
		if f.Comment != "" {
			r.Comments = append(r.Comments, f.Comment)
		}
		if f.Expected != nil {
			body := string(f.Expected)
			var text string
			if f.Expected[0] == '"' && json.Unmarshal(f.Expected, &text) == nil {
				body = text
			}
			r.Corrections = append(r.Corrections, filter.Correction{Source: string(f.Source), Body: body})
		}
		if f.Source == store.User && f.User != "" {
			r.Users = append(r.Users, f.User)
		}
	}
	var told map[string]json.RawMessage
	_ = json.Unmarshal(f.Metadata, &told)
	for k, v := range told {
		row.FeedbackMetadata[k] = append(row.FeedbackMetadata[k], v)
	}
}

func usersOf(metadata json.RawMessage) []string {
	var m struct {
		UserID string `json:"user_id"`
		User   string `json:"user"`
	}
	_ = json.Unmarshal(metadata, &m)
	return slices.DeleteFunc([]string{m.UserID, m.User}, func(s string) bool { return s == "" })
}

func metricsOf(metrics json.RawMessage) (tokens, cost, duration *float64) {
	var m map[string]*float64
	_ = json.Unmarshal(metrics, &m)
	tokens, cost = m["tokens"], m["cost"]
	if in, out := m["prompt_tokens"], m["completion_tokens"]; tokens == nil && in != nil && out != nil {
		tokens = new(*in + *out)
	}
	if cost == nil {
		cost = m["estimated_cost"]
	}
	if start, end := m["start"], m["end"]; start != nil && end != nil {
		duration = new(*end - *start)
	}
	return tokens, cost, duration
}

func present(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

type foldedRow struct {
	ID       string
	IsSpan   bool `db:"is_span"`
	Created  *time.Time
	Tokens   *float64
	Cost     *float64
	Duration *float64
	Reviews  int
	Scores   []byte
	Sources  []byte
	Datasets pq.StringArray
	Splits   pq.StringArray
	Themes   pq.StringArray
}

func (w *filterWorld) readFolds(t testing.TB) {
	t.Helper()
	const datasets = `ARRAY(SELECT DISTINCT d.name FROM dataset_row r JOIN dataset d ON d.id = r.dataset_id CROSS JOIN LATERAL jsonb_array_elements(r.provenance) AS e (source)
  WHERE r.until > 7 AND (e.source ->> 'project')::int = $1 AND e.source ->> `
	const splits = `ARRAY(SELECT DISTINCT r.split FROM dataset_row r CROSS JOIN LATERAL jsonb_array_elements(r.provenance) AS e (source)
  WHERE r.until > 7 AND r.split IS NOT NULL AND (e.source ->> 'project')::int = $1 AND e.source ->> `
	const themes = `ARRAY(SELECT DISTINCT CASE m.theme_id WHEN 'b' THEN 'alpha' ELSE h.name END FROM comment c JOIN theme_member m ON m.comment_id = c.id JOIN theme h ON h.id = m.theme_id AND h.project_id = c.project_id
  WHERE c.project_id = $1 AND c.until IS NULL AND m.theme_id <> 'c' AND c.`
	const q = `
SELECT id, false AS is_span, created, tokens::float8 AS tokens, cost, duration, reviews, scores, source_scores AS sources, ` + datasets + `'trace' = t.id::text) AS datasets, ` + splits + `'trace' = t.id::text) AS splits, ` + themes + `trace_id = t.id) AS themes
FROM trace t WHERE project_id = $1
UNION ALL
SELECT id, true, NULL, NULL, NULL, NULL,
  CASE WHEN parent_span_id IS NULL THEN (SELECT t.reviews FROM trace t WHERE t.project_id = $1 AND t.id = s.trace_id) ELSE 0 END,
  scores, source_scores, ` + datasets + `'span' = s.id::text), ` + splits + `'span' = s.id::text), ` + themes + `span_id = s.id)
FROM span s WHERE project_id = $1`
	var rows []foldedRow
	require.NoError(t, w.db.x.SelectContext(context.Background(), &rows, q, w.project))
	for _, r := range rows {
		row := &filter.Row{Reviews: r.Reviews, Datasets: r.Datasets, Splits: r.Splits, Themes: r.Themes, Scores: map[string]map[string]any{}, IsRoot: true}
		require.NoError(t, json.Unmarshal(r.Sources, &row.Scores))
		combined := map[string]any{}
		require.NoError(t, json.Unmarshal(r.Scores, &combined))
		row.Scores[""] = combined
		if r.IsSpan {
			w.spans[r.ID] = row
			continue
		}
		row.Created, row.Tokens, row.Cost, row.Duration = r.Created, r.Tokens, r.Cost, r.Duration
		w.traces[r.ID] = row
	}
}

// answers runs a checked filter over all traces, or over all spans, and returns what the database makes of it: the truth of
// the bare condition and whether the compiled filter selects the row.
func (w *filterWorld) answers(t testing.TB, e filter.Expr, spans bool) map[string]answer {
	t.Helper()
	args := &arguments{}
	args.add(w.project)
	from, s := "trace t WHERE t.", scope{alias: "t"}
	if spans {
		from, s = "span s WHERE s.", scope{alias: "s", span: true}
	}
	compiled, err := compile(e, w.options, args, s)
	require.NoError(t, err, filter.Format(e))
	c := &compiler{args: args, o: w.options, scope: s}
	condition := "true"
	if e != nil {
		condition = c.truth(e)
	}
	require.NoError(t, c.err, filter.Format(e))
	q := "SELECT " + s.alias + ".id, " + condition + " AS truth, COALESCE(" + compiled + ", false) AS selected FROM " + from + "project_id = $1"
	requireAllBound(t, q, args)
	var rows []struct {
		ID string
		answer
	}
	err = w.db.x.SelectContext(context.Background(), &rows, q, args.values...)
	require.NoError(t, err, "%s\n%s", filter.Format(e), q)
	out := make(map[string]answer, len(rows))
	for _, r := range rows {
		out[r.ID] = r.answer
	}
	return out
}

type answer struct {
	Truth    *bool
	Selected bool
}

// requireAllBound asks for as many placeholders as arguments, each of them used.
func requireAllBound(t testing.TB, sql string, args *arguments) {
	t.Helper()
	used := map[string]bool{}
	for i := 0; i < len(sql); i++ {
		if sql[i] != '$' {
			continue
		}
		end := i + 1
		for end < len(sql) && sql[end] >= '0' && sql[end] <= '9' {
			end++
		}
		used[sql[i:end]] = true
	}
	require.Len(t, used, len(args.values), sql)
	for n := range args.values {
		require.True(t, used[fmt.Sprintf("$%d", n+1)], "$%d is not in %s", n+1, sql)
	}
}

// matching lists the root span ids of the traces a filter selects, in their order.
func (w *filterWorld) matching(t testing.TB, text string) []string {
	t.Helper()
	e, _, err := filter.Read(text, w.options)
	require.NoError(t, err, text)
	var out []string
	for id, a := range w.answers(t, e, false) {
		if a.Selected {
			out = append(out, *w.traces[id].RootSpanID)
		}
	}
	slices.Sort(out)
	return out
}

// words are texts that are hard on quoting, patterns and letters.
var words = []string{"a", "b", "edge-case", "it's", `"quoted"`, "100%", "a_b", `back\slash`, "Grüße", "ÉCOLE", "日本語", "Где ключ", "", "5", "true",
	"O'Hara said \"no\"; --", "<b>&amp;</b>", "line\nbreak", "tab\there", "$1", "{r}", "\u2028", "🙂"}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func quoted(s string) string {
	return "'" + strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), "'", "''") + "'"
}
