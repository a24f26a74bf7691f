package postgres

import (
	"context"
	"fmt"
)

// benchCopies names the tables that raw statements write to.
const benchCopies = "bench_"

// copyTables makes empty copies of tables, with their keys and indexes.
func (b *bench) copyTables(ctx context.Context, tables ...string) error {
	for _, t := range tables {
		q := fmt.Sprintf("DROP TABLE IF EXISTS %[1]s%[2]s; CREATE TABLE %[1]s%[2]s (LIKE %[2]s INCLUDING ALL)", benchCopies, t)
		if _, err := b.db.x.ExecContext(ctx, q); err != nil {
			return fmt.Errorf("copy table %s: %w", t, err)
		}
	}
	return nil
}
