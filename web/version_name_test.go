package web

import (
	"net/http"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestAVersionMayBeNamed(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	rows := a.dataset("golden", 3)
	curator := a.as(store.Curator)
	first := version(a.newest().Version)
	name := func(do, field, name string) {
		t.Helper()
		require.Equal(t, http.StatusSeeOther, curator.post(golden("/versions"), map[string][]string{"do": {do}, field: {name}, "version": {first}}).status)
	}
	name("snapshot", "name", "before May")
	name("snapshot", "name", first[:18])
	name("environment", "environment", "production")
	a.remove(rows[0].ID)

	for _, named := range []string{"before+May", "production"} {
		require.Equal(t, curator.get(golden("/export?version="+first)).body, curator.get(golden("/export?version="+named)).body, named)
		require.Contains(t, curator.get(golden("?version="+named)).text("h1"), "3 rows")
		require.Contains(t, curator.get(golden("/compare?to="+named)).text("main"), "3")
	}
	require.Contains(t, fileName(t, curator.get(golden("/export?version=production"))), first, "the file is called by the number")
	lost := curator.get(golden("/export?version=prodution"))
	require.Equal(t, http.StatusUnprocessableEntity, lost.status)
	require.Contains(t, lost.text("main"), `The dataset has no snapshot or environment "prodution". Did you mean production?`)
	require.Contains(t, curator.get(golden("?version=nothing+like+it")).text("main"), "There are "+first[:18]+", before May, production")
	require.Equal(t, http.StatusNotFound, curator.get(golden("?version="+first[:18])).status, "a number is never a name")

	token := a.key(store.WriteAccess)
	id := a.newest().UID
	all := "select: id | from: dataset('" + id + "')"
	require.Len(t, a.btql(token, all, nil).Data, 2)
	require.Len(t, a.btql(token, all, object{"version": "production"}).Data, 3)
	require.Len(t, a.btql(token, "SELECT id FROM dataset('"+id+"', version => 'before May')", nil).Data, 3)
	require.Len(t, a.btql(token, "select: id | from: dataset('"+id+"', version: "+first+")", nil).Data, 3)
	require.Equal(t, []object{{"n": 3.0}}, a.btql(token, "SELECT count(*) AS n FROM dataset('"+id+"', version => 'production')", nil).Data)
	fetched := a.call(token, http.MethodGet, "/v1/dataset/"+id+"/fetch?version=production", nil)
	require.Equal(t, 3, strings.Count(fetched.body, `"span_parents"`), fetched.body)
	for what, r := range map[string]result{
		"no such name":      a.call(token, http.MethodPost, "/btql", object{"query": all, "version": "Production!"}),
		"the name in it":    a.call(token, http.MethodPost, "/btql", object{"query": "select: id | from: dataset('" + id + "', version: 'produktion')"}),
		"the name of fetch": a.call(token, http.MethodGet, "/v1/dataset/"+id+"/fetch?version=productio", nil),
	} {
		require.Equal(t, http.StatusBadRequest, r.status, what)
		require.Contains(t, r.body, "Did you mean production?", what)
	}
	twice := a.call(token, http.MethodPost, "/btql", object{"query": "select: id | from: dataset('" + id + "', version: 'production')", "version": first})
	require.Contains(t, twice.body, "Name the version once")
	logs := a.call(token, http.MethodPost, "/btql", object{"query": "select: id | from: project_logs('" + a.project.UID + "', version: 'x')"})
	require.Contains(t, logs.body, "only a dataset has versions")
}
