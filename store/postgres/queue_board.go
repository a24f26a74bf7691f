package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// itemsWhere are the items of each state, in the order of the board. Each reads a partial index.
var itemsWhere = map[store.ItemState]string{
	store.Backlog:  "NOT i.complete AND i.taken = 0 ORDER BY i.place",
	store.Pending:  "NOT i.complete AND i.taken > 0 ORDER BY i.place",
	store.Complete: "i.complete ORDER BY i.changed DESC, i.trace_id",
}

// QueueItems returns the first items of a queue that are in a state, with the slots that are someone's.
func (db *DB) QueueItems(ctx context.Context, project store.ProjectID, queue int, state store.ItemState, limit int) ([]store.QueueItem, error) {
	q := `
SELECT i.trace_id AS trace, i.place, i.wanted, i.answered, COALESCE(i.closed_by, 0) AS closedby, i.changed,
  (SELECT COALESCE(jsonb_agg(jsonb_build_object('N', s.n, 'State', s.state, 'Account', s.account_id, 'Assigned', s.assigned, 'Reason', s.reason) ORDER BY s.decided, s.n), '[]')
    FROM queue_slot s WHERE s.project_id = i.project_id AND s.queue_id = i.queue_id AND s.trace_id = i.trace_id AND s.account_id IS NOT NULL) AS slots_json
FROM queue_item i WHERE i.project_id = $1 AND i.queue_id = $2 AND ` + itemsWhere[state] + ` LIMIT $3`
	var rows []struct {
		store.QueueItem
		SlotsJSON json.RawMessage `db:"slots_json"`
	}
	if err := db.x.SelectContext(ctx, &rows, q, project, queue, limit); err != nil {
		return nil, fmt.Errorf("list items: %w", translate(err))
	}
	items := make([]store.QueueItem, len(rows))
	for i, r := range rows {
		items[i] = r.QueueItem
		items[i].State = state
		if err := json.Unmarshal(r.SlotsJSON, &items[i].Slots); err != nil {
			return nil, fmt.Errorf("read slots of %s: %w", r.Trace, err)
		}
	}
	return items, nil
}

// itemsCap is how far CountItems counts.
const itemsCap = 10_000

// CountItems counts the items of a queue that are in backlog and pending, each up to 10,000.
func (db *DB) CountItems(ctx context.Context, project store.ProjectID, queue int) (backlog, pending int, err error) {
	const q = `
SELECT (SELECT count(*) FROM (SELECT FROM queue_item WHERE project_id = $1 AND queue_id = $2 AND NOT complete AND taken = 0 LIMIT $3) b) AS backlog,
  (SELECT count(*) FROM (SELECT FROM queue_item WHERE project_id = $1 AND queue_id = $2 AND NOT complete AND taken > 0 LIMIT $3) p) AS pending`
	var n struct{ Backlog, Pending int }
	err = db.x.GetContext(ctx, &n, q, project, queue, itemsCap)
	return n.Backlog, n.Pending, translate(err)
}

// ReleaseItems takes items of a queue out of everyone's hands, answers aside, and opens them to all. What was ended before its time is
// opened first. It returns how many slots it freed.
func (db *DB) ReleaseItems(ctx context.Context, project store.ProjectID, queue int, items []store.TraceID) (int, error) {
	const q = `
SELECT trace_id, n FROM queue_slot
WHERE project_id = $1 AND queue_id = $2 AND trace_id = ANY ($3::uuid[]) AND state IN ('open', 'claimed') AND account_id IS NOT NULL
ORDER BY place, n FOR UPDATE`
	freed := 0
	err := db.changeItems(ctx, project, queue, func(tx *sqlx.Tx, state *queueState) error {
		reopened, err := reopenItems(ctx, tx, project, queue, state, `i.trace_id = ANY ($3::uuid[])`, uuids(items))
		if err != nil {
			return err
		}
		var slots []picked
		if err := tx.SelectContext(ctx, &slots, q, project, queue, uuids(items)); err != nil {
			return fmt.Errorf("find what people have: %w", err)
		}
		freed = reopened + len(slots)
		if err := unassign(ctx, tx, project, queue, slots); err != nil {
			return err
		}
		return freeSlots(ctx, tx, project, queue, state, slots)
	})
	return freed, err
}

// CloseItems ends items of a queue that are not complete: no further answers are wanted. What is in work may still be answered. It
// returns how many it ended; act is what ReopenClosed takes that back by.
func (db *DB) CloseItems(ctx context.Context, project store.ProjectID, queue int, items []store.TraceID, by int, act store.EventID, now time.Time) (int, error) {
	const end = `
UPDATE queue_item SET complete = true, closed_by = $4, closed_in = $5, changed = $6
WHERE project_id = $1 AND queue_id = $2 AND trace_id = ANY ($3::uuid[]) AND NOT complete RETURNING trace_id`
	const withdraw = `
UPDATE queue_slot SET state = 'withdrawn' WHERE project_id = $1 AND queue_id = $2 AND trace_id = ANY ($3::uuid[]) AND state = 'open'`
	var ended []store.TraceID
	err := db.changeItems(ctx, project, queue, func(tx *sqlx.Tx, state *queueState) error {
		// Slots before items, as whoever takes one does.
		const lock = `SELECT n FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND trace_id = ANY ($3::uuid[]) ORDER BY trace_id, n FOR UPDATE`
		if _, err := tx.ExecContext(ctx, lock, project, queue, uuids(items)); err != nil {
			return fmt.Errorf("lock slots: %w", err)
		}
		ended = nil
		if err := tx.SelectContext(ctx, &ended, end, project, queue, uuids(items), by, act, now.UTC()); err != nil {
			return fmt.Errorf("end items: %w", err)
		}
		state.Complete += len(ended)
		if _, err := tx.ExecContext(ctx, withdraw, project, queue, uuids(ended)); err != nil {
			return fmt.Errorf("withdraw slots: %w", err)
		}
		return nil
	})
	return len(ended), err
}

// ReopenClosed takes back what CloseItems did in one act, and returns how many items that were. ErrNotFound: none is left.
func (db *DB) ReopenClosed(ctx context.Context, project store.ProjectID, queue int, act store.EventID) (int, error) {
	if !store.IsKey(string(act)) {
		return 0, store.ErrNotFound
	}
	n := 0
	err := db.changeItems(ctx, project, queue, func(tx *sqlx.Tx, state *queueState) (err error) {
		n, err = reopenItems(ctx, tx, project, queue, state, `i.closed_in = $3`, act)
		return err
	})
	if err == nil && n == 0 {
		err = store.ErrNotFound
	}
	return n, err
}

func (db *DB) changeItems(ctx context.Context, project store.ProjectID, queue int, change func(*sqlx.Tx, *queueState) error) error {
	return db.tx(ctx, func(tx *sqlx.Tx) error {
		state, err := lockQueue(ctx, tx, project, queue)
		if err != nil {
			return err
		}
		if err := change(tx, &state); err != nil {
			return err
		}
		return state.save(ctx, tx, project, queue)
	})
}

// reopenItems lets items that were ended before their time want answers again: those that were assigned from the same people, the
// others from everyone.
func reopenItems(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, queue int, state *queueState, which string, arg any) (int, error) {
	items := `
UPDATE queue_item i SET closed_by = NULL, closed_in = NULL, complete = i.answered >= i.wanted, changed = now()
WHERE i.project_id = $1 AND i.queue_id = $2 AND i.closed_by IS NOT NULL AND ` + which + `
RETURNING i.trace_id AS trace, i.complete`
	const slots = `
UPDATE queue_slot s SET state = 'open', late = CASE WHEN s.account_id IS NULL THEN $4 + o.rank ELSE s.late END FROM (
  SELECT trace_id, n, row_number() OVER (ORDER BY place, n) AS rank FROM queue_slot
  WHERE project_id = $1 AND queue_id = $2 AND trace_id = ANY ($3::uuid[]) AND state = 'withdrawn'
) AS o
WHERE s.project_id = $1 AND s.queue_id = $2 AND s.trace_id = o.trace_id AND s.n = o.n`
	var reopened []struct {
		Trace    store.TraceID
		Complete bool
	}
	if err := tx.SelectContext(ctx, &reopened, items, project, queue, arg); err != nil {
		return 0, fmt.Errorf("reopen items: %w", err)
	}
	var open []store.TraceID
	for _, r := range reopened {
		if !r.Complete {
			open = append(open, r.Trace)
		}
	}
	state.Complete -= len(open)
	n, err := affected(tx.ExecContext(ctx, slots, project, queue, uuids(open), state.Late))
	if err != nil {
		return 0, fmt.Errorf("reopen slots: %w", err)
	}
	state.Late += int64(n)
	return len(reopened), nil
}
