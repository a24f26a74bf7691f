package main

import (
	"context"
	"fmt"
)

type migrateCmd struct{}

// Run does what every command does on opening the database, and says so.
func (m *migrateCmd) Run(ctx context.Context, d *database, s *streams) error {
	_, done, err := d.open(ctx, s.err)
	if err != nil {
		return err
	}
	defer done()
	fmt.Fprintln(s.out, "The schema is up to date.")
	return nil
}
