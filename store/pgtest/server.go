package pgtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"

	"github.com/lib/pq"

	"assay/migrations"
	"assay/store/pgserver"
)

// maintenance is the database to be connected to while others are made and dropped.
const maintenance = "postgres"

// addressVariable names a server to use instead of the private one.
const addressVariable = "ASSAY_TEST_DATABASE_URL"

// shared connects this test program to the server, once, and for as long as it lives: neither the server nor the
// presence is given back, the end of the process does that, however it ends.
var shared = sync.OnceValues(func() (*server, error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s := &server{run: newRun()}
	if address := os.Getenv(addressVariable); address != "" {
		s.dsn = func(database string) string { return with(address, "dbname", database) }
	} else if err := s.openPrivate(ctx); err != nil {
		return nil, err
	}
	if err := s.show(ctx); err != nil {
		return nil, err
	}
	if err := s.sweep(ctx); err != nil {
		return nil, err
	}
	if err := s.prepare(ctx, migrations.FS); err != nil {
		return nil, err
	}
	return s, nil
})

// memory is Linux's file system in memory, and memoryNeeded the size in bytes from which on it is taken for the
// tests: containers often have a tiny one. Copying a template takes 20 ms there; on disk it is 70 to 400 ms, most
// of it creating and removing files. The server keeps some 150 MB in it.
const (
	memory       = "/dev/shm"
	memoryNeeded = 2 << 30
)

// folder is where the shared server of this user lives: in memory if there is plenty, else in the temporary
// folder, and always in that if TMPDIR names one. The size of the file system decides and not what is free, so
// that all programs come to the same place.
func folder() string {
	name := "assay-pgtest-" + strconv.Itoa(os.Getuid())
	var fs syscall.Statfs_t
	if os.Getenv("TMPDIR") == "" && syscall.Statfs(memory, &fs) == nil && uint64(fs.Blocks)*uint64(fs.Bsize) >= memoryNeeded {
		return filepath.Join(memory, name)
	}
	return filepath.Join(os.TempDir(), name)
}

func config() pgserver.Config {
	return pgserver.Config{
		DataDir:    folder(),
		BinDir:     os.Getenv("ASSAY_POSTGRES_BIN"),
		ArchiveURL: os.Getenv("ASSAY_POSTGRES_URL"),
		Fast:       true,
		Log:        os.Stderr,
		Settings: map[string]string{
			"max_connections": "200", // test programs run side by side, each with tests side by side
			"shared_buffers":  "128MB",
			"min_wal_size":    "32MB",
			"max_wal_size":    "128MB",
			"autovacuum":      "off", // it would connect to the template, which cannot be copied then
		},
	}
}

// openPrivate joins or starts the private server, with a watchman to stop it.
func (s *server) openPrivate(ctx context.Context) error {
	if err := ownFolder(folder()); err != nil {
		return err
	}
	var err error
	if s.lifeline, err = startWatchman(); err != nil {
		return err
	}
	private, err := pgserver.Open(ctx, config())
	if err != nil {
		return err
	}
	s.dsn = private.DSN // which also keeps it, and so its lock, from being collected
	s.hint = fmt.Sprintf("\nThe server ends with the tests; with %s=1h it stays that long to be looked into. Its log: %s",
		lingerVariable, private.LogFile())
	return nil
}

// ownFolder refuses a folder that somebody else put there: the temporary folder is everybody's.
func ownFolder(dir string) error {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look at the folder of the test server: %w", err)
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || int(st.Uid) != os.Getuid() {
		return fmt.Errorf("%s belongs to somebody else: remove it", dir)
	}
	return nil
}

// newRun is a name that no other test program has.
func newRun() string {
	b := make([]byte, 6)
	_, _ = rand.Read(b) // never fails
	return hex.EncodeToString(b)
}

// with is a server's address, in either form that lib/pq takes, with one parameter changed. The value needs no
// quoting.
func with(address, key, value string) string {
	if !strings.HasPrefix(address, "postgres://") && !strings.HasPrefix(address, "postgresql://") {
		return address + " " + key + "=" + value // the last of several wins
	}
	base, query, _ := strings.Cut(address, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return address // lib/pq will say what is wrong with it
	}
	values.Set(key, value)
	return base + "?" + values.Encode()
}

// show opens a connection for life that bears the name of this run. The server knows when it is gone, however
// the program ended, and whether server and program are on one machine or not. It is a bare connection, as a
// pool has a goroutine.
func (s *server) show(ctx context.Context) error {
	connector, err := pq.NewConnector(with(s.dsn(maintenance), "application_name", presencePrefix+s.run))
	if err != nil {
		return fmt.Errorf("read the address of the test server: %w", err)
	}
	if s.presence, err = connector.Connect(ctx); err != nil {
		return fmt.Errorf("connect to the test server: %w", err)
	}
	return nil
}
