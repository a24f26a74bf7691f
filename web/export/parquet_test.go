package export_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/store"
	"assay/web/export"

	"github.com/stretchr/testify/require"
)

// npmFolder has another implementation of Parquet, in the version that package-lock.json names.
const npmFolder = "testdata/npm"

var npmInstalled = sync.OnceValues(func() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	check := exec.CommandContext(ctx, "npm", "ls", "--silent")
	check.Dir = npmFolder
	if check.Run() == nil {
		return "", nil
	}
	install := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	install.Dir = npmFolder
	out, err := install.CombinedOutput()
	return string(out), err
})

// parquetFile is a file as the other implementation reads it.
type parquetFile struct {
	Groups            int
	Codecs, Encodings []string
	CreatedBy         string
	Rows              []map[string]any
}

func readParquet(t *testing.T, text string) parquetFile {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%s is not there: install the packages nodejs and npm", program)
		}
	}
	out, err := npmInstalled()
	require.NoError(t, err, "npm ci in %s:\n%s", npmFolder, out)
	path := filepath.Join(t.TempDir(), "rows.parquet")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	node := exec.CommandContext(t.Context(), "node", "read.mjs", path)
	node.Dir = npmFolder
	var printed, complained bytes.Buffer
	node.Stdout, node.Stderr = &printed, &complained
	require.NoError(t, node.Run(), complained.String())
	var f parquetFile
	require.NoError(t, json.Unmarshal(printed.Bytes(), &f))
	return f
}

func TestAnotherImplementationReadsTheParquetFile(t *testing.T) {
	t.Parallel()
	bare := store.DatasetRow{ID: "bare", Since: store.VersionAt(8), Created: time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)}
	text := written(t, export.FormatParquet, row(func(r *store.DatasetRow) { r.Split = "train"; r.Tags = []string{"a", "", "ü"} }), bare,
		row(func(r *store.DatasetRow) { r.ID, r.Input = "odd", []byte("no json \xff") }))
	f := readParquet(t, text)
	require.Equal(t, []string{"UNCOMPRESSED"}, f.Codecs)
	require.Subset(t, []string{"PLAIN", "RLE"}, f.Encodings)
	require.NotContains(t, f.CreatedBy, "parquet-go", "a new release of the library does not change the bytes")
	require.Len(t, f.Rows, 3)
	first := f.Rows[0]
	require.Equal(t, "r1", first["id"])
	require.Equal(t, "question", first["input"], "a reader that knows JSON columns takes the text apart")
	require.Equal(t, map[string]any{"b": 1.0, "a": 2.0}, first["expected"])
	require.Equal(t, []any{"a", "", "ü"}, first["tags"])
	require.Equal(t, "train", first["split"])
	require.Equal(t, "review", first["expected_from"])
	require.Equal(t, string(store.TraceKey("root")), first["origin_trace_id"])
	require.Equal(t, "root", first["origin_root_span_id"])
	require.Contains(t, first["created"], "2026-05-20T09:00:00.123")
	require.Equal(t, "1000080592252960775", first["_xact_id"])
	for _, name := range []string{"input", "expected", "metadata", "split", "origin_trace_id", "origin_root_span_id"} {
		require.Nil(t, f.Rows[1][name], name)
	}
	require.Equal(t, []any{}, f.Rows[1]["tags"])
	require.Equal(t, "no json \ufffd", f.Rows[2]["input"])
	require.Empty(t, readParquet(t, written(t, export.FormatParquet)).Rows)
}

func TestALargeParquetFileHasSeveralRowGroups(t *testing.T) {
	t.Parallel()
	var rows []store.DatasetRow
	for i := range 300 {
		rows = append(rows, row(func(r *store.DatasetRow) {
			r.ID, r.Input = fmt.Sprint(i), []byte(`"`+strings.Repeat(fmt.Sprint(i, " long "), 20_000)+`"`)
		}))
	}
	text := written(t, export.FormatParquet, rows...)
	require.Equal(t, text, written(t, export.FormatParquet, rows...))
	f := readParquet(t, text)
	require.Greater(t, f.Groups, 1)
	require.Len(t, f.Rows, 300)
	for i, r := range f.Rows {
		require.Equal(t, fmt.Sprint(i), r["id"])
		require.True(t, r["input"] == strings.Repeat(fmt.Sprint(i, " long "), 20_000), "row %d", i)
	}
}
