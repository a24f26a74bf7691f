package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"assay/store"
	"assay/store/adding"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// addChunk is how many candidates are written at once, mergeChunk how many rows are merged at once: those come to memory.
const (
	addChunk   = 50_000
	mergeChunk = 200
)

// insertAll writes the candidates that become rows, in steps between which progress is told.
func (a *adder) insertAll(ctx context.Context) error {
	const last = `SELECT COALESCE(max(position), 0) FROM dataset_row WHERE project_id = $1 AND dataset_id = $2`
	var base int64
	if err := a.tx.GetContext(ctx, &base, last, a.target, a.dataset); err != nil {
		return fmt.Errorf("find last row: %w", err)
	}
	for from := 0; from < a.report.Rows; from += addChunk {
		a.tell("Writing rows", from, a.report.Rows)
		to := min(from+addChunk, a.report.Rows)
		if _, err := a.tx.ExecContext(ctx, addVotesSQL, a.q.Project, from, to, adding.Insert); err != nil {
			return fmt.Errorf("collect votes: %w", err)
		}
		m := a.mapped()
		n, err := affected(a.tx.ExecContext(ctx, a.insertSQL(m, base, from, to), m.args.values...))
		if err != nil {
			return fmt.Errorf("insert rows: %w", err)
		}
		a.report.Inserted += n
	}
	return a.countAnew(ctx)
}

// manyRows are so many that plans made before they came are bad ones.
const manyRows = 10_000

// countAnew tells the planner of many new rows, whose searches would read all of a dataset until autovacuum comes by.
func (a *adder) countAnew(ctx context.Context) error {
	if a.report.Inserted < manyRows {
		return nil
	}
	a.tell("Counting the rows", 0, 0)
	const q = `ANALYZE dataset_row (project_id, dataset_id, id, since, until, position, content, origin_trace), row_signature (project_id, dataset_id, content)`
	if _, err := a.tx.ExecContext(ctx, q); err != nil {
		return fmt.Errorf("analyze rows: %w", err)
	}
	return nil
}

func (a *adder) insertSQL(m *mapped, base int64, from, to int) string {
	r, args := m.row(), m.args
	return `
INSERT INTO dataset_row (project_id, dataset_id, id, since, position, input, expected, expected_from, metadata, tags, split,
  origin_project, origin_trace, origin_span, provenance, created)
SELECT ` + args.add(a.target) + `::int, ` + args.add(a.dataset) + `::int, gen_random_uuid()::text, ` + args.add(a.version) + `::bigint, ` +
		args.add(base) + `::bigint + c.n,
  ` + r.input + `, ` + r.expected + `, ` + r.from + `, ` + r.metadata + `, ` + r.tags + `, ` + args.add(null(a.plan.Split)) + `::text,
  ` + projectArg + `, c.trace_id, c.span_id, jsonb_build_array(` + r.entry + `), ` + args.add(a.now.UTC()) + `::timestamptz
FROM (SELECT n, trace_id, span_id FROM add_candidate WHERE n > ` + args.add(from) + ` AND n <= ` + args.add(to) + ` AND action = 'insert') AS c` + m.source() + `
  LEFT JOIN add_vote v ON v.n = c.n`
}

// mergeRow scans a candidate that is merged, with the row that it is merged into.
type mergeRow struct {
	N        int
	Row      string
	Trace    store.TraceID
	Span     sql.NullString
	Expected sql.NullString
	From     store.ExpectedFrom
	Metadata json.RawMessage
	Tags     textArray
	Entry    json.RawMessage
}

func (r *mergeRow) row() adding.Row {
	return adding.Row{Trace: r.Trace, Span: store.SpanID(r.Span.String), Expected: rawJSON(r.Expected), From: r.From, Metadata: r.Metadata, Tags: r.Tags,
		Provenance: append(append(json.RawMessage("["), r.Entry...), ']')}
}

// mergeAll adds the candidates that are merged to the rows that they are duplicates of. Rows of this version change in place,
// since nobody has seen them; others get a new state.
func (a *adder) mergeAll(ctx context.Context) error {
	const next = `SELECT COALESCE(max(n), 0) AS last, count(*) AS n FROM (SELECT n FROM add_candidate WHERE n > $1 AND action = 'merge' ORDER BY n LIMIT $2) AS c`
	var all int
	if err := a.tx.GetContext(ctx, &all, `SELECT count(*) FROM add_candidate WHERE action = 'merge'`); err != nil {
		return fmt.Errorf("count merges: %w", err)
	}
	for from, done := 0, 0; done < all; {
		a.tell("Merging duplicates", done, all)
		var step struct{ Last, N int }
		if err := a.tx.GetContext(ctx, &step, next, from, mergeChunk); err != nil {
			return fmt.Errorf("list merges: %w", err)
		}
		if err := a.mergeSome(ctx, from, step.Last); err != nil {
			return err
		}
		from, done = step.Last, done+step.N
	}
	return nil
}

func (a *adder) mergeSome(ctx context.Context, from, to int) error {
	if _, err := a.tx.ExecContext(ctx, addVotesSQL, a.q.Project, from, to, adding.Merge); err != nil {
		return fmt.Errorf("collect votes: %w", err)
	}
	m := a.mapped()
	var traces []mergeRow
	if err := a.tx.SelectContext(ctx, &traces, a.mergeSQL(m, from, to), m.args.values...); err != nil {
		return fmt.Errorf("read traces to merge: %w", err)
	}
	incoming, ids := map[string][]adding.Row{}, []string{}
	for i := range traces {
		id := traces[i].Row
		if incoming[id] == nil {
			ids = append(ids, id)
		}
		incoming[id] = append(incoming[id], traces[i].row())
	}
	const standing = `SELECT ` + rowColumns + ` FROM dataset_row r
WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.until = ` + forever + ` AND r.id = ANY($3::text[]) ORDER BY r.position`
	var rows []datasetRow
	if err := a.tx.SelectContext(ctx, &rows, standing, a.target, a.dataset, pq.Array(ids)); err != nil {
		return fmt.Errorf("read rows to merge into: %w", err)
	}
	for i := range rows {
		if err := a.mergeOne(ctx, &rows[i], incoming[rows[i].ID]); err != nil {
			return err
		}
	}
	return nil
}

// mergeSQL reads what traces have to say, and the row that each goes into: its target, or the one that its twin became.
func (a *adder) mergeSQL(m *mapped, from, to int) string {
	r, args := m.row(), m.args
	return `
SELECT c.n, COALESCE(c.target, fresh.id) AS row, c.trace_id AS trace, c.span_id AS span, ` + r.expected + ` AS expected, ` + r.from + ` AS from,
  ` + r.metadata + ` AS metadata, ` + r.tags + ` AS tags, ` + r.entry + ` AS entry
FROM (SELECT n, trace_id, span_id, target, twin FROM add_candidate WHERE n > ` + args.add(from) + ` AND n <= ` + args.add(to) + ` AND action = 'merge') AS c
  LEFT JOIN add_candidate l ON l.n = c.twin
  LEFT JOIN LATERAL (
    SELECT r.id FROM dataset_row r
    WHERE r.project_id = ` + args.add(a.target) + ` AND r.dataset_id = ` + args.add(a.dataset) + ` AND r.origin_trace = l.trace_id
      AND r.origin_span IS NOT DISTINCT FROM l.span_id AND r.since = ` + args.add(a.version) + ` LIMIT 1
  ) AS fresh ON true` + m.source() + `
  LEFT JOIN add_vote v ON v.n = c.n
WHERE COALESCE(c.target, fresh.id) IS NOT NULL
ORDER BY c.n`
}

func (a *adder) mergeOne(ctx context.Context, r *datasetRow, traces []adding.Row) error {
	row := r.row()
	merged, changed, err := a.plan.MergeInto(adding.Row{Trace: row.OriginTrace, Span: row.OriginSpan, Expected: row.Expected, From: row.ExpectedFrom,
		Metadata: row.Metadata, Tags: row.Tags, Provenance: row.Provenance}, traces)
	if err != nil || !changed {
		return err
	}
	values := []any{a.target, a.dataset, row.ID, a.version, nullJSON(merged.Expected), merged.From, object(merged.Metadata), pq.Array(listed(merged.Tags)), string(merged.Provenance)}
	if row.Since == a.version {
		const q = `
UPDATE dataset_row SET expected = $5, expected_from = $6, metadata = $7, tags = $8, provenance = $9
WHERE project_id = $1 AND dataset_id = $2 AND id = $3 AND since = $4`
		_, err = a.tx.ExecContext(ctx, q, values...)
	} else {
		a.report.Merged++
		err = newState(ctx, a.tx, values)
	}
	if err != nil {
		return fmt.Errorf("merge into row: %w", err)
	}
	return nil
}

func newState(ctx context.Context, tx *sqlx.Tx, values []any) error {
	const q = `
WITH old AS (
  UPDATE dataset_row SET until = $4 WHERE project_id = $1 AND dataset_id = $2 AND id = $3 AND until = ` + forever + `
  RETURNING project_id, dataset_id, id, position, input, split, origin_project, origin_trace, origin_span, created
)
INSERT INTO dataset_row (project_id, dataset_id, id, since, position, input, expected, expected_from, metadata, tags, split,
  origin_project, origin_trace, origin_span, provenance, created)
SELECT project_id, dataset_id, id, $4, position, input, $5, $6, $7::jsonb, $8, split, origin_project, origin_trace, origin_span, $9::jsonb, created FROM old`
	_, err := tx.ExecContext(ctx, q, values...)
	return err
}
