package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// traceColumns are the columns of trace, in the order in which trace_past has them too.
const traceColumns = `project_id, id, root_span_id, created, created_received, root_id, name, type, duration, error, errors, spans,
  tokens, cost, metrics, scores, source_scores, metadata, feedback_metadata, tags, comments, corrections, user_corrections, reviews,
  has_expected, terms, arrived, changed, flagged`

// keepPast copies trace rows as they are before the event at position at changes them, so that a filter can still be asked
// as of an earlier position. Traces that came with the event itself have no past.
func keepPast[T ~string](ctx context.Context, tx *sqlx.Tx, project store.ProjectID, traces []T, at int64) error {
	if len(traces) == 0 {
		return nil
	}
	const keep = `
INSERT INTO trace_past (` + traceColumns + `, until)
SELECT ` + traceColumns + `, $3
FROM trace WHERE project_id = $1 AND id = ANY($2::uuid[]) AND arrived < $3 AND changed < $3
ON CONFLICT (project_id, id, until) DO NOTHING`
	const mark = `UPDATE trace SET changed = $3 WHERE project_id = $1 AND id = ANY($2::uuid[]) AND changed < $3`
	for _, q := range []string{keep, mark} {
		if _, err := tx.ExecContext(ctx, q, project, uuids(traces), at); err != nil {
			return fmt.Errorf("keep past of traces: %w", err)
		}
	}
	return nil
}

// ForgetPast deletes what trace rows were until a time. A position before it no longer finds the traces that changed between
// the two: a run that old keeps only the members that nothing happened to.
func (db *DB) ForgetPast(ctx context.Context, before time.Time) error {
	_, err := db.x.ExecContext(ctx, `DELETE FROM trace_past WHERE saved < $1`, before)
	return translate(err)
}
