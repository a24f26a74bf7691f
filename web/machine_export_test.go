package web

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// rpc reads an answer as exporters do: as a google.rpc.Status in the encoding that they sent.
func (r result) rpc(t *testing.T, kind string) *status.Status {
	t.Helper()
	require.Equal(t, kind, r.header.Get("Content-Type"), r.body)
	var s status.Status
	if kind == "application/json" {
		require.NoError(t, protojson.Unmarshal([]byte(r.body), &s), r.body)
	} else {
		require.NoError(t, proto.Unmarshal([]byte(r.body), &s), "%q", r.body)
	}
	require.NotEmpty(t, s.Message)
	return &s
}

// gzipBomb is a small body that unpacks to more than any request may have.
func gzipBomb(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	part := make([]byte, 1<<20)
	for range 65 {
		_, err := z.Write(part)
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.String()
}

// TestWhoeverRefusesAnExportSaysSoAsAStatus asks for what the router, the guard, the limits and the handlers refuse.
func TestWhoeverRefusesAnExportSaysSoAsAStatus(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	write, read := a.key(store.WriteAccess, a.project.ID), a.key(store.ReadAccess, a.project.ID)
	busy := a.key(store.WriteAccess, a.project.ID)
	for range 2000 {
		a.call(busy, http.MethodGet, "/ping", nil)
	}
	bomb := gzipBomb(t)
	type ask struct {
		method, path, token, body, encoding string
	}
	for name, c := range map[string]struct {
		ask
		status int
		code   int32
		says   string
		after  string
	}{
		"no key":           {ask{}, 401, 16, "Send an API key", ""},
		"a wrong key":      {ask{token: "ak-wrong"}, 401, 16, "not known", ""},
		"a key to read":    {ask{token: read}, 403, 7, "may only read", ""},
		"too often":        {ask{token: busy}, 429, 8, "too often", "2"},
		"another method":   {ask{token: write, method: http.MethodGet}, 405, 12, "GET", ""},
		"another signal":   {ask{token: write, path: "/v1/metrics"}, 404, 5, "/v1/metrics", ""},
		"too large":        {ask{token: write, body: bomb, encoding: "gzip"}, 413, 3, "after unpacking", ""},
		"packed otherwise": {ask{token: write, body: "x", encoding: "br"}, 415, 3, "gzip", ""},
		"garbage":          {ask{token: write, body: "\xff\xff\xff"}, 400, 3, "The body is no", ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"/v1/traces", "/otel/v1/traces", "/v1/logs", "/otel/v1/logs"} {
				for _, kind := range []string{"application/json", "application/x-protobuf"} {
					if c.path != "" {
						path = c.path
					}
					method := http.MethodPost
					if c.method != "" {
						method = c.method
					}
					r := httptest.NewRequest(method, base+path, strings.NewReader(c.body))
					r.Header.Set("Content-Type", kind)
					r.Header.Set("Content-Encoding", c.encoding)
					if c.token != "" {
						r.Header.Set("Authorization", "Bearer "+c.token)
					}
					answer := a.anonymous().do(r)
					require.Equal(t, c.status, answer.status, answer.body)
					require.Equal(t, c.after, answer.header.Get("Retry-After"))
					s := answer.rpc(t, kind)
					require.Equal(t, c.code, s.Code)
					if c.status != 400 || kind == "application/json" {
						require.Contains(t, s.Message, c.says)
					}
				}
			}
		})
	}
	t.Run("another kind of body", func(t *testing.T) {
		r := httptest.NewRequest(http.MethodPost, base+"/v1/traces", strings.NewReader("x"))
		r.Header.Set("Content-Type", "text/plain")
		r.Header.Set("Authorization", "Bearer "+write)
		answer := a.anonymous().do(r)
		require.Equal(t, http.StatusUnsupportedMediaType, answer.status)
		require.Contains(t, answer.rpc(t, "application/json").Message, "text/plain")
	})
	t.Run("the database is away", func(t *testing.T) {
		b := newApp(t)
		token := b.key(store.WriteAccess, b.project.ID)
		require.NoError(t, b.db.Close())
		for _, kind := range []string{"application/json", "application/x-protobuf"} {
			r := httptest.NewRequest(http.MethodPost, base+"/api/public/otel/v1/traces", strings.NewReader("{}"))
			r.Header.Set("Content-Type", kind)
			r.SetBasicAuth("pk", token)
			answer := b.anonymous().do(r)
			require.Equal(t, http.StatusServiceUnavailable, answer.status, "at once: an exporter comes again by itself")
			require.NotEmpty(t, answer.header.Get("Retry-After"))
			require.Equal(t, int32(14), answer.rpc(t, kind).Code)
		}
	})
}

// TestExportersOfLangfuse sends what the exporters of that SDK send: to a path of their own, with the key as the password of a
// user that means nothing, and without a word about the project.
func TestExportersOfLangfuse(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.WriteAccess, a.project.ID)
	const id = "5b8efff798038103d269b633813fc60c"
	attribute := func(key, value string) string {
		return `{"key":"` + key + `","value":{"stringValue":` + string(quote(value)) + `}}`
	}
	body := `{"resourceSpans":[{"resource":{"attributes":[` + attribute("service.name", "shop") + `]},"scopeSpans":[{"scope":{"name":"langfuse-sdk","version":"5.11.1"},"spans":[
		{"traceId":"` + id + `","spanId":"eee19b7ec3c1b174","name":"answer","kind":1,"startTimeUnixNano":"1714557600250000000","endTimeUnixNano":"1714557601500000000","attributes":[` +
		strings.Join([]string{attribute("langfuse.observation.type", "generation"), attribute("langfuse.observation.input", `{"q":"Where is my parcel?"}`),
			attribute("langfuse.observation.output", "It arrives on Tuesday."), attribute("langfuse.observation.model.name", "small"),
			attribute("langfuse.observation.usage_details", `{"input":11,"output":7}`), attribute("user.id", "ada")}, ",") + `]}]}]}]}`
	send := func(user, password string) result {
		r := httptest.NewRequest(http.MethodPost, base+"/api/public/otel/v1/traces", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Langfuse-Sdk-Name", "javascript")
		r.Header.Set("X-Langfuse-Public-Key", user)
		r.SetBasicAuth(user, password)
		return a.anonymous().do(r)
	}
	refused := send("pk-lf-anything", "sk-lf-of-langfuse")
	require.Equal(t, http.StatusUnauthorized, refused.status)
	require.Contains(t, refused.rpc(t, "application/json").Message, "not known here")
	require.NotContains(t, refused.header.Get("WWW-Authenticate"), "Basic", "a browser would ask for a password")

	for _, user := range []string{"pk-lf-anything", ""} {
		answer := send(user, token)
		require.Equal(t, http.StatusOK, answer.status, answer.body)
		require.Equal(t, "{}", answer.body)
	}
	trace, err := a.db.Trace(t.Context(), a.project.ID, store.TraceKey(id))
	require.NoError(t, err)
	require.Equal(t, 1, trace.Spans)
	require.Equal(t, "answer", trace.Name)
	require.Equal(t, int64(18), trace.Tokens)
	var metadata map[string]any
	require.NoError(t, json.Unmarshal(trace.Metadata, &metadata))
	require.Equal(t, "small", metadata["model"])

	r := httptest.NewRequest(http.MethodPost, base+"/v1/traces", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.SetBasicAuth("pk", token)
	require.Equal(t, http.StatusUnauthorized, a.anonymous().do(r).status, "no other address takes a password")
}
