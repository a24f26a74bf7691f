package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

func TestExportOfADataset(t *testing.T) {
	t.Parallel()
	s := installed(t)
	worked(t, s.dir, `{"id":"a","input":"=1+1","expected":{"b":1},"created":"2026-05-01T00:00:00Z"}`+"\n"+`{"id":"b","input":"second","created":"2026-05-02T00:00:00Z"}`,
		"import", "--project", "golden rows", "-")
	d := look(t, s.dir, "golden rows")
	set, err := d.CreateDataset(t.Context(), d.project, "golden", "")
	require.NoError(t, err)
	add, err := d.AddTraces(t.Context(), postgres.Query{Project: d.project}, postgres.DatasetWrite{Dataset: set.ID, Author: "ada", Now: time.Now()}, postgres.BestExpected)
	require.NoError(t, err)

	export := func(args ...string) answer {
		return assay(t, s.dir, "", append([]string{"export", "--project", "golden rows", "--dataset", "golden"}, args...)...)
	}
	a := export()
	require.Zero(t, a.code, a.errs)
	require.Empty(t, a.errs)
	rows := strings.Split(strings.TrimSpace(a.out), "\n")
	require.Len(t, rows, 2)
	var row struct {
		Input    string
		Expected map[string]int
	}
	inputs := map[string]bool{}
	for _, line := range rows {
		require.NoError(t, json.Unmarshal([]byte(line), &row))
		inputs[row.Input] = true
	}
	require.Equal(t, map[string]bool{"=1+1": true, "second": true}, inputs)

	version := strconv.FormatInt(int64(add.Version), 10)
	require.Equal(t, a.out, export("--version", version).out)

	records, err := csv.NewReader(strings.NewReader(export("--format", "csv").out)).ReadAll()
	require.NoError(t, err)
	require.Len(t, records, 3)
	require.Equal(t, "id", records[0][0])

	require.Equal(t, 1, strings.Count(export("--filter", "input = 'second'").out, "\n"))
	require.Equal(t, exitUsage, export("--filter", "input =").code)

	later := strconv.FormatInt(int64(add.Version)+1, 10)
	a = export("--version", later)
	require.Equal(t, exitFailed, a.code)
	require.Empty(t, a.out)
	require.Contains(t, a.errs, "no version "+later)
	a = export("--version", "produktion")
	require.Equal(t, exitFailed, a.code)
	require.Contains(t, a.errs, "no snapshot or environment")
}

func TestExportOfTraces(t *testing.T) {
	t.Parallel()
	s := installed(t)
	worked(t, s.dir, strings.Join([]string{
		`{"id":"low","input":"q <b>","output":{"n":1.50},"created":"2026-05-02T00:00:00Z","name":"chat","tags":["t"],"metadata":{"model":"m"},"metrics":{"start":1,"end":2},"scores":{"judge":0.2},` +
			`"feedback":[{"source":"external","user":"ada","scores":{"ok":0},"comment":"wrong","expected":"right","metadata":{"plan":"free"},"created":"2026-05-03T00:00:00Z"},` +
			`{"source":"app","user":"rev","scores":{"ok":0.5,"kind":"policy"}},{"scores":{"ok":0}}]}`,
		`{"id":"step","root_span_id":"low","span_parents":["low"],"name":"step"}`,
		`{"id":"high","input":"q","created":"2026-05-01T00:00:00Z","feedback":[{"scores":{"ok":1}}]}`,
	}, "\n"), "import", "--project", "from", "-")

	all := worked(t, s.dir, "", "export", "--project", "from", "--filter", "")
	require.Equal(t, 2, strings.Count(all.out, "\n"))
	require.Less(t, strings.Index(all.out, `"high"`), strings.Index(all.out, `"low"`), "from old to new")
	require.Contains(t, all.errs, "2 traces written.\n1 of them have more spans")

	cells, err := csv.NewReader(strings.NewReader(worked(t, s.dir, "", "export", "--project", "from", "--filter", "", "--format", "csv").out)).ReadAll()
	require.NoError(t, err)
	require.Len(t, cells, strings.Count(all.out, "\n")+1, "as many traces in either format")
	low := worked(t, s.dir, "", "export", "--project", "from", "--filter", "scores.ok < 0.5")
	require.Equal(t, 1, strings.Count(low.out, "\n"))
	require.Contains(t, low.out, `"input":"q <b>","output":{"n":1.50}`)

	worked(t, s.dir, all.out, "import", "--project", "to", "-")
	require.Equal(t, all.out, worked(t, s.dir, "", "export", "--project", "to", "--filter", "").out, "the copy exports the same file")
	from, to := look(t, s.dir, "from").traces(), look(t, s.dir, "to").traces()
	for id := range from {
		require.Equal(t, from[id].BySource, to[id].BySource, id)
		require.Equal(t, from[id].Scores, to[id].Scores, id)
		require.Equal(t, from[id].Comments, to[id].Comments, id)
		require.Equal(t, from[id].Corrections, to[id].Corrections, id)
		require.JSONEq(t, string(from[id].Feedback), string(to[id].Feedback), id)
	}
}

func TestExportRefuses(t *testing.T) {
	t.Parallel()
	s := installed(t)
	worked(t, s.dir, lines(0, 1), "import", "--project", "there", "-")
	for name, c := range map[string]struct {
		args []string
		code int
		says string
	}{
		"a project that is not there": {[]string{"--project", "elsewhere", "--filter", ""}, exitFailed, "there is no project elsewhere"},
		"a dataset that is not there": {[]string{"--project", "there", "--dataset", "gold"}, exitFailed, "there is no dataset gold in there"},
		"nothing to write":            {[]string{"--project", "there"}, exitUsage, "say what to write: --dataset NAME, or --filter"},
		"a filter that does not read": {[]string{"--project", "there", "--filter", "scores.ok <"}, exitUsage, "filter: at character"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := assay(t, s.dir, "", append([]string{"export"}, c.args...)...)
			require.Equal(t, c.code, a.code)
			require.Empty(t, a.out)
			require.Contains(t, a.errs, c.says)
			require.Equal(t, 1, strings.Count(a.errs, "\n"), a.errs)
		})
	}

	t.Run("a reader that goes away", func(t *testing.T) {
		t.Parallel()
		var errs strings.Builder
		code := run(t.Context(), []string{"export", "--project", "there", "--filter", "", "--data-dir", s.dir}, strings.NewReader(""), closed{}, &errs)
		require.Equal(t, exitFailed, code)
		require.Contains(t, errs.String(), io.ErrClosedPipe.Error())
	})
}

type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }
