package web

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"assay/store"
	"assay/views"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

// rowsOf are the rows of a dataset.
func (a *app) rowsOf(project store.ProjectID, dataset string) []store.DatasetRow {
	a.t.Helper()
	d, err := a.db.Dataset(a.t.Context(), project, dataset)
	require.NoError(a.t, err)
	rows, _, err := a.db.DatasetRows(a.t.Context(), project, d.ID, 0, 0, 100)
	require.NoError(a.t, err)
	return rows
}

// curated is another project, whose curator is that of the demo project.
func (a *app) curated(name string, role store.Role) store.Project {
	a.t.Helper()
	p, _, err := a.db.CreateProject(a.t.Context(), name)
	require.NoError(a.t, err)
	require.NoError(a.t, a.db.SetMember(a.t.Context(), p.ID, a.people[store.Curator].ID, role))
	return p
}

func TestRowsAreMappedAsThePageShows(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	curator := a.as(store.Curator)
	form := url.Values{"trace": {string(a.traces[1])}, "new": {"golden"}, "plan": {"1"}, "take": {"root"}, "input": {"metadata.model"}, "expected": {"path"}, "from": {"comment.user"},
		"fields": {"asked = input\nanswer = output"}, "split": {"train"}, "origin": {"skip"}, "content": {"merge"}, "near": {"insert"}, "similarity": {"80"}}
	shown := curator.partialPost("/p/demo/add", "preview", form)
	require.Contains(t, shown.text("#preview tbody"), "smallThe policy says 30 days.another valuenew")

	form["input"] = []string{"metadata..model"}
	require.Contains(t, curator.partialPost("/p/demo/add", "preview", form).text("#preview"), "There is no preview yet.")
	form.Set("do", "add")
	wrong := curator.post("/p/demo/add", form)
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.text("#input-error"), "cannot be read")
	require.Equal(t, "metadata..model", wrong.doc.Find("#input").AttrOr("value", ""))

	form["input"] = []string{"metadata.model"}
	require.Contains(t, curator.follow(curator.post("/p/demo/add", form)).text(".notice"), "Added 1 row.")
	rows := a.rowsOf(a.project.ID, "golden")
	require.Len(t, rows, 1)
	require.Equal(t, []string{`"small"`, `"The policy says 30 days."`, "train"}, []string{string(rows[0].Input), string(rows[0].Expected), rows[0].Split})
	require.JSONEq(t, `{"asked":"Can I return shoes?","answer":"No."}`, string(rows[0].Metadata))
	page := curator.get(golden("/rows/" + rows[0].ID))
	require.Contains(t, page.text("#main"), "Splittrain")
}

func TestRowsGoIntoAnotherProject(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	curator := a.as(store.Curator)
	other := a.curated("other", store.Curator)
	a.curated("closed", store.Viewer)
	form := url.Values{"trace": {string(a.traces[0])}, "new": {"golden"}, "project": {"other"}, "do": {"add"}}
	done := curator.post("/p/demo/add", form)
	require.Equal(t, "/p/other/datasets/golden", done.location())
	row := a.rowsOf(other.ID, "golden")[0]
	require.Equal(t, a.project.ID, row.OriginProject)
	page := curator.get("/p/other/datasets/golden/rows/" + row.ID)
	require.Equal(t, 1, page.doc.Find(".facts a[href^='/p/demo/t/']").Length(), "a member of both follows it home")

	require.NoError(t, a.db.SetMember(t.Context(), other.ID, a.account("guest@example.org", false).ID, store.Viewer))
	guest, err := a.db.AccountByEmail(t.Context(), "guest@example.org")
	require.NoError(t, err)
	page = a.signedIn(guest).get("/p/other/datasets/golden/rows/" + row.ID)
	require.Contains(t, page.text(".facts"), "a trace of a project that you are no member of")
	require.Zero(t, page.doc.Find("a[href^='/p/demo']").Length())

	form.Set("project", "closed")
	refused := curator.post("/p/demo/add", form)
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Contains(t, refused.text("#main"), "You are no curator of this project")
	require.NotContains(t, refused.text("#project"), "closed", "only those that one may write to are offered")
	part := curator.partialPost("/p/demo/add", "add-target", url.Values{"trace": {string(a.traces[0])}, "project": {"other"}})
	require.Contains(t, part.text("#dataset"), "golden (1 row)")
}

func TestOneSpanIsAddedAndOneReturnsToThePageBefore(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	curator := a.as(store.Curator)
	trace := curator.get(views.TraceURL("demo", a.traces[2], views.TraceQuery{Span: spanNamed(t, a, "cancel_order")}))
	link := trace.doc.Find("a:contains('Add this span to a dataset')").AttrOr("href", "")
	require.NotEmpty(t, link)
	page := curator.get(link)
	require.Contains(t, page.text("#preview"), "order: 7")
	form := url.Values{}
	page.doc.Find("#add input[type=hidden]").Each(func(_ int, s *goquery.Selection) {
		form.Add(s.AttrOr("name", ""), s.AttrOr("value", ""))
	})
	form.Set("take", "one")
	for name, value := range map[string]string{"input": "input", "expected": "best", "origin": "skip", "content": "merge", "near": "insert", "similarity": "80", "new": "tools", "do": "add"} {
		form.Set(name, value)
	}
	done := curator.post("/p/demo/add", form)
	require.Equal(t, http.StatusSeeOther, done.status, done.text("#main"))
	require.Contains(t, done.location(), "/t/"+string(a.traces[2]))
	require.Contains(t, curator.follow(done).text(".notice"), "tools: Added 1 row.")
	require.JSONEq(t, `{"order":7}`, string(a.rowsOf(a.project.ID, "tools")[0].Input))
	require.Equal(t, "/p/demo/datasets/x", curator.post("/p/demo/add", url.Values{"trace": {string(a.traces[0])}, "new": {"x"}, "return_to": {"//evil.example"}, "do": {"add"}}).location())
}

func TestLeaksAndChoicesForSingleTraces(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	curator := a.as(store.Curator)
	curator.post("/p/demo/add", url.Values{"trace": {string(a.traces[0])}, "new": {"golden"}, "split": {"train"}, "do": {"add"}})
	twin := a.logged("twin", func(s *store.Span) { s.Input = quote("where is my PARCEL") })
	form := url.Values{"trace": {string(twin)}, "dataset": {"golden"}, "split": {"holdout"}}
	page := curator.post("/p/demo/add", form)
	require.Contains(t, page.text("#preview [role=alert]"), "1 new row in “holdout” is nearly the same as a row in another split")
	require.Contains(t, page.text(".pairs"), "Where is my parcel?")
	choice := page.doc.Find(".pairs select").AttrOr("name", "")
	form.Set("do", "add")
	form.Set("plan", "1")
	for name, value := range map[string]string{"take": "root", "input": "input", "expected": "best", "origin": "skip", "content": "merge", "near": "insert", "similarity": "80", choice: "merge"} {
		form.Set(name, value)
	}
	done := curator.follow(curator.post("/p/demo/add", form))
	require.Contains(t, done.text(".notice"), "merged 1 trace into rows that say the same")
	rows := a.rowsOf(a.project.ID, "golden")
	require.Len(t, rows, 1)
	require.Len(t, views.RowSources(rows[0].Provenance), 2)
}

func TestManyTracesAreAddedByAJob(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	curator := a.as(store.Curator)
	const many = waitable + 1
	spans := make([]store.Span, many)
	for i := range spans {
		id := fmt.Sprintf("many %d", i)
		spans[i] = store.Span{RowID: id, SpanID: id, RootSpanID: id, Name: "many", Created: a.clock.now(), HasCreated: true, Input: quote(fmt.Sprintf("%x question %d", i*7919, i))}
	}
	_, err := a.db.InsertSpans(t.Context(), a.project.ID, "many", spans, a.clock.now())
	require.NoError(t, err)
	form := url.Values{"filter": {"name = 'many'"}, "at": {"0"}, "new": {"golden"}, "similarity": {"0"}, "job": {string(store.NewEventID())}, "do": {"check"}}

	looked := curator.post("/p/demo/add", form)
	require.Contains(t, curator.follow(looked).text("#job"), "It begins as soon as the jobs before it are done.")
	a.work()
	page := curator.follow(looked)
	require.Contains(t, page.text("#job"), "It would add 1,001 rows.")
	goOn := url.Values{}
	page.doc.Find("#job form input[type=hidden]").Each(func(_ int, s *goquery.Selection) { goOn.Add(s.AttrOr("name", ""), s.AttrOr("value", "")) })
	again := curator.post("/p/demo/add", goOn)
	require.Contains(t, again.text("h1"), "Add 1,001 traces")
	require.Equal(t, "golden", again.doc.Find("#new").AttrOr("value", ""))

	form.Set("do", "add")
	form.Set("job", string(store.NewEventID()))
	started := curator.post("/p/demo/add", form)
	require.Equal(t, started.location(), curator.post("/p/demo/add", form).location(), "sent twice it is one job")
	require.Empty(t, a.rowsOf(a.project.ID, "golden"))
	a.work()
	page = curator.follow(started)
	require.Contains(t, page.text("#job"), "Added 1,001 rows.")
	require.Equal(t, many, a.newest().Rows)
	undo := page.doc.Find("#job form[action$=undo]")
	curator.post(undo.AttrOr("action", ""), url.Values{"submission": {undo.Find("button").AttrOr("value", "")}})
	require.Zero(t, a.newest().Rows)

	form.Set("job", string(store.NewEventID()))
	form.Set("new", "")
	form.Set("dataset", "golden")
	started = curator.post("/p/demo/add", form)
	viewer := a.as(store.Viewer)
	require.Equal(t, http.StatusForbidden, viewer.get(started.location()).status, "its report shows what is in traces")
	require.Equal(t, http.StatusForbidden, viewer.post(started.location()+"/cancel", url.Values{}).status)
	require.Contains(t, curator.follow(curator.post(started.location()+"/cancel", url.Values{})).text("#job"), "Nothing was changed.")
	a.work()
	require.Zero(t, a.newest().Rows, "what was cancelled is not done")
	require.Contains(t, curator.get("/p/demo/jobs").text("tbody"), "cancelled")
}

// spanNamed is the id of the span of a name.
func spanNamed(t *testing.T, a *app, name string) store.SpanID {
	t.Helper()
	for _, trace := range a.traces {
		spans, err := a.db.Spans(t.Context(), a.project.ID, trace)
		require.NoError(t, err)
		for _, s := range spans {
			if s.Name == name {
				return s.ID
			}
		}
	}
	t.Fatalf("no span %q", name)
	return ""
}
