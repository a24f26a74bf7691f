package web

import (
	"net/http"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestProjectScores(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.WriteAccess, a.project.ID)
	create := func(method string, more object) result {
		body := object{"project_id": a.project.UID, "name": "Qualität", "score_type": "slider"}
		for k, v := range more {
			body[k] = v
		}
		return a.call(token, method, "/v1/project_score", body)
	}
	categories := []object{{"name": "gut", "value": 1}, {"name": "schlecht", "value": 0}}
	var made, same, changed, list object
	create(http.MethodPost, object{"score_type": "categorical", "categories": categories}).read(t, &made)
	require.Equal(t, "categorical", made["score_type"])
	require.Contains(t, made, "user_id")
	create(http.MethodPost, nil).read(t, &same)
	require.Equal(t, made, same, "a known name is returned as it is")
	path := "/v1/project_score/" + made["id"].(string)
	a.call(token, http.MethodPatch, path, object{"description": "neu"}).read(t, &changed)
	require.Equal(t, "neu", changed["description"])
	require.Len(t, changed["categories"], 2)
	create(http.MethodPut, object{"description": "ersetzt"}).read(t, &changed)
	require.Equal(t, []any{made["id"], "slider", nil, "ersetzt"}, []any{changed["id"], changed["score_type"], changed["categories"], changed["description"]})
	create(http.MethodPost, object{"name": "Notiz", "score_type": "free-form"}).read(t, &same)
	a.call(token, http.MethodGet, "/v1/project_score?project_id="+a.project.UID, nil).read(t, &list)
	require.Equal(t, []any{same, changed}, list["objects"], "newest first")
	a.call(token, http.MethodGet, "/v1/project_score?project_name=demo&score_type=slider,weighted", nil).read(t, &list)
	require.Equal(t, []any{changed}, list["objects"])
	require.Contains(t, a.as(store.Admin).get("/p/demo/settings/scores").body, "Qualität", "reviewers are asked for it")

	for _, kind := range []string{"weighted", "minimum", "maximum", "online"} {
		r := create(http.MethodPost, object{"name": "w", "score_type": kind, "categories": object{"a": 1}})
		require.Equal(t, http.StatusBadRequest, r.status)
		require.Contains(t, r.says(t), "not supported yet")
		require.Contains(t, r.body, `"field":"score_type"`)
	}
	for field, wrong := range map[string]object{
		"name": {"name": " "}, "categories": {"name": "c", "score_type": "categorical", "categories": []object{{"name": "only", "value": 1}}},
		"config": {"name": "c", "config": object{"multi_select": true}}, "score_type": {"name": "c", "score_type": nil}, "project_id": {"project_id": ""},
	} {
		r := create(http.MethodPost, wrong)
		require.Equal(t, http.StatusBadRequest, r.status, field)
		require.Contains(t, r.body, `"field":"`+field+`"`)
	}
	var gone object
	a.call(token, http.MethodDelete, path, nil).read(t, &gone)
	require.NotNil(t, gone["deleted_at"])
	require.Equal(t, http.StatusNotFound, a.call(token, http.MethodGet, path, nil).status)
}
