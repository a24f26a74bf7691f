package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"assay/store"
	"assay/store/theme"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// themedComments is how many of the newest comments themes are found in.
const themedComments = 100_000

// commentsState is different when a comment came or went.
const commentsState = `SELECT count(*) FILTER (WHERE until IS NULL) || ' ' || COALESCE(max(since), 0) || ' ' || COALESCE(max(until), 0) FROM comment WHERE project_id = $1`

// ThemesBehind lists the projects with comments of which no theme was looked for yet: those of the first run, and those whose
// last run is older than a time.
func (db *DB) ThemesBehind(ctx context.Context, before time.Time) ([]store.ProjectID, error) {
	const q = `
SELECT p.id FROM project p LEFT JOIN theme_run r ON r.project_id = p.id
WHERE (r.at IS NULL OR r.state = '' OR r.at < $1) AND EXISTS (SELECT FROM comment c WHERE c.project_id = p.id)
  AND r.state IS DISTINCT FROM (SELECT count(*) FILTER (WHERE until IS NULL) || ' ' || COALESCE(max(since), 0) || ' ' || COALESCE(max(until), 0) FROM comment c WHERE c.project_id = p.id)
ORDER BY p.id`
	var out []store.ProjectID
	if err := db.x.SelectContext(ctx, &out, q, before.UTC()); err != nil {
		return nil, fmt.Errorf("list projects without themes: %w", translate(err))
	}
	return out, nil
}

// FindThemes finds what the comments of a project are about, keeps the ids of the themes that were there before, and what people
// decided about them. Someone else's run at the same time is left to it.
func (db *DB) FindThemes(ctx context.Context, project store.ProjectID, now time.Time) error {
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		var mine bool
		if err := tx.GetContext(ctx, &mine, `SELECT pg_try_advisory_xact_lock(hashtext('themes'), $1)`, project); err != nil || !mine {
			return err
		}
		var state string
		if err := tx.GetContext(ctx, &state, commentsState, project); err != nil {
			return fmt.Errorf("look for comments: %w", err)
		}
		texts, err := readComments(ctx, tx, project)
		if err != nil {
			return err
		}
		earlier, err := readEarlier(ctx, tx, project)
		if err != nil {
			return err
		}
		found := theme.Find(texts, theme.Options{Earlier: earlier})
		if err := writeThemes(ctx, tx, project, found, earlier, now); err != nil {
			return err
		}
		const note = `
INSERT INTO theme_run (project_id, at, comments, other, state) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (project_id) DO UPDATE SET at = EXCLUDED.at, comments = EXCLUDED.comments, other = EXCLUDED.other, state = EXCLUDED.state`
		_, err = tx.ExecContext(ctx, note, project, now.UTC(), len(texts), len(found.Other), state)
		return err
	})
	if err != nil {
		return fmt.Errorf("find themes: %w", err)
	}
	return nil
}

func readComments(ctx context.Context, tx *sqlx.Tx, project store.ProjectID) ([]theme.Text, error) {
	const q = `SELECT id, body FROM comment WHERE project_id = $1 AND until IS NULL ORDER BY at DESC, id LIMIT $2`
	var texts []theme.Text
	if err := tx.SelectContext(ctx, &texts, q, project, themedComments); err != nil {
		return nil, fmt.Errorf("read comments: %w", err)
	}
	return texts, nil
}

// earlierRow is a theme of the run before.
type earlierRow struct {
	ID, Name                string
	Named, Pinned, Excluded bool
	Into                    string
	Terms                   []byte
	Members                 pq.StringArray
}

func readEarlier(ctx context.Context, tx *sqlx.Tx, project store.ProjectID) ([]theme.Earlier, error) {
	const q = `
SELECT h.id, h.name, h.named, h.pinned, h.excluded, h.merged_into AS into, h.terms,
  ARRAY(SELECT m.comment_id::text FROM theme_member m WHERE m.project_id = h.project_id AND m.theme_id = h.id ORDER BY m.comment_id) AS members
FROM theme h WHERE h.project_id = $1 ORDER BY h.id`
	var rows []earlierRow
	if err := tx.SelectContext(ctx, &rows, q, project); err != nil {
		return nil, fmt.Errorf("read themes: %w", err)
	}
	out := make([]theme.Earlier, len(rows))
	for i, r := range rows {
		out[i] = theme.Earlier{ID: r.ID, Name: r.Name, Members: r.Members, Named: r.Named, Pinned: r.Pinned, Excluded: r.Excluded, Into: r.Into}
		if err := json.Unmarshal(r.Terms, &out[i].Terms); err != nil {
			return nil, fmt.Errorf("read terms of theme %s: %w", r.ID, err)
		}
	}
	return out, nil
}

// writeThemes replaces the themes by those found. One that was merged into another stays, as a name for it.
func writeThemes(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, found *theme.Result, earlier []theme.Earlier, now time.Time) error {
	var keep []string
	for _, e := range earlier {
		if e.Into != "" {
			keep = append(keep, e.ID)
		}
	}
	for _, h := range found.Themes {
		keep = append(keep, h.ID)
	}
	for _, q := range []string{`DELETE FROM theme_member WHERE project_id = $1 AND $2::text[] IS NOT NULL`, `DELETE FROM theme WHERE project_id = $1 AND id <> ALL ($2::text[])`} {
		if _, err := tx.ExecContext(ctx, q, project, pq.Array(append([]string{}, keep...))); err != nil {
			return fmt.Errorf("clear themes: %w", err)
		}
	}
	for _, h := range found.Themes {
		if err := writeTheme(ctx, tx, project, h, now); err != nil {
			return err
		}
	}
	return nil
}

func writeTheme(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, h theme.Theme, now time.Time) error {
	terms, err := json.Marshal(h.Terms)
	if err != nil {
		return fmt.Errorf("write terms: %w", err)
	}
	const head = `
INSERT INTO theme (project_id, id, name, named, pinned, excluded, terms, quote, quote_id, comments, found)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULLIF($9, '')::uuid, $10, $11)
ON CONFLICT (project_id, id) DO UPDATE SET name = EXCLUDED.name, named = EXCLUDED.named, pinned = EXCLUDED.pinned, excluded = EXCLUDED.excluded,
  terms = EXCLUDED.terms, quote = EXCLUDED.quote, quote_id = EXCLUDED.quote_id, comments = EXCLUDED.comments`
	if _, err := tx.ExecContext(ctx, head, project, h.ID, store.Preview(quoteJSON(h.Name), 100), h.Named, h.Pinned, h.Excluded, terms, h.Quote.Body, h.Quote.ID, len(h.Members), now.UTC()); err != nil {
		return fmt.Errorf("write theme: %w", err)
	}
	ids, likeness := make([]string, len(h.Members)), make([]float64, len(h.Members))
	for i, m := range h.Members {
		ids[i], likeness[i] = m.ID, m.Likeness
	}
	const members = `INSERT INTO theme_member (project_id, comment_id, theme_id, likeness) SELECT $1, u.id, $2, u.likeness FROM unnest($3::uuid[], $4::real[]) AS u (id, likeness)`
	if _, err := tx.ExecContext(ctx, members, project, h.ID, pq.Array(ids), pq.Array(likeness)); err != nil {
		return fmt.Errorf("write members of theme: %w", err)
	}
	return nil
}

func quoteJSON(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return s // a text always has a JSON form
	}
	return string(b)
}

// Themes are those of a project, the largest first, with the excluded and the merged ones.
func (db *DB) Themes(ctx context.Context, project store.ProjectID) ([]store.Theme, error) {
	const q = `
SELECT h.id, h.name, h.named, h.pinned, h.excluded, h.merged_into AS into, h.quote, h.found, COALESCE(c.trace_id::text, '') AS quotedin,
  (SELECT count(DISTINCT m.comment_id) FROM theme_member m JOIN theme s ON s.project_id = m.project_id AND s.id = m.theme_id
   WHERE m.project_id = h.project_id AND (s.id = h.id OR s.merged_into = h.id)) AS comments,
  ARRAY(SELECT ltrim(t ->> 'Text', '=#') FROM jsonb_array_elements(h.terms) AS t LIMIT 6) AS terms,
  COALESCE(CASE WHEN NOT h.named AND NOT h.excluded AND h.merged_into = '' THEN p.name END, '') AS proposed, COALESCE(p.model, '') AS proposedby
FROM theme h LEFT JOIN comment c ON c.project_id = h.project_id AND c.id = h.quote_id
  LEFT JOIN theme_proposal p ON p.project_id = h.project_id AND p.theme_id = h.id
WHERE h.project_id = $1 ORDER BY h.pinned DESC, comments DESC, h.name, h.id`
	var rows []struct {
		store.Theme
		Terms pq.StringArray
	}
	if err := db.x.SelectContext(ctx, &rows, q, project); err != nil {
		return nil, fmt.Errorf("list themes: %w", translate(err))
	}
	out := make([]store.Theme, len(rows))
	for i, r := range rows {
		out[i] = r.Theme
		out[i].Terms = r.Terms
	}
	return out, nil
}

// ThemeRun is the last search for themes; false before the first.
func (db *DB) ThemeRun(ctx context.Context, project store.ProjectID) (store.ThemeRun, bool, error) {
	var r store.ThemeRun
	err := db.x.GetContext(ctx, &r, `SELECT at, comments, other FROM theme_run WHERE project_id = $1`, project)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	if err != nil {
		return r, false, fmt.Errorf("read the last search for themes: %w", translate(err))
	}
	return r, true, nil
}
