package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // the driver "postgres"
)

// DB is a pool of connections to one database. Its methods may be called by many goroutines at once.
type DB struct {
	x     *sqlx.DB
	lanes lanes
}

// PoolSize is the most connections one process opens: enough for sixteen busy requests and the jobs beside them, few enough
// that two replicas fit the default max_connections of a Postgres.
const PoolSize = 24

// Open connects to the database that dsn names, a URL or key=value text. It waits for the server up to ctx's deadline.
func Open(ctx context.Context, dsn string) (*DB, error) {
	x, err := sqlx.Open("postgres", dsn)
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	x.SetMaxOpenConns(PoolSize)
	x.SetMaxIdleConns(PoolSize)
	x.SetConnMaxIdleTime(5 * time.Minute)
	if err := x.PingContext(ctx); err != nil {
		_ = x.Close()
		return nil, fmt.Errorf("reach database: %w", err)
	}
	return &DB{x: x}, nil
}

// Close waits for running queries and closes the pool.
func (db *DB) Close() error { return db.x.Close() }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return translate(db.x.PingContext(ctx)) }
