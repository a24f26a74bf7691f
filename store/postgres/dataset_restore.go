package postgres

import (
	"context"
	"fmt"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// Restoring is what going back to a version of a dataset does: rows written as they were, and rows taken out that were not
// there.
type Restoring struct{ Restored, Deleted int }

// wayBack are the tables of a statement that compare the rows as of version $3, was, with those that stand, now: back are the ids
// to write as they were, gone those to take out. A row that says again what it said is left alone.
const wayBack = `
was AS (SELECT * FROM dataset_row WHERE project_id = $1 AND dataset_id = $2 AND since <= $3 AND until > $3),
now AS (SELECT * FROM dataset_row WHERE project_id = $1 AND dataset_id = $2 AND until = ` + forever + `),
back AS (
  SELECT was.id FROM was LEFT JOIN now ON now.id = was.id
  WHERE now.id IS NULL OR (was.input, was.expected, was.expected_from, was.metadata, was.tags, was.split, was.origin_project, was.origin_trace, was.origin_span, was.provenance)
    IS DISTINCT FROM (now.input, now.expected, now.expected_from, now.metadata, now.tags, now.split, now.origin_project, now.origin_trace, now.origin_span, now.provenance)
),
gone AS (SELECT id FROM now WHERE id NOT IN (SELECT id FROM was))`

// PreviewRestore says what RestoreVersion would do now.
func (db *DB) PreviewRestore(ctx context.Context, project store.ProjectID, dataset int, version store.Version) (Restoring, error) {
	const q = `WITH ` + wayBack + ` SELECT (SELECT count(*) FROM back) AS restored, (SELECT count(*) FROM gone) AS deleted`
	var does Restoring
	if err := db.x.GetContext(ctx, &does, q, project, dataset, version); err != nil {
		return does, fmt.Errorf("preview restore: %w", translate(err))
	}
	return does, nil
}

// RestoreVersion writes a version that has the rows of an older one. Those that are as they were stay untouched, and when all
// are, it makes no version. It can be undone like any other.
func (db *DB) RestoreVersion(ctx context.Context, project store.ProjectID, w DatasetWrite, version store.Version) (store.DatasetVersion, error) {
	done, err := db.write(ctx, project, w, restoring(ctx, project, w.Dataset, version))
	if err != nil {
		return done, fmt.Errorf("restore version: %w", err)
	}
	return done, nil
}

func restoring(ctx context.Context, project store.ProjectID, dataset int, version store.Version) changing {
	// All parts read the rows as they were before this statement.
	const q = `
WITH ` + wayBack + `,
ended AS (
  UPDATE dataset_row r SET until = $4
  WHERE r.project_id = $1 AND r.dataset_id = $2 AND r.until = ` + forever + ` AND (r.id IN (SELECT id FROM back) OR r.id IN (SELECT id FROM gone))
  RETURNING r.id
),
restored AS (
  INSERT INTO dataset_row (` + rowStateColumns + `, since)
  SELECT ` + rowStateColumns + `, $4 FROM was WHERE id IN (SELECT id FROM back)
  RETURNING id
)
SELECT count(*) FILTER (WHERE ended.id IS NULL) AS inserted, count(*) FILTER (WHERE ended.id IS NOT NULL AND restored.id IS NOT NULL) AS updated,
  count(*) FILTER (WHERE restored.id IS NULL) AS deleted
FROM ended FULL JOIN restored ON restored.id = ended.id`
	return func(tx *sqlx.Tx, at store.Version) (store.DatasetVersion, error) {
		var done store.DatasetVersion
		err := tx.GetContext(ctx, &done, q, project, dataset, version, at)
		return done, err
	}
}

// RestoreDeleted brings back a dataset that a program deleted, under a name that may be its old one, with the rows that it had.
// A name that is in use is an Invalid naming the field "dataset", and a dataset that stands is ErrNotFound.
func (db *DB) RestoreDeleted(ctx context.Context, project store.ProjectID, w DatasetWrite, name string) (store.DatasetVersion, error) {
	name, err := store.CheckDatasetName(storable(name))
	if err != nil {
		return store.DatasetVersion{}, err
	}
	const deletion = `
SELECT COALESCE((SELECT max(v.xact) FROM dataset_version v WHERE v.project_id = d.project_id AND v.dataset_id = d.id AND v.at = d.deleted), 0)
FROM dataset d WHERE d.project_id = $1 AND d.id = $2 AND d.deleted IS NOT NULL FOR UPDATE`
	const mark = `UPDATE dataset SET deleted = NULL, deleted_name = NULL, name = $3 WHERE project_id = $1 AND id = $2`
	w.asItWas = true // a dataset that is gone has no page on which its schemas could be changed
	done, err := db.writeAny(ctx, project, w, func(tx *sqlx.Tx, version store.Version) (done store.DatasetVersion, err error) {
		var undone store.Version
		if err := tx.GetContext(ctx, &undone, deletion, project, w.Dataset); err != nil {
			return done, err
		}
		if _, err := tx.ExecContext(ctx, mark, project, w.Dataset, name); err != nil {
			return done, err
		}
		if undone != 0 { // one without rows was deleted without a version
			err = tx.GetContext(ctx, &done, undoSQL, project, w.Dataset, undone, version)
		}
		return done, err
	})
	if err != nil {
		return done, fmt.Errorf("restore dataset: %w", err)
	}
	return done, nil
}
