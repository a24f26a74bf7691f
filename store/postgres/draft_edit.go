package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"time"

	"assay/store"
	"assay/store/draft"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// MaxDraft is how many rows a draft may have: what one still reads, and commits while one waits.
const MaxDraft = 20_000

// DraftEdit is an edit of one row. Seen is the version of the row that the editor looked at; 0 is the one that the draft has
// already, or else that which stands.
type DraftEdit struct {
	ID    string
	Seen  store.Version
	Apply func(draft.Row) draft.Row
	// CopyAs is the id of a new row that the edit makes of a copy of the row, which stays as it is; "" for an edit of the row itself.
	CopyAs string
}

// EditDraft keeps edits in a draft, all or none, and returns how many of the rows it now has changes of. A row that the edit
// leaves as it was is no part of the draft any more. A row that is neither in the draft nor in the dataset is ErrNotFound, and so is one
// that never stood as Seen says; too many rows are an Invalid naming the field "draft", rows of a locked split one naming "split".
func (db *DB) EditDraft(ctx context.Context, of DraftOf, edits []DraftEdit, now time.Time) (int, error) {
	kept := 0
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		if err := draftOpen(ctx, tx, of); err != nil {
			return err
		}
		rows, err := editedRows(ctx, tx, of, edits)
		if err != nil {
			return err
		}
		var changed []DraftRow
		var same []string
		for i, edit := range edits {
			row, there := rows[edit.ID]
			if !there {
				return store.ErrNotFound
			}
			row.Mine = edit.Apply(row.Mine).Edited(row.Mine, row.Base)
			if edit.CopyAs != "" {
				row = DraftRow{ID: edit.CopyAs, Mine: row.Mine, Base: draft.Row{Removed: true}, Now: draft.Row{Removed: true}}
			}
			if len(draft.Changes(row.Base, row.Mine)) == 0 {
				same = append(same, edits[i].ID)
				continue
			}
			changed = append(changed, row)
		}
		if err := openSplits(ctx, tx, of, changed); err != nil {
			return err
		}
		kept = len(changed)
		if err := dropDrafted(ctx, tx, of, same); err != nil {
			return err
		}
		if err := keepDrafted(ctx, tx, of, changed, now); err != nil {
			return err
		}
		return rememberCopies(ctx, tx, of, edits)
	})
	if err != nil {
		return 0, fmt.Errorf("edit draft: %w", err)
	}
	return kept, nil
}

// rememberCopies says of the new rows of a draft which rows they are copies of.
func rememberCopies(ctx context.Context, tx *sqlx.Tx, of DraftOf, edits []DraftEdit) error {
	const q = `UPDATE dataset_draft SET copied = $5 WHERE project_id = $1 AND dataset_id = $2 AND account_id = $3 AND row_id = $4`
	for _, e := range edits {
		if e.CopyAs == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, q, of.Project, of.Dataset, of.Account, e.CopyAs, storable(e.ID)); err != nil {
			return fmt.Errorf("remember copy: %w", err)
		}
	}
	return nil
}

// draftOpen keeps the draft from being committed meanwhile, in a dataset that was not deleted.
func draftOpen(ctx context.Context, tx *sqlx.Tx, of DraftOf) error {
	const q = `SELECT id FROM dataset WHERE project_id = $1 AND id = $2 AND deleted IS NULL FOR KEY SHARE`
	var id int
	return translate(tx.GetContext(ctx, &id, q, of.Project, of.Dataset))
}

// editedRows reads the rows that edits are about, with Mine where each edit starts.
func editedRows(ctx context.Context, tx *sqlx.Tx, of DraftOf, edits []DraftEdit) (map[string]DraftRow, error) {
	q := `
SELECT e.id, COALESCE(b.since, 0) AS seen, COALESCE(n.since, 0) AS since, 0 AS place,
  ` + cellsOf("d", "d.row_id IS NOT NULL AND NOT d.removed", "mine") + `,
  ` + cellsOf("b", "b.id IS NOT NULL", "base") + `,
  ` + cellsOf("n", "n.id IS NOT NULL", "now") + `, d.row_id IS NOT NULL AS drafted, e.seen <> 0 AND b.id IS NULL AS unseen
FROM unnest($4::text[], $5::bigint[]) AS e (id, seen)
  LEFT JOIN dataset_draft d ON d.project_id = $1 AND d.dataset_id = $2 AND d.account_id = $3 AND d.row_id = e.id
  LEFT JOIN dataset_row n ON n.project_id = $1 AND n.dataset_id = $2 AND n.id = e.id AND n.until = ` + forever + `
  LEFT JOIN dataset_row b ON b.project_id = $1 AND b.dataset_id = $2 AND b.id = e.id AND b.since = COALESCE(NULLIF(e.seen, 0), d.base, n.since)`
	ids, seen := make([]string, len(edits)), make([]int64, len(edits))
	for i, e := range edits {
		ids[i], seen[i] = storable(e.ID), int64(e.Seen)
	}
	var scans []struct {
		draftScan
		Drafted, Unseen bool
	}
	if err := tx.SelectContext(ctx, &scans, q, of.Project, of.Dataset, of.Account, pq.Array(ids), pq.Array(seen)); err != nil {
		return nil, fmt.Errorf("read rows: %w", translate(err))
	}
	rows := make(map[string]DraftRow, len(scans))
	for i := range scans {
		s := &scans[i]
		if s.Unseen || !s.Drafted && !s.Base.There {
			continue
		}
		row := s.row()
		if !s.Drafted {
			row.Mine = row.Base
		}
		rows[row.ID] = row
	}
	return rows, nil
}

func dropDrafted(ctx context.Context, tx *sqlx.Tx, of DraftOf, ids []string) error {
	const q = `DELETE FROM dataset_draft WHERE project_id = $1 AND dataset_id = $2 AND account_id = $3 AND row_id = ANY($4::text[])`
	if len(ids) == 0 {
		return nil
	}
	if _, err := tx.ExecContext(ctx, q, of.Project, of.Dataset, of.Account, pq.Array(storables(ids))); err != nil {
		return fmt.Errorf("drop from draft: %w", err)
	}
	return nil
}

func keepDrafted(ctx context.Context, tx *sqlx.Tx, of DraftOf, rows []DraftRow, now time.Time) error {
	const q = `
INSERT INTO dataset_draft (project_id, dataset_id, account_id, row_id, base, removed, input, expected, expected_from, metadata, tags, split, changed)
SELECT $1, $2, $3, r.id, r.base, r.removed, r.input, r.expected, r.expected_from, r.metadata, ARRAY(SELECT jsonb_array_elements_text(r.tags)), r.split, $4
FROM unnest($5::text[], $6::bigint[], $7::bool[], $8::text[], $9::text[], $10::text[], $11::jsonb[], $12::jsonb[], $13::text[])
  AS r (id, base, removed, input, expected, expected_from, metadata, tags, split)
ON CONFLICT (project_id, dataset_id, account_id, row_id) DO UPDATE SET base = excluded.base, removed = excluded.removed, input = excluded.input,
  expected = excluded.expected, expected_from = excluded.expected_from, metadata = excluded.metadata, tags = excluded.tags, split = excluded.split,
  changed = excluded.changed`
	const size = `SELECT count(*) FROM dataset_draft WHERE project_id = $1 AND dataset_id = $2 AND account_id = $3`
	if len(rows) == 0 {
		return nil
	}
	bases := make([]int64, len(rows))
	states := make([]draftState, len(rows))
	for i := range rows {
		bases[i], states[i] = int64(rows[i].Seen), draftState{rows[i].ID, rows[i].Mine}
	}
	c := draftColumnsOf(states)
	args := append([]any{of.Project, of.Dataset, of.Account, now.UTC(), c[0], pq.Array(bases)}, c[1:]...)
	if _, err := tx.ExecContext(ctx, q, args...); err != nil {
		return fmt.Errorf("keep in draft: %w", err)
	}
	var n int
	if err := tx.GetContext(ctx, &n, size, of.Project, of.Dataset, of.Account); err != nil {
		return fmt.Errorf("count draft: %w", err)
	}
	if n > MaxDraft {
		return store.Invalid{"draft": "A draft has at most " + strconv.Itoa(MaxDraft) + " rows: commit what you have, or choose fewer rows."}
	}
	return nil
}

// draftState is a row as a draft has it, or as a commit writes it.
type draftState struct {
	id  string
	row draft.Row
}

// draftColumnsOf turns states into one array a column: id, removed, input, expected, expected_from, metadata, tags, split.
func draftColumnsOf(states []draftState) []any {
	n := len(states)
	ids, removed, from := make([]string, n), make([]bool, n), make([]string, n)
	inputs, expected, splits := make([]sql.NullString, n), make([]sql.NullString, n), make([]sql.NullString, n)
	metadata, tags := make([]string, n), make([]string, n)
	for i, s := range states {
		ids[i], removed[i], from[i] = s.id, s.row.Removed, string(s.row.From)
		inputs[i], expected[i] = optional(s.row.Input), optional(s.row.Expected)
		splits[i] = sql.NullString{String: s.row.Split, Valid: s.row.Split != ""}
		metadata[i], tags[i] = object(s.row.Metadata), "[]"
		if list := textList(s.row.Tags); list != nil {
			tags[i] = string(list)
		}
	}
	return []any{pq.Array(ids), pq.Array(removed), pq.Array(inputs), pq.Array(expected), pq.Array(from), pq.Array(metadata), pq.Array(tags), pq.Array(splits)}
}

// DiscardDraft forgets rows of a draft, all of them where none is named, and returns how many.
func (db *DB) DiscardDraft(ctx context.Context, of DraftOf, ids []string) (int, error) {
	const q = `
DELETE FROM dataset_draft WHERE project_id = $1 AND dataset_id = $2 AND account_id = $3 AND ($4::text[] IS NULL OR row_id = ANY($4::text[]))`
	var named any
	if ids != nil {
		named = pq.Array(storables(ids))
	}
	n, err := affected(db.x.ExecContext(ctx, q, of.Project, of.Dataset, of.Account, named))
	if err != nil {
		return 0, fmt.Errorf("discard draft: %w", translate(err))
	}
	return n, nil
}
