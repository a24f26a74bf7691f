package ingest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"assay/web/ingest/otel"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// FuzzOTLP sends any bytes in either encoding: nothing may panic, what cannot be read is a 400 with a Status, and what can be
// read becomes spans and verdicts that Postgres takes. No database is involved.
func FuzzOTLP(f *testing.F) {
	body := spansJSON(spanJSON(aSpan, `,"attributes":[`+attributeJSON("gen_ai.prompt.0.content", "hi")+`,`+attributeJSON("braintrust.scores", `{\"a\":2}`)+
		`],"events":[{"name":"exception","attributes":[`+attributeJSON("exception.message", "no")+`]},{"name":"gen_ai.choice"}],"status":{"code":2}`))
	for _, text := range []string{body, "{}", "{", "null", `{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"a"}]}]}]}]}`,
		logJSON(verdictJSON(aboutSpan(aSpan), "tone", "0.25", ""))} {
		f.Add([]byte(text), false)
	}
	data, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces([]byte(body))
	require.NoError(f, err)
	b, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(data)
	require.NoError(f, err)
	f.Add(b, true)
	f.Add([]byte("\xff\xff"), true)
	now := time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)
	a := &API{Config: Config{MaxBody: 1 << 20, Now: func() time.Time { return now }}}
	f.Fuzz(func(t *testing.T, body []byte, protobuf bool) {
		e := encoding{protobuf: protobuf}
		read := map[string]bool{}
		take := func(_ context.Context, e encoding, body []byte, _ string) (refusals, error) {
			var refused refusals
			spans, err := e.traces(body)
			if err != nil {
				return refused, err
			}
			read["spans"] = true
			checkFuzzed(t, &refused, spans, now)
			return refused, nil
		}
		r := httptest.NewRequest(http.MethodPost, "/v1/traces", strings.NewReader(string(body)))
		r.Header.Set("Content-Type", e.contentType())
		w := httptest.NewRecorder()
		err := a.export(w, r, traceSignal, take)
		if err != nil {
			Fail(w, r, err)
			require.Contains(t, []int{400, 413}, w.Code, err)
			got := answer{status: w.Code, kind: w.Header().Get("Content-Type"), body: w.Body.String()}
			_, message, _ := got.rpc(t)
			require.NotEmpty(t, message)
			return
		}
		require.True(t, read["spans"])
		require.Equal(t, 200, w.Code)
		if recorded, err := e.logs(body); err == nil {
			readVerdicts(t, recorded)
		}
	})
}

func checkFuzzed(t *testing.T, refused *refusals, data ptrace.Traces, now time.Time) {
	t.Helper()
	for _, ofResource := range data.ResourceSpans().All() {
		for _, ofScope := range ofResource.ScopeSpans().All() {
			for _, span := range ofScope.Spans().All() {
				read, err := otel.ReadSpan(ofResource.Resource(), ofScope.Scope(), span, now)
				if err != nil {
					refused.asked++
					refused.add(err)
					continue
				}
				s := read.Span
				require.Len(t, s.RowID, 49)
				for _, raw := range []json.RawMessage{s.Input, s.Output, s.Expected, s.Metadata, s.Metrics, s.Context, s.Origin, s.Attributes} {
					require.True(t, len(raw) == 0 || json.Valid(raw), "no JSON: %s", raw)
					require.NotContains(t, strings.ReplaceAll(string(raw), `\\`, ""), `\u0000`)
				}
				for _, text := range append(s.Tags, s.Name, s.Type, s.Error) {
					require.NotContains(t, text, "\x00")
				}
				for name, score := range s.Scores {
					require.NotEmpty(t, name)
					require.True(t, score.Number == nil || *score.Number >= 0 && *score.Number <= 1)
				}
			}
		}
	}
}

func readVerdicts(t *testing.T, data plog.Logs) {
	t.Helper()
	for _, ofResource := range data.ResourceLogs().All() {
		for _, ofScope := range ofResource.ScopeLogs().All() {
			for _, record := range ofScope.LogRecords().All() {
				if e, is, err := otel.ReadEvaluation(ofScope.Scope(), record); is && err == nil {
					require.NotEmpty(t, e.Name)
					require.NotEmpty(t, e.Author)
					require.True(t, len(e.Metadata) == 0 || json.Valid(e.Metadata))
				}
			}
		}
	}
}
