package pgtest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/lib/pq"
)

const (
	// keptMark begins the comment on the database of a failed test; a time in RFC 3339 follows.
	keptMark = "kept "
	// keptFor is how long such a database stays.
	keptFor = 24 * time.Hour
)

// keep marks the database of a failed test, so that sweep spares it for a while.
func (s *server) keep(ctx context.Context, name, test string) error {
	comment := keptMark + time.Now().UTC().Format(time.RFC3339) + " " + test
	return s.exec(ctx, `COMMENT ON DATABASE `+name+` IS `+pq.QuoteLiteral(comment))
}

// sweep drops what programs left behind that were killed, and kept databases whose time is over. Who is dead is
// seen from their missing presence. If another program sweeps just now, that will do.
func (s *server) sweep(ctx context.Context) error {
	return s.admin(ctx, func(conn *sql.Conn) error {
		var mine bool
		if err := conn.QueryRowContext(ctx, `SELECT pg_try_advisory_lock($1)`, templateLock).Scan(&mine); err != nil || !mine {
			return err
		}
		left, err := s.leftovers(ctx, conn)
		if err != nil {
			return err
		}
		for _, name := range left {
			if _, err := conn.ExecContext(ctx, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`); err != nil {
				return fmt.Errorf("drop a database left behind: %w", err)
			}
		}
		return nil
	})
}

// leftovers lists the databases to sweep. They are listed before the living programs: one that begins meanwhile
// is then seen alive or not seen at all.
func (s *server) leftovers(ctx context.Context, conn *sql.Conn) ([]string, error) {
	all, err := names(ctx, conn, `
		SELECT datname || ' ' || coalesce(shobj_description(oid, 'pg_database'), '')
		FROM pg_database WHERE starts_with(datname, $1)`, testPrefix)
	if err != nil {
		return nil, err
	}
	alive, err := names(ctx, conn, `
		SELECT DISTINCT application_name FROM pg_stat_activity WHERE starts_with(application_name, $1)`, presencePrefix)
	if err != nil {
		return nil, err
	}
	var left []string
	for _, line := range all {
		name, comment, _ := strings.Cut(line, " ")
		if !inUse(name, alive) && !kept(comment, time.Now()) {
			left = append(left, name)
		}
	}
	return left, nil
}

// inUse tells whether the program that made a test's database is alive.
func inUse(name string, alive []string) bool {
	for _, a := range alive {
		if strings.HasPrefix(name, testPrefix+strings.TrimPrefix(a, presencePrefix)+"_") {
			return true
		}
	}
	return false
}

// kept tells whether a database's comment asks to spare it at this time.
func kept(comment string, now time.Time) bool {
	since, ok := strings.CutPrefix(comment, keptMark)
	if !ok {
		return false
	}
	since, _, _ = strings.Cut(since, " ")
	at, err := time.Parse(time.RFC3339, since)
	return err == nil && now.Sub(at) < keptFor
}

// names runs a query for one column of text.
func names(ctx context.Context, conn *sql.Conn, query string, args ...any) ([]string, error) {
	rows, err := conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("list databases: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var all []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("list databases: %w", err)
		}
		all = append(all, name)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("list databases: %w", err)
	}
	return all, nil
}
