package web

import (
	"context"
	"net/http"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestProgramsReadDatasetsByName(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	rows := a.dataset("golden", 3)
	first := a.newest().Version
	token := a.key(store.WriteAccess)
	id := a.registered(token, "demo", "golden")
	fetched := func(query string) int {
		var page struct{ Events []any }
		a.call(token, http.MethodGet, "/v1/dataset/"+id+"/fetch"+query, nil).read(t, &page)
		return len(page.Events)
	}
	require.Equal(t, http.StatusOK, a.call(token, http.MethodPut, "/v1/dataset/"+id+"/environments/production", nil).status)
	a.call(token, http.MethodPost, "/api/dataset_snapshot/register", map[string]any{"dataset_id": id, "dataset_snapshot_name": "before", "xact_id": version(first)})
	a.remove(rows[0].ID, rows[1].ID)
	require.Equal(t, 1, fetched(""))
	require.Equal(t, 3, fetched("?environment=production"))
	require.Equal(t, 3, fetched("?snapshot=before"))
	require.Equal(t, 3, fetched("?version="+version(first)))
	var environment struct {
		Version string `json:"object_version"`
	}
	a.call(token, http.MethodGet, "/environment-object/dataset/"+id+"/production?org_name=demo", nil).read(t, &environment)
	require.Equal(t, 3, fetched("?version="+environment.Version))

	a.call(token, http.MethodPut, "/v1/dataset/"+id+"/environments/production", map[string]string{"version": version(a.newest().Version)})
	require.Equal(t, 1, fetched("?environment=production"))
	a.call(token, http.MethodPut, "/v1/dataset/"+id+"/environments/production", map[string]string{"snapshot": "before"})
	require.Equal(t, 3, fetched("?environment=production"))
	var list struct {
		Objects []struct {
			Name   string
			XactID string `json:"xact_id"`
		}
	}
	a.call(token, http.MethodGet, "/v1/dataset/"+id+"/environments", nil).read(t, &list)
	require.Equal(t, "production", list.Objects[0].Name)
	a.call(token, http.MethodGet, "/v1/dataset/"+id+"/snapshots?name=before", nil).read(t, &list)
	require.Equal(t, version(first), list.Objects[0].XactID)
	require.Len(t, list.Objects, 1)

	for _, path := range []string{"/v1/dataset/" + id + "/fetch?environment=staging", "/v1/dataset/" + id + "/fetch?snapshot=none", "/environment-object/dataset/" + id + "/staging"} {
		require.Equal(t, http.StatusNotFound, a.call(token, http.MethodGet, path, nil).status, path)
	}
	require.Equal(t, http.StatusBadRequest, a.call(token, http.MethodGet, "/v1/dataset/"+id+"/fetch?snapshot=before&version=1", nil).status)
	require.Equal(t, http.StatusBadRequest, a.call(token, http.MethodGet, "/v1/project_logs/"+a.project.UID+"/fetch?snapshot=before", nil).status)
	require.Contains(t, a.as(store.Viewer).get(golden("/versions")).text("[aria-labelledby=dataset-events]"), "made production stand for version")
}

func TestALockedSplitRefusesPrograms(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	rows := a.dataset("golden", 2)
	token, curator := a.key(store.WriteAccess), a.as(store.Curator)
	id := a.registered(token, "demo", "golden")
	curator.post(golden("/rows/"+rows[0].ID), map[string][]string{"split": {"holdout"}})
	a.commit(curator)
	curator.post(golden("/versions"), map[string][]string{"do": {"lock"}, "split": {"holdout"}})
	before := a.newest().Version
	for name, event := range map[string]map[string]any{
		"a change":   {"id": rows[0].ID, "_is_merge": true, "expected": "other"},
		"a new text": {"id": rows[0].ID, "input": "other"},
		"a deletion": {"id": rows[0].ID, "_object_delete": true},
	} {
		answer := a.call(token, http.MethodPost, "/v1/dataset/"+id+"/insert", map[string]any{"events": []any{event, map[string]any{"id": "free", "input": 1}}})
		require.Equal(t, http.StatusBadRequest, answer.status, name)
		require.Contains(t, answer.body, "The split holdout is locked", name)
		require.Contains(t, answer.body, rows[0].ID, name)
	}
	require.Equal(t, http.StatusBadRequest, a.call(token, http.MethodDelete, "/v1/dataset/"+id, nil).status)
	require.Equal(t, http.StatusBadRequest, a.call(token, http.MethodPost, "/v1/dataset/"+id+"/restore", map[string]any{"version": version(before - 1)}).status)
	require.Equal(t, before, a.newest().Version, "nothing was written")
	require.Equal(t, http.StatusOK, a.call(token, http.MethodPost, "/v1/dataset/"+id+"/insert", map[string]any{"events": []any{map[string]any{"id": rows[1].ID, "input": 1}}}).status)

	form := map[string][]string{"trace": {string(a.traces[2])}, "dataset": {"golden"}, "do": {"add"}, "plan": {"1"}, "input": {"input"}, "take": {"root"}, "expected": {"best"}, "split": {"holdout"},
		"origin": {"skip"}, "content": {"skip"}, "near": {"skip"}, "similarity": {"80"}}
	add := curator.post("/p/demo/add", form)
	require.Equal(t, http.StatusUnprocessableEntity, add.status)
	require.Contains(t, add.text("main"), "The split holdout is locked")
	n, err := a.db.CountDatasetRows(context.Background(), a.project.ID, a.newest().ID, 0)
	require.NoError(t, err)
	require.Equal(t, 2, n)
}
