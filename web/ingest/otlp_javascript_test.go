package ingest

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// otelFolder has the exporters, in the versions that package-lock.json names.
const otelFolder = "testdata/otel-js"

// otelInstalled installs them, once a run and only when they are not there as the lock file says.
var otelInstalled = sync.OnceValues(func() (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	check := exec.CommandContext(ctx, "npm", "ls", "--silent")
	check.Dir = otelFolder
	if check.Run() == nil {
		return "", nil
	}
	install := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	install.Dir = otelFolder
	out, err := install.CombinedOutput()
	return string(out), err
})

// exportFromJS runs an exporter against the server and returns the id of the trace that it sent.
func (d *exportDesk) exportFromJS(exporter, path, compression string) string {
	d.t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			d.t.Fatalf("%s is not there: install the packages nodejs and npm", program)
		}
	}
	out, err := otelInstalled()
	require.NoError(d.t, err, "npm ci in %s:\n%s", otelFolder, out)
	ctx, cancel := context.WithTimeout(d.t.Context(), 2*time.Minute)
	defer cancel()
	node := exec.CommandContext(ctx, "node", "export.mjs")
	node.Dir = otelFolder
	node.Env = append(node.Environ(), "EXPORTER="+exporter, "OTLP_URL="+d.url+path, "API_KEY="+d.token, "PARENT=project_name:traced", "COMPRESSION="+compression)
	var printed, complained bytes.Buffer
	node.Stdout, node.Stderr = &printed, &complained
	require.NoError(d.t, node.Run(), "%s\n%s", printed.String(), complained.String())
	return strings.TrimSpace(printed.String())
}

func TestJavaScriptExporters(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		exporter, path, compression string
		refuse, requests            int
	}{
		"JSON":                        {"json", "/v1/traces", "none", 0, 1},
		"JSON, packed":                {"json", "/otel/v1/traces", "gzip", 0, 1},
		"protobuf":                    {"protobuf", "/otel/v1/traces", "none", 0, 1},
		"protobuf, packed, after 503": {"protobuf", "/v1/traces", "gzip", 503, 2},
		"the one of Braintrust":       {"braintrust", "/otel/v1/traces", "none", 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newExportDesk(t, c.refuse)
			id := d.exportFromJS(c.exporter, c.path, c.compression)
			requests, encodings := d.gate.came()
			require.Equal(t, c.requests, requests)
			if c.compression == "gzip" {
				require.Equal(t, map[string]int{"gzip": c.requests}, encodings)
			}
			spans := d.spans(d.project.ID, id)
			require.Len(t, spans, 2)
			require.True(t, spans["request"].IsRoot)
			chat := spans["chat"]
			require.Equal(t, spans["request"].SpanID, chat.Parent)
			require.Equal(t, "llm", chat.Type)
			require.Equal(t, int64(17), chat.Tokens)
			require.Equal(t, "0.75", chat.Scores["tone"].String())
			require.True(t, strings.HasPrefix(chat.Error, "the model did not answer\n\n"), chat.Error)
			require.JSONEq(t, `{"model":"m","finish_reasons":["stop"],"service.name":"unknown_service:node"}`, string(chat.Metadata))
			payload, err := d.db.Payload(t.Context(), d.project.ID, chat.ID)
			require.NoError(t, err)
			require.Equal(t, `[{"role":"user","parts":[{"type":"text","content":"Grüezi 👋"}]}]`, payload.Input)
			stored, err := d.db.Trace(t.Context(), d.project.ID, store.TraceKey(id))
			require.NoError(t, err)
			require.Equal(t, "hi", stored.Input)
		})
	}
}
