package content

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

func TestYAMLReads(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		`{"b": 1, "a": [true, null, "x"]}`:     "b: 1\na:\n  - true\n  - null\n  - x",
		`{"text": "one\ntwo\n"}`:               "text: |\n  one\n  two",
		`[12345678901234567890, 1.50, 1e2, 0]`: "- 12345678901234567890\n- 1.50\n- 1e2\n- 0",
		`["true", "null", "1", "~", "no", ""]`: "- \"true\"\n- \"null\"\n- \"1\"\n- \"~\"\n- \"no\"\n- \"\"",
		`{}`:                                   "{}",
		`[]`:                                   "[]",
		`{"a": {}, "b": []}`:                   "a: {}\nb: []",
		`["# no comment", "- no item", "k: v", "<b>"]`: "- '# no comment'\n- '- no item'\n- 'k: v'\n- <b>",
	} {
		p := prepare(Value{JSON: value, Format: YAML})
		require.Equal(t, YAML, p.format, value)
		require.Equal(t, want+"\n", p.text, value)
	}
}

func TestYAMLFallsBack(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]Format{
		`"just words"`:                        Text,
		`"# Parcels\n\n- one\n- two"`:         Markdown,
		`"{\"in\": \"text\"}"`:                YAML,
		`[{"role": "user", "content": "hi"}]`: YAML,
		`12`:                                  JSON,
		`not JSON`:                            Text,
	} {
		require.Equal(t, want, prepare(Value{JSON: value, Format: YAML}).format, value)
	}
}

// FuzzYAML holds that what is shown means the value, whatever is in it.
func FuzzYAML(f *testing.F) {
	for _, seed := range []string{`{"a": ["b", 1.5, null, {"c": "d\ne"}]}`, `["\u0000\u2028\ud800", "\t x", " \n", "a\n\n b\n", "\r\n", "\ufeff", "é\u0085"]`, `{"": {"<<": 1}, "=": "0x1F", "y": "1:30"}`, `["---", "...", "? x", "|", "\n\n", "a: |\n  b"]`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		var want any
		if b := firstByte(value); b != '{' && b != '[' || len(value) > 4000 || json.Unmarshal([]byte(value), &want) != nil {
			t.Skip()
		}
		p := prepare(Value{JSON: value, Format: YAML})
		if p.format != YAML || p.cut() || strings.Count(value, "{")+strings.Count(value, "[") > maxDepth {
			t.Skip()
		}
		var got any
		if err := yaml.Unmarshal([]byte(p.text), &got); err != nil && strings.Contains(err.Error(), "already defined") {
			t.Skip("JSON lets an object name a member twice, and it is shown twice")
		} else {
			require.NoError(t, err, p.text)
		}
		wantJSON, err := json.Marshal(want)
		require.NoError(t, err)
		gotJSON, err := json.Marshal(numbersAsFloats(got))
		require.NoError(t, err)
		require.JSONEq(t, string(wantJSON), string(gotJSON), p.text)
	})
}

// numbersAsFloats reads the numbers of YAML as those of JSON.
func numbersAsFloats(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = numbersAsFloats(v[k])
		}
	case []any:
		for i := range v {
			v[i] = numbersAsFloats(v[i])
		}
	case int:
		return float64(v)
	case int64:
		return float64(v)
	case uint64:
		return float64(v)
	}
	return v
}
