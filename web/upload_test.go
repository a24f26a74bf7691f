package web

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"assay/store"
	"assay/store/adding"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// brings posts a file as a browser does.
func (c *client) brings(path, name, text string) result {
	c.a.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	require.NoError(c.a.t, err)
	_, err = part.Write([]byte(text))
	require.NoError(c.a.t, err)
	require.NoError(c.a.t, w.WriteField("rows", ""))
	require.NoError(c.a.t, w.Close())
	r := httptest.NewRequest(http.MethodPost, base+path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return c.do(r)
}

// mapped is the form of a page that shows a file, as a browser would send it, with some fields changed.
func mapped(page result, do string) url.Values {
	form := url.Values{"upload": {page.doc.Find("input[name=upload]").AttrOr("value", "")}, "job": {page.doc.Find("input[name=job]").AttrOr("value", "")}}
	for _, s := range page.doc.Find("select[name=as]").EachIter() {
		form.Add("as", s.Find("option[selected]").AttrOr("value", ""))
	}
	if do != "" {
		form.Set("do", do)
	}
	return form
}

func TestAFileBecomesRowsAsItsColumnsAreMapped(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.dataset("golden", 1)
	c := a.as(store.Curator)
	require.Equal(t, golden("/upload"), c.get(golden("")).doc.Find("a[data-key=U]").AttrOr("href", ""))
	require.Equal(t, 1, c.get(golden("/upload")).doc.Find("input[type=file]").Length())

	page := c.follow(c.brings(golden("/upload"), "rows.csv", "\uFEFFquestion;answer;lang;extra\r\n<b>Where?</b>;Here;de;\r\n\"two\r\nlines\";=1+1;en;x\r\na;b;c;d;e\r\n"))
	require.Equal(t, http.StatusOK, page.status)
	require.Contains(t, page.text("h1"), "rows.csv")
	require.Equal(t, []string{"input", "expected", "metadata", "metadata"}, mapped(page, "")["as"])
	require.Contains(t, page.text("#upload-preview"), "1 line left out")
	require.Contains(t, page.text("#upload-preview"), "Line 5: There are 5 cells for 4 columns.")
	require.Contains(t, page.text("#upload-preview"), "<b>Where?</b>")
	require.Zero(t, page.doc.Find("#upload-preview td b").Length())
	require.Contains(t, page.text("button[value=write]"), "Add 2 rows")

	form := mapped(page, "")
	form["as"][2], form["as"][3] = "tags", ""
	again := golden("/upload?" + form.Encode())
	require.Contains(t, c.partial(again, "upload-preview").text("tbody"), `["de"]`)
	require.NotContains(t, c.get(again).text("#upload-preview"), "lang")
	form.Set("do", "write")
	before := a.newest()
	to := c.post(golden("/upload"), form)
	require.Equal(t, golden(""), to.location(), to.text("main"))
	require.Contains(t, c.follow(to).body, "Added 2 rows. 1 row left out.")
	require.Equal(t, before.Rows+2, a.newest().Rows)
	rows, _, err := a.db.DatasetRows(t.Context(), a.project.ID, before.ID, 0, 0, 10)
	require.NoError(t, err)
	last := rows[len(rows)-1]
	require.Equal(t, `"two\nlines"`, string(last.Input))
	require.Equal(t, `"=1+1"`, string(last.Expected))
	require.Equal(t, []string{"en"}, last.Tags)

	gone := c.post(golden("/upload"), form)
	require.Equal(t, http.StatusNotFound, gone.status, "a file is added once")
	require.Equal(t, before.Rows+2, a.newest().Rows)
	require.Equal(t, http.StatusSeeOther, c.post(golden("/undo"), url.Values{"submission": {version(a.newest().Version)}}).status)
	require.Equal(t, before.Rows, a.newest().Rows)
}

func TestPastedRowsReplaceThoseOfTheirIds(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	rows := a.dataset("golden", 2)
	c := a.as(store.Curator)
	text := fmt.Sprintf("{\"id\":%q,\"input\":{\"q\":1},\"expected\":2}\n{\"id\":\"new\",\"input\":\"x\"}\nnonsense", rows[0].ID)
	page := c.follow(c.post(golden("/upload"), url.Values{"rows": {text}}))
	require.Contains(t, page.text("#upload-preview"), "Line 3: This is no JSON object")
	done := c.follow(c.post(golden("/upload"), mapped(page, "write")))
	require.Contains(t, done.body, "Added 1 row. 1 row replaced. 1 row left out.")
	require.Equal(t, 3, a.newest().Rows)
}

func TestManyRowsAreAJob(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.dataset("golden", 1)
	c := a.as(store.Curator)
	text := "input,expected\n" + strings.Repeat("a,b\n", 1500) + "a,b,c\n"
	page := c.follow(c.brings(golden("/upload"), "many.csv", text))
	form := mapped(page, "write")
	job := c.post(golden("/upload"), form)
	require.Contains(t, job.location(), "/jobs/")
	require.Equal(t, job.location(), c.post(golden("/upload"), form).location(), "sent twice it is one job")
	a.work()
	over := c.follow(job)
	require.Contains(t, over.text("#job"), "Added 1,500 rows. 1 row left out. Line 1502:")
	require.Equal(t, 1501, a.newest().Rows)
}

func TestUploadsAreOfWhoBroughtThem(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.dataset("golden", 1)
	page := a.as(store.Curator).brings(golden("/upload"), "rows.csv", "input\na\n")
	require.Equal(t, http.StatusNotFound, a.as(store.Admin).get(page.location()).status)
	require.Equal(t, http.StatusForbidden, a.as(store.Reviewer).get(page.location()).status)
	c := a.as(store.Curator)
	for name, says := range map[string]string{"": "The file is empty", "input\n\xff": "Line 2 is not UTF-8", "input,expected\n": "The file has no rows"} {
		wrong := c.brings(golden("/upload"), "rows.csv", name)
		require.Equal(t, http.StatusUnprocessableEntity, wrong.status, name)
		if name != "" {
			require.Contains(t, wrong.text(".field-error"), says)
		}
	}
	pasted := c.post(golden("/upload"), url.Values{"rows": {"input,expected"}})
	require.Equal(t, "input,expected", pasted.doc.Find("textarea[name=rows]").Text())
	require.Equal(t, http.StatusSeeOther, c.brings("/p/demo/datasets/golden/upload", "../../etc/<b>.csv", "input\na").status)
}

func TestALockedSplitStaysAsItIs(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	d, err := a.db.CreateDataset(t.Context(), a.project.ID, "golden", "")
	require.NoError(t, err)
	plan := adding.Default()
	plan.Split = "holdout"
	_, err = a.db.Add(t.Context(), postgres.AddRequest{Source: a.project.ID, Project: a.project.ID, Dataset: d.ID, Only: a.traces[:1], Plan: plan, Author: "ada"}, a.clock.now())
	require.NoError(t, err)
	rows, _, err := a.db.DatasetRows(t.Context(), a.project.ID, d.ID, 0, 0, 1)
	require.NoError(t, err)
	require.NoError(t, a.db.LockSplit(t.Context(), a.project.ID, postgres.DatasetWrite{Dataset: d.ID, Author: "ada", Now: a.clock.now()}, "holdout", true))
	c := a.as(store.Curator)
	page := c.follow(c.post(golden("/upload"), url.Values{"rows": {fmt.Sprintf("{\"id\":%q,\"input\":1}\n{\"id\":\"other\",\"input\":2}", rows[0].ID)}}))
	form := mapped(page, "write")
	wrong := c.post(golden("/upload"), form)
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status, wrong.location())
	require.Contains(t, wrong.text(".field-error"), "holdout")
	require.Equal(t, form.Get("upload"), wrong.doc.Find("input[name=upload]").AttrOr("value", ""), "the file stays")
	require.Equal(t, 1, a.newest().Rows)
}
