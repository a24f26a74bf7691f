package export_test

import (
	"encoding/json"
	"strings"
	"testing"

	"assay/store"
	"assay/web/export"

	"github.com/stretchr/testify/require"
)

func TestLinesForOpenAI(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ input, expected, evals, tune string }{
		"text": {`"Where?"`, `"Here."`,
			`{"input":[{"role":"user","content":"Where?"}],"ideal":"Here.","id":"r1"}`,
			`{"messages":[{"role":"user","content":"Where?"},{"role":"assistant","content":"Here."}]}`},
		"a conversation, without members that nobody asked for": {`[{"content":"Be kind.","role":"system","cache":true},{"role":"user","content":[{"type":"text","text":"Hi <b>"}]}]`, `{"role":"assistant","content":"Hello","refusal":null}`,
			`{"input":[{"role":"system","content":"Be kind."},{"role":"user","content":[{"type":"text","text":"Hi <b>"}]}],"ideal":"Hello","id":"r1"}`,
			`{"messages":[{"role":"system","content":"Be kind."},{"role":"user","content":[{"type":"text","text":"Hi <b>"}]},{"role":"assistant","content":"Hello"}]}`},
		"a request with tools": {`{"model":"m","messages":[{"role":"user","content":"Weather?"}],"tools":[{"type":"function"}]}`, `{"role":"assistant","content":null,"tool_calls":[{"id":"1"}]}`,
			`{"input":[{"role":"user","content":"Weather?"}],"ideal":"{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\"}]}","id":"r1"}`,
			`{"messages":[{"role":"user","content":"Weather?"},{"role":"assistant","tool_calls":[{"id":"1"}]}],"tools":[{"type":"function"}]}`},
		"several right answers": {`"2+2"`, `["4","four"]`,
			`{"input":[{"role":"user","content":"2+2"}],"ideal":["4","four"],"id":"r1"}`,
			`{"messages":[{"role":"user","content":"2+2"},{"role":"assistant","content":"[\"4\",\"four\"]"}]}`},
		"values of other shapes": {`{"q": 1.50}`, `{"a": true}`,
			`{"input":[{"role":"user","content":"{\"q\":1.50}"}],"ideal":"{\"a\":true}","id":"r1"}`,
			`{"messages":[{"role":"user","content":"{\"q\":1.50}"},{"role":"assistant","content":"{\"a\":true}"}]}`},
		"what looks like a message and is none": {`[{"role":"wizard","content":"x"}]`, `[]`,
			`{"input":[{"role":"user","content":"[{\"role\":\"wizard\",\"content\":\"x\"}]"}],"ideal":"[]","id":"r1"}`,
			`{"messages":[{"role":"user","content":"[{\"role\":\"wizard\",\"content\":\"x\"}]"},{"role":"assistant","content":"[]"}]}`},
		"nothing expected": {`"Where?"`, ``, ``, ``},
		"expected null":    {`"Where?"`, `null`, ``, ``},
		"nothing asked":    {``, `"Here."`, ``, ``},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for format, want := range map[export.Format]string{export.FormatEvals: c.evals, export.FormatTune: c.tune} {
				r := row(func(r *store.DatasetRow) { r.Input, r.Expected = json.RawMessage(c.input), json.RawMessage(c.expected) })
				require.Equal(t, want, strings.TrimSuffix(written(t, format, r), "\n"), format)
			}
		})
	}
}

func TestRowsThatSayNothingToOpenAIAreCounted(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	w := export.NewOpenAI(&b, true)
	require.NoError(t, w.Write(row(nil)))
	require.NoError(t, w.Write(row(func(r *store.DatasetRow) { r.Expected = nil })))
	require.NoError(t, w.Close())
	require.Equal(t, 1, w.Left())
	require.Equal(t, 1, strings.Count(b.String(), "\n"))
}
