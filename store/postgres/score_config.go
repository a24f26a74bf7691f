package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

const configColumns = `id, version, name, kind, options AS options_json, rubric, position, settings AS settings_json`

type configRow struct {
	store.ScoreConfig
	OptionsJSON  json.RawMessage `db:"options_json"`
	SettingsJSON json.RawMessage `db:"settings_json"`
}

func (r configRow) config() (store.ScoreConfig, error) {
	if err := json.Unmarshal(r.OptionsJSON, &r.Options); err != nil {
		return store.ScoreConfig{}, fmt.Errorf("read options of %q: %w", r.Name, err)
	}
	if err := json.Unmarshal(r.SettingsJSON, &r.ConfigSettings); err != nil {
		return store.ScoreConfig{}, fmt.Errorf("read settings of %q: %w", r.Name, err)
	}
	return r.ScoreConfig, nil
}

// ScoreConfigs returns what a project's reviewers are asked, in the order of the form.
func (db *DB) ScoreConfigs(ctx context.Context, project store.ProjectID) ([]store.ScoreConfig, error) {
	const q = `SELECT ` + configColumns + ` FROM score_config WHERE project_id = $1 AND archived IS NULL ORDER BY position, id`
	var rows []configRow
	if err := db.x.SelectContext(ctx, &rows, q, project); err != nil {
		return nil, fmt.Errorf("list score configs: %w", translate(err))
	}
	configs := make([]store.ScoreConfig, len(rows))
	for i, r := range rows {
		var err error
		if configs[i], err = r.config(); err != nil {
			return nil, err
		}
	}
	return configs, nil
}

// SaveScoreConfig creates a config (ID 0) or writes a new version of one, and returns it. Answers given before keep the
// version they were given under. c.Version is the version that the editor saw, or 0 for any: ErrConflict when there is a newer
// one. Saving what stands already makes no version.
func (db *DB) SaveScoreConfig(ctx context.Context, project store.ProjectID, c store.ScoreConfig, account int) (store.ScoreConfig, error) {
	c, err := c.Check()
	if err != nil {
		return c, err
	}
	c.Name, c.Rubric, c.Path = storable(c.Name), storable(c.Rubric), storable(c.Path)
	c.Condition = storable(c.Condition)
	for i := range c.Options {
		c.Options[i].Key = storable(c.Options[i].Key)
		c.Options[i].Label, c.Options[i].Example = storable(c.Options[i].Label), storable(c.Options[i].Example)
	}
	saved := c
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		err := checkParts(ctx, tx, project, c)
		if err != nil {
			return err
		}
		if c.ID == 0 {
			saved, err = insertConfig(ctx, tx, project, c, account)
		} else {
			saved, err = updateConfig(ctx, tx, project, c, account)
		}
		return err
	})
	return saved, err
}

func insertConfig(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, c store.ScoreConfig, account int) (store.ScoreConfig, error) {
	const q = `
INSERT INTO score_config (project_id, name, kind, options, rubric, settings, position)
VALUES ($1, $2, $3, $4, $5, $6, (SELECT COALESCE(max(position), 0) + 1 FROM score_config WHERE project_id = $1))
RETURNING id, version, position`
	options, settings, err := configJSON(c)
	if err != nil {
		return c, err
	}
	if err := tx.QueryRowxContext(ctx, q, project, c.Name, c.Kind, options, c.Rubric, settings).Scan(&c.ID, &c.Version, &c.Position); err != nil {
		return c, err
	}
	return c, keepVersion(ctx, tx, project, c, account)
}

func updateConfig(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, c store.ScoreConfig, account int) (store.ScoreConfig, error) {
	const read = `SELECT ` + configColumns + ` FROM score_config WHERE project_id = $1 AND id = $2 AND archived IS NULL FOR UPDATE`
	const update = `
UPDATE score_config SET version = version + 1, name = $3, kind = $4, options = $5, rubric = $6, settings = $7
WHERE project_id = $1 AND id = $2 RETURNING version`
	var row configRow
	if err := tx.GetContext(ctx, &row, read, project, c.ID); err != nil {
		return c, err
	}
	old, err := row.config()
	if err != nil {
		return c, err
	}
	if c.Version != 0 && c.Version != old.Version {
		return c, store.ErrConflict
	}
	options, settings, err := configJSON(c)
	if err != nil {
		return c, err
	}
	if same, err := sameQuestion(c, old); same || err != nil {
		return old, err
	}
	c.Position = old.Position
	if err := tx.GetContext(ctx, &c.Version, update, project, c.ID, c.Name, c.Kind, options, c.Rubric, settings); err != nil {
		return c, err
	}
	return c, keepVersion(ctx, tx, project, c, account)
}

func keepVersion(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, c store.ScoreConfig, account int) error {
	const q = `
INSERT INTO score_config_version (project_id, config_id, version, name, kind, options, rubric, account_id, settings)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
	options, settings, err := configJSON(c)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, q, project, c.ID, c.Version, c.Name, c.Kind, options, c.Rubric, nullInt(account), settings); err != nil {
		return fmt.Errorf("keep version of score config: %w", err)
	}
	return nil
}

func configJSON(c store.ScoreConfig) (options, settings []byte, err error) {
	if c.Options == nil {
		c.Options = []store.Option{}
	}
	if options, err = json.Marshal(c.Options); err != nil {
		return nil, nil, fmt.Errorf("write options: %w", err)
	}
	if settings, err = json.Marshal(c.ConfigSettings); err != nil {
		return nil, nil, fmt.Errorf("write settings: %w", err)
	}
	return options, settings, nil
}

// sameQuestion reports whether two versions differ in nothing.
func sameQuestion(a, b store.ScoreConfig) (bool, error) {
	options, settings, err := configJSON(a)
	if err != nil {
		return false, err
	}
	oldOptions, oldSettings, err := configJSON(b)
	same := a.Name == b.Name && a.Kind == b.Kind && a.Rubric == b.Rubric && bytes.Equal(options, oldOptions) && bytes.Equal(settings, oldSettings)
	return same, err
}

// ArchiveScoreConfig stops asking for a score and returns its config. Its answers stay.
func (db *DB) ArchiveScoreConfig(ctx context.Context, project store.ProjectID, id int) (store.ScoreConfig, error) {
	const q = `UPDATE score_config SET archived = now() WHERE project_id = $1 AND id = $2 AND archived IS NULL RETURNING ` + configColumns
	return db.changeConfig(ctx, q, project, id)
}

// RestoreScoreConfig takes an archived config back into the form and returns it. An Invalid naming the field "name" says that
// another config has its name by now.
func (db *DB) RestoreScoreConfig(ctx context.Context, project store.ProjectID, id int) (store.ScoreConfig, error) {
	const q = `UPDATE score_config SET archived = NULL WHERE project_id = $1 AND id = $2 RETURNING ` + configColumns
	return db.changeConfig(ctx, q, project, id)
}

func (db *DB) changeConfig(ctx context.Context, q string, project store.ProjectID, id int) (store.ScoreConfig, error) {
	var row configRow
	if err := db.x.GetContext(ctx, &row, q, project, id); err != nil {
		return store.ScoreConfig{}, translate(err)
	}
	return row.config()
}
