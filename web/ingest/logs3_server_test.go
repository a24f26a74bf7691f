package ingest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/pgtest"
	"assay/store/postgres"
	"assay/web"
	"assay/web/ingest"

	"github.com/stretchr/testify/require"
)

// logServer is the whole server on a real database and a real port, with the project "wire" and a key that may everything.
type logServer struct {
	t       *testing.T
	db      *postgres.DB
	url     string
	key     string
	project store.Project
	mu      sync.Mutex
	at      time.Time // what the server takes for now
}

func (s *logServer) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at
}

// pass moves the server's clock on.
func (s *logServer) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = s.at.Add(d)
}

func newLogServer(t *testing.T) *logServer {
	t.Helper()
	db, err := postgres.Open(t.Context(), pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	server := httptest.NewUnstartedServer(nil)
	s := &logServer{t: t, db: db, url: "http://" + server.Listener.Addr().String(), at: time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)}
	handler, err := web.New(t.Context(), web.Deps{DB: db, BaseURL: s.url, Now: s.now, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	require.NoError(t, err)
	server.Config.Handler = handler
	server.Start()
	t.Cleanup(server.Close)
	s.project, _, err = db.StartProject(t.Context(), "wire")
	require.NoError(t, err)
	s.key = s.newKey(store.Key{Name: "sdk", Access: store.WriteAccess})
	return s
}

// newKey makes a key and returns its token.
func (s *logServer) newKey(k store.Key) string {
	s.t.Helper()
	token, shown, hash := ingest.NewToken()
	k.Prefix, k.Created = shown, s.now()
	_, err := s.db.CreateKey(s.t.Context(), k, hash, 0)
	require.NoError(s.t, err)
	return token
}

// reply is an answer of the server.
type reply struct {
	status int
	header http.Header
	text   string
	json   map[string]any // nil when the answer is no object
}

func (s *logServer) do(method, url, body string, header ...string) reply {
	s.t.Helper()
	r, err := http.NewRequestWithContext(s.t.Context(), method, url, bytes.NewReader([]byte(body)))
	require.NoError(s.t, err)
	r.Header.Set("Authorization", "Bearer "+s.key)
	r.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
		if header[i+1] == "" {
			r.Header.Del(header[i])
		}
	}
	answer, err := http.DefaultClient.Do(r)
	require.NoError(s.t, err)
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	require.NoError(s.t, err)
	out := reply{status: answer.StatusCode, header: answer.Header, text: string(text)}
	_ = json.Unmarshal(text, &out.json) // not every answer is an object
	return out
}

func (s *logServer) post(path, body string, header ...string) reply {
	s.t.Helper()
	return s.do(http.MethodPost, s.url+path, body, header...)
}

// logs sends rows to /logs3 for the project "wire", which must take them.
func (s *logServer) logs(rows ...string) reply {
	s.t.Helper()
	out := s.post("/logs3", s.body(rows...))
	require.Equal(s.t, http.StatusOK, out.status, out.text)
	return out
}

// body is a request of /logs3 whose rows belong to the project "wire".
func (s *logServer) body(rows ...string) string {
	s.t.Helper()
	list := []map[string]json.RawMessage{}
	for _, row := range rows {
		var members map[string]json.RawMessage
		require.NoError(s.t, json.Unmarshal([]byte(row), &members), row)
		members["project_id"], members["log_id"] = json.RawMessage(`"`+s.project.UID+`"`), json.RawMessage(`"g"`)
		list = append(list, members)
	}
	b, err := json.Marshal(map[string]any{"rows": list, "api_version": 2})
	require.NoError(s.t, err)
	return string(b)
}

// events reads all rows back by REST, by their id.
func (s *logServer) events() map[string]map[string]any {
	s.t.Helper()
	out := s.post("/v1/project_logs/"+s.project.UID+"/fetch", `{"limit":100}`)
	require.Equal(s.t, http.StatusOK, out.status, out.text)
	all := map[string]map[string]any{}
	for _, e := range out.json["events"].([]any) {
		event := e.(map[string]any)
		all[event["id"].(string)] = event
	}
	return all
}

func (s *logServer) trace(root string) store.Trace {
	s.t.Helper()
	t, err := s.db.Trace(s.t.Context(), s.project.ID, store.TraceKey(root))
	require.NoError(s.t, err)
	return t
}

// find lists the root span ids of the traces that a filter matches, from new to old.
func (s *logServer) find(text string) []string {
	s.t.Helper()
	expr, _, err := filter.Read(text, filter.Options{Now: s.now()})
	require.NoError(s.t, err)
	traces, _, err := s.db.Traces(s.t.Context(), postgres.Query{Project: s.project.ID, Filter: expr, Options: filter.Options{Now: s.now()}}, store.Cursor{}, 100)
	require.NoError(s.t, err)
	roots := make([]string, len(traces))
	for i := range traces {
		roots[i] = traces[i].RootSpanID
	}
	return roots
}
