package postgres

import (
	"context"
	"fmt"

	"assay/store"

	"github.com/lib/pq"
)

// ScoreShape is a score of one source and what its values look like.
type ScoreShape struct {
	Name       string
	Source     store.Source
	Traces     int  // that have it, of the newest shapeSample
	Binary     bool // every vote that was looked at is 0 or 1
	Categories []string
}

// ScoreShapes lists the scores of the newest traces, those on most traces first. Votes of people are looked at, since a mean
// of thumbs is no thumb; of automated scores the values.
func (db *DB) ScoreShapes(ctx context.Context, project store.ProjectID) ([]ScoreShape, error) {
	const q = `
WITH newest AS (SELECT id FROM trace WHERE project_id = $1 ORDER BY created DESC, id DESC LIMIT $2),
shape AS (
  SELECT s.name, s.source, count(*) AS traces, bool_and(s.value IN (0, 1)) FILTER (WHERE s.category IS NULL) AS ends,
    array_agg(DISTINCT s.category) FILTER (WHERE s.category IS NOT NULL) AS categories
  FROM newest JOIN trace_score s ON s.project_id = $1 AND s.trace_id = newest.id AND s.source <> ''
  GROUP BY s.name, s.source
),
vote AS (
  SELECT e.name, e.source, bool_and(e.value IN (0, 1)) AS ends
  FROM (SELECT name, source, value, category, kind FROM event WHERE project_id = $1 ORDER BY seq DESC LIMIT $3) AS e
  WHERE e.kind = 'score' AND e.source <> 'automated' AND e.value IS NOT NULL AND e.category IS NULL
  GROUP BY e.name, e.source
)
SELECT shape.name, shape.source, shape.traces, COALESCE(vote.ends, shape.ends, false) AS binary, shape.categories
FROM shape LEFT JOIN vote ON vote.name = shape.name AND vote.source = shape.source
ORDER BY shape.traces DESC, shape.name, shape.source`
	var rows []struct {
		ScoreShape
		Categories pq.StringArray
	}
	if err := db.x.SelectContext(ctx, &rows, q, project, shapeSample, 4*shapeSample); err != nil {
		return nil, fmt.Errorf("list shapes of scores: %w", translate(err))
	}
	list := make([]ScoreShape, len(rows))
	for i, r := range rows {
		list[i] = r.ScoreShape
		list[i].Categories = r.Categories
	}
	return list, nil
}

// Spread says between which values most traces are: a tenth of the newest ones is below Fast, and a tenth above the others. 0
// is not known.
type Spread struct {
	Fast, Slow float64 // seconds
	Costly     float64
	Wordy      float64 // tokens
}

// Spread looks at the newest traces.
func (db *DB) Spread(ctx context.Context, project store.ProjectID) (Spread, error) {
	const q = `
SELECT COALESCE(percentile_cont(0.1) WITHIN GROUP (ORDER BY duration), 0) AS fast, COALESCE(percentile_cont(0.9) WITHIN GROUP (ORDER BY duration), 0) AS slow,
  COALESCE(percentile_cont(0.9) WITHIN GROUP (ORDER BY cost), 0) AS costly, COALESCE(percentile_cont(0.9) WITHIN GROUP (ORDER BY tokens), 0) AS wordy
FROM (SELECT duration, cost, tokens FROM trace WHERE project_id = $1 ORDER BY created DESC, id DESC LIMIT $2) AS newest`
	var s Spread
	err := db.x.GetContext(ctx, &s, q, project, shapeSample)
	return s, translate(err)
}
