package otel

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

var received = time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)

// kv are attributes: text, numbers, lists and maps as pdata takes them.
type kv map[string]any

// said is an event of a span.
type said struct {
	name string
	kv   kv
}

// read builds a span with attributes and events, and reads it.
func read(t *testing.T, attributes kv, events []said, change ...func(pcommon.Resource, pcommon.InstrumentationScope, ptrace.Span)) Read {
	t.Helper()
	resource, scope, span := pcommon.NewResource(), pcommon.NewInstrumentationScope(), ptrace.NewSpan()
	span.SetTraceID([16]byte{0x5b, 0x8e, 1})
	span.SetSpanID([8]byte{0xEE, 0xE1, 1})
	span.SetName("call")
	span.SetStartTimestamp(1714557600250000000)
	span.SetEndTimestamp(1714557601500000000)
	require.NoError(t, span.Attributes().FromRaw(attributes))
	for _, e := range events {
		event := span.Events().AppendEmpty()
		event.SetName(e.name)
		require.NoError(t, event.Attributes().FromRaw(e.kv))
	}
	for _, c := range change {
		c(resource, scope, span)
	}
	got, err := ReadSpan(resource, scope, span, received)
	require.NoError(t, err)
	for _, raw := range []json.RawMessage{got.Span.Input, got.Span.Output, got.Span.Expected, got.Span.Metadata, got.Span.Metrics, got.Span.Context, got.Span.Attributes, got.Span.Origin} {
		require.True(t, len(raw) == 0 || json.Valid(raw), "no JSON: %s", raw)
	}
	return got
}

// mapping is one span of one convention and what becomes of it. Empty fields are not checked, metadata and metrics are whole
// but for start, end and keys that are expected to be "*".
type mapping struct {
	attributes              kv
	events                  []said
	input, output, expected string
	kind, name, fault       string
	metadata                string
	metrics                 map[string]float64
	scores                  map[string]string
	tags                    []string
	origin                  string
}

func (m mapping) check(t *testing.T) {
	t.Helper()
	s := read(t, m.attributes, m.events).Span
	for _, f := range []struct {
		field, want string
		got         json.RawMessage
	}{{"input", m.input, s.Input}, {"output", m.output, s.Output}, {"expected", m.expected, s.Expected}, {"origin", m.origin, s.Origin}} {
		if f.want == "" {
			require.Empty(t, string(f.got), f.field)
			continue
		}
		require.JSONEq(t, f.want, string(f.got), f.field)
	}
	require.Equal(t, m.kind, s.Type, "type")
	if m.name != "" {
		require.Equal(t, m.name, s.Name)
	}
	require.Equal(t, m.fault, s.Error, "error")
	if m.metadata == "" {
		m.metadata = "{}"
	}
	metadata := string(s.Metadata)
	if metadata == "" {
		metadata = "{}"
	}
	require.JSONEq(t, m.metadata, metadata, "metadata")
	metrics := map[string]float64{}
	require.NoError(t, json.Unmarshal(s.Metrics, &metrics))
	delete(metrics, "start")
	delete(metrics, "end")
	if m.metrics == nil {
		m.metrics = map[string]float64{}
	}
	require.Equal(t, m.metrics, metrics, "metrics")
	scores := map[string]string{}
	for name, score := range s.Scores {
		scores[name] = score.String()
	}
	if m.scores == nil {
		m.scores = map[string]string{}
	}
	require.Equal(t, m.scores, scores, "scores")
	require.Equal(t, m.tags, s.Tags, "tags")
}

func checkAll(t *testing.T, cases map[string]mapping) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cases[name].check(t)
		})
	}
}

func TestReadSpan_idsTimesAndContext(t *testing.T) {
	t.Parallel()
	got := read(t, nil, []said{{"cache miss", kv{"key": "k"}}}, func(resource pcommon.Resource, scope pcommon.InstrumentationScope, span ptrace.Span) {
		require.NoError(t, resource.Attributes().FromRaw(kv{"service.name": "shop", "service.version": "1.2", "deployment.environment": "prod", "host.name": "h"}))
		scope.SetName("lib")
		scope.SetVersion("3")
		require.NoError(t, scope.Attributes().FromRaw(kv{"schema": "x"}))
		span.SetParentSpanID([8]byte{0xAB})
		span.SetKind(ptrace.SpanKindServer)
		span.SetFlags(0x301)
		span.TraceState().FromRaw("vendor=1")
		span.SetStartTimestamp(1795434338588000000)
		span.SetEndTimestamp(1795434338588331227)
		link := span.Links().AppendEmpty()
		link.SetTraceID([16]byte{1})
		link.SetSpanID([8]byte{2})
		require.NoError(t, link.Attributes().FromRaw(kv{"why": "batch"}))
	}).Span
	require.Equal(t, "5b8e0100000000000000000000000000", got.RootSpanID)
	require.Equal(t, "eee1010000000000", got.SpanID)
	require.Equal(t, "ab00000000000000", got.ParentSpanID)
	require.Equal(t, "5b8e0100000000000000000000000000-eee1010000000000", got.RowID)
	require.True(t, got.HasCreated)
	require.Equal(t, time.Date(2026, 11, 23, 11, 45, 38, 588000000, time.UTC), got.Created)
	require.Equal(t, `{"end":1795434338.5883312,"start":1795434338.588}`, string(got.Metrics))
	require.JSONEq(t, `{"service.name":"shop","service.version":"1.2","environment":"prod"}`, string(got.Metadata))
	require.JSONEq(t, `{
	  "span_origin":{"name":"otel","instrumentation":{"name":"lib","version":"3"}},
	  "resource":{"service.name":"shop","service.version":"1.2","deployment.environment":"prod","host.name":"h"},
	  "scope":{"schema":"x"}, "kind":"server", "trace_state":"vendor=1", "remote_parent":"yes",
	  "links":[{"trace_id":"01000000000000000000000000000000","span_id":"0200000000000000","attributes":{"why":"batch"}}],
	  "events":[{"name":"cache miss","attributes":{"key":"k"}}]}`, string(got.Context))
}

func TestReadSpan_contextOfTheClient(t *testing.T) {
	t.Parallel()
	got := read(t, kv{"braintrust.context_json": `{"span_origin":{"name":"braintrust.sdk.javascript"},"caller_lineno":7,"remote_parent":"yes"}`}, nil).Span
	require.JSONEq(t, `{"span_origin":{"name":"braintrust.sdk.javascript"},"caller_lineno":7}`, string(got.Context))
	require.Empty(t, got.Metadata)
}

func TestReadSpan_oddTimes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		start, end pcommon.Timestamp
		created    time.Time
		has        bool
		metrics    string
	}{
		"none at all":             {0, 0, received, false, ""},
		"still running":           {5e9, 0, time.Unix(5, 0).UTC(), true, `{"start":5}`},
		"it ends before it began": {5e9, 4e9, time.Unix(5, 0).UTC(), true, `{"start":5}`},
		"the end of time":         {1<<64 - 1, 1<<64 - 1, time.Unix(18446744073, 709551615).UTC(), true, `{"end":18446744073.709553,"start":18446744073.709553}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := read(t, nil, nil, func(_ pcommon.Resource, _ pcommon.InstrumentationScope, span ptrace.Span) {
				span.SetStartTimestamp(c.start)
				span.SetEndTimestamp(c.end)
			}).Span
			require.Equal(t, c.created, got.Created)
			require.Equal(t, c.has, got.HasCreated)
			require.Equal(t, c.metrics, string(got.Metrics))
		})
	}
}

func TestReadSpan_remoteParent(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		parent [8]byte
		flags  uint32
		want   string
	}{
		"a root has none":                 {[8]byte{}, 0x300, ""},
		"a parent in the same process":    {[8]byte{1}, 0x101, ""},
		"a parent elsewhere":              {[8]byte{1}, 0x301, "yes"},
		"an exporter that does not tell":  {[8]byte{1}, 0, "maybe"},
		"flags that say nothing about it": {[8]byte{1}, 1, "maybe"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			span := ptrace.NewSpan()
			span.SetParentSpanID(c.parent)
			span.SetFlags(c.flags)
			require.Equal(t, c.want, remoteParent(span))
		})
	}
}

func TestReadSpan_withoutIds(t *testing.T) {
	t.Parallel()
	_, err := ReadSpan(pcommon.NewResource(), pcommon.NewInstrumentationScope(), ptrace.NewSpan(), received)
	require.ErrorIs(t, err, ErrNoID)
}

func TestReadSpan_faults(t *testing.T) {
	t.Parallel()
	thrown := said{"exception", kv{"exception.type": "ValueError", "exception.message": "bad input", "exception.stacktrace": "line 1\nline 2\n"}}
	for name, c := range map[string]struct {
		code    ptrace.StatusCode
		message string
		kv      kv
		events  []said
		want    string
	}{
		"no fault":                                 {},
		"a status and an exception":                {ptrace.StatusCodeError, "it broke", nil, []said{thrown}, "it broke\n\nline 1\nline 2"},
		"the exception names it":                   {ptrace.StatusCodeError, "", nil, []said{thrown}, "ValueError: bad input\n\nline 1\nline 2"},
		"a status alone":                           {ptrace.StatusCodeError, "it broke", nil, nil, "it broke"},
		"a status without words":                   {ptrace.StatusCodeError, "", nil, nil, "The span ended with the status ERROR and no message."},
		"the kind of error is better than nothing": {ptrace.StatusCodeError, "", kv{"error.type": "timeout"}, nil, "timeout"},
		"an exception and no status":               {ptrace.StatusCodeUnset, "", nil, []said{thrown}, "ValueError: bad input\n\nline 1\nline 2"},
		"an exception that was dealt with":         {ptrace.StatusCodeOk, "", nil, []said{thrown}, ""},
		"the last exception counts":                {ptrace.StatusCodeError, "", nil, []said{thrown, {"exception", kv{"exception.message": "second"}}}, "second"},
		"Langfuse's level":                         {ptrace.StatusCodeUnset, "", kv{"langfuse.observation.level": "ERROR", "langfuse.observation.status_message": "no quota"}, nil, "no quota"},
		"characters that Postgres refuses":         {ptrace.StatusCodeError, "a\x00b\xff", nil, nil, "a␀b\uFFFD"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := read(t, c.kv, c.events, func(_ pcommon.Resource, _ pcommon.InstrumentationScope, span ptrace.Span) {
				span.Status().SetCode(c.code)
				span.Status().SetMessage(c.message)
			}).Span
			require.Equal(t, c.want, got.Error)
			if len(c.events) > 0 && c.code == ptrace.StatusCodeOk {
				require.Contains(t, string(got.Context), "bad input", "what is no error stays among the events")
			}
		})
	}
}

func TestReadSpan_keepsWhatWasUnderstoodWhenAsked(t *testing.T) {
	t.Parallel()
	attributes := kv{"gen_ai.request.model": "m", "braintrust.otel.preserve_attributes": true, "braintrust.parent": "project_name:p"}
	got := read(t, attributes, nil)
	require.JSONEq(t, `{"model":"m","gen_ai.request.model":"m","braintrust.otel.preserve_attributes":true,"braintrust.parent":"project_name:p"}`, string(got.Span.Metadata))
	require.Equal(t, "project_name:p", got.Parent)
	delete(attributes, "braintrust.otel.preserve_attributes")
	byResource := read(t, attributes, nil, func(resource pcommon.Resource, _ pcommon.InstrumentationScope, _ ptrace.Span) {
		resource.Attributes().PutStr("braintrust.otel.preserve_attributes", "true")
	})
	require.Contains(t, string(byResource.Span.Metadata), `"gen_ai.request.model":"m"`)
	require.JSONEq(t, `{"model":"m"}`, string(read(t, attributes, nil).Span.Metadata))
}

func TestReadSpan_whatPostgresRefuses(t *testing.T) {
	t.Parallel()
	got := read(t, kv{"a\x00": "b\x00\xff", "braintrust.input": `{"x":"\u0000 \ud800"}`, "braintrust.tags": []any{"t\x00"},
		"deep": strings.Repeat("[", 600) + strings.Repeat("]", 600), "huge": `{"n":1e999999}`, "nan": "NaN"}, nil, func(_ pcommon.Resource, _ pcommon.InstrumentationScope, span ptrace.Span) {
		span.SetName("n\x00")
		span.Attributes().PutEmptyBytes("raw").FromRaw([]byte{1, 2})
		list := span.Attributes().PutEmptySlice("nested")
		for range 1000 {
			list = list.AppendEmpty().SetEmptySlice()
		}
	}).Span
	require.Equal(t, "n␀", got.Name)
	require.JSONEq(t, `{"x":"␀ \ufffd"}`, string(got.Input))
	require.Equal(t, []string{"t␀"}, got.Tags)
	members := membersOf(got.Metadata)
	require.Equal(t, `"b␀`+"\uFFFD"+`"`, string(members["a␀"]))
	require.Equal(t, `"AQI="`, string(members["raw"]))
	require.Equal(t, byte('"'), members["deep"][0], "what is nested too deep stays text")
	require.Equal(t, byte('"'), members["huge"][0])
	require.Less(t, len(members["nested"]), 500)
}

func TestReadSpan_textThatIsJSON(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		key  string
		text string
		want string
	}{
		"an object":                         {"gen_ai.prompt", `{"a":1}`, `{"a":1}`},
		"text in quotes":                    {"gen_ai.prompt", `"hi"`, `"hi"`},
		"a number that somebody said":       {"gen_ai.prompt", `42`, `"42"`},
		"a number that Braintrust wrote":    {"braintrust.input", `42`, `42`},
		"null that Braintrust wrote":        {"braintrust.input_json", `null`, `null`},
		"text that only begins like JSON":   {"braintrust.input", `{not`, `"{not"`},
		"empty text":                        {"braintrust.input", ``, `""`},
		"digits are kept as they were sent": {"braintrust.input", `{"n":1.10}`, `{"n":1.10}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, string(read(t, kv{c.key: c.text}, nil).Span.Input))
		})
	}
}

func TestPrecedence(t *testing.T) {
	t.Parallel()
	attributes := kv{
		"traceloop.entity.input": "traceloop", "traceloop.entity.output": "traceloop",
		"ai.prompt": "vercel", "ai.response.text": "vercel", "ai.usage.promptTokens": 6,
		"input.value": "openinference", "output.value": "openinference", "llm.token_count.prompt": 5, "llm.model_name": "openinference",
		"gen_ai.prompt": "genai attribute", "gen_ai.completion": "genai attribute", "gen_ai.usage.input_tokens": 4, "gen_ai.request.model": "genai",
		"langfuse.observation.input": "langfuse", "langfuse.observation.output": "langfuse", "langfuse.observation.model.name": "langfuse",
		"braintrust.input": "braintrust", "braintrust.output": "braintrust", "braintrust.metadata.model": "braintrust",
	}
	asked := []said{{"gen_ai.user.message", kv{"content": "genai event"}}, {"gen_ai.choice", kv{"message": `{"content":"genai event"}`}}}
	for _, step := range []struct {
		want   string
		remove []string
	}{
		{"braintrust", []string{"braintrust.input", "braintrust.output", "braintrust.metadata.model"}},
		{"langfuse", []string{"langfuse.observation.input", "langfuse.observation.output"}},
		{"genai event", nil},
		{"genai attribute", []string{"gen_ai.prompt", "gen_ai.completion"}},
		{"openinference", []string{"input.value", "output.value"}},
		{"vercel", []string{"ai.prompt", "ai.response.text"}},
		{"traceloop", nil},
	} {
		got := read(t, attributes, asked).Span
		require.Contains(t, string(got.Input), step.want)
		require.Contains(t, string(got.Output), step.want)
		require.Contains(t, string(got.Metrics), `"prompt_tokens":4`)
		require.NotContains(t, string(got.Metadata), "prompt", "what lost leaves the metadata too")
		if step.want == "genai event" {
			asked = nil
		}
		for _, key := range step.remove {
			delete(attributes, key)
		}
	}
}
