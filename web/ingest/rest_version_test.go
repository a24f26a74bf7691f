package ingest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// as reads the rows as of a version, by their id.
func (s *logServer) as(version string) map[string]map[string]any {
	s.t.Helper()
	out := s.post("/v1/project_logs/"+s.project.UID+"/fetch", `{"version":"`+version+`","limit":1000}`)
	require.Equal(s.t, 200, out.status, out.text)
	rows := map[string]map[string]any{}
	for _, e := range out.json["events"].([]any) {
		rows[e.(map[string]any)["id"].(string)] = e.(map[string]any)
	}
	return rows
}

// version is the one that stands now.
func (s *logServer) version() string {
	s.t.Helper()
	return s.do("GET", s.url+"/xact-id", "").text
}

// feedback sends entries of feedback by REST.
func (s *logServer) feedback(entries ...string) {
	s.t.Helper()
	out := s.post("/v1/project_logs/"+s.project.UID+"/feedback", `{"feedback":[`+strings.Join(entries, ",")+`]}`)
	require.Equal(s.t, 200, out.status, out.text)
}

func TestLogsAsOfAVersion(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	s.logs(`{"id":"a","input":1,"scores":{"own":0.5},"tags":["x"]}`, `{"id":"b","input":2}`)
	written := s.events()["a"]["_xact_id"].(string)
	s.feedback(`{"id":"a","scores":{"helpful":1},"comment":"first","metadata":{"user":"ada"}}`)
	voted := s.version()
	s.feedback(`{"id":"a","scores":{"helpful":0},"comment":"second","expected":"E","metadata":{"user":"ada"}}`)
	correction, err := s.db.Corrections(t.Context(), s.project.ID, store.TraceKey("a"))
	require.NoError(t, err)
	decide := func(verdict store.CorrectionState) string {
		e := store.Event{ID: store.NewEventID(), TraceID: store.TraceKey("a"), SpanID: store.SpanKey("a"), Kind: store.DecisionEvent, Source: store.Review,
			Author: "eve", Name: string(verdict), Body: string(correction[0].ID), Submission: store.NewEventID(), At: s.now()}
		_, err := s.db.Append(t.Context(), s.project.ID, []store.Event{e}, s.now())
		require.NoError(t, err)
		return s.version()
	}
	approved := decide(store.Approved)
	rejected := decide(store.Rejected)
	s.logs(`{"id":"c","input":3}`)

	require.ElementsMatch(t, []string{"a", "b"}, slices.Collect(maps.Keys(s.as(written))))
	tests := []struct {
		name, version string
		scores        map[string]any
		expected      any
		comments      []string
	}{
		{"when it was written", written, map[string]any{"own": 0.5}, nil, nil},
		{"after the first vote", voted, map[string]any{"own": 0.5, "helpful": 1.0}, nil, []string{"first"}},
		{"after the correction was approved", approved, map[string]any{"own": 0.5, "helpful": 0.0}, "E", []string{"first", "second"}},
		{"after it was rejected", rejected, map[string]any{"own": 0.5, "helpful": 0.0}, nil, []string{"first", "second"}},
	}
	for _, test := range tests {
		row := s.as(test.version)["a"]
		require.Equal(t, test.scores, row["scores"], test.name)
		require.Equal(t, test.expected, row["expected"], test.name)
		var comments []string
		said, _ := row["comments"].([]any)
		for _, c := range said {
			comments = append(comments, c.(map[string]any)["comment"].(map[string]any)["text"].(string))
		}
		require.Equal(t, test.comments, comments, test.name)
		for _, e := range row["audit_data"].([]any) {
			require.LessOrEqual(t, e.(map[string]any)["_xact_id"], test.version, test.name)
		}
	}
	now := s.as(s.version())
	require.Equal(t, s.events(), now, "the newest version is what stands")
	require.Contains(t, now, "c")
}

func TestLogsAsOfAVersionThatCannotBeTold(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	path := "/v1/project_logs/" + s.project.UID + "/fetch"
	refused := func(version, says string) string {
		out := s.post(path, `{"version":"`+version+`"}`)
		require.Equal(t, 400, out.status, out.text)
		require.Equal(t, "version", out.json["field"])
		require.Contains(t, out.json["error"], says)
		return out.json["error"].(string)
	}
	s.logs(`{"id":"a","input":1}`, `{"id":"b","input":2}`)
	first := s.version()
	s.logs(`{"id":"new","input":3}`)
	require.Len(t, s.as(first), 2, "what came later was not there")
	s.logs(`{"id":"a","_is_merge":true,"output":"now"}`)
	changed := s.version()
	says := refused(first, `The row "a" was written again`)
	require.Contains(t, says, s.events()["a"]["_xact_id"], "which version can be read")
	require.Len(t, s.as(changed), 3)

	s.logs(`{"id":"b","_object_delete":true}`)
	says = refused(changed, "deleted after this version")
	require.Contains(t, says, s.version())
	require.Len(t, s.as(s.version()), 2)

	s.logs(`{"id":"m","span_id":"m","root_span_id":"t1"}`, `{"id":"n","span_id":"n","root_span_id":"t1","span_parents":["m"]}`)
	before := s.version()
	s.logs(`{"id":"n","span_id":"n","root_span_id":"t2"}`)
	refused(before, "deleted after this version")

	refused("7", "There is no version 7")
	refused("1000198257834590210", "There is no version")
	refused("x", "19 digits")
}

func TestPagesOfLogsKeepTheirVersion(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	path := "/v1/project_logs/" + s.project.UID + "/fetch"
	for i := range 4 {
		s.logs(fmt.Sprintf(`{"id":"r%d","created":"2026-05-01T10:00:0%dZ","input":%d}`, i, i, i))
	}
	version := s.version()
	first := s.do("GET", s.url+path+"?limit=3&version="+version, "")
	require.Len(t, first.json["events"], 3)
	s.logs(`{"id":"late","created":"2026-05-01T09:00:00Z","input":9}`)
	cursor := first.json["cursor"].(string)
	second := s.do("GET", s.url+path+"?limit=3&cursor="+cursor, "")
	require.Len(t, second.json["events"], 1, "the cursor knows its version")
	require.Nil(t, second.json["cursor"])
	other := s.post(path, `{"cursor":"`+cursor+`","version":"`+s.version()+`"}`)
	require.Equal(t, "cursor", other.json["field"], other.text)
}

func TestAuditData(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	s.logs(`{"id":"a","input":1,"scores":{"own":0.5}}`)
	s.logs(`{"id":"a","_is_merge":true,"output":2}`)
	s.feedback(`{"id":"a","scores":{"helpful":0.25,"tone":"bad"},"comment":"hm","source":"app","metadata":{"user_id":"rev-1","why":"x"}}`)
	s.pass(48 * time.Hour)
	s.feedback(`{"id":"a","scores":{"helpful":null},"expected":{"e":1},"source":"app","metadata":{"user_id":"rev-1"}}`)
	row := s.events()["a"]
	var got []string
	for _, e := range row["audit_data"].([]any) {
		e := e.(map[string]any)
		require.Regexp(t, `^\d{19}$`, e["_xact_id"])
		b, err := json.Marshal([]any{e["source"], e["audit_data"], e["metadata"]})
		require.NoError(t, err)
		got = append(got, string(b))
	}
	require.Equal(t, []string{
		`["api",{"action":"upsert"},null]`,
		`["api",{"action":"merge"},null]`,
		`["app",{"action":"merge","from":null,"path":["scores","helpful"],"to":0.25},{"user_id":"rev-1","why":"x"}]`,
		`["app",{"action":"merge","from":null,"path":["scores","tone"],"to":"bad"},{"user_id":"rev-1","why":"x"}]`,
		`["app",{"action":"merge","from":0.25,"path":["scores","helpful"],"to":null},{"user_id":"rev-1"}]`,
		`["app",{"action":"propose","path":["expected"],"to":{"e":1}},{"user_id":"rev-1"}]`,
	}, got)
	comment := row["comments"].([]any)[0].(map[string]any)
	require.Equal(t, "app", comment["source"], "the client's own word")
	require.Equal(t, map[string]any{"user": "rev-1"}, comment["metadata"])

	s.logs(`{"id":"fresh","input":1}`)
	require.Len(t, s.events()["fresh"]["audit_data"], 1)
	s.feedback(`{"id":"fresh","expected":"` + strings.Repeat("x", 100_000) + `"}`)
	require.Equal(t, map[string]any{"action": "propose", "path": []any{"expected"}}, s.events()["fresh"]["audit_data"].([]any)[1].(map[string]any)["audit_data"],
		"a very large value is told without itself")
}

func TestClassificationsAreKept(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	s.logs(`{"id":"a","classifications":{"topic":[{"id":"t1","label":"Billing","metadata":{"p":0.9}}]}}`)
	s.logs(`{"id":"a","_is_merge":true,"classifications":{"mood":[{"id":"m1","label":"calm"}]}}`)
	require.Equal(t, map[string]any{"topic": []any{map[string]any{"id": "t1", "label": "Billing", "metadata": map[string]any{"p": 0.9}}},
		"mood": []any{map[string]any{"id": "m1", "label": "calm"}}}, s.events()["a"]["classifications"])
	s.logs(`{"id":"a","input":1}`)
	require.Nil(t, s.events()["a"]["classifications"], "a replacement has none")
	require.Equal(t, "rows[0].classifications", s.post("/logs3", s.body(`{"classifications":[]}`)).json["field"])
	data := s.post("/btql", `{"query":"select: classifications | from: project_logs('`+s.project.UID+`')"}`).json["data"]
	require.Equal(t, []any{map[string]any{"classifications": nil}}, data)
}
