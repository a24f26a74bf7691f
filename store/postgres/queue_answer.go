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

// QueueAnswer is a submission about an item of a queue.
type QueueAnswer struct {
	Submission
	By Claimant // whose Account is that of the submission
}

// AnswerItem records a submission about an item of a queue and settles the account's slot of it: completed it is an answer, skipped
// it makes room for someone else's. The item has to be in the account's hands, or free for it to take: ErrHandedOn says that others
// have it by now and no further answer is wanted, and nothing is recorded. Sending it twice records it once. A later submission of
// the account about an item that it has answered changes the words and not the count.
func (db *DB) AnswerItem(ctx context.Context, project store.ProjectID, a QueueAnswer) error {
	if !store.IsKey(string(a.Trace)) || !store.IsKey(string(a.Span)) || !store.IsKey(string(a.ID)) {
		return store.ErrNotFound
	}
	a.Submission.Queue = a.By.Queue
	events := a.Events()
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		state, err := lockQueue(ctx, tx, project, a.By.Queue)
		if err != nil {
			return err
		}
		if known, err := a.known(ctx, tx, project, events); err != nil || known {
			return err
		}
		if err := a.settle(ctx, tx, project, &state); err != nil {
			return err
		}
		if err := state.save(ctx, tx, project, a.By.Queue); err != nil {
			return err
		}
		return submit(ctx, tx, project, a.Submission, events)
	})
	if err != nil {
		return fmt.Errorf("answer item: %w", err)
	}
	return nil
}

// known tells whether the log has the submission already: one that is sent again, perhaps after it was taken back, settles nothing.
func (a QueueAnswer) known(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, events []store.Event) (bool, error) {
	if len(events) == 0 {
		return true, nil
	}
	const q = `SELECT EXISTS (SELECT FROM event WHERE project_id = $1 AND id = $2)`
	var known bool
	if err := tx.GetContext(ctx, &known, q, project, events[0].ID); err != nil {
		return false, fmt.Errorf("look for submission: %w", err)
	}
	return known, nil
}

// ownSlot is the account's slot of an item.
type ownSlot struct {
	N        int
	State    store.SlotState
	Assigned bool
}

func (a QueueAnswer) settle(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, state *queueState) error {
	const mine = `SELECT n, state, assigned FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3 AND account_id = $4 FOR UPDATE`
	var slot ownSlot
	err := tx.GetContext(ctx, &slot, mine, project, a.By.Queue, a.Trace, a.By.Account)
	switch {
	case errors.Is(err, sql.ErrNoRows), err == nil && slot.State == store.SlotOpen:
		taken, err := a.retake(ctx, tx, state)
		if err != nil {
			return err
		}
		slot = ownSlot{N: taken.N, State: store.SlotClaimed, Assigned: taken.Assigned}
	case err != nil:
		return fmt.Errorf("find slot: %w", err)
	case slot.State == store.SlotDone && !a.Skip:
		return nil // a change of mind about what was answered
	case slot.State == store.SlotSkipped && a.Complete:
		if err := a.unskip(ctx, tx, project); err != nil {
			return err
		}
	case slot.State != store.SlotClaimed:
		return store.ErrHandedOn
	}
	switch {
	case a.Complete:
		return a.done(ctx, tx, project, slot.N, state)
	case a.Skip:
		return a.skipped(ctx, tx, project, slot, state)
	}
	return nil
}

// retake takes the item once more: the claim was given back while the page was away, and nobody else needed it.
func (a QueueAnswer) retake(ctx context.Context, tx *sqlx.Tx, state *queueState) (store.QueueSlot, error) {
	const over = `
SELECT trace_id, n FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3 AND state = 'claimed' AND until <= $4
ORDER BY n FOR UPDATE SKIP LOCKED`
	var idle []picked
	if err := tx.SelectContext(ctx, &idle, over, a.By.Project, a.By.Queue, a.Trace, a.By.Now.UTC()); err != nil {
		return store.QueueSlot{}, fmt.Errorf("find idle claims: %w", err)
	}
	if err := freeSlots(ctx, tx, a.By.Project, a.By.Queue, state, idle); err != nil {
		return store.QueueSlot{}, err
	}
	return a.By.claimItem(ctx, tx, a.Trace)
}

// unskip takes back that the account will not answer, if nobody took its place.
func (a QueueAnswer) unskip(ctx context.Context, tx *sqlx.Tx, project store.ProjectID) error {
	gone, err := dropSubstitute(ctx, tx, project, a.By.Queue, a.Trace)
	if err != nil {
		return err
	}
	if !gone {
		return store.ErrHandedOn
	}
	return countTaken(ctx, tx, project, a.By.Queue, []store.TraceID{a.Trace}, 1)
}

// dropSubstitute removes an open slot of an item that is nobody's, and tells whether there was one.
func dropSubstitute(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, queue int, trace store.TraceID) (bool, error) {
	const q = `
DELETE FROM queue_slot s USING (SELECT n FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3 AND state = 'open' AND account_id IS NULL
  ORDER BY n DESC LIMIT 1 FOR UPDATE SKIP LOCKED) AS d
WHERE s.project_id = $1 AND s.queue_id = $2 AND s.trace_id = $3 AND s.n = d.n`
	n, err := affected(tx.ExecContext(ctx, q, project, queue, trace))
	if err != nil {
		return false, fmt.Errorf("drop substitute: %w", err)
	}
	return n > 0, nil
}

func (a QueueAnswer) done(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, n int, state *queueState) error {
	const slot = `
UPDATE queue_slot SET state = 'done', submission = $5, decided = $6, reason = '', visit = NULL, shown = NULL, until = NULL
WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3 AND n = $4`
	if _, err := tx.ExecContext(ctx, slot, project, a.By.Queue, a.Trace, n, a.ID, a.Now.UTC()); err != nil {
		return fmt.Errorf("settle slot: %w", err)
	}
	return countAnswer(ctx, tx, project, a.By.Queue, a.Trace, state, 1, a.Now)
}

// countAnswer adds an answer to an item, or takes one off, and to the counts of its queue.
func countAnswer(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, queue int, trace store.TraceID, state *queueState, by int, now time.Time) error {
	const q = `
WITH was AS (SELECT complete FROM queue_item WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3 FOR UPDATE)
UPDATE queue_item i SET answered = i.answered + $4, complete = i.closed_by IS NOT NULL OR i.answered + $4 >= i.wanted, changed = $5
FROM was WHERE i.project_id = $1 AND i.queue_id = $2 AND i.trace_id = $3
RETURNING i.complete::int - was.complete::int`
	var complete int
	if err := tx.GetContext(ctx, &complete, q, project, queue, trace, by, now.UTC()); err != nil {
		return fmt.Errorf("count answer: %w", err)
	}
	state.Answered += by
	state.Complete += complete
	return nil
}

// skipped leaves the account's slot as it is and adds one for someone else, unless the item wants no more.
func (a QueueAnswer) skipped(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, own ownSlot, state *queueState) error {
	const slot = `
UPDATE queue_slot SET state = 'skipped', submission = $5, decided = $6, reason = $7, visit = NULL, shown = NULL, until = NULL
WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3 AND n = $4`
	const substitute = `
INSERT INTO queue_slot (project_id, queue_id, trace_id, n, place, late)
SELECT $1, $2, i.trace_id, (SELECT max(n) + 1 FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3), i.place, $4
FROM queue_item i WHERE i.project_id = $1 AND i.queue_id = $2 AND i.trace_id = $3 AND NOT i.complete`
	if _, err := tx.ExecContext(ctx, slot, project, a.By.Queue, a.Trace, own.N, a.ID, a.Now.UTC(), storable(a.Reason)); err != nil {
		return fmt.Errorf("skip slot: %w", err)
	}
	state.Late++
	if _, err := tx.ExecContext(ctx, substitute, project, a.By.Queue, a.Trace, state.Late); err != nil {
		return fmt.Errorf("add substitute: %w", err)
	}
	return countTaken(ctx, tx, project, a.By.Queue, []store.TraceID{a.Trace}, -1)
}
