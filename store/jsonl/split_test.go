package jsonl

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

var splits = []string{`{}`, ` { "a" : 1 , "b":[ {"x":"}"} ] }`, `{"a":"\"","\u0061":null,"é":true}`, `null`, `{"a":-1.5e3}`, `{"a":{"b":{"c":[]}},"d":""}`,
	"{\"a\":1\n}", `{"a":"x","a":"y"}`, `[]`, `[ 1 , {"a":[]} ,"]", null]`, `1`, `"{"`, `{"":{}}`}

func TestSplitIsDecodingIntoAMap(t *testing.T) {
	t.Parallel()
	for _, raw := range splits {
		requireSplit(t, raw)
	}
}

func FuzzSplit(f *testing.F) {
	for _, raw := range splits {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		Split(json.RawMessage(raw)) // whatever it is, no panic
		SplitList(json.RawMessage(raw))
		if json.Valid([]byte(raw)) {
			requireSplit(t, raw)
		}
	})
}

func requireSplit(t *testing.T, raw string) {
	t.Helper()
	var want map[string]json.RawMessage
	err := json.Unmarshal([]byte(raw), &want)
	got, ok := Split(json.RawMessage(raw))
	require.Equal(t, err == nil, ok, raw)
	if ok {
		require.Equal(t, want, got, raw)
	}
	var list []json.RawMessage
	err = json.Unmarshal([]byte(raw), &list)
	items, ok := SplitList(json.RawMessage(raw))
	require.Equal(t, err == nil, ok, raw)
	if ok {
		require.Equal(t, list, items, raw)
	}
}
