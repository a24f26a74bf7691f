package web

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// victim is what the demo project has that programs can name.
type victim struct {
	uid, dataset, score, file, snapshot string
	upload                              string // a signed address of another project that was bent to this one
}

const victimFile = "0a1b2c3d-0000-4000-8000-00000000feed"

// victim gives the demo project a dataset, a score and a file, with a key of its own.
func (a *app) victim(own string) victim {
	a.t.Helper()
	t := a.t.(*testing.T)
	a.dataset("golden", 1)
	v := victim{uid: a.project.UID, file: victimFile}
	var score, dataset struct{ ID string }
	a.call(own, http.MethodPost, "/v1/project_score", map[string]string{"project_id": v.uid, "name": "tone", "score_type": "slider"}).read(t, &score)
	a.call(own, http.MethodPost, "/v1/dataset", map[string]string{"project_id": v.uid, "name": "golden"}).read(t, &dataset)
	v.score, v.dataset = score.ID, dataset.ID
	var snapshot struct {
		DatasetSnapshot struct{ ID string } `json:"dataset_snapshot"`
	}
	a.call(own, http.MethodPost, "/api/dataset_snapshot/register", map[string]string{"dataset_id": v.dataset, "dataset_snapshot_name": "golden"}).read(t, &snapshot)
	v.snapshot = snapshot.DatasetSnapshot.ID
	a.attached(own, v.uid, v.file, "a.txt", "text/plain", "bytes of demo")
	return v
}

// attached logs a row with a file, whose bytes it puts too.
func (a *app) attached(token, project, key, filename, kind, content string) {
	a.t.Helper()
	row := map[string]any{"id": "row of " + key, "project_id": project, "log_id": "g",
		"input": map[string]any{"file": map[string]string{"type": "braintrust_attachment", "key": key, "filename": filename, "content_type": kind}}}
	require.Equal(a.t, http.StatusOK, a.call(token, http.MethodPost, "/logs3", map[string]any{"rows": []any{row}}).status)
	put := mustParse(a.uploadAddress(token, key))
	require.Equal(a.t, http.StatusOK, a.call("", http.MethodPut, put.Path, content).status)
}

// uploadAddress is where the bytes of a file go.
func (a *app) uploadAddress(token, key string) string {
	a.t.Helper()
	var place struct{ SignedURL string }
	a.call(token, http.MethodPost, "/attachment", map[string]string{"key": key, "filename": "f", "content_type": "text/plain"}).read(a.t.(*testing.T), &place)
	return place.SignedURL
}

// bent is a signed address whose payload names another project.
func bent(t *testing.T, signed string, project store.ProjectID) string {
	t.Helper()
	token := signed[strings.LastIndex(signed, "/")+1:]
	payload, signature, _ := strings.Cut(token, ".")
	b, err := base64.RawURLEncoding.DecodeString(payload)
	require.NoError(t, err)
	var p map[string]any
	require.NoError(t, json.Unmarshal(b, &p))
	require.Contains(t, p, "p")
	p["p"] = project
	b, err = json.Marshal(p)
	require.NoError(t, err)
	return base64.RawURLEncoding.EncodeToString(b) + "." + signature
}

// logs sends rows to a project, which must take them.
func (a *app) logs(token, project string, rows ...string) {
	a.t.Helper()
	list := make([]json.RawMessage, len(rows))
	for i, row := range rows {
		list[i] = json.RawMessage(row)
	}
	answer := a.call(token, http.MethodPost, "/v1/project_logs/"+project+"/insert", map[string]any{"events": list})
	require.Equal(a.t, http.StatusOK, answer.status, answer.body)
}

// holdings is all that programs see of the demo project.
func (a *app) holdings(own string, v victim) string {
	a.t.Helper()
	var all strings.Builder
	for _, path := range []string{"/v1/project", "/v1/dataset", "/v1/project_score", "/v1/project_logs/" + v.uid + "/fetch", "/v1/dataset/" + v.dataset + "/fetch", "/attachment?key=" + v.file} {
		answer := a.call(own, http.MethodGet, path, nil)
		require.Equal(a.t, http.StatusOK, answer.status, answer.body)
		fmt.Fprintln(&all, path, answer.body)
	}
	position, err := a.db.LogPosition(a.t.Context(), a.project.ID)
	require.NoError(a.t, err)
	fmt.Fprintln(&all, "log", position)
	return all.String()
}
