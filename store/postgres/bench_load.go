package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// benchTables are the tables that logging a trace writes to, with the columns that benchRows fills.
var benchTables = []struct {
	name    string
	columns []string
}{
	{"span", []string{"project_id", "id", "trace_id", "row_id", "span_id", "root_span_id", "parent_span_id", "created", "position", "name", "type",
		"error", "metadata", "tags", "metrics", "scores", "source_scores"}},
	{"span_payload", []string{"project_id", "id", "input", "output", "expected", "input_preview", "output_preview"}},
	{"event", []string{"project_id", "id", "seq", "trace_id", "span_id", "kind", "source", "author", "name", "value", "body", "submission", "at", "received"}},
	{"comment", []string{"project_id", "id", "trace_id", "span_id", "source", "author", "body", "at", "since"}},
	{"trace", []string{"project_id", "id", "root_span_id", "created", "root_id", "name", "type", "duration", "error", "errors", "spans", "tokens", "cost",
		"metrics", "scores", "source_scores", "metadata", "tags", "comments", "has_expected", "terms", "arrived", "changed"}},
	{"trace_score", []string{"project_id", "name", "source", "trace_id", "value", "created"}},
}

// benchRows are the rows of benchTables, in its order.
type benchRows [6][][]any

// benchFold collects what is said about one made trace.
type benchFold struct {
	combined map[string]float64
	bySource map[store.Source]map[string]float64
	comments int
}

// add appends what logging the spans of one trace leaves in the tables. It says again what the folds say, for the little
// that a benchMaker makes; a test holds the two together.
func (b *benchRows) add(project store.ProjectID, at int64, spans []store.Span) error {
	trace, root := store.TraceKey(spans[0].RootSpanID), &spans[0]
	said := b.addEvents(project, at, trace, root)
	scores, sources := string(benchJSON(said.combined)), string(benchJSON(said.bySource))
	for i := range spans {
		s := &spans[i]
		own, ownSources := "{}", "{}"
		if s == root {
			own, ownSources = scores, sources
		}
		key := store.SpanKey(s.RowID)
		b[0] = append(b[0], []any{project, key, trace, s.RowID, s.SpanID, s.RootSpanID, null(s.ParentSpanID), s.Created, s.Position, s.Name, s.Type,
			null(s.Error), object(s.Metadata), benchArray(s.Tags), object(s.Metrics), own, ownSources})
		b[1] = append(b[1], []any{project, key, nullJSON(s.Input), nullJSON(s.Output), nullJSON(s.Expected),
			store.Preview(string(s.Input), previewRunes), store.Preview(string(s.Output), previewRunes)})
	}
	for _, name := range slices.Sorted(maps.Keys(said.combined)) {
		b[5] = append(b[5], []any{project, name, "", trace, said.combined[name], root.Created})
	}
	for _, source := range slices.Sorted(maps.Keys(said.bySource)) {
		for _, name := range slices.Sorted(maps.Keys(said.bySource[source])) {
			b[5] = append(b[5], []any{project, name, source, trace, said.bySource[source][name], root.Created})
		}
	}
	return b.addTrace(project, at, spans, []any{scores, sources, object(root.Metadata), benchArray(root.Tags), said.comments, root.Expected != nil})
}

func (b *benchRows) addEvents(project store.ProjectID, at int64, trace store.TraceID, root *store.Span) benchFold {
	said := benchFold{combined: map[string]float64{}, bySource: map[store.Source]map[string]float64{}}
	span := store.SpanKey(root.RowID)
	event := func(kind store.EventKind, source store.Source, author, name string, value *float64, body any, when time.Time) {
		id := store.NewEventID()
		b[2] = append(b[2], []any{project, id, at, trace, span, kind, source, author, name, value, body, id, when, when})
		if kind == store.CommentEvent {
			said.comments++
			b[3] = append(b[3], []any{project, id, trace, span, source, author, body, when, at})
		}
	}
	score := func(source store.Source, author string, scores map[string]store.Score, when time.Time) {
		for _, name := range slices.Sorted(maps.Keys(scores)) {
			v := *scores[name].Number
			event(store.ScoreEvent, source, author, name, &v, nil, when)
			said.combined[name] = v
			if said.bySource[source] == nil {
				said.bySource[source] = map[string]float64{}
			}
			said.bySource[source][name] = v
		}
	}
	score(store.Automated, "span", root.Scores, root.Created)
	for _, f := range root.Feedback {
		score(f.Source, f.User, f.Scores, f.Created)
		if f.Comment != "" {
			event(store.CommentEvent, f.Source, f.User, "", nil, f.Comment, f.Created)
		}
	}
	return said
}

// addTrace appends the trace row; folded are its columns from scores to has_expected.
func (b *benchRows) addTrace(project store.ProjectID, at int64, spans []store.Span, folded []any) error {
	root, child := &spans[0], &spans[1]
	var rootTime, childTime struct {
		Start, End, Cost float64
		In               int64 `json:"prompt_tokens"`
		Out              int64 `json:"completion_tokens"`
	}
	if err := json.Unmarshal(root.Metrics, &rootTime); err != nil {
		return err
	}
	if err := json.Unmarshal(child.Metrics, &childTime); err != nil {
		return err
	}
	var tokens, cost any // summed over spans of the type llm, of which a tool is none
	if child.Type == "llm" {
		tokens, cost = childTime.In+childTime.Out, childTime.Cost
	}
	terms, err := benchTerms(spans)
	if err != nil {
		return err
	}
	errors := 0
	if child.Error != "" {
		errors = 1
	}
	row := []any{project, store.TraceKey(root.RootSpanID), root.RootSpanID, root.Created, store.SpanKey(root.RowID), root.Name, root.Type,
		rootTime.End - rootTime.Start, null(child.Error), errors, len(spans), tokens, cost, object(root.Metrics)}
	b[4] = append(b[4], append(append(row, folded...), pq.Array(terms), at, at))
	return nil
}

// benchArray writes no tags as the empty array, as the tables do.
func benchArray(list []string) any { return pq.Array(append([]string{}, list...)) }

func benchTerms(spans []store.Span) ([]int32, error) {
	var texts []string
	for i := range spans {
		s := &spans[i]
		var fields map[string]json.RawMessage
		if err := json.Unmarshal(s.Metadata, &fields); err != nil {
			return nil, err
		}
		for key, value := range fields {
			texts = append(texts, "s.m."+key+"="+string(value))
			if s.IsRoot() {
				texts = append(texts, "m."+key+"="+string(value))
			}
		}
		for _, t := range s.Tags {
			texts = append(texts, "t."+t)
		}
		texts = append(texts, "s.name="+s.Name, "s.type="+s.Type)
	}
	terms := make([]int32, len(texts))
	for i, t := range texts {
		terms[i] = term(t)
	}
	slices.Sort(terms)
	return slices.Compact(terms), nil
}

// copyInto writes the rows into tables of the given prefix in one transaction.
func (b *benchRows) copyInto(ctx context.Context, db *DB, prefix string) error {
	return db.tx(ctx, func(tx *sqlx.Tx) error {
		for i, t := range benchTables {
			rows := b[i]
			if err := copyRows(ctx, tx, prefix+t.name, t.columns, each(rows, func(r *[]any) []any { return *r })); err != nil {
				return err
			}
		}
		return nil
	})
}

// load fills the project with made traces. The indexes that are not unique are made afterwards, which takes a fraction of the
// time that filling them along would.
func (b *bench) load(ctx context.Context) error {
	started := time.Now()
	var indexes []struct{ Name, Definition string }
	const list = `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
FROM pg_index i WHERE NOT i.indisunique AND i.indrelid::regclass::text IN ('span', 'event', 'comment', 'trace', 'trace_score')`
	if err := b.db.x.SelectContext(ctx, &indexes, list); err != nil {
		return fmt.Errorf("list indexes: %w", err)
	}
	for _, i := range indexes {
		if _, err := b.db.x.ExecContext(ctx, "DROP INDEX "+i.Name); err != nil {
			return fmt.Errorf("drop index: %w", err)
		}
	}
	const chunk = 10_000
	for done := 0; done < b.traces; done += chunk {
		var rows benchRows
		for range min(chunk, b.traces-done) {
			if err := rows.add(b.project, int64(b.made.n+1), b.made.trace()); err != nil {
				return fmt.Errorf("make traces: %w", err)
			}
		}
		if err := rows.copyInto(ctx, b.db, ""); err != nil {
			return fmt.Errorf("load traces: %w", err)
		}
	}
	copied := time.Since(started)
	for _, i := range indexes {
		if _, err := b.db.x.ExecContext(ctx, i.Definition); err != nil {
			return fmt.Errorf("make index: %w", err)
		}
	}
	if _, err := b.db.x.ExecContext(ctx, "UPDATE log_position SET last = $2 WHERE project_id = $1", b.project, b.made.n+1); err != nil {
		return fmt.Errorf("set position: %w", err)
	}
	if _, err := b.db.x.ExecContext(ctx, "VACUUM ANALYZE"); err != nil {
		return fmt.Errorf("vacuum: %w", err)
	}
	b.print("%d traces of two spans made: %.0f s to copy, %.0f s for indexes and statistics.", b.traces, copied.Seconds(), (time.Since(started) - copied).Seconds())
	return nil
}
