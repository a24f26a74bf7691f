package postgres

import (
	"context"
	"fmt"

	"assay/store"
	"assay/store/filter"
	"assay/store/rollup"

	"github.com/lib/pq"
)

// themesOf selects the names of the themes of standing comments; of is trace_id or span_id.
func themesOf(of string) string {
	return `SELECT DISTINCT g.name FROM comment f JOIN theme_member m ON m.project_id = f.project_id AND m.comment_id = f.id
JOIN theme h ON h.project_id = m.project_id AND h.id = m.theme_id
JOIN theme g ON g.project_id = h.project_id AND g.id = CASE h.merged_into WHEN '' THEN h.id ELSE h.merged_into END
WHERE f.project_id = {p} AND f.` + of + ` = {r}.id AND {said} AND NOT g.excluded AND NOT h.excluded`
}

// ThemedTrace is a trace that somebody commented on, with the ids of its themes.
type ThemedTrace struct {
	ID     store.TraceID
	Themes []string
	rollup.Trace
}

// ThemedTraces are the newest of a query's traces with a comment, at most so many. A theme that was merged is the one it was
// merged into; an excluded one is left out.
func (db *DB) ThemedTraces(ctx context.Context, q Query, most int) ([]ThemedTrace, Coverage, error) {
	said := filter.And(q.Filter, &filter.IsNull{X: filter.At("comment"), Not: true})
	var err error
	if q.Filter, _, err = filter.Read(filter.Format(said), q.Options); err != nil {
		return nil, Coverage{}, err
	}
	n, err := db.newest(ctx, q, store.Cursor{}, most)
	if err != nil {
		return nil, Coverage{}, err
	}
	const read = `
SELECT t.id, ` + `t.arrived, t.created, t.name, t.errors, t.comments, t.duration, t.tokens, t.cost, t.tags, t.metadata, t.feedback_metadata, t.source_scores,
  COALESCE(s.themes, '{}') AS themes
FROM trace t LEFT JOIN (
  SELECT c.trace_id, array_agg(DISTINCT g.id) AS themes FROM theme_member m
  JOIN comment c ON c.project_id = m.project_id AND c.id = m.comment_id
  JOIN theme h ON h.project_id = m.project_id AND h.id = m.theme_id
  JOIN theme g ON g.project_id = h.project_id AND g.id = CASE h.merged_into WHEN '' THEN h.id ELSE h.merged_into END
  WHERE m.project_id = $1 AND c.trace_id = ANY($2::uuid[]) AND c.until IS NULL AND NOT g.excluded AND NOT h.excluded
  GROUP BY c.trace_id) s ON s.trace_id = t.id
WHERE t.project_id = $1 AND t.id = ANY($2::uuid[]) ORDER BY t.created DESC, t.id DESC`
	var rows []struct {
		countedRow
		Themes pq.StringArray
	}
	if err := db.x.SelectContext(ctx, &rows, read, q.Project, uuids(n.ids())); err != nil {
		return nil, Coverage{}, fmt.Errorf("read themes of traces: %w", translate(err))
	}
	out := make([]ThemedTrace, len(rows))
	for i, r := range rows {
		out[i] = ThemedTrace{ID: r.ID, Themes: r.Themes, Trace: r.trace()}
	}
	return out, n.Coverage, nil
}
