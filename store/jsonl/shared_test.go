//go:build shared

package jsonl

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestShared_everyLineOfTheRealFilesIsRead(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("ASSAY_SHARED")
	require.NotEmpty(t, dir, "ASSAY_SHARED is the folder that holds data/*.jsonl")
	files, err := filepath.Glob(filepath.Join(dir, "data", "*.jsonl"))
	require.NoError(t, err)
	require.Len(t, files, 9)
	spans, feedback := 0, 0
	for _, name := range files {
		f, err := os.Open(name)
		require.NoError(t, err)
		got, refused := readAll(t, NewReader(f))
		require.NoError(t, f.Close())
		require.Empty(t, refused, name)
		spans += len(got)
		for _, s := range got {
			feedback += len(s.Feedback)
		}
	}
	require.Equal(t, 5056, spans)
	require.Equal(t, 2720, feedback)
}
