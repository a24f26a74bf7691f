package main

import (
	"context"
	"fmt"
	"os"

	"assay/store"
	"assay/store/postgres"
)

type benchCmd struct {
	Traces int    `default:"100000" help:"Traces to measure on; 10,000 at least."`
	Only   string `enum:",lists,queue,ingest,add" default:"" help:"Measure this part alone: lists, queue, ingest or add."`
	Quick  bool   `help:"Fewer runs: half the time, rougher figures."`
}

const (
	benchRuns      = 15
	benchQuickRuns = 5
)

// Run measures on a private Postgres of its own that is gone afterwards, unless a data directory or an address is named: then
// the data stays, and a second run uses it again.
func (c *benchCmd) Run(ctx context.Context, d *database, s *streams) error {
	if d.DatabaseURL == "" && d.DataDir == "" {
		dir, err := os.MkdirTemp("", "assay-bench-")
		if err != nil {
			return fmt.Errorf("make a folder for the data: %w", err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		// As root the server runs as another user, who has to pass through.
		if err := os.Chmod(dir, 0o711); err != nil {
			return fmt.Errorf("open the folder for the data: %w", err)
		}
		own := *d
		own.DataDir = dir
		d = &own
	}
	db, done, err := d.open(ctx, s.err)
	if err != nil {
		return err
	}
	defer done()
	o := postgres.BenchOptions{Traces: c.Traces, Runs: benchRuns, Only: c.Only, Server: func(ctx context.Context, p store.Project) (postgres.BenchServer, error) {
		return startBenchServer(ctx, d, db, p)
	}}
	if c.Quick {
		o.Runs = benchQuickRuns
	}
	return db.Bench(ctx, o, s.out)
}
