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

// spanNumber reads a number of metrics only where a client sent one.
func number(key string) string {
	return `CASE jsonb_typeof(metrics -> '` + key + `') WHEN 'number' THEN (metrics -> '` + key + `')::float8 END`
}

// Spans returns the spans of a trace in no particular order of depth: by start, else by creation, else by arrival.
func (db *DB) Spans(ctx context.Context, project store.ProjectID, trace store.TraceID) ([]store.SpanNode, error) {
	return db.spans(ctx, project, trace, "metadata, metrics")
}

// SpanTree is Spans without metadata and metrics, which are read of thousands of spans in the time of a page only where
// SpanFacts asks for one.
func (db *DB) SpanTree(ctx context.Context, project store.ProjectID, trace store.TraceID) ([]store.SpanNode, error) {
	return db.spans(ctx, project, trace, "'{}'::jsonb AS metadata, '{}'::jsonb AS metrics")
}

// SpanFacts returns the metadata and metrics of one span, or ErrNotFound.
func (db *DB) SpanFacts(ctx context.Context, project store.ProjectID, span store.SpanID) (metadata, metrics json.RawMessage, err error) {
	const q = `SELECT metadata, metrics FROM span WHERE project_id = $1 AND id = $2`
	var row struct{ Metadata, Metrics json.RawMessage }
	if !store.IsKey(string(span)) {
		return nil, nil, store.ErrNotFound
	}
	err = db.x.GetContext(ctx, &row, q, project, span)
	return row.Metadata, row.Metrics, translate(err)
}

func (db *DB) spans(ctx context.Context, project store.ProjectID, trace store.TraceID, facts string) ([]store.SpanNode, error) {
	q := `
SELECT id, row_id, span_id, COALESCE(parent_span_id, '') AS parent, COALESCE(name, '') AS name, COALESCE(type, '') AS type,
  COALESCE(error, '') AS error, created, ` + number("start") + ` AS start, ` + number("end") + ` AS finish,
  COALESCE(` + number("tokens") + `, ` + number("prompt_tokens") + ` + ` + number("completion_tokens") + `) AS tokens,
  COALESCE(` + number("cost") + `, ` + number("estimated_cost") + `) AS cost, scores, COALESCE(tagged, tags) AS tags, ` + facts + `
FROM span WHERE project_id = $1 AND trace_id = $2
ORDER BY COALESCE(to_timestamp(` + number("start") + `), created), position, id`
	var rows []struct {
		ID            store.SpanID
		RowID         string `db:"row_id"`
		SpanID        string `db:"span_id"`
		Parent        string
		Name, Type    string
		Error         string
		Created       time.Time
		Start, Finish sql.NullFloat64
		Tokens, Cost  sql.NullFloat64
		Scores        json.RawMessage
		Tags          pq.StringArray
		Metadata      json.RawMessage
		Metrics       json.RawMessage
	}
	if err := db.x.SelectContext(ctx, &rows, q, project, trace); err != nil {
		return nil, fmt.Errorf("list spans: %w", translate(err))
	}
	spans := make([]store.SpanNode, len(rows))
	for i, r := range rows {
		spans[i] = store.SpanNode{ID: r.ID, RowID: r.RowID, SpanID: r.SpanID, Parent: r.Parent, Name: r.Name, Type: r.Type, Error: r.Error,
			Created: r.Created, Start: r.Start.Float64, HasDuration: r.Start.Valid && r.Finish.Valid, Duration: seconds(r.Finish.Float64 - r.Start.Float64),
			Tokens: int64(r.Tokens.Float64), Cost: r.Cost.Float64, Tags: r.Tags, Metadata: r.Metadata, Metrics: r.Metrics, IsRoot: r.Parent == ""}
		if err := json.Unmarshal(r.Scores, &spans[i].Scores); err != nil {
			return nil, fmt.Errorf("read scores of %s: %w", r.ID, err)
		}
	}
	return spans, nil
}

// Payload returns what a span of the project carried, or ErrNotFound.
func (db *DB) Payload(ctx context.Context, project store.ProjectID, span store.SpanID) (store.Payload, error) {
	if !store.IsKey(string(span)) {
		return store.Payload{}, store.ErrNotFound
	}
	const q = `
SELECT COALESCE(input, '') AS input, COALESCE(output, '') AS output, COALESCE(approved, expected, '') AS expected,
  COALESCE(expected, '') AS logged, approved IS NOT NULL AS approved
FROM span_payload WHERE project_id = $1 AND id = $2`
	var p store.Payload
	err := db.x.GetContext(ctx, &p, q, project, span)
	return p, translate(err)
}

// PayloadHead returns the beginning of what a span carried, some characters of each value, or ErrNotFound. Values of many
// megabytes stay where they are.
func (db *DB) PayloadHead(ctx context.Context, project store.ProjectID, span store.SpanID, characters int) (store.PayloadHead, error) {
	if !store.IsKey(string(span)) {
		return store.PayloadHead{}, store.ErrNotFound
	}
	const q = `
SELECT COALESCE(left(input, $3), '') AS input, COALESCE(left(output, $3), '') AS output, COALESCE(left(COALESCE(approved, expected), $3), '') AS expected,
  '' AS logged, approved IS NOT NULL AS approved, COALESCE(octet_length(input), 0) AS inputsize, COALESCE(octet_length(output), 0) AS outputsize,
  COALESCE(octet_length(COALESCE(approved, expected)), 0) AS expectedsize
FROM span_payload WHERE project_id = $1 AND id = $2`
	var p store.PayloadHead
	err := db.x.GetContext(ctx, &p, q, project, span, characters)
	return p, translate(err)
}

// Comments returns the standing comments on a trace, oldest first.
func (db *DB) Comments(ctx context.Context, project store.ProjectID, trace store.TraceID) ([]store.Comment, error) {
	const q = `
SELECT c.id, c.span_id AS spanid, c.source, COALESCE(c.author, '') AS author, c.body, c.at, COALESCE(s.name, '') AS spanname,
  COALESCE(c.about, '{}') AS pointed
FROM comment c LEFT JOIN span s ON s.project_id = c.project_id AND s.id = c.span_id
WHERE c.project_id = $1 AND c.trace_id = $2 AND c.until IS NULL
ORDER BY c.at, c.since`
	var rows []commentRow
	if err := db.x.SelectContext(ctx, &rows, q, project, trace); err != nil {
		return nil, fmt.Errorf("list comments: %w", translate(err))
	}
	comments := make([]store.Comment, len(rows))
	for i, r := range rows {
		comments[i] = r.Comment
		if err := json.Unmarshal(r.Pointed, &comments[i].About); err != nil {
			return nil, fmt.Errorf("read what comment %s is about: %w", r.ID, err)
		}
	}
	return comments, nil
}

// commentRow scans a comment.
type commentRow struct {
	store.Comment
	Pointed json.RawMessage
}

const correctionColumns = `c.id, c.trace_id AS traceid, c.span_id AS spanid, c.source, COALESCE(c.author, '') AS author, c.body, c.state,
  COALESCE(c.decided_by, '') AS decidedby, c.at`

// Corrections returns the standing corrections of a trace, newest first.
func (db *DB) Corrections(ctx context.Context, project store.ProjectID, trace store.TraceID) ([]store.Correction, error) {
	const q = `
SELECT ` + correctionColumns + `, COALESCE(s.name, '') AS spanname
FROM correction c LEFT JOIN span s ON s.project_id = c.project_id AND s.id = c.span_id
WHERE c.project_id = $1 AND c.trace_id = $2 AND c.until IS NULL
ORDER BY c.since DESC`
	var rows []store.Correction
	err := db.x.SelectContext(ctx, &rows, q, project, trace)
	return rows, translate(err)
}

// eventColumns are what history and undo read of an event e.
const eventColumns = `e.id, e.seq, e.trace_id AS traceid, e.span_id AS spanid, e.kind, e.source, e.wire_source AS wiresource,
  COALESCE(e.author, '') AS author, COALESCE(e.account_id, 0) AS accountid, e.name, e.value, COALESCE(e.category, '') AS category,
  COALESCE(e.body, '') AS body, COALESCE(e.metadata::text, '') AS metadata, e.submission, COALESCE(e.replaces::text, '') AS replaces,
  e.adjudicates, COALESCE(e.retracts::text, '') AS retracts, COALESCE(e.config_id, 0) AS configid, COALESCE(e.config_version, 0) AS configversion,
  e.at, e.received, EXISTS (SELECT FROM event r WHERE r.project_id = e.project_id AND r.retracts = e.id) AS retracted`

type eventRow struct {
	store.Event
	Value    sql.NullFloat64
	Category string
}

func (r *eventRow) event() store.Event {
	e := r.Event
	e.Score.Category = r.Category
	if r.Value.Valid {
		e.Score.Number = &r.Value.Float64
	}
	return e
}

// History returns the events of a trace, newest first: what was said, by whom, what it replaced and what took it back.
func (db *DB) History(ctx context.Context, project store.ProjectID, trace store.TraceID) ([]store.Event, error) {
	const q = `
SELECT ` + eventColumns + `, COALESCE(s.name, '') AS spanname
FROM event e LEFT JOIN span s ON s.project_id = e.project_id AND s.id = e.span_id
WHERE e.project_id = $1 AND e.trace_id = $2
ORDER BY e.seq DESC, e.name LIMIT 500`
	return db.events(ctx, q, project, trace)
}

func (db *DB) events(ctx context.Context, q string, args ...any) ([]store.Event, error) {
	var rows []eventRow
	if err := db.x.SelectContext(ctx, &rows, q, args...); err != nil {
		return nil, fmt.Errorf("read events: %w", translate(err))
	}
	events := make([]store.Event, len(rows))
	for i := range rows {
		events[i] = rows[i].event()
	}
	return events, nil
}

// Votes returns the scores that count on a trace, one an author, by name and source.
func (db *DB) Votes(ctx context.Context, project store.ProjectID, trace store.TraceID) ([]store.Vote, error) {
	const q = `
SELECT DISTINCT ON (e.name, e.source, e.span_id, e.adjudicates, ` + voter + `) ` + eventColumns + `, COALESCE(s.name, '') AS spanname
FROM event e LEFT JOIN span s ON s.project_id = e.project_id AND s.id = e.span_id
WHERE e.project_id = $1 AND e.trace_id = $2 AND e.kind = 'score' AND ` + standing + `
ORDER BY e.name, e.source, e.span_id, e.adjudicates DESC, ` + voter + `, e.seq DESC`
	events, err := db.events(ctx, q, project, trace)
	if err != nil {
		return nil, err
	}
	votes := make([]store.Vote, 0, len(events))
	for _, e := range events {
		if !e.Score.IsNull() {
			votes = append(votes, store.Vote{ID: e.ID, SpanID: e.SpanID, Name: e.Name, Source: e.Source, Author: e.Author, Score: e.Score, At: e.At, Span: e.SpanName,
				Adjudicates: e.Adjudicates})
		}
	}
	return votes, nil
}
