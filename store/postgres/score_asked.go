package postgres

import (
	"context"
	"fmt"
	"strings"

	"assay/store"
	"assay/store/filter"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// OrderScoreConfigs puts the configs of a form in this order; those that are not named, as ones that were added meanwhile, come
// behind them as they stood. Order is no part of a version.
func (db *DB) OrderScoreConfigs(ctx context.Context, project store.ProjectID, ids []int) error {
	const q = `
UPDATE score_config c SET position = o.place
FROM (
  SELECT s.id, row_number() OVER (ORDER BY w.place NULLS LAST, s.position, s.id) AS place
  FROM score_config s LEFT JOIN unnest($2::int[]) WITH ORDINALITY AS w (id, place) ON w.id = s.id
  WHERE s.project_id = $1 AND s.archived IS NULL
) AS o
WHERE c.project_id = $1 AND c.id = o.id AND c.position <> o.place`
	_, err := db.x.ExecContext(ctx, q, project, pq.Array(ids))
	return translate(err)
}

// Group is a group of accounts that has a role in a project.
type Group struct {
	ID   int
	Name string
}

// ProjectGroups lists the groups of a project by name.
func (db *DB) ProjectGroups(ctx context.Context, project store.ProjectID) ([]Group, error) {
	const q = `SELECT g.id, g.name FROM account_group g JOIN membership m ON m.group_id = g.id WHERE m.project_id = $1 ORDER BY g.name`
	var groups []Group
	return groups, translate(db.x.SelectContext(ctx, &groups, q, project))
}

// GroupsOf lists the groups that an account is in.
func (db *DB) GroupsOf(ctx context.Context, account int) ([]int, error) {
	const q = `SELECT group_id FROM account_group_member WHERE account_id = $1`
	var ids []int
	return ids, translate(db.x.SelectContext(ctx, &ids, q, account))
}

// Derived returns the scores of a project that are computed from others, for filter.Options. A part goes on counting when its
// config is no longer asked: its answers stay.
func (db *DB) Derived(ctx context.Context, project store.ProjectID) ([]filter.Derived, error) {
	return derivedScores(ctx, db.x, project)
}

func derivedScores(ctx context.Context, x sqlx.QueryerContext, project store.ProjectID) ([]filter.Derived, error) {
	const q = `
SELECT c.name, c.settings ->> 'how' AS how, array_agg(p.name ORDER BY x.place) AS names, array_agg((x.part ->> 'weight')::float8 ORDER BY x.place) AS weights
FROM score_config c, jsonb_array_elements(c.settings -> 'parts') WITH ORDINALITY AS x (part, place)
  JOIN score_config p ON p.project_id = $1 AND p.id = (x.part ->> 'config')::int
WHERE c.project_id = $1 AND c.kind = 'computed' AND c.archived IS NULL
GROUP BY c.id, c.name, c.settings ORDER BY c.id`
	var rows []struct {
		Name, How string
		Names     pq.StringArray
		Weights   pq.Float64Array
	}
	if err := sqlx.SelectContext(ctx, x, &rows, q, project); err != nil {
		return nil, fmt.Errorf("list computed scores: %w", translate(err))
	}
	derived := make([]filter.Derived, len(rows))
	for i, r := range rows {
		derived[i] = filter.Derived{Name: r.Name, How: filter.DerivedHow(r.How)}
		for j, name := range r.Names {
			derived[i].Parts = append(derived[i].Parts, filter.DerivedPart{Name: name, Weight: r.Weights[j]})
		}
	}
	return derived, nil
}

// Matching tells which of some checked filters each of some traces matches now: for each trace, one truth a filter.
func (db *DB) Matching(ctx context.Context, project store.ProjectID, traces []store.TraceID, filters []filter.Expr, o filter.Options) (map[store.TraceID][]bool, error) {
	if len(traces) == 0 || len(filters) == 0 {
		return nil, nil
	}
	args := &arguments{}
	relation, err := Query{Project: project, Only: traces}.relation(args)
	if err != nil {
		return nil, err
	}
	conditions := make([]string, len(filters))
	for i, f := range filters {
		if conditions[i], err = compileFilter(f, o, args); err != nil {
			return nil, err
		}
		conditions[i] = "COALESCE(" + conditions[i] + ", false)"
	}
	var rows []struct {
		ID      store.TraceID
		Matches pq.BoolArray
	}
	if err := db.x.SelectContext(ctx, &rows, "SELECT t.id, ARRAY["+strings.Join(conditions, ", ")+"] AS matches "+relation, args.values...); err != nil {
		return nil, fmt.Errorf("match conditions: %w", translate(err))
	}
	matching := make(map[store.TraceID][]bool, len(rows))
	for _, r := range rows {
		matching[r.ID] = r.Matches
	}
	return matching, nil
}

// checkParts refuses a computed score whose parts are not scores of the project that people or machines give.
func checkParts(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, c store.ScoreConfig) error {
	if c.Kind != store.Computed {
		return nil
	}
	ids := make([]int, len(c.Parts))
	for i, p := range c.Parts {
		ids[i] = p.Config
	}
	const q = `SELECT count(*) FROM score_config WHERE project_id = $1 AND id = ANY($2::int[]) AND kind IN ('slider', 'categorical')`
	var n int
	if err := tx.GetContext(ctx, &n, q, project, pq.Array(ids)); err != nil {
		return fmt.Errorf("find parts: %w", err)
	}
	if n != len(ids) {
		return store.Invalid{"parts": "A score is computed from sliders and options of this project, each named once."}
	}
	return nil
}

// AskedOn returns the versions of the configs that were answered on a trace, as they were asked.
func (db *DB) AskedOn(ctx context.Context, project store.ProjectID, trace store.TraceID) (map[store.ConfigVersion]store.ScoreConfig, error) {
	const q = `
SELECT v.config_id AS id, v.version, v.name, v.kind, v.options AS options_json, v.rubric, v.settings AS settings_json
FROM score_config_version v
WHERE v.project_id = $1 AND (v.config_id, v.version) IN (
  SELECT e.config_id, e.config_version FROM event e WHERE e.project_id = $1 AND e.trace_id = $2 AND e.config_id IS NOT NULL)`
	var rows []configRow
	if err := db.x.SelectContext(ctx, &rows, q, project, trace); err != nil {
		return nil, fmt.Errorf("read what was asked: %w", translate(err))
	}
	asked := make(map[store.ConfigVersion]store.ScoreConfig, len(rows))
	for _, r := range rows {
		c, err := r.config()
		if err != nil {
			return nil, err
		}
		asked[store.ConfigVersion{Config: c.ID, Version: c.Version}] = c
	}
	return asked, nil
}
