package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"

	"github.com/lib/pq"
)

// listColumns are what a list shows of a trace: m is the matching row, c the trace as it is now.
const listColumns = `c.id, c.root_span_id, c.root_id, c.created, c.created_received, c.name, c.type, c.duration, c.error, c.errors, c.spans,
  c.tokens, c.cost, c.scores, c.source_scores, c.metadata, c.feedback_metadata, c.tags, c.comments, c.corrections, c.user_corrections,
  c.reviews, c.has_expected, c.flagged,
  COALESCE(p.input_preview, '') AS input, COALESCE(p.output_preview, '') AS output, left(COALESCE(p.approved, p.expected, ''), 2000) AS expected,
  CASE WHEN c.comments > 0 THEN (SELECT left(o.body, 500) FROM comment o WHERE o.project_id = c.project_id AND o.trace_id = c.id AND o.until IS NULL
    ORDER BY o.at DESC, o.since DESC LIMIT 1) END AS last_comment,
  ARRAY(SELECT DISTINCT d.name FROM dataset_row r JOIN dataset d ON d.project_id = r.project_id AND d.id = r.dataset_id
    WHERE r.project_id = c.project_id AND r.origin_trace = c.id AND r.until = 9223372036854775807 ORDER BY d.name) AS datasets`

// traceRow scans what listColumns select.
type traceRow struct {
	ID              store.TraceID
	RootSpanID      string         `db:"root_span_id"`
	RootID          sql.NullString `db:"root_id"`
	Created         time.Time
	CreatedReceived bool `db:"created_received"`
	Name, Type      sql.NullString
	Duration        sql.NullFloat64
	Error           sql.NullString
	Errors, Spans   int
	Tokens          sql.NullInt64
	Cost            sql.NullFloat64
	Scores          json.RawMessage
	SourceScores    json.RawMessage `db:"source_scores"`
	Metadata        json.RawMessage
	Feedback        json.RawMessage `db:"feedback_metadata"`
	Tags            pq.StringArray
	Flagged         bool
	Comments        int
	Corrections     int
	UserCorrections int `db:"user_corrections"`
	Reviews         int
	HasExpected     bool `db:"has_expected"`
	Input, Output   string
	Expected        string
	LastComment     sql.NullString `db:"last_comment"`
	Datasets        pq.StringArray
	StillMatches    bool `db:"still_matches"`
	// Place and Hit are of the leg that found the trace: its time in the list, and whether it is a match.
	Place time.Time
	Hit   bool
}

func (r *traceRow) trace() (store.Trace, error) {
	t := store.Trace{
		ID: r.ID, RootSpanID: r.RootSpanID, RootID: store.SpanID(r.RootID.String), Created: r.Created, CreatedReceived: r.CreatedReceived,
		Name: r.Name.String, Type: r.Type.String, Duration: seconds(r.Duration.Float64), HasDuration: r.Duration.Valid,
		Error: r.Error.String, Errors: r.Errors, Spans: r.Spans, Tokens: r.Tokens.Int64, Cost: r.Cost.Float64,
		Metadata: r.Metadata, Feedback: r.Feedback, Tags: r.Tags, Flagged: r.Flagged, Comments: r.Comments, Corrections: r.Corrections,
		UserCorrections: r.UserCorrections, Reviews: r.Reviews, HasExpected: r.HasExpected,
		Input: r.Input, Output: r.Output, Expected: store.Preview(r.Expected, previewRunes), LastComment: r.LastComment.String,
		Datasets: r.Datasets, StillMatches: r.StillMatches,
	}
	if err := json.Unmarshal(r.Scores, &t.Scores); err != nil {
		return t, fmt.Errorf("read scores of %s: %w", t.ID, err)
	}
	if err := json.Unmarshal(r.SourceScores, &t.BySource); err != nil {
		return t, fmt.Errorf("read source scores of %s: %w", t.ID, err)
	}
	return t, nil
}

// seconds turns a measured number of seconds into a duration, capping what a client may have sent by mistake.
func seconds(s float64) time.Duration {
	const most = 1e9 // 31 years; a time.Duration ends at 292
	return time.Duration(min(max(s, -most), most) * float64(time.Second))
}

// IDs returns the ids of the query's traces from new to old.
func (db *DB) IDs(ctx context.Context, q Query) ([]store.TraceID, error) {
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return nil, err
	}
	var ids []store.TraceID
	if err := db.x.SelectContext(ctx, &ids, "SELECT t.id "+relation+" ORDER BY t.created DESC, t.id DESC", args.values...); err != nil {
		return nil, fmt.Errorf("list trace ids: %w", translate(err))
	}
	return ids, nil
}

// Trace returns one trace as it is now, or ErrNotFound.
func (db *DB) Trace(ctx context.Context, project store.ProjectID, id store.TraceID) (store.Trace, error) {
	if !store.IsKey(string(id)) {
		return store.Trace{}, store.ErrNotFound
	}
	page, err := db.Page(ctx, Query{Project: project, Only: []store.TraceID{id}}, store.Cursor{}, 1)
	if err != nil {
		return store.Trace{}, err
	}
	if len(page.Traces) == 0 {
		return store.Trace{}, store.ErrNotFound
	}
	return page.Traces[0], nil
}
