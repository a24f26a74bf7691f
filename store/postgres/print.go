package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"assay/store"
	"assay/store/similar"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

const (
	// printStep is about how many traces get a fingerprint in one transaction, and printChunk how many texts are in memory together.
	printStep  = 2000
	printChunk = 200
)

// printAgain has the fingerprints of traces made anew, whose ids a statement returns.
func printAgain(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, changed string, args ...any) error {
	args = append(args, project)
	q := "WITH changed AS (" + changed + ") INSERT INTO trace_print_due (project_id, trace_id) SELECT DISTINCT $" + fmt.Sprint(len(args)) +
		"::int, trace_id FROM changed ORDER BY 2 ON CONFLICT DO NOTHING"
	_, err := tx.ExecContext(ctx, q, args...)
	return err
}

// PrintsBehind lists the projects with traces that have no fingerprint yet, or one of what they were.
func (db *DB) PrintsBehind(ctx context.Context) ([]store.ProjectID, error) {
	const q = `
SELECT l.project_id FROM log_position l LEFT JOIN trace_print_state s ON s.project_id = l.project_id
WHERE l.last > COALESCE(s.arrived, 0) OR EXISTS (SELECT FROM trace_print_due d WHERE d.project_id = l.project_id) ORDER BY l.project_id`
	var out []store.ProjectID
	if err := db.x.SelectContext(ctx, &out, q); err != nil {
		return nil, fmt.Errorf("list traces without fingerprint: %w", translate(err))
	}
	return out, nil
}

// FoldPrints makes the fingerprints that are missing in a project, in steps that are transactions of their own; at most so many
// steps, 0 being all. While someone else is at it, it does nothing.
func (db *DB) FoldPrints(ctx context.Context, project store.ProjectID, steps int) error {
	for more, n := true, 0; more && (steps == 0 || n < steps); n++ {
		err := db.tx(ctx, func(tx *sqlx.Tx) (err error) {
			more, err = foldPrints(ctx, tx, project)
			return err
		})
		if err != nil {
			return fmt.Errorf("make fingerprints: %w", err)
		}
	}
	return nil
}

// foldPrints takes one step, and says whether there is more to do.
func foldPrints(ctx context.Context, tx *sqlx.Tx, project store.ProjectID) (more bool, err error) {
	var mine bool
	if err := tx.GetContext(ctx, &mine, `SELECT pg_try_advisory_xact_lock(hashtext('trace_print'), $1)`, project); err != nil || !mine {
		return false, err
	}
	const state = `
SELECT COALESCE((SELECT s.arrived FROM trace_print_state s WHERE s.project_id = l.project_id), 0) AS arrived, l.last FROM log_position l WHERE l.project_id = $1`
	var at struct{ Arrived, Last int64 }
	if err := tx.GetContext(ctx, &at, state, project); errors.Is(err, sql.ErrNoRows) {
		return false, nil
	} else if err != nil {
		return false, fmt.Errorf("read state: %w", err)
	}
	const due = `
DELETE FROM trace_print_due WHERE project_id = $1 AND trace_id IN (SELECT trace_id FROM trace_print_due WHERE project_id = $1 ORDER BY trace_id LIMIT $2)
RETURNING trace_id`
	var ids []store.TraceID
	if err := tx.SelectContext(ctx, &ids, due, project, printStep); err != nil {
		return false, fmt.Errorf("find changed traces: %w", err)
	}
	again := len(ids)
	upTo := at.Last
	const bound = `SELECT arrived FROM trace WHERE project_id = $1 AND arrived > $2 AND arrived <= $3 ORDER BY arrived OFFSET $4 LIMIT 1`
	if err := tx.GetContext(ctx, &upTo, bound, project, at.Arrived, at.Last, printStep); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, fmt.Errorf("find arrivals: %w", err)
	}
	var news []store.TraceID
	const arrived = `SELECT id FROM trace WHERE project_id = $1 AND arrived > $2 AND arrived <= $3 ORDER BY arrived`
	if err := tx.SelectContext(ctx, &news, arrived, project, at.Arrived, upTo); err != nil {
		return false, fmt.Errorf("read arrivals: %w", err)
	}
	for some := range slices.Chunk(append(ids, news...), printChunk) {
		if err := printTraces(ctx, tx, project, some); err != nil {
			return false, err
		}
	}
	const done = `INSERT INTO trace_print_state (project_id, arrived) VALUES ($1, $2) ON CONFLICT (project_id) DO UPDATE SET arrived = EXCLUDED.arrived`
	if _, err := tx.ExecContext(ctx, done, project, upTo); err != nil {
		return false, fmt.Errorf("note state: %w", err)
	}
	return again == printStep || upTo < at.Last, nil
}

// saidRow is what a trace was asked and answered: its root's input and output.
type saidRow struct {
	ID            store.TraceID
	Arrived       int64
	Input, Output sql.NullString
}

// readSaid reads what traces were asked and answered, those that are there.
func readSaid(ctx context.Context, x sqlx.QueryerContext, project store.ProjectID, ids []store.TraceID) ([]saidRow, error) {
	const q = `
SELECT t.id, t.arrived, left(p.input, ` + longestInput + `) AS input, left(p.output, ` + longestInput + `) AS output
FROM trace t LEFT JOIN span_payload p ON p.project_id = t.project_id AND p.id = t.root_id
WHERE t.project_id = $1 AND t.id = ANY($2::uuid[])`
	var rows []saidRow
	if err := sqlx.SelectContext(ctx, x, &rows, q, project, uuids(ids)); err != nil {
		return nil, fmt.Errorf("read what traces say: %w", err)
	}
	return rows, nil
}

// printTraces makes the fingerprints of some traces, and takes away those of traces that are gone.
func printTraces(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, ids []store.TraceID) error {
	rows, err := readSaid(ctx, tx, project, ids)
	if err != nil {
		return err
	}
	there, arrived, inputs, outputs := make([]store.TraceID, len(rows)), make([]int64, len(rows)), make([]string, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		there[i], arrived[i] = r.ID, r.Arrived
		inputs[i] = similar.NewSketch(similar.Said(r.Input.String)).Fingerprint()
		outputs[i] = similar.NewSketch(similar.Said(r.Output.String)).Fingerprint()
	}
	const keep = `
INSERT INTO trace_print (project_id, trace_id, arrived, input, output)
SELECT $1, p.id, p.arrived, NULLIF(p.input, '')::bit(512), NULLIF(p.output, '')::bit(512)
FROM unnest($2::uuid[], $3::bigint[], $4::text[], $5::text[]) AS p (id, arrived, input, output)
ON CONFLICT (project_id, trace_id) DO UPDATE SET arrived = EXCLUDED.arrived, input = EXCLUDED.input, output = EXCLUDED.output`
	if _, err := tx.ExecContext(ctx, keep, project, uuids(there), pq.Array(arrived), pq.Array(inputs), pq.Array(outputs)); err != nil {
		return fmt.Errorf("keep fingerprints: %w", err)
	}
	const gone = `DELETE FROM trace_print WHERE project_id = $1 AND trace_id = ANY($2::uuid[]) AND NOT trace_id = ANY($3::uuid[])`
	if _, err := tx.ExecContext(ctx, gone, project, uuids(ids), uuids(there)); err != nil {
		return fmt.Errorf("forget fingerprints: %w", err)
	}
	return nil
}
