package postgres

import (
	"context"
	"fmt"
	"slices"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// takeBack returns the events that take back what stands about deleted rows, so that a row that comes again under an old id
// begins with nothing. wiped are their spans, and rewritten those among them that the same request writes anew: their own
// scores are compared with the new ones when these are written. Comments that came as rows are deleted as rows. Feedback that
// waits for a deleted row goes too.
func (w *rowWriter) takeBack(ctx context.Context, wiped, rewritten []store.SpanID) ([]store.Event, error) {
	if len(w.gone) == 0 {
		return nil, nil
	}
	comments := make([]store.EventID, len(w.gone))
	for i, id := range w.gone {
		comments[i] = CommentKey(id)
	}
	const forget = `DELETE FROM pending_feedback WHERE project_id = $1 AND (about = ANY($2::text[]) OR submission = ANY($3::uuid[]))`
	if _, err := w.tx.ExecContext(ctx, forget, w.project, pq.Array(w.gone), uuids(comments)); err != nil {
		return nil, fmt.Errorf("forget waiting feedback: %w", err)
	}
	const find = `
SELECT e.id, e.trace_id AS traceid, e.span_id AS spanid, e.source, e.kind = 'score' AND e.source = 'automated' AND COALESCE(e.author, '') = 'span' AS own
FROM (
  SELECT * FROM event WHERE project_id = $1 AND span_id = ANY($2::uuid[])
  UNION ALL
  SELECT * FROM event WHERE project_id = $1 AND id = ANY($3::uuid[]) AND span_id <> ALL($2::uuid[])
) AS e
WHERE e.kind <> 'retract' AND ` + standing + `
ORDER BY e.seq`
	var rows []struct {
		store.Event
		Own bool
	}
	if err := w.tx.SelectContext(ctx, &rows, find, w.project, uuids(wiped), uuids(comments)); err != nil {
		return nil, fmt.Errorf("find what was said about deleted rows: %w", err)
	}
	var events []store.Event
	for _, r := range rows {
		if r.Own && slices.Contains(rewritten, r.SpanID) {
			continue
		}
		id := store.NewEventID()
		events = append(events, store.Event{ID: id, TraceID: r.TraceID, SpanID: r.SpanID, Kind: store.RetractEvent, Source: r.Source,
			Retracts: r.ID, Submission: id, At: w.now})
	}
	return events, nil
}

// deleteSpans removes spans. What was said about them stays in the log, taken back.
func deleteSpans(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, spans []store.SpanID) error {
	if len(spans) == 0 {
		return nil
	}
	for _, q := range []string{
		`DELETE FROM span_payload WHERE project_id = $1 AND id = ANY($2::uuid[])`,
		`DELETE FROM span WHERE project_id = $1 AND id = ANY($2::uuid[])`,
	} {
		if _, err := tx.ExecContext(ctx, q, project, uuids(spans)); err != nil {
			return fmt.Errorf("delete spans: %w", err)
		}
	}
	return nil
}

// moveEvents takes what was said about staged spans along to the traces they stand in now. from are the traces that spans
// left. The trace of an event is where its span stands and no part of what was said, so the log stays what it was.
func moveEvents(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, from []string) error {
	if len(from) == 0 {
		return nil
	}
	for _, table := range []string{"event", "comment", "correction"} {
		q := `UPDATE ` + table + ` o SET trace_id = s.trace_id FROM stage_span s
WHERE o.project_id = $1 AND o.trace_id = ANY($2::uuid[]) AND o.span_id = s.id AND o.trace_id <> s.trace_id`
		if _, err := tx.ExecContext(ctx, q, project, pq.Array(from)); err != nil {
			return fmt.Errorf("move %s: %w", table, err)
		}
	}
	return nil
}

// dropEmptyTraces removes those of the traces that have no span any more, with what they were at earlier positions: nobody
// could open them.
func dropEmptyTraces(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, traces []string) error {
	if len(traces) == 0 {
		return nil
	}
	const empty = `
SELECT t.id FROM trace t
WHERE t.project_id = $1 AND t.id = ANY($2::uuid[]) AND NOT EXISTS (SELECT FROM span s WHERE s.project_id = $1 AND s.trace_id = t.id)`
	var gone []store.TraceID
	if err := tx.SelectContext(ctx, &gone, empty, project, pq.Array(traces)); err != nil {
		return fmt.Errorf("find empty traces: %w", err)
	}
	if len(gone) == 0 {
		return nil
	}
	for _, q := range []string{
		`DELETE FROM trace_score WHERE project_id = $1 AND trace_id = ANY($2::uuid[])`,
		`DELETE FROM trace_past WHERE project_id = $1 AND id = ANY($2::uuid[])`,
		`DELETE FROM trace_print WHERE project_id = $1 AND trace_id = ANY($2::uuid[])`,
		`DELETE FROM trace WHERE project_id = $1 AND id = ANY($2::uuid[])`,
	} {
		if _, err := tx.ExecContext(ctx, q, project, uuids(gone)); err != nil {
			return fmt.Errorf("drop empty traces: %w", err)
		}
	}
	return nil
}
