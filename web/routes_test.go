package web

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"assay/store"
	"assay/store/adding"
	"assay/store/assistant"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// samples are values for the parameters of paths that lead to something. A new parameter needs one here.
func (a *app) samples() map[string]string {
	a.t.Helper()
	ctx := a.t.Context()
	row := a.dataset("golden", 1)[0]
	corrections, err := a.db.Corrections(ctx, a.project.ID, a.traces[1])
	require.NoError(a.t, err)
	config, err := a.db.SaveScoreConfig(ctx, a.project.ID, store.ScoreConfig{Name: "tone", Kind: store.Slider}, 0)
	require.NoError(a.t, err)
	_, err = a.db.InsertSpans(ctx, a.project.ID, "test", []store.Span{{RowID: "with file", SpanID: "with file", RootSpanID: "with file", Created: a.clock.now(), HasCreated: true,
		Input: []byte(`{"type":"braintrust_attachment","key":"a file","filename":"a.png","content_type":"image/png"}`)}}, a.clock.now())
	require.NoError(a.t, err)
	a.makeQueue(func(q *store.Queue) { q.Name, q.Answers, q.Order = "Work", 6, store.NewestFirst }) // so that a room has the file
	_, key := a.keyWith(store.Key{Access: store.WriteAccess, Scoped: true, Projects: []store.ProjectID{a.project.ID}})
	view, err := a.db.CreateView(ctx, a.project.ID, store.View{Name: "Failed", Owner: a.people[store.Curator].ID, Shared: true, State: "filter=error+IS+NOT+NULL"})
	require.NoError(a.t, err)
	bulk, err := a.db.StartBulk(ctx, postgres.Query{Project: a.project.ID, Only: a.traces[:1]}, store.NewEventID(), a.people[store.Reviewer].ID, store.BulkAction{Do: store.BulkFlag}, a.clock.now())
	require.NoError(a.t, err)
	_, err = a.db.BulkStep(ctx, a.project.ID, bulk.ID, a.clock.now())
	require.NoError(a.t, err)
	sheet, err := a.db.SaveSheet(ctx, a.project.ID, store.Sheet{Name: "Short", Template: "title name\ninput\noutput as markdown"})
	require.NoError(a.t, err)
	a.file("a file", "a.png", "image/png", "Can I return shoes?")
	thread, err := a.db.StartThread(ctx, a.project.ID, a.people[store.Viewer].ID, "Thumbs down", a.clock.now())
	require.NoError(a.t, err)
	_, err = a.db.SaveTurn(ctx, a.project.ID, thread, assistant.Turn{Sentence: "thumbs down", Plan: assistant.Plan{Verb: assistant.Logs, Filter: "scores.thumbs < 1"}, Asked: a.clock.now()}, a.clock.now())
	require.NoError(a.t, err)
	require.NoError(a.t, a.db.ShareThread(ctx, a.project.ID, thread, true))
	d, err := a.db.Dataset(ctx, a.project.ID, "golden")
	require.NoError(a.t, err)
	recipe, err := a.db.SaveRecipe(ctx, postgres.Recipe{RecipeHead: store.RecipeHead{Project: a.project.ID, Dataset: d.ID, Name: "weekly", Source: a.project.ID, Filter: "scores.thumbs < 0.5"}, Plan: adding.Default()}, 0, a.clock.now())
	require.NoError(a.t, err)
	job, err := a.db.StartJob(ctx, store.Job{Project: a.project.ID, Kind: postgres.JobSign, Title: "Prepare golden", Request: json.RawMessage(`{}`), Created: a.clock.now()})
	require.NoError(a.t, err)
	board, chart := a.charted()
	return map[string]string{
		"dashboard": board.Slug, "chart": strconv.Itoa(chart), "thread": strconv.Itoa(thread), "theme": a.complained()[0].ID, "alert": strconv.Itoa(a.watched()),
		"sheet": sheet.Slug, "job": string(job.ID), "recipe": strconv.Itoa(recipe), "attachment": "a file", "view": view.Slug, "bulk": string(bulk.ID),
		"key": strconv.Itoa(key.ID), "project": a.project.Name, "trace": string(a.traces[1]), "correction": string(corrections[0].ID), "dataset": "golden", "row": row.ID, "version": strconv.FormatInt(int64(row.Since), 10),
		"config": strconv.Itoa(config.ID), "account": strconv.Itoa(a.people[store.Viewer].ID), "token": "no-such-token", "queue": "work",
	}
}

// inputs are what an address needs to mean anything: the query of a GET, the form of a POST. Addresses that mean something
// without are not in it.
func (a *app) inputs(samples map[string]string) map[string]url.Values {
	span := string(store.SpanKey("trace-disliked"))
	return map[string]url.Values{
		"GET /p/:project/t/:trace/value":                       {"span": {span}, "part": {"input"}},
		"GET /p/:project/datasets/:dataset/export":             {"format": {"jsonl"}},
		"GET /p/:project/add":                                  {"trace": {samples["trace"]}},
		"GET /p/:project/similar":                              {"similar_to": {samples["trace"]}},
		"GET /p/:project/query/export":                         {"q": {"SELECT name, count(*) FROM logs GROUP BY name"}, "format": {"csv"}},
		"POST /p/:project/t/:trace/comments":                   {"span": {span}, "comment": {"Said."}},
		"POST /p/:project/t/:trace/gold":                       {"queue": {"work"}, "q1": {"50"}, "back": {"/p/demo/logs"}},
		"POST /p/:project/t/:trace/corrections":                {"span": {span}, "expected": {"Better."}},
		"POST /p/:project/t/:trace/corrections/:correction":    {"verdict": {"approved"}},
		"POST /p/:project/formats":                             {"field": {"output"}, "format": {"json"}, "back": {"/p/demo/t/" + samples["trace"]}},
		"POST /p/:project/undo":                                {"submission": {string(store.NewEventID())}},
		"POST /p/:project/review":                              {"trace": {samples["trace"]}, "span": {span}, "submission": {string(store.NewEventID())}, "action": {"complete"}},
		"POST /p/:project/review/adjudicate":                   {"trace": {samples["trace"]}, "question": {"tone"}, "submission": {string(store.NewEventID())}, "take": {"n0"}},
		"GET /p/:project/review/:queue":                        {"item": {samples["trace"]}},
		"GET /p/:project/review/:queue/value":                  {"item": {samples["trace"]}, "span": {span}, "part": {"input"}},
		"GET /p/:project/review/:queue/file":                   {"item": {string(store.TraceKey("with file"))}, "span": {string(store.SpanKey("with file"))}, "key": {"a file"}},
		"POST /p/:project/review/:queue":                       {"trace": {samples["trace"]}, "span": {span}, "submission": {string(store.NewEventID())}, "action": {"complete"}},
		"POST /p/:project/review/:queue/repeat":                {"trace": {samples["trace"]}, "span": {span}, "submission": {string(store.NewEventID())}, "turn": {"12"}, "action": {"complete"}},
		"POST /p/:project/review/:queue/here":                  {"item": {samples["trace"]}, "visit": {string(store.NewEventID())}},
		"POST /p/:project/review/:queue/leave":                 {"visit": {string(store.NewEventID())}},
		"POST /p/:project/queues":                              {"name": {"Fresh"}, "filter": {"name = 'answer'"}, "order": {"newest"}, "answers": {"1"}, "idle": {"15"}},
		"GET /p/:project/queues/add":                           {"trace": {samples["trace"]}},
		"POST /p/:project/queues/add":                          {"trace": {samples["trace"]}, "queue": {"work"}, "do": {"add"}},
		"POST /p/:project/queues/:queue/edit":                  {"name": {"Work"}, "version": {"1"}, "order": {"newest"}, "answers": {"6"}, "idle": {"15"}, "source": {"hand"}, "shown": store.ViewFields},
		"POST /p/:project/queues/:queue/items":                 {"item": {samples["trace"]}, "do": {"backlog"}},
		"POST /p/:project/queues/:queue/undo":                  {"submission": {string(store.NewEventID())}},
		"POST /p/:project/queues/:queue/gold":                  {"item": {samples["trace"]}},
		"POST /p/:project/dashboards":                          {"name": {"Mine"}, "starter": {"volume"}},
		"POST /p/:project/dashboards/:dashboard":               {"do": {"keep"}},
		"POST /p/:project/dashboards/:dashboard/charts/:chart": {"do": {"save"}, "name": {"Count"}, "kind": {"number"}, "q": {"SELECT count(*) AS n FROM logs"}},
		"POST /p/:project/datasets":                            {"dataset": {"fresh"}},
		"POST /p/:project/datasets/:dataset/upload":            {"rows": {"input,expected\na,b"}},
		"POST /p/:project/add":                                 {"trace": {samples["trace"]}, "dataset": {"golden"}, "do": {"add"}},
		"POST /p/:project/datasets/:dataset/recipes":           {"recipe": {"monthly"}, "filter": {"name = 'answer'"}},
		"POST /p/:project/datasets/:dataset/recipes/:recipe": {"recipe": {"weekly"}, "do": {"save"}, "plan": {"1"}, "input": {"input"}, "take": {"root"}, "expected": {"best"},
			"origin": {"skip"}, "content": {"skip"}, "near": {"skip"}, "similarity": {"80"}, "fields": {"a = input"}, "split": {"train"}, "from": {"comment"}, "sample": {"quota"}, "rows": {"2"},
			"segment": {"name"}, "seed": {"1"}, "span": {"answer"}},
		"POST /p/:project/datasets/:dataset/bulk":               {"row": {samples["row"]}, "do": {"tag"}, "value": {"checked"}},
		"GET /p/:project/datasets/:dataset/copy":                {"all": {"1"}, "new": {"copies"}},
		"POST /p/:project/datasets/:dataset/copy":               {"row": {samples["row"]}, "new": {"copies"}, "step": {"copy"}},
		"POST /p/:project/datasets/:dataset/draft":              {"do": {"commit"}},
		"POST /p/:project/datasets/:dataset/rows/:row/comments": {"comment": {"Looks right."}},
		"POST /p/:project/datasets/:dataset/review":             {"row": {samples["row"]}, "seen": {samples["version"]}, "submission": {string(store.NewEventID())}, "action": {"complete"}},
		"POST /p/:project/datasets/:dataset/review/undo":        {"submission": {string(store.NewEventID())}},
		"POST /p/:project/datasets/:dataset/schema":             {"do": {"check"}, "schema": {"{}"}},
		"POST /p/:project/datasets/:dataset/versions":           {"do": {"environment"}, "environment": {"production"}, "version": {samples["version"]}},
		"POST /p/:project/datasets/:dataset/compare":            {"from": {samples["version"]}, "to": {samples["version"]}},
		"POST /p/:project/datasets/:dataset/undo":               {"submission": {samples["version"]}},
		"POST /p/:project/datasets/:dataset/restore":            {"name": {"golden"}},
		"GET /p/:project/logs/export":                           {"trace": {samples["trace"]}},
		"POST /p/:project/logs/export":                          {"trace": {samples["trace"]}, "format": {"csv"}},
		"POST /p/:project/bulk":                                 {"trace": {samples["trace"]}, "do": {"tag"}, "tags": {"x, y"}},
		"POST /p/:project/views":                                {"name": {"Low"}, "state": {"filter=scores.thumbs+%3C+0.5"}, "shared": {"yes"}},
		"POST /p/:project/views/:view":                          {"own": {"yes"}},
		"POST /p/:project/settings/sessions":                    {"session_key": {"release"}},
		"POST /p/:project/settings/scores/order":                {"order": {"1"}},
		"POST /p/:project/settings/scores":                      {"name": {"kind"}, "kind": {"slider"}},
		"POST /p/:project/settings/keys":                        {"name": {"k"}, "access": {"read"}, "project": {"demo"}},
		"POST /p/:project/settings/people":                      {"email": {"viewer@example.org"}, "role": {"viewer"}},
		"POST /p/:project/settings/people/:account":             {"role": {"viewer"}},
		"POST /p/:project/settings/sheets":                      {"name": {"Other"}, "template": {"output"}},
		"POST /p/:project/settings/sheets/:sheet":               {"name": {"Short"}, "template": {"output"}},
		"POST /p/:project/alerts":                               {"name": {"Failures"}, "filter": {"error IS NOT NULL"}, "threshold": {"5"}},
		"POST /p/:project/alerts/:alert":                        {"do": {"test"}},
		"POST /p/:project/themes/:theme":                        {"do": {"rename"}, "name": {"refund wrong"}},
		"POST /p/:project/assistant":                            {"ask": {"thumbs down"}},
		"POST /p/:project/assistant/:thread":                    {"turn": {"1"}, "do": {"change"}},
		"POST /p/:project/assistant/:thread/dataset":            {"turn": {"1"}, "new": {"bad"}},
	}
}

var parameter = regexp.MustCompile(`:(\w+)`)

// address fills a route's path with samples.
func (r route) address(t *testing.T, samples map[string]string) string {
	t.Helper()
	return parameter.ReplaceAllStringFunc(r.path, func(p string) string {
		value, known := samples[p[1:]]
		require.True(t, known, "%s %s: the parameter %s needs a value in samples", r.method, r.path, p)
		return url.PathEscape(value)
	})
}

// request asks for a route.
func (r route) request(t *testing.T, c *client, samples map[string]string, input url.Values) result {
	t.Helper()
	address := r.address(t, samples)
	if r.method == http.MethodPost {
		return c.post(address, input)
	}
	if input != nil {
		address += "?" + input.Encode()
	}
	return c.get(address)
}

func (r route) name() string { return r.method + " " + r.path }

func TestEveryRouteHasAGuardAndKeepsIt(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	samples := a.samples()
	inputs := a.inputs(samples)
	other, _, err := a.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	stranger := a.account("stranger@example.org", false)
	require.NoError(t, a.db.SetMember(t.Context(), other.ID, stranger.ID, store.Admin))

	for _, r := range a.server.routes() {
		t.Run(r.name(), func(t *testing.T) {
			require.NotNil(t, r.handler)
			require.Contains(t, []guard{anyone, signedIn, member, viewer, inQueue, reviewer, curator, admin}, r.guard)
			inProject := strings.HasPrefix(r.path, "/p/:project")
			require.Equal(t, inProject, slices.Contains(store.Roles, r.guard.role()), "a role holds for a project in the path, and what is in a project needs one")
			ask := func(c *client) result { return r.request(t, c, samples, inputs[r.name()]) }

			answer := ask(a.anonymous())
			if r.guard == anyone {
				require.NotContains(t, answer.location(), "next=")
			} else {
				require.Equal(t, http.StatusSeeOther, answer.status, "anonymous")
				require.Equal(t, "/sign-in", mustParse(answer.location()).Path, "anonymous")
			}
			if !inProject {
				return
			}
			require.Equal(t, http.StatusNotFound, ask(a.signedIn(stranger)).status, "an admin of another project")
			for _, role := range store.Roles {
				answer := ask(a.as(role))
				if !role.Includes(r.guard.role()) {
					require.Equal(t, http.StatusForbidden, answer.status, "as %s", role)
					continue
				}
				require.NotContains(t, []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed}, answer.status, "as %s: %s", role, answer.text("main"))
				require.Less(t, answer.status, 500, "as %s: %s", role, answer.text("main"))
			}
		})
	}
}

func TestRoutesAnswerWhatTheyAreMadeFor(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	samples := a.samples()
	inputs := a.inputs(samples)
	c := a.owner()
	for _, r := range a.server.routes() {
		if r.method != http.MethodGet || r.path == "/sign-in/:token" {
			continue
		}
		t.Run(r.path, func(t *testing.T) {
			answer := r.request(t, c, samples, inputs[r.name()])
			require.Contains(t, []int{http.StatusOK, http.StatusSeeOther}, answer.status, answer.text("main"))
		})
	}
}

// TestWhatIsNotThereIsNotFound asks every address with each parameter in turn replaced by values that lead nowhere: never
// someone else's things, never a failure of the program.
func TestWhatIsNotThereIsNotFound(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	samples := a.samples()
	inputs := a.inputs(samples)
	owner := a.account("owner@example.org", true)
	wrong := []string{"0", "-1", "99999999999999999999", "nothing here", "00000000-0000-8000-8000-000000000000", "\x00", "\xff", "'", "%", "..", strings.Repeat("x", 3000)}
	for _, r := range a.server.routes() {
		for _, p := range parameter.FindAllStringSubmatch(r.path, -1) {
			t.Run(r.method+" "+r.path+" without "+p[1], func(t *testing.T) {
				c := a.signedIn(owner)
				if r.guard == anyone {
					c = a.anonymous()
				}
				for _, value := range wrong {
					changed := map[string]string{}
					for k, v := range samples {
						changed[k] = v
					}
					changed[p[1]] = value
					answer := r.request(t, c, changed, inputs[r.name()])
					require.Less(t, answer.status, 500, "%q: %s", value, answer.text("main"))
					require.GreaterOrEqual(t, answer.status, 400, "%q leads to %s", value, answer.location())
				}
			})
		}
	}
}

func TestThingsOfAnotherProjectAreNotFound(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	samples := a.samples()
	inputs := a.inputs(samples)
	_, _, err := a.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	c := a.owner() // sees both, so only the project in the query keeps them apart
	samples["project"] = "other"
	for _, r := range a.server.routes() {
		if strings.Count(r.path, ":") < 2 || strings.Contains(r.path, ":account") { // an owner is a member everywhere
			continue
		}
		t.Run(r.name(), func(t *testing.T) {
			answer := r.request(t, c, samples, inputs[r.name()])
			require.GreaterOrEqual(t, answer.status, 400, "leads to %s: %s", answer.location(), answer.text("main"))
			require.Less(t, answer.status, 500, answer.text("main"))
			require.NotContains(t, answer.body, "Can I return shoes?")
		})
	}
}

func TestAddressesThatAreNoRoutes(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	for _, c := range []*client{a.anonymous(), a.as(store.Viewer)} {
		r := c.get("/nothing/here")
		require.Equal(t, http.StatusNotFound, r.status)
		require.Equal(t, "Nothing here", r.text("h1"))
		require.Equal(t, http.StatusMethodNotAllowed, c.do(c.request(http.MethodDelete, "/account", nil)).status)
	}
}

func TestEveryAnswerForbidsForeignContent(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	samples := a.samples()
	inputs := a.inputs(samples)
	c := a.owner()
	for _, r := range a.server.routes() {
		if r.method != http.MethodGet {
			continue
		}
		h := r.request(t, c, samples, inputs[r.name()]).header
		require.Contains(t, h.Get("Content-Security-Policy"), "default-src 'none'", r.path)
		require.NotContains(t, h.Get("Content-Security-Policy"), "unsafe", r.path)
		require.Equal(t, "nosniff", h.Get("X-Content-Type-Options"), r.path)
		if strings.HasPrefix(h.Get("Content-Type"), "text/html") {
			require.Equal(t, "no-store", h.Get("Cache-Control"), r.path)
			require.Contains(t, strings.Join(h.Values("Vary"), ","), "HX-Request-Type", r.path)
		}
	}
}

func TestProbesTell(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	for path, says := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n"} {
		r := a.anonymous().get(path)
		require.Equal(t, http.StatusOK, r.status)
		require.Equal(t, says, r.body)
	}
}

// TestFormsWithNonsenseAreRefused posts forms that no page of ours sends.
func TestFormsWithNonsenseAreRefused(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	samples := a.samples()
	inputs := a.inputs(samples)
	owner := a.account("owner@example.org", true)
	for _, r := range a.server.routes() {
		if r.method != http.MethodPost {
			continue
		}
		t.Run(r.path, func(t *testing.T) {
			forms := []url.Values{{}}
			for field := range inputs[r.name()] {
				for _, value := range []string{"", "\x00", "\xff", "-1", "99999999999999999999", "x", strings.Repeat("x", 100_000)} {
					form := maps.Clone(inputs[r.name()])
					form.Set(field, value)
					forms = append(forms, form)
				}
			}
			for _, form := range forms {
				answer := r.request(t, a.signedIn(owner), samples, form)
				require.Less(t, answer.status, 500, "%.200v", form)
			}
		})
	}
}
