package postgres

import (
	"context"

	"assay/store"
)

// DecidedAs returns the item that the account decided on as the nth of a queue, counted from 1, or ErrNotFound.
func (db *DB) DecidedAs(ctx context.Context, c Claimant, n int) (store.TraceID, error) {
	const q = `
SELECT trace_id FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND account_id = $3 AND decided IS NOT NULL
ORDER BY decided, place OFFSET $4 LIMIT 1`
	var trace store.TraceID
	err := db.x.GetContext(ctx, &trace, q, c.Project, c.Queue, c.Account, max(n, 1)-1)
	return trace, translate(err)
}
