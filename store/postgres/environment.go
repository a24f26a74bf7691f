package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// datasetEvent records what was done to a dataset beside its versions.
func datasetEvent(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, w DatasetWrite, kind, name string, version store.Version) error {
	const q = `
INSERT INTO dataset_event (project_id, dataset_id, kind, name, xact, author, note, at) VALUES ($1, $2, $3, $4, NULLIF($5::bigint, 0), $6, $7, $8)`
	_, err := tx.ExecContext(ctx, q, project, w.Dataset, kind, storable(name), version, storable(w.Author), storable(w.Note), w.Now.UTC())
	if err != nil {
		return fmt.Errorf("record what was done: %w", err)
	}
	return nil
}

// DatasetEvent is what was done to a dataset and is no version of it. Version is what Name stands for from then on, 0 where it stands
// for none.
type DatasetEvent struct {
	Kind, Name   string
	Version      store.Version
	Author, Note string
	At           time.Time
}

// DatasetEvents lists what was done to a dataset beside its versions, the newest first.
func (db *DB) DatasetEvents(ctx context.Context, project store.ProjectID, dataset, most int) ([]DatasetEvent, error) {
	const q = `
SELECT kind, name, COALESCE(xact, 0) AS version, author, note, at FROM dataset_event
WHERE project_id = $1 AND dataset_id = $2 ORDER BY id DESC LIMIT $3`
	var list []DatasetEvent
	if err := db.x.SelectContext(ctx, &list, q, project, dataset, most); err != nil {
		return nil, fmt.Errorf("list what was done: %w", translate(err))
	}
	return list, nil
}

// Environments lists the environments of a dataset by name.
func (db *DB) Environments(ctx context.Context, project store.ProjectID, dataset int) ([]store.Environment, error) {
	const q = `
SELECT name, xact AS version, author, changed FROM dataset_environment WHERE project_id = $1 AND dataset_id = $2 ORDER BY name`
	list := []store.Environment{}
	if err := db.x.SelectContext(ctx, &list, q, project, dataset); err != nil {
		return nil, fmt.Errorf("list environments: %w", translate(err))
	}
	return list, nil
}

// Environment returns one environment of a dataset, or ErrNotFound.
func (db *DB) Environment(ctx context.Context, project store.ProjectID, dataset int, name string) (store.Environment, error) {
	const q = `SELECT name, xact AS version, author, changed FROM dataset_environment WHERE project_id = $1 AND dataset_id = $2 AND name = $3`
	var e store.Environment
	err := db.x.GetContext(ctx, &e, q, project, dataset, storable(name))
	return e, translate(err)
}

// SetEnvironment makes an environment stand for a version; 0 takes it away. Who asks for it gets that version from then on. What is so
// already stays, without an event.
func (db *DB) SetEnvironment(ctx context.Context, project store.ProjectID, w DatasetWrite, name string, version store.Version) error {
	const set = `
INSERT INTO dataset_environment (project_id, dataset_id, name, xact, author, changed) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (project_id, dataset_id, name) DO UPDATE SET xact = excluded.xact, author = excluded.author, changed = excluded.changed
WHERE dataset_environment.xact <> excluded.xact`
	const drop = `DELETE FROM dataset_environment WHERE project_id = $1 AND dataset_id = $2 AND name = $3`
	name, err := store.CheckEnvironmentName(storable(name))
	if err != nil {
		return err
	}
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		kind, n := "environment", 0
		var err error
		if version == 0 {
			kind = "detach"
			n, err = affected(tx.ExecContext(ctx, drop, project, w.Dataset, name))
		} else {
			n, err = affected(tx.ExecContext(ctx, set, project, w.Dataset, name, version, storable(w.Author), w.Now.UTC()))
		}
		if err != nil || n == 0 {
			return err
		}
		return datasetEvent(ctx, tx, project, w, kind, name, version)
	})
	if err != nil {
		return fmt.Errorf("set environment: %w", err)
	}
	return nil
}
