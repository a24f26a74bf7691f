package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// textArray scans and binds text[].
type textArray = pq.StringArray

// DatasetWrite says who changes which dataset, and why.
type DatasetWrite struct {
	Dataset int
	Account int // 0: not one of our accounts
	Author  string
	Note    string
	Now     time.Time
	// Submission is the decision of review that writes on its way; empty: none.
	Submission store.EventID

	asItWas bool // rows come back with the dataset they are from, whatever its schemas ask for
}

// changing is a change to a dataset, written as a version.
type changing func(tx *sqlx.Tx, version store.Version) (store.DatasetVersion, error)

// write is one change to a dataset that stands; one that was deleted is ErrNotFound.
func (db *DB) write(ctx context.Context, project store.ProjectID, v DatasetWrite, change changing) (store.DatasetVersion, error) {
	return db.writeAny(ctx, project, v, whileItStands(ctx, project, v.Dataset, change))
}

// whileItStands is a change that is only for a dataset that was not deleted.
func whileItStands(ctx context.Context, project store.ProjectID, dataset int, change changing) changing {
	const q = `SELECT deleted IS NULL FROM dataset WHERE project_id = $1 AND id = $2`
	return func(tx *sqlx.Tx, version store.Version) (store.DatasetVersion, error) {
		var stands bool
		if err := tx.GetContext(ctx, &stands, q, project, dataset); err != nil {
			return store.DatasetVersion{}, err
		}
		if !stands {
			return store.DatasetVersion{}, store.ErrNotFound
		}
		return change(tx, version)
	}
}

// writeAny is one change to a dataset: it takes the next position of the log as its version, runs the change and records what
// it did. A change that did nothing makes no version and gives the zero DatasetVersion. ErrBusy when another change takes so long
// that there is no waiting for it.
func (db *DB) writeAny(ctx context.Context, project store.ProjectID, v DatasetWrite, change changing) (store.DatasetVersion, error) {
	var done store.DatasetVersion
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		// The dataset first, then the log: a change that takes long must not keep everyone from logging while it waits.
		if err := lockDataset(ctx, tx, project, v.Dataset); err != nil {
			return err
		}
		position, err := takePositions(ctx, tx, project, 1)
		if err != nil {
			return err
		}
		version := store.VersionAt(position)
		if done, err = change(tx, version); err != nil {
			return err
		}
		done, err = recordVersion(ctx, tx, project, v, version, done)
		return err
	})
	if err != nil {
		return store.DatasetVersion{}, err
	}
	return done, nil
}

// lockWait is how long a change to a dataset waits for another one to come to its end.
const lockWait = "15s"

// lockDataset keeps others from changing the dataset to the end of the transaction.
func lockDataset(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, dataset int) error {
	const q = `SELECT id FROM dataset WHERE project_id = $1 AND id = $2 FOR NO KEY UPDATE`
	if _, err := tx.ExecContext(ctx, "SET LOCAL lock_timeout = '"+lockWait+"'"); err != nil {
		return fmt.Errorf("lock dataset: %w", err)
	}
	var id int
	if err := tx.GetContext(ctx, &id, q, project, dataset); err != nil {
		return fmt.Errorf("lock dataset: %w", err)
	}
	if _, err := tx.ExecContext(ctx, "SET LOCAL lock_timeout = DEFAULT"); err != nil {
		return fmt.Errorf("lock dataset: %w", err)
	}
	return nil
}

// recordVersion writes what a change did; nothing for one that did nothing. A change to rows of a locked split is
// an Invalid, and so is one that leaves rows which do not fit the schemas of the dataset.
func recordVersion(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, v DatasetWrite, version store.Version, done store.DatasetVersion) (store.DatasetVersion, error) {
	const record = `
INSERT INTO dataset_version (project_id, dataset_id, xact, account_id, author, note, inserted, updated, deleted, at, submission)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	if done.Inserted+done.Updated+done.Deleted == 0 {
		return store.DatasetVersion{}, nil
	}
	if err := checkLocks(ctx, tx, project, v.Dataset, version); err != nil {
		return store.DatasetVersion{}, err
	}
	if done.Inserted+done.Updated > 0 && !v.asItWas {
		if err := checkSchemas(ctx, tx, project, v.Dataset, version); err != nil {
			return store.DatasetVersion{}, err
		}
	}
	done.Version, done.Author, done.Note, done.At = version, v.Author, v.Note, v.Now
	_, err := tx.ExecContext(ctx, record, project, v.Dataset, version, nullInt(v.Account), v.Author, v.Note, done.Inserted, done.Updated, done.Deleted, v.Now.UTC(), null(string(v.Submission)))
	return done, err
}

// rowStateColumns are what an edit or an undo carries from one state of a row to the next: all but since and until.
const rowStateColumns = `project_id, dataset_id, id, position, input, expected, expected_from, metadata, tags, split,
  origin_project, origin_trace, origin_span, provenance, created`

// undoSQL writes as version $4 the inverse of version $3. A version wrote the states with since = it, and ended the states with
// until = it. Both parts read the rows as they were before this statement, so which one runs first does not matter.
const undoSQL = `
WITH removed AS (
  UPDATE dataset_row SET until = $4
  WHERE project_id = $1 AND dataset_id = $2 AND since = $3 AND until = ` + forever + `
  RETURNING id
),
restored AS (
  INSERT INTO dataset_row (` + rowStateColumns + `, since)
  SELECT ` + rowStateColumns + `, $4
  FROM dataset_row o
  WHERE o.project_id = $1 AND o.dataset_id = $2 AND o.until = $3
    AND NOT EXISTS (
      SELECT FROM dataset_row later
      WHERE later.project_id = $1 AND later.dataset_id = $2 AND later.id = o.id
        AND (later.since > $3 OR later.since = $3 AND later.until <> ` + forever + `)
    )
  RETURNING id
)
SELECT count(*) FILTER (WHERE removed.id IS NULL) AS inserted,
  count(*) FILTER (WHERE removed.id IS NOT NULL AND restored.id IS NOT NULL) AS updated,
  count(*) FILTER (WHERE restored.id IS NULL) AS deleted
FROM removed FULL JOIN restored ON restored.id = removed.id`

// UndoVersion writes the inverse of one version: the rows it inserted go, the rows it deleted return, the rows it updated get
// their old content back. A row that changed again since is left alone and not counted, so undoing twice does nothing, and an
// undo is itself a version that can be undone. ErrNotFound when the dataset has no such version.
func (db *DB) UndoVersion(ctx context.Context, project store.ProjectID, w DatasetWrite, undone store.Version) (store.DatasetVersion, error) {
	return db.write(ctx, project, w, undoing(ctx, project, w.Dataset, undone))
}

func undoing(ctx context.Context, project store.ProjectID, dataset int, undone store.Version) changing {
	const known = `SELECT xact FROM dataset_version WHERE project_id = $1 AND dataset_id = $2 AND xact = $3`
	return func(tx *sqlx.Tx, version store.Version) (store.DatasetVersion, error) {
		var found store.Version
		if err := tx.GetContext(ctx, &found, known, project, dataset, undone); err != nil {
			return store.DatasetVersion{}, err
		}
		var done store.DatasetVersion
		err := tx.GetContext(ctx, &done, undoSQL, project, dataset, undone, version)
		return done, err
	}
}
