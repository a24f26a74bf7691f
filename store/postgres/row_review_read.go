package postgres

import (
	"context"
	"database/sql"
	"fmt"

	"assay/store"
	"assay/store/fold"

	"github.com/lib/pq"
)

// RowIDs lists the rows of a version of a dataset in the order of insertion, most of them, and tells whether there are more.
func (db *DB) RowIDs(ctx context.Context, project store.ProjectID, dataset int, version store.Version, most int) ([]string, bool, error) {
	const q = `
SELECT id FROM dataset_row WHERE project_id = $1 AND dataset_id = $2 AND since <= $3 AND until > $3 ORDER BY position, id LIMIT $4`
	var ids []string
	if err := db.x.SelectContext(ctx, &ids, q, project, dataset, version, most+1); err != nil {
		return nil, false, fmt.Errorf("list rows: %w", translate(err))
	}
	return ids[:min(len(ids), most)], len(ids) > most, nil
}

// RowAnswers returns the standing answers of one account about a row, by config id, so that the form opens filled in.
func (db *DB) RowAnswers(ctx context.Context, project store.ProjectID, dataset int, row string, account int) (map[int]store.Answer, error) {
	const q = `
SELECT DISTINCT ON (config_id) ` + rowEventColumns + ` FROM dataset_row_event
WHERE project_id = $1 AND dataset_id = $2 AND row_id = $3 AND account_id = $4 AND kind IN ('score', 'text', 'label') AND config_id IS NOT NULL AND undone IS NULL
ORDER BY config_id, n DESC`
	events, err := db.rowEvents(ctx, db.x, q, project, dataset, storable(row), account)
	if err != nil {
		return nil, err
	}
	answers := make(map[int]store.Answer, len(events))
	for _, e := range events {
		answers[e.ConfigID] = store.Answer{Score: e.Score, Text: e.Body}
	}
	return answers, nil
}

// RowCompleted returns since when the state stood that the account completed the review of last; 0: it never did.
func (db *DB) RowCompleted(ctx context.Context, project store.ProjectID, dataset int, row string, account int) (store.Version, error) {
	const q = `
SELECT COALESCE(max(seen), 0) FROM dataset_row_event
WHERE project_id = $1 AND dataset_id = $2 AND row_id = $3 AND account_id = $4 AND kind = 'complete' AND undone IS NULL`
	var seen store.Version
	err := db.x.GetContext(ctx, &seen, q, project, dataset, storable(row), account)
	return seen, translate(err)
}

// RowVotes lists what reviewers answered about rows, of each person the latest answer to each question, by row and question. Of answers
// about states that came after a version it tells nothing; 0 is the newest.
func (db *DB) RowVotes(ctx context.Context, project store.ProjectID, dataset int, rows []string, version store.Version) ([]store.RowVote, error) {
	const q = `
SELECT * FROM (
  SELECT DISTINCT ON (row_id, name, author) row_id AS row, name, author, value, category, body AS text, COALESCE(config_version, 0) AS configversion, seen, at
  FROM dataset_row_event
  WHERE project_id = $1 AND dataset_id = $2 AND row_id = ANY($3::text[]) AND kind IN ('score', 'text') AND undone IS NULL AND ($4::bigint = 0 OR seen <= $4)
  ORDER BY row_id, name, author, n DESC
) AS v WHERE value IS NOT NULL OR category IS NOT NULL OR text IS NOT NULL
ORDER BY row, name, at, author`
	var scans []struct {
		store.RowVote
		Value    *float64
		Category sql.NullString
		Text     sql.NullString
	}
	if err := db.x.SelectContext(ctx, &scans, q, project, dataset, pq.Array(storables(rows)), version); err != nil {
		return nil, fmt.Errorf("read votes on rows: %w", translate(err))
	}
	votes := make([]store.RowVote, len(scans))
	for i, s := range scans {
		s.RowVote.Score, s.RowVote.Text = store.Score{Number: s.Value, Category: s.Category.String}, s.Text.String
		votes[i] = s.RowVote
	}
	return votes, nil
}

// FoldRowVotes is what votes come to, by row and question, as the votes on a trace do. Texts come to nothing.
func FoldRowVotes(votes []store.RowVote) map[string]store.FoldedScores {
	type key struct{ row, name string }
	cast := map[key][]store.Score{}
	for _, v := range votes {
		if !v.Score.IsNull() {
			cast[key{v.Row, v.Name}] = append(cast[key{v.Row, v.Name}], v.Score)
		}
	}
	folded := map[string]store.FoldedScores{}
	for k, list := range cast {
		if folded[k.row] == nil {
			folded[k.row] = store.FoldedScores{}
		}
		folded[k.row][k.name] = fold.Votes(list)
	}
	return folded
}

// RowsChangedSince tells which rows of a dataset no longer stand as they did in a version.
func (db *DB) RowsChangedSince(ctx context.Context, project store.ProjectID, dataset int, version store.Version, rows []string) (map[string]bool, error) {
	const q = `
SELECT id FROM dataset_row WHERE project_id = $1 AND dataset_id = $2 AND id = ANY($3::text[]) AND since <= $4 AND until > $4 AND until <> ` + forever
	var ids []string
	if err := db.x.SelectContext(ctx, &ids, q, project, dataset, pq.Array(storables(rows)), version); err != nil {
		return nil, fmt.Errorf("look for changed rows: %w", translate(err))
	}
	changed := make(map[string]bool, len(ids))
	for _, id := range ids {
		changed[id] = true
	}
	return changed, nil
}
