package postgres

import (
	"context"

	"assay/store"
	"assay/store/filter"

	"github.com/lib/pq"
)

// vocabularySample is how many of the newest traces are looked at for names: enough to know what a project logs, few enough
// to read on every page.
const vocabularySample = 1000

// Vocabulary returns the metadata keys, tags, datasets and splits of a project, for warnings, completion and the choice of columns.
// Keys and tags are those of the newest traces, splits those of any version; the walk over them reads one index entry each. Score names come from ScoreNames.
func (db *DB) Vocabulary(ctx context.Context, project store.ProjectID) (filter.Vocabulary, error) {
	const q = `
WITH RECURSIVE newest AS (SELECT metadata, feedback_metadata, tags FROM trace WHERE project_id = $1 ORDER BY created DESC, id DESC LIMIT $2),
split AS (
  (SELECT r.dataset_id, r.split FROM dataset_row r WHERE r.project_id = $1 AND r.split IS NOT NULL ORDER BY r.dataset_id, r.split LIMIT 1)
  UNION ALL
  SELECT further.dataset_id, further.split FROM split CROSS JOIN LATERAL (
    SELECT r.dataset_id, r.split FROM dataset_row r
    WHERE r.project_id = $1 AND r.split IS NOT NULL AND (r.dataset_id, r.split) > (split.dataset_id, split.split) ORDER BY r.dataset_id, r.split LIMIT 1
  ) AS further
)
SELECT
  ARRAY(SELECT DISTINCT k FROM newest, jsonb_object_keys(metadata || feedback_metadata) AS k ORDER BY k LIMIT 200) AS keys,
  ARRAY(SELECT DISTINCT t FROM newest, unnest(tags) AS t ORDER BY t LIMIT 200) AS tags,
  ARRAY(SELECT d.name FROM dataset d WHERE d.project_id = $1 ORDER BY d.name) AS datasets,
  ARRAY(SELECT DISTINCT split FROM (SELECT split FROM split LIMIT 200) AS known ORDER BY split) AS splits,
  ARRAY(SELECT h.name FROM theme h WHERE h.project_id = $1 AND NOT h.excluded AND h.merged_into = '' ORDER BY h.comments DESC, h.name) AS themes`
	var row struct{ Keys, Tags, Datasets, Splits, Themes pq.StringArray }
	if err := db.x.GetContext(ctx, &row, q, project, vocabularySample); err != nil {
		return filter.Vocabulary{}, translate(err)
	}
	return filter.Vocabulary{MetadataKeys: row.Keys, Tags: row.Tags, Datasets: row.Datasets, Splits: row.Splits, Themes: row.Themes}, nil
}

// ScoreName is a score that some trace of the project carries, with the sources it comes from.
type ScoreName struct {
	Name    string
	Sources []store.Source
}

// ScoreNames lists the scores of a project by name. The recursive walk reads a few index entries a name, not every score.
func (db *DB) ScoreNames(ctx context.Context, project store.ProjectID) ([]ScoreName, error) {
	const q = `
WITH RECURSIVE name AS (
  (SELECT name FROM trace_score WHERE project_id = $1 ORDER BY name LIMIT 1)
  UNION ALL
  SELECT (SELECT s.name FROM trace_score s WHERE s.project_id = $1 AND s.name > name.name ORDER BY s.name LIMIT 1) FROM name WHERE name.name IS NOT NULL
)
SELECT name, ARRAY(SELECT wanted.source FROM unnest(ARRAY['user', 'review', 'automated']) AS wanted (source)
  WHERE EXISTS (SELECT FROM trace_score s WHERE s.project_id = $1 AND s.name = name.name AND s.source = wanted.source)) AS sources
FROM name WHERE name IS NOT NULL`
	var rows []struct {
		Name    string
		Sources pq.StringArray
	}
	if err := db.x.SelectContext(ctx, &rows, q, project); err != nil {
		return nil, translate(err)
	}
	names := make([]ScoreName, len(rows))
	for i, r := range rows {
		names[i].Name = r.Name
		for _, source := range r.Sources {
			names[i].Sources = append(names[i].Sources, store.Source(source))
		}
	}
	return names, nil
}
