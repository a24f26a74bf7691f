package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/store/pgserver"
	"assay/store/postgres"
	"assay/web/export"

	"github.com/stretchr/testify/require"
)

// pgTool finds a program of Postgres beside those that the tests run.
func pgTool(t *testing.T, name string) string {
	t.Helper()
	places := []string{os.Getenv("ASSAY_POSTGRES_BIN")}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	require.NoError(t, err)
	for _, dir := range append(places, found...) {
		if path := filepath.Join(dir, name); dir != "" {
			if _, err := os.Stat(path); err == nil {
				return path
			}
		}
	}
	path, err := exec.LookPath(name)
	require.NoError(t, err, "%s comes with Postgres, which make test installs", name)
	return path
}

// TestAVersionIsTheSameFileEverywhere exports one version of a dataset in processes with other settings, and out of a copy of the
// database.
func TestAVersionIsTheSameFileEverywhere(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	serveProcess(t, dir)
	worked(t, dir, strings.Join([]string{
		`{"id":"a","input":"=1+1","expected":{"b":1.50,"a":2},"tags":["x","y"],"metadata":{"z":1,"ä":"ü"},"created":"2026-05-01T00:00:00.123456Z"}`,
		`{"id":"b","input":[{"role":"user","content":"Wo?"}],"expected":"Hier.","created":"2026-05-02T00:00:00Z"}`,
		`{"id":"c","input":"third","created":"2026-05-03T00:00:00Z"}`}, "\n"), "import", "--project", "p", "-")
	d := look(t, dir, "p")
	set, err := d.CreateDataset(t.Context(), d.project, "golden", "")
	require.NoError(t, err)
	_, err = d.AddTraces(t.Context(), postgres.Query{Project: d.project}, postgres.DatasetWrite{Dataset: set.ID, Author: "ada", Now: time.Now()}, postgres.BestExpected)
	require.NoError(t, err)

	exported := func(format export.Format, where, manifest string, env ...string) string {
		cmd := command("export", "--project", "p", "--dataset", "golden", "--format", string(format), "--manifest", manifest)
		cmd.Env = append(append(cmd.Env, where), env...)
		var out, errs bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &errs
		require.NoError(t, cmd.Run(), "%s: %s", format, &errs)
		return out.String()
	}
	here := "ASSAY_DATA_DIR=" + dir
	copied := "ASSAY_DATABASE_URL=" + copyOf(t, dir)
	for _, format := range export.Formats {
		first, second := filepath.Join(t.TempDir(), "m.json"), filepath.Join(t.TempDir(), "m.json")
		file := exported(format, here, first, "TZ=America/New_York", "LANG=C", "LC_ALL=C", "GOMAXPROCS=1")
		require.NotEmpty(t, file)
		require.True(t, file == exported(format, here, second, "TZ=Asia/Kolkata", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8", "GOMAXPROCS=8"), "%s differs between processes", format)
		a, err := os.ReadFile(first)
		require.NoError(t, err)
		b, err := os.ReadFile(second)
		require.NoError(t, err)
		require.Equal(t, string(a), string(b))
		var m export.Manifest
		require.NoError(t, json.Unmarshal(a, &m))
		require.Equal(t, fmt.Sprintf("%x", sha256.Sum256([]byte(file))), m.SHA256)
		require.True(t, file == exported(format, copied, second), "%s differs in a copy of the database", format)
	}
}

// copyOf restores a dump of the database of an installation into another one, and returns its address.
func copyOf(t *testing.T, dir string) string {
	t.Helper()
	server, up, err := pgserver.Attach(t.Context(), pgserver.Config{DataDir: dir})
	require.NoError(t, err)
	require.True(t, up)
	t.Cleanup(func() { require.NoError(t, server.Stop(t.Context())) })
	from := server.DSN(pgserver.Database)
	tool := func(in []byte, name string, args ...string) []byte {
		cmd := exec.CommandContext(t.Context(), pgTool(t, name), args...)
		var out, errs bytes.Buffer
		cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), &out, &errs
		require.NoError(t, cmd.Run(), "%s: %s", name, &errs)
		return out.Bytes()
	}
	tool(nil, "psql", "-q", "-d", from, "-c", "CREATE DATABASE copied TEMPLATE template0")
	to := server.DSN("copied")
	tool(tool(nil, "pg_dump", "-d", from), "psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", to)
	return to
}
