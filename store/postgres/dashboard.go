package postgres

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// selectDashboards reads dashboards d as account $2 sees them: shared ones and its own.
const selectDashboards = `
SELECT d.id, d.slug, d.name, d.state, d.account_id AS owner, COALESCE(NULLIF(a.name, ''), a.email) AS by, d.shared, d.deleted IS NOT NULL AS deleted, d.created,
  (SELECT count(*) FROM chart c WHERE c.project_id = d.project_id AND c.dashboard_id = d.id AND c.deleted IS NULL) AS charts
FROM dashboard d JOIN account a ON a.id = d.account_id
WHERE d.project_id = $1 AND (d.shared OR d.account_id = $2)`

// Dashboards lists the dashboards that an account sees in a project, by name, its own ones first.
func (db *DB) Dashboards(ctx context.Context, project store.ProjectID, account int) ([]store.Dashboard, error) {
	var list []store.Dashboard
	err := db.x.SelectContext(ctx, &list, selectDashboards+` AND d.deleted IS NULL ORDER BY d.shared, lower(d.name), d.id`, project, account)
	return list, translate(err)
}

// Dashboard returns one of the dashboards that an account sees, deleted ones among them, or ErrNotFound.
func (db *DB) Dashboard(ctx context.Context, project store.ProjectID, account int, slug string) (store.Dashboard, error) {
	var d store.Dashboard
	err := db.x.GetContext(ctx, &d, selectDashboards+` AND d.slug = $3`, project, account, storable(slug))
	return d, translate(err)
}

// CreateDashboard saves a dashboard with its charts under a slug of its own, and returns it.
func (db *DB) CreateDashboard(ctx context.Context, project store.ProjectID, d store.Dashboard, charts []store.Chart) (store.Dashboard, error) {
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		var err error
		if d.ID, d.Slug, err = newDashboard(ctx, tx, project, d); err != nil {
			return err
		}
		for _, c := range charts {
			if _, err := addChart(ctx, tx, project, d.ID, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return d, fmt.Errorf("create dashboard: %w", translate(err))
	}
	return db.Dashboard(ctx, project, d.Owner, d.Slug)
}

func newDashboard(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, d store.Dashboard) (id int, slug string, err error) {
	const q = `
INSERT INTO dashboard (project_id, account_id, slug, name, state, shared) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (project_id, slug) DO NOTHING RETURNING id`
	base := store.Slug(storable(d.Name))
	for n := 1; n <= slugAttempts; n++ {
		if slug = base; n > 1 {
			slug += "-" + strconv.Itoa(n)
		}
		var made []int
		if err := tx.SelectContext(ctx, &made, q, project, d.Owner, slug, storable(d.Name), storable(d.State), d.Shared); err != nil {
			return 0, "", err
		}
		if len(made) == 1 {
			return made[0], slug, nil
		}
	}
	return 0, "", store.Invalid{"name": "There are too many dashboards of this name."}
}

// SaveDashboard writes the name, the state and the sharing of a dashboard.
func (db *DB) SaveDashboard(ctx context.Context, project store.ProjectID, d store.Dashboard) error {
	const q = `UPDATE dashboard SET name = $3, state = $4, shared = $5 WHERE project_id = $1 AND id = $2`
	_, err := db.x.ExecContext(ctx, q, project, d.ID, storable(d.Name), storable(d.State), d.Shared)
	return translate(err)
}

// DeleteDashboard hides a dashboard. RestoreDashboard brings it back as it was.
func (db *DB) DeleteDashboard(ctx context.Context, project store.ProjectID, id int, now time.Time) error {
	_, err := db.x.ExecContext(ctx, `UPDATE dashboard SET deleted = $3 WHERE project_id = $1 AND id = $2 AND deleted IS NULL`, project, id, now.UTC())
	return translate(err)
}

// RestoreDashboard brings a deleted dashboard back.
func (db *DB) RestoreDashboard(ctx context.Context, project store.ProjectID, id int) error {
	_, err := db.x.ExecContext(ctx, `UPDATE dashboard SET deleted = NULL WHERE project_id = $1 AND id = $2`, project, id)
	return translate(err)
}

const selectCharts = `SELECT id, name, kind, query, wide, deleted IS NOT NULL AS deleted FROM chart WHERE project_id = $1 AND dashboard_id = $2`

// Charts lists the charts of a dashboard in their order.
func (db *DB) Charts(ctx context.Context, project store.ProjectID, dashboard int) ([]store.Chart, error) {
	var list []store.Chart
	err := db.x.SelectContext(ctx, &list, selectCharts+` AND deleted IS NULL ORDER BY place, id`, project, dashboard)
	return list, translate(err)
}

// Chart returns a chart of a dashboard, also a deleted one, or ErrNotFound.
func (db *DB) Chart(ctx context.Context, project store.ProjectID, dashboard, id int) (store.Chart, error) {
	var c store.Chart
	err := db.x.GetContext(ctx, &c, selectCharts+` AND id = $3`, project, dashboard, id)
	return c, translate(err)
}

// AddChart puts a chart at the end of a dashboard and returns its id. An Invalid naming "name" tells that there is no room.
func (db *DB) AddChart(ctx context.Context, project store.ProjectID, dashboard int, c store.Chart) (id int, err error) {
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		id, err = addChart(ctx, tx, project, dashboard, c)
		return err
	})
	return id, translate(err)
}

func addChart(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, dashboard int, c store.Chart) (id int, err error) {
	const lock = `SELECT id FROM dashboard WHERE project_id = $1 AND id = $2 FOR UPDATE`
	const q = `
INSERT INTO chart (project_id, dashboard_id, place, name, kind, query, wide)
SELECT $1, $2, COALESCE(max(place), 0) + 1, $3, $4, $5, $6 FROM chart WHERE project_id = $1 AND dashboard_id = $2 AND deleted IS NULL
HAVING count(*) < $7
RETURNING id`
	if err := tx.GetContext(ctx, &id, lock, project, dashboard); err != nil {
		return 0, err
	}
	var made []int
	if err := tx.SelectContext(ctx, &made, q, project, dashboard, storable(c.Name), c.Kind, storable(c.Query), c.Wide, store.MaxCharts); err != nil {
		return 0, err
	}
	if len(made) == 0 {
		return 0, store.Invalid{"name": "A dashboard has at most " + strconv.Itoa(store.MaxCharts) + " charts. Make another one."}
	}
	return made[0], nil
}

// SaveChart writes what a chart asks and how it is drawn.
func (db *DB) SaveChart(ctx context.Context, project store.ProjectID, dashboard int, c store.Chart) error {
	const q = `UPDATE chart SET name = $4, kind = $5, query = $6, wide = $7 WHERE project_id = $1 AND dashboard_id = $2 AND id = $3`
	_, err := db.x.ExecContext(ctx, q, project, dashboard, c.ID, storable(c.Name), c.Kind, storable(c.Query), c.Wide)
	return translate(err)
}

// DeleteChart takes a chart off its dashboard. RestoreChart brings it back in its place.
func (db *DB) DeleteChart(ctx context.Context, project store.ProjectID, dashboard, id int, now time.Time) error {
	const q = `UPDATE chart SET deleted = $4 WHERE project_id = $1 AND dashboard_id = $2 AND id = $3 AND deleted IS NULL`
	_, err := db.x.ExecContext(ctx, q, project, dashboard, id, now.UTC())
	return translate(err)
}

// RestoreChart brings back a chart that was deleted.
func (db *DB) RestoreChart(ctx context.Context, project store.ProjectID, dashboard, id int) error {
	_, err := db.x.ExecContext(ctx, `UPDATE chart SET deleted = NULL WHERE project_id = $1 AND dashboard_id = $2 AND id = $3`, project, dashboard, id)
	return translate(err)
}

// OrderCharts puts the charts of a dashboard in the order of ids. Those that are not named come behind, in the order they had.
func (db *DB) OrderCharts(ctx context.Context, project store.ProjectID, dashboard int, ids []int) error {
	const q = `
UPDATE chart c SET place = o.place
FROM (SELECT id, row_number() OVER (ORDER BY array_position($3::int[], id), place, id) AS place FROM chart WHERE project_id = $1 AND dashboard_id = $2) o
WHERE c.project_id = $1 AND c.dashboard_id = $2 AND c.id = o.id`
	_, err := db.x.ExecContext(ctx, q, project, dashboard, pq.Array(ids))
	return translate(err)
}
