package postgres

import (
	"context"
	"fmt"

	"assay/store"
)

// SaidComment is a standing comment on a trace.
type SaidComment struct {
	ID    string
	Trace store.TraceID
	Row   string // row id of the trace's root, by which a filter names it; empty while there is no root
	Body  string
}

// SaidComments reads the comments on the query's traces, those on the newest traces first, at most limit of them.
func (db *DB) SaidComments(ctx context.Context, q Query, limit int) ([]SaidComment, error) {
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return nil, err
	}
	statement := `
SELECT c.id, c.trace_id AS trace, COALESCE(s.row_id, '') AS row, left(c.body, 10000) AS body
FROM (SELECT t.project_id, t.id, t.root_id, t.created ` + relation + ` AND t.comments > 0 ORDER BY t.created DESC, t.id DESC LIMIT ` + args.add(limit) + `) AS m
  JOIN comment c ON c.project_id = m.project_id AND c.trace_id = m.id AND c.until IS NULL
  LEFT JOIN span s ON s.project_id = m.project_id AND s.id = m.root_id
ORDER BY m.created DESC, m.id DESC, c.since LIMIT ` + args.add(limit)
	var list []SaidComment
	if err := db.x.SelectContext(ctx, &list, statement, args.values...); err != nil {
		return nil, fmt.Errorf("read comments: %w", translate(err))
	}
	return list, nil
}
