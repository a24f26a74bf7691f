package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/web/auth"
	"assay/web/ingest"

	"github.com/stretchr/testify/require"
)

// key makes an API key, good for the named projects or for every one when none is named, and returns its token.
func (a *app) key(access store.Access, projects ...store.ProjectID) string {
	a.t.Helper()
	token, _ := a.keyWith(store.Key{Access: access, Scoped: len(projects) > 0, Projects: projects})
	return token
}

// keyWith makes an API key and returns its token and itself.
func (a *app) keyWith(k store.Key) (string, store.Key) {
	a.t.Helper()
	token, shown, hash := ingest.NewToken()
	k.Name, k.Prefix, k.Created = "test", shown, a.clock.now()
	k, err := a.db.CreateKey(context.Background(), k, hash, 0)
	require.NoError(a.t, err)
	return token, k
}

// call asks the machine API. A body that is no string is sent as JSON.
func (a *app) call(token, method, path string, body any) result {
	a.t.Helper()
	text, isText := body.(string)
	if body != nil && !isText {
		b, err := json.Marshal(body)
		require.NoError(a.t, err)
		text = string(b)
	}
	r := httptest.NewRequest(method, base+path, strings.NewReader(text))
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if text != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return a.anonymous().do(r)
}

// says is the error of a machine's answer. Exporters get theirs as a google.rpc.Status.
func (r result) says(t *testing.T) string {
	t.Helper()
	require.Equal(t, "application/json", r.header.Get("Content-Type"), r.body)
	var problem struct{ Error, Message string }
	require.NoError(t, json.Unmarshal([]byte(r.body), &problem), r.body)
	require.NotEqual(t, problem.Error == "", problem.Message == "", r.body)
	return problem.Error + problem.Message
}

// read decodes a machine's answer.
func (r result) read(t *testing.T, into any) {
	t.Helper()
	require.Equal(t, http.StatusOK, r.status, r.body)
	require.NoError(t, json.Unmarshal([]byte(r.body), into), r.body)
}

func TestEveryMachineRouteAsksForAKeyAndItsAccess(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	now := a.clock.now()
	demo := a.project.ID
	expired, _ := a.keyWith(store.Key{Access: store.WriteAccess, Expires: now})
	revoked, revokedKey := a.keyWith(store.Key{Access: store.WriteAccess, Scoped: true, Projects: []store.ProjectID{demo}})
	_, err := a.db.RevokeKey(t.Context(), demo, revokedKey.ID, now)
	require.NoError(t, err)
	unknown, _, _ := ingest.NewToken()
	refused := map[string]string{"": "Send an API key", unknown: "not known", expired: "expired on 2026-05-20", revoked: "revoked on 2026-05-20"}
	read, write := a.key(store.ReadAccess, demo), a.key(store.WriteAccess, demo)
	samples := map[string]string{"id": a.project.UID, "token": "no-such-token", "name": "production"}

	for _, r := range a.server.machineRoutes() {
		t.Run(r.name(), func(t *testing.T) {
			require.Contains(t, []guard{anyone, readKey, writeKey}, r.guard)
			ask := func(token string) result { return a.call(token, r.method, r.address(t, samples), nil) }
			if r.guard == anyone {
				require.Contains(t, r.path, ":token", "an address without a key carries its own permission")
				require.GreaterOrEqual(t, ask("").status, 400, "a token that nobody signed")
				return
			}
			for token, says := range refused {
				answer := ask(token)
				require.Equal(t, http.StatusUnauthorized, answer.status, says)
				require.Contains(t, answer.says(t), says)
				require.Contains(t, answer.header.Get("WWW-Authenticate"), "Bearer")
			}
			answer := ask(read)
			if r.guard == writeKey {
				require.Equal(t, http.StatusForbidden, answer.status)
				require.Contains(t, answer.says(t), "may only read")
			} else {
				require.NotContains(t, []int{http.StatusUnauthorized, http.StatusForbidden}, answer.status, answer.body)
			}
			answer = ask(write)
			require.NotContains(t, []int{http.StatusUnauthorized, http.StatusInternalServerError}, answer.status, answer.body)
		})
	}
}

// btqlFrom is the query of SDKs for all of an object.
func btqlFrom(kind, id string) map[string]any {
	from := map[string]any{"op": "function", "name": map[string]any{"op": "ident", "name": []string{kind}}, "args": []any{map[string]any{"op": "literal", "value": id}}}
	return map[string]any{"query": map[string]any{"select": []any{map[string]string{"op": "star"}}, "from": from, "limit": 10}}
}

func TestWhatIsNoMachineRouteAnswersInJSON(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	for path, status := range map[string]int{"GET /v1/nothing": 404, "POST /api/nothing/here": 404, "GET /otel/v1/nothing": 404, "GET /logs3": 405, "DELETE /version": 405, "PUT /v1/project/x": 405} {
		method, address, _ := strings.Cut(path, " ")
		answer := a.call("", method, address, nil)
		require.Equal(t, status, answer.status, path)
		require.NotEmpty(t, answer.says(t))
	}
}

func TestMachineRoutesIgnoreCookiesAndOtherSitesMayCallThem(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.owner()
	r := c.request(http.MethodGet, "/v1/project", nil)
	require.Equal(t, http.StatusUnauthorized, c.do(r).status, "a session is no key")

	preflight := httptest.NewRequest(http.MethodOptions, base+"/logs3", nil)
	preflight.Header.Set("Origin", "https://shop.example")
	preflight.Header.Set("Access-Control-Request-Method", "POST")
	preflight.Header.Set("Access-Control-Request-Headers", "authorization,content-type")
	answer := a.anonymous().do(preflight)
	require.Equal(t, http.StatusNoContent, answer.status)
	require.Equal(t, "*", answer.header.Get("Access-Control-Allow-Origin"))
	require.Contains(t, answer.header.Get("Access-Control-Allow-Headers"), "authorization")
	require.Empty(t, answer.header.Get("Access-Control-Allow-Credentials"))

	call := httptest.NewRequest(http.MethodPost, base+"/api/apikey/login", nil)
	call.Header.Set("Origin", "https://shop.example")
	call.Header.Set("Sec-Fetch-Site", "cross-site")
	call.Header.Set("Authorization", "Bearer "+a.key(store.ReadAccess))
	answer = a.anonymous().do(call)
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	require.Equal(t, "*", answer.header.Get("Access-Control-Allow-Origin"))
	require.Empty(t, a.anonymous().get("/sign-in").header.Get("Access-Control-Allow-Origin"), "pages are for this site alone")
}

func TestLogin(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	type login struct {
		Orgs []struct {
			ID, Name string
			APIURL   string                   `json:"api_url"`
			Git      struct{ Collect string } `json:"git_metadata"`
		} `json:"org_info"`
	}
	var first, second login
	token := a.key(store.ReadAccess, a.project.ID)
	a.call(token, http.MethodPost, "/api/apikey/login", nil).read(t, &first)
	a.call(token, http.MethodPost, "/api/apikey/login", "{}").read(t, &second)
	require.Len(t, first.Orgs, 1)
	require.True(t, store.IsKey(first.Orgs[0].ID))
	require.Equal(t, base, first.Orgs[0].APIURL)
	require.Equal(t, "assay", first.Orgs[0].Name)
	require.Equal(t, "none", first.Orgs[0].Git.Collect)
	require.Equal(t, first, second, "an installation has one id for ever")

	var version map[string]any
	a.call(token, http.MethodGet, "/version", nil).read(t, &version)
	require.NotContains(t, version, "logs3_payload_max_bytes", "a limit would switch SDKs to the overflow upload")
}

func TestRegisteringAProject(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	type registered struct{ Project struct{ ID, Name string } }
	everywhere := a.key(store.WriteAccess)
	register := func(token, name string) result {
		return a.call(token, http.MethodPost, "/api/project/register", map[string]string{"project_name": name, "org_id": "x"})
	}
	var made, again registered
	register(everywhere, "shop").read(t, &made)
	register(everywhere, "shop").read(t, &again)
	require.Equal(t, made, again)
	require.True(t, store.IsKey(made.Project.ID))
	shop, err := a.db.Project(t.Context(), "shop")
	require.NoError(t, err)
	configs, err := a.db.ScoreConfigs(t.Context(), shop.ID)
	require.NoError(t, err)
	require.NotEmpty(t, configs, "reviewers of a project made by an SDK are asked something")

	register(a.key(store.ReadAccess, shop.ID), "shop").read(t, &again)
	require.Equal(t, made, again, "a key that may only read finds what is there")
	require.Equal(t, http.StatusNotFound, register(a.key(store.ReadAccess), "not there").status)
	for _, name := range []string{"", "  ", "a/b", strings.Repeat("x", 101), "a\x00/"} {
		answer := register(everywhere, name)
		require.Equal(t, http.StatusBadRequest, answer.status, "%q: %s", name, answer.body)
	}
	require.Contains(t, a.call(everywhere, http.MethodPost, "/api/project/register", "{\n  \"project_name\": shop}").says(t), "line 2, column 19")
	require.Contains(t, a.call(everywhere, http.MethodPost, "/api/project/register", `{"project_name": 7}`).says(t), "project_name")

	var found struct{ ID, Name string }
	a.call(everywhere, http.MethodGet, "/api/project?id="+made.Project.ID, nil).read(t, &found)
	require.Equal(t, "shop", found.Name)
	missing := a.call(everywhere, http.MethodGet, "/api/project?id=00000000-0000-4000-8000-000000000000", nil)
	require.Equal(t, http.StatusNotFound, missing.status)
	require.Contains(t, missing.says(t), "00000000-0000-4000-8000-000000000000")
}

func TestProjectsOverREST(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.WriteAccess)
	type project struct{ ID, Name string }
	var one, two, renamed project
	a.call(token, http.MethodPost, "/v1/project", project{Name: "one"}).read(t, &one)
	a.call(token, http.MethodPost, "/v1/project", project{Name: "two"}).read(t, &two)
	names := func(query string) []string {
		var list struct{ Objects []project }
		a.call(token, http.MethodGet, "/v1/project?"+query, nil).read(t, &list)
		var names []string
		for _, p := range list.Objects {
			names = append(names, p.Name)
		}
		return names
	}
	require.Equal(t, []string{"two", "one", "demo"}, names(""), "from new to old")
	require.Equal(t, []string{"two"}, names("limit=1"))
	require.Equal(t, []string{"one", "demo"}, names("starting_after="+two.ID))
	require.Equal(t, []string{"two"}, names("ending_before="+one.ID))
	require.Equal(t, []string{"one"}, names("project_name=one"))
	require.Equal(t, []string{"two", "one"}, names(url.Values{"ids": {one.ID + "," + two.ID}}.Encode()))
	for _, query := range []string{"limit=0", "limit=x", "starting_after=x", "ids=x"} {
		require.Equal(t, http.StatusBadRequest, a.call(token, http.MethodGet, "/v1/project?"+query, nil).status, query)
	}
	a.call(token, http.MethodPatch, "/v1/project/"+one.ID, project{Name: "uno"}).read(t, &renamed)
	require.Equal(t, project{one.ID, "uno"}, renamed)
	require.Equal(t, http.StatusBadRequest, a.call(token, http.MethodPatch, "/v1/project/"+one.ID, project{Name: "two"}).status, "a name in use")
	answer := a.call(token, http.MethodDelete, "/v1/project/"+one.ID, nil)
	require.Equal(t, http.StatusMethodNotAllowed, answer.status)
	require.NotEmpty(t, answer.says(t))
}

func TestAKeyAsksAtMostSoOften(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token, neighbour := a.key(store.ReadAccess), a.key(store.ReadAccess)
	statuses := map[int]int{}
	var refused result
	for range 2003 {
		answer := a.call(token, http.MethodGet, "/ping", nil)
		statuses[answer.status]++
		if answer.status != http.StatusOK {
			refused = answer
		}
	}
	require.Equal(t, map[int]int{http.StatusOK: 2000, http.StatusTooManyRequests: 3}, statuses)
	require.Equal(t, "1", refused.header.Get("Retry-After"))
	require.Contains(t, refused.says(t), "too often")
	require.Equal(t, http.StatusOK, a.call(neighbour, http.MethodGet, "/ping", nil).status, "every key has its own rate")
	a.clock.pass(time.Second)
	require.Equal(t, http.StatusOK, a.call(token, http.MethodGet, "/ping", nil).status)
}

func TestUseOfAKeyIsNoted(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.ReadAccess)
	lastUsed := func() time.Time {
		k, err := a.db.KeyByToken(t.Context(), auth.HashToken(token))
		require.NoError(t, err)
		return k.LastUsed.UTC()
	}
	require.Zero(t, lastUsed())
	first := a.clock.now()
	a.call(token, http.MethodGet, "/ping", nil)
	require.Equal(t, first, lastUsed())
	a.clock.pass(59 * time.Second)
	a.call(token, http.MethodGet, "/ping", nil)
	require.Equal(t, first, lastUsed(), "at most a write a minute")
	a.clock.pass(time.Second)
	a.call(token, http.MethodGet, "/ping", nil)
	require.Equal(t, first.Add(time.Minute), lastUsed())
}

func TestEveryMachineRouteIsListedOnce(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	var names []string
	for _, r := range slices.Concat(a.server.routes(), a.server.machineRoutes()) {
		require.NotContains(t, names, r.name())
		names = append(names, r.name())
	}
}
