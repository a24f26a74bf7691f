package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"assay/store"
	"assay/store/postgres"
)

type benchCmd struct {
	Traces []int  `default:"100000" help:"Traces to measure on, 10,000 at least; several numbers, smaller ones first, are measured one after another and compared."`
	Only   string `enum:",lists,queue,trends,nearest,ingest,add" default:"" help:"Measure this part alone: lists, queue, trends, nearest, ingest or add."`
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
	r := &benchRun{database: d, log: s.err}
	if err := r.open(ctx); err != nil {
		return err
	}
	defer func() { r.done() }()
	o := postgres.BenchOptions{Sizes: c.Traces, Runs: benchRuns, Only: c.Only, Server: func(ctx context.Context, p store.Project) (postgres.BenchServer, error) {
		return startBenchServer(ctx, d, r.db, p)
	}}
	if d.DatabaseURL == "" {
		o.Cold = r.cold
	}
	if c.Quick {
		o.Runs = benchQuickRuns
	}
	return r.db.Bench(ctx, o, s.out)
}

// benchRun is the database of a measurement, which may be started anew while it runs.
type benchRun struct {
	database *database
	log      io.Writer
	db       *postgres.DB
	done     func()
}

func (r *benchRun) open(ctx context.Context) (err error) {
	r.db, r.done, err = r.database.open(ctx, r.log)
	return err
}

// cold starts the private Postgres anew, after the system forgot its files.
func (r *benchRun) cold(ctx context.Context) (*postgres.DB, error) {
	r.done()
	r.done = func() {}
	if err := forget(r.database.config(r.log).DataDir); err != nil {
		return nil, err
	}
	if err := r.open(ctx); err != nil {
		r.done = func() {}
		return nil, err
	}
	return r.db, nil
}
