package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq" // the driver "postgres"
)

// DB is a pool of connections to one database. Its methods may be called by many goroutines at once.
type DB struct {
	x          *sqlx.DB
	lanes      lanes
	statements sync.Map // text of a statement to the *sqlx.Stmt
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

// prepared is a statement that every connection plans once. It is for those that take longer to plan than to run, and of which there
// is one text: each is kept as long as the pool.
func (db *DB) prepared(ctx context.Context, statement string) (*sqlx.Stmt, error) {
	if kept, ok := db.statements.Load(statement); ok {
		return kept.(*sqlx.Stmt), nil
	}
	made, err := db.x.PreparexContext(ctx, statement)
	if err != nil {
		return nil, fmt.Errorf("prepare: %w", translate(err))
	}
	kept, other := db.statements.LoadOrStore(statement, made)
	if other {
		_ = made.Close()
	}
	return kept.(*sqlx.Stmt), nil
}

// Close waits for running queries and closes the pool.
func (db *DB) Close() error { return db.x.Close() }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return translate(db.x.PingContext(ctx)) }
