package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"assay/store"
	"assay/store/merge"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// DatasetQuery names datasets for machines. What is empty narrows nothing.
type DatasetQuery struct {
	Projects    []store.ProjectID // nil: every project
	ProjectUID  string
	ProjectName string
	Name        string
	UIDs        []string
	After       string // those that come behind the dataset of this id, from new to old
	Before      string // those that come ahead of it
	Limit       int    // 0: all
}

const selectProjectDataset = `
SELECT d.id, d.uid, d.name, d.description, d.created, d.metadata, d.tags,
  p.id AS "project.id", p.uid AS "project.uid", p.name AS "project.name", p.created AS "project.created",
  COALESCE((SELECT max(v.xact) FROM dataset_version v WHERE v.project_id = d.project_id AND v.dataset_id = d.id), 0) AS version
FROM dataset d JOIN project p ON p.id = d.project_id`

type projectDatasetRow struct {
	store.Dataset
	Project  store.Project
	Metadata sql.NullString
	Tags     textArray
}

func (r *projectDatasetRow) dataset() store.ProjectDataset {
	return store.ProjectDataset{Dataset: r.Dataset, Project: r.Project, Metadata: optionalJSON(r.Metadata), Tags: r.Tags}
}

// DatasetsBy lists the datasets that a query names, newest first.
func (db *DB) DatasetsBy(ctx context.Context, q DatasetQuery) ([]store.ProjectDataset, error) {
	args, where := &arguments{}, []string{"d.deleted IS NULL"}
	also := func(condition string, v any) {
		where = append(where, strings.ReplaceAll(condition, "?", args.add(v)))
	}
	if q.Projects != nil {
		also("d.project_id = ANY(?::int[])", projectIDs(q.Projects))
	}
	if q.ProjectUID != "" {
		also("p.uid::text = ?", strings.ToLower(storable(q.ProjectUID)))
	}
	if q.ProjectName != "" {
		also("p.name = ?", storable(q.ProjectName))
	}
	if q.Name != "" {
		also("d.name = ?", storable(q.Name))
	}
	if q.UIDs != nil {
		also("d.uid = ANY(?::uuid[])", pq.Array(keysOnly(q.UIDs)))
	}
	const place = "(SELECT o.created, o.id FROM dataset o WHERE o.uid = ANY(?::uuid[]) LIMIT 1)"
	if q.After != "" {
		also("(d.created, d.id) < "+place, pq.Array(keysOnly([]string{q.After})))
	}
	order := "DESC"
	if q.Before != "" {
		also("(d.created, d.id) > "+place, pq.Array(keysOnly([]string{q.Before})))
		order = "ASC" // the page next to the place, turned around below
	}
	statement := selectProjectDataset + " WHERE " + strings.Join(where, " AND ") + " ORDER BY d.created " + order + ", d.id " + order
	if q.Limit > 0 {
		statement += " LIMIT " + args.add(q.Limit)
	}
	var rows []projectDatasetRow
	if err := db.x.SelectContext(ctx, &rows, statement, args.values...); err != nil {
		return nil, fmt.Errorf("list datasets: %w", translate(err))
	}
	list := make([]store.ProjectDataset, len(rows))
	for i := range rows {
		at := i
		if order == "ASC" {
			at = len(rows) - 1 - i
		}
		list[at] = rows[i].dataset()
	}
	return list, nil
}

// DatasetByUID returns the dataset of that id on the wire, or ErrNotFound, also when it was deleted.
func (db *DB) DatasetByUID(ctx context.Context, uid string) (store.ProjectDataset, error) {
	return oneDataset(ctx, db.x, ` WHERE d.uid = $1 AND d.deleted IS NULL`, uid)
}

func oneDataset(ctx context.Context, x sqlx.QueryerContext, where, uid string) (store.ProjectDataset, error) {
	if !store.IsKey(uid) {
		return store.ProjectDataset{}, store.ErrNotFound
	}
	var row projectDatasetRow
	if err := sqlx.GetContext(ctx, x, &row, selectProjectDataset+where, uid); err != nil {
		return store.ProjectDataset{}, translate(err)
	}
	return row.dataset(), nil
}

// RegisterDataset makes an empty dataset, or returns the one of that name as it is. The second result tells which.
func (db *DB) RegisterDataset(ctx context.Context, project store.ProjectID, d store.ProjectDataset) (store.ProjectDataset, bool, error) {
	name, err := store.CheckDatasetName(storable(d.Name))
	if err != nil {
		return store.ProjectDataset{}, false, err
	}
	const insert = `
INSERT INTO dataset (project_id, name, description, metadata, tags) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (project_id, name) DO NOTHING`
	n, err := affected(db.x.ExecContext(ctx, insert, project, name, storable(d.Description), nullJSON(d.Metadata), pq.Array(listed(d.Tags))))
	if err != nil {
		return store.ProjectDataset{}, false, fmt.Errorf("register dataset: %w", translate(err))
	}
	list, err := db.DatasetsBy(ctx, DatasetQuery{Projects: []store.ProjectID{project}, Name: name, Limit: 1})
	if err == nil && len(list) == 0 {
		err = store.ErrNotFound // deleted between the two statements
	}
	if err != nil {
		return store.ProjectDataset{}, false, err
	}
	return list[0], n == 1, nil
}

// DatasetPatch is what a machine changes about a dataset itself; nil leaves it.
type DatasetPatch struct {
	Name, Description *string
	Metadata          json.RawMessage // merged into what is there
	Tags              *[]string
}

// PatchDataset changes a dataset's own fields and returns it. Its rows and versions stay.
func (db *DB) PatchDataset(ctx context.Context, uid string, p DatasetPatch) (store.ProjectDataset, error) {
	const update = `UPDATE dataset SET name = $3, description = $4, metadata = $5, tags = $6 WHERE project_id = $1 AND id = $2`
	var d store.ProjectDataset
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		var err error
		if d, err = oneDataset(ctx, tx, ` WHERE d.uid = $1 AND d.deleted IS NULL FOR UPDATE OF d`, uid); err != nil {
			return err
		}
		if p.Name != nil {
			if d.Name, err = store.CheckDatasetName(storable(*p.Name)); err != nil {
				return err
			}
		}
		if p.Description != nil {
			d.Description = storable(*p.Description)
		}
		if p.Metadata != nil {
			merged := merge.Apply(merge.Row{"metadata": d.Metadata}, merge.Change{Merge: true, Fields: merge.Row{"metadata": p.Metadata}})
			d.Metadata = merged["metadata"]
		}
		if p.Tags != nil {
			d.Tags = listed(*p.Tags)
		}
		_, err = tx.ExecContext(ctx, update, d.Project.ID, d.ID, d.Name, d.Description, nullJSON(d.Metadata), pq.Array(listed(d.Tags)))
		return err
	})
	if err != nil {
		return store.ProjectDataset{}, fmt.Errorf("change dataset: %w", err)
	}
	return d, nil
}

// DeleteDataset takes a dataset away from machines: its rows go from the newest version and its name becomes free. What people
// curated is never destroyed by a program: under the name with "(deleted …)" behind it, its versions stay on the pages, and RestoreDeleted brings it back.
func (db *DB) DeleteDataset(ctx context.Context, d store.ProjectDataset, w DatasetWrite) error {
	const rows = `UPDATE dataset_row SET until = $3 WHERE project_id = $1 AND dataset_id = $2 AND until = ` + forever
	const mark = `
UPDATE dataset SET deleted = $3, deleted_name = name, name = left(name, 170) || ' (deleted ' || id || ')'
WHERE project_id = $1 AND id = $2 AND deleted IS NULL`
	w.Dataset = d.ID
	_, err := db.write(ctx, d.Project.ID, w, func(tx *sqlx.Tx, version store.Version) (store.DatasetVersion, error) {
		n, err := affected(tx.ExecContext(ctx, mark, d.Project.ID, d.ID, w.Now.UTC()))
		if err != nil {
			return store.DatasetVersion{}, err
		}
		if n == 0 {
			return store.DatasetVersion{}, store.ErrNotFound
		}
		n, err = affected(tx.ExecContext(ctx, rows, d.Project.ID, d.ID, version))
		return store.DatasetVersion{Deleted: n}, err
	})
	if err != nil {
		return fmt.Errorf("delete dataset: %w", err)
	}
	return nil
}

// CurrentVersion returns a version that stands for now in all of the projects, nil being every one: what was written is at or
// below it, what will be written is above. Each project counts its own log, so those that lag behind are moved up to the
// furthest; the numbers left out belong to nothing.
func (db *DB) CurrentVersion(ctx context.Context, projects []store.ProjectID) (store.Version, error) {
	const top = `
SELECT COALESCE(max(last), 0) FROM (
  SELECT last FROM log_position WHERE $1::int[] IS NULL OR project_id = ANY($1::int[]) ORDER BY project_id FOR UPDATE
) AS locked`
	const lift = `UPDATE log_position SET last = $2 WHERE last < $2 AND ($1::int[] IS NULL OR project_id = ANY($1::int[]))`
	var last int64
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		if err := tx.GetContext(ctx, &last, top, projectIDs(projects)); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, lift, projectIDs(projects), last)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("find current version: %w", err)
	}
	return store.VersionAt(last), nil
}

// projectIDs binds projects; nil stays NULL, which the statements take for every project.
func projectIDs(projects []store.ProjectID) any {
	if projects == nil {
		return nil
	}
	ids := make([]int64, len(projects))
	for i, p := range projects {
		ids[i] = int64(p)
	}
	return pq.Array(ids)
}

// keysOnly drops what has not the form of an id of ours and so can name nothing.
func keysOnly(ids []string) []string {
	kept := []string{}
	for _, id := range ids {
		if store.IsKey(id) {
			kept = append(kept, id)
		}
	}
	return kept
}

// listed is a list of texts ready for the database: never nil, no text twice.
func listed(list []string) []string {
	seen, kept := map[string]bool{}, []string{}
	for _, s := range list {
		if s = storable(s); !seen[s] {
			seen[s] = true
			kept = append(kept, s)
		}
	}
	return kept
}
