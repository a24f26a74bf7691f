package ingest

import (
	"errors"
	"maps"
	"net/http"
	"sync"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"
)

// firstRefused answers the first request with a status and lets the others through. It counts what came, by encoding.
type firstRefused struct {
	mu        sync.Mutex
	refuse    int
	requests  int
	encodings map[string]int
}

func (f *firstRefused) answer(w http.ResponseWriter, r *http.Request) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests++
	f.encodings[r.Header.Get("Content-Encoding")]++
	if f.requests > 1 || f.refuse == 0 {
		return false
	}
	w.Header().Set("Retry-After", "0")
	w.WriteHeader(f.refuse)
	return true
}

// came tells how many requests came, and in which encodings.
func (f *firstRefused) came() (int, map[string]int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.requests, maps.Clone(f.encodings)
}

func TestGoExporter(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		compression otlptracehttp.Compression
		encoding    string
		path        string
		refuse      int
		requests    int
	}{
		"plain, to the path of OTLP": {otlptracehttp.NoCompression, "", "/v1/traces", 0, 1},
		"gzip, to the path of SDKs":  {otlptracehttp.GzipCompression, "gzip", "/otel/v1/traces", 0, 1},
		"again after a 503":          {otlptracehttp.GzipCompression, "gzip", "/v1/traces", 503, 2},
		"again after a 429":          {otlptracehttp.NoCompression, "", "/v1/traces", 429, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newExportDesk(t, c.refuse)
			exporter, err := otlptracehttp.New(t.Context(), otlptracehttp.WithEndpointURL(d.url+c.path), otlptracehttp.WithCompression(c.compression),
				otlptracehttp.WithHeaders(map[string]string{"Authorization": "Bearer " + d.token, "x-bt-parent": "project_name:traced"}),
				otlptracehttp.WithRetry(otlptracehttp.RetryConfig{Enabled: true, InitialInterval: time.Millisecond, MaxInterval: time.Millisecond, MaxElapsedTime: time.Minute}))
			require.NoError(t, err)
			provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter))
			tracer := provider.Tracer("app")
			ctx, root := tracer.Start(t.Context(), "request")
			root.SetAttributes(attribute.String("user.id", "u1"))
			_, kid := tracer.Start(ctx, "chat")
			kid.SetAttributes(attribute.String("gen_ai.operation.name", "chat"), attribute.String("gen_ai.request.model", "m"), attribute.Int("gen_ai.usage.input_tokens", 12),
				attribute.String("gen_ai.input.messages", `[{"role":"user","parts":[{"type":"text","content":"hi"}]}]`))
			kid.RecordError(errors.New("no quota"))
			kid.SetStatus(codes.Error, "the model did not answer")
			kid.End()
			root.End()
			require.NoError(t, provider.Shutdown(t.Context()))

			id := root.SpanContext().TraceID().String()
			spans := d.spans(d.project.ID, id)
			require.Len(t, spans, 2)
			require.True(t, spans["request"].IsRoot)
			require.Equal(t, spans["request"].SpanID, spans["chat"].Parent)
			require.Equal(t, "llm", spans["chat"].Type)
			require.Contains(t, spans["chat"].Error, "the model did not answer")
			require.True(t, spans["chat"].HasDuration)
			require.Contains(t, string(spans["request"].Metadata), `"user_id": "u1"`)
			stored, err := d.db.Trace(t.Context(), d.project.ID, store.TraceKey(id))
			require.NoError(t, err)
			require.Equal(t, int64(12), stored.Tokens)
			requests, encodings := d.gate.came()
			require.Equal(t, c.requests, requests)
			require.Equal(t, map[string]int{c.encoding: c.requests}, encodings)
		})
	}
}

func TestGoExporter_hearsWhatToSet(t *testing.T) {
	t.Parallel()
	d := newExportDesk(t)
	exporter, err := otlptracehttp.New(t.Context(), otlptracehttp.WithEndpointURL(d.url+"/v1/traces"), otlptracehttp.WithHeaders(map[string]string{"Authorization": "Bearer " + d.token}))
	require.NoError(t, err)
	err = exporter.ExportSpans(t.Context(), tracetest.SpanStubs{{Name: "lost", SpanContext: trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{1}})}}.Snapshots())
	require.ErrorContains(t, err, "400")
	require.ErrorContains(t, err, "x-bt-parent")
}
