package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"assay/store"

	"github.com/lib/pq"
)

// ProjectScore is a score config as machines know it.
type ProjectScore struct {
	store.ScoreConfig
	UID     string
	Created time.Time
	Project store.Project
	Removed time.Time // zero: it is asked for
}

// ScoreQuery names score configs for machines. What is empty narrows nothing.
type ScoreQuery struct {
	Projects    []store.ProjectID // nil: every project
	ProjectUID  string
	ProjectName string
	Name        string
	Kinds       []store.ConfigKind
	UIDs        []string
	After       string // those that come behind the config of this id, from new to old
	Before      string // those that come ahead of it
	Limit       int    // 0: all
}

const selectScore = `
SELECT c.id, c.version, c.name, c.kind, c.options AS options_json, c.rubric, c.position, c.settings AS settings_json, c.uid, c.created, c.archived,
  p.id AS "project.id", p.uid AS "project.uid", p.name AS "project.name", p.created AS "project.created"
FROM score_config c JOIN project p ON p.id = c.project_id`

type scoreRow struct {
	store.ScoreConfig
	OptionsJSON  json.RawMessage `db:"options_json"`
	SettingsJSON json.RawMessage `db:"settings_json"`
	UID          string
	Created      time.Time
	Archived     sql.NullTime
	Project      store.Project
}

func (r scoreRow) score() (ProjectScore, error) {
	config, err := configRow{ScoreConfig: r.ScoreConfig, OptionsJSON: r.OptionsJSON, SettingsJSON: r.SettingsJSON}.config()
	return ProjectScore{ScoreConfig: config, UID: r.UID, Created: r.Created, Project: r.Project, Removed: r.Archived.Time}, err
}

// ProjectScores lists the score configs that a query names and that are asked for, newest first.
func (db *DB) ProjectScores(ctx context.Context, q ScoreQuery) ([]ProjectScore, error) {
	args, where := &arguments{}, []string{"c.archived IS NULL"}
	also := func(condition string, v any) {
		where = append(where, strings.ReplaceAll(condition, "?", args.add(v)))
	}
	if q.Projects != nil {
		also("c.project_id = ANY(?::int[])", projectIDs(q.Projects))
	}
	if q.ProjectUID != "" {
		also("p.uid::text = ?", strings.ToLower(storable(q.ProjectUID)))
	}
	if q.ProjectName != "" {
		also("p.name = ?", storable(q.ProjectName))
	}
	if q.Name != "" {
		also("c.name = ?", storable(q.Name))
	}
	if q.Kinds != nil {
		also("c.kind = ANY(?::text[])", pq.Array(q.Kinds))
	}
	if q.UIDs != nil {
		also("c.uid = ANY(?::uuid[])", pq.Array(keysOnly(q.UIDs)))
	}
	const place = "(SELECT o.created, o.id FROM score_config o WHERE o.uid = ANY(?::uuid[]) LIMIT 1)"
	order := "DESC"
	if q.After != "" {
		also("(c.created, c.id) < "+place, pq.Array(keysOnly([]string{q.After})))
	}
	if q.Before != "" {
		also("(c.created, c.id) > "+place, pq.Array(keysOnly([]string{q.Before})))
		order = "ASC"
	}
	statement := selectScore + " WHERE " + strings.Join(where, " AND ") + " ORDER BY c.created " + order + ", c.id " + order
	if q.Limit > 0 {
		statement += " LIMIT " + args.add(q.Limit)
	}
	var rows []scoreRow
	if err := db.x.SelectContext(ctx, &rows, statement, args.values...); err != nil {
		return nil, fmt.Errorf("list scores: %w", translate(err))
	}
	list := make([]ProjectScore, len(rows))
	for i := range rows {
		at := i
		if order == "ASC" {
			at = len(rows) - 1 - i
		}
		var err error
		if list[at], err = rows[i].score(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// ProjectScoreByUID returns the score config of that id on the wire, or ErrNotFound, also when nobody is asked for it any more.
func (db *DB) ProjectScoreByUID(ctx context.Context, uid string) (ProjectScore, error) {
	list, err := db.ProjectScores(ctx, ScoreQuery{UIDs: []string{uid}})
	if err == nil && len(list) == 0 {
		err = store.ErrNotFound
	}
	if err != nil {
		return ProjectScore{}, err
	}
	return list[0], nil
}
