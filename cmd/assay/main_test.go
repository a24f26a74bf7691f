package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/pgserver"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// actVariable makes the test program act as assay itself, so that tests can kill it.
const actVariable = "ASSAY_TEST_ACT"

// patience bounds what must not hang; it is no measure of speed.
const patience = 2 * time.Minute

func TestMain(m *testing.M) {
	if os.Getenv(actVariable) != "" {
		main()
		return
	}
	forgetSettings()
	code := m.Run()
	if err := endInstallation(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// forgetSettings keeps the settings of whoever runs the tests out of them, but for where Postgres and the shared data are.
func forgetSettings() {
	keep := map[string]bool{"ASSAY_POSTGRES_BIN": true, "ASSAY_POSTGRES_URL": true, "ASSAY_SHARED": true, "ASSAY_TEST_DATABASE_URL": true}
	for _, setting := range os.Environ() {
		if name, _, _ := strings.Cut(setting, "="); strings.HasPrefix(name, "ASSAY_") && !keep[name] {
			_ = os.Unsetenv(name) // of a name that the environment holds it cannot fail
		}
	}
}

// answer is what a command left behind.
type answer struct {
	code      int
	out, errs string
}

// assay runs a command in this process, on the data directory dir unless that is "".
func assay(t testing.TB, dir, in string, args ...string) answer {
	t.Helper()
	return assayReading(t, dir, strings.NewReader(in), args...)
}

func assayReading(t testing.TB, dir string, in io.Reader, args ...string) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if dir != "" {
		args = append(args, "--data-dir", dir)
	}
	var out, errs bytes.Buffer
	code := run(ctx, args, in, &out, &errs)
	return answer{code, out.String(), errs.String()}
}

// worked is assay for a command that has to work.
func worked(t testing.TB, dir, in string, args ...string) answer {
	t.Helper()
	a := assay(t, dir, in, args...)
	require.Equal(t, exitWorked, a.code, "%v: %s", args, a.errs)
	return a
}

// folder is a temporary folder that the account of Postgres can reach; t.TempDir is closed to it under root.
func folder(t testing.TB) string {
	t.Helper()
	dir, err := newFolder()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
	return dir
}

func newFolder() (string, error) {
	dir, err := os.MkdirTemp("", "assay-cmd-")
	if err != nil {
		return "", err
	}
	if err := os.Chmod(dir, 0o711); err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(dir)
}

// file writes a file for a command to read.
func file(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// data looks into a project of a running installation.
type data struct {
	*postgres.DB
	t       testing.TB
	project store.ProjectID
}

func look(t testing.TB, dir, project string) data {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	server, up, err := pgserver.Attach(ctx, pgserver.Config{DataDir: dir})
	require.NoError(t, err)
	require.True(t, up, "assay serve runs on %s", dir)
	db, err := postgres.Open(ctx, server.DSN(pgserver.Database))
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, db.Close())
		require.NoError(t, server.Stop(context.Background()))
	})
	p, err := db.Project(ctx, project)
	require.NoError(t, err)
	return data{db, t, p.ID}
}

// traces are all of the project by their root span ids.
func (d data) traces() map[string]store.Trace {
	d.t.Helper()
	page, _, err := d.Traces(context.Background(), postgres.Query{Project: d.project}, store.Cursor{}, 100_000)
	require.NoError(d.t, err)
	byRoot := make(map[string]store.Trace, len(page))
	for _, tr := range page {
		byRoot[tr.RootSpanID] = tr
	}
	return byRoot
}

func (d data) events(id string) []store.Event {
	d.t.Helper()
	events, err := d.History(context.Background(), d.project, store.TraceKey(id))
	require.NoError(d.t, err)
	return events
}
