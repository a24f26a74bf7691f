//go:build shared

package ingest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// recorded is an exchange of a real client.
type recorded struct {
	Request struct {
		Method, Path  string
		Headers       map[string]string
		Authorization string
		Body          json.RawMessage
	}
	Response struct{ Status int }
}

// recordedExports are the OTLP requests of a recording.
func recordedExports(t *testing.T, name string) []recorded {
	t.Helper()
	dir := os.Getenv("ASSAY_SHARED")
	require.NotEmpty(t, dir, "ASSAY_SHARED is the folder that holds wire/fixtures")
	b, err := os.ReadFile(filepath.Join(dir, "wire", "fixtures", name))
	require.NoError(t, err)
	var file struct{ Exchanges []recorded }
	require.NoError(t, json.Unmarshal(b, &file))
	var exports []recorded
	for _, e := range file.Exchanges {
		if strings.HasSuffix(e.Request.Path, "/v1/traces") || strings.HasSuffix(e.Request.Path, "/v1/logs") {
			exports = append(exports, e)
		}
	}
	require.NotEmpty(t, exports)
	return exports
}

// whole takes the marks out that stand where the recording was shortened.
func whole(v any) any {
	switch v := v.(type) {
	case []any:
		kept := []any{}
		for _, item := range v {
			if object, ok := item.(map[string]any); !ok || object["<left out>"] == nil {
				kept = append(kept, whole(item))
			}
		}
		return kept
	case map[string]any:
		for key, item := range v {
			v[key] = whole(item)
		}
	}
	return v
}

// replay sends an exchange as it was recorded, to the project that the recording calls by an id of its own.
func (d *exportDesk) replay(t *testing.T, e recorded) answer {
	t.Helper()
	s := sent{path: e.Request.Path, kind: e.Request.Headers["content-type"], parent: e.Request.Headers["x-bt-parent"]}
	if strings.HasPrefix(s.parent, "project_id:") {
		s.parent = "project_name:traced"
	}
	if e.Request.Authorization != "Bearer <key>" {
		s.token = "ak-other"
	}
	var body any
	require.NoError(t, json.Unmarshal(e.Request.Body, &body))
	object, _ := whole(body).(map[string]any)
	decoded, packedInBytes := object["protobuf_decoded"].(map[string]any)
	switch {
	case packedInBytes && decoded["undecodable_bytes"] != nil:
		s.body = "\xff\xff\xff\xff\xff"
	case packedInBytes:
		b, err := json.Marshal(decoded)
		require.NoError(t, err)
		s.body = inProtobuf(t, string(b))
	case object != nil:
		b, err := json.Marshal(object)
		require.NoError(t, err)
		s.body = string(b)
	}
	if e.Request.Headers["content-encoding"] == "gzip" {
		s.encoding, s.body = "gzip", packed(t, s.body)
	}
	return d.send(s)
}

func TestShared_recordedExportsAreAnsweredAsClientsExpect(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"otlp.json", "otel_js.json", "go.json"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newExportDesk(t)
			for i, e := range recordedExports(t, name) {
				got := d.replay(t, e)
				require.Equal(t, e.Response.Status, got.status, "%d: %s", i, got.body)
			}
			d.checkRecorded(t, name)
		})
	}
}

// checkRecorded looks at what became of some of the recorded spans.
func (d *exportDesk) checkRecorded(t *testing.T, name string) {
	t.Helper()
	switch name {
	case "otlp.json":
		spans := d.spans(d.project.ID, aTrace)
		require.Len(t, spans, 3)
		require.Equal(t, spans["root"].SpanID, spans["kid"].Parent)
		require.Equal(t, "0.25", spans["root"].Scores["tone"].String(), "the log record's verdict")
	case "go.json":
		p, err := d.db.Project(t.Context(), "go-proj")
		require.NoError(t, err)
		spans := d.spans(p.ID, "8696df217c8c32845267f1cc2a540495")
		require.Len(t, spans, 2)
		require.True(t, spans["request"].IsRoot)
		payload, err := d.db.Payload(t.Context(), p.ID, spans["chat"].ID)
		require.NoError(t, err)
		require.JSONEq(t, `[{"content":"hi","role":"user"}]`, payload.Input)
	case "otel_js.json":
		p, err := d.db.Project(t.Context(), "otel-json-mwt78xzs-b7eeac")
		require.NoError(t, err)
		spans := d.spans(p.ID, "0da169ad6b99e87f7cc7a4357eb748d3")
		require.Equal(t, "0.75", spans["chat gpt-test"].Scores["relevance"].String())
		require.Contains(t, string(spans["chat gpt-test"].Metadata), `"model": "gpt-test"`)
		payload, err := d.db.Payload(t.Context(), p.ID, spans["bt"].ID)
		require.NoError(t, err)
		require.Equal(t, store.Payload{Input: `{"q":[1,2]}`, Output: `"text"`, Expected: `{"e":1}`, Logged: `{"e":1}`}, payload)
		payload, err = d.db.Payload(t.Context(), p.ID, spans["flat"].ID)
		require.NoError(t, err)
		require.JSONEq(t, `[{"role":"system","content":"be brief"},{"role":"user","content":"hi"}]`, payload.Input)
		require.Equal(t, "llm", spans["oi"].Type)
	}
}
