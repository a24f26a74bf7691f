package postgres

import (
	"context"
	"fmt"
	"strings"

	"assay/store/adding"

	"github.com/lib/pq"
)

// createCandidates makes the temporary tables in which an add decides what becomes of each trace before it writes any row. A
// candidate is a row that may come to be; n is its place, the oldest first. It is a duplicate of the row target, or of the candidate
// twin before it. add_source has its trace, so that nobody has to look for that again. The tables belong to the connection and empty themselves at commit.
const createCandidates = `
CREATE TEMPORARY TABLE IF NOT EXISTS add_candidate (
  n int PRIMARY KEY, trace_id uuid NOT NULL, span_id uuid, segment text, content uuid, kind text NOT NULL DEFAULT '', target text, split text,
  twin int, similarity float8 NOT NULL DEFAULT 1, action text NOT NULL DEFAULT 'insert'
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS add_source (
  n int PRIMARY KEY, trace_id uuid NOT NULL, span_id uuid, root_span_id text, root_id uuid, name text, created timestamptz, metadata jsonb, feedback_metadata jsonb,
  tags text[], scores jsonb, source_scores jsonb, comments int, corrections int
) ON COMMIT DELETE ROWS;
CREATE INDEX IF NOT EXISTS add_candidate_content ON add_candidate (content) WHERE content IS NOT NULL;
CREATE TEMPORARY TABLE IF NOT EXISTS add_vote (n int PRIMARY KEY, votes jsonb NOT NULL) ON COMMIT DELETE ROWS`

// gather lists the candidates: the query's traces, or the spans of them that the plan names.
func (a *adder) gather(ctx context.Context) error {
	if _, err := a.tx.ExecContext(ctx, createCandidates); err != nil {
		return fmt.Errorf("prepare candidates: %w", err)
	}
	const state = `
SELECT NOT EXISTS (SELECT FROM dataset_row WHERE project_id = $1 AND dataset_id = $2), NOT EXISTS (SELECT FROM correction WHERE project_id = $3)`
	if err := a.tx.QueryRowxContext(ctx, state, a.target, a.dataset, a.q.Project).Scan(&a.empty, &a.uncorrected); err != nil {
		return fmt.Errorf("look into dataset: %w", err)
	}
	args := &arguments{}
	relation, err := a.q.relation(args)
	if err != nil {
		return err
	}
	spans, span, place := a.spanJoin(args), "m.root_id", "m.created, m.id"
	if spans != "" {
		span, place = "x.id", place+", x.place"
	}
	q := "INSERT INTO add_source (n, trace_id, span_id, " + traceSource + ") SELECT row_number() OVER (ORDER BY " + place + "), m.id, " + span + ", " +
		qualified("m", traceSource) + " FROM (SELECT t.id, " + qualified("t", traceSource) + " " + relation + ") AS m" + spans
	if a.report.Rows, err = affected(a.tx.ExecContext(ctx, q, args.values...)); err != nil {
		return fmt.Errorf("gather traces: %w", err)
	}
	a.report.Traces, a.report.Taken = a.report.Rows, a.report.Rows
	if err := a.bringUpToDate(ctx); err != nil {
		return err
	}
	if _, err := a.tx.ExecContext(ctx, "INSERT INTO add_candidate (n, trace_id, span_id) SELECT n, trace_id, span_id FROM add_source ORDER BY n"); err != nil {
		return fmt.Errorf("list candidates: %w", err)
	}
	if spans != "" {
		if err := a.tx.GetContext(ctx, &a.report.Traces, "SELECT count(DISTINCT trace_id) FROM add_candidate"); err != nil {
			return fmt.Errorf("count traces: %w", err)
		}
	}
	if a.report.Rows > fewCandidates {
		_, err = a.tx.ExecContext(ctx, "ANALYZE add_candidate (n)") // nobody else does it for a temporary table
	}
	return err
}

// spanJoin joins to trace m the spans of it that the plan names, with their place; empty for the root, which m names itself.
func (a *adder) spanJoin(args *arguments) string {
	s := a.plan.Span
	if s.IsRoot() {
		return ""
	}
	which, most := "", ""
	if s.ID != "" {
		which = "id = " + args.add(s.ID) + "::uuid"
	} else {
		which = "name = " + args.text(s.Name)
	}
	if !s.Every {
		most = " LIMIT 1"
	}
	return " CROSS JOIN LATERAL (SELECT id, row_number() OVER (ORDER BY created, position, id) AS place FROM span WHERE project_id = " + anyProject +
		" AND trace_id = m.id AND " + which + " ORDER BY created, position, id" + most + ") AS x"
}

// bringUpToDate gives candidates that the query found as they were at its position what their traces are now.
func (a *adder) bringUpToDate(ctx context.Context) error {
	if a.q.At == 0 {
		return nil
	}
	q := "UPDATE add_source AS c SET (" + traceSource + ") = (SELECT " + qualified("t", traceSource) + " FROM trace t WHERE t.project_id = $1 AND t.id = c.trace_id)" +
		" WHERE c.trace_id IN (SELECT p.id FROM trace_past p WHERE p.project_id = $1 AND p.until > $2)"
	if _, err := a.tx.ExecContext(ctx, q, a.q.Project, a.q.At); err != nil {
		return fmt.Errorf("bring traces up to date: %w", err)
	}
	return nil
}

// qualified puts the name of a row before each of some columns.
func qualified(row, columns string) string {
	return row + "." + strings.ReplaceAll(columns, ", ", ", "+row+".")
}

// fewCandidates are as many as the planner is right to take for few.
const fewCandidates = 1000

// findOrigins marks the candidates whose span the newest version has a row of, or has merged into one.
func (a *adder) findOrigins(ctx context.Context) error {
	if a.empty {
		return nil
	}
	const q = `
UPDATE add_candidate AS c SET kind = 'origin', target = r.id, split = r.split
FROM add_candidate AS x CROSS JOIN LATERAL (
  SELECT r.id, r.split FROM (
    SELECT o.id, o.split, o.position FROM dataset_row o
    WHERE o.project_id = $2 AND o.dataset_id = $3 AND o.origin_trace = x.trace_id AND o.until = ` + forever + `
      AND COALESCE(o.origin_project, o.project_id) = $1 AND (o.origin_span = x.span_id OR o.origin_span IS NULL OR x.span_id IS NULL)
    UNION ALL
    SELECT m.id, m.split, m.position FROM dataset_row m
    WHERE (SELECT EXISTS (SELECT FROM dataset_row WHERE project_id = $2 AND sources IS NOT NULL)) AND m.project_id = $2 AND m.dataset_id = $3 AND m.until = ` + forever + `
      AND m.sources @> ARRAY[CASE WHEN x.span_id IS NULL THEN 't' || $1::int::text || '/' || x.trace_id::text ELSE 's' || $1::int::text || '/' || x.span_id::text END]
  ) AS r
  ORDER BY r.position LIMIT 1
) AS r
WHERE c.n = x.n`
	if _, err := a.tx.ExecContext(ctx, q, a.q.Project, a.target, a.dataset); err != nil {
		return fmt.Errorf("find duplicates by origin: %w", err)
	}
	return nil
}

// leaveOut drops the candidates that an earlier run of the recipe took and someone deleted since. A run of which nothing is left
// was taken back, so that it does not count.
func (a *adder) leaveOut(ctx context.Context) error {
	if a.recipe == 0 {
		return nil
	}
	const q = `
DELETE FROM add_candidate c WHERE c.kind = '' AND EXISTS (
  SELECT FROM dataset_row r
  WHERE r.project_id = $2 AND r.dataset_id = $3 AND r.origin_trace = c.trace_id AND COALESCE(r.origin_project, r.project_id) = $1
    AND r.origin_span IS NOT DISTINCT FROM c.span_id AND r.since = ANY(ARRAY(
      SELECT u.xact FROM recipe_run u WHERE u.project_id = $2 AND u.recipe_id = $4 AND EXISTS (
        SELECT FROM dataset_row w JOIN dataset_row s ON s.project_id = w.project_id AND s.dataset_id = w.dataset_id AND s.id = w.id AND s.until = ` + forever + `
        WHERE w.project_id = $2 AND w.dataset_id = $3 AND w.since = u.xact
      )
    ))
)`
	n, err := affected(a.tx.ExecContext(ctx, q, a.q.Project, a.target, a.dataset, a.recipe))
	if err != nil {
		return fmt.Errorf("leave out what was deleted: %w", err)
	}
	a.report.Removed = n
	a.report.Taken -= n
	return nil
}

// findContents marks the candidates whose input the newest version, or an earlier candidate, has to the byte.
func (a *adder) findContents(ctx context.Context) error {
	if !a.comparesContent() {
		return nil
	}
	m := a.mapped()
	hash := "UPDATE add_candidate AS a SET content = md5(x.input)::uuid FROM (SELECT c.n, " + m.text(a.plan.Input) + " AS input FROM add_candidate c" +
		m.source() + " WHERE c.kind = '') AS x WHERE x.n = a.n AND x.input IS NOT NULL"
	if _, err := a.tx.ExecContext(ctx, hash, m.args.values...); err != nil {
		return fmt.Errorf("hash inputs: %w", err)
	}
	const standing = `
UPDATE add_candidate AS c SET kind = 'content', target = r.id, split = r.split
FROM add_candidate AS x CROSS JOIN LATERAL (
  SELECT r.id, r.split FROM dataset_row r
  WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.content = x.content AND r.until = ` + forever + `
  ORDER BY r.position LIMIT 1
) AS r
WHERE c.n = x.n AND x.kind = '' AND x.content IS NOT NULL`
	const twins = `
UPDATE add_candidate AS c SET kind = 'content', twin = f.n
FROM (SELECT content, min(n) AS n FROM add_candidate WHERE kind = '' AND content IS NOT NULL GROUP BY content HAVING count(*) > 1) AS f
WHERE c.content = f.content AND c.kind = '' AND c.n > f.n`
	if !a.empty {
		if _, err := a.tx.ExecContext(ctx, standing, a.target, a.dataset); err != nil {
			return fmt.Errorf("find duplicates by content: %w", err)
		}
	}
	if _, err := a.tx.ExecContext(ctx, twins); err != nil {
		return fmt.Errorf("find duplicates among the traces: %w", err)
	}
	return nil
}

func (a *adder) comparesContent() bool {
	return a.plan.Duplicates.Content != adding.Insert || a.plan.Duplicates.Similarity > 0
}

// decide gives the duplicates that are found by now their actions: those of their kind, or those chosen for the single trace.
func (a *adder) decide(ctx context.Context, kinds ...adding.Kind) error {
	const byKind = `UPDATE add_candidate SET action = $2 WHERE kind = $1`
	const chosen = `
UPDATE add_candidate c SET action = v.action FROM unnest($1::uuid[], $2::text[], $3::text[]) AS v (id, action, kind)
WHERE COALESCE(c.span_id, c.trace_id) = v.id AND c.kind = v.kind`
	var ids, actions, of []string
	for _, kind := range kinds {
		if _, err := a.tx.ExecContext(ctx, byKind, kind, a.plan.Duplicates.Of(kind)); err != nil {
			return fmt.Errorf("decide about duplicates: %w", err)
		}
		for id, action := range a.plan.Choices {
			ids, actions, of = append(ids, id), append(actions, string(action)), append(of, string(kind))
		}
	}
	if _, err := a.tx.ExecContext(ctx, chosen, pq.Array(ids), pq.Array(actions), pq.Array(of)); err != nil {
		return fmt.Errorf("decide about single traces: %w", err)
	}
	return nil
}

// settle sends the duplicates of a candidate that is not inserted to where that one goes, so that a twin left is always a new row.
func (a *adder) settle(ctx context.Context) error {
	const q = `
UPDATE add_candidate AS c SET target = f.target, split = f.split, twin = f.twin FROM add_candidate AS f
WHERE f.n = c.twin AND f.action <> 'insert'`
	if _, err := a.tx.ExecContext(ctx, q); err != nil {
		return fmt.Errorf("settle duplicates: %w", err)
	}
	return nil
}
