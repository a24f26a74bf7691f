package jsonl

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"assay/store"
)

// full is a span with every field set.
func full() store.Span {
	at := time.Date(2026, 1, 31, 9, 30, 0, 123456000, time.UTC)
	return store.Span{
		RowID: "row", SpanID: "span", RootSpanID: "root", ParentSpanID: "parent", Created: at, HasCreated: true,
		Name: "chat", Type: "llm", Error: "timeout\nat line 3",
		Input:    json.RawMessage(`[{"role":"user","content":"<b>1 & 2</b> \u0000 ü"}]`),
		Output:   json.RawMessage(`null`),
		Expected: json.RawMessage(`{"b":1.0,"a":[]}`),
		Scores:   map[string]store.Score{"n": store.Num(0.25), "c": {Category: "good"}, "none": {}},
		Metadata: json.RawMessage(`{"model":"m","n":1e3}`), Metrics: json.RawMessage(`{"start":1769851800.5,"tokens":12}`),
		Tags: []string{"a", "b"},
		Feedback: []store.Feedback{
			{Source: store.User, WireSource: "external", User: "u1", Scores: map[string]store.Score{"thumbs": store.Num(0)},
				Comment: "no > yes", Anchor: &store.Anchor{Field: "output", Quote: "<no>", At: 3}, Expected: json.RawMessage(`"yes"`), Metadata: json.RawMessage(`{"thumbs_up":false}`),
				Tags: []string{"t"}, Created: at.Add(time.Hour)},
			{Source: store.Review, WireSource: "app", User: "ada@example.org", Scores: map[string]store.Score{"quality": {Category: "bad"}}},
			{Source: store.User},
		},
	}
}

func TestDecodeOfEncodeIsTheSameSpan(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]store.Span{
		"every field": full(),
		"a bare root": {RowID: "a", SpanID: "a", RootSpanID: "a"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var line bytes.Buffer
			require.NoError(t, Encode(&line, s))
			require.Equal(t, 1, strings.Count(line.String(), "\n"))
			require.Equal(t, s, decode(t, line.String(), Options{}))
		})
	}
}

func TestEncodeLeavesOutWhatIsAbsent(t *testing.T) {
	t.Parallel()
	var line bytes.Buffer
	require.NoError(t, Encode(&line, store.Span{RowID: "a", SpanID: "a", RootSpanID: "a", Created: time.Now()}))
	require.Equal(t, `{"id":"a","root_span_id":"a"}`+"\n", line.String(), "the time of receipt is not the span's")
}

func TestEncodePutsALineOnOneLine(t *testing.T) {
	t.Parallel()
	var line bytes.Buffer
	s := store.Span{RowID: "a", SpanID: "a", RootSpanID: "a", Input: json.RawMessage("{\n  \"a\": \"<\"\n}")}
	require.NoError(t, Encode(&line, s))
	require.Equal(t, `{"id":"a","root_span_id":"a","input":{"a":"<"}}`+"\n", line.String())
}

func TestEncodeKeepsTheSourceOfRemappedFeedback(t *testing.T) {
	t.Parallel()
	var line bytes.Buffer
	s := decode(t, `{"id":"a","feedback":[{"source":"app"}]}`, Options{SourceAs: map[string]string{"app": "user"}})
	require.NoError(t, Encode(&line, s))
	require.Equal(t, store.User, decode(t, line.String(), Options{}).Feedback[0].Source)
}

func TestEncodeTellsWhichSpanItCouldNotWrite(t *testing.T) {
	t.Parallel()
	require.ErrorContains(t, Encode(io.Discard, store.Span{RowID: "a", Input: json.RawMessage("{")}), `encode span "a"`)
	closed, _ := io.Pipe()
	require.NoError(t, closed.Close())
	_, w := io.Pipe()
	require.NoError(t, w.Close())
	require.ErrorIs(t, Encode(w, store.Span{RowID: "a"}), io.ErrClosedPipe)
}
