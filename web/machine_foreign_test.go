package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// ask sends a request of another project's key.
func (a *app) ask(token string, r route, address string, f foreign) result {
	a.t.Helper()
	text, isText := f.body.(string)
	if f.body != nil && !isText {
		b, err := json.Marshal(f.body)
		require.NoError(a.t, err)
		text = string(b)
	}
	request := httptest.NewRequest(r.method, base+address+f.query, strings.NewReader(text))
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Bt-Parent", f.parent)
	return a.anonymous().do(request)
}

// TestMachineRoutesKeepToTheProjectsOfTheKey asks every route about things of the demo project, with a key for two others.
func TestMachineRoutesKeepToTheProjectsOfTheKey(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	other, _, err := a.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	third, _, err := a.db.CreateProject(t.Context(), "third")
	require.NoError(t, err)
	own, token := a.key(store.WriteAccess, a.project.ID), a.key(store.WriteAccess, other.ID, third.ID)
	v := a.victim(own)
	a.attached(token, other.UID, "of-other", "b.txt", "text/plain", "bytes of other")
	a.logs(token, other.UID, `{"id":"waiting","input":{"type":"braintrust_attachment","key":"waits","filename":"w","content_type":"text/plain"}}`)
	v.upload = bent(t, a.uploadAddress(token, "waits"), a.project.ID)
	before, requests := a.holdings(own, v), v.requests()

	for _, r := range a.server.machineRoutes() {
		if strings.Contains(r.path, "experiment") {
			continue // there are none; tested beside the handler
		}
		t.Run(r.name(), func(t *testing.T) {
			query, harmless := routesAboutNothing[r.name()]
			if harmless {
				answer := a.ask(token, r, r.path, foreign{query: query, body: map[string]any{"object_type": "dataset", "object_ids": []string{v.dataset}}})
				require.Equal(t, http.StatusOK, answer.status, answer.body)
				for _, secret := range []string{"demo", "golden", v.uid, v.dataset, v.score} {
					require.NotContains(t, answer.body, secret)
				}
				return
			}
			asks := requests[r.name()]
			require.NotEmpty(t, asks, "say in requests how this route names a project, or in routesAboutNothing that it names none")
			for _, f := range asks {
				if text, isText := f.body.(string); isText {
					f.body = strings.ReplaceAll(text, "OWN", other.UID)
				}
				answer := a.ask(token, r, r.address(t, map[string]string{"id": v.idOf(t, r.path), "token": v.upload, "name": "production"}), f)
				require.Contains(t, []int{http.StatusForbidden, http.StatusNotFound}, answer.status, "%+v: %s", f, answer.body)
				require.NotContains(t, answer.says(t), "golden")
			}
		})
	}
	require.Equal(t, before, a.holdings(own, v), "nothing was written")
	_, err = a.db.Trace(t.Context(), other.ID, store.TraceKey("mine"))
	require.ErrorIs(t, err, store.ErrNotFound, "nor was what stood before it in the same request")
}

// TestAnExportKeepsToTheProjectsOfTheKeySpanBySpan sends spans for two projects with a key for one of them.
func TestAnExportKeepsToTheProjectsOfTheKeySpanBySpan(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	other, _, err := a.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	own, token := a.key(store.WriteAccess, a.project.ID), a.key(store.WriteAccess, other.ID)
	v := a.victim(own)
	before := a.holdings(own, v)
	span := func(id, more string) string {
		return `{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"` + id + `","name":"x"` + more + `}`
	}
	body := `{"resourceSpans":[{"scopeSpans":[{"spans":[` + span("00000000000000a1", "") + `,` +
		span("00000000000000a2", `,"attributes":[{"key":"braintrust.parent","value":{"stringValue":"project_name:demo"}}]`) + `]}]}]}`
	answer := a.call(token, http.MethodPost, "/v1/traces", body)
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	require.Contains(t, answer.body, `"rejectedSpans":"1"`)
	require.Contains(t, answer.body, `not made for the project \"demo\"`)
	require.Equal(t, before, a.holdings(own, v))
	spans, err := a.db.Spans(t.Context(), other.ID, store.TraceKey("5b8efff798038103d269b633813fc60c"))
	require.NoError(t, err)
	require.Len(t, spans, 1)
}

// TestAFileOfTheSameKeyIsAnotherFile uploads under the key of another project's file: a key for one project needs no row first.
func TestAFileOfTheSameKeyIsAnotherFile(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	other, _, err := a.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	own, token := a.key(store.WriteAccess, a.project.ID), a.key(store.WriteAccess, other.ID)
	v := a.victim(own)
	before := a.holdings(own, v)
	put := mustParse(a.uploadAddress(token, v.file))
	require.Equal(t, http.StatusOK, a.call("", http.MethodPut, put.Path, "bytes of other").status)
	require.Equal(t, before, a.holdings(own, v))
	for who, want := range map[string]string{own: "bytes of demo", token: "bytes of other"} {
		var place struct{ DownloadURL string }
		a.call(who, http.MethodGet, "/attachment?key="+v.file, nil).read(t, &place)
		require.Equal(t, want, a.call("", http.MethodGet, mustParse(place.DownloadURL).Path, nil).body)
	}
}
