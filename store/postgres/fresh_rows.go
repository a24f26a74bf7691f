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

// freshRows makes the rows of new traces, a table after the other. Folding happens while the first is written: the server
// stores what it was sent as the next trace is folded here.
type freshRows struct {
	project store.ProjectID
	at      places
	now     time.Time
	waiting []*freshTrace // not folded yet
	folded  []*store.Span // their payloads are still to come

	spans, events, comments, corrections, scores, traces [][]any
}

// nextSpan folds the next trace when the spans of the last one are out.
func (r *freshRows) nextSpan() []any {
	for len(r.spans) == 0 {
		if len(r.waiting) == 0 {
			return nil
		}
		r.add(r.waiting[0])
		r.waiting = r.waiting[1:]
	}
	row := r.spans[0]
	r.spans = r.spans[1:]
	return row
}

func (r *freshRows) nextPayload() []any {
	if len(r.folded) == 0 {
		return nil
	}
	s := r.folded[0]
	r.folded = r.folded[1:]
	return []any{r.project, store.SpanKey(s.RowID), nullJSON(s.Input), nullJSON(s.Output), nullJSON(s.Expected),
		store.Preview(string(s.Input), previewRunes), store.Preview(string(s.Output), previewRunes)}
}

func (r *freshRows) add(t *freshTrace) {
	folded := fold.New(store.TraceKey(t.spans[0].RootSpanID), t.spans, t.events)
	for i, s := range t.spans {
		r.addSpan(s, folded.SpanScores[i])
		for name, score := range s.Scores {
			if score.IsNull() {
				continue // there is nothing yet to withdraw
			}
			r.events = append(r.events, []any{r.project, store.NewEventID(), r.at.first + 1, folded.ID, store.SpanKey(s.RowID), store.ScoreEvent, store.Automated, "",
				store.SpanAuthor, nil, name, score.Number, null(score.Category), nil, nil, store.NewEventID(), nil, nil, s.Created.UTC(), r.now})
		}
	}
	for _, e := range t.events {
		r.addEvent(e, t.events)
	}
	r.addTrace(&folded, len(t.spans))
}

func (r *freshRows) addSpan(s *store.Span, scores fold.Scores) {
	combined, bySource := scores.JSON()
	r.spans = append(r.spans, []any{r.project, store.SpanKey(s.RowID), store.TraceKey(s.RootSpanID), s.RowID, s.SpanID, s.RootSpanID, null(s.ParentSpanID), s.Created.UTC(),
		s.Position, null(s.Name), null(s.Type), null(s.Error), object(s.Metadata), listOf(s.Tags), object(s.Metrics),
		object(s.Attributes), nullJSON(s.Context), nullJSON(s.Origin), nullJSON(s.Classifications), store.VersionAt(r.at.last), store.VersionAt(r.at.last), combined, bySource})
	r.folded = append(r.folded, s)
}

func (r *freshRows) addEvent(e *store.Event, all []*store.Event) {
	at := r.at.said + e.Seq
	r.events = append(r.events, []any{r.project, e.ID, at, e.TraceID, e.SpanID, e.Kind, e.Source, e.WireSource, null(e.Author), nullInt(e.AccountID),
		e.Name, e.Score.Number, null(e.Score.Category), null(e.Body), null(e.Metadata), e.Submission, nullInt(e.ConfigID), nullInt(e.ConfigVersion), e.At.UTC(), r.now})
	row := []any{r.project, e.ID, e.TraceID, e.SpanID, e.Source, null(e.Author), nullInt(e.AccountID), e.Body, e.At.UTC(), at}
	switch e.Kind {
	case store.CommentEvent:
		r.comments = append(r.comments, append(row, null(e.Metadata)))
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
	r.traces = append(r.traces, []any{r.project, t.ID, t.RootSpanID, t.Received, r.at.first, r.at.first, t.Created.UTC(), rootID, name, kind, t.Duration,
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

// freshTable is a table with the rows that go into it.
type freshTable struct {
	name    string
	columns []string
	next    func() []any
}

// tables are to be written in this order: the rows of the first make those of the rest.
func (r *freshRows) tables() []freshTable {
	said := []string{"project_id", "id", "trace_id", "span_id", "source", "author", "account_id", "body", "at", "since"}
	return []freshTable{
		{"span", []string{"project_id", "id", "trace_id", "row_id", "span_id", "root_span_id", "parent_span_id", "created", "position", "name", "type", "error",
			"metadata", "tags", "metrics", "attributes", "context", "origin", "classifications", "xact", "since", "scores", "source_scores"}, r.nextSpan},
		{"span_payload", []string{"project_id", "id", "input", "output", "expected", "input_preview", "output_preview"}, r.nextPayload},
		{"event", []string{"project_id", "id", "seq", "trace_id", "span_id", "kind", "source", "wire_source", "author", "account_id", "name", "value", "category",
			"body", "metadata", "submission", "config_id", "config_version", "at", "received"}, eachOf(&r.events)},
		{"comment", append(slices.Clone(said), "about"), eachOf(&r.comments)},
		{"correction", append(slices.Clone(said), "state"), eachOf(&r.corrections)},
		{"trace", []string{"project_id", "id", "root_span_id", "created_received", "arrived", "changed", "created", "root_id", "name", "type", "duration",
			"error", "errors", "spans", "tokens", "cost", "metrics", "metadata", "feedback_metadata", "tags", "terms", "scores", "source_scores", "comments",
			"corrections", "user_corrections", "has_expected"}, eachOf(&r.traces)},
		{"trace_score", []string{"project_id", "name", "source", "trace_id", "value", "category", "created"}, eachOf(&r.scores)},
	}
}

// eachOf hands out rows that may be made until the first of them is asked for.
func eachOf(rows *[][]any) func() []any {
	return func() []any {
		if len(*rows) == 0 {
			return nil
		}
		row := (*rows)[0]
		*rows = (*rows)[1:]
		return row
	}
}

// copyFresh writes tables.
func copyFresh(ctx context.Context, tx *sqlx.Tx, tables []freshTable) error {
	for _, t := range tables {
		if err := copyRows(ctx, tx, t.name, t.columns, t.next); err != nil {
			return err
		}
	}
	return nil
}
