package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"
	"assay/store/filter"
)

// ScorePair is what a user and a judge say of one trace.
type ScorePair struct {
	Trace       store.TraceID
	Created     time.Time
	User, Judge store.Score
}

// Pairs are the newest of a query's traces that have both scores, at most so many: what users said under one name and what a
// judge said under another.
func (db *DB) Pairs(ctx context.Context, q Query, user, judge string, most int) ([]ScorePair, Coverage, error) {
	users, judges := filter.At("scores", string(store.User), user), filter.At("scores", string(store.Automated), judge)
	both := filter.And(q.Filter, &filter.IsNull{X: users, Not: true}, &filter.IsNull{X: judges, Not: true})
	var err error
	if q.Filter, _, err = filter.Read(filter.Format(both), q.Options); err != nil {
		return nil, Coverage{}, err
	}
	n, err := db.newest(ctx, q, store.Cursor{}, most)
	if err != nil {
		return nil, Coverage{}, err
	}
	const read = `
SELECT t.id, t.created, t.source_scores -> 'user' -> $3::text AS said, t.source_scores -> 'automated' -> $4::text AS judged
FROM trace t WHERE t.project_id = $1 AND t.id = ANY($2::uuid[]) ORDER BY t.created DESC, t.id DESC`
	var rows []struct {
		ID           store.TraceID
		Created      time.Time
		Said, Judged []byte
	}
	if err := db.x.SelectContext(ctx, &rows, read, q.Project, uuids(n.ids()), user, judge); err != nil {
		return nil, Coverage{}, fmt.Errorf("read pairs of scores: %w", translate(err))
	}
	out := make([]ScorePair, len(rows))
	for i, r := range rows {
		out[i] = ScorePair{Trace: r.ID, Created: r.Created, User: foldedScore(r.Said), Judge: foldedScore(r.Judged)}
	}
	return out, n.Coverage, nil
}

// Previews are one line of the input of traces, by trace.
func (db *DB) Previews(ctx context.Context, project store.ProjectID, traces []store.TraceID) (map[store.TraceID]string, error) {
	const q = `
SELECT t.id, COALESCE(NULLIF(p.input_preview, ''), t.name, '') AS text FROM trace t LEFT JOIN span_payload p ON p.project_id = t.project_id AND p.id = t.root_id
WHERE t.project_id = $1 AND t.id = ANY($2::uuid[])`
	var rows []struct {
		ID   store.TraceID
		Text string
	}
	if err := db.x.SelectContext(ctx, &rows, q, project, uuids(traces)); err != nil {
		return nil, fmt.Errorf("read previews: %w", translate(err))
	}
	out := make(map[store.TraceID]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Text
	}
	return out, nil
}

// Extent is when the first and the last trace of a project began; zero without any.
func (db *DB) Extent(ctx context.Context, project store.ProjectID) (first, last time.Time, err error) {
	return db.extent(ctx, Query{Project: project})
}
