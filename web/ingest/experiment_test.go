package ingest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEverythingAboutExperimentsSaysThatThereAreNone(t *testing.T) {
	t.Parallel()
	s := newLogServer(t)
	const id = "5f0e0d0c-0b0a-4908-8706-050403020100"
	for name, answer := range map[string]reply{
		"registering one":        s.post("/api/experiment/register", `{"project_name":"wire","experiment_name":"e"}`),
		"asking for one":         s.post("/api/experiment/get", `{"project_name":"wire","experiment_name":"e"}`),
		"asking for a baseline":  s.post("/api/base_experiment/get_id", `{"id":"`+id+`"}`),
		"comparing two":          s.do(http.MethodGet, s.url+"/experiment-comparison2?experiment_id="+id, ""),
		"making one over REST":   s.post("/v1/experiment", `{"project_id":"`+s.project.UID+`","ensure_new":true}`),
		"listing them":           s.do(http.MethodGet, s.url+"/v1/experiment", ""),
		"reading one":            s.do(http.MethodGet, s.url+"/v1/experiment/"+id, ""),
		"inserting into one":     s.post("/v1/experiment/"+id+"/insert", `{"events":[{"input":1}]}`),
		"fetching its rows":      s.post("/v1/experiment/"+id+"/fetch", `{}`),
		"feedback on its rows":   s.post("/v1/experiment/"+id+"/feedback", `{"feedback":[]}`),
		"its summary":            s.do(http.MethodGet, s.url+"/v1/experiment/"+id+"/summarize", ""),
		"a row among others":     s.post("/logs3", `{"rows":[{"experiment_id":"`+id+`"}]}`),
		"rows of several things": s.post("/v1/insert", `{"experiment":{"`+id+`":{"events":[{"input":1}]}}}`),
		"querying one":           s.post("/btql", `{"query":"from: experiment('`+id+`')"}`),
	} {
		require.Equal(t, http.StatusNotImplemented, answer.status, name)
		require.Contains(t, answer.json["error"], "Experiments are not kept here yet", name)
		require.NotContains(t, answer.json["error"], "base experiment", "%s: words that make SDKs register again", name)
	}
}
