package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Leave gives back what a page that was left had in work.
func (db *DB) Leave(ctx context.Context, c Claimant) error {
	const q = `
SELECT trace_id, n FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND account_id = $3 AND visit = $4 AND state = 'claimed'
ORDER BY place, n FOR UPDATE`
	if !store.IsKey(string(c.Visit)) {
		return store.ErrNotFound
	}
	return db.giveBack(ctx, c.Project, c.Queue, q, c.Account, string(c.Visit))
}

// Expire gives back the items of a queue that nobody gave a sign of life about in time.
func (db *DB) Expire(ctx context.Context, project store.ProjectID, queue int, now time.Time) error {
	const over = `SELECT EXISTS (SELECT FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND state = 'claimed' AND until <= $3)`
	const q = `
SELECT trace_id, n FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND state = 'claimed' AND until <= $3
ORDER BY place, n FOR UPDATE SKIP LOCKED`
	var any bool
	if err := db.x.GetContext(ctx, &any, over, project, queue, now.UTC()); err != nil || !any {
		return translate(err)
	}
	return db.giveBack(ctx, project, queue, q, now.UTC())
}

// ExpireAll is Expire for every queue of every project.
func (db *DB) ExpireAll(ctx context.Context, now time.Time) error {
	const q = `SELECT DISTINCT project_id, queue_id FROM queue_slot WHERE state = 'claimed' AND until <= $1`
	var over []struct {
		Project store.ProjectID `db:"project_id"`
		Queue   int             `db:"queue_id"`
	}
	if err := db.x.SelectContext(ctx, &over, q, now.UTC()); err != nil {
		return fmt.Errorf("look for idle claims: %w", translate(err))
	}
	for _, o := range over {
		if err := db.Expire(ctx, o.Project, o.Queue, now); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) giveBack(ctx context.Context, project store.ProjectID, queue int, which string, args ...any) error {
	return db.tx(ctx, func(tx *sqlx.Tx) error {
		state, err := lockQueue(ctx, tx, project, queue)
		if err != nil {
			return err
		}
		var slots []picked
		if err := tx.SelectContext(ctx, &slots, which, append([]any{project, queue}, args...)...); err != nil {
			return fmt.Errorf("choose what to give back: %w", err)
		}
		if err := freeSlots(ctx, tx, project, queue, &state, slots); err != nil {
			return err
		}
		return state.save(ctx, tx, project, queue)
	})
}

// freeSlots opens slots in work again: to the account they are assigned to, else to everyone, under the next numbers of late. Those
// of an item that is complete are withdrawn instead. The caller has locked them and holds the state.
func freeSlots(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, queue int, state *queueState, slots []picked) error {
	if len(slots) == 0 {
		return nil
	}
	const free = `
UPDATE queue_slot s SET state = CASE WHEN i.complete THEN 'withdrawn' ELSE 'open' END,
  account_id = CASE WHEN s.assigned THEN s.account_id END, late = CASE WHEN s.assigned THEN s.late ELSE $5 + f.rank END,
  visit = NULL, claimed = NULL, shown = NULL, until = NULL
FROM unnest($3::uuid[], $4::int[]) WITH ORDINALITY AS f (trace_id, n, rank), queue_item i
WHERE s.project_id = $1 AND s.queue_id = $2 AND s.trace_id = f.trace_id AND s.n = f.n
  AND i.project_id = $1 AND i.queue_id = $2 AND i.trace_id = f.trace_id
RETURNING s.trace_id, s.assigned`
	var freed []struct {
		Trace    store.TraceID `db:"trace_id"`
		Assigned bool
	}
	traces, ns := slotKeys(slots)
	if err := tx.SelectContext(ctx, &freed, free, project, queue, traces, ns, state.Late); err != nil {
		return fmt.Errorf("free slots: %w", err)
	}
	state.Late += int64(len(slots))
	var left []store.TraceID
	for _, f := range freed {
		if !f.Assigned {
			left = append(left, f.Trace)
		}
	}
	return countTaken(ctx, tx, project, queue, left, -1)
}

// countTaken adds to the number of slots that are someone's, by the item; a trace may be there several times. It locks the items
// in one order, or two people who get the same ones at once would wait for each other.
func countTaken(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, queue int, traces []store.TraceID, by int) error {
	if len(traces) == 0 {
		return nil
	}
	const q = `
WITH c AS MATERIALIZED (
  SELECT i.trace_id, (SELECT count(*)::int FROM unnest($3::uuid[]) AS t (trace_id) WHERE t.trace_id = i.trace_id) AS n
  FROM queue_item i WHERE i.project_id = $1 AND i.queue_id = $2 AND i.trace_id = ANY($3::uuid[]) ORDER BY i.trace_id FOR NO KEY UPDATE
)
UPDATE queue_item i SET taken = i.taken + $4 * c.n, changed = now() FROM c
WHERE i.project_id = $1 AND i.queue_id = $2 AND i.trace_id = c.trace_id`
	if _, err := tx.ExecContext(ctx, q, project, queue, uuids(traces), by); err != nil {
		return fmt.Errorf("count taken: %w", err)
	}
	return nil
}

func slotKeys(slots []picked) (traces, ns any) {
	ids, numbers := make([]store.TraceID, len(slots)), make([]int64, len(slots))
	for i, s := range slots {
		ids[i], numbers[i] = s.Trace, int64(s.N)
	}
	return uuids(ids), pq.Array(numbers)
}
