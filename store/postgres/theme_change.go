package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// decided is what people can decide about a theme, as it is kept to be taken back.
type decided struct {
	Name     string `json:"name"`
	Named    bool   `json:"named"`
	Pinned   bool   `json:"pinned"`
	Excluded bool   `json:"excluded"`
	Into     string `json:"into"`
}

// ChangeTheme notes what someone decided about a theme, and returns the id by which that can be taken back. Names are unique in
// a project: one in use by another theme is an Invalid about "name".
func (db *DB) ChangeTheme(ctx context.Context, project store.ProjectID, id string, account int, change store.ThemeChange, now time.Time) (store.EventID, error) {
	act := store.NewEventID()
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		var was decided
		const read = `SELECT name, named, pinned, excluded, merged_into AS into FROM theme WHERE project_id = $1 AND id = $2 FOR UPDATE`
		if err := tx.GetContext(ctx, &was, read, project, id); err != nil {
			return err
		}
		next := was
		if change.Name != nil {
			next.Name, next.Named = *change.Name, true
			var taken bool
			const other = `SELECT EXISTS (SELECT FROM theme WHERE project_id = $1 AND id <> $2 AND lower_text(name) = lower_text($3) AND merged_into = '')`
			if err := tx.GetContext(ctx, &taken, other, project, id, next.Name); err != nil {
				return err
			}
			if taken {
				return store.Invalid{"name": "Another theme is called so. Merge the two, if they are one."}
			}
		}
		if change.Pinned != nil {
			next.Pinned = *change.Pinned
		}
		if change.Excluded != nil {
			next.Excluded = *change.Excluded
		}
		if change.Into != nil {
			if err := mergeable(ctx, tx, project, id, *change.Into); err != nil {
				return err
			}
			next.Into = *change.Into
		}
		if err := decide(ctx, tx, project, id, next); err != nil {
			return err
		}
		before, err := json.Marshal(was)
		if err != nil {
			return err
		}
		const note = `INSERT INTO theme_act (project_id, id, account_id, theme_id, was, at) VALUES ($1, $2, $3, $4, $5, $6)`
		_, err = tx.ExecContext(ctx, note, project, act, account, id, before, now.UTC())
		return err
	})
	if err != nil {
		return "", fmt.Errorf("change theme: %w", err)
	}
	return act, nil
}

// mergeable checks that a theme can be merged into another: one that is there, and stands for itself.
func mergeable(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, id, into string) error {
	if into == "" {
		return nil
	}
	var known, used bool
	const q = `SELECT EXISTS (SELECT FROM theme WHERE project_id = $1 AND id = $2 AND merged_into = ''), EXISTS (SELECT FROM theme WHERE project_id = $1 AND merged_into = $3)`
	if err := tx.QueryRowxContext(ctx, q, project, into, id).Scan(&known, &used); err != nil {
		return err
	}
	switch {
	case into == id || !known:
		return store.Invalid{"into": "Choose another theme that is there."}
	case used:
		return store.Invalid{"into": "Other themes are merged into this one. Take them out first."}
	}
	return nil
}

// decide writes what holds of a theme now, and has themes looked for again.
func decide(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, id string, d decided) error {
	const q = `UPDATE theme SET name = $3, named = $4, pinned = $5, excluded = $6, merged_into = $7 WHERE project_id = $1 AND id = $2`
	if _, err := tx.ExecContext(ctx, q, project, id, d.Name, d.Named, d.Pinned, d.Excluded, d.Into); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE theme_run SET state = '' WHERE project_id = $1`, project)
	return err
}

// UndoTheme takes back what the account decided about a theme, exactly. A second time is an ErrNotFound.
func (db *DB) UndoTheme(ctx context.Context, project store.ProjectID, account int, act store.EventID, now time.Time) error {
	if !store.IsKey(string(act)) {
		return store.ErrNotFound
	}
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		var row struct {
			ThemeID string `db:"theme_id"`
			Was     []byte
		}
		const take = `UPDATE theme_act SET undone = $4 WHERE project_id = $1 AND account_id = $2 AND id = $3 AND undone IS NULL RETURNING theme_id, was`
		if err := tx.GetContext(ctx, &row, take, project, account, act, now.UTC()); errors.Is(err, sql.ErrNoRows) {
			return store.ErrNotFound
		} else if err != nil {
			return err
		}
		var was decided
		if err := json.Unmarshal(row.Was, &was); err != nil {
			return err
		}
		return decide(ctx, tx, project, row.ThemeID, was)
	})
	if err != nil {
		return fmt.Errorf("take back: %w", err)
	}
	return nil
}
