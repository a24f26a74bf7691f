package postgres

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"

	"github.com/lib/pq"
)

// exportBatch is how many traces are looked up at once. Their feedback is in memory together, their payloads one at a time.
const exportBatch = 200

// Exported counts the traces that an export met.
type Exported struct {
	Written  int
	Rootless int // left out: their root span has not arrived
	Deeper   int // of those written: have further spans, which an export of roots leaves out
}

// EachRoot calls yield with the root span of every trace of the query, from old to new, with what stands of the feedback on
// it, in the form in which the span would be imported: importing it elsewhere folds to the same scores, comments and expected
// value. Expected is the value that counts, approved or logged.
//
// Not everything has such a form. Corrections that were rejected or superseded are left out, since they would be proposals
// again, and an approval is seen by the expected value alone. A category that stands for a number becomes the number.
// Decisions, completions, skips and dataset adds are not written.
//
// It stops at the first error of yield and returns it.
func (db *DB) EachRoot(ctx context.Context, q Query, yield func(store.Span) error) (met Exported, err error) {
	wait := patient(ctx)
	defer func() { err = wait.end(err) }()
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return met, err
	}
	// One statement names all traces, so that what happens meanwhile neither doubles nor drops one; it streams, so that their
	// number does not matter.
	rows, err := db.x.QueryxContext(wait, "SELECT t.root_id AS root, t.created_received AS received, t.spans "+relation+" ORDER BY t.created, t.id", args.values...)
	if err != nil {
		return met, fmt.Errorf("list traces to export: %w", translate(err))
	}
	defer func() { _ = rows.Close() }()
	batch := make([]exportRoot, 0, exportBatch)
	for rows.Next() {
		var t exportRoot
		if err := rows.StructScan(&t); err != nil {
			return met, fmt.Errorf("list traces to export: %w", err)
		}
		if !t.Root.Valid {
			met.Rootless++
			continue
		}
		if t.Spans > 1 {
			met.Deeper++
		}
		if batch = append(batch, t); len(batch) == exportBatch {
			some := func() error { return db.exportRoots(ctx, q.Project, batch, &met, yield) }
			if err := wait.give(some); err != nil {
				return met, err
			}
			batch = batch[:0]
		}
	}
	if err := rows.Err(); err != nil {
		return met, fmt.Errorf("list traces to export: %w", translate(err))
	}
	err = wait.give(func() error { return db.exportRoots(ctx, q.Project, batch, &met, yield) })
	return met, err
}

// exportRoot scans what the list of traces tells of one.
type exportRoot struct {
	Root     sql.NullString
	Received bool
	Spans    int
}

// rootRow scans a root span with its payload.
type rootRow struct {
	ID         store.SpanID
	RowID      string `db:"row_id"`
	SpanID     string `db:"span_id"`
	RootSpanID string `db:"root_span_id"`
	Created    time.Time
	Received   bool
	Name, Type string
	Error      string
	Metadata   json.RawMessage
	Metrics    json.RawMessage
	Tags       pq.StringArray
	Input      sql.NullString
	Output     sql.NullString
	Expected   sql.NullString
}

func (r *rootRow) span() store.Span {
	return store.Span{RowID: r.RowID, SpanID: r.SpanID, RootSpanID: r.RootSpanID, Created: r.Created, HasCreated: !r.Received,
		Name: r.Name, Type: r.Type, Error: r.Error, Metadata: filled(r.Metadata), Metrics: filled(r.Metrics), Tags: r.Tags,
		Input: rawJSON(r.Input), Output: rawJSON(r.Output), Expected: rawJSON(r.Expected)}
}

func rawJSON(s sql.NullString) json.RawMessage {
	if !s.Valid {
		return nil
	}
	return json.RawMessage(s.String)
}

// filled is an object with something in it, or nil.
func filled(object json.RawMessage) json.RawMessage {
	if bytes.Equal(object, []byte("{}")) {
		return nil
	}
	return object
}

// exportRoots yields some roots with their feedback. Both statements look row by row, which OFFSET 0 insists on.
func (db *DB) exportRoots(ctx context.Context, project store.ProjectID, batch []exportRoot, met *Exported, yield func(store.Span) error) (err error) {
	if len(batch) == 0 {
		return nil
	}
	wait := patient(ctx)
	defer func() { err = wait.end(err) }()
	ids, received := make([]string, len(batch)), make([]bool, len(batch))
	for i, t := range batch {
		ids[i], received[i] = t.Root.String, t.Received
	}
	said, err := db.saidOn(wait, project, ids)
	if err != nil {
		return err
	}
	const q = `
SELECT s.id, s.row_id, s.span_id, s.root_span_id, s.created, root.received, COALESCE(s.name, '') AS name, COALESCE(s.type, '') AS type,
  COALESCE(s.error, '') AS error, s.metadata, s.metrics, s.tags, p.input, p.output, COALESCE(p.approved, p.expected) AS expected
FROM unnest($2::uuid[], $3::boolean[]) WITH ORDINALITY AS root (id, received, place)
  CROSS JOIN LATERAL (
    SELECT id, row_id, span_id, root_span_id, created, name, type, error, metadata, metrics, COALESCE(tagged, tags) AS tags
    FROM span WHERE project_id = ` + anyProject + ` AND id = root.id OFFSET 0
  ) AS s
  LEFT JOIN LATERAL (
    SELECT input, output, expected, approved
    FROM span_payload WHERE project_id = ` + anyProject + ` AND id = root.id OFFSET 0
  ) AS p ON true
ORDER BY root.place`
	rows, err := db.x.QueryxContext(wait, q, project, pq.Array(ids), pq.Array(received))
	if err != nil {
		return fmt.Errorf("read roots to export: %w", translate(err))
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r rootRow
		if err := rows.StructScan(&r); err != nil {
			return fmt.Errorf("read root to export: %w", err)
		}
		span := r.span()
		addSaid(&span, said[r.ID])
		if err := wait.give(func() error { return yield(span) }); err != nil {
			return err
		}
		met.Written++
	}
	return translate(rows.Err())
}

// saidOn reads what stands of the feedback on some spans, in the order of the log.
func (db *DB) saidOn(ctx context.Context, project store.ProjectID, spans []string) (map[store.SpanID][]store.Event, error) {
	const q = `
SELECT ` + eventColumns + `
FROM unnest($2::uuid[]) AS wanted (id)
  CROSS JOIN LATERAL (
    SELECT project_id, id, seq, trace_id, span_id, kind, source, wire_source, author, account_id, name, value, category, body, metadata,
      submission, replaces, retracts, config_id, config_version, adjudicates, at, received
    FROM event WHERE project_id = ` + anyProject + ` AND span_id = wanted.id AND kind IN ('score', 'comment', 'correction', 'metadata', 'text') OFFSET 0
  ) AS e
  LEFT JOIN LATERAL (SELECT state FROM correction WHERE project_id = ` + anyProject + ` AND id = e.id OFFSET 0) AS c ON true
WHERE c.state IS NULL OR c.state IN ('proposed', 'approved')
ORDER BY e.seq, e.name`
	events, err := db.events(ctx, q, project, pq.Array(spans))
	if err != nil {
		return nil, err
	}
	said := make(map[store.SpanID][]store.Event, len(spans))
	for _, e := range events {
		if !e.Retracted {
			said[e.SpanID] = append(said[e.SpanID], e)
		}
	}
	return said, nil
}

// addSaid turns events back into the scores and the feedback of a span.
func addSaid(s *store.Span, events []store.Event) {
	place := map[store.EventID]int{} // in s.Feedback, by submission
	outranked := outranked(events)
	for _, e := range events {
		if outranked(e) {
			continue
		}
		if e.Score.Number != nil {
			e.Score.Category = "" // the number is what folds
		}
		if isOwn(e) {
			setOwn(s, e)
			continue
		}
		n, known := place[e.Submission]
		if !known || !fits(&s.Feedback[n], e) {
			n = len(s.Feedback)
			place[e.Submission] = n
			s.Feedback = append(s.Feedback, store.Feedback{Source: e.Source, WireSource: e.WireSource, User: e.Author, Created: e.At})
		}
		say(&s.Feedback[n], e)
	}
}

// outranked tells the votes that do not count because someone settled the question. The file has no word for that, so that
// with them in it the value would be another one where it is read.
func outranked(events []store.Event) func(store.Event) bool {
	type ballot struct {
		source store.Source
		name   string
	}
	settled := map[ballot]bool{}
	for _, e := range events {
		if e.Adjudicates && !e.Score.IsNull() {
			settled[ballot{e.Source, e.Name}] = true
		}
	}
	return func(e store.Event) bool {
		return e.Kind == store.ScoreEvent && !e.Adjudicates && settled[ballot{e.Source, e.Name}]
	}
}

// isOwn tells a score that came with the span from one of feedback, which has a word of the wire when it is automated.
func isOwn(e store.Event) bool {
	return e.Kind == store.ScoreEvent && e.Source == store.Automated && e.Author == store.SpanAuthor && e.WireSource == ""
}

func setOwn(s *store.Span, e store.Event) {
	if s.Scores == nil {
		s.Scores = map[string]store.Score{}
	}
	if s.Scores[e.Name] = e.Score; e.Score.IsNull() {
		delete(s.Scores, e.Name)
	}
}

// fits reports whether an entry of feedback has room for the event: it holds one comment, one correction and one score a
// name.
func fits(f *store.Feedback, e store.Event) bool {
	switch e.Kind {
	case store.ScoreEvent:
		_, taken := f.Scores[e.Name]
		return !taken
	case store.CommentEvent:
		return f.Comment == ""
	case store.CorrectionEvent:
		return f.Expected == nil
	}
	return true
}

func say(f *store.Feedback, e store.Event) {
	switch e.Kind {
	case store.ScoreEvent:
		if f.Scores == nil {
			f.Scores = map[string]store.Score{}
		}
		f.Scores[e.Name] = e.Score
	case store.CommentEvent:
		var about store.About
		if f.Comment = e.Body; e.Metadata != "" && json.Unmarshal([]byte(e.Metadata), &about) == nil {
			f.Anchor = about.Anchor
		}
	case store.CorrectionEvent:
		f.Expected = json.RawMessage(e.Body)
	case store.MetadataEvent:
		f.Metadata = merged(f.Metadata, json.RawMessage(e.Metadata))
	case store.TextEvent:
		f.Metadata = beside(f.Metadata, answered(e))
	}
}

// answered is a free-text answer as metadata, which is what filters take it for; one that was emptied is null.
func answered(e store.Event) json.RawMessage {
	if e.Metadata != "" {
		return json.RawMessage(e.Metadata)
	}
	var text any
	if e.Body != "" {
		text = e.Body
	}
	b, err := json.Marshal(map[string]any{e.Name: text})
	if err != nil {
		return nil // text and null always have a JSON form
	}
	return b
}

// merged adds the members of one object to another's; those of the later one win.
func merged(into, from json.RawMessage) json.RawMessage {
	if len(into) == 0 {
		return from
	}
	members := map[string]json.RawMessage{}
	if json.Unmarshal(into, &members) != nil || json.Unmarshal(from, &members) != nil {
		return into
	}
	b, err := json.Marshal(members)
	if err != nil {
		return into
	}
	return b
}

// beside adds an answer to the metadata of a submission; where both have objects under a key, which texts with paths make, all
// members stay.
func beside(into, answer json.RawMessage) json.RawMessage {
	var old, added map[string]json.RawMessage
	if json.Unmarshal(into, &old) != nil || json.Unmarshal(answer, &added) != nil {
		return merged(into, answer)
	}
	for key, v := range added {
		var object map[string]json.RawMessage
		if was := old[key]; json.Unmarshal(was, &object) == nil && object != nil {
			added[key] = beside(was, v)
		}
	}
	b, err := json.Marshal(added)
	if err != nil {
		return into
	}
	return merged(into, b)
}
