package postgres

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// selectViews reads views v as account $2 sees them: shared ones and its own.
const selectViews = `
SELECT v.id, v.slug, v.name, v.state, v.account_id AS owner, COALESCE(NULLIF(a.name, ''), a.email) AS by, v.shared, v.standard AS project,
  o.view_id IS NOT NULL AS own, v.deleted IS NOT NULL AS deleted, v.created
FROM saved_view v
  JOIN account a ON a.id = v.account_id
  LEFT JOIN own_view o ON o.project_id = v.project_id AND o.account_id = $2 AND o.view_id = v.id
WHERE v.project_id = $1 AND (v.shared OR v.account_id = $2)`

// Views lists the views that an account sees in a project, by name, its own ones first.
func (db *DB) Views(ctx context.Context, project store.ProjectID, account int) ([]store.View, error) {
	var views []store.View
	err := db.x.SelectContext(ctx, &views, selectViews+` AND v.deleted IS NULL ORDER BY v.shared, lower(v.name), v.id`, project, account)
	return views, translate(err)
}

// View returns one of the views that an account sees, deleted ones among them, or ErrNotFound.
func (db *DB) View(ctx context.Context, project store.ProjectID, account int, slug string) (store.View, error) {
	var v store.View
	err := db.x.GetContext(ctx, &v, selectViews+` AND v.slug = $3`, project, account, storable(slug))
	return v, translate(err)
}

// slugAttempts is how many views may share a name before a new one is refused.
const slugAttempts = 200

// CreateView saves a view under its name, with a slug of its own, and returns it.
func (db *DB) CreateView(ctx context.Context, project store.ProjectID, v store.View) (store.View, error) {
	const q = `
INSERT INTO saved_view (project_id, account_id, slug, name, state, shared) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (project_id, slug) DO NOTHING`
	base := store.Slug(storable(v.Name))
	for n := 1; n <= slugAttempts; n++ {
		slug := base
		if n > 1 {
			slug += "-" + strconv.Itoa(n)
		}
		made, err := affected(db.x.ExecContext(ctx, q, project, v.Owner, slug, storable(v.Name), storable(v.State), v.Shared))
		if err != nil {
			return v, fmt.Errorf("create view: %w", translate(err))
		}
		if made == 1 {
			return db.View(ctx, project, v.Owner, slug)
		}
	}
	return v, store.Invalid{"name": "There are too many views of this name."}
}

// SaveView writes the name, the state and the sharing of a view. A view that is no longer shared is no longer what the project
// opens with.
func (db *DB) SaveView(ctx context.Context, project store.ProjectID, v store.View) error {
	const q = `UPDATE saved_view SET name = $3, state = $4, shared = $5, standard = standard AND $5 WHERE project_id = $1 AND id = $2`
	_, err := db.x.ExecContext(ctx, q, project, v.ID, storable(v.Name), storable(v.State), v.Shared)
	return translate(err)
}

// OpenWith makes a shared view what the list of the project opens with; 0: none.
func (db *DB) OpenWith(ctx context.Context, project store.ProjectID, view int) error {
	return db.tx(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `UPDATE saved_view SET standard = false WHERE project_id = $1 AND standard`, project); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, `UPDATE saved_view SET standard = true WHERE project_id = $1 AND id = $2 AND shared AND deleted IS NULL`, project, view)
		return err
	})
}

// OpenOwnWith makes a view what the list opens with for one account; 0: what the project opens with.
func (db *DB) OpenOwnWith(ctx context.Context, project store.ProjectID, account, view int) error {
	const set = `
INSERT INTO own_view (project_id, account_id, view_id) VALUES ($1, $2, $3)
ON CONFLICT (project_id, account_id) DO UPDATE SET view_id = EXCLUDED.view_id`
	if view == 0 {
		_, err := db.x.ExecContext(ctx, `DELETE FROM own_view WHERE project_id = $1 AND account_id = $2`, project, account)
		return translate(err)
	}
	_, err := db.x.ExecContext(ctx, set, project, account, view)
	return translate(err)
}

// DeleteView hides a view from the lists. RestoreView brings it back as it was.
func (db *DB) DeleteView(ctx context.Context, project store.ProjectID, view int, now time.Time) error {
	const q = `UPDATE saved_view SET deleted = $3 WHERE project_id = $1 AND id = $2 AND deleted IS NULL`
	_, err := db.x.ExecContext(ctx, q, project, view, now.UTC())
	return translate(err)
}

// RestoreView brings a deleted view back. The project goes on opening with another one that it was given meanwhile.
func (db *DB) RestoreView(ctx context.Context, project store.ProjectID, view int) error {
	const q = `
UPDATE saved_view v SET deleted = NULL,
  standard = v.standard AND NOT EXISTS (SELECT FROM saved_view o WHERE o.project_id = $1 AND o.id <> $2 AND o.standard AND o.deleted IS NULL)
WHERE v.project_id = $1 AND v.id = $2`
	_, err := db.x.ExecContext(ctx, q, project, view)
	return translate(err)
}
