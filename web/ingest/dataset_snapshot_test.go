package ingest_test

import (
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// dataset makes a dataset and returns its id and a function that writes rows to it.
func (s *logServer) dataset(name string) (uid string, write func(rows string)) {
	s.t.Helper()
	d, err := s.db.CreateDataset(s.t.Context(), s.project.ID, name, "")
	require.NoError(s.t, err)
	return d.UID, func(rows string) {
		s.t.Helper()
		out := s.post("/v1/dataset/"+d.UID+"/insert", `{"events":[`+rows+`]}`)
		require.Equal(s.t, 200, out.status, out.text)
	}
}

// inputs are the rows of a dataset as of a version, by id.
func (s *logServer) inputs(uid, version string) map[string]any {
	s.t.Helper()
	out := s.post("/v1/dataset/"+uid+"/fetch", `{"version":"`+version+`"}`)
	require.Equal(s.t, 200, out.status, out.text)
	rows := map[string]any{}
	for _, e := range out.json["events"].([]any) {
		row := e.(map[string]any)
		rows[row["id"].(string)] = row["input"]
	}
	return rows
}

func TestSnapshots(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	uid, write := s.dataset("golden")
	write(`{"id":"a","input":1}`)
	before := s.version()
	write(`{"id":"b","input":2}`)
	register := func(more string) reply {
		return s.post("/api/dataset_snapshot/register", `{"dataset_id":"`+uid+`","dataset_snapshot_name":"before",`+more+`}`)
	}
	list := func(more string) string {
		out := s.post("/api/dataset_snapshot/get", `{"dataset_id":"`+uid+`"`+more+`}`)
		require.Equal(t, 200, out.status, out.text)
		return out.text
	}
	made := register(`"description":"one row","xact_id":"` + before + `"`)
	require.Equal(t, 200, made.status, made.text)
	require.Equal(t, false, made.json["found_existing"])
	snapshot := made.json["dataset_snapshot"].(map[string]any)
	require.Equal(t, []any{uid, "before", "one row", before}, []any{snapshot["dataset_id"], snapshot["name"], snapshot["description"], snapshot["xact_id"]})
	require.Equal(t, map[string]any{"a": 1.0}, s.inputs(uid, snapshot["xact_id"].(string)))

	again := register(`"xact_id":"` + s.version() + `"`)
	require.Equal(t, true, again.json["found_existing"])
	require.Equal(t, snapshot, again.json["dataset_snapshot"], "a name keeps its version")
	require.Contains(t, list(`,"name":"before"`), before)
	require.Contains(t, list(`,"xact_id":"`+before+`"`), `"before"`)
	require.JSONEq(t, `[]`, list(`,"name":"after"`))

	moved := register(`"update":true`).json["dataset_snapshot"].(map[string]any)
	require.Equal(t, snapshot["id"], moved["id"])
	require.Equal(t, "one row", moved["description"])
	require.Equal(t, map[string]any{"a": 1.0, "b": 2.0}, s.inputs(uid, moved["xact_id"].(string)))

	id := snapshot["id"].(string)
	patched := s.post("/api/dataset_snapshot/patch_id", `{"id":"`+id+`","name":"release 1","description":null}`)
	require.Equal(t, []any{"release 1", nil}, []any{patched.json["name"], patched.json["description"]}, patched.text)
	require.Equal(t, 200, register(`"xact_id":`+before).status, "its old name is free, and a version may be a number")
	taken := s.post("/api/dataset_snapshot/patch_id", `{"id":"`+id+`","name":"before"}`)
	require.Equal(t, []any{400, "name"}, []any{taken.status, taken.json["field"]})
	gone := s.post("/api/dataset_snapshot/delete_id", `{"id":"`+id+`"}`)
	require.Equal(t, "release 1", gone.json["name"], gone.text)
	require.Equal(t, 404, s.post("/api/dataset_snapshot/delete_id", `{"id":"`+id+`"}`).status)
}

func TestSnapshotsRefuse(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	uid, _ := s.dataset("golden")
	for name, test := range map[string]struct {
		body   string
		status int
		field  string
	}{
		"no dataset":             {`{"dataset_snapshot_name":"s"}`, 404, ""},
		"no name":                {`{"dataset_id":"` + uid + `","dataset_snapshot_name":" "}`, 400, "dataset_snapshot_name"},
		"a version to come":      {`{"dataset_id":"` + uid + `","dataset_snapshot_name":"s","xact_id":"1000198257834459138"}`, 400, "xact_id"},
		"a version of elsewhere": {`{"dataset_id":"` + uid + `","dataset_snapshot_name":"s","xact_id":"7"}`, 400, "xact_id"},
	} {
		out := s.post("/api/dataset_snapshot/register", test.body)
		require.Equal(t, test.status, out.status, "%s: %s", name, out.text)
		if test.field != "" {
			require.Equal(t, test.field, out.json["field"], name)
		}
	}
	made := s.post("/api/dataset_snapshot/register", `{"dataset_id":"`+uid+`","dataset_snapshot_name":"s"}`)
	id := made.json["dataset_snapshot"].(map[string]any)["id"].(string)
	reader := s.newKey(store.Key{Name: "reader", Access: store.ReadAccess})
	require.Equal(t, 200, s.post("/api/dataset_snapshot/get", `{"dataset_id":"`+uid+`"}`, "Authorization", "Bearer "+reader).status)
	require.Equal(t, 403, s.post("/api/dataset_snapshot/delete_id", `{"id":"`+id+`"}`, "Authorization", "Bearer "+reader).status)
	require.Equal(t, 404, s.post("/api/dataset_snapshot/patch_id", `{"id":"nothing"}`).status)
	require.Equal(t, 200, s.do("DELETE", s.url+"/v1/dataset/"+uid, "").status)
	require.Equal(t, 404, s.post("/api/dataset_snapshot/patch_id", `{"id":"`+id+`"}`).status, "its dataset is gone")
}

func TestRestoringADataset(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	uid, write := s.dataset("golden")
	write(`{"id":"same","input":0},{"id":"changed","input":1},{"id":"deleted","input":2}`)
	before := s.version()
	write(`{"id":"changed","input":"new"},{"id":"deleted","_object_delete":true},{"id":"added","input":3}`)
	after := s.version()
	path := "/v1/dataset/" + uid + "/restore"
	ask := `{"version":"` + before + `"}`

	preview := s.post(path+"/preview", ask)
	require.JSONEq(t, `{"rows_to_restore":2,"rows_to_delete":1}`, preview.text)
	done := s.post(path, ask)
	require.Equal(t, []any{2.0, 1.0}, []any{done.json["rows_restored"], done.json["rows_deleted"]}, done.text)
	require.Equal(t, map[string]any{"same": 0.0, "changed": 1.0, "deleted": 2.0}, s.inputs(uid, ""))
	require.Equal(t, map[string]any{"same": 0.0, "changed": "new", "added": 3.0}, s.inputs(uid, after), "what was before stays readable")
	require.Greater(t, done.json["xact_id"], after)

	require.JSONEq(t, `{"rows_to_restore":0,"rows_to_delete":0}`, s.post(path+"/preview", ask).text)
	require.JSONEq(t, `{"xact_id":null,"rows_restored":0,"rows_deleted":0}`, s.post(path, ask).text, "a second time does nothing")
	require.Equal(t, "version", s.post(path, `{}`).json["field"])
	require.Equal(t, "version", s.post(path, `{"version":"7"}`).json["field"])
	require.Equal(t, "version", s.post(path, `{"version":"last"}`).json["field"])
}
