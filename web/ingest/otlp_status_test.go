package ingest

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// rpc reads an answer as exporters do: as the google.rpc.Status that it has to be, in the encoding that it names.
func (a answer) rpc(t *testing.T) (code int32, message string, fields []string) {
	t.Helper()
	var s status.Status
	if a.kind == "application/x-protobuf" {
		require.NoError(t, proto.Unmarshal([]byte(a.body), &s), "%q", a.body)
	} else {
		require.Equal(t, "application/json", a.kind, a.body)
		require.NoError(t, protojson.Unmarshal([]byte(a.body), &s), a.body)
	}
	for _, detail := range s.Details {
		var bad errdetails.BadRequest
		require.NoError(t, detail.UnmarshalTo(&bad))
		for _, v := range bad.FieldViolations {
			require.Equal(t, s.Message, v.Description)
			fields = append(fields, v.Field)
		}
	}
	return s.Code, s.Message, fields
}

func TestExportersHearEveryFailureAsAStatus(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err    error
		status int
		code   int32
		after  string
		fields []string
	}{
		"no key":                   {errNoKey, 401, 16, "", nil},
		"a key for reading":        {errReadOnly, 403, 7, "", nil},
		"a field that is wrong":    {store.Invalid{"name": "A name is text."}, 400, 3, "", []string{"name"}},
		"a body that is too large": {&http.MaxBytesError{Limit: 1 << 20}, 413, 3, "", nil},
		"another kind of body":     {errMediaType, 415, 3, "", nil},
		"too often":                {errBusy{300 * time.Millisecond}, 429, 8, "2", nil},
		"too many at once":         {errFull, 503, 14, "2", nil},
		"the database is away":     {store.ErrUnavailable, 503, 14, "2", nil},
		"what is our fault":        {http.ErrNotMultipart, 503, 14, "2", nil},
		"a body that came slowly":  {errSlow, 503, 14, "2", nil},
		"another method":           {errNotAllowed, 405, 12, "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, path := range []string{"/v1/traces", "/otel/v1/logs", "/api/public/otel/v1/traces", "/v1/metrics"} {
				for kind, answered := range map[string]string{"application/json": "application/json", "application/x-protobuf": "application/x-protobuf",
					"application/json; charset=utf-8": "application/json", "text/plain": "application/json", "": "application/json"} {
					r := httptest.NewRequest(http.MethodPost, path, nil)
					r.Header.Set("Content-Type", kind)
					w := httptest.NewRecorder()
					Fail(w, r, c.err)
					got := answer{w.Code, w.Header().Get("Content-Type"), w.Body.String(), w.Header().Get("Retry-After")}
					require.Equal(t, c.status, got.status)
					require.Equal(t, c.after, got.after)
					require.Equal(t, answered, got.kind)
					code, message, fields := got.rpc(t)
					require.Equal(t, c.code, code)
					require.NotEmpty(t, message)
					require.Equal(t, c.fields, fields)
				}
			}
		})
	}
}

func TestBasicAuthIsForExportersOfLangfuse(t *testing.T) {
	t.Parallel()
	token := func(path, header string) string {
		r := httptest.NewRequest(http.MethodPost, path, nil)
		r.Header.Set("Authorization", header)
		return tokenOf(r)
	}
	r := httptest.NewRequest(http.MethodPost, "/", nil)
	r.SetBasicAuth("pk-lf-anything", "ak-secret")
	basic := r.Header.Get("Authorization")
	require.Equal(t, "ak-secret", token("/api/public/otel/v1/traces", basic))
	require.Equal(t, "ak-secret", token("/api/public/otel/v1/traces", "Bearer ak-secret"))
	for _, path := range []string{"/v1/traces", "/logs3", "/api/public/otelv1", "/v1/project"} {
		require.Empty(t, token(path, basic), path)
	}
	require.Empty(t, token("/api/public/otel/v1/traces", strings.TrimSuffix(basic, "=")[:12]))
}
