package pgtest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/lib/pq"
)

// patience bounds what should take milliseconds, so that a fault ends a test with an error and not with a hang.
const patience = 2 * time.Minute

// DSN returns the lib/pq address of a fresh database with the newest schema, for this test alone. The database
// goes with the test if it passes and stays if it fails. It works in parallel tests. A test that cannot have one
// fails: there is no skipping.
func DSN(t testing.TB) string {
	t.Helper()
	s, err := shared()
	if err != nil {
		t.Fatalf("a database for the test: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	name, err := s.clone(ctx)
	if err != nil {
		t.Fatalf("a database for the test: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		if !t.Failed() {
			if err := s.drop(ctx, name); err != nil {
				t.Errorf("drop the database of the test: %v", err)
			}
			return
		}
		if err := s.keep(ctx, name, t.Name()); err != nil {
			t.Logf("mark the database as kept: %v", err)
		}
		t.Logf("the database of this test is kept for a day: %s%s", s.dsn(name), s.hint)
	})
	return s.dsn(name)
}

// server is the Postgres that the tests of this program use.
type server struct {
	dsn      func(database string) string
	run      string // names this program in the databases it makes and in its presence on the server
	template string
	hint     string      // what to know to look into a kept database; may be empty
	presence driver.Conn // shows that this program is alive
	lifeline *os.File    // see startWatchman; nil without a private server
}

// admin connects to the maintenance database for one piece of work. The pool is closed again at once, because
// the goroutine of an open one would count as a leak in the tests.
func (s *server) admin(ctx context.Context, work func(*sql.Conn) error) error {
	connector, err := pq.NewConnector(s.dsn(maintenance))
	if err != nil {
		return fmt.Errorf("read the address of the test server: %w", err)
	}
	db := sql.OpenDB(connector)
	defer func() { _ = db.Close() }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return fmt.Errorf("connect to the test server: %w", err)
	}
	defer func() { _ = conn.Close() }()
	return work(conn)
}

// exec runs one statement in the maintenance database.
func (s *server) exec(ctx context.Context, statement string) error {
	return s.admin(ctx, func(conn *sql.Conn) error {
		_, err := conn.ExecContext(ctx, statement)
		return err
	})
}
