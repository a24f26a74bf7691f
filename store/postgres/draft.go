package postgres

import (
	"context"
	"database/sql"
	"fmt"

	"assay/store"
	"assay/store/draft"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// DraftOf names the draft of a person about a dataset. Nobody else sees it.
type DraftOf struct {
	Project store.ProjectID
	Dataset int
	Account int
}

// DraftRow is a row of a draft: what it was when it was changed, as its owner wants it, and as it stands now.
type DraftRow struct {
	ID              string
	Seen            store.Version // since when Base stood; 0: there was no such row
	Stands          store.Version // since when Now stands; 0: there is no such row
	Base, Mine, Now draft.Row
	Place           int64 // in the draft
}

// Moved reports whether someone else changed the row since.
func (r *DraftRow) Moved() bool { return r.Seen != r.Stands }

// Merged is the row with the edit on top of what stands, and the fields that both changed.
func (r *DraftRow) Merged() (draft.Row, []draft.Field) { return draft.Rebase(r.Base, r.Mine, r.Now) }

// draftCells scans what people edit of a row. There is whether there is one.
type draftCells struct {
	There    bool
	Input    sql.NullString
	Expected sql.NullString
	From     sql.NullString `db:"expected_from"`
	Metadata sql.NullString
	Tags     textArray
	Split    sql.NullString
}

func (c *draftCells) row() draft.Row {
	if !c.There {
		return draft.Row{Removed: true}
	}
	return draft.Row{Input: rawJSON(c.Input), Expected: rawJSON(c.Expected), From: store.ExpectedFrom(c.From.String), Metadata: rawJSON(c.Metadata),
		Tags: c.Tags, Split: c.Split.String}
}

type draftScan struct {
	ID    string
	Seen  store.Version
	Since store.Version
	Place int64
	Mine  draftCells
	Base  draftCells
	Now   draftCells
}

func (s *draftScan) row() DraftRow {
	return DraftRow{ID: s.ID, Seen: s.Seen, Stands: s.Since, Base: s.Base.row(), Mine: s.Mine.row(), Now: s.Now.row(), Place: s.Place}
}

// cellsOf selects what draftCells scans of the row that a statement calls by a name; there is SQL for whether there is one.
func cellsOf(row, there, into string) string {
	text := there + ` AS "` + into + `.there"`
	for _, column := range []string{"input", "expected", "expected_from", "metadata", "tags", "split"} {
		text += ", " + row + "." + column + ` AS "` + into + "." + column + `"`
	}
	return text
}

var selectDraft = `
SELECT d.row_id AS id, d.base AS seen, COALESCE(n.since, 0) AS since, d.place,
  ` + cellsOf("d", "NOT d.removed", "mine") + `,
  ` + cellsOf("b", "b.id IS NOT NULL", "base") + `,
  ` + cellsOf("n", "n.id IS NOT NULL", "now") + `
FROM dataset_draft d
  LEFT JOIN dataset_row b ON b.project_id = d.project_id AND b.dataset_id = d.dataset_id AND b.id = d.row_id AND b.since = d.base
  LEFT JOIN dataset_row n ON n.project_id = d.project_id AND n.dataset_id = d.dataset_id AND n.id = d.row_id AND n.until = ` + forever + `
WHERE d.project_id = $1 AND d.dataset_id = $2 AND d.account_id = $3`

// DraftRows lists the rows of a draft in the order in which they were changed first: those behind a place, most of them at once.
func (db *DB) DraftRows(ctx context.Context, of DraftOf, after int64, most int) ([]DraftRow, error) {
	return draftRows(ctx, db.x, selectDraft+` AND d.place > $4 ORDER BY d.place LIMIT $5`, of.Project, of.Dataset, of.Account, after, most)
}

// DraftedRows finds those of the rows that a draft has, by their ids.
func (db *DB) DraftedRows(ctx context.Context, of DraftOf, ids []string) (map[string]DraftRow, error) {
	rows, err := draftRows(ctx, db.x, selectDraft+` AND d.row_id = ANY($4::text[])`, of.Project, of.Dataset, of.Account, pq.Array(storables(ids)))
	if err != nil {
		return nil, err
	}
	found := make(map[string]DraftRow, len(rows))
	for _, r := range rows {
		found[r.ID] = r
	}
	return found, nil
}

func draftRows(ctx context.Context, x sqlx.QueryerContext, q string, args ...any) ([]DraftRow, error) {
	var scans []draftScan
	if err := sqlx.SelectContext(ctx, x, &scans, q, args...); err != nil {
		return nil, fmt.Errorf("read draft: %w", translate(err))
	}
	rows := make([]DraftRow, len(scans))
	for i := range scans {
		rows[i] = scans[i].row()
	}
	return rows, nil
}

// DraftSize counts the rows of a draft, and how many of them someone else changed since.
func (db *DB) DraftSize(ctx context.Context, of DraftOf) (rows, moved int, err error) {
	const q = `
SELECT count(*) AS rows, count(*) FILTER (WHERE d.base <> COALESCE(n.since, 0)) AS moved
FROM dataset_draft d
  LEFT JOIN dataset_row n ON n.project_id = d.project_id AND n.dataset_id = d.dataset_id AND n.id = d.row_id AND n.until = ` + forever + `
WHERE d.project_id = $1 AND d.dataset_id = $2 AND d.account_id = $3`
	var size struct{ Rows, Moved int }
	if err := db.x.GetContext(ctx, &size, q, of.Project, of.Dataset, of.Account); err != nil {
		return 0, 0, fmt.Errorf("count draft: %w", translate(err))
	}
	return size.Rows, size.Moved, nil
}

func storables(list []string) []string {
	clean := make([]string, len(list))
	for i, s := range list {
		clean[i] = storable(s)
	}
	return clean
}
