package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"
	"assay/store/draft"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// draftChange is what a decision of review does to a draft of whoever decides, in the transaction of the decision. It is recorded row by
// row, so that it is taken back with the decision.
type draftChange struct {
	of         DraftOf
	submission store.EventID
	now        time.Time
}

// changedRow is a row as a change left it, or left it alone.
type changedRow struct {
	DraftRow
	outcome store.DraftOutcome
	byHand  bool
}

// put edits rows of the draft. Rows that an edit leaves as they are in the draft are passed over; rows that may not be edited are left
// alone, with the reason recorded, and never fail the decision. A row that is neither in the draft nor in the dataset is ErrNotFound.
func (c draftChange) put(ctx context.Context, tx *sqlx.Tx, edits []DraftEdit, apply func(DraftRow) draft.Row) error {
	if err := draftOpen(ctx, tx, c.of); err != nil {
		return err
	}
	ids := make([]string, len(edits))
	for i, e := range edits {
		ids[i] = e.ID
	}
	before, err := draftStates(ctx, tx, c.of, ids)
	if err != nil {
		return err
	}
	rows, err := editedRows(ctx, tx, c.of, edits)
	if err != nil {
		return err
	}
	changed, err := c.judge(ctx, tx, ids, rows, before, apply)
	if err != nil || len(changed) == 0 {
		return err
	}
	var kept []DraftRow
	var same []string
	for _, row := range changed {
		switch {
		case row.outcome != store.DraftPut:
		case len(draft.Changes(row.Base, row.Mine)) == 0:
			same = append(same, row.ID)
		default:
			kept = append(kept, row.DraftRow)
		}
	}
	if err := dropDrafted(ctx, tx, c.of, same); err != nil {
		return err
	}
	if err := keepDrafted(ctx, tx, c.of, kept, c.now); err != nil {
		return err
	}
	return c.record(ctx, tx, changed, before)
}

// judge applies the edit to rows and says what becomes of each that it changes.
func (c draftChange) judge(ctx context.Context, tx *sqlx.Tx, ids []string, rows map[string]DraftRow, before map[string]string, apply func(DraftRow) draft.Row) ([]changedRow, error) {
	const size = `SELECT count(*) FROM dataset_draft WHERE project_id = $1 AND dataset_id = $2 AND account_id = $3`
	const locks = `SELECT split FROM dataset_lock WHERE project_id = $1 AND dataset_id = $2`
	var n int
	if err := tx.GetContext(ctx, &n, size, c.of.Project, c.of.Dataset, c.of.Account); err != nil {
		return nil, fmt.Errorf("count draft: %w", err)
	}
	var splits []string
	if err := tx.SelectContext(ctx, &splits, locks, c.of.Project, c.of.Dataset); err != nil {
		return nil, fmt.Errorf("list locks: %w", err)
	}
	locked := map[string]bool{}
	for _, split := range splits {
		locked[split] = true
	}
	var changed []changedRow
	for _, id := range ids {
		row, there := rows[id]
		if !there {
			return nil, store.ErrNotFound
		}
		mine := apply(row)
		if len(draft.Changes(row.Mine, mine)) == 0 && !row.Mine.Removed {
			continue
		}
		_, drafted := before[id]
		now := changedRow{DraftRow: row, outcome: store.DraftPut, byHand: row.Mine.OwnExpected()}
		switch {
		case row.Mine.Removed:
			now.outcome = store.DraftRemoved
		case locked[row.Now.Split] && !row.Now.Removed, locked[mine.Split]:
			now.outcome = store.DraftLocked
		case !drafted && n >= MaxDraft:
			now.outcome = store.DraftFull
		case !drafted:
			n++
		}
		if now.outcome == store.DraftPut {
			now.Mine = mine
		}
		changed = append(changed, now)
	}
	return changed, nil
}

// record keeps what the draft had of the rows before, and has after.
func (c draftChange) record(ctx context.Context, tx *sqlx.Tx, changed []changedRow, before map[string]string) error {
	const q = `
INSERT INTO dataset_draft_change (project_id, submission, dataset_id, row_id, account_id, outcome, by_hand, before, after, at)
SELECT $1, $2, $3, c.id, $4, c.outcome, c.by_hand, c.before, c.after, $5
FROM unnest($6::text[], $7::text[], $8::bool[], $9::text[], $10::text[]) AS c (id, outcome, by_hand, before, after)
ON CONFLICT (project_id, submission, dataset_id, row_id) DO NOTHING`
	ids, outcomes, byHand := make([]string, len(changed)), make([]string, len(changed)), make([]bool, len(changed))
	for i, row := range changed {
		ids[i], outcomes[i], byHand[i] = row.ID, string(row.outcome), row.byHand
	}
	after, err := draftStates(ctx, tx, c.of, ids)
	if err != nil {
		return err
	}
	was, is := make([]sql.NullString, len(ids)), make([]sql.NullString, len(ids))
	for i, id := range ids {
		was[i].String, was[i].Valid = before[id], before[id] != ""
		is[i].String, is[i].Valid = after[id], after[id] != ""
	}
	_, err = tx.ExecContext(ctx, q, c.of.Project, c.submission, c.of.Dataset, c.of.Account, c.now.UTC(), pq.Array(ids), pq.Array(outcomes), pq.Array(byHand), pq.Array(was), pq.Array(is))
	if err != nil {
		return fmt.Errorf("record change of draft: %w", err)
	}
	return nil
}

// draftedState is a row of a draft as it is written down to be compared and brought back: to the byte.
type draftedState struct {
	Base     store.Version      `json:"base"`
	Removed  bool               `json:"removed"`
	Input    *string            `json:"input"`
	Expected *string            `json:"expected"`
	From     store.ExpectedFrom `json:"expected_from"`
	Metadata string             `json:"metadata"`
	Tags     []string           `json:"tags"`
	Split    string             `json:"split"`
}

// draftStates writes down those of some rows that a draft has, by their ids, and locks them.
func draftStates(ctx context.Context, tx *sqlx.Tx, of DraftOf, ids []string) (map[string]string, error) {
	rows, err := draftRows(ctx, tx, selectDraft+` AND d.row_id = ANY($4::text[]) ORDER BY d.row_id FOR UPDATE OF d`, of.Project, of.Dataset, of.Account, pq.Array(storables(ids)))
	if err != nil {
		return nil, err
	}
	states := make(map[string]string, len(rows))
	for i := range rows {
		mine := rows[i].Mine
		state := draftedState{Base: rows[i].Seen, Removed: mine.Removed, Input: written(mine.Input), Expected: written(mine.Expected), From: mine.From,
			Metadata: string(mine.Metadata), Tags: mine.Tags, Split: mine.Split}
		b, err := json.Marshal(state)
		if err != nil {
			return nil, fmt.Errorf("write row of draft: %w", err)
		}
		states[rows[i].ID] = string(b)
	}
	return states, nil
}

func written(raw json.RawMessage) *string {
	if raw == nil {
		return nil
	}
	text := string(raw)
	return &text
}

// row reads what draftStates wrote down.
func (s draftedState) row(id string) DraftRow {
	raw := func(text *string) json.RawMessage {
		if text == nil {
			return nil
		}
		return json.RawMessage(*text)
	}
	return DraftRow{ID: id, Seen: s.Base, Mine: draft.Row{Input: raw(s.Input), Expected: raw(s.Expected), From: s.From,
		Metadata: json.RawMessage(s.Metadata), Tags: s.Tags, Split: s.Split, Removed: s.Removed}}
}
