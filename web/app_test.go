package web

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/store"
	"assay/store/pgtest"
	"assay/store/postgres"
	"assay/web/auth"
	"assay/web/jobs"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

// base is where the server believes to be reached in tests.
const base = "http://assay.test"

// app is the real server on a real database with the project "demo" in it: four traces, and an account a role.
type app struct {
	t       testing.TB
	server  *Server
	db      *postgres.DB
	clock   *clock
	project store.Project
	traces  []store.TraceID // of the demo project, oldest first
	people  map[store.Role]store.Account
}

// clock is a time that tests move by hand.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

// pass moves the clock on.
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// newApp starts the application for one test.
func newApp(t testing.TB) *app {
	t.Helper()
	ctx := context.Background()
	db, err := postgres.Open(ctx, pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	a := &app{t: t, db: db, clock: &clock{at: time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)}, people: map[store.Role]store.Account{}}
	log := slog.New(slog.NewTextHandler(t.Output(), nil))
	a.server, err = New(ctx, Deps{DB: db, BaseURL: base, Now: a.clock.now, Log: log})
	require.NoError(t, err)
	t.Cleanup(a.server.Close)
	a.project, _, err = db.CreateProject(ctx, "demo")
	require.NoError(t, err)
	for _, role := range store.Roles {
		a.people[role] = a.account(string(role)+"@example.org", false)
		require.NoError(t, db.SetMember(ctx, a.project.ID, a.people[role].ID, role))
	}
	spans := demoSpans(a.clock.now())
	_, err = db.InsertSpans(ctx, a.project.ID, "test", spans, a.clock.now())
	require.NoError(t, err)
	for i := range spans {
		if spans[i].IsRoot() {
			a.traces = append(a.traces, store.TraceKey(spans[i].RootSpanID))
		}
	}
	return a
}

// demoSpans are four traces: one liked, one disliked with a comment and a correction, one that failed in a tool, and one
// with content that wants to be markup.
func demoSpans(now time.Time) []store.Span {
	number := func(v float64) store.Score { return store.Num(v) }
	root := func(id string, minutes int, input, output string) store.Span {
		return store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: now.Add(time.Duration(minutes-60) * time.Minute), HasCreated: true,
			Name: "answer", Type: "task", Input: quote(input), Output: quote(output), Metadata: json.RawMessage(`{"model":"small","release":"r1"}`),
			Metrics: json.RawMessage(`{"start":1,"end":2.5,"tokens":120}`), Tags: []string{"billing"}}
	}
	liked := root("trace-liked", 0, "Where is my parcel?", "It arrives on Tuesday.")
	liked.Feedback = []store.Feedback{{Source: store.User, WireSource: "external", User: "ada", Scores: map[string]store.Score{"thumbs": number(1)}}}
	disliked := root("trace-disliked", 10, "Can I return shoes?", "No.")
	disliked.Feedback = []store.Feedback{{Source: store.User, WireSource: "external", User: "bob", Scores: map[string]store.Score{"thumbs": number(0)},
		Comment: "The policy says 30 days.", Expected: quote("Yes, within 30 days.")}}
	failed := root("trace-failed", 20, "Cancel order 7", "Done.")
	failed.Scores = map[string]store.Score{"judge": number(0.25)}
	step := store.Span{RowID: "span-tool", SpanID: "span-tool", RootSpanID: "trace-failed", ParentSpanID: "trace-failed", Created: failed.Created,
		HasCreated: true, Name: "cancel_order", Type: "tool", Error: "order 7 is not known", Input: json.RawMessage(`{"order":7}`)}
	hostile := root("trace-hostile", 30, `<script>alert("in")</script>`, `<img src=x onerror="alert('out')">`)
	hostile.Tags = []string{`"><b id="injected">`}
	hostile.Expected = quote("<b>plain</b>")
	return []store.Span{liked, disliked, failed, step, hostile}
}

func quote(s string) json.RawMessage {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return b
}

// account makes an account that may sign in with the password "correct horse", member of nothing.
func (a *app) account(email string, owner bool) store.Account {
	a.t.Helper()
	id, err := a.db.CreateAccount(context.Background(), store.Account{Email: email, Owner: owner, PasswordHash: correctHorse()})
	require.NoError(a.t, err)
	account, err := a.db.AccountByEmail(context.Background(), email)
	require.NoError(a.t, err)
	require.Equal(a.t, id, account.ID)
	return account
}

const password = "correct horse"

// correctHorse is the hash of password, computed once: it is slow on purpose.
var correctHorse = sync.OnceValue(func() string {
	hash, err := auth.HashPassword(password)
	if err != nil {
		panic(err)
	}
	return hash
})

// dataset makes a dataset of the demo project with one row for each of the first n traces, and returns its rows.
func (a *app) dataset(name string, n int) []store.DatasetRow {
	a.t.Helper()
	ctx := context.Background()
	d, err := a.db.CreateDataset(ctx, a.project.ID, name, "")
	require.NoError(a.t, err)
	q := postgres.Query{Project: a.project.ID, Only: a.traces[:n]}
	w := postgres.DatasetWrite{Dataset: d.ID, Author: "curator@example.org", Now: a.clock.now()}
	_, err = a.db.AddTraces(ctx, q, w, postgres.BestExpected)
	require.NoError(a.t, err)
	rows, _, err := a.db.DatasetRows(ctx, a.project.ID, d.ID, 0, 0, n)
	require.NoError(a.t, err)
	return rows
}

// work carries out the jobs that wait.
func (a *app) work() {
	a.t.Helper()
	r := jobs.New(jobs.Config{DB: a.db, Log: a.server.Log, Kinds: map[string]jobs.Work{postgres.JobAdd: a.db.RunAdd, postgres.JobUndo: a.db.RunUndo, postgres.JobRestore: a.db.RunRestore, postgres.JobSign: a.db.RunSign, postgres.JobUpload: a.db.RunUpload, postgres.JobCopy: a.db.RunCopy}})
	for {
		worked, err := r.Next(context.Background())
		require.NoError(a.t, err)
		if !worked {
			return
		}
	}
}

// client is one browser. It keeps cookies and follows no redirects.
type client struct {
	a   *app
	jar http.CookieJar
}

// anonymous is a browser that is not signed in.
func (a *app) anonymous() *client {
	jar, err := cookiejar.New(nil)
	require.NoError(a.t, err)
	return &client{a: a, jar: jar}
}

// as is a browser signed in as the demo project's member with that role; NoRole is not signed in.
func (a *app) as(role store.Role) *client {
	a.t.Helper()
	if role == store.NoRole {
		return a.anonymous()
	}
	return a.signedIn(a.people[role])
}

// owner is a browser signed in as someone who runs the installation.
func (a *app) owner() *client {
	a.t.Helper()
	return a.signedIn(a.account("owner@example.org", true))
}

// signedIn is a browser with a session of the account, which it got without the sign-in page.
func (a *app) signedIn(account store.Account) *client {
	a.t.Helper()
	token, hash := auth.NewToken()
	now := a.clock.now()
	require.NoError(a.t, a.db.CreateSession(context.Background(), hash, account.ID, "test", now, now.Add(auth.SessionAge)))
	c, w := a.anonymous(), httptest.NewRecorder()
	require.NoError(a.t, a.server.cookies.SetToken(w, httptest.NewRequest(http.MethodGet, base+"/", nil), token))
	c.jar.SetCookies(mustParse(base), w.Result().Cookies())
	return c
}

// result is one answer. doc is its HTML, empty when the answer is none.
type result struct {
	status int
	header http.Header
	body   string
	doc    *goquery.Document
}

// location is where a redirect or HX-Redirect leads.
func (r result) location() string {
	if to := r.header.Get("HX-Redirect"); to != "" {
		return to
	}
	return r.header.Get("Location")
}

// text is what the elements of a selector say, with spaces collapsed.
func (r result) text(selector string) string {
	return strings.Join(strings.Fields(r.doc.Find(selector).Text()), " ")
}

func (c *client) get(path string) result {
	c.a.t.Helper()
	return c.do(c.request(http.MethodGet, path, nil))
}

func (c *client) post(path string, form url.Values) result {
	c.a.t.Helper()
	return c.do(c.request(http.MethodPost, path, form))
}

// partial asks as htmx does when it is about to swap the element with that id.
func (c *client) partial(path, id string) result {
	c.a.t.Helper()
	return c.do(asHtmx(c.request(http.MethodGet, path, nil), id))
}

// partialPost posts as htmx does.
func (c *client) partialPost(path, id string, form url.Values) result {
	c.a.t.Helper()
	return c.do(asHtmx(c.request(http.MethodPost, path, form), id))
}

func asHtmx(r *http.Request, id string) *http.Request {
	r.Header.Set("HX-Request", "true")
	r.Header.Set("HX-Request-Type", "partial")
	r.Header.Set("HX-Target", "div#"+id)
	return r
}

// follow gets where a redirect leads.
func (c *client) follow(r result) result {
	c.a.t.Helper()
	require.NotEmpty(c.a.t, r.location(), "status %d leads nowhere: %s", r.status, r.body)
	to, _, _ := strings.Cut(r.location(), "#") // browsers keep the fragment to themselves
	return c.get(to)
}

// request builds what a browser on a page of ours would send.
func (c *client) request(method, path string, form url.Values) *http.Request {
	var body io.Reader
	if form != nil {
		body = strings.NewReader(form.Encode())
	}
	r := httptest.NewRequest(method, base+path, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

// do sends a request with the browser's cookies.
func (c *client) do(r *http.Request) result {
	c.a.t.Helper()
	for _, cookie := range c.jar.Cookies(r.URL) {
		r.AddCookie(cookie)
	}
	w := httptest.NewRecorder()
	c.a.server.ServeHTTP(w, r)
	answer := w.Result()
	c.jar.SetCookies(r.URL, answer.Cookies())
	body := w.Body.String()
	html := ""
	if strings.HasPrefix(answer.Header.Get("Content-Type"), "text/html") {
		html = body
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(html))
	require.NoError(c.a.t, err)
	return result{status: answer.StatusCode, header: answer.Header, body: body, doc: doc}
}

// requireFragments proves that each fragment of a page is what the whole page has in its place.
func (c *client) requireFragments(path string, ids ...string) {
	c.a.t.Helper()
	full := c.get(path)
	require.Equal(c.a.t, http.StatusOK, full.status, "%s: %s", path, full.text("main"))
	for _, id := range ids {
		part := c.partial(path, id)
		require.Equal(c.a.t, http.StatusOK, part.status, "%s for #%s: %s", path, id, part.body)
		require.NotContains(c.a.t, strings.ToLower(part.body), "<!doctype", "%s for #%s is the whole page", path, id)
		require.Equal(c.a.t, 1, part.doc.Find("body > #"+id).Length(), "%s for #%s begins with another element", path, id)
		require.Contains(c.a.t, full.body, part.body, "%s for #%s differs from the page", path, id)
	}
}

func mustParse(address string) *url.URL {
	u, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	return u
}
