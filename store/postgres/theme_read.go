package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

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

// ThemedTrace is a trace that somebody commented on, with the ids of its themes and the values of a field, as JSON.
type ThemedTrace struct {
	ID      store.TraceID
	Created time.Time
	Themes  []string
	Values  []string
}

// ThemedTraces are the newest of a query's traces with a comment, at most so many, with their values of a field of package rollup,
// which may be empty. A theme that was merged is the one it was merged into; an excluded one is left out.
func (db *DB) ThemedTraces(ctx context.Context, q Query, field string, most int) ([]ThemedTrace, Coverage, error) {
	said := filter.And(q.Filter, &filter.IsNull{X: filter.At("comment"), Not: true})
	var err error
	if q.Filter, _, err = filter.Read(filter.Format(said), q.Options); err != nil {
		return nil, Coverage{}, err
	}
	n, err := db.newest(ctx, q, store.Cursor{}, most)
	if err != nil {
		return nil, Coverage{}, err
	}
	ids := uuids(n.ids())
	themes, err := db.themesOfTraces(ctx, q.Project, ids)
	if err != nil {
		return nil, Coverage{}, err
	}
	const read = `
SELECT id, created, COALESCE(name, '') AS name, tags, metadata -> $3 AS logged, feedback_metadata -> $3 AS told
FROM trace WHERE project_id = $1 AND id = ANY($2::uuid[]) ORDER BY created DESC, id DESC`
	var rows []struct {
		ID           store.TraceID
		Created      time.Time
		Name         string
		Tags         pq.StringArray
		Logged, Told []byte
	}
	if err := db.x.SelectContext(ctx, &rows, read, q.Project, ids, rollup.KeyOf(field)); err != nil {
		return nil, Coverage{}, fmt.Errorf("read themed traces: %w", translate(err))
	}
	out := make([]ThemedTrace, len(rows))
	for i, r := range rows {
		out[i] = ThemedTrace{ID: r.ID, Created: r.Created, Themes: themes[r.ID], Values: rollup.ValuesOf(field, r.Name, r.Tags, r.Logged, r.Told)}
	}
	return out, n.Coverage, nil
}

// themesOfTraces are the ids of the themes of standing comments, by trace. Themes are few, and joined here: a plan that takes them
// for a single row looks at every trace once for each.
func (db *DB) themesOfTraces(ctx context.Context, project store.ProjectID, ids any) (map[store.TraceID][]string, error) {
	var themes []struct {
		ID       string
		Into     string `db:"merged_into"`
		Excluded bool
	}
	if err := db.x.SelectContext(ctx, &themes, `SELECT id, merged_into, excluded FROM theme WHERE project_id = $1`, project); err != nil {
		return nil, fmt.Errorf("read themes: %w", translate(err))
	}
	into, excluded := map[string]string{}, map[string]bool{}
	for _, t := range themes {
		into[t.ID], excluded[t.ID] = cmp.Or(t.Into, t.ID), t.Excluded
	}
	const q = `
SELECT DISTINCT c.trace_id AS trace, m.theme_id AS theme FROM comment c JOIN theme_member m ON m.project_id = c.project_id AND m.comment_id = c.id
WHERE c.project_id = $1 AND c.trace_id = ANY($2::uuid[]) AND c.until IS NULL ORDER BY 1, 2`
	var members []struct {
		Trace store.TraceID
		Theme string
	}
	if err := db.x.SelectContext(ctx, &members, q, project, ids); err != nil {
		return nil, fmt.Errorf("read themes of comments: %w", translate(err))
	}
	out := map[store.TraceID][]string{}
	for _, m := range members {
		theme, known := into[m.Theme]
		if known && !excluded[m.Theme] && !excluded[theme] && !slices.Contains(out[m.Trace], theme) {
			out[m.Trace] = append(out[m.Trace], theme)
		}
	}
	return out, nil
}
