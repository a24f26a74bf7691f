package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// object is a JSON object of an answer.
type object = map[string]any

// registered registers a dataset of a project as SDKs do and returns its id.
func (a *app) registered(token, project, name string) string {
	a.t.Helper()
	var answer struct {
		Dataset struct{ ID string }
	}
	r := a.call(token, http.MethodPost, "/api/dataset/register", object{"org_id": "x", "project_name": project, "dataset_name": name})
	require.Equal(a.t, http.StatusOK, r.status, r.body)
	require.NoError(a.t, json.Unmarshal([]byte(r.body), &answer))
	return answer.Dataset.ID
}

// from is the source of a tree query.
func from(kind, id string) object {
	return object{"op": "function", "name": object{"op": "ident", "name": []string{kind}}, "args": []object{{"op": "literal", "value": id}}}
}

type answered struct {
	Data   []object
	Cursor *string
}

func (p answered) ids() string {
	var ids []string
	for _, row := range p.Data {
		ids = append(ids, fmt.Sprint(row["id"]))
	}
	return strings.Join(ids, " ")
}

func (a *app) btql(token string, query any, more object) answered {
	a.t.Helper()
	body := object{"query": query, "use_columnstore": false, "brainstore_realtime": true, "query_source": "test"}
	for k, v := range more {
		body[k] = v
	}
	var p answered
	r := a.call(token, http.MethodPost, "/btql", body)
	require.Equal(a.t, http.StatusOK, r.status, r.body)
	require.NoError(a.t, json.Unmarshal([]byte(r.body), &p))
	return p
}

// send writes rows through /logs3.
func (a *app) send(token string, rows ...object) {
	a.t.Helper()
	r := a.call(token, http.MethodPost, "/logs3", object{"rows": rows, "api_version": 2})
	require.Equal(a.t, http.StatusOK, r.status, r.body)
}

func TestADatasetFromRegistrationToItsPage(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.WriteAccess)
	id := a.registered(token, "demo", "golden set")
	require.Equal(t, id, a.registered(a.key(store.ReadAccess), "demo", "golden set"), "a key that reads finds it")
	require.True(t, store.IsKey(id))

	a.send(token, object{"id": "r1", "dataset_id": id, "input": object{"q": "eins"}, "expected": object{"a": 1}, "tags": []string{"t1"}, "metadata": object{"deep": object{"x": 1}}, "created": "2026-05-01T00:00:00Z"},
		object{"id": "r2", "dataset_id": id, "input": "zwei"}, object{"id": "r3", "dataset_id": id, "input": []string{"drei"}, "expected": false})
	all := object{"select": []object{{"op": "star"}}, "from": from("dataset", id), "limit": 1000}
	first := a.btql(token, all, nil)
	require.Equal(t, "r1 r2 r3", first.ids(), "reads see what was written")
	require.Nil(t, first.Cursor)
	for _, row := range first.Data {
		for _, name := range []string{"id", "_xact_id", "created", "span_id", "root_span_id", "project_id", "dataset_id", "expected", "tags", "metadata", "origin", "is_root"} {
			require.Contains(t, row, name)
		}
		require.Regexp(t, `^\d{19}$`, row["_xact_id"])
		require.Equal(t, first.Data[0]["_xact_id"], row["_xact_id"], "one version a request")
	}
	require.Nil(t, first.Data[1]["expected"])
	version := first.Data[0]["_xact_id"].(string)

	a.send(token, object{"id": "r1", "dataset_id": id, "_is_merge": true, "expected": object{"b": 2}, "tags": []string{"t9"}, "metadata": object{"deep": object{"y": 2}}},
		object{"id": "r3", "dataset_id": id, "_object_delete": true})
	now := a.btql(token, all, nil)
	require.Equal(t, "r1 r2", now.ids())
	require.Equal(t, object{"a": 1.0, "b": 2.0}, now.Data[0]["expected"])
	require.Equal(t, []any{"t1", "t9"}, now.Data[0]["tags"])
	require.Equal(t, object{"deep": object{"x": 1.0, "y": 2.0}}, now.Data[0]["metadata"])
	require.Equal(t, first.Data[0]["span_id"], now.Data[0]["span_id"])
	require.Greater(t, now.Data[0]["_xact_id"], version)
	require.Equal(t, first.Data, a.btql(token, all, object{"version": version}).Data, "the past stays as it was")

	var summary struct {
		Total int `json:"total_records"`
	}
	a.call(token, http.MethodGet, "/dataset-summary?dataset_id="+id, nil).read(t, &summary)
	require.Equal(t, 2, summary.Total)
	shown := a.as(store.Viewer).get("/p/demo/datasets/" + url.PathEscape("golden set"))
	require.Equal(t, http.StatusOK, shown.status)
	require.Contains(t, shown.text("main"), "eins")
	require.NotContains(t, shown.text("main"), "drei")
}

func TestDatasetPagesShowOneVersion(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.WriteAccess)
	id := a.registered(token, "demo", "d")
	var rows []object
	for i := range 7 {
		rows = append(rows, object{"id": "x" + strconv.Itoa(i), "dataset_id": id, "input": i, "metadata": object{"kind": []string{"a", "b"}[i%2]}})
	}
	a.send(token, rows...)
	query := object{"select": []object{{"op": "star"}}, "from": from("dataset", id), "limit": 2,
		"filter": object{"op": "eq", "left": object{"op": "ident", "name": []string{"metadata", "kind"}}, "right": object{"op": "literal", "value": "a"}}}
	p := a.btql(token, query, nil)
	got := p.ids()
	a.send(token, object{"id": "x6", "dataset_id": id, "_is_merge": true, "input": "changed"}, object{"id": "x4", "dataset_id": id, "_object_delete": true})
	for p.Cursor != nil {
		query["cursor"] = *p.Cursor
		p = a.btql(token, query, nil)
		got += " " + p.ids()
	}
	require.Equal(t, "x0 x2 x4 x6", got)

	query["from"] = from("project_logs", a.project.UID)
	r := a.call(token, http.MethodPost, "/btql", object{"query": query})
	require.Equal(t, http.StatusBadRequest, r.status)
	require.Contains(t, r.says(t), "cursor")
	delete(query, "cursor")
	query["limit"] = 0
	require.Empty(t, a.btql(token, query, nil).Data)
}

func TestBTQLOverSpans(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.ReadAccess, a.project.ID)
	text := func(condition string) string {
		return "select: * | from: project_logs('" + a.project.UID + "') | filter: " + condition
	}
	for condition, want := range map[string]string{
		"is_root":                       "trace-hostile trace-failed trace-disliked trace-liked",
		"true":                          "trace-hostile trace-failed span-tool trace-disliked trace-liked",
		"false":                         "",
		"root_span_id = 'trace-failed'": "trace-failed span-tool",
		"error IS NOT NULL":             "span-tool",
		"name = 'cancel_order' AND type = 'tool'": "span-tool",
		"scores.user.thumbs < 0.5":                "trace-disliked",
		"comment MATCH 'policy'":                  "trace-disliked",
		"id = 'trace-liked'":                      "trace-liked",
		"span_attributes.purpose IS NULL AND tokens > 100 AND tags INCLUDES 'billing'": "trace-failed trace-disliked trace-liked",
	} {
		require.Equal(t, want, a.btql(token, text(condition), nil).ids(), condition)
	}
	row := a.btql(token, text("id = 'trace-disliked'"), nil).Data[0]
	require.Equal(t, object{"name": "answer", "type": "task"}, row["span_attributes"])
	require.Equal(t, "g", row["log_id"])
	require.Equal(t, a.project.UID, row["project_id"])
	require.Equal(t, true, row["is_root"])
	require.Equal(t, object{"thumbs": 0.0}, row["scores"])
	require.Equal(t, object{"text": "The policy says 30 days."}, row["comments"].([]any)[0].(object)["comment"])
	require.Nil(t, row["span_parents"])
	require.Equal(t, []any{"trace-failed"}, a.btql(token, text("id = 'span-tool'"), nil).Data[0]["span_parents"])

	picked := a.btql(token, "SELECT id, metadata.model AS model, metrics.tokens FROM project_logs('"+a.project.UID+"') WHERE is_root ORDER BY created LIMIT 1", nil)
	require.Equal(t, []object{{"id": "trace-liked", "model": "small", "tokens": 120.0}}, picked.Data)
	require.NotNil(t, picked.Cursor)

	var got []string
	query := text("true") + " | sort: created | limit: 2"
	for p := a.btql(token, query, nil); ; p = a.btql(token, query+" | cursor: '"+*p.Cursor+"'", nil) {
		got = append(got, strings.Fields(p.ids())...)
		if p.Cursor == nil {
			break
		}
	}
	slices.Sort(got)
	require.Equal(t, []string{"span-tool", "trace-disliked", "trace-failed", "trace-hostile", "trace-liked"}, got)
}

func TestBTQLRefusesWhatItCannotAnswer(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.ReadAccess, a.project.ID)
	other, _, err := a.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	elsewhere := a.registered(a.key(store.WriteAccess), "other", "hidden")
	logs := "from: project_logs('" + a.project.UID + "')"
	for name, c := range map[string]struct {
		body   any
		status int
		says   string
	}{
		"no query":                          {object{}, 400, "Send the query"},
		"another format":                    {object{"query": logs, "fmt": "csv"}, 400, "json"},
		"a version of spans":                {object{"query": logs, "version": "1000192473489563650"}, 400, "datasets only"},
		"a named version of spans":          {object{"query": logs, "version": "last"}, 400, "datasets only"},
		"a version that is none":            {object{"query": logs, "version": "-1"}, 400, "19 digits"},
		"an unknown field":                  {object{"query": logs + " | filter: nmae = 1"}, 400, "did you mean name"},
		"a project of others":               {object{"query": "from: project_logs('" + other.UID + "')"}, 403, "not made for"},
		"a dataset of others":               {object{"query": "from: dataset('" + elsewhere + "')"}, 404, "no dataset"},
		"a dataset that is not there":       {object{"query": "from: dataset('00000000-0000-4000-8000-000000000000')"}, 404, "no dataset"},
		"a dataset with an id that is none": {object{"query": "from: dataset('x')"}, 404, "no dataset"},
		"a broken cursor":                   {object{"query": logs + " | cursor: 'e30'"}, 400, "cursor"},
	} {
		t.Run(name, func(t *testing.T) {
			r := a.call(token, http.MethodPost, "/btql", c.body)
			require.Equal(t, c.status, r.status, r.body)
			require.Contains(t, r.says(t), c.says)
		})
	}
}

func TestDatasetsAreMadeByKeysThatMay(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	ask := func(token, project, name string) result {
		return a.call(token, http.MethodPost, "/api/dataset/register", object{"project_name": project, "dataset_name": name})
	}
	all, one := a.key(store.WriteAccess), a.key(store.WriteAccess, a.project.ID)
	require.Equal(t, http.StatusOK, ask(one, "demo", "a").status)
	require.Equal(t, http.StatusForbidden, ask(one, "new project", "a").status)
	require.Equal(t, http.StatusOK, ask(all, "new project", "a").status, "the project is made, too")
	require.Equal(t, http.StatusForbidden, ask(a.key(store.ReadAccess), "demo", "b").status)
	r := ask(one, "demo", " ")
	require.Equal(t, http.StatusBadRequest, r.status)
	require.Contains(t, r.body, `"field":"dataset_name"`)
	require.Contains(t, ask(one, "demo", "a/b").body, `"field":"dataset_name"`)

	id := a.registered(all, "demo", "a")
	info := func(token, kind string, ids ...string) (found []object) {
		a.call(token, http.MethodPost, "/api/self/get_object_info", object{"object_type": kind, "object_ids": ids}).read(t, &found)
		return found
	}
	found := info(one, "dataset", id, "no id", "00000000-0000-4000-8000-000000000000")
	require.Len(t, found, 1)
	require.Equal(t, "a", found[0]["object_name"])
	require.Equal(t, object{"id": a.project.UID, "name": "demo"}, found[0]["parent_cols"].(object)["project"])
	other, err := a.db.Project(t.Context(), "new project")
	require.NoError(t, err)
	require.Empty(t, info(a.key(store.ReadAccess, other.ID), "dataset", id), "not for keys of other projects")
	require.Len(t, info(one, "project", a.project.UID, id), 1)
	require.Empty(t, info(one, "prompt", id))
	require.NotNil(t, info(one, "dataset"))
}

func TestDatasetsOverREST(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.WriteAccess, a.project.ID)
	var made, same object
	a.call(token, http.MethodPost, "/v1/dataset", object{"project_id": a.project.UID, "name": "d1", "description": "x", "metadata": object{"a": 1}}).read(t, &made)
	a.call(token, http.MethodPost, "/v1/dataset", object{"project_id": a.project.UID, "name": "d1"}).read(t, &same)
	require.Equal(t, made, same)
	path := "/v1/dataset/" + made["id"].(string)

	var inserted struct {
		IDs []string `json:"row_ids"`
	}
	a.call(token, http.MethodPost, path+"/insert", object{"events": []object{{"id": "a", "input": 1, "expected": 2, "metadata": object{"m": 1}}, {"input": 3}}}).read(t, &inserted)
	require.Equal(t, "a", inserted.IDs[0])
	require.Len(t, inserted.IDs, 2)
	require.Contains(t, a.call(token, http.MethodPost, path+"/insert", object{"events": []object{{"id": "z"}, {"id": "y", "metadata": 5}}}).says(t), "metadata is an object")

	fetch := func(method, query string, body any) (events []object, cursor any) {
		var p struct {
			Events []object
			Cursor *string
		}
		a.call(token, method, path+"/fetch"+query, body).read(t, &p)
		if p.Cursor != nil {
			cursor = *p.Cursor
		}
		return p.Events, cursor
	}
	events, cursor := fetch(http.MethodPost, "", object{"limit": 1})
	require.Len(t, events, 1)
	require.NotNil(t, cursor)
	events, cursor = fetch(http.MethodGet, "?limit=5&cursor="+cursor.(string), nil)
	require.Len(t, events, 1)
	require.Nil(t, cursor)
	events, _ = fetch(http.MethodPost, "", nil)
	require.Len(t, events, 2)
	version := events[0]["_xact_id"].(string)

	a.requireFeedback(token, path, version)

	var summary object
	a.call(token, http.MethodGet, path+"/summarize?summarize_data=true", nil).read(t, &summary)
	require.Equal(t, object{"total_records": 2.0}, summary["data_summary"])
	require.Equal(t, base+"/p/demo/datasets/d1", summary["dataset_url"])
	var changed, list object
	a.call(token, http.MethodPatch, path, object{"description": "y", "metadata": object{"b": 2}}).read(t, &changed)
	require.Equal(t, object{"a": 1.0, "b": 2.0}, changed["metadata"])
	a.call(token, http.MethodGet, "/v1/dataset?project_name=demo&dataset_name=d1&limit=1", nil).read(t, &list)
	require.Equal(t, []any{changed}, list["objects"])
	require.Equal(t, http.StatusBadRequest, a.call(token, http.MethodPatch, path, object{"name": "a/b"}).status)

	var deleted object
	a.call(token, http.MethodDelete, path, nil).read(t, &deleted)
	require.NotNil(t, deleted["deleted_at"])
	require.Equal(t, http.StatusNotFound, a.call(token, http.MethodGet, path, nil).status)
	require.Equal(t, http.StatusNotFound, a.call(token, http.MethodPost, "/logs3", object{"rows": []object{{"id": "a", "dataset_id": made["id"]}}}).status)
	a.call(token, http.MethodGet, "/v1/dataset", nil).read(t, &list)
	require.Empty(t, list["objects"])
}

// requireFeedback comments on row "a" of a dataset and tags it, which the version before does not show.
func (a *app) requireFeedback(token, path, version string) {
	t := a.t.(*testing.T)
	t.Helper()
	fetch := func(query string) []object {
		var p struct{ Events []object }
		a.call(token, http.MethodGet, path+"/fetch"+query, nil).read(t, &p)
		return p.Events
	}
	said := object{"feedback": []object{{"id": "a", "comment": "prüfen", "tags": []string{"review"}, "source": "app", "metadata": object{"user": "ada"}}}}
	require.JSONEq(t, `{"status":"success"}`, a.call(token, http.MethodPost, path+"/feedback", said).body)
	a.call(token, http.MethodPost, path+"/feedback", said)
	events := fetch("")
	require.Equal(t, []any{"review"}, events[0]["tags"])
	require.Len(t, events[0]["comments"], 1, "the same feedback again is no second comment")
	require.Equal(t, object{"text": "prüfen"}, events[0]["comments"].([]any)[0].(object)["comment"])
	events = fetch("?version=" + version)
	require.Nil(t, events[0]["comments"])
	for _, wrong := range []struct {
		entry  object
		status int
		says   string
	}{
		{object{"id": "nobody", "comment": "x"}, 404, `"nobody"`},
		{object{"id": "a"}, 400, "comment or tags"},
		{object{"comment": "x"}, 400, "by its id"},
		{object{"id": "a", "scores": object{"x": 1}}, 400, "no scores"},
		{object{"id": "a", "expected": 1}, 400, "_is_merge"},
		{object{"id": "a", "comment": "x", "source": "elsewhere"}, 400, "source"},
	} {
		r := a.call(token, http.MethodPost, path+"/feedback", object{"feedback": []object{wrong.entry}})
		require.Equal(t, wrong.status, r.status, r.body)
		require.Contains(t, r.says(t), wrong.says)
	}
}

func TestVersionIsTextAndStandsForNow(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.WriteAccess)
	id := a.registered(token, "demo", "d")
	all := object{"select": []object{{"op": "star"}}, "from": from("dataset", id)}
	a.send(token, object{"id": "before", "dataset_id": id})
	r := a.call(token, http.MethodGet, "/xact-id", nil)
	require.Regexp(t, `^\d{19}$`, r.body)
	require.Contains(t, r.header.Get("Content-Type"), "text/plain")
	a.send(token, object{"id": "after", "dataset_id": id})
	require.Equal(t, "before", a.btql(token, all, object{"version": r.body}).ids())
	require.Equal(t, "after before", a.btql(token, all, nil).ids())
}

func TestSnapshotsStandOnTheVersionsThatTheyName(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.WriteAccess)
	id := a.registered(token, "demo", "d")
	name := func(snapshot string) {
		a.clock.pass(time.Second)
		r := a.call(token, http.MethodPost, "/api/dataset_snapshot/register", object{"dataset_id": id, "dataset_snapshot_name": snapshot})
		require.Equal(t, http.StatusOK, r.status, r.body)
	}
	name("empty")
	a.send(token, object{"id": "a", "dataset_id": id, "input": 1})
	name("first")
	name(`<b id="injected">`)
	a.send(token, object{"id": "b", "dataset_id": id, "input": 2})
	page := a.as(store.Viewer).get("/p/demo/datasets/d/versions")
	rows := page.doc.Find("[aria-label=Versions] tbody tr")
	require.Equal(t, 2, rows.Length())
	require.Zero(t, rows.Eq(0).Find(".tag").Length())
	require.Equal(t, `first<b id="injected">`, rows.Eq(1).Find(".tag").Text())
	require.Zero(t, page.doc.Find("#injected").Length())
}
