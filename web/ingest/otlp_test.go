package ingest

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/pgtest"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// exportDesk is the OTLP endpoints on a real database, with one project and a key that may write everywhere.
type exportDesk struct {
	t       testing.TB
	db      *postgres.DB
	api     *API
	project store.Project
	token   string
	url     string
	gate    *firstRefused // stands before the server
}

// newExportDesk starts the endpoints; the first request is answered with refuse when that is not 0.
func newExportDesk(t testing.TB, refuse ...int) *exportDesk {
	t.Helper()
	db, err := postgres.Open(t.Context(), pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	now := func() time.Time { return time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC) }
	d := &exportDesk{t: t, db: db, gate: &firstRefused{refuse: append(refuse, 0)[0], encodings: map[string]int{}}}
	d.api, err = New(t.Context(), Config{DB: db, Now: now, BaseURL: "http://assay.test", Log: slog.New(slog.DiscardHandler), MaxBody: 1 << 20})
	require.NoError(t, err)
	d.project, _, err = db.CreateProject(t.Context(), "traced")
	require.NoError(t, err)
	d.token = d.key()
	server := httptest.NewServer(http.HandlerFunc(d.serve))
	t.Cleanup(server.Close)
	d.url = server.URL
	return d
}

// serve does what package web does for these routes.
func (d *exportDesk) serve(w http.ResponseWriter, r *http.Request) {
	if d.gate.answer(w, r) {
		return
	}
	key, err := d.api.Authenticate(r, store.WriteAccess)
	if err == nil {
		r = r.WithContext(WithKey(r.Context(), key))
		if strings.HasSuffix(r.URL.Path, "/logs") {
			err = d.api.ExportLogs(w, r)
		} else {
			err = d.api.ExportTraces(w, r)
		}
	}
	if err != nil {
		Fail(w, r, err)
	}
}

// key makes a key for the given projects, or for all.
func (d *exportDesk) key(projects ...store.ProjectID) string {
	d.t.Helper()
	token, shown, hash := NewToken()
	_, err := d.db.CreateKey(d.t.Context(), store.Key{Name: "k", Prefix: shown, Access: store.WriteAccess, Scoped: len(projects) > 0, Projects: projects}, hash, 0)
	require.NoError(d.t, err)
	return token
}

// sent is a request and what a test changes about it.
type sent struct {
	path, kind, body, parent, encoding, token string
}

// answer is what came back.
type answer struct {
	status int
	kind   string
	body   string
	after  string
}

func (d *exportDesk) send(s sent) answer {
	d.t.Helper()
	if s.path == "" {
		s.path = "/otel/v1/traces"
	}
	if s.kind == "" {
		s.kind = "application/json"
	}
	if s.token == "" {
		s.token = d.token
	}
	r, err := http.NewRequestWithContext(d.t.Context(), http.MethodPost, d.url+s.path, strings.NewReader(s.body))
	require.NoError(d.t, err)
	r.Header.Set("Content-Type", s.kind)
	r.Header.Set("Authorization", "Bearer "+s.token)
	r.Header.Set("X-Bt-Parent", s.parent)
	r.Header.Set("Content-Encoding", s.encoding)
	res, err := http.DefaultClient.Do(r)
	require.NoError(d.t, err)
	defer func() { _ = res.Body.Close() }()
	b, err := io.ReadAll(res.Body)
	require.NoError(d.t, err)
	return answer{res.StatusCode, res.Header.Get("Content-Type"), string(b), res.Header.Get("Retry-After")}
}

// spans are those of a trace, by name.
func (d *exportDesk) spans(project store.ProjectID, trace string) map[string]store.SpanNode {
	d.t.Helper()
	list, err := d.db.Spans(d.t.Context(), project, store.TraceKey(trace))
	require.NoError(d.t, err)
	byName := make(map[string]store.SpanNode, len(list))
	for _, s := range list {
		byName[s.Name] = s
	}
	return byName
}

const (
	aTrace = "5b8efff798038103d269b633813fc60c"
	aSpan  = "eee19b7ec3c1b174"
)

// spansJSON is a request with the given spans, each an object without its braces.
func spansJSON(spans ...string) string {
	return `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"svc"}}]},"scopeSpans":[{"scope":{"name":"t"},"spans":[{` +
		strings.Join(spans, "},{") + `}]}]}]}`
}

func spanJSON(id, more string) string {
	return `"traceId":"` + aTrace + `","spanId":"` + id + `","name":"` + id + `","kind":1,"startTimeUnixNano":"1714557600250000000","endTimeUnixNano":1714557601500000000` + more
}

func attributeJSON(key, value string) string {
	return `{"key":"` + key + `","value":{"stringValue":"` + value + `"}}`
}

func inProtobuf(t *testing.T, body string) string {
	t.Helper()
	data, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces([]byte(body))
	require.NoError(t, err)
	b, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(data)
	require.NoError(t, err)
	return string(b)
}

func TestExportTraces_writesInEitherEncoding(t *testing.T) {
	t.Parallel()
	d := newExportDesk(t)
	parent := "project_id:" + d.project.UID
	root := spansJSON(spanJSON(aSpan, `,"attributes":[`+attributeJSON("input.value", "a")+`]`))
	upper := strings.ReplaceAll(root, aTrace, strings.ToUpper(aTrace))
	kid := spansJSON(spanJSON("eee19b7ec3c1b175", `,"parentSpanId":"`+aSpan+`","unknownField":{"x":1}`))
	require.Equal(t, answer{200, "application/json", "{}", ""}, d.send(sent{body: kid, parent: parent}), "children may come first")
	require.Equal(t, answer{200, "application/x-protobuf", "", ""}, d.send(sent{body: packed(t, inProtobuf(t, root)), kind: "application/x-protobuf", encoding: "gzip", parent: parent, path: "/v1/traces"}))
	require.Equal(t, answer{200, "application/json", "{}", ""}, d.send(sent{body: packed(t, upper), encoding: "gzip", parent: parent, kind: "application/json; charset=utf-8"}), "sent again")
	require.Equal(t, answer{200, "application/json", "{}", ""}, d.send(sent{body: "{}"}), "an empty request needs no destination")
	require.Equal(t, answer{200, "application/x-protobuf", "", ""}, d.send(sent{kind: "application/x-protobuf"}))
	spans := d.spans(d.project.ID, aTrace)
	require.Len(t, spans, 2)
	require.Equal(t, aSpan, spans["eee19b7ec3c1b175"].Parent)
	require.Equal(t, 1250*time.Millisecond, spans[aSpan].Duration)
	trace, err := d.db.Trace(t.Context(), d.project.ID, store.TraceKey(aTrace))
	require.NoError(t, err)
	require.Equal(t, aSpan, trace.Name)
	require.Equal(t, "a", trace.Input)
}

func TestExportTraces_destinations(t *testing.T) {
	t.Parallel()
	d := newExportDesk(t)
	other, _, err := d.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	onlyTraced := d.key(d.project.ID)
	both := d.key(d.project.ID, other.ID)
	span := spansJSON(spanJSON(aSpan, ""))
	for name, c := range map[string]struct {
		parent, token string
		status        int
		says          string
	}{
		"by name":                             {"project_name:traced", "", 200, "{}"},
		"by id":                               {"project_id:" + d.project.UID, "", 200, "{}"},
		"escaped, as environments do":         {"project_name%3Atraced", "", 200, "{}"},
		"a name that is new":                  {"project_name:born", "", 200, "{}"},
		"the only project of the key":         {"", onlyTraced, 200, "{}"},
		"nothing said":                        {"", "", 400, "x-bt-parent"},
		"nothing said and two to choose from": {"", both, 400, "x-bt-parent"},
		"a key that may not make projects":    {"project_name:unborn", onlyTraced, 403, "unborn"},
		"a key for another project":           {"project_name:other", onlyTraced, 403, "other"},
		"an id that is none":                  {"project_id:traced", "", 400, "no UUID"},
		"an id that nobody has":               {"project_id:11111111-1111-4111-8111-111111111111", "", 404, "no project"},
		"an experiment":                       {"experiment_id:11111111-1111-4111-8111-111111111111", "", 200, `"rejectedSpans":"1"`},
		"no form that we know":                {"dataset:x", "", 400, "none that can be read"},
		"no slug either":                      {"AAAA", "", 400, "none that can be read"},
		"a name of no letters":                {"project_name:", "", 400, "1 to 100"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := d.send(sent{body: span, parent: c.parent, token: c.token})
			require.Equal(t, c.status, got.status, got.body)
			require.Contains(t, got.body, c.says)
		})
	}
}

func TestExportTraces_spansOfOneRequestGoWhereEachSays(t *testing.T) {
	t.Parallel()
	d := newExportDesk(t)
	to := func(id, parent string) string {
		return spanJSON(id, `,"attributes":[`+attributeJSON("braintrust.parent", parent)+`]`)
	}
	got := d.send(sent{parent: "project_name:traced", body: spansJSON(to("00000000000000a1", "project_name:one"), to("00000000000000a2", "project_name:two"),
		spanJSON("00000000000000a3", ""), to("00000000000000a4", "experiment_id:e"), `"traceId":"`+aTrace+`","spanId":"0000000000000000"`)})
	require.Equal(t, 200, got.status)
	require.JSONEq(t, `{"partialSuccess":{"rejectedSpans":"2","errorMessage":"experiments are not kept here yet: send the spans to a project with project_name:NAME; `+
		`a span has no trace id or no span id, or one that is all zeros"}}`, got.body)
	for project, span := range map[string]string{"one": "00000000000000a1", "two": "00000000000000a2", "traced": "00000000000000a3"} {
		p, err := d.db.Project(t.Context(), project)
		require.NoError(t, err)
		spans := d.spans(p.ID, aTrace)
		require.Len(t, spans, 1, project)
		require.Contains(t, spans, span)
	}
	inBytes := d.send(sent{kind: "application/x-protobuf", parent: "experiment_id:e", body: inProtobuf(t, spansJSON(spanJSON(aSpan, "")))})
	require.Equal(t, 200, inBytes.status)
	why := errExperiment.Error()
	require.Equal(t, string([]byte{0x0a, byte(len(why) + 4), 0x08, 1, 0x12, byte(len(why))})+why, inBytes.body)
}

func TestExportTraces_refusals(t *testing.T) {
	t.Parallel()
	d := newExportDesk(t)
	deep := strings.Repeat(`{"arrayValue":{"values":[`, 6000) + strings.Repeat(`]}}`, 6000)
	for name, c := range map[string]struct {
		sent
		status int
		says   string
	}{
		"no JSON":                   {sent{body: "{"}, 400, "unexpected end"},
		"JSON, but a list":          {sent{body: "[]"}, 400, "no JSON object"},
		"JSON that goes on":         {sent{body: "{} x"}, 400, "no JSON"},
		"nothing":                   {sent{body: ""}, 400, "no JSON object"},
		"JSON, but other":           {sent{body: `{"resourceSpans":7}`}, 400, "no OTLP traces"},
		"an id that is no hex":      {sent{body: `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"zz"}]}]}]}`}, 400, "length mismatch"},
		"no protobuf":               {sent{kind: "application/x-protobuf", body: "\xff\xff"}, 400, "no OTLP traces"},
		"another type":              {sent{kind: "text/plain", body: "x"}, 415, "text/plain"},
		"no gzip":                   {sent{encoding: "gzip", body: "{}"}, 400, "cannot be read"},
		"too large after unpacking": {sent{encoding: "gzip", body: packed(t, strings.Repeat(" ", 2<<20))}, 413, "1 MiB"},
		"nested beyond measure":     {sent{body: spansJSON(spanJSON(aSpan, `,"attributes":[{"key":"a","value":`+deep+`}]`))}, 400, "exceeded max depth"},
		"another key":               {sent{token: "ak-unknown", body: "{}"}, 401, "not known"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := d.send(c.sent)
			require.Equal(t, c.status, got.status, got.body)
			require.Contains(t, got.body, c.says)
			require.Empty(t, got.after, "no exporter shall try that again")
			code, message, _ := got.rpc(t)
			require.Contains(t, message, c.says)
			require.Equal(t, map[int]int32{400: 3, 401: 16, 413: 3, 415: 3}[c.status], code)
		})
	}
}

func TestExportTraces_nestedProtobuf(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		levels int
		deep   bool
	}{"what somebody may mean": {100, false}, "what nobody means": {250, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inTraces, inLogs := ptrace.NewTraces(), plog.NewLogs()
			list := inTraces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty().Attributes().PutEmptySlice("a")
			tree := inLogs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty().Body().SetEmptyMap()
			for range c.levels {
				list, tree = list.AppendEmpty().SetEmptySlice(), tree.PutEmptyMap("k")
			}
			b, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(inTraces)
			require.NoError(t, err)
			_, err = encoding{protobuf: true}.traces(b)
			require.Equal(t, c.deep, err != nil && ProblemOf(err).Status == 400, "%v", err)
			b, err = (&plog.ProtoMarshaler{}).MarshalLogs(inLogs)
			require.NoError(t, err)
			_, err = encoding{protobuf: true}.logs(b)
			require.Equal(t, c.deep, err != nil, "%v", err)
		})
	}
}

func TestExportTraces_asksToComeAgain(t *testing.T) {
	t.Parallel()
	d := newExportDesk(t)
	span := sent{body: spansJSON(spanJSON(aSpan, "")), parent: "project_name:traced"}
	d.api.budget.wait = time.Millisecond
	require.True(t, d.api.budget.room.TryAcquire(d.api.MaxInFlight))
	busy := d.send(span)
	require.Equal(t, 503, busy.status)
	require.Equal(t, "2", busy.after)
	require.Contains(t, busy.body, `{"code":14,`)
	d.api.budget.room.Release(d.api.MaxInFlight)
	require.Equal(t, 200, d.send(span).status)

	key, err := d.api.Authenticate(&http.Request{Header: http.Header{"Authorization": {"Bearer " + d.token}}, URL: &url.URL{Path: "/"}}, store.WriteAccess)
	require.NoError(t, err)
	require.NoError(t, d.db.Close())
	for _, kind := range []string{"application/json", "application/x-protobuf"} {
		body := span.body
		if kind != "application/json" {
			body = inProtobuf(t, body)
		}
		r := httptest.NewRequestWithContext(WithKey(t.Context(), key), http.MethodPost, "/v1/traces", bytes.NewReader([]byte(body)))
		r.Header.Set("Content-Type", kind)
		r.Header.Set("X-Bt-Parent", span.parent)
		w := httptest.NewRecorder()
		err := d.api.ExportTraces(w, r)
		require.Error(t, err)
		Fail(w, r, err)
		require.Equal(t, 503, w.Code, "what cannot be stored is sent again, never dropped")
		require.NotEmpty(t, w.Header().Get("Retry-After"))
	}
}
