package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"time"

	"assay/store/pgserver"
	"assay/store/postgres"
)

// database says where the data is: an address, or a directory for a private Postgres.
type database struct {
	DatabaseURL string `help:"Postgres to use. Without it, a private one runs under the data directory." placeholder:"URL"`
	DataDir     string `help:"Where the private Postgres keeps its data." placeholder:"DIR"`
	PostgresBin string `help:"Folder with initdb and postgres, when they are in none of the usual places." placeholder:"DIR"`
	PostgresURL string `help:"Where to fetch Postgres when this machine has none." placeholder:"URL"`
}

const (
	startWait = 60 * time.Second // for a Postgres to start, recovery after a crash included
	stopWait  = 20 * time.Second
)

// open returns the database with its schema up to date, and what to call when done with it. It joins the private Postgres of
// a running `assay serve`, or starts it for as long as the command runs.
func (d *database) open(ctx context.Context, log io.Writer) (*postgres.DB, func(), error) {
	dsn, stop := d.DatabaseURL, func() {}
	if dsn == "" {
		p, err := startPrivate(ctx, d.config(log), log)
		if err != nil {
			return nil, nil, err
		}
		dsn, stop = p.server.DSN(pgserver.Database), p.stop
	}
	db, err := connect(ctx, dsn)
	if err != nil {
		stop()
		return nil, nil, err
	}
	return db, func() { _ = db.Close(); stop() }, nil
}

func (d *database) config(log io.Writer) pgserver.Config {
	dir := d.DataDir
	if dir == "" {
		dir = pgserver.DefaultDataDir()
	}
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	return pgserver.Config{DataDir: dir, BinDir: d.PostgresBin, ArchiveURL: d.PostgresURL, Log: log}
}

// connect opens the database and migrates it.
func connect(ctx context.Context, dsn string) (*postgres.DB, error) {
	ctx, cancel := context.WithTimeout(ctx, startWait)
	defer cancel()
	db, err := postgres.Open(ctx, dsn)
	if err != nil {
		return nil, err
	}
	if _, err := db.Migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}
