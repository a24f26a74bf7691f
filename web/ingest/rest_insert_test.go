package ingest_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestInsertObjects(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	d, err := s.db.CreateDataset(t.Context(), s.project.ID, "golden", "")
	require.NoError(t, err)
	body := `{"project_logs":{"` + s.project.UID + `":{"events":[{"id":"x1","input":"x"},{"id":"x1","_is_merge":true,"output":"y"}],
			"feedback":[{"id":"x1","scores":{"ok":1},"tags":["seen"]}]}},
		"dataset":{"` + d.UID + `":{"events":[{"id":"x2","input":"y"}],"feedback":[{"id":"x2","comment":"zwei","tags":["t"]}]}}}`
	out := s.post("/v1/insert", body)
	require.Equal(t, 200, out.status, out.text)
	require.Equal(t, map[string]any{
		"project_logs": map[string]any{s.project.UID: map[string]any{"row_ids": []any{"x1", "x1"}}},
		"dataset":      map[string]any{d.UID: map[string]any{"row_ids": []any{"x2"}}},
	}, out.json)
	row := s.events()["x1"]
	require.Equal(t, []any{"x", "y"}, []any{row["input"], row["output"]})
	require.Equal(t, map[string]any{"ok": 1.0}, row["scores"])
	require.Equal(t, []any{"seen"}, row["tags"])
	fetched := s.post("/v1/dataset/"+d.UID+"/fetch", `{}`).json["events"].([]any)
	require.Len(t, fetched, 1)
	require.Len(t, fetched[0].(map[string]any)["comments"], 1)
	require.Equal(t, []any{"t"}, fetched[0].(map[string]any)["tags"])

	require.Equal(t, 200, s.post("/v1/insert", body).status)
	require.Equal(t, map[string]any{"ok": 1.0}, s.events()["x1"]["scores"])
	require.Len(t, s.events()["x1"]["audit_data"], 3, "delivered again it is one vote: two writes and a score")

	require.JSONEq(t, `{}`, s.post("/v1/insert", `{}`).text)
	require.JSONEq(t, `{"project_logs":{"wire":{"row_ids":[]}}}`, s.post("/v1/insert", `{"project_logs":{"wire":{}}}`).text)
}

func TestInsertObjectsRefuses(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	logs := func(parts string) string { return `{"project_logs":{"` + s.project.UID + `":` + parts + `}}` }
	for name, test := range map[string]struct {
		body   string
		status int
		field  string
	}{
		"nothing":                       {``, 400, ""},
		"null":                          {`null`, 400, ""},
		"another kind of object":        {`{"prompt":{"x":{"events":[]}}}`, 400, "prompt"},
		"an experiment":                 {`{"experiment":{"x":{"events":[]}}}`, 501, "experiment"},
		"a project that is not there":   {`{"project_logs":{"5f0e0d0c-0b0a-4908-8706-050403020100":{"events":[]}}}`, 404, ""},
		"a dataset that is not there":   {`{"dataset":{"5f0e0d0c-0b0a-4908-8706-050403020100":{"events":[]}}}`, 404, ""},
		"a row that is none":            {logs(`{"events":[{"id":"ok"},7]}`), 400, "project_logs." + s.project.UID + ".events[1]"},
		"a score that is none":          {logs(`{"events":[{"id":"ok"}],"feedback":[{"id":"ok","scores":{"s":7}}]}`), 400, "project_logs." + s.project.UID + ".feedback[0].scores.s"},
		"feedback that is no list":      {logs(`{"events":[{"id":"ok"}],"feedback":{}}`), 400, "project_logs." + s.project.UID + ".feedback"},
		"feedback on a row that is not": {logs(`{"events":[{"id":"ok"}],"feedback":[{"id":"gone","scores":{"s":1}}]}`), 404, "id"},
		"events that are no list":       {logs(`{"events":{}}`), 400, ""},
	} {
		out := s.post("/v1/insert", test.body)
		require.Equal(t, test.status, out.status, "%s: %s", name, out.text)
		require.NotEmpty(t, out.json["error"], name)
		if test.field != "" {
			require.Equal(t, test.field, out.json["field"], name)
		}
	}
	require.Empty(t, s.events(), "nothing of them was written")
}
