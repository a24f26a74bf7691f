package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReleaseIsMarked(t *testing.T) {
	t.Parallel()
	s := installed(t)
	worked(t, s.dir, `{"id":"a"}`+"\n", "import", "--project", "released", "-")
	require.Equal(t, "Marked v2 at 2026-05-31T00:00:00Z in released.\n", worked(t, s.dir, "", "release", "--project", "released", "--name", " v2 ", "--at", "2026-05-31").out)
	require.Equal(t, exitUsage, assay(t, s.dir, "", "release", "--project", "released", "--name", "v3", "--at", "tomorrow").code)
	no := assay(t, s.dir, "", "release", "--project", "nowhere", "--name", "v3")
	require.Equal(t, exitFailed, no.code)
	require.Contains(t, no.errs, `there is no project "nowhere"`)
}
