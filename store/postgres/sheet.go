package postgres

import (
	"context"
	"fmt"
	"strconv"

	"assay/store"
)

const sheetColumns = `id, slug, name, template, deleted IS NOT NULL AS deleted`

// Sheets lists the sheets of a project by name; deleted ones stand at the end.
func (db *DB) Sheets(ctx context.Context, project store.ProjectID) ([]store.Sheet, error) {
	var sheets []store.Sheet
	err := db.x.SelectContext(ctx, &sheets, `SELECT `+sheetColumns+` FROM sheet WHERE project_id = $1 ORDER BY deleted IS NOT NULL, lower(name), id`, project)
	if err != nil {
		return nil, fmt.Errorf("list sheets: %w", translate(err))
	}
	return sheets, nil
}

// Sheet returns one sheet, a deleted one too, or ErrNotFound.
func (db *DB) Sheet(ctx context.Context, project store.ProjectID, slug string) (store.Sheet, error) {
	var s store.Sheet
	err := db.x.GetContext(ctx, &s, `SELECT `+sheetColumns+` FROM sheet WHERE project_id = $1 AND slug = $2`, project, storable(slug))
	return s, translate(err)
}

// SaveSheet writes a sheet, a new one under a slug made of its name, and returns it.
func (db *DB) SaveSheet(ctx context.Context, project store.ProjectID, s store.Sheet) (store.Sheet, error) {
	if s.ID != 0 {
		const q = `UPDATE sheet SET name = $3, template = $4 WHERE project_id = $1 AND id = $2`
		_, err := db.x.ExecContext(ctx, q, project, s.ID, storable(s.Name), storable(s.Template))
		return s, translate(err)
	}
	const q = `INSERT INTO sheet (project_id, slug, name, template) VALUES ($1, $2, $3, $4) ON CONFLICT (project_id, slug) DO NOTHING`
	base := store.Slug(storable(s.Name))
	for n := 1; n <= slugAttempts; n++ {
		slug := base
		if n > 1 {
			slug += "-" + strconv.Itoa(n)
		}
		made, err := affected(db.x.ExecContext(ctx, q, project, slug, storable(s.Name), storable(s.Template)))
		if err != nil {
			return s, fmt.Errorf("create sheet: %w", translate(err))
		}
		if made == 1 {
			return db.Sheet(ctx, project, slug)
		}
	}
	return s, store.Invalid{"name": "There are too many sheets of this name."}
}

// HideSheet deletes a sheet, or restores one that was deleted.
func (db *DB) HideSheet(ctx context.Context, project store.ProjectID, sheet int, hide bool) error {
	const q = `UPDATE sheet SET deleted = CASE WHEN $3 THEN COALESCE(deleted, now()) END WHERE project_id = $1 AND id = $2`
	_, err := db.x.ExecContext(ctx, q, project, sheet, hide)
	return translate(err)
}
