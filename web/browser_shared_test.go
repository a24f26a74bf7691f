//go:build shared

package web

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"assay/store"
	"assay/store/jsonl"
	"assay/views"

	"github.com/stretchr/testify/require"
)

// importShared puts the real files into the demo project.
func (s *site) importShared() {
	s.t.Helper()
	dir := os.Getenv("ASSAY_SHARED")
	require.NotEmpty(s.t, dir, "ASSAY_SHARED is the folder that holds data/*.jsonl")
	files, err := filepath.Glob(filepath.Join(dir, "data", "*.jsonl"))
	require.NoError(s.t, err)
	require.NotEmpty(s.t, files)
	for _, name := range files {
		f, err := os.Open(name)
		require.NoError(s.t, err)
		var spans []store.Span
		in := jsonl.NewReader(f)
		for {
			span, err := in.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			require.NoError(s.t, err)
			spans = append(spans, span)
		}
		require.NoError(s.t, f.Close())
		for len(spans) > 0 {
			n := min(len(spans), 500)
			_, err := s.db.InsertSpans(s.t.Context(), s.project.ID, filepath.Base(name), spans[:n], s.clock.now())
			require.NoError(s.t, err)
			spans = spans[n:]
		}
	}
}

// TestSharedBrowserJourney is the journey on the real files: what people commented on is judged from the keyboard, one decision
// is taken back, and all that match go into a dataset.
func TestSharedBrowserJourney(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.ask()
	s.importShared()
	b := s.as(s.people[store.Curator])
	b.open("/p/demo/logs")
	b.press("/")
	b.write("comment IS NOT NULL AND name != 'answer'")
	b.press("Enter")
	b.until(`location.search.includes("filter=") && document.readyState === "complete"`)
	count := eval[string](b, `document.querySelector("#selection").dataset.count.replace(/\D/g, "")`)
	n, err := strconv.Atoi(count)
	require.NoError(t, err)
	require.Greater(t, n, 20)
	b.press("j", "j", "Enter")
	b.find("#panel .trace")
	b.press("q", "r")
	b.at("/p/demo/review")
	for i := range 10 {
		b.painted(strconv.Itoa(i + 1))
		b.press("3", "1", "Enter")
	}
	b.painted("11")
	b.saved()
	b.press("u")
	b.painted("10")
	require.Equal(t, "50", eval[string](b, `document.querySelector("[data-question=slider] input[type=number]").value`))
	b.press("q")
	b.at("/p/demo/logs")
	b.press("A")
	b.at("/p/demo/add")
	b.press("n")
	b.write("golden")
	b.press("Enter")
	b.at("/p/demo/datasets/golden")
	d, err := s.db.Dataset(t.Context(), s.project.ID, "golden")
	require.NoError(t, err)
	require.Less(t, d.Rows, n, "traces of the same input share a row")
	rows, more, err := s.db.DatasetRows(t.Context(), s.project.ID, d.ID, 0, 0, n)
	require.NoError(t, err)
	require.False(t, more)
	in := 0
	for _, row := range rows {
		var sources []json.RawMessage
		require.NoError(t, json.Unmarshal(row.Provenance, &sources))
		in += len(sources)
	}
	require.Equal(t, n, in, "all that the list counted")
}

// TestSharedBrowserLongTraces looks at real traces with many spans.
func TestSharedBrowserLongTraces(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.importShared()
	b := s.as(s.people[store.Admin])
	long := store.TraceKey("tau-airline-08-t1")
	spans, err := s.db.Spans(t.Context(), s.project.ID, long)
	require.NoError(t, err)
	require.Greater(t, len(spans), 30)
	for name, path := range map[string]string{"trace": views.TraceURL("demo", long, views.TraceQuery{}), "panel": views.LogsURL("demo", views.LogsQuery{Open: long}), "logs": "/p/demo/logs"} {
		b.open(path)
		b.accessible(name)
		b.fits(name)
	}
}
