package postgres

import (
	"context"
	"slices"
	"time"

	"assay/store"
	"assay/store/fold"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// freshRows are the rows of new traces, a table each.
type freshRows struct {
	project store.ProjectID
	at      int64 // position that the batch begins at
	said    int64 // position of its first event after the spans' own scores
	now     time.Time

	spans, payloads, events, comments, corrections, scores, traces [][]any
}

func (r *freshRows) add(t *freshTrace) {
	folded := fold.New(store.TraceKey(t.spans[0].RootSpanID), t.spans, t.events)
	for i, s := range t.spans {
		r.addSpan(s, folded.SpanScores[i])
		for name, score := range s.Scores {
			if score.IsNull() {
				continue // there is nothing yet to withdraw
			}
			r.events = append(r.events, []any{r.project, store.NewEventID(), r.at + 1, folded.ID, store.SpanKey(s.RowID), store.ScoreEvent, store.Automated, "",
				store.SpanAuthor, nil, name, score.Number, null(score.Category), nil, nil, store.NewEventID(), nil, nil, s.Created.UTC(), r.now})
		}
	}
	for _, e := range t.events {
		r.addEvent(e, t.events)
	}
	r.addTrace(&folded, len(t.spans))
}

func (r *freshRows) addSpan(s *store.Span, scores fold.Scores) {
	id := store.SpanKey(s.RowID)
	combined, bySource := scores.JSON()
	r.spans = append(r.spans, []any{r.project, id, store.TraceKey(s.RootSpanID), s.RowID, s.SpanID, s.RootSpanID, null(s.ParentSpanID), s.Created.UTC(),
		s.Position, null(s.Name), null(s.Type), null(s.Error), object(s.Metadata), listOf(s.Tags), object(s.Metrics),
		object(s.Attributes), nullJSON(s.Context), nullJSON(s.Origin), store.VersionAt(r.at), combined, bySource})
	r.payloads = append(r.payloads, []any{r.project, id, nullJSON(s.Input), nullJSON(s.Output), nullJSON(s.Expected),
		store.Preview(string(s.Input), previewRunes), store.Preview(string(s.Output), previewRunes)})
}

func (r *freshRows) addEvent(e *store.Event, all []*store.Event) {
	at := r.said + e.Seq
	r.events = append(r.events, []any{r.project, e.ID, at, e.TraceID, e.SpanID, e.Kind, e.Source, e.WireSource, null(e.Author), nullInt(e.AccountID),
		e.Name, e.Score.Number, null(e.Score.Category), null(e.Body), null(e.Metadata), e.Submission, nullInt(e.ConfigID), nullInt(e.ConfigVersion), e.At.UTC(), r.now})
	row := []any{r.project, e.ID, e.TraceID, e.SpanID, e.Source, null(e.Author), nullInt(e.AccountID), e.Body, e.At.UTC(), at}
	switch e.Kind {
	case store.CommentEvent:
		r.comments = append(r.comments, row)
	case store.CorrectionEvent:
		state := store.Proposed
		if fold.Outdone(e, all) {
			state = store.Superseded
		}
		r.corrections = append(r.corrections, append(row, state))
	}
}

func (r *freshRows) addTrace(t *fold.Trace, spans int) {
	var rootID, name, kind any
	metrics, metadata, hasExpected := "{}", "{}", false
	if root := t.Root; root != nil {
		rootID, name, kind = store.SpanKey(root.RowID), null(root.Name), null(root.Type)
		metrics, metadata, hasExpected = object(root.Metrics), object(root.Metadata), nullJSON(root.Expected) != nil
	}
	terms := make([]int32, len(t.Terms))
	for i, text := range t.Terms {
		terms[i] = term(text)
	}
	slices.Sort(terms)
	combined, bySource := t.Scores.JSON()
	r.traces = append(r.traces, []any{r.project, t.ID, t.RootSpanID, t.Received, r.at, r.at, t.Created.UTC(), rootID, name, kind, t.Duration,
		null(t.Error), t.Errors, spans, t.Tokens, t.Cost, metrics, metadata, feedbackJSON(t.FeedbackMetadata), listOf(t.Tags),
		pq.Array(slices.Compact(terms)), combined, bySource, t.Comments, t.Corrections, t.UserCorrections, hasExpected})
	entry := func(source store.Source, named map[string]store.Score) {
		for name, score := range named {
			r.scores = append(r.scores, []any{r.project, name, source, t.ID, score.Number, null(score.Category), t.Created.UTC()})
		}
	}
	entry("", t.Scores.Combined)
	for source, named := range t.Scores.BySource {
		entry(source, named)
	}
}

// feedbackJSON writes lists of JSON texts by key.
func feedbackJSON(values map[string][]string) string {
	b := []byte{'{'}
	for key, list := range values {
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = append(append(b, fold.Text(key)...), ':', '[')
		for i, value := range list {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(b, value...)
		}
		b = append(b, ']')
	}
	return string(append(b, '}'))
}

// listOf writes no texts as the empty array, as the tables do.
func listOf(list []string) any { return pq.Array(append([]string{}, list...)) }

// tables are the rows with the tables and columns that they belong to.
func (r *freshRows) tables() []freshTable {
	said := []string{"project_id", "id", "trace_id", "span_id", "source", "author", "account_id", "body", "at", "since"}
	return []freshTable{
		{"span", []string{"project_id", "id", "trace_id", "row_id", "span_id", "root_span_id", "parent_span_id", "created", "position", "name", "type", "error",
			"metadata", "tags", "metrics", "attributes", "context", "origin", "xact", "scores", "source_scores"}, r.spans},
		{"span_payload", []string{"project_id", "id", "input", "output", "expected", "input_preview", "output_preview"}, r.payloads},
		{"event", []string{"project_id", "id", "seq", "trace_id", "span_id", "kind", "source", "wire_source", "author", "account_id", "name", "value", "category",
			"body", "metadata", "submission", "config_id", "config_version", "at", "received"}, r.events},
		{"comment", said, r.comments},
		{"correction", append(slices.Clone(said), "state"), r.corrections},
		{"trace", []string{"project_id", "id", "root_span_id", "created_received", "arrived", "changed", "created", "root_id", "name", "type", "duration",
			"error", "errors", "spans", "tokens", "cost", "metrics", "metadata", "feedback_metadata", "tags", "terms", "scores", "source_scores", "comments",
			"corrections", "user_corrections", "has_expected"}, r.traces},
		{"trace_score", []string{"project_id", "name", "source", "trace_id", "value", "category", "created"}, r.scores},
	}
}

type freshTable struct {
	name    string
	columns []string
	rows    [][]any
}

// copyInto writes the rows into their tables, or into copies of these whose names begin with prefix.
func (r *freshRows) copyInto(ctx context.Context, tx *sqlx.Tx, prefix string) error {
	for _, t := range r.tables() {
		if err := copyRows(ctx, tx, prefix+t.name, t.columns, each(t.rows, func(row *[]any) []any { return *row })); err != nil {
			return err
		}
	}
	return nil
}
