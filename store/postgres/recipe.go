package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"
	"assay/store/adding"
)

// Recipe is a recipe with what it does.
type Recipe struct {
	store.RecipeHead
	Plan adding.Plan
}

const selectRecipe = `
SELECT r.id, r.project_id AS project, r.dataset_id AS dataset, r.name, r.source_id AS source, r.filter, r.author, r.created, r.changed,
  r.deleted IS NOT NULL AS deleted, r.plan, (SELECT count(*) FROM recipe_run u WHERE u.project_id = r.project_id AND u.recipe_id = r.id) AS runs,
  (SELECT max(u.at) FROM recipe_run u WHERE u.project_id = r.project_id AND u.recipe_id = r.id) AS last
FROM recipe r WHERE r.project_id = $1 AND r.dataset_id = $2`

type recipeRow struct {
	store.RecipeHead
	PlanText json.RawMessage `db:"plan"`
	Last     *time.Time
}

func (r *recipeRow) recipe() (Recipe, error) {
	recipe := Recipe{RecipeHead: r.RecipeHead}
	recipe.LastRun = orZero(r.Last)
	if err := json.Unmarshal(r.PlanText, &recipe.Plan); err != nil {
		return Recipe{}, fmt.Errorf("read plan of recipe %d: %w", r.ID, err)
	}
	return recipe, nil
}

// Recipes lists the recipes of a dataset by name, without the deleted ones.
func (db *DB) Recipes(ctx context.Context, project store.ProjectID, dataset int) ([]Recipe, error) {
	const q = selectRecipe + ` AND r.deleted IS NULL ORDER BY r.name`
	var rows []recipeRow
	if err := db.x.SelectContext(ctx, &rows, q, project, dataset); err != nil {
		return nil, fmt.Errorf("list recipes: %w", translate(err))
	}
	list := make([]Recipe, len(rows))
	for i := range rows {
		var err error
		if list[i], err = rows[i].recipe(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Recipe returns a recipe of a dataset, also a deleted one, or ErrNotFound.
func (db *DB) Recipe(ctx context.Context, project store.ProjectID, dataset, id int) (Recipe, error) {
	const q = selectRecipe + ` AND r.id = $3`
	var r recipeRow
	if err := db.x.GetContext(ctx, &r, q, project, dataset, id); err != nil {
		return Recipe{}, translate(err)
	}
	return r.recipe()
}

// SaveRecipe makes a recipe, or changes the one of its ID; runs of it stay as they were. A name that another recipe of the dataset
// has is an Invalid naming the field "recipe".
func (db *DB) SaveRecipe(ctx context.Context, r Recipe, account int, now time.Time) (int, error) {
	name, err := store.CheckRecipeName(storable(r.Name))
	if err != nil {
		return 0, err
	}
	if err := r.Plan.Check(); err != nil {
		return 0, err
	}
	r.Plan.Choices = nil // they are about single traces
	plan, err := json.Marshal(r.Plan)
	if err != nil {
		return 0, fmt.Errorf("write plan of recipe: %w", err)
	}
	const insert = `
INSERT INTO recipe (project_id, dataset_id, name, source_id, filter, plan, account_id, author, created, changed)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) RETURNING id`
	const update = `
UPDATE recipe SET name = $4, filter = $5, plan = $6, changed = $7 WHERE project_id = $1 AND dataset_id = $2 AND id = $3 RETURNING id`
	var id int
	if r.ID != 0 {
		err = db.x.GetContext(ctx, &id, update, r.Project, r.Dataset, r.ID, name, storable(r.Filter), string(plan), now.UTC())
	} else {
		err = db.x.GetContext(ctx, &id, insert, r.Project, r.Dataset, name, r.Source, storable(r.Filter), string(plan), nullInt(account), storable(r.Author), now.UTC())
	}
	return id, translate(err)
}

// DeleteRecipe takes a recipe off the list, or puts it back. What it wrote stays.
func (db *DB) DeleteRecipe(ctx context.Context, project store.ProjectID, dataset, id int, deleted bool, now time.Time) error {
	const q = `UPDATE recipe SET deleted = CASE WHEN $4 THEN $5::timestamptz END WHERE project_id = $1 AND dataset_id = $2 AND id = $3`
	n, err := affected(db.x.ExecContext(ctx, q, project, dataset, id, deleted, now.UTC()))
	if err != nil {
		return translate(err)
	}
	if n == 0 {
		return store.ErrNotFound
	}
	return nil
}

// RecipeRun is one run of a recipe.
type RecipeRun struct {
	N        int
	Position int64         // in the log of the source as of which the filter was asked
	Version  store.Version // 0: there was nothing new
	Report   adding.Report
	Author   string
	At       time.Time
}

// RecipeRuns lists the last runs of a recipe, newest first.
func (db *DB) RecipeRuns(ctx context.Context, project store.ProjectID, recipe, limit int) ([]RecipeRun, error) {
	const q = `
SELECT n, position, COALESCE(xact, 0) AS version, report AS report_text, author, at FROM recipe_run
WHERE project_id = $1 AND recipe_id = $2 ORDER BY n DESC LIMIT $3`
	var rows []struct {
		RecipeRun
		ReportText json.RawMessage `db:"report_text"`
	}
	if err := db.x.SelectContext(ctx, &rows, q, project, recipe, limit); err != nil {
		return nil, fmt.Errorf("list runs of recipe: %w", translate(err))
	}
	runs := make([]RecipeRun, len(rows))
	for i, r := range rows {
		runs[i] = r.RecipeRun
		if err := json.Unmarshal(r.ReportText, &runs[i].Report); err != nil {
			return nil, fmt.Errorf("read report of run %d: %w", r.N, err)
		}
	}
	return runs, nil
}

// Request is the recipe as something to be added now. The note of its version names it.
func (r Recipe) Request(at int64, now time.Time) AddRequest {
	return AddRequest{Source: r.Source, Filter: r.Filter, Asked: now, At: at, Project: r.Project, Dataset: r.Dataset, Plan: r.Plan, Recipe: r.ID,
		Note: "Recipe “" + r.Name + "”"}
}

// recordRun keeps what a run of a recipe did, in the transaction that does it.
func (a *adder) recordRun(ctx context.Context, r AddRequest, done store.DatasetVersion, now time.Time) error {
	if r.Recipe == 0 {
		return nil
	}
	if done.Inserted+done.Updated > 0 {
		a.report.Version = a.version
	}
	report, err := json.Marshal(a.report)
	if err != nil {
		return fmt.Errorf("write report of run: %w", err)
	}
	const q = `
INSERT INTO recipe_run (project_id, recipe_id, n, position, xact, report, author, at)
SELECT $1, $2, COALESCE((SELECT max(n) FROM recipe_run WHERE project_id = $1 AND recipe_id = $2), 0) + 1, $3, NULLIF($4::bigint, 0), $5, $6, $7`
	if _, err := a.tx.ExecContext(ctx, q, r.Project, r.Recipe, r.At, a.report.Version, string(report), storable(r.Author), now.UTC()); err != nil {
		return fmt.Errorf("record run of recipe: %w", err)
	}
	return nil
}
