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

// Claimant is an account at work in a queue. Its claims last until Idle after Now, and belong to Visit, the page it has open, whose
// end gives them back.
type Claimant struct {
	Project store.ProjectID
	Queue   int
	Account int
	Visit   store.EventID
	Idle    time.Duration
	Now     time.Time
}

func (c Claimant) until() time.Time { return c.Now.Add(c.Idle).UTC() }

const slotColumns = `trace_id AS trace, n, state, COALESCE(account_id, 0) AS account, assigned, COALESCE(claimed, 'epoch') AS claimed,
  COALESCE(until, 'epoch') AS until, COALESCE(decided, 'epoch') AS decided, reason`

// claimSQL finds a slot for an account, takes it and moves the cursor. An item may wait in three places, asked in this order: what is
// assigned to the account, what opened behind its back, and what it has not come to yet. Each reads from where the account stands
// in a partial index of open slots, so that it costs the same whether ten items lie behind or a million. Rows that others are
// taking just now are skipped; the cursor stops before the first such one, whose taker may yet fail.
const claimSQL = `
WITH assigned AS (
  SELECT s.trace_id, s.n, 0::bigint AS late, 0::bigint AS place FROM queue_slot s
  WHERE s.project_id = $1 AND s.queue_id = $2 AND s.account_id = $3 AND s.state = 'open'
  ORDER BY s.place LIMIT 1 FOR UPDATE SKIP LOCKED
),
late AS (
  SELECT s.trace_id, s.n, s.late, 0::bigint AS place FROM queue_slot s
  WHERE s.project_id = $1 AND s.queue_id = $2 AND s.state = 'open' AND s.account_id IS NULL AND s.late > $5 AND ` + notMine + `
  ORDER BY s.late LIMIT 1 FOR UPDATE SKIP LOCKED
),
fresh AS (
  SELECT s.trace_id, s.n, 0::bigint AS late, s.place FROM queue_slot s
  WHERE s.project_id = $1 AND s.queue_id = $2 AND s.state = 'open' AND s.account_id IS NULL AND s.late = 0 AND s.place > $4 AND ` + notMine + `
  ORDER BY s.place LIMIT 1 FOR UPDATE SKIP LOCKED
),
picked AS MATERIALIZED (SELECT * FROM assigned UNION ALL SELECT * FROM late UNION ALL SELECT * FROM fresh LIMIT 1),
moved AS (
  UPDATE queue_cursor c SET
    late = CASE WHEN p.late > 0 THEN LEAST(p.late, (SELECT min(f.late) - 1 FROM (SELECT s.late FROM queue_slot s
      WHERE s.project_id = $1 AND s.queue_id = $2 AND s.state = 'open' AND s.account_id IS NULL AND s.late > $5 AND ` + notMine + `
      ORDER BY s.late LIMIT 1) AS f WHERE f.late < p.late)) ELSE c.late END,
    place = CASE WHEN p.place > 0 THEN LEAST(p.place, (SELECT min(f.place) - 1 FROM (SELECT s.place FROM queue_slot s
      WHERE s.project_id = $1 AND s.queue_id = $2 AND s.state = 'open' AND s.account_id IS NULL AND s.late = 0 AND s.place > $4 AND ` + notMine + `
      ORDER BY s.place LIMIT 1) AS f WHERE f.place < p.place)) ELSE c.place END
  FROM picked p
  WHERE c.project_id = $1 AND c.queue_id = $2 AND c.account_id = $3 AND (p.late > 0 OR p.place > 0)
),` + takeSQL

// notMine tells that the account has no slot of the item of slot s. As a scalar it is asked for one row at a time; from NOT EXISTS
// the planner makes a join, and may read everything that the account ever had for it.
const notMine = `(SELECT true FROM queue_slot m WHERE m.project_id = s.project_id AND m.queue_id = s.queue_id AND m.trace_id = s.trace_id AND m.account_id = $3) IS NULL`

// takeSQL makes the open slot that picked names the account's. Whoever runs it also has to count the slot as taken.
const takeSQL = `
taken AS (
  UPDATE queue_slot s SET state = 'claimed', account_id = $3, visit = $6, claimed = $7, until = $8, shown = NULL
  FROM picked p WHERE s.project_id = $1 AND s.queue_id = $2 AND s.trace_id = p.trace_id AND s.n = p.n
  RETURNING s.*
)
SELECT ` + slotColumns + ` FROM taken`

// picked names a slot.
type picked struct {
	Trace store.TraceID `db:"trace_id"`
	N     int
}

// Claim hands the next item of a queue to an account: one that is assigned to it, else one that nobody has. ErrNotFound says that
// there is none for it now. No account gets one item twice, and no two get one slot, however many ask at once.
func (db *DB) Claim(ctx context.Context, c Claimant) (store.QueueSlot, error) {
	var slot store.QueueSlot
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		at, err := lockCursor(ctx, tx, c)
		if err != nil {
			return err
		}
		if slot, err = c.claim(ctx, tx, at); err != nil {
			return err
		}
		return c.count(ctx, tx, slot)
	})
	return slot, err
}

func (c Claimant) claim(ctx context.Context, tx *sqlx.Tx, at queueCursor) (store.QueueSlot, error) {
	var slot store.QueueSlot
	err := tx.GetContext(ctx, &slot, claimSQL, c.Project, c.Queue, c.Account, at.Place, at.Late, nullKey(c.Visit), c.Now.UTC(), c.until())
	return slot, err
}

// count counts slots as taken. What was assigned is counted already.
func (c Claimant) count(ctx context.Context, tx *sqlx.Tx, slots ...store.QueueSlot) error {
	var taken []store.TraceID
	for _, slot := range slots {
		if !slot.Assigned {
			taken = append(taken, slot.Trace)
		}
	}
	return countTaken(ctx, tx, c.Project, c.Queue, taken, 1)
}

// queueCursor is the row of queue_cursor.
type queueCursor struct{ Place, Late int64 }

// lockCursor makes the transaction the only one that takes items for the account. It also holds off whoever puts the queue in
// another order, which moves every place, until it is done. A closed queue hands out nothing.
func lockCursor(ctx context.Context, tx *sqlx.Tx, c Claimant) (queueCursor, error) {
	const q = `
WITH open AS MATERIALIZED (SELECT project_id, id FROM queue WHERE project_id = $1 AND id = $2 AND status = 'open' FOR KEY SHARE)
INSERT INTO queue_cursor (project_id, queue_id, account_id) SELECT project_id, id, $3::int FROM open
ON CONFLICT (project_id, queue_id, account_id) DO UPDATE SET account_id = EXCLUDED.account_id
RETURNING place, late`
	var at queueCursor
	if err := tx.GetContext(ctx, &at, q, c.Project, c.Queue, c.Account); err != nil {
		return at, fmt.Errorf("lock cursor: %w", err)
	}
	return at, nil
}

// take makes an open slot the claimant's.
func (c Claimant) take(ctx context.Context, tx *sqlx.Tx, p picked) (store.QueueSlot, error) {
	const q = `WITH picked (trace_id, n) AS (VALUES ($4::uuid, $5::int)),` + takeSQL
	var slot store.QueueSlot
	err := tx.GetContext(ctx, &slot, q, c.Project, c.Queue, c.Account, p.Trace, p.N, nullKey(c.Visit), c.Now.UTC(), c.until())
	if err != nil {
		return slot, fmt.Errorf("take slot: %w", err)
	}
	return slot, c.count(ctx, tx, slot)
}

func (c Claimant) claimItem(ctx context.Context, tx *sqlx.Tx, trace store.TraceID) (store.QueueSlot, error) {
	const mine = `SELECT ` + slotColumns + ` FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3 AND account_id = $4 FOR UPDATE`
	const open = `
SELECT trace_id, n FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3 AND account_id IS NULL AND state = 'open'
ORDER BY n LIMIT 1 FOR UPDATE SKIP LOCKED`
	var slot store.QueueSlot
	err := tx.GetContext(ctx, &slot, mine, c.Project, c.Queue, trace, c.Account)
	if err == nil && slot.State == store.SlotOpen {
		return c.take(ctx, tx, picked{Trace: trace, N: slot.N})
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return slot, err
	}
	var p picked
	err = tx.GetContext(ctx, &p, open, c.Project, c.Queue, trace)
	if errors.Is(err, sql.ErrNoRows) {
		return slot, handedOn(ctx, tx, c, trace)
	}
	if err != nil {
		return slot, err
	}
	return c.take(ctx, tx, p)
}

// handedOn tells why an item has nothing for the claimant.
func handedOn(ctx context.Context, tx *sqlx.Tx, c Claimant, trace store.TraceID) error {
	const q = `SELECT EXISTS (SELECT FROM queue_item WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3)`
	var there bool
	if err := tx.GetContext(ctx, &there, q, c.Project, c.Queue, trace); err != nil {
		return err
	}
	if !there {
		return store.ErrNotFound
	}
	return store.ErrHandedOn
}

// nullKey binds an id that may be missing.
func nullKey(id store.EventID) any {
	if !store.IsKey(string(id)) {
		return nil
	}
	return string(id)
}
