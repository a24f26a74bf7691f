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
	"github.com/lib/pq"
)

// madeChange is one row of what a submission did to a draft.
type madeChange struct {
	Dataset       int
	ID            string
	Before, After sql.NullString
}

// revertDrafts takes back what a submission of the account did to its drafts: each row is what it was before, to the byte. A row that the
// person edited since stays, and so does what was committed; DraftNotes tells.
func revertDrafts(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, account int, submission store.EventID, now time.Time) error {
	const q = `
SELECT dataset_id AS dataset, row_id AS id, before, after FROM dataset_draft_change
WHERE project_id = $1 AND submission = $2 AND account_id = $3 AND outcome = 'put' ORDER BY dataset_id, row_id FOR UPDATE`
	var made []madeChange
	if err := tx.SelectContext(ctx, &made, q, project, submission, account); err != nil {
		return fmt.Errorf("list changes of drafts: %w", err)
	}
	for len(made) > 0 {
		n := 1
		for n < len(made) && made[n].Dataset == made[0].Dataset {
			n++
		}
		c := draftChange{of: DraftOf{Project: project, Dataset: made[0].Dataset, Account: account}, submission: submission, now: now}
		if err := c.revert(ctx, tx, made[:n]); err != nil {
			return fmt.Errorf("take back change of draft: %w", err)
		}
		made = made[n:]
	}
	return nil
}

// revert takes back what was done to one draft.
func (c draftChange) revert(ctx context.Context, tx *sqlx.Tx, made []madeChange) error {
	if err := draftOpen(ctx, tx, c.of); err != nil && !errors.Is(err, store.ErrNotFound) { // a deleted dataset may come back
		return err
	}
	ids := make([]string, len(made))
	for i, m := range made {
		ids[i] = m.ID
	}
	now, err := draftStates(ctx, tx, c.of, ids)
	if err != nil {
		return err
	}
	outcomes := make([]string, len(made))
	var back []DraftRow
	var out []string
	for i, m := range made {
		outcomes[i] = string(m.outcome(now[m.ID]))
		switch {
		case outcomes[i] != string(store.DraftBack):
		case !m.Before.Valid:
			out = append(out, m.ID)
		default:
			var was draftedState
			if err := json.Unmarshal([]byte(m.Before.String), &was); err != nil {
				return fmt.Errorf("read row of draft: %w", err)
			}
			back = append(back, was.row(m.ID))
		}
	}
	if err := dropDrafted(ctx, tx, c.of, out); err != nil {
		return err
	}
	if err := keepDrafted(ctx, tx, c.of, back, c.now); err != nil {
		return err
	}
	const q = `
UPDATE dataset_draft_change c SET outcome = o.outcome FROM unnest($4::text[], $5::text[]) AS o (id, outcome)
WHERE c.project_id = $1 AND c.submission = $2 AND c.dataset_id = $3 AND c.row_id = o.id`
	_, err = tx.ExecContext(ctx, q, c.of.Project, c.submission, c.of.Dataset, pq.Array(ids), pq.Array(outcomes))
	return err
}

// outcome says what taking a change back comes to, by what the draft has of the row now; empty: nothing.
func (m madeChange) outcome(now string) store.DraftOutcome {
	switch now {
	case m.After.String: // empty when the draft did not have it after
		return store.DraftBack
	case "":
		return store.DraftGone
	}
	return store.DraftEdited
}
