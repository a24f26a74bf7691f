package postgres_test

import (
	"encoding/json"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestWordsAreCountedInSpansInEveryScript(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	child := func(name, input, output string) store.Span {
		return span(name, func(s *store.Span) {
			s.RootSpanID, s.ParentSpanID, s.Name, s.Input, s.Output = "root", "root", name, json.RawMessage(input), json.RawMessage(output)
		})
	}
	d.log(span("root", func(s *store.Span) { s.Name, s.Input = "Answer", json.RawMessage(`"an answer, ANSWER"`) }),
		child("call", `{"messages":[{"content":"\u4f60\u597d 你好"}]}`, `"he said \"hi\"\nand left"`),
		child("broken", `{"say":"\"hi\""}`, `"100% _"`))
	spans, err := d.db.Spans(t.Context(), d.project, store.TraceKey("root"))
	require.NoError(t, err)
	var ids []store.SpanID
	for _, s := range spans {
		ids = append(ids, s.ID)
	}
	find := func(words string) map[string]int {
		found, looked, err := d.db.FindInSpans(t.Context(), d.project, ids, words)
		require.NoError(t, err)
		require.Equal(t, len(ids), looked)
		sums := map[string]int{}
		for _, f := range found {
			for _, s := range spans {
				if s.ID == f.ID {
					sums[s.Name] = f.Sum()
				}
			}
		}
		return sums
	}
	require.Equal(t, map[string]int{"Answer": 3}, find("answer"))
	require.Equal(t, map[string]int{"call": 2}, find("你好"))
	require.Equal(t, map[string]int{"call": 1, "broken": 1}, find(`"HI"`))
	require.Equal(t, map[string]int{"broken": 1}, find("100% _"), "no character is special")
	require.Empty(t, find("nothing of it"))
	require.Empty(t, find("\x00"))
	other, _, err := d.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	found, _, err := d.db.FindInSpans(t.Context(), other.ID, ids, "answer")
	require.NoError(t, err)
	require.Empty(t, found, "spans of another project are not there")
}

func TestPayloadHeadLeavesTheRestWhereItIs(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	long := strings.Repeat("é", 100_000)
	d.log(span("big", func(s *store.Span) { s.Input, s.Output = json.RawMessage(`"`+long+`"`), json.RawMessage(`"short"`) }))
	p, err := d.db.PayloadHead(t.Context(), d.project, store.SpanKey("big"), 1000)
	require.NoError(t, err)
	require.Equal(t, `"`+strings.Repeat("é", 999), p.Input)
	require.Equal(t, []int{200_002, 7, 0}, []int{p.InputSize, p.OutputSize, p.ExpectedSize})
	require.Equal(t, `"short"`, p.Output)
	_, err = d.db.PayloadHead(t.Context(), d.project, "no key", 10)
	require.ErrorIs(t, err, store.ErrNotFound)
}
