package postgres

import (
	"context"
	"fmt"

	"assay/store"
)

// News is what came to a list since a position in the log.
type News struct {
	New     int // traces that arrived
	Changed int // traces that were there and about which something was said
}

// NewsCap is where counting news stops.
const NewsCap = 1000

// News counts what came to the query's traces since a position. It looks at no more than the last NewsCap arrivals and
// events, which an index finds, so an open page may ask often.
func (db *DB) News(ctx context.Context, q Query, since int64) (News, error) {
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return News{}, err
	}
	at, most := args.add(since), args.add(NewsCap)
	recent := `SELECT r.id FROM (SELECT id FROM trace WHERE project_id = ` + projectArg + ` AND arrived > ` + at + ` ORDER BY arrived DESC LIMIT ` + most + `) r
UNION SELECT e.trace_id FROM (SELECT trace_id FROM event WHERE project_id = ` + projectArg + ` AND seq > ` + at + ` ORDER BY seq DESC LIMIT ` + most + `) e`
	statement := `SELECT count(*) FILTER (WHERE t.arrived > ` + at + `) AS new, count(*) FILTER (WHERE t.arrived <= ` + at + `) AS changed ` +
		relation + ` AND t.id = ANY (ARRAY(` + recent + `))`
	var n News
	if err := db.x.GetContext(ctx, &n, statement, args.values...); err != nil {
		return n, fmt.Errorf("count news: %w", translate(err))
	}
	return n, nil
}

// TraceNews is what came to one trace since a position in the log.
type TraceNews struct {
	Events int // that were said about it
	Spans  int // that came or were written again
}

// NewsOfTrace counts what came to a trace after a position, or is ErrNotFound.
func (db *DB) NewsOfTrace(ctx context.Context, project store.ProjectID, trace store.TraceID, since int64) (TraceNews, error) {
	const q = `
SELECT (SELECT count(*) FROM event WHERE project_id = $1 AND trace_id = $2 AND seq > $3) AS events,
  (SELECT count(*) FROM span WHERE project_id = $1 AND trace_id = $2 AND xact > $4) AS spans
FROM trace t WHERE t.project_id = $1 AND t.id = $2`
	var n TraceNews
	if err := db.x.GetContext(ctx, &n, q, project, trace, since, store.VersionAt(since)); err != nil {
		return n, fmt.Errorf("count news of trace: %w", translate(err))
	}
	return n, nil
}
