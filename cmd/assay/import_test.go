package main

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestImport(t *testing.T) {
	t.Parallel()
	s := installed(t)

	t.Run("good lines are imported and broken ones are named", func(t *testing.T) {
		t.Parallel()
		path := file(t, "mixed.jsonl", strings.Join([]string{
			`{"id":"one","input":"q","output":"a","scores":{"judge":0.5}}`,
			`{"id":"two","input":"q"`,
			``,
			`{"id":"three","feedback":[{"scores":{"ok":7}}]}`,
			`{"output":"nameless"}`,
			`{"id":"four","span_parents":["one"],"root_span_id":"one","name":"step"}`,
		}, "\n"))
		a := worked(t, s.dir, "", "import", "--project", "mixed", path)
		require.Contains(t, a.errs, "Made project mixed.")
		report := strings.Split(strings.TrimSpace(a.out), "\n")
		require.Equal(t, "Read 5 lines: 2 spans written in 1 new traces, 0 new feedback events, 3 lines refused.", report[0])
		require.Len(t, report, 4)
		for i, line := range []int{2, 4, 5} {
			require.Regexp(t, fmt.Sprintf(`^  refused %s:%d: .{10,}`, path, line), report[i+1])
			require.NotContains(t, report[i+1], fmt.Sprintf("line %d", line), "the number is said once")
		}
		traces := look(t, s.dir, "mixed").traces()
		require.Len(t, traces, 1)
		require.Equal(t, 2, traces["one"].Spans)
		require.Equal(t, "0.5", traces["one"].Scores["judge"].String())
	})

	t.Run("the same file twice changes nothing", func(t *testing.T) {
		t.Parallel()
		path := file(t, "twice.jsonl", lines(0, 3)+`{"id":"anonymous","feedback":[{"scores":{"ok":1}},{"scores":{"ok":1}},{"scores":{"ok":0}}]}`)
		require.Contains(t, worked(t, s.dir, "", "import", "--project", "twice", path).out, "4 spans written in 4 new traces, 9 new feedback events, 0 lines refused")
		require.Contains(t, worked(t, s.dir, "", "import", "--project", "twice", path).out, "4 spans written in 0 new traces, 0 new feedback events, 0 lines refused")
		d := look(t, s.dir, "twice")
		require.Equal(t, "0.6666666666666666", d.traces()["anonymous"].Scores["ok"].String())
		require.Len(t, d.events("anonymous"), 3)
	})

	t.Run("tags of feedback join those of its span", func(t *testing.T) {
		t.Parallel()
		path := file(t, "tags.jsonl", `{"id":"a","tags":["own","both"],"feedback":[{"tags":["both","said"]},{"comment":"!","tags":["more"]}]}`+"\n"+`{"id":"b","feedback":[{"tags":["only"]}]}`)
		for range 2 {
			worked(t, s.dir, "", "import", "--project", "tagged", path)
			traces := look(t, s.dir, "tagged").traces()
			require.Equal(t, []string{"both", "more", "own", "said"}, traces["a"].Tags)
			require.Equal(t, []string{"only"}, traces["b"].Tags)
		}
	})

	t.Run("standard input and files can be mixed", func(t *testing.T) {
		t.Parallel()
		a := worked(t, s.dir, lines(0, 2), "import", "--project", "stdin", file(t, "more.jsonl", lines(2, 5)), "-")
		require.Contains(t, a.out, "5 spans written in 5 new traces")
		require.Len(t, look(t, s.dir, "stdin").traces(), 5)
	})

	t.Run("a source can be taken for another, and its word is kept", func(t *testing.T) {
		t.Parallel()
		text := `{"id":"a","feedback":[{"source":"app","user":"ada","scores":{"ok":1}},{"source":"external","user":"bob","scores":{"ok":0}}]}`
		worked(t, s.dir, text, "import", "--project", "as it is", "-")
		worked(t, s.dir, text, "import", "--project", "remapped", "--source-as", "app=user", "-")
		asIs, remapped := look(t, s.dir, "as it is"), look(t, s.dir, "remapped")
		require.Equal(t, "1", asIs.traces()["a"].BySource[store.Review]["ok"].String())
		require.Equal(t, "0.5", remapped.traces()["a"].BySource[store.User]["ok"].String())
		require.NotContains(t, remapped.traces()["a"].BySource, store.Review)
		for _, e := range remapped.events("a") {
			require.Equal(t, map[string]string{"ada": "app", "bob": "external"}[e.Author], e.WireSource)
		}
	})

	t.Run("times come from created, a field, a period, or from now in file order", func(t *testing.T) {
		t.Parallel()
		text := `{"id":"a","metadata":{"when":"2026-02-03T04:05:06Z"}}` + "\n" + `{"id":"b","metadata":{"when":1770000000.25}}` + "\n" + `{"id":"c"}` + "\n" +
			`{"id":"d","created":"2026-04-01T00:00:00Z"}` + "\n"
		begin := time.Now().Add(-time.Second)
		worked(t, s.dir, text, "import", "--project", "times of receipt", "-")
		got := look(t, s.dir, "times of receipt").traces()
		require.True(t, got["a"].CreatedReceived)
		require.False(t, got["d"].CreatedReceived)
		require.WithinRange(t, got["a"].Created, begin, time.Now())
		require.True(t, got["a"].Created.Before(got["b"].Created) && got["b"].Created.Before(got["c"].Created))

		worked(t, s.dir, text, "import", "--project", "times of a field", "--created-from", "metadata.when", "-")
		got = look(t, s.dir, "times of a field").traces()
		require.Equal(t, "2026-02-03T04:05:06Z", got["a"].Created.UTC().Format(time.RFC3339Nano))
		require.Equal(t, "2026-02-02T02:40:00.25Z", got["b"].Created.UTC().Format(time.RFC3339Nano))
		require.True(t, got["c"].CreatedReceived)
		require.Equal(t, "2026-04-01T00:00:00Z", got["d"].Created.UTC().Format(time.RFC3339Nano))

		worked(t, s.dir, "", "import", "--project", "times of a period", "--spread", "2026-01-01..2026-01-05", file(t, "spread.jsonl", text))
		got = look(t, s.dir, "times of a period").traces()
		for id, want := range map[string]string{"a": "2026-01-01T00:00:00Z", "b": "2026-01-02T00:00:00Z", "c": "2026-01-03T00:00:00Z", "d": "2026-04-01T00:00:00Z"} {
			require.Equal(t, want, got[id].Created.UTC().Format(time.RFC3339Nano), id)
			require.False(t, got[id].CreatedReceived, id)
		}
	})

	t.Run("a file of nothing but broken lines fails", func(t *testing.T) {
		t.Parallel()
		a := assay(t, s.dir, "not JSON\n", "import", "--project", "broken", "-")
		require.Equal(t, exitFailed, a.code)
		require.Contains(t, a.out, "refused -:1: ")
		require.Contains(t, a.errs, "nothing was imported")
	})

	t.Run("an empty file is imported", func(t *testing.T) {
		t.Parallel()
		require.Contains(t, worked(t, s.dir, "", "import", "--project", "empty", "-").out, "Read 0 lines")
	})

	t.Run("a missing file fails before anything is written", func(t *testing.T) {
		t.Parallel()
		a := assay(t, s.dir, lines(0, 1), "import", "--project", "missing", "-", "nowhere.jsonl")
		require.Equal(t, exitFailed, a.code)
		require.Contains(t, a.errs, "nowhere.jsonl")
		require.Equal(t, exitFailed, assay(t, s.dir, "", "export", "--project", "missing", "--filter", "").code, "no project was made")
	})

	t.Run("a stream that breaks off reports what was written", func(t *testing.T) {
		t.Parallel()
		broken := io.MultiReader(strings.NewReader(lines(0, 700)), failing{})
		a := assayReading(t, s.dir, broken, "import", "--project", "broken off", "-")
		require.Equal(t, exitFailed, a.code)
		require.Contains(t, a.out, "500 spans written")
		require.Contains(t, a.errs, "pipe burst")
	})

	t.Run("an import works while pages are read", func(t *testing.T) {
		t.Parallel()
		c := browser(t)
		in, out := io.Pipe()
		ended := make(chan answer, 1)
		go func() { ended <- assayReading(t, s.dir, in, "import", "--project", "busy", "-") }()
		for i := range 4 {
			_, err := io.WriteString(out, lines(i*500, (i+1)*500))
			require.NoError(t, err)
			status, _, _ := page(t, c, s.address("/readyz"))
			require.Equal(t, 200, status)
		}
		require.NoError(t, out.Close())
		a := <-ended
		require.Zero(t, a.code, a.errs)
		require.Len(t, look(t, s.dir, "busy").traces(), 2000)
	})
}

// failing is a stream that breaks.
type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, fmt.Errorf("pipe burst") }
