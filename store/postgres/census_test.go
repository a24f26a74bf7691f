package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

func TestCensusCountsWhatTracesHold(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC)
	var spans []store.Span
	for i := range 5 {
		id := fmt.Sprint("t", i)
		spans = append(spans, store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: now.Add(time.Duration(i) * time.Hour), HasCreated: true, Name: "answer", Type: "task", Tags: []string{"billing"},
			Metadata: json.RawMessage(fmt.Sprintf(`{"model": "m%d", "request": {"region": "eu"}}`, i%2)), Scores: map[string]store.Score{"tone": {Category: "good"}},
			Feedback: []store.Feedback{{Source: store.User, User: "ada", Scores: map[string]store.Score{"thumbs": store.Num(1)}, Metadata: json.RawMessage(`{"thumbs_up": true}`)}}})
	}
	spans = append(spans, store.Span{RowID: "tool", SpanID: "tool", RootSpanID: "t0", ParentSpanID: "t0", Created: now, HasCreated: true, Name: "lookup", Type: "tool"})
	w := newFilterWorld(t, spans)
	other, _, err := w.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	_, err = w.db.InsertSpans(t.Context(), other.ID, "test", []store.Span{{RowID: "x", SpanID: "x", RootSpanID: "x", Name: "of another project"}}, now)
	require.NoError(t, err)

	c, err := w.db.Census(t.Context(), w.project)
	require.NoError(t, err)
	require.Equal(t, 5, c.Traces)
	require.Equal(t, 6, c.Spans)
	require.True(t, c.Whole)
	at := func(inSpan bool, field string, keys ...any) string {
		h := c.At(filter.At(field, keys...), inSpan)
		require.NotNil(t, h, field)
		s := ""
		for _, v := range h.Values {
			s += fmt.Sprintf("%s:%d ", filter.Format(v.Value), v.Rows)
		}
		return s
	}
	require.Equal(t, "'answer':5 ", at(false, "name"))
	require.Equal(t, "'answer':5 'lookup':1 ", at(true, "name"))
	require.Equal(t, "'m0':3 'm1':2 ", at(false, "metadata", "model"))
	require.Equal(t, "'eu':5 ", at(false, "metadata", "request", "region"))
	require.Equal(t, "true:5 ", at(false, "metadata", "thumbs_up"))
	require.Equal(t, "'billing':5 ", at(false, "tags"))
	require.Equal(t, "'good':5 ", at(false, "scores", "tone"))
	require.Contains(t, at(false, "user"), "'ada':")

	nobody, err := w.db.Census(t.Context(), -1)
	require.NoError(t, err)
	require.Zero(t, nobody.Traces)
}

func TestCensusOfWhatGoesAwayFails(t *testing.T) {
	t.Parallel()
	w := newFilterWorld(t, nil)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := w.db.Census(gone, w.project)
	require.ErrorIs(t, err, context.Canceled, "nobody waits for it, which is not a project without values")
}

// TestEveryExampleOfTheHelpPageRuns asks the examples that people click on.
func TestEveryExampleOfTheHelpPageRuns(t *testing.T) {
	t.Parallel()
	w := newFilterWorld(t, []store.Span{{RowID: "r", SpanID: "r", RootSpanID: "r"}})
	for _, op := range filter.Operators() {
		checkRuns(t, w, op.Example)
	}
	for _, f := range filter.Functions() {
		checkRuns(t, w, f.Example)
	}
	for _, r := range filter.Rules() {
		checkRuns(t, w, r.Example)
	}
}
