package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"
)

// JudgedTraces is what users, a judge and reviewers say of the same traces: the i-th score of each is of one trace, and null
// where the source says nothing.
type JudgedTraces struct {
	User, Automated, Review []store.Score
	// Capped tells that more traces match than were read: these are the newest, back to Oldest.
	Capped bool
	Oldest time.Time
}

// Judged reads one folded score of each source on the query's newest traces, at most limit of them.
func (db *DB) Judged(ctx context.Context, q Query, user, automated, review string, limit int) (JudgedTraces, error) {
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return JudgedTraces{}, err
	}
	statement := "SELECT t.created, t.source_scores -> 'user' -> " + args.text(user) + " AS said, t.source_scores -> 'automated' -> " + args.text(automated) +
		" AS judged, t.source_scores -> 'review' -> " + args.text(review) + " AS reviewed " + relation + " ORDER BY t.created DESC, t.id DESC LIMIT " + args.add(limit+1)
	var rows []struct {
		Created                time.Time
		Said, Judged, Reviewed []byte
	}
	if err := db.x.SelectContext(ctx, &rows, statement, args.values...); err != nil {
		return JudgedTraces{}, fmt.Errorf("read scores of three sources: %w", translate(err))
	}
	out := JudgedTraces{Capped: len(rows) > limit}
	for _, r := range rows[:min(len(rows), limit)] {
		out.Oldest = r.Created
		out.User, out.Automated, out.Review = append(out.User, foldedScore(r.Said)), append(out.Automated, foldedScore(r.Judged)), append(out.Review, foldedScore(r.Reviewed))
	}
	return out, nil
}

// foldedScore reads a value as folds store it: a number, a category, or null for a tie.
func foldedScore(raw []byte) store.Score {
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return store.Score{}
	}
	switch v := v.(type) {
	case float64:
		return store.Num(v)
	case string:
		return store.Score{Category: v}
	}
	return store.Score{}
}

// ScoreCount is on how many traces a source has a score.
type ScoreCount struct {
	Name   string
	Source store.Source
	N      int
}

// ScoreCounts counts scores by source and name on the query's newest traces, at most limit of them, the most common first.
func (db *DB) ScoreCounts(ctx context.Context, q Query, limit int) ([]ScoreCount, error) {
	args := &arguments{}
	relation, err := q.relation(args)
	if err != nil {
		return nil, err
	}
	statement := "SELECT n.key AS name, s.key AS source, count(*) AS n FROM (SELECT t.source_scores " + relation + " ORDER BY t.created DESC, t.id DESC LIMIT " +
		args.add(limit) + ") AS newest, jsonb_each(newest.source_scores) AS s, jsonb_each(s.value) AS n GROUP BY 1, 2 ORDER BY 3 DESC, 1"
	var out []ScoreCount
	if err := db.x.SelectContext(ctx, &out, statement, args.values...); err != nil {
		return nil, fmt.Errorf("count scores: %w", translate(err))
	}
	return out, nil
}
