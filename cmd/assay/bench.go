package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

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

// Run measures on private Postgres of its own, one for each size, that are gone afterwards, unless a data directory is named: then
// the data stays there, in a folder for each size, and a second run uses it again. At an address there is one database, of one size.
func (c *benchCmd) Run(ctx context.Context, d *database, s *streams) error {
	if d.DatabaseURL != "" && len(c.Traces) > 1 {
		return store.Invalid{"traces": "Each size takes a database of its own: with an address there can be one."}
	}
	dir := d.DataDir
	if d.DatabaseURL == "" && dir == "" {
		var err error
		if dir, err = os.MkdirTemp("", "assay-bench-"); err != nil {
			return fmt.Errorf("make a folder for the data: %w", err)
		}
		defer func() { _ = os.RemoveAll(dir) }()
		// As root the server runs as another user, who has to pass through.
		if err := os.Chmod(dir, 0o711); err != nil {
			return fmt.Errorf("open the folder for the data: %w", err)
		}
	}
	var open []*benchRun
	defer func() {
		for _, r := range open {
			r.done()
		}
	}()
	o := postgres.BenchOptions{Sizes: c.Traces, Runs: benchRuns, Only: c.Only, Place: func(ctx context.Context, size int) (postgres.BenchPlace, error) {
		own := *d
		if d.DatabaseURL == "" {
			own.DataDir = filepath.Join(dir, strconv.Itoa(size))
		}
		r := &benchRun{database: &own, log: s.err}
		if err := r.open(ctx); err != nil {
			return postgres.BenchPlace{}, err
		}
		open = append(open, r)
		return r.place(), nil
	}}
	if c.Quick {
		o.Runs = benchQuickRuns
	}
	return postgres.Bench(ctx, o, s.out)
}

// benchRun is the database of one size, which may be started anew while it is measured.
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

func (r *benchRun) place() postgres.BenchPlace {
	p := postgres.BenchPlace{DB: r.db, Server: func(ctx context.Context, p store.Project) (postgres.BenchServer, error) {
		return startBenchServer(ctx, r.database, r.db, p)
	}}
	if r.database.DatabaseURL == "" {
		p.Cold = r.cold
	}
	return p
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
