package ingest_test

import (
	"net/http"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestLogs3(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	out := s.logs(
		`{"id":"r","span_id":"rs","root_span_id":"t","created":"2026-05-01T10:00:00.471Z","metrics":{"start":100.25},"is_root":true,
			"span_attributes":{"name":"request","type":"task","exec_counter":0},"context":{"caller_lineno":157},"_is_merge":false}`,
		`{"id":"k","span_id":"ks","root_span_id":"t","span_parents":["rs"],"span_attributes":{"name":"chat","type":"llm"},"output":["CH"],"metrics":{"tokens":18}}`,
		`{"id":"r","_is_merge":true,"input":{"q":"Zürich <&>"},"metadata":{"user_id":"u1"},"tags":["prod"],"scores":{"auto":0.5},"metrics":{"end":101}}`)
	require.Equal(t, []any{"r", "k", "r"}, out.json["ids"], "one id a row, in order")

	events := s.events()
	require.Len(t, events, 2)
	root := events["r"]
	require.Equal(t, map[string]any{"q": "Zürich <&>"}, root["input"])
	require.Equal(t, map[string]any{"name": "request", "type": "task", "exec_counter": 0.0}, root["span_attributes"])
	require.Equal(t, map[string]any{"caller_lineno": 157.0}, root["context"])
	require.Equal(t, map[string]any{"start": 100.25, "end": 101.0}, root["metrics"])
	require.Equal(t, map[string]any{"auto": 0.5}, root["scores"])
	require.Equal(t, "2026-05-01T10:00:00.471Z", root["created"])
	require.Equal(t, true, root["is_root"])
	require.Nil(t, root["span_parents"])
	require.Equal(t, []any{"rs"}, events["k"]["span_parents"])
	require.Equal(t, root["_xact_id"], events["k"]["_xact_id"], "rows of one request share a version")
	require.Len(t, root["_xact_id"], 19)

	s.logs(`{"id":"r","_object_delete":true}`)
	require.NotContains(t, s.events(), "r")
}

func TestLogs3AcceptsWhatClientsSend(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	for name, row := range map[string]string{
		"no id":                       `{"input":1}`,
		"nulls for everything":        `{"id":"n","input":null,"output":null,"expected":null,"error":null,"scores":null,"metadata":null,"tags":null,"metrics":null,"span_attributes":null,"context":null,"origin":null,"span_parents":null,"created":null}`,
		"an error that is an object":  `{"id":"e","error":{"message":"kaput"}}`,
		"U+0000 and half surrogates":  `{"id":"u","input":"a\u0000b","output":"\ud800","metadata":{"k\u0000":"\udc00"},"tags":["\u0000"]}`,
		"scores that are booleans":    `{"id":"b","scores":{"yes":true,"no":false,"none":null}}`,
		"metrics that are null":       `{"id":"m","metrics":{"start":1,"end":null}}`,
		"members nobody knows":        `{"id":"x","facets":{"a":1},"classifications":{"c":[{"id":"1"}]},"whatever":7}`,
		"an origin":                   `{"id":"o","origin":{"object_type":"dataset","object_id":"d","id":"r","_xact_id":"1"}}`,
		"parents without a root":      `{"id":"p","span_parents":["q"]}`,
		"legacy ids, equal on a root": `{"id":"5f0e0d0c-0b0a-4908-8706-050403020100","span_id":"6f0e0d0c-0b0a-4908-8706-050403020100","root_span_id":"6f0e0d0c-0b0a-4908-8706-050403020100"}`,
	} {
		out := s.post("/logs3", s.body(row))
		require.Equal(t, http.StatusOK, out.status, "%s: %s", name, out.text)
		require.Len(t, out.json["ids"], 1, name)
	}
	require.Equal(t, "{\"message\":\"kaput\"}", s.events()["e"]["error"])
	require.Equal(t, http.StatusOK, s.post("/logs3", `{"rows":[],"api_version":2}`).status)
	require.Equal(t, "a\x00b", s.events()["u"]["input"], "what a program logged is kept as it was")
}

func TestLogs3Refuses(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	ok, id := `{"id":"ok"}`, `"project_id":"`+s.project.UID+`"`
	for name, test := range map[string]struct {
		body   string
		status int
		field  string
	}{
		"no JSON":                          {`{"rows":`, 400, ""},
		"nothing":                          {``, 400, ""},
		"null":                             {`null`, 400, "rows"},
		"rows that are no list":            {`{"rows":"x"}`, 400, "rows"},
		"a row that is no object":          {`{"rows":[{"id":"ok",` + id + `},7]}`, 400, "rows[1]"},
		"a row of nothing":                 {`{"rows":[{"id":"x","input":1}]}`, 400, "rows[0].project_id"},
		"a row of an experiment":           {`{"rows":[{"experiment_id":"5f0e0d0c-0b0a-4908-8706-050403020100"}]}`, 501, "rows[0].experiment_id"},
		"a project that is not there":      {`{"rows":[{"project_id":"5f0e0d0c-0b0a-4908-8706-050403020100"}]}`, 404, ""},
		"a dataset that is not there":      {`{"rows":[{"dataset_id":"5f0e0d0c-0b0a-4908-8706-050403020100"}]}`, 404, ""},
		"a score above 1":                  {s.body(ok, `{"id":"x","scores":{"s":2}}`), 400, "rows[1].scores.s"},
		"a score above 1 in feedback":      {s.body(`{"id":"x","_is_merge":true,"_audit_source":"app","scores":{"s":2}}`), 400, "rows[0].scores.s"},
		"metadata that is text":            {s.body(ok, ok, `{"metadata":"x"}`), 400, "rows[2].metadata"},
		"a metric that is text":            {s.body(`{"metrics":{"start":"now"}}`), 400, "rows[0].metrics.start"},
		"tags that are text":               {s.body(`{"tags":"x"}`), 400, "rows[0].tags"},
		"a time that is none":              {s.body(`{"created":"yesterday"}`), 400, "rows[0].created"},
		"a name that is a number":          {s.body(`{"span_attributes":{"name":7}}`), 400, "rows[0].span_attributes.name"},
		"attributes that are a list":       {s.body(`{"span_attributes":[]}`), 400, "rows[0].span_attributes"},
		"a context that is text":           {s.body(`{"context":"x"}`), 400, "rows[0].context"},
		"an id that is too long":           {s.body(`{"id":"` + strings.Repeat("x", 1025) + `"}`), 400, "rows[0].id"},
		"a source nobody knows":            {s.body(`{"id":"x","_is_merge":true,"scores":{"s":1},"_audit_source":"moon"}`), 400, "rows[0]._audit_source"},
		"a comment without text":           {s.body(`{"id":"c","origin":{"id":"x"},"comment":{}}`), 400, "rows[0].comment.text"},
		"a comment on nothing":             {s.body(`{"id":"c","origin":{},"comment":{"text":"x"}}`), 400, "rows[0].origin.id"},
		"merge paths that are no paths":    {s.body(`{"_is_merge":true,"_merge_paths":["tags"]}`), 400, "rows[0]._merge_paths"},
		"a feedback id that is no text":    {s.body(`{"id":"x","_is_merge":true,"scores":{"s":1},"_audit_source":"app","feedback_id":7}`), 400, "rows[0].feedback_id"},
		"nesting that nothing could store": {s.body(`{"metadata":` + strings.Repeat(`{"a":`, 600) + `1` + strings.Repeat(`}`, 600) + `}`), 400, "rows[0].metadata"},
	} {
		out := s.post("/logs3", test.body)
		require.Equal(t, test.status, out.status, "%s: %s", name, out.text)
		require.NotEmpty(t, out.json["error"], name)
		if test.field != "" {
			require.Equal(t, test.field, out.json["field"], name)
		}
	}
	require.Empty(t, s.events(), "one bad row keeps all out")
	require.Equal(t, 413, s.post("/logs3", s.body(`{"input":"`+strings.Repeat("x", 33<<20)+`"}`)).status)
}

func TestLogs3HoldsKeysToTheirProjects(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	other, _, err := s.db.StartProject(t.Context(), "other")
	require.NoError(t, err)
	row := s.body(`{"id":"a"}`)
	scoped := s.newKey(store.Key{Name: "one", Access: store.WriteAccess, Scoped: true, Projects: []store.ProjectID{other.ID}})
	require.Equal(t, 403, s.post("/logs3", row, "Authorization", "Bearer "+scoped).status)
	require.Equal(t, 200, s.post("/logs3", strings.ReplaceAll(row, s.project.UID, other.UID), "Authorization", "Bearer "+scoped).status)
	readOnly := s.newKey(store.Key{Name: "reader", Access: store.ReadAccess})
	require.Equal(t, 403, s.post("/logs3", row, "Authorization", "Bearer "+readOnly).status)
	require.Equal(t, 401, s.post("/logs3", row, "Authorization", "").status)
	require.Empty(t, s.events())
}

func TestLogs3TakesRowsOfSeveralObjects(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	d, err := s.db.CreateDataset(t.Context(), s.project.ID, "golden", "")
	require.NoError(t, err)
	out := s.post("/logs3", `{"rows":[{"id":"d1","dataset_id":"`+d.UID+`","input":1,"expected":2},{"id":"l1","project_id":"`+s.project.UID+`","input":3},
		{"id":"d1","dataset_id":"`+d.UID+`","_is_merge":true,"metadata":{"a":1}},{"id":"c","dataset_id":"`+d.UID+`","origin":{"id":"d1"},"comment":{"text":"check"},"_audit_source":"external"}]}`)
	require.Equal(t, 200, out.status, out.text)
	require.Equal(t, []any{"d1", "l1", "d1", "c"}, out.json["ids"])
	require.Contains(t, s.events(), "l1")
	rows, _, err := s.db.DatasetRows(t.Context(), s.project.ID, d.ID, 0, 0, 10)
	require.NoError(t, err)
	require.Len(t, rows, 1)
	require.JSONEq(t, `{"a":1}`, string(rows[0].Metadata))
}
