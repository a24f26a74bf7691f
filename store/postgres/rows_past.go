package postgres

import (
	"context"
	"database/sql"
	"fmt"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// LostPast says that the logs cannot be read as of a version: rows are replaced in place, and what they were before is kept
// nowhere. Values that people give are in the log of events and can always be told.
type LostPast struct {
	Row  string        // what changed since; empty: rows were deleted since, or went to another trace
	From store.Version // as of which it can be read
}

func (e LostPast) Error() string {
	if e.Row == "" {
		return fmt.Sprintf("rows were deleted before version %d", e.From)
	}
	return fmt.Sprintf("row %q changed before version %d", e.Row, e.From)
}

// readableFrom notes that rows went away in the write at a position.
func readableFrom(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, at int64) error {
	if _, err := tx.ExecContext(ctx, `UPDATE log_position SET readable = $2 WHERE project_id = $1`, project, at); err != nil {
		return fmt.Errorf("note that rows went: %w", err)
	}
	return nil
}

// checkReadable is a LostPast for a position from before rows went away.
func (db *DB) checkReadable(ctx context.Context, project store.ProjectID, at int64) error {
	var from int64
	if err := db.x.GetContext(ctx, &from, `SELECT readable FROM log_position WHERE project_id = $1`, project); err != nil {
		return fmt.Errorf("read position: %w", translate(err))
	}
	if at < from {
		return LostPast{From: store.VersionAt(from)}
	}
	return nil
}

// pastFold is what the log made of a span by some position.
type pastFold struct {
	ID       store.SpanID
	Scores   string
	Approved sql.NullString
	Tagged   pq.StringArray // nil: as logged
}

// pastFoldsSQL folds the spans in $2 from what was said about them up to position $3: in it, the table event is that part of
// the log.
const pastFoldsSQL = `
WITH event AS MATERIALIZED (
  SELECT project_id, id, seq, trace_id, span_id, kind, source, author, account_id, name, value, category, body, retracts, adjudicates, at FROM event
  WHERE project_id = ` + anyProject + ` AND span_id = ANY($2::uuid[]) AND kind IN ('score', 'correction', 'decision', 'tag', 'retract') AND seq <= $3
),` + foldedSpans + `,` + judgedCorrections + `,
` + latestTags + `
SELECT wanted.id, COALESCE(shaped.scores, '{}')::text AS scores, (
  SELECT j.body FROM judged j WHERE j.span_id = wanted.id AND j.verdict = 'approved' AND j.newest AND j.until IS NULL
) AS approved, ` + taggedSpan + ` AS tagged
FROM (SELECT DISTINCT span_id AS id FROM event) AS wanted
  LEFT JOIN span ON span.project_id = ` + anyProject + ` AND span.id = wanted.id
  LEFT JOIN shaped ON shaped.k = wanted.id`

// pastFolds folds the next spans of a query as of its position. A span that nobody said anything about by then is left out. It
// reads the log alone, which only grows, so what happens before the spans themselves are read makes no difference.
func (db *DB) pastFolds(ctx context.Context, q SpanQuery, limit int) (map[store.SpanID]pastFold, error) {
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return nil, err
	}
	orderBy, behind := q.order(args)
	statement := "SELECT s.id " + relation + " AND " + behind + " ORDER BY " + orderBy + " LIMIT " + args.add(limit)
	var ids []store.SpanID
	if err := db.x.SelectContext(ctx, &ids, statement, args.values...); err != nil {
		return nil, fmt.Errorf("list spans of the past: %w", translate(err))
	}
	var folds []pastFold
	if err := db.x.SelectContext(ctx, &folds, pastFoldsSQL, q.Project, uuids(ids), q.At); err != nil {
		return nil, fmt.Errorf("fold the past of spans: %w", translate(err))
	}
	past := make(map[store.SpanID]pastFold, len(folds))
	for _, f := range folds {
		past[f.ID] = f
	}
	return past, nil
}

// rewind makes a row what it was at a position, or fails with a LostPast.
func (r *spanRecordRow) rewind(at int64, past map[store.SpanID]pastFold) error {
	if r.Xact > store.VersionAt(at) {
		return LostPast{Row: r.RowID, From: r.Xact}
	}
	r.Scores, r.Approved, r.Tags = "{}", sql.NullString{}, r.LoggedTags
	if f, said := past[r.ID]; said {
		r.Scores, r.Approved = f.Scores, f.Approved
		if f.Tagged != nil {
			r.Tags = f.Tagged
		}
	}
	return nil
}
