package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"assay/store"
	"assay/store/rollup"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// RollupRead asks for the counts of a field's segments, or of all traces, between edges.
type RollupRead struct {
	Project store.ProjectID
	Edges   []time.Time // that begin hours
	Field   string      // as package rollup calls it; empty for all traces
	// Measures are those that are wanted; nil for all. Bins tells that their bins are too.
	Measures []rollup.Measure
	Bins     bool
}

// pointRow is a row of a read.
type pointRow struct {
	rollup.Series
	Bucket          int
	N, Sum, Squares int64
	Bins            []byte
}

// sums of hostile values may leave what an int64 holds.
const wholeSum = `LEAST(GREATEST(sum(%s), -9e18), 9e18)::bigint`

// Rollup reads counts. Whole days come from rows of days, so that months are read from few rows.
func (db *DB) Rollup(ctx context.Context, r RollupRead) ([]rollup.Point, error) {
	if len(r.Edges) < 2 || !r.Edges[0].Before(r.Edges[len(r.Edges)-1]) {
		return nil, nil
	}
	args := &arguments{}
	q := r.statement(args)
	var rows []pointRow
	if err := db.x.SelectContext(ctx, &rows, q, args.values...); err != nil {
		return nil, fmt.Errorf("read counts: %w", translate(err))
	}
	out := make([]rollup.Point, len(rows))
	for i, row := range rows {
		out[i] = rollup.Point{Series: row.Series, Bucket: row.Bucket, Cell: rollup.Cell{N: row.N, Sum: row.Sum, Squares: row.Squares}}
		if err := json.Unmarshal(row.Bins, &out[i].Cell.Bins); err != nil {
			return nil, fmt.Errorf("read bins: %w", err)
		}
		if len(out[i].Cell.Bins) == 0 {
			out[i].Cell.Bins = nil
		}
	}
	return out, nil
}

// statement selects pointRows. It has no part that would find nothing: a short statement is planned in half the time, and reading
// counts takes hardly more.
func (r RollupRead) statement(args *arguments) string {
	edges := make([]time.Time, len(r.Edges))
	for i, e := range r.Edges {
		edges[i] = e.UTC()
	}
	project, bucket := args.add(r.Project), "width_bucket(r.hour, "+args.add(pq.Array(edges))+"::timestamptz[]) - 1 AS bucket"
	series := "project_id = " + project + " AND field = " + args.add(r.Field)
	if r.Measures != nil {
		var measures []string
		for _, m := range r.Measures {
			measures = append(measures, string(m))
		}
		series += " AND measure = ANY(" + args.add(pq.Array(measures)) + ")"
	}
	var cells []string
	read := func(table string, from, to time.Time) {
		if from.Before(to) {
			cells = append(cells, "SELECT s.id, "+bucket+", r.n, r.sum, r.squares, r.bins FROM s JOIN "+table+" r ON r.project_id = "+project+
				" AND r.series = s.id AND r.hour >= "+args.add(from)+" AND r.hour < "+args.add(to))
		}
	}
	from, to := wholeDays(edges)
	read("rollup", edges[0], from)
	read("rollup_day", from, to)
	read("rollup", to, edges[len(edges)-1])
	bins, binned := "'[]'", ""
	if r.Bins {
		bins = "COALESCE(b.bins, '[]')"
		binned = ` LEFT JOIN (
  SELECT id, bucket, jsonb_agg(n ORDER BY i) AS bins
  FROM (SELECT id, bucket, u.i, sum(u.x) AS n FROM cell, unnest(bins) WITH ORDINALITY AS u (x, i) GROUP BY id, bucket, u.i) AS u
  GROUP BY id, bucket) AS b ON b.id = t.id AND b.bucket = t.bucket`
	}
	return `
WITH s AS (SELECT id, field, value, measure, name, source, category FROM rollup_series WHERE ` + series + `),
cell AS (` + strings.Join(cells, " UNION ALL ") + `),
total AS (
  SELECT id, bucket, sum(n)::bigint AS n, ` + fmt.Sprintf(wholeSum, "sum") + ` AS sum, ` + fmt.Sprintf(wholeSum, "squares") + ` AS squares FROM cell GROUP BY id, bucket
)
SELECT s.field, s.value, s.measure, s.name, s.source, s.category, t.bucket, t.n, t.sum, t.squares, ` + bins + ` AS bins
FROM total t JOIN s ON s.id = t.id` + binned + `
ORDER BY t.bucket, t.id`
}

// wholeDays is the time between edges that rows of days serve: what lies between the first and the last midnight UTC, if no
// edge within cuts a day. Otherwise it is empty, at the end.
func wholeDays(edges []time.Time) (from, to time.Time) {
	first, last := edges[0], edges[len(edges)-1]
	const day = 24 * time.Hour
	for _, e := range edges[1 : len(edges)-1] {
		if !e.Equal(e.Truncate(day)) {
			return last, last
		}
	}
	from, to = first.Truncate(day), last.Truncate(day)
	if from.Before(first) {
		from = from.Add(day)
	}
	if !from.Before(to) {
		return last, last
	}
	return from, to
}

// RollupFields are the fields that are kept as segments, with how many values each has, and those that have too many.
func (db *DB) RollupFields(ctx context.Context, project store.ProjectID) (kept map[string]int, wide []string, err error) {
	const q = `SELECT field, count(*) AS n FROM rollup_series
WHERE project_id = $1 AND field <> '' AND measure = 'traces' AND name = '' AND source = '' AND category = '' GROUP BY field
UNION ALL SELECT field, 0 FROM rollup_wide WHERE project_id = $1
ORDER BY field`
	var rows []struct {
		Field string
		N     int
	}
	if err := db.x.SelectContext(ctx, &rows, q, project); err != nil {
		return nil, nil, fmt.Errorf("list segments: %w", translate(err))
	}
	kept = map[string]int{}
	for _, r := range rows {
		if r.N == 0 {
			wide = append(wide, r.Field)
			continue
		}
		kept[r.Field] = r.N
	}
	return kept, wide, nil
}

// RollupFieldsScored are the fields of which at least two values have traces that users scored.
func (db *DB) RollupFieldsScored(ctx context.Context, project store.ProjectID) (map[string]bool, error) {
	const q = `SELECT field FROM rollup_series WHERE project_id = $1 AND field <> '' AND measure IN ('score', 'category') AND source = 'user'
GROUP BY field HAVING count(DISTINCT value) > 1`
	var fields []string
	if err := db.x.SelectContext(ctx, &fields, q, project); err != nil {
		return nil, fmt.Errorf("list scored segments: %w", translate(err))
	}
	out := make(map[string]bool, len(fields))
	for _, f := range fields {
		out[f] = true
	}
	return out, nil
}

// CountsBehind tells whether something in the log of a project is not counted yet.
func (db *DB) CountsBehind(ctx context.Context, project store.ProjectID) (behind bool, err error) {
	const q = `SELECT l.last > COALESCE(s.arrived, 0) FROM log_position l LEFT JOIN rollup_state s ON s.project_id = l.project_id WHERE l.project_id = $1`
	if err := db.x.GetContext(ctx, &behind, q, project); err != nil {
		return false, fmt.Errorf("look how far counting is: %w", translate(err))
	}
	return behind, nil
}

// rollupMost is how many traces are counted on the spot where no counts are kept.
const rollupMost = 20_000

// RollupOf counts the newest traces of a query that began between two times, at most rollupMost, by the values of a field and
// all together. It is for what no counts are kept of: a filter, or a field of many values.
func (db *DB) RollupOf(ctx context.Context, q Query, from, to time.Time, field string) (rollup.Sums, Coverage, error) {
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return nil, Coverage{}, err
	}
	statement := "SELECT t.id, t.arrived, t.created, t.name, t.errors, t.comments, t.duration, t.tokens, t.cost, t.tags, t.metadata, t.feedback_metadata, t.source_scores " +
		relation + " AND t.created >= " + args.add(from.UTC()) + " AND t.created < " + args.add(to.UTC()) + " ORDER BY t.created DESC, t.id DESC LIMIT " + args.add(rollupMost+1)
	sums, cover := rollup.Sums{}, Coverage{}
	other := func(f string) bool { return f != field }
	err = db.bounded(ctx, AskTime, func(tx *sqlx.Tx) error {
		rows, err := tx.QueryxContext(ctx, statement, args.values...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			if cover.Looked == rollupMost {
				cover.Partial = true
				break
			}
			var r countedRow
			if err := rows.StructScan(&r); err != nil {
				return err
			}
			cover.Looked, cover.Back = cover.Looked+1, r.Created
			sums.Put(r.trace(), other)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, Coverage{}, fmt.Errorf("count traces of a filter: %w", translate(err))
	}
	return sums, cover, nil
}
