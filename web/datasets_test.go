package web

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/merge"
	"assay/store/postgres"
	"assay/views"

	"github.com/stretchr/testify/require"
)

// golden is the address of a dataset of the demo project, or of something in it.
func golden(path string) string { return "/p/demo/datasets/golden" + path }

func version(v store.Version) string { return strconv.FormatInt(int64(v), 10) }

// newest is the dataset "golden" as it is now.
func (a *app) newest() store.Dataset {
	a.t.Helper()
	d, err := a.db.Dataset(context.Background(), a.project.ID, "golden")
	require.NoError(a.t, err)
	return d
}

// remove takes rows out of the dataset "golden" in a version of its own.
func (a *app) remove(ids ...string) {
	a.t.Helper()
	w := postgres.DatasetWrite{Dataset: a.newest().ID, Author: "curator@example.org", Now: a.clock.now()}
	changes := make([]postgres.DatasetChange, len(ids))
	for i, id := range ids {
		changes[i].Change = merge.Change{ID: id, Delete: true}
	}
	_, err := a.db.WriteDatasetRows(context.Background(), a.project.ID, w.Dataset, changes, w)
	require.NoError(a.t, err)
}

// commit commits a browser's draft of the dataset "golden".
func (a *app) commit(c *client) {
	a.t.Helper()
	done := c.post(golden("/draft"), url.Values{"do": {"commit"}})
	require.Equal(a.t, http.StatusSeeOther, done.status, done.text("#main"))
}

func TestDatasetList(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	curator := a.as(store.Curator)

	empty := curator.get("/p/demo/datasets")
	require.Equal(t, http.StatusOK, empty.status)
	require.Contains(t, empty.text("#main"), "No datasets yet")
	require.Contains(t, a.as(store.Viewer).get("/p/demo/datasets").text("#main"), "A curator of this project can make one")
	require.Zero(t, a.as(store.Viewer).get("/p/demo/datasets").doc.Find("form[action='/p/demo/datasets']").Length())

	bad := curator.post("/p/demo/datasets", url.Values{"dataset": {"a/b"}, "description": {"kept"}})
	require.Equal(t, http.StatusUnprocessableEntity, bad.status)
	require.Contains(t, bad.text("#dataset-error"), "without /")
	require.Equal(t, "dataset-error", bad.doc.Find("#dataset").AttrOr("aria-describedby", ""))
	require.Equal(t, "kept", bad.text("#description"))

	made := curator.post("/p/demo/datasets", url.Values{"dataset": {" golden "}, "description": {"<b>best</b>\x00"}})
	require.Equal(t, http.StatusSeeOther, made.status)
	require.Equal(t, golden(""), made.location())
	require.Contains(t, curator.follow(made).text("#main"), "No rows")
	list := curator.get("/p/demo/datasets")
	require.Contains(t, list.text("table"), "golden0")
	require.Contains(t, list.text("table"), "<b>best</b>")

	again := curator.post("/p/demo/datasets", url.Values{"dataset": {"golden"}})
	require.Contains(t, again.text("#dataset-error"), "There is a dataset of this name already.")
}

func TestAddToDataset(t *testing.T) {
	t.Parallel()

	t.Run("chosen traces go into a new dataset and u takes them back", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		curator := a.as(store.Curator)
		page := curator.get(views.AddURL("demo", "", 0, a.traces[:2]))
		require.Equal(t, http.StatusOK, page.status)
		require.Contains(t, page.text("h1"), "Add 2 traces")
		require.Equal(t, 2, page.doc.Find("input[name=trace]").Length())
		require.Contains(t, page.text("#preview"), "Yes, within 30 days.user's correction")

		form := url.Values{"trace": {string(a.traces[0]), string(a.traces[1])}, "new": {"golden"}, "expected": {"best"}, "note": {"first ones"}, "do": {"add"}}
		to := curator.follow(curator.post("/p/demo/add", form))
		require.Contains(t, to.text(".notice"), "Added 2 rows.")
		require.Equal(t, 2, to.doc.Find(".rows tbody tr").Length())
		require.Contains(t, to.text(".versions"), "first ones")

		undo := to.doc.Find(".notice form")
		form = url.Values{"submission": {undo.Find("button").AttrOr("value", "")}, "back": {undo.Find("input[name=back]").AttrOr("value", "")}}
		undone := curator.follow(curator.post(undo.AttrOr("action", ""), form))
		require.Contains(t, undone.text(".notice"), "2 rows taken out")
		require.Contains(t, undone.text("#main"), "No rows")
		again := curator.follow(curator.post(undo.AttrOr("action", ""), form))
		require.Contains(t, again.text(".notice"), "nothing left to undo")
	})

	t.Run("what is in it already is counted and not added", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		a.dataset("golden", 1)
		curator := a.as(store.Curator)
		form := url.Values{"at": {"0"}, "dataset": {"golden"}, "new": {""}, "expected": {"output"}, "do": {"add"}}
		page := curator.follow(curator.post("/p/demo/add", form))
		require.Contains(t, page.text(".notice"), "Added 3 rows, skipped 1 duplicate.")
		require.Contains(t, page.text(".rows"), "output, unchecked")
		page = curator.follow(curator.post("/p/demo/add", form))
		require.Contains(t, page.text(".notice"), "Nothing was added")
		require.Zero(t, page.doc.Find(".notice form").Length())
	})

	t.Run("all that match are those of the position on the page", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		curator := a.as(store.Curator)
		const filter = "metadata.model = 'small'"
		page := curator.get(views.AddURL("demo", filter, 0, nil))
		require.Contains(t, page.text("h1"), "Add 4 traces")
		require.Contains(t, page.text("#main"), filter)
		at := page.doc.Find("input[name=at]").AttrOr("value", "")
		require.NotEqual(t, "0", at, "the page fixes its members")
		late := demoSpans(a.clock.now())[:1]
		late[0].RowID, late[0].SpanID, late[0].RootSpanID = "late", "late", "late"
		_, err := a.db.InsertSpans(context.Background(), a.project.ID, "test", late, a.clock.now())
		require.NoError(t, err)
		curator.requireFragments(views.AddURL("demo", filter, 1<<40, nil), "preview")
		form := url.Values{"filter": {filter}, "at": {at}, "new": {"golden"}, "do": {"add"}}
		done := curator.follow(curator.post("/p/demo/add", form))
		require.Contains(t, done.text(".notice"), "Added 4 rows.")
		require.Contains(t, done.text(".versions"), "All that match "+filter)
	})

	t.Run("a list may post its selection, and choices make another preview", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		a.dataset("golden", 1)
		curator := a.as(store.Curator)
		page := curator.post("/p/demo/add", url.Values{"trace": {string(a.traces[0])}})
		require.Equal(t, http.StatusOK, page.status)
		require.Contains(t, page.text("#preview"), "same trace skipped")
		part := curator.partialPost("/p/demo/add", "preview", url.Values{"trace": {string(a.traces[0])}, "expected": {"output"}, "new": {"other"}})
		require.Equal(t, http.StatusOK, part.status)
		require.Contains(t, part.text("#preview"), "It arrives on Tuesday.output, unchecked")
		require.NotContains(t, part.text("#preview"), "same trace")
		require.Equal(t, 1, a.newest().Rows, "asking writes nothing")
	})

	t.Run("mistakes keep what was typed", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		curator := a.as(store.Curator)
		page := curator.post("/p/demo/add", url.Values{"trace": {string(a.traces[0])}, "new": {"a/b"}, "note": {"mine"}, "expected": {"user"}, "do": {"add"}})
		require.Equal(t, http.StatusUnprocessableEntity, page.status)
		require.Contains(t, page.text("#new-error"), "without /")
		require.Equal(t, "a/b", page.doc.Find("#new").AttrOr("value", ""))
		require.Equal(t, "mine", page.doc.Find("#note").AttrOr("value", ""))
		require.Equal(t, "user", page.doc.Find("input[name=expected][checked]").AttrOr("value", ""))

		page = curator.post("/p/demo/add", url.Values{"trace": {string(a.traces[0])}, "do": {"add"}})
		require.Contains(t, page.text("#new-error"), "Name the dataset")
		page = curator.post("/p/demo/add", url.Values{"trace": {string(a.traces[0])}, "dataset": {"gone"}, "do": {"add"}})
		require.Equal(t, http.StatusUnprocessableEntity, page.status)
		page = curator.post("/p/demo/add", url.Values{"trace": {string(store.TraceKey("gone"))}, "new": {"golden"}, "do": {"add"}})
		require.Contains(t, page.text("#main"), "nothing to add")
		_, err := a.db.Dataset(context.Background(), a.project.ID, "golden")
		require.ErrorIs(t, err, store.ErrNotFound, "nothing to add makes no dataset")

		require.Contains(t, curator.get("/p/demo/add").text("h1"), "Add 0 traces", "nothing selected is not everything")
		require.Equal(t, http.StatusUnprocessableEntity, curator.get("/p/demo/add?trace=x").status)
		require.Equal(t, http.StatusBadRequest, curator.get("/p/demo/add?filter=scores.+%3E").status)
		require.Equal(t, http.StatusForbidden, a.as(store.Reviewer).get("/p/demo/add").status)
	})
}

func TestDatasetPage(t *testing.T) {
	t.Parallel()

	t.Run("shows hostile content as text, with its origin", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		a.dataset("golden", 4)
		page := a.as(store.Viewer).get(golden(""))
		require.Equal(t, http.StatusOK, page.status)
		require.Zero(t, page.doc.Find("#injected, td img, td script").Length())
		require.Contains(t, page.text(".rows"), `<script>alert("in")</script>`)
		require.Equal(t, 1, page.doc.Find("a[href^='"+views.TraceURL("demo", a.traces[3], views.TraceQuery{})+"']").Length())
		require.Zero(t, page.doc.Find("input[name=row], a[href*=export]").Length(), "a viewer changes and takes nothing")
	})

	t.Run("a committed version is taken back, and no other", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 3)
		curator := a.as(store.Curator)
		a.remove(rows[0].ID, rows[2].ID)
		page := curator.follow(curator.post(golden("/undo"), url.Values{"submission": {version(a.newest().Version)}}))
		require.Contains(t, page.text(".notice"), "2 rows brought back")
		require.Equal(t, 3, page.doc.Find(".rows tbody tr").Length())
		require.Equal(t, http.StatusNotFound, curator.post(golden("/undo"), url.Values{"submission": {"5"}}).status)
	})

	t.Run("an older version is read only and says so", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 2)
		first, curator := a.newest().Version, a.as(store.Curator)
		a.remove(rows[0].ID)
		old := curator.get(golden("?version=" + version(first)))
		require.Contains(t, old.text("#main"), "This is the version that curator@example.org wrote on")
		require.Equal(t, 2, old.doc.Find(".rows tbody tr").Length())
		require.Contains(t, old.text("h1"), "2 rows")
		require.Zero(t, old.doc.Find("input[name=row], main form[action$=undo]").Length())
		require.Contains(t, old.doc.Find("a[href*=export]").AttrOr("href", ""), version(first))
		require.Equal(t, http.StatusOK, curator.get(old.doc.Find(".rows a").First().AttrOr("href", "")).status)
		require.Equal(t, http.StatusNotFound, curator.get(golden("?version="+version(a.newest().Version+1))).status)
		require.Equal(t, http.StatusUnprocessableEntity, curator.get(golden("?version=x")).status)
	})
}

func TestRowPage(t *testing.T) {
	t.Parallel()

	t.Run("shows where the expected value is from and who judged it", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 4)
		page := a.as(store.Viewer).get(golden("/rows/" + rows[1].ID))
		require.Equal(t, http.StatusOK, page.status)
		require.Contains(t, page.text("#main"), "user's correction")
		require.Contains(t, page.text("#main"), "The policy says 30 days.")
		require.Contains(t, page.text("[aria-label=Scores]"), "thumbs0 bobuser")
		require.Contains(t, page.text("[aria-label=Corrections]"), "bobuserproposed")
		require.Zero(t, page.doc.Find("#edit").Length())
		hostile := a.as(store.Viewer).get(golden("/rows/" + rows[3].ID))
		require.Zero(t, hostile.doc.Find("#injected, .card img, .card script").Length())
		require.Equal(t, http.StatusNotFound, a.as(store.Viewer).get(golden("/rows/never")).status)
	})

	t.Run("an edit waits in a draft with its difference, and becomes a version that can be undone", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 2)
		curator, path := a.as(store.Curator), golden("/rows/"+rows[1].ID)
		form := formOf(curator.get(path))
		require.Equal(t, "Yes, within 30 days.", form.Get("expected"))
		require.Equal(t, "billing", form.Get("tags"))
		same := curator.follow(curator.post(path, form))
		require.Contains(t, same.text(".notice"), "nothing of it in your draft")
		form.Set("expected", "Yes, within 60 days.")
		form.Set("tags", "billing, policy")
		form.Set("split", "holdout")
		page := curator.follow(curator.post(path, form))
		require.Contains(t, page.text(".notice"), "Saved in your draft")
		require.Contains(t, page.text("[aria-labelledby=row-draft] ins"), "60")
		require.Contains(t, page.text("[aria-labelledby=row-expected]"), "30 days")
		require.Equal(t, "Yes, within 60 days.", formOf(page).Get("expected"))
		require.NotContains(t, a.as(store.Reviewer).get(path).text("#main"), "within 60 days")

		review := curator.get(golden("/draft"))
		require.Contains(t, review.text("h1"), "1 row changed")
		require.Contains(t, review.text("del"), "30")
		require.Contains(t, review.text("ins"), "policy")
		page = curator.follow(curator.post(golden("/draft"), url.Values{"do": {"commit"}, "note": {"policy of May"}}))
		require.Contains(t, page.text(".notice"), "Committed as a new version: 0 rows added, 1 row changed, 0 rows deleted.")
		page = curator.get(path)
		require.Contains(t, page.text(".changes"), "policy of May")
		require.Contains(t, page.text(".changes ins"), "60")
		require.Contains(t, page.text("#main"), "edited here")
		require.Contains(t, curator.get(golden("/draft")).text("#main"), "Nothing in your draft")
		curator.post(golden("/undo"), url.Values{"submission": {version(a.newest().Version)}})
		require.Equal(t, "Yes, within 30 days.", formOf(curator.get(path)).Get("expected"))
	})

	t.Run("text is stored as a string and JSON as JSON", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 1)
		curator, path := a.as(store.Curator), golden("/rows/"+rows[0].ID)
		form := formOf(curator.get(path))
		form.Set("input", `{"q": [1, 2]}`)
		form.Set("expected", "two\r\nlines")
		require.Equal(t, http.StatusSeeOther, curator.post(path, form).status)
		a.commit(curator)
		row, err := a.db.DatasetRow(context.Background(), a.project.ID, a.newest().ID, 0, rows[0].ID)
		require.NoError(t, err)
		require.JSONEq(t, `{"q":[1,2]}`, string(row.Input))
		require.Equal(t, `"two\nlines"`, string(row.Expected))
	})

	t.Run("broken JSON is refused with its place and kept as typed, on the page and in the table", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 2)
		curator, path := a.as(store.Curator), golden("/rows/"+rows[0].ID)
		form := formOf(curator.get(path))
		form.Set("input", "{\"a\":\n }x")
		form.Set("metadata", "[1]")
		for _, back := range []string{"", golden("?edit=" + rows[0].ID + "#edit")} {
			form.Set("back", back)
			bad := curator.post(path, form)
			require.Equal(t, http.StatusUnprocessableEntity, bad.status)
			require.Contains(t, bad.text("#edit-input-error"), "line 2, column 2")
			require.Contains(t, bad.text("#edit-metadata-error"), "object")
			require.Equal(t, "edit-input-error", bad.doc.Find("#edit-input").AttrOr("aria-describedby", ""))
			require.Contains(t, bad.doc.Find("#edit-input").Text(), "}x")
			require.Equal(t, back != "", bad.doc.Find("table.rows .row-editing").Length() == 1)
		}
	})

	t.Run("a conflict overwrites nothing and is settled side by side", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 2)
		path := golden("/rows/" + rows[0].ID)
		curator, other := a.as(store.Curator), a.as(store.Admin)
		mine, theirs := formOf(curator.get(path)), formOf(other.get(path))
		theirs.Set("expected", "theirs")
		other.post(path, theirs)
		a.commit(other)
		mine.Set("expected", "mine </textarea>")
		mine.Set("split", "train")
		curator.post(path, mine)
		require.Contains(t, curator.get(golden("")).text(".notice-draft"), "also by someone else")
		lost := curator.post(golden("/draft"), url.Values{"do": {"commit"}, "note": {"kept"}})
		require.Equal(t, http.StatusConflict, lost.status)
		require.Contains(t, lost.text("[role=status]"), "Settle each of them")
		require.Contains(t, lost.text(".draft-field"), "theirs")
		require.Contains(t, lost.text(".draft-field"), "mine </textarea>")
		require.Equal(t, "kept", lost.doc.Find("#draft-note").AttrOr("value", ""))
		stands := lost.doc.Find("input[name=stands]").AttrOr("value", "")
		settle := url.Values{"do": {"settle"}, "row": {rows[0].ID}, "stands": {stands}, "side": {"edit"}, "expected": {"{"}}
		bad := curator.post(golden("/draft"), settle)
		require.Equal(t, http.StatusUnprocessableEntity, bad.status)
		require.Contains(t, bad.text(".field-error"), "line 1, column 2")
		settle.Set("expected", "ours")
		require.Equal(t, http.StatusSeeOther, curator.post(golden("/draft"), settle).status)
		a.commit(curator)
		row, err := a.db.DatasetRow(context.Background(), a.project.ID, a.newest().ID, 0, rows[0].ID)
		require.NoError(t, err)
		require.Equal(t, `"ours"`, string(row.Expected))
		require.Equal(t, "train", row.Split)

		gone := formOf(curator.get(path))
		gone.Set("expected", "late")
		a.remove(rows[0].ID)
		require.Equal(t, http.StatusSeeOther, curator.post(path, gone).status)
		require.Contains(t, curator.get(golden("/draft")).text("#main"), "Someone else deleted this row")
		require.Equal(t, http.StatusSeeOther, curator.post(golden("/draft"), url.Values{"do": {"discard"}, "row": {rows[0].ID}}).status)
		require.Contains(t, curator.get(golden("/draft")).text("#main"), "Nothing in your draft")
	})

	t.Run("comments stand beside the row and make no version", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		row := a.dataset("golden", 1)[0]
		before, reviewer := a.newest().Version, a.as(store.Reviewer)
		page := reviewer.follow(reviewer.post(golden("/rows/"+row.ID+"/comments"), url.Values{"comment": {"<b>Is</b> this so?"}}))
		require.Contains(t, page.text("#comments"), "<b>Is</b> this so?")
		require.Contains(t, page.text("#comments"), "reviewer@example.org")
		require.Equal(t, before, a.newest().Version)
		empty := reviewer.post(golden("/rows/"+row.ID+"/comments"), url.Values{"comment": {" "}})
		require.Equal(t, http.StatusUnprocessableEntity, empty.status)
		require.Contains(t, empty.text("#comment-error"), "1 to 20,000")
	})

	t.Run("a deleted row still tells its history", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 1)
		first, curator, path := a.newest().Version, a.as(store.Curator), golden("/rows/"+rows[0].ID)
		a.remove(rows[0].ID)
		page := curator.get(path)
		require.Contains(t, page.text("#main"), "not in the newest version")
		require.Contains(t, page.text(".changes"), "deleted the row")
		require.Zero(t, page.doc.Find("#edit").Length())
		old := curator.get(path + "?version=" + version(first))
		require.Contains(t, old.text("#main"), "as of an older version")
	})
}

// formOf is what the edit form of a row page would send.
func formOf(r result) url.Values {
	form := url.Values{"seen": {r.doc.Find("#edit input[name=seen]").AttrOr("value", "")}}
	for _, name := range []string{"input", "expected", "metadata"} {
		form.Set(name, strings.TrimPrefix(r.doc.Find("#edit textarea[name="+name+"]").Text(), "\n"))
	}
	for _, name := range []string{"tags", "split"} {
		form.Set(name, r.doc.Find("#edit input[name="+name+"]").AttrOr("value", ""))
	}
	return form
}

func TestExport(t *testing.T) {
	t.Parallel()

	t.Run("is the file of one version under its name", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 2)
		first, curator := a.newest().Version, a.as(store.Curator)
		file := curator.get(golden("/export?format=jsonl"))
		require.Equal(t, http.StatusOK, file.status)
		require.Equal(t, "attachment; filename=golden-"+version(first)+".jsonl", file.header.Get("Content-Disposition"))
		require.Equal(t, 2, strings.Count(file.body, "\n"))
		a.remove(rows[0].ID)
		require.Equal(t, file.body, curator.get(golden("/export?version="+version(first))).body)
		require.Equal(t, 1, strings.Count(curator.get(golden("/export")).body, "\n"))
		csv := curator.get(golden("/export?format=csv"))
		require.Contains(t, csv.header.Get("Content-Type"), "text/csv")
		require.True(t, strings.HasPrefix(csv.body, "id,input,"))
		require.Equal(t, http.StatusUnprocessableEntity, curator.get(golden("/export?format=xlsx")).status)
		require.Equal(t, http.StatusForbidden, a.as(store.Reviewer).get(golden("/export")).status)
	})

	t.Run("that fails midway does not look complete", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		d, err := a.db.CreateDataset(context.Background(), a.project.ID, "golden", "")
		require.NoError(t, err)
		var spans []store.Span
		for i := range 400 {
			s := demoSpans(a.clock.now())[0]
			s.RowID, s.Input = "long "+strconv.Itoa(i), quote(strings.Repeat("long ", 4000))
			s.SpanID, s.RootSpanID = s.RowID, s.RowID
			spans = append(spans, s)
		}
		_, err = a.db.InsertSpans(context.Background(), a.project.ID, "test", spans, a.clock.now())
		require.NoError(t, err)
		w := postgres.DatasetWrite{Dataset: d.ID, Author: "ada", Now: a.clock.now()}
		_, err = a.db.AddTraces(context.Background(), postgres.Query{Project: a.project.ID}, w, postgres.BestExpected)
		require.NoError(t, err)

		curator := a.as(store.Curator)
		half, stop := context.WithCancel(context.Background())
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			a.server.ServeHTTP(w, r.WithContext(half)) // what a lost database looks like to the handler
		}))
		defer server.Close()
		request, err := http.NewRequest(http.MethodGet, server.URL+golden("/export"), nil)
		require.NoError(t, err)
		for _, cookie := range curator.jar.Cookies(mustParse(base)) {
			request.AddCookie(cookie)
		}
		answer, err := server.Client().Do(request)
		require.NoError(t, err)
		defer func() { _ = answer.Body.Close() }()
		body := bufio.NewReader(answer.Body)
		line, err := body.ReadBytes('\n')
		require.NoError(t, err)
		require.True(t, json.Valid(line))
		stop()
		_, err = io.Copy(io.Discard, body)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF)
	})
}

func TestDeletedDatasets(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.dataset("golden", 2)
	token := a.key(store.WriteAccess)
	a.clock.pass(time.Hour)
	require.Equal(t, http.StatusOK, a.call(token, http.MethodDelete, "/v1/dataset/"+a.registered(token, "demo", "golden"), nil).status)

	curator := a.as(store.Curator)
	list := curator.get("/p/demo/datasets")
	require.NotContains(t, list.text("table"), "(deleted")
	require.Zero(t, list.doc.Find("#deleted").Prev().Find("a[href*=golden]").Length())
	require.Equal(t, "golden", list.text("#deleted tbody th"))
	require.Equal(t, "2", list.text("#deleted tbody .number"))
	link, _ := list.doc.Find("#deleted tbody th a").Attr("href")
	page := curator.get(link)
	require.Equal(t, http.StatusOK, page.status)
	require.Contains(t, page.text(".notice"), "golden was deleted over the API")
	require.Contains(t, page.text("table.rows"), "Where is my parcel?")
	require.Zero(t, page.doc.Find("form[action$=bulk] button").Length())
	require.NotContains(t, curator.get("/p/demo/add?trace="+string(a.traces[0])).text("select"), "golden")
	viewer := a.as(store.Viewer).get("/p/demo/datasets")
	require.Equal(t, 1, viewer.doc.Find("#deleted").Length())
	require.Zero(t, viewer.doc.Find("#deleted form").Length())

	action, _ := list.doc.Find("#deleted form").Attr("action")
	gone := mustParse(link).EscapedPath()
	require.Equal(t, http.StatusNotFound, curator.post(gone+"/rows/"+a.rowOf(link), url.Values{"input": {"x"}}).status, "nobody writes to it")
	a.dataset("other", 1)
	taken := curator.post(action, url.Values{"name": {"other"}})
	require.Equal(t, http.StatusUnprocessableEntity, taken.status)
	require.Contains(t, taken.text("#deleted .field-error"), "already")
	kept, _ := taken.doc.Find("#deleted input").Attr("value")
	require.Equal(t, "other", kept)

	back := curator.post(action, url.Values{"name": {"golden"}})
	require.Equal(t, http.StatusSeeOther, back.status, back.text("main"))
	shown := curator.follow(back)
	require.Contains(t, shown.body, "golden is back, with 2 rows.")
	require.Equal(t, 2, shown.doc.Find("table.rows tbody tr").Length())
	require.Zero(t, curator.get("/p/demo/datasets").doc.Find("#deleted").Length())
	require.Equal(t, http.StatusNotFound, curator.post(action, url.Values{"name": {"again"}}).status)
	require.NotEmpty(t, a.registered(token, "demo", "golden"), "programs find it again")
}

// rowOf is the id of the first row on the page of a dataset.
func (a *app) rowOf(page string) string {
	a.t.Helper()
	link, _ := a.as(store.Viewer).get(page).doc.Find("table.rows a.row-link").First().Attr("href")
	return path.Base(mustParse(link).Path)
}

func TestADeletedDatasetThatHadNoRows(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.WriteAccess)
	require.Equal(t, http.StatusOK, a.call(token, http.MethodDelete, "/v1/dataset/"+a.registered(token, "demo", "empty"), nil).status)
	curator := a.as(store.Curator)
	list := curator.get("/p/demo/datasets")
	link, _ := list.doc.Find("#deleted tbody th a").Attr("href")
	require.Equal(t, http.StatusOK, curator.get(link).status)
	action, _ := list.doc.Find("#deleted form").Attr("action")
	require.Contains(t, curator.follow(curator.post(action, url.Values{"name": {" again "}})).body, "again is back, with 0 rows.")
	require.Contains(t, curator.get("/p/demo/datasets").text("table"), "again")
}
