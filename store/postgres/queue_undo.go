package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// reopen puts the slot that a submission settled back into the hands of its account, and the item and the counts to what they
// were: the other half of undo. A submission that settled none changes nothing. It comes before the log is locked, as every
// change to slots does.
func reopen(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, account int, submission store.EventID, now time.Time) error {
	const q = `
SELECT s.queue_id, s.trace_id, s.n, s.state, q.idle FROM queue_slot s JOIN queue q ON q.project_id = s.project_id AND q.id = s.queue_id
WHERE s.project_id = $1 AND s.submission = $2 AND s.account_id = $3`
	var slot settledSlot
	err := tx.GetContext(ctx, &slot, q, project, submission, account)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find settled slot: %w", err)
	}
	state, err := lockQueue(ctx, tx, project, slot.Queue)
	if err != nil {
		return err
	}
	// Two presses of undo at once: the second finds nothing to reopen once it has the lock.
	if err := tx.GetContext(ctx, &slot, q, project, submission, account); err != nil {
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return fmt.Errorf("find settled slot: %w", err)
	}
	if slot.State == store.SlotSkipped {
		err = slot.reopenSkipped(ctx, tx, project, now)
	} else {
		err = slot.reopenDone(ctx, tx, project, &state, now)
	}
	if err != nil {
		return err
	}
	return state.save(ctx, tx, project, slot.Queue)
}

type settledSlot struct {
	Queue int           `db:"queue_id"`
	Trace store.TraceID `db:"trace_id"`
	N     int
	State store.SlotState
	Idle  int
}

func (s settledSlot) claim(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, now time.Time) error {
	const q = `
UPDATE queue_slot SET state = 'claimed', submission = NULL, decided = NULL, reason = '', claimed = COALESCE(claimed, $6), until = $5
WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3 AND n = $4`
	until := now.Add(time.Duration(s.Idle) * time.Second).UTC()
	if _, err := tx.ExecContext(ctx, q, project, s.Queue, s.Trace, s.N, until, now.UTC()); err != nil {
		return fmt.Errorf("claim again: %w", err)
	}
	return nil
}

func (s settledSlot) reopenDone(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, state *queueState, now time.Time) error {
	if err := s.claim(ctx, tx, project, now); err != nil {
		return err
	}
	return countAnswer(ctx, tx, project, s.Queue, s.Trace, state, -1, now)
}

// reopenSkipped takes the place back from the substitute. When someone has that already, the account is as if it had never had
// the item.
func (s settledSlot) reopenSkipped(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, now time.Time) error {
	const drop = `DELETE FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3 AND n = $4`
	free, err := dropSubstitute(ctx, tx, project, s.Queue, s.Trace)
	if err != nil {
		return err
	}
	if !free {
		if _, err := tx.ExecContext(ctx, drop, project, s.Queue, s.Trace, s.N); err != nil {
			return fmt.Errorf("drop skipped slot: %w", err)
		}
		return nil
	}
	if err := s.claim(ctx, tx, project, now); err != nil {
		return err
	}
	return countTaken(ctx, tx, project, s.Queue, []store.TraceID{s.Trace}, 1)
}
