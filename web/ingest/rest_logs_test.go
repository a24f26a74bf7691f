package ingest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestInsertRows(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	path := "/v1/project_logs/" + s.project.UID + "/insert"
	out := s.post(path, `{"events":[{"input":"no id"},{"id":"v","input":{"a":1}},{"id":"v","_is_merge":true,"input":{"b":2}}]}`)
	require.Equal(t, 200, out.status, out.text)
	ids := out.json["row_ids"].([]any)
	require.Len(t, ids, 3)
	require.Equal(t, []any{"v", "v"}, ids[1:])
	events := s.events()
	require.Equal(t, map[string]any{"a": 1.0, "b": 2.0}, events["v"]["input"])
	require.Equal(t, "no id", events[ids[0].(string)]["input"])

	again := `{"events":[{"input":"once"}]}`
	first := s.post(path, again, "Idempotency-Key", "i-1")
	require.Equal(t, first.json["row_ids"], s.post(path, again, "Idempotency-Key", "i-1").json["row_ids"], "a replay finds the row it made")
	require.Len(t, s.events(), 3)

	require.Equal(t, "events[1].scores", s.post(path, `{"events":[{},{"scores":[]}]}`).json["field"])
	require.Equal(t, "events", s.post(path, `{}`).json["field"])
	require.Equal(t, 404, s.post("/v1/project_logs/00000000-0000-4000-8000-000000000000/insert", `{"events":[]}`).status)
}

func TestFetchRows(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	path := "/v1/project_logs/" + s.project.UID + "/fetch"
	for i := range 5 {
		s.logs(fmt.Sprintf(`{"id":"l%d","span_id":"l%d","root_span_id":"l%d","created":"2026-05-01T10:00:0%dZ","input":%d}`, i, i, i, i, i),
			fmt.Sprintf(`{"id":"c%d","span_id":"c%d","root_span_id":"l%d","span_parents":["l%d"],"created":"2026-05-01T10:00:0%d.5Z"}`, i, i, i, i, i))
	}
	page := func(out reply) (ids []string, cursor string) {
		require.Equal(t, 200, out.status, out.text)
		for _, e := range out.json["events"].([]any) {
			ids = append(ids, e.(map[string]any)["id"].(string))
		}
		cursor, _ = out.json["cursor"].(string)
		return ids, cursor
	}
	ids, cursor := page(s.post(path, `{"limit":2}`))
	require.Equal(t, []string{"l4", "c4", "l3", "c3"}, ids, "limit counts traces, the newest first")
	ids, cursor = page(s.do(http.MethodGet, s.url+path+"?limit=2&cursor="+cursor, ""))
	require.Equal(t, []string{"l2", "c2", "l1", "c1"}, ids)
	ids, cursor = page(s.post(path, `{"limit":2,"cursor":"`+cursor+`"}`))
	require.Equal(t, []string{"l0", "c0"}, ids)
	require.Empty(t, cursor)
	ids, _ = page(s.post(path, ``))
	require.Len(t, ids, 10)

	for name, body := range map[string]string{"limit": `{"limit":0}`, "cursor": `{"cursor":"Mg"}`, "version": `{"version":"1000198257834590210"}`, "max_xact_id": `{"max_xact_id":"1"}`} {
		out := s.post(path, body)
		require.Equal(t, 400, out.status, name)
		require.Equal(t, name, out.json["field"])
	}
	require.Equal(t, 400, s.do(http.MethodGet, s.url+path+"?limit=x", "").status)
}

func TestFetchRowsEndsAnAnswerThatGrowsTooLarge(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	large := strings.Repeat("x", 9<<20)
	for i := range 3 {
		s.logs(fmt.Sprintf(`{"id":"k%d","span_id":"k%d","root_span_id":"t","span_parents":["gone"],"created":"2026-05-01T10:00:0%dZ","input":%q}`, i, i, i, large))
	}
	path := "/v1/project_logs/" + s.project.UID + "/fetch"
	first := s.post(path, `{}`)
	require.Len(t, first.json["events"], 2)
	second := s.post(path, `{"cursor":"`+first.json["cursor"].(string)+`"}`)
	require.Len(t, second.json["events"], 1, "the cursor leads on in the middle of a trace")
	require.Nil(t, second.json["cursor"])
}
