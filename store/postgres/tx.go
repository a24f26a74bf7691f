package postgres

import (
	"context"
	"fmt"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// txAttempts bounds how often a transaction that lost a race is run again.
const txAttempts = 3

// tx runs fn in a transaction and commits it when fn returns nil. A transaction that Postgres gave up for a deadlock or a
// serialisation failure is run again, so fn must not keep state between calls.
func (db *DB) tx(ctx context.Context, fn func(tx *sqlx.Tx) error) error {
	var err error
	for range txAttempts {
		if err = db.once(ctx, fn); !lostRace(err) {
			break
		}
	}
	return translate(err)
}

func (db *DB) once(ctx context.Context, fn func(tx *sqlx.Tx) error) error {
	tx, err := db.x.BeginTxx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	if err := fn(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

func lostRace(err error) bool {
	e := pq.As(err)
	return e != nil && (e.Code == "40001" || e.Code == "40P01")
}
