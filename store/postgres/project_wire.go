package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/lib/pq"
)

// ProjectByUID returns the project with that id on the wire, or ErrNotFound. uid has the form that store.IsKey checks.
func (db *DB) ProjectByUID(ctx context.Context, uid string) (store.Project, error) {
	const q = `SELECT ` + projectColumns + ` FROM project p WHERE p.uid = $1`
	var p store.Project
	err := db.x.GetContext(ctx, &p, q, uid)
	return p, translate(err)
}

// ProjectQuery asks for projects from new to old.
type ProjectQuery struct {
	Only   []store.ProjectID // empty: any
	Name   string            // empty: any
	UIDs   []string          // empty: any
	After  string            // uid: begin with the project after this one
	Before string            // uid: end with the project before this one
	Limit  int
}

// Projects lists projects from new to old.
func (db *DB) Projects(ctx context.Context, q ProjectQuery) ([]store.Project, error) {
	const list = `
SELECT ` + projectColumns + `
FROM project p
WHERE (cardinality($1::int[]) = 0 OR p.id = ANY($1))
  AND ($2 = '' OR p.name = $2)
  AND (cardinality($3::uuid[]) = 0 OR p.uid = ANY($3))
  AND ($4 = '' OR p.id < (SELECT id FROM project WHERE uid = NULLIF($4, '')::uuid))
  AND ($5 = '' OR p.id > (SELECT id FROM project WHERE uid = NULLIF($5, '')::uuid))
ORDER BY p.id DESC
LIMIT $6`
	only := make([]int64, len(q.Only))
	for i, id := range q.Only {
		only[i] = int64(id)
	}
	uids := q.UIDs
	if uids == nil {
		uids = []string{}
	}
	rows := []store.Project{}
	err := db.x.SelectContext(ctx, &rows, list, pq.Array(only), storable(q.Name), pq.Array(uids), q.After, q.Before, q.Limit)
	if err != nil {
		return nil, fmt.Errorf("list projects: %w", translate(err))
	}
	return rows, nil
}

// RenameProject gives a project another name. A name in use is an Invalid naming the field "project".
func (db *DB) RenameProject(ctx context.Context, project store.ProjectID, name string) (store.Project, error) {
	name, err := store.CheckProjectName(storable(name))
	if err != nil {
		return store.Project{}, err
	}
	const q = `UPDATE project p SET name = $2 WHERE p.id = $1 RETURNING ` + projectColumns
	var p store.Project
	err = db.x.GetContext(ctx, &p, q, project, name)
	return p, translate(err)
}

// NewestTrace returns the trace of a project that was made last, or ErrNotFound when nothing was logged to it yet.
func (db *DB) NewestTrace(ctx context.Context, project store.ProjectID) (store.TraceID, time.Time, error) {
	const q = `SELECT id, created FROM trace WHERE project_id = $1 ORDER BY created DESC, id DESC LIMIT 1`
	var row struct {
		ID      store.TraceID
		Created time.Time
	}
	err := db.x.GetContext(ctx, &row, q, project)
	return row.ID, row.Created, translate(err)
}
