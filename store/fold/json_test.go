package fold

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// The expected texts are what `SELECT '…'::jsonb` prints in Postgres 15.
func TestTextIsThatOfJsonb(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		`1.50e1`:                              "15.0",
		`-1.2E+2`:                             "-120",
		`12e-3`:                               "0.012",
		`-0`:                                  "0",
		`-0.0`:                                "0.0",
		`0.00e1`:                              "0.0",
		`1e5`:                                 "100000",
		`{"zz": 1,"b":[ 1,2 ],"a":{}}`:        `{"a": {}, "b": [1, 2], "zz": 1}`,
		`{"a":1,"a":2}`:                       `{"a": 2}`,
		`"\u0041\/\u0001\u007f\ud83d\ude00<"`: "\"A/\\u0001\u007f😀<\"",
		`[null, true, false]`:                 `[null, true, false]`,
	} {
		got := Text(members(json.RawMessage(`{"x":` + given + `}`))["x"])
		require.Equal(t, want, got, given)
	}
}

func FuzzText(f *testing.F) {
	for _, seed := range []string{`{"a":-1.5e-7}`, `{"é":["\u0000\ud800"]}`, `{"a":{"b":[1,{}]}}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		m := members(json.RawMessage(raw))
		if m == nil {
			return
		}
		if len(raw) < 2000 && !hugeExponent(raw) {
			require.JSONEq(t, mustJSON(t, m), Text(m))
		}
	})
}

// hugeExponent keeps the fuzzer from numbers that ingest refuses.
func hugeExponent(raw string) bool {
	for i := range len(raw) - 3 {
		if (raw[i] == 'e' || raw[i] == 'E') && raw[i+3] >= '0' && raw[i+3] <= '9' {
			return true
		}
	}
	return false
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	require.NoError(t, err)
	return string(b)
}
