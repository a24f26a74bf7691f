package postgres

import (
	"context"
	"fmt"

	"assay/store"

	"github.com/lib/pq"
)

// shapeSample is how many of the newest traces are looked at to tell thumbs from stars.
const shapeSample = 5000

// seenScore is a score that users give, with what their values look like.
type seenScore struct {
	Name       string
	Ends       int // values that are exactly 0 or 1
	Numbers    int
	Categories pq.StringArray
}

// AskedByUsers proposes a config for every score that users give in production and reviewers are not asked, by name, so that
// people and users answer the same question.
func (db *DB) AskedByUsers(ctx context.Context, project store.ProjectID) ([]store.ScoreConfig, error) {
	// The recursive walk reads one index entry a name instead of every score.
	const q = `
WITH RECURSIVE name AS (
  (SELECT name FROM trace_score WHERE project_id = $1 ORDER BY name LIMIT 1)
  UNION ALL
  SELECT (SELECT s.name FROM trace_score s WHERE s.project_id = $1 AND s.name > name.name ORDER BY s.name LIMIT 1) FROM name WHERE name.name IS NOT NULL
),
wanted AS (
  SELECT name FROM name
  WHERE EXISTS (SELECT FROM trace_score s WHERE s.project_id = $1 AND s.name = name.name AND s.source = 'user')
    AND NOT EXISTS (SELECT FROM score_config c WHERE c.project_id = $1 AND c.name = name.name AND c.archived IS NULL)
),
newest AS (SELECT id FROM trace WHERE project_id = $1 ORDER BY created DESC, id DESC LIMIT $2),
shape AS (
  SELECT s.name, count(s.value) FILTER (WHERE s.category IS NULL) AS numbers,
    count(*) FILTER (WHERE s.category IS NULL AND s.value IN (0, 1)) AS ends,
    array_agg(DISTINCT s.category ORDER BY s.category) FILTER (WHERE s.category IS NOT NULL) AS categories
  FROM newest JOIN trace_score s ON s.project_id = $1 AND s.trace_id = newest.id AND s.source = 'user'
  GROUP BY s.name
)
SELECT wanted.name, COALESCE(shape.numbers, 0) AS numbers, COALESCE(shape.ends, 0) AS ends, shape.categories
FROM wanted LEFT JOIN shape ON shape.name = wanted.name
ORDER BY wanted.name`
	var seen []seenScore
	if err := db.x.SelectContext(ctx, &seen, q, project, shapeSample); err != nil {
		return nil, fmt.Errorf("list scores of users: %w", translate(err))
	}
	configs := make([]store.ScoreConfig, len(seen))
	for i, s := range seen {
		configs[i] = s.proposal()
	}
	return configs, nil
}

// proposal asks reviewers the way users seem to be asked. A trace that two users disagree on has a mean between the ends, so
// one in ten such values still counts as thumbs.
func (s seenScore) proposal() store.ScoreConfig {
	const mostOptions = 20
	c := store.ScoreConfig{Name: s.Name, Kind: store.Slider}
	switch {
	case len(s.Categories) > s.Numbers/2 && len(s.Categories) <= mostOptions:
		c.Kind = store.Categorical
		for _, label := range s.Categories {
			c.Options = append(c.Options, store.Option{Label: label})
		}
		if len(c.Options) == 1 {
			c.Options = append(c.Options, store.Option{Label: "other"})
		}
	case s.Numbers > 0 && s.Ends*10 >= s.Numbers*9:
		good, bad := 1.0, 0.0
		c.Kind, c.Options = store.Categorical, []store.Option{{Label: "good", Value: &good}, {Label: "bad", Value: &bad}}
	}
	return c
}
