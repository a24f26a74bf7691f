package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"assay/store"
	"assay/store/rollup"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// rollupStep is how many traces are counted in one transaction.
const rollupStep = 10_000

// countedColumns are what of a trace counts, as trace and trace_was have it.
const countedColumns = `arrived, created, name, errors, comments, duration, tokens, cost, tags, metadata, feedback_metadata, source_scores`

// countedRow is a row of countedColumns, with the trace's id.
type countedRow struct {
	ID               store.TraceID
	Arrived          int64
	Created          time.Time
	Name             sql.NullString
	Errors, Comments int
	Duration         *float64
	Tokens           *int64
	Cost             *float64
	Tags             pq.StringArray
	Metadata         []byte
	FeedbackMetadata []byte `db:"feedback_metadata"`
	SourceScores     []byte `db:"source_scores"`
}

func (r *countedRow) trace() rollup.Trace {
	return rollup.Trace{Created: r.Created, Name: r.Name.String, Errors: r.Errors, Comments: r.Comments, Duration: r.Duration, Tokens: r.Tokens, Cost: r.Cost,
		Tags: r.Tags, Metadata: r.Metadata, Feedback: r.FeedbackMetadata, BySource: r.SourceScores}
}

// keepCounted copies what counts of traces before the event at position at changes them, so that it can be taken out of the
// rollup again. It is written whether or not the trace is counted yet: that only the fold knows.
func keepCounted(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, traces []string, at int64) error {
	if len(traces) == 0 {
		return nil
	}
	const keep = `
INSERT INTO trace_was (project_id, trace_id, until, ` + countedColumns + `)
SELECT project_id, id, $3, ` + countedColumns + `
FROM trace WHERE project_id = $1 AND id = ANY($2::uuid[])
ORDER BY id
ON CONFLICT (project_id, trace_id, until) DO NOTHING`
	if _, err := tx.ExecContext(ctx, keep, project, uuids(traces), at); err != nil {
		return fmt.Errorf("keep what counts of traces: %w", err)
	}
	return nil
}

// RollupsBehind lists the projects whose logs hold what is not counted yet.
func (db *DB) RollupsBehind(ctx context.Context) ([]store.ProjectID, error) {
	const q = `
SELECT l.project_id FROM log_position l LEFT JOIN rollup_state s ON s.project_id = l.project_id
WHERE l.last > COALESCE(s.arrived, 0) ORDER BY l.project_id`
	var out []store.ProjectID
	if err := db.x.SelectContext(ctx, &out, q); err != nil {
		return nil, fmt.Errorf("list what is not counted: %w", translate(err))
	}
	return out, nil
}

// FoldRollups counts everything that is in the log of a project, in steps that are transactions of their own.
func (db *DB) FoldRollups(ctx context.Context, project store.ProjectID) error {
	for more := true; more; {
		err := db.tx(ctx, func(tx *sqlx.Tx) (err error) {
			more, err = foldRollup(ctx, tx, project)
			return err
		})
		if err != nil {
			return fmt.Errorf("count traces: %w", err)
		}
	}
	return nil
}

// foldRollup takes one step, and says whether there is more to do. All of it sees one state of the database: of a trace that
// someone changes meanwhile it counts what is there now, and finds in trace_was at the next step what that was. So nobody who
// writes has to wait for it, nor it for them.
func foldRollup(ctx context.Context, tx *sqlx.Tx, project store.ProjectID) (more bool, err error) {
	if _, err := tx.ExecContext(ctx, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"); err != nil {
		return false, fmt.Errorf("isolate: %w", err)
	}
	f := rollupFold{tx: tx, project: project, sums: rollup.Sums{}, seen: map[string]time.Time{}}
	if mine, err := f.begin(ctx); err != nil || !mine {
		return false, err
	}
	changed, err := f.changes(ctx)
	if err != nil {
		return false, err
	}
	upTo, err := f.arrivals(ctx)
	if err != nil {
		return false, err
	}
	if err := f.write(ctx); err != nil {
		return false, err
	}
	if err := f.writeSeen(ctx); err != nil {
		return false, err
	}
	const done = `UPDATE rollup_state SET arrived = $2, folded = now() WHERE project_id = $1`
	if _, err := tx.ExecContext(ctx, done, project, upTo); err != nil {
		return false, fmt.Errorf("note what is counted: %w", err)
	}
	return changed == rollupStep || upTo < f.last, nil
}

// rollupFold is one step of counting.
type rollupFold struct {
	tx      *sqlx.Tx
	project store.ProjectID
	arrived int64 // what arrived up to here is counted
	last    int64 // position of the log
	fields  map[string]map[string]bool
	wide    map[string]bool
	sums    rollup.Sums
	seen    map[string]time.Time // releases that traces name
}

// begin reads where counting stands. It is false when someone else is at it.
func (f *rollupFold) begin(ctx context.Context) (mine bool, err error) {
	if err := f.tx.GetContext(ctx, &mine, `SELECT pg_try_advisory_xact_lock(hashtext('rollup'), $1)`, f.project); err != nil || !mine {
		return false, err
	}
	const state = `INSERT INTO rollup_state (project_id) VALUES ($1) ON CONFLICT (project_id) DO NOTHING`
	if _, err := f.tx.ExecContext(ctx, state, f.project); err != nil {
		return false, fmt.Errorf("begin to count: %w", err)
	}
	const read = `SELECT s.arrived, l.last FROM rollup_state s JOIN log_position l ON l.project_id = s.project_id WHERE s.project_id = $1`
	if err := f.tx.QueryRowxContext(ctx, read, f.project).Scan(&f.arrived, &f.last); err != nil {
		return false, fmt.Errorf("read what is counted: %w", err)
	}
	return true, f.readFields(ctx)
}

// changes takes out what changed since it was counted, and puts it in again. It returns how many old rows it looked at.
func (f *rollupFold) changes(ctx context.Context) (int, error) {
	var was []countedRow
	const old = `SELECT trace_id AS id, ` + countedColumns + ` FROM trace_was WHERE project_id = $1 ORDER BY trace_id, until LIMIT $2`
	if err := f.tx.SelectContext(ctx, &was, old, f.project, rollupStep); err != nil {
		return 0, fmt.Errorf("read what changed: %w", err)
	}
	if len(was) == 0 {
		return 0, nil
	}
	var ids []store.TraceID
	for i := range was {
		if i > 0 && was[i].ID == was[i-1].ID {
			continue // the first row is what is counted
		}
		ids = append(ids, was[i].ID)
		if was[i].Arrived <= f.arrived {
			f.sums.Take(was[i].trace(), f.isWide)
		}
	}
	const now = `SELECT id, ` + countedColumns + ` FROM trace WHERE project_id = $1 AND id = ANY($2::uuid[]) AND arrived <= $3`
	if err := f.put(ctx, now, f.project, uuids(ids), f.arrived); err != nil {
		return 0, err
	}
	const forget = `DELETE FROM trace_was WHERE project_id = $1 AND trace_id = ANY($2::uuid[]) RETURNING trace_id`
	if err := printAgain(ctx, f.tx, f.project, forget, f.project, uuids(ids)); err != nil {
		return 0, fmt.Errorf("forget what changed: %w", err)
	}
	return len(was), nil
}

// arrivals puts in traces that arrived since, and returns the position up to which. What they were since they arrived is of no
// use any more.
func (f *rollupFold) arrivals(ctx context.Context) (int64, error) {
	upTo := f.last
	const bound = `SELECT arrived FROM trace WHERE project_id = $1 AND arrived > $2 AND arrived <= $3 ORDER BY arrived OFFSET $4 LIMIT 1`
	switch err := f.tx.GetContext(ctx, &upTo, bound, f.project, f.arrived, f.last, rollupStep); {
	case err == sql.ErrNoRows:
	case err != nil:
		return 0, fmt.Errorf("find arrivals: %w", err)
	}
	const q = `SELECT id, ` + countedColumns + ` FROM trace WHERE project_id = $1 AND arrived > $2 AND arrived <= $3`
	if err := f.put(ctx, q, f.project, f.arrived, upTo); err != nil {
		return 0, err
	}
	const forget = `DELETE FROM trace_was WHERE project_id = $1 AND arrived > $2 AND arrived <= $3 RETURNING trace_id`
	if err := printAgain(ctx, f.tx, f.project, forget, f.project, f.arrived, upTo); err != nil {
		return 0, fmt.Errorf("forget what was not counted: %w", err)
	}
	return upTo, nil
}

func (f *rollupFold) put(ctx context.Context, q string, args ...any) error {
	rows, err := f.tx.QueryxContext(ctx, q, args...)
	if err != nil {
		return fmt.Errorf("read traces to count: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var r countedRow
		if err := rows.StructScan(&r); err != nil {
			return fmt.Errorf("read traces to count: %w", err)
		}
		f.sums.Put(r.trace(), f.isWide)
		f.see(&r)
	}
	return rows.Err()
}
