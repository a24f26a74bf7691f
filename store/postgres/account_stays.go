package postgres

import (
	"context"
	"fmt"
)

// SetStays keeps whether review stays on an item that the account completed.
func (db *DB) SetStays(ctx context.Context, account int, stays bool) error {
	const q = `UPDATE account SET stays = $2 WHERE id = $1`
	if _, err := db.x.ExecContext(ctx, q, account, stays); err != nil {
		return fmt.Errorf("keep whether review stays: %w", translate(err))
	}
	return nil
}
