package pgtest

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"sync/atomic"

	"github.com/lib/pq"
	"github.com/pressly/goose/v3"
)

const (
	// templatePrefix begins the names of templates, testPrefix those of the tests' databases, presencePrefix the
	// application names of living programs. Nothing else on a server is touched.
	templatePrefix = "assay_template_"
	testPrefix     = "assay_test_"
	presencePrefix = "assay-pgtest-"

	// templateVersion changes when templates are made in another way from the same migrations.
	templateVersion = "1"

	// templatesKept is how many templates stay on the server, the newest ones: branches with different
	// migrations can be tested in turn.
	templatesKept = 6

	// templateLock is the advisory lock of those who make a template or clean up. Any number will do.
	templateLock = 7402339113
)

// prepare makes the template of the migrations unless it is there.
func (s *server) prepare(ctx context.Context, files fs.FS) error {
	sum, err := hash(files)
	if err != nil {
		return err
	}
	s.template = templatePrefix + sum
	return s.admin(ctx, func(conn *sql.Conn) error {
		if _, err := conn.ExecContext(ctx, `SELECT pg_advisory_lock($1)`, templateLock); err != nil {
			return fmt.Errorf("wait for another maker of the template: %w", err)
		}
		// Only a finished template is marked as one. The lock ends with the connection.
		var finished bool
		err := conn.QueryRowContext(ctx, `SELECT datistemplate FROM pg_database WHERE datname = $1`, s.template).Scan(&finished)
		switch {
		case err == nil && finished:
			return nil
		case err == nil: // its maker was killed
			if _, err := conn.ExecContext(ctx, `DROP DATABASE `+s.template+` WITH (FORCE)`); err != nil {
				return fmt.Errorf("drop a half-made template: %w", err)
			}
		case !errors.Is(err, sql.ErrNoRows):
			return fmt.Errorf("look for the template: %w", err)
		}
		return s.build(ctx, conn, files)
	})
}

// build makes the template and drops the oldest ones beyond templatesKept.
func (s *server) build(ctx context.Context, conn *sql.Conn, files fs.FS) error {
	if _, err := conn.ExecContext(ctx, `CREATE DATABASE `+s.template+` TEMPLATE template0`); err != nil {
		return fmt.Errorf("create the template: %w", err)
	}
	if err := migrate(ctx, s.dsn(s.template), files); err != nil {
		return fmt.Errorf("migrate the template: %w", err)
	}
	// A template somebody is connected to cannot be copied.
	if _, err := conn.ExecContext(ctx, `ALTER DATABASE `+s.template+` WITH ALLOW_CONNECTIONS false IS_TEMPLATE true`); err != nil {
		return fmt.Errorf("finish the template: %w", err)
	}
	old, err := names(ctx, conn, `
		SELECT datname FROM pg_database WHERE starts_with(datname, $1) AND datname <> $2
		ORDER BY oid DESC OFFSET $3`, templatePrefix, s.template, templatesKept-1)
	if err != nil {
		return err
	}
	for _, name := range old {
		for _, statement := range []string{`ALTER DATABASE ` + name + ` WITH IS_TEMPLATE false`, `DROP DATABASE ` + name} {
			if _, err := conn.ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("drop an old template: %w", err)
			}
		}
	}
	return nil
}

// migrate brings a database to the newest schema.
func migrate(ctx context.Context, dsn string, files fs.FS) error {
	connector, err := pq.NewConnector(dsn)
	if err != nil {
		return err
	}
	db := sql.OpenDB(connector)
	defer func() { _ = db.Close() }()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files)
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// hash names a state of the migrations: 16 hexadecimal digits.
func hash(files fs.FS) (string, error) {
	all, err := fs.Glob(files, "*.sql")
	if err != nil {
		return "", fmt.Errorf("list the migrations: %w", err)
	}
	sum := sha256.New()
	fmt.Fprintln(sum, templateVersion)
	for _, name := range all {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return "", fmt.Errorf("read the migrations: %w", err)
		}
		fmt.Fprintln(sum, name, len(text))
		sum.Write(text)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// made counts the databases of this program.
var made atomic.Int64

// clone makes a copy of the template.
func (s *server) clone(ctx context.Context) (string, error) {
	name := fmt.Sprintf("%s%s_%d", testPrefix, s.run, made.Add(1))
	// Copying the files beats writing the copy to the log, which is the default: 19 ms to 32.
	if err := s.exec(ctx, `CREATE DATABASE `+name+` TEMPLATE `+s.template+` STRATEGY FILE_COPY`); err != nil {
		return "", fmt.Errorf("copy the template: %w", err)
	}
	return name, nil
}

// drop removes a database with whatever connections the test left open.
func (s *server) drop(ctx context.Context, name string) error {
	return s.exec(ctx, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`)
}
