package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// Wanted is what a page wants to have at hand.
type Wanted struct {
	Item    store.TraceID   // the one to begin with, or empty
	Ready   int             // how many it wants in work at least, if there are as many
	Decided []store.TraceID // what it has decided already and its answers are on the way of; none of those are at hand
}

// HandOut returns the wanted item, then what the account has in work, in the order in which it got it, with as many new items as
// it wants. All of it becomes the visit's, and its end is put off: whoever asks is there. It is one transaction, so that two
// requests of one page, which may overtake each other, get the same and not each a part of it. ErrHandedOn says that the
// wanted item has no answer left that is for the account, ErrNotFound that it is not in the queue or the queue is closed. An item
// that the account answered before is returned as it stands.
func (db *DB) HandOut(ctx context.Context, c Claimant, want Wanted) ([]store.QueueSlot, error) {
	if want.Item != "" && !store.IsKey(string(want.Item)) {
		return nil, store.ErrNotFound
	}
	var items []store.QueueSlot
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		var err error
		items, err = c.handOut(ctx, tx, want)
		return err
	})
	return items, err
}

func (c Claimant) handOut(ctx context.Context, tx *sqlx.Tx, want Wanted) ([]store.QueueSlot, error) {
	at, err := lockCursor(ctx, tx, c)
	if err != nil {
		return nil, err
	}
	held, err := c.held(ctx, tx)
	if err != nil {
		return nil, err
	}
	var items []store.QueueSlot
	if want.Item != "" {
		slot, err := c.claimItem(ctx, tx, want.Item)
		if err != nil {
			return nil, err
		}
		items = append(items, slot)
	}
	held = slices.DeleteFunc(held, func(h store.QueueSlot) bool { return slices.Contains(want.Decided, h.Trace) })
	var fresh []store.QueueSlot
	for len(held)+len(fresh) < want.Ready {
		slot, err := c.claim(ctx, tx, at)
		if errors.Is(err, sql.ErrNoRows) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("claim: %w", err)
		}
		fresh = append(fresh, slot)
		if err := tx.GetContext(ctx, &at, whereCursor, c.Project, c.Queue, c.Account); err != nil {
			return nil, fmt.Errorf("read cursor: %w", err)
		}
	}
	if err := c.count(ctx, tx, fresh...); err != nil {
		return nil, err
	}
	held = append(held, fresh...)
	return append(items, slices.DeleteFunc(held, func(h store.QueueSlot) bool { return h.Trace == want.Item })...), nil
}

const whereCursor = `SELECT place, late FROM queue_cursor WHERE project_id = $1 AND queue_id = $2 AND account_id = $3`

// mineSQL locks what the account has in work, in the order in which everything does that locks several slots.
const mineSQL = `
  SELECT trace_id, n FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND account_id = $3 AND state = 'claimed' ORDER BY place, n FOR UPDATE`

// held is what the account has in work, made the visit's.
func (c Claimant) held(ctx context.Context, tx *sqlx.Tx) ([]store.QueueSlot, error) {
	const q = `
WITH mine AS MATERIALIZED (` + mineSQL + `),
kept AS (
  UPDATE queue_slot s SET visit = $4, until = $5 FROM mine m
  WHERE s.project_id = $1 AND s.queue_id = $2 AND s.trace_id = m.trace_id AND s.n = m.n
  RETURNING s.*
)
SELECT ` + slotColumns + ` FROM kept ORDER BY claimed, place`
	var slots []store.QueueSlot
	if err := tx.SelectContext(ctx, &slots, q, c.Project, c.Queue, c.Account, nullKey(c.Visit), c.until()); err != nil {
		return nil, fmt.Errorf("list held items: %w", err)
	}
	return slots, nil
}
