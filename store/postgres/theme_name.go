package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// longestQuoted bounds what is read of a comment that is quoted, in characters.
const longestQuoted = 1000

// ThemeQuotes are, by the id of a theme that nobody named, the comments most like all of its, at most so many, the beginning of each.
// Themes that were merged into another or excluded have none of their own.
func (db *DB) ThemeQuotes(ctx context.Context, project store.ProjectID, most int) (map[string][]string, error) {
	const q = `
SELECT id, body FROM (
  SELECT g.id, left(c.body, $3) AS body, row_number() OVER (PARTITION BY g.id ORDER BY m.likeness DESC, c.id) AS n
  FROM theme g JOIN theme h ON h.project_id = g.project_id AND (h.id = g.id OR h.merged_into = g.id)
    JOIN theme_member m ON m.project_id = h.project_id AND m.theme_id = h.id
    JOIN comment c ON c.project_id = m.project_id AND c.id = m.comment_id AND c.until IS NULL
  WHERE g.project_id = $1 AND g.merged_into = '' AND NOT g.excluded AND NOT g.named AND NOT h.excluded) AS quoted
WHERE n <= $2 ORDER BY id, n`
	var rows []struct{ ID, Body string }
	if err := db.x.SelectContext(ctx, &rows, q, project, most, longestQuoted); err != nil {
		return nil, fmt.Errorf("quote themes: %w", translate(err))
	}
	out := map[string][]string{}
	for _, r := range rows {
		out[r.ID] = append(out[r.ID], r.Body)
	}
	return out, nil
}

// ThemesAsked notes how many tokens it cost someone to ask a model for names.
func (db *DB) ThemesAsked(ctx context.Context, project store.ProjectID, account, tokens int, now time.Time) error {
	const q = `INSERT INTO theme_asked (project_id, id, account_id, tokens, at) VALUES ($1, $2, $3, $4, $5)`
	if _, err := db.x.ExecContext(ctx, q, project, store.NewEventID(), account, tokens, now.UTC()); err != nil {
		return fmt.Errorf("note what names cost: %w", translate(err))
	}
	return nil
}

// ProposeThemeNames shows names beside themes, by their ids, in place of those proposed before. A theme that went meanwhile gets none.
func (db *DB) ProposeThemeNames(ctx context.Context, project store.ProjectID, model string, names map[string]string, now time.Time) error {
	ids := slices.Sorted(maps.Keys(names))
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = names[id]
	}
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, `DELETE FROM theme_proposal WHERE project_id = $1`, project); err != nil {
			return err
		}
		const q = `
INSERT INTO theme_proposal (project_id, theme_id, name, model, at)
SELECT h.project_id, h.id, u.name, $4, $5 FROM unnest($2::text[], $3::text[]) AS u (id, name) JOIN theme h ON h.project_id = $1 AND h.id = u.id
ON CONFLICT (project_id, theme_id) DO UPDATE SET name = EXCLUDED.name, model = EXCLUDED.model, at = EXCLUDED.at`
		_, err := tx.ExecContext(ctx, q, project, pq.Array(ids), pq.Array(texts), model, now.UTC())
		return err
	})
	if err != nil {
		return fmt.Errorf("propose names: %w", err)
	}
	return nil
}

// DismissThemeName does away with the name that is proposed for a theme, if one still is. ErrNotFound says that there is no such theme.
func (db *DB) DismissThemeName(ctx context.Context, project store.ProjectID, id string) error {
	const q = `
WITH gone AS (DELETE FROM theme_proposal WHERE project_id = $1 AND theme_id = $2)
SELECT EXISTS (SELECT FROM theme WHERE project_id = $1 AND id = $2)`
	var there bool
	if err := db.x.GetContext(ctx, &there, q, project, id); err != nil {
		return fmt.Errorf("dismiss name: %w", translate(err))
	}
	if !there {
		return store.ErrNotFound
	}
	return nil
}
