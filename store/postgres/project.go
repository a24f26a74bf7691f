package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

const projectColumns = `p.id, p.uid, p.name, p.created`

// Project returns the project of that name, or ErrNotFound.
func (db *DB) Project(ctx context.Context, name string) (store.Project, error) {
	const q = `SELECT ` + projectColumns + ` FROM project p WHERE p.name = $1`
	var p store.Project
	err := db.x.GetContext(ctx, &p, q, name)
	return p, translate(err)
}

// CreateProject makes a project, or returns the one of that name. The second result tells which.
func (db *DB) CreateProject(ctx context.Context, name string) (store.Project, bool, error) {
	name, err := store.CheckProjectName(storable(name))
	if err != nil {
		return store.Project{}, false, err
	}
	const insert = `INSERT INTO project (name) VALUES ($1) ON CONFLICT (name) DO NOTHING`
	const position = `INSERT INTO log_position (project_id) SELECT id FROM project WHERE name = $1`
	created := false
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		r, err := tx.ExecContext(ctx, insert, name)
		if err != nil {
			return fmt.Errorf("create project: %w", err)
		}
		n, err := r.RowsAffected()
		if err != nil || n == 0 {
			return err
		}
		created = true
		_, err = tx.ExecContext(ctx, position, name)
		return err
	})
	if err != nil {
		return store.Project{}, false, err
	}
	p, err := db.Project(ctx, name)
	return p, created, err
}

// ProjectsOf lists the projects an account may see, by name, with its role in each: the highest of its own membership and
// those of its groups, and admin everywhere for an owner. A reviewer is confined whom a queue says that it sees nothing else, and
// blind while an open blind queue that is for it is not complete.
func (db *DB) ProjectsOf(ctx context.Context, account int) ([]store.ProjectRole, error) {
	const q = `
SELECT ` + projectColumns + `,
  CASE WHEN a.owner THEN 'admin' ELSE (array['viewer', 'reviewer', 'curator', 'admin'])[max(` + roleRank + `)] END AS role,
  NOT a.owner AND max(` + roleRank + `) = 2 AND EXISTS (SELECT FROM queue_reviewer r JOIN queue q ON q.project_id = r.project_id AND q.id = r.queue_id
    WHERE r.account_id = a.id AND r.project_id = p.id AND q.confined) AS confined,
  NOT a.owner AND max(` + roleRank + `) = 2 AND EXISTS (SELECT FROM queue q JOIN queue_state s ON s.project_id = q.project_id AND s.queue_id = q.id
    WHERE q.project_id = p.id AND ` + blindFor + ` AND s.complete < s.items) AS blind,
  (SELECT count(*) FROM (SELECT FROM mention m WHERE m.project_id = p.id AND m.account_id = a.id AND m.until IS NULL AND m.read IS NULL LIMIT 100) AS n) AS mentions
FROM project p
  JOIN account a ON a.id = $1
  LEFT JOIN membership m ON m.project_id = p.id
    AND (m.account_id = a.id OR m.group_id IN (SELECT group_id FROM account_group_member WHERE account_id = a.id))
WHERE a.owner OR m.id IS NOT NULL
GROUP BY p.id, a.id
ORDER BY p.name`
	var rows []store.ProjectRole
	err := db.x.SelectContext(ctx, &rows, q, account)
	return rows, translate(err)
}

// NewestTraces returns when each project's newest trace was made; projects without traces are missing.
func (db *DB) NewestTraces(ctx context.Context, projects []store.ProjectRole) (map[store.ProjectID]time.Time, error) {
	const q = `
SELECT p.id, t.created FROM unnest($1::int[]) AS p (id),
  LATERAL (SELECT created FROM trace WHERE project_id = p.id ORDER BY created DESC LIMIT 1) AS t`
	ids := make([]int64, len(projects))
	for i := range projects {
		ids[i] = int64(projects[i].ID)
	}
	var rows []struct {
		ID      store.ProjectID
		Created time.Time
	}
	if err := db.x.SelectContext(ctx, &rows, q, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("find newest traces: %w", translate(err))
	}
	newest := make(map[store.ProjectID]time.Time, len(rows))
	for _, r := range rows {
		newest[r.ID] = r.Created
	}
	return newest, nil
}

// roleRank orders the roles of membership m.
const roleRank = `array_position(array['viewer', 'reviewer', 'curator', 'admin'], m.role)`

// LogPosition is the position of the last event of the project's log: what `at` is when nothing else is said.
func (db *DB) LogPosition(ctx context.Context, project store.ProjectID) (int64, error) {
	const q = `SELECT last FROM log_position WHERE project_id = $1`
	var n int64
	err := db.x.GetContext(ctx, &n, q, project)
	return n, translate(err)
}

// StartProject makes a project whose reviewers are asked the starter configs, or returns the one of that name as it is.
func (db *DB) StartProject(ctx context.Context, name string) (store.Project, bool, error) {
	p, created, err := db.CreateProject(ctx, name)
	if err != nil || !created {
		return p, created, err
	}
	for _, c := range store.StarterConfigs() {
		if _, err := db.SaveScoreConfig(ctx, p.ID, c, 0); err != nil {
			return p, true, err
		}
	}
	return p, true, nil
}
