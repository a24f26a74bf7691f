package jsonl

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestUnescapeWritesCharactersAsThemselves(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`{"\u8377\u7269": ["\u0645\u0631\u062d\u0628\u0627", 1.50]}`: `{"荷物": ["مرحبا", 1.50]}`,
		`"\ud83d\ude00 \u00e9\u003cb\u003e"`:                         `"😀 é<b>"`,
		`"\u0000\u001f\u007f\u0022\u005c"`:                           `"\u0000\u001f\u007f\u0022\u005c"`,
		`"\ud83d \ude00 \ud83d\ud83d\ude00"`:                         `"\ud83d \ude00 \ud83d😀"`,
		`"\\u8377 \\\u8377 \n\/"`:                                    `"\\u8377 \\荷 \n\/"`,
		`"\ufffd"`:                                                   `"` + "\uFFFD" + `"`,
		`12`:                                                         `12`,
	} {
		require.Equal(t, want, string(Unescape(json.RawMessage(raw))), raw)
	}
}

func TestUnescapeGivesBackWhatNeedsNothing(t *testing.T) {
	t.Parallel()
	raw := json.RawMessage(`{"a": "b\n"}`)
	require.Same(t, &raw[0], &Unescape(raw)[0])
}

// FuzzUnescape holds that the value stays what it was.
func FuzzUnescape(f *testing.F) {
	for _, seed := range []string{`"\u8377\u7269"`, `["\ud83d\ude00", {"\u003c": "\\u0041\u0041"}]`, `"\udc00\ud83d\u0000"`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var want, got any
		if json.Unmarshal(raw, &want) != nil {
			t.Skip()
		}
		before := bytes.Clone(raw)
		out := Unescape(raw)
		require.Equal(t, before, raw)
		require.NoError(t, json.Unmarshal(out, &got), "%s", out)
		require.Equal(t, want, got)
		require.Equal(t, string(out), string(Unescape(out)), "twice is once")
	})
}
