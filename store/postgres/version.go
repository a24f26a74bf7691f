package postgres

import (
	"context"
	"fmt"

	"assay/store"
	"assay/store/draft"
)

// VersionPage lists the writes to a dataset, newest first: those before a version, 0 being any, most of them at once.
func (db *DB) VersionPage(ctx context.Context, project store.ProjectID, dataset int, before store.Version, most int) ([]store.DatasetVersion, error) {
	const q = `
SELECT xact AS version, author, note, at, inserted, updated, deleted FROM dataset_version
WHERE project_id = $1 AND dataset_id = $2 AND ($3::bigint = 0 OR xact < $3) ORDER BY xact DESC LIMIT $4`
	var rows []store.DatasetVersion
	if err := db.x.SelectContext(ctx, &rows, q, project, dataset, before, most); err != nil {
		return nil, fmt.Errorf("list versions: %w", translate(err))
	}
	return rows, nil
}

// Comparison counts how two versions of a dataset differ.
type Comparison struct{ Added, Changed, Removed int }

// Total is how many rows differ.
func (c Comparison) Total() int { return c.Added + c.Changed + c.Removed }

// RowDifference is a row that two versions have not alike. Old or New is Removed where a version has no such row.
type RowDifference struct {
	ID         string
	Kind       string // "added", "changed" or "removed"
	Position   int64
	Old, New   draft.Row
	OldSources int // traces that it was made from and merged with
	NewSources int
}

// differing are the tables of a statement that set the rows of version $3 beside those of version $4: only states that not both have
// are read, and a row that says again what it said is no difference.
const differing = `
WITH old AS (SELECT * FROM dataset_row WHERE project_id = $1 AND dataset_id = $2 AND since <= $3 AND until > $3 AND NOT (since <= $4 AND until > $4)),
new AS (SELECT * FROM dataset_row WHERE project_id = $1 AND dataset_id = $2 AND since <= $4 AND until > $4 AND NOT (since <= $3 AND until > $3)),
pair AS (
  SELECT COALESCE(new.id, old.id) AS id, COALESCE(new.position, old.position) AS position, old.since AS old_since, new.since AS new_since,
    CASE WHEN old.id IS NULL THEN 'added' WHEN new.id IS NULL THEN 'removed' ELSE 'changed' END AS kind
  FROM old FULL JOIN new ON new.id = old.id
  WHERE old.id IS NULL OR new.id IS NULL OR ` + saysElse + `
)`

// saysElse is the condition that the states old and new of a row differ in something that anyone can see.
const saysElse = `(old.input, old.expected, old.expected_from, old.metadata, old.tags, old.split, old.origin_project, old.origin_trace, old.origin_span, old.provenance)
    IS DISTINCT FROM (new.input, new.expected, new.expected_from, new.metadata, new.tags, new.split, new.origin_project, new.origin_trace, new.origin_span, new.provenance)`

// CompareVersions counts how a dataset differs between two versions, as if the first came before the second.
func (db *DB) CompareVersions(ctx context.Context, project store.ProjectID, dataset int, from, to store.Version) (Comparison, error) {
	const q = differing + `
SELECT count(*) FILTER (WHERE kind = 'added') AS added, count(*) FILTER (WHERE kind = 'changed') AS changed, count(*) FILTER (WHERE kind = 'removed') AS removed FROM pair`
	var c Comparison
	if err := db.x.GetContext(ctx, &c, q, project, dataset, from, to); err != nil {
		return c, fmt.Errorf("compare versions: %w", translate(err))
	}
	return c, nil
}

// Differences lists the rows that differ between two versions, by their place: those behind a position, most of them at once. An empty
// kind is every kind.
func (db *DB) Differences(ctx context.Context, project store.ProjectID, dataset int, from, to store.Version, kind string, after int64, most int) ([]RowDifference, error) {
	q := differing + `
SELECT p.id, p.kind, p.position, ` + cellsOf("o", "o.id IS NOT NULL", "old") + `, ` + cellsOf("n", "n.id IS NOT NULL", "new") + `,
  COALESCE(jsonb_array_length(o.provenance), 0) AS old_sources, COALESCE(jsonb_array_length(n.provenance), 0) AS new_sources
FROM (SELECT * FROM pair WHERE ($5 = '' OR kind = $5) AND position > $6 ORDER BY position, id LIMIT $7) AS p
  LEFT JOIN dataset_row o ON o.project_id = $1 AND o.dataset_id = $2 AND o.id = p.id AND o.since = p.old_since
  LEFT JOIN dataset_row n ON n.project_id = $1 AND n.dataset_id = $2 AND n.id = p.id AND n.since = p.new_since
ORDER BY p.position, p.id`
	var scans []struct {
		ID, Kind   string
		Position   int64
		Old, New   draftCells
		OldSources int `db:"old_sources"`
		NewSources int `db:"new_sources"`
	}
	if err := db.x.SelectContext(ctx, &scans, q, project, dataset, from, to, kind, after, most); err != nil {
		return nil, fmt.Errorf("list differences: %w", translate(err))
	}
	list := make([]RowDifference, len(scans))
	for i := range scans {
		s := &scans[i]
		list[i] = RowDifference{ID: s.ID, Kind: s.Kind, Position: s.Position, Old: s.Old.row(), New: s.New.row(), OldSources: s.OldSources, NewSources: s.NewSources}
	}
	return list, nil
}
