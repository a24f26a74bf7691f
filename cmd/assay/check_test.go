package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckRollupsCountsAnew(t *testing.T) {
	t.Parallel()
	s := installed(t)
	lines := `{"id":"a","created":"2026-05-01T10:00:00Z","metadata":{"feature":"search"},"scores":{"own":0.5}}` + "\n" + `{"id":"b","error":"timeout"}` + "\n"
	worked(t, s.dir, lines, "import", "--project", "counted", "-")
	require.Contains(t, worked(t, s.dir, "", "check", "rollups", "--project", "counted").out, "counted: 2 traces counted anew, ")
	require.Contains(t, worked(t, s.dir, "", "check", "rollups").out, "0 differ")
	no := assay(t, s.dir, "", "check", "rollups", "--project", "nowhere")
	require.Equal(t, exitFailed, no.code)
	require.Contains(t, no.errs, `there is no project "nowhere"`)
}
