package web

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// foreign is a request that names something of a project that its key is not made for.
type foreign struct {
	query  string
	body   any
	parent string // the header x-bt-parent
}

// requests is how each route of the machine API can name a project. A new route needs an entry here, or in
// routesAboutNothing.
func (v victim) requests() map[string][]foreign {
	byID, byName := map[string]string{"project_id": v.uid}, map[string]string{"project_name": "demo"}
	with := func(m map[string]string, more ...string) map[string]string {
		out := map[string]string{more[0]: more[1]}
		for k, value := range m {
			out[k] = value
		}
		return out
	}
	span := func(parent string) string {
		return `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"x",
			"attributes":[{"key":"braintrust.parent","value":{"stringValue":"` + parent + `"}}]}]}]}]}`
	}
	record := func(parent string) string {
		return `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"eventName":"gen_ai.evaluation.result","traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174",
			"attributes":[{"key":"gen_ai.evaluation.name","value":{"stringValue":"x"}},{"key":"gen_ai.evaluation.score.value","value":{"doubleValue":1}},
			{"key":"braintrust.parent","value":{"stringValue":"` + parent + `"}}]}]}]}]}`
	}
	exports := func(piece func(string) string) []foreign {
		var asks []foreign
		for _, parent := range []string{"project_id:" + v.uid, "project_name:demo", v.slug(`"object_id":"` + v.uid + `"`), v.slug(`"compute_object_metadata_args":{"project_name":"demo"}`)} {
			asks = append(asks, foreign{body: piece(parent)}, foreign{body: piece(""), parent: parent})
		}
		return asks
	}
	file := map[string]any{"key": v.file, "filename": "f", "content_type": "text/plain", "status": map[string]string{"upload_status": "error", "error_message": "x"}}
	return map[string][]foreign{
		"POST /api/project/register":                {{body: byName}, {body: byID}, {body: map[string]string{"project_name": "not there"}}},
		"GET /api/project":                          {{query: "?id=" + v.uid}, {query: "?name=demo"}},
		"POST /v1/project":                          {{body: map[string]string{"name": "demo"}}},
		"POST /api/dataset/register":                {{body: with(byName, "dataset_name", "golden")}, {body: with(byID, "dataset_name", "new")}},
		"POST /v1/dataset":                          {{body: with(byID, "name", "golden")}, {body: with(byID, "name", "new")}},
		"GET /dataset-summary":                      {{query: "?dataset_id=" + v.dataset}},
		"POST /v1/release":                          {{body: map[string]string{"project_id": v.uid, "name": "v2.4"}}},
		"POST /v1/project_score":                    {{body: map[string]string{"project_id": v.uid, "name": "tone", "score_type": "slider"}}},
		"PUT /v1/project_score":                     {{body: map[string]string{"project_id": v.uid, "name": "tone", "score_type": "slider"}}},
		"POST /logs3":                               v.rows(),
		"POST /btql":                                {{body: btqlFrom("dataset", v.dataset)}, {body: btqlFrom("project_logs", v.uid)}, {body: map[string]string{"query": "select: * | from: project_logs('" + v.uid + "')"}}},
		"POST /otel/v1/traces":                      exports(span),
		"POST /v1/traces":                           exports(span),
		"POST /api/public/otel/v1/traces":           exports(span),
		"POST /otel/v1/logs":                        exports(record),
		"POST /v1/logs":                             exports(record),
		"POST /attachment":                          {{body: file}},
		"GET /attachment":                           {{query: "?key=" + v.file}},
		"POST /attachment/status":                   {{body: file}},
		"PUT /attachment/object/:token":             {{body: "other bytes"}},
		"GET /attachment/object/:token":             {{}},
		"GET /v1/project/:id":                       {{}},
		"PATCH /v1/project/:id":                     {{body: map[string]string{"name": "renamed"}}},
		"DELETE /v1/project/:id":                    {{}},
		"GET /v1/project_logs/:id/fetch":            {{}},
		"POST /v1/project_logs/:id/fetch":           {{body: "{}"}},
		"POST /v1/project_logs/:id/insert":          {{body: `{"events":[{"id":"x"}]}`}, {body: `{"events":[]}`}},
		"POST /v1/project_logs/:id/feedback":        {{body: `{"feedback":[{"id":"trace-liked","comment":"x"}]}`}},
		"GET /v1/dataset/:id":                       {{}},
		"PATCH /v1/dataset/:id":                     {{body: map[string]string{"name": "renamed"}}},
		"DELETE /v1/dataset/:id":                    {{}},
		"GET /v1/dataset/:id/fetch":                 {{}},
		"POST /v1/dataset/:id/fetch":                {{body: "{}"}},
		"POST /v1/dataset/:id/insert":               {{body: `{"events":[{"id":"x"}]}`}},
		"POST /v1/dataset/:id/feedback":             {{body: `{"feedback":[{"id":"x","comment":"x"}]}`}},
		"GET /v1/dataset/:id/summarize":             {{query: "?summarize_data=true"}},
		"POST /v1/dataset/:id/restore":              {{body: map[string]string{"version": "1"}}},
		"POST /v1/dataset/:id/restore/preview":      {{body: map[string]string{"version": "1"}}},
		"GET /v1/dataset/:id/snapshots":             {{}},
		"GET /v1/dataset/:id/environments":          {{}},
		"PUT /v1/dataset/:id/environments/:name":    {{body: "{}"}},
		"GET /environment-object/dataset/:id/:name": {{}},
		"POST /v1/insert":                           {{body: `{"project_logs":{"` + v.uid + `":{"events":[{"id":"x"}]}}}`}, {body: `{"dataset":{"` + v.dataset + `":{"feedback":[{"id":"x","comment":"y"}]}}}`}},
		"POST /api/dataset_snapshot/register":       {{body: map[string]string{"dataset_id": v.dataset, "dataset_snapshot_name": "s"}}},
		"POST /api/dataset_snapshot/get":            {{body: map[string]string{"dataset_id": v.dataset}}},
		"POST /api/dataset_snapshot/patch_id":       {{body: map[string]string{"id": v.snapshot, "name": "n"}}},
		"POST /api/dataset_snapshot/delete_id":      {{body: map[string]string{"id": v.snapshot}}},
		"GET /v1/project_score/:id":                 {{}},
		"PATCH /v1/project_score/:id":               {{body: map[string]string{"name": "renamed"}}},
		"DELETE /v1/project_score/:id":              {{}},
	}
}

// rows are spans, feedback, comments and rows of datasets, alone and behind a row that the key may write.
func (v victim) rows() []foreign {
	logs, dataset := `"project_id":"`+v.uid+`","log_id":"g"`, `"dataset_id":"`+v.dataset+`"`
	var asks []foreign
	for _, row := range []string{
		`{"id":"x",` + logs + `}`,
		`{"id":"trace-liked","_is_merge":true,"output":"changed",` + logs + `}`,
		`{"id":"trace-liked","_object_delete":true,` + logs + `}`,
		`{"id":"trace-liked","_is_merge":true,"scores":{"thumbs":0},"_audit_source":"external",` + logs + `}`,
		`{"id":"c","origin":{"id":"trace-liked"},"comment":{"text":"x"},"_audit_source":"external",` + logs + `}`,
		`{"id":"x",` + dataset + `}`,
		`{"id":"x","_object_delete":true,` + dataset + `}`,
	} {
		asks = append(asks, foreign{body: `{"rows":[` + row + `]}`}, foreign{body: `{"rows":[{"id":"mine","project_id":"OWN","log_id":"g"},` + row + `]}`})
	}
	return asks
}

// slug is the exported span of another process, naming its project by what is in rest.
func (v victim) slug(rest string) string {
	head := []byte{4, 2, 0} // the version, project logs, no ids in bytes
	return base64.StdEncoding.EncodeToString(append(head, "{"+rest+"}"...))
}

// routesAboutNothing name no project that is not the key's: their answers are about the key, or lists of what it is good for.
var routesAboutNothing = map[string]string{
	"POST /api/apikey/login":         "",
	"GET /version":                   "",
	"GET /ping":                      "",
	"GET /xact-id":                   "",
	"GET /v1/project":                "?project_name=demo",
	"GET /v1/dataset":                "?project_name=demo",
	"GET /v1/project_score":          "?project_name=demo",
	"POST /api/self/get_object_info": "",
}

// idOf is the thing of the demo project that an address with an id is about.
func (v victim) idOf(t *testing.T, path string) string {
	t.Helper()
	for prefix, id := range map[string]string{"/v1/project/": v.uid, "/v1/project_logs/": v.uid, "/v1/dataset/": v.dataset, "/environment-object/dataset/": v.dataset, "/v1/project_score/": v.score} {
		if strings.HasPrefix(path, prefix) {
			return id
		}
	}
	require.NotContains(t, path, ":id", "say what of the demo project this id can be")
	return ""
}
