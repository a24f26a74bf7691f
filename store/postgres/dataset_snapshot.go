package postgres

import (
	"context"
	"fmt"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

const selectSnapshot = `
SELECT s.id, d.uid AS datasetuid, s.name, s.description, s.xact AS version, s.author, s.created
FROM dataset_snapshot s JOIN dataset d ON d.project_id = s.project_id AND d.id = s.dataset_id`

// Snapshots lists the snapshots of a dataset from old to new: all, or those of a name, or of a version that is not 0.
func (db *DB) Snapshots(ctx context.Context, project store.ProjectID, dataset int, name string, version store.Version) ([]store.Snapshot, error) {
	const q = selectSnapshot + `
WHERE s.project_id = $1 AND s.dataset_id = $2 AND ($3 = '' OR s.name = $3) AND ($4::bigint = 0 OR s.xact = $4)
ORDER BY s.created, s.id`
	list := []store.Snapshot{}
	if err := db.x.SelectContext(ctx, &list, q, project, dataset, storable(name), version); err != nil {
		return nil, fmt.Errorf("list snapshots: %w", translate(err))
	}
	return list, nil
}

// Snapshot returns the snapshot of that id, or ErrNotFound.
func (db *DB) Snapshot(ctx context.Context, id string) (store.Snapshot, error) {
	var s store.Snapshot
	if !store.IsKey(id) {
		return s, store.ErrNotFound
	}
	err := db.x.GetContext(ctx, &s, selectSnapshot+` WHERE s.id = $1`, id)
	return s, translate(err)
}

// SaveSnapshot names a version of a dataset. When there is a snapshot of that name already it stays as it is, or becomes this
// one with move. It returns the snapshot that then has the name, and whether there was one.
func (db *DB) SaveSnapshot(ctx context.Context, project store.ProjectID, dataset int, s store.Snapshot, move bool) (store.Snapshot, bool, error) {
	name, err := store.CheckSnapshotName(storable(s.Name))
	if err != nil {
		return s, false, err
	}
	const insert = `
INSERT INTO dataset_snapshot (project_id, dataset_id, name, description, xact, author, created) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (project_id, dataset_id, name) DO NOTHING`
	const change = `
UPDATE dataset_snapshot SET xact = $4, description = COALESCE($5, description), author = $6
WHERE project_id = $1 AND dataset_id = $2 AND name = $3`
	var existed bool
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		n, err := affected(tx.ExecContext(ctx, insert, project, dataset, name, storableOrNil(s.Description), s.Version, storable(s.Author), s.Created.UTC()))
		if existed = n == 0; err != nil || !existed {
			return err
		}
		if move {
			if _, err := tx.ExecContext(ctx, change, project, dataset, name, s.Version, storableOrNil(s.Description), storable(s.Author)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return s, false, fmt.Errorf("save snapshot: %w", err)
	}
	list, err := db.Snapshots(ctx, project, dataset, name, 0)
	if err == nil && len(list) == 0 {
		err = store.ErrNotFound // deleted since
	}
	if err != nil {
		return s, false, err
	}
	return list[0], existed, nil
}

// RenameSnapshot changes the name and the description of a snapshot; nil leaves one, and an empty description goes. What it
// names stays.
func (db *DB) RenameSnapshot(ctx context.Context, id string, name, description *string) (store.Snapshot, error) {
	const q = `
UPDATE dataset_snapshot SET name = COALESCE($2, name), description = CASE WHEN $3::text IS NULL THEN description ELSE NULLIF($3, '') END
WHERE id = $1`
	if name != nil {
		checked, err := store.CheckSnapshotName(storable(*name))
		if err != nil {
			return store.Snapshot{}, err
		}
		name = &checked
	}
	if !store.IsKey(id) {
		return store.Snapshot{}, store.ErrNotFound
	}
	if _, err := db.x.ExecContext(ctx, q, id, name, storableOrNil(description)); err != nil {
		return store.Snapshot{}, fmt.Errorf("change snapshot: %w", translate(err))
	}
	return db.Snapshot(ctx, id)
}

// NameVersion is SaveSnapshot of a person: a name that is in use is an Invalid naming the field "name", and naming is an event of the
// dataset.
func (db *DB) NameVersion(ctx context.Context, project store.ProjectID, w DatasetWrite, s store.Snapshot) error {
	saved, existed, err := db.SaveSnapshot(ctx, project, w.Dataset, s, false)
	switch {
	case err != nil:
		return err
	case existed:
		return store.Invalid{"name": "There is a snapshot of this name already. Forget that one first, or choose another name."}
	}
	return db.tx(ctx, func(tx *sqlx.Tx) error {
		return datasetEvent(ctx, tx, project, w, "snapshot", saved.Name, saved.Version)
	})
}

// ForgetSnapshot is DeleteSnapshot of a person, for a dataset of the project; it is an event of the dataset.
func (db *DB) ForgetSnapshot(ctx context.Context, project store.ProjectID, w DatasetWrite, id string) error {
	const q = `DELETE FROM dataset_snapshot WHERE project_id = $1 AND dataset_id = $2 AND id = $3 RETURNING name`
	if !store.IsKey(id) {
		return store.ErrNotFound
	}
	return db.tx(ctx, func(tx *sqlx.Tx) error {
		var name string
		if err := tx.GetContext(ctx, &name, q, project, w.Dataset, id); err != nil {
			return err
		}
		return datasetEvent(ctx, tx, project, w, "forget", name, 0)
	})
}

// DeleteSnapshot forgets a name. The version stays readable by its number.
func (db *DB) DeleteSnapshot(ctx context.Context, id string) error {
	if !store.IsKey(id) {
		return store.ErrNotFound
	}
	n, err := affected(db.x.ExecContext(ctx, `DELETE FROM dataset_snapshot WHERE id = $1`, id))
	if err != nil {
		return fmt.Errorf("delete snapshot: %w", translate(err))
	}
	if n == 0 {
		return store.ErrNotFound
	}
	return nil
}

func storableOrNil(s *string) *string {
	if s == nil {
		return nil
	}
	clean := storable(*s)
	return &clean
}
