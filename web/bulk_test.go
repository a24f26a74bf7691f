package web

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"assay/store"
	"assay/views"

	"github.com/stretchr/testify/require"
)

// filtered counts what a filter finds.
func (c *client) filtered(text string) string {
	c.a.t.Helper()
	page := c.get(views.LogsURL("demo", views.LogsQuery{Filter: text}))
	require.Equal(c.a.t, http.StatusOK, page.status, text)
	if n := page.text(".count strong"); n != "" {
		return n
	}
	return "0"
}

func TestSelectedTracesAreTaggedAndFlaggedInOneStep(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Reviewer)
	page := c.get("/p/demo/logs?filter=name+%3D+%27answer%27")
	form := page.doc.Find("form#selection")
	require.Equal(t, "post", form.AttrOr("method", ""))
	fields := valuesOf(form.Find("input"))
	fields["trace"] = []string{string(a.traces[0]), string(a.traces[1])}

	asked := fields
	asked.Set("do", "tag")
	page = c.post(form.AttrOr("action", ""), asked)
	require.Equal(t, http.StatusOK, page.status, "without tags it asks for them")
	require.Equal(t, "2 traces", page.text("h1"))
	sending := valuesOf(page.doc.Find("form.stack input"))
	sending.Set("tags", " edge case,edge case , late")
	sending.Set("do", "tag")
	tagged := c.post("/p/demo/bulk", sending)
	require.Equal(t, "/p/demo/logs?filter=name+%3D+%27answer%27", tagged.location())
	page = c.follow(tagged)
	require.Contains(t, page.text(".notice"), "Tagged 2 traces edge case, late.")
	require.Equal(t, "2", c.filtered("tags INCLUDES ['late', 'edge case']"))
	require.Equal(t, http.StatusSeeOther, c.post("/p/demo/bulk", sending).status, "sent twice")
	require.Equal(t, "1", c.filtered("tags INCLUDES 'late' AND scores.thumbs = 0"))
	history, err := a.db.History(t.Context(), a.project.ID, a.traces[0])
	require.NoError(t, err)
	require.Equal(t, "tagged late", views.Words(history[0]))

	undo := page.doc.Find(".notice form")
	undone := c.follow(c.post(undo.AttrOr("action", ""), url.Values{"submission": {undo.Find("button").AttrOr("value", "")}, "back": {"/p/demo/logs"}}))
	require.Contains(t, undone.text(".notice"), "Took back: Tagged 2 traces")
	require.Equal(t, "0", c.filtered("tags INCLUDES 'late'"))

	fields.Set("do", "flag")
	page = c.follow(c.post("/p/demo/bulk", fields))
	require.Contains(t, page.text(".notice"), "Flagged 2 traces for review.")
	require.Equal(t, 2, page.doc.Find(".flag").Length())
	require.Equal(t, "2", c.filtered("flagged"))
	fields.Del("trace")
	page = c.post("/p/demo/bulk", fields)
	require.Equal(t, http.StatusUnprocessableEntity, page.status)
	require.Contains(t, page.text(".notice"), "No trace is selected")
	sending.Set("tags", " ,")
	require.Contains(t, c.post("/p/demo/bulk", sending).text("#tags-error"), "Give 1 to 20 tags")
}

// What matches later, and what no longer does, is as it was when the list was opened.
func TestAllMatchingAreThoseThatTheListCounted(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Curator)
	config, err := a.db.SaveScoreConfig(t.Context(), a.project.ID, store.ScoreConfig{Name: "tone", Kind: store.Slider}, 0)
	require.NoError(t, err)
	list := c.get("/p/demo/logs?filter=scores.tone+IS+NULL")
	require.Equal(t, "4", list.text(".count strong"))
	to := list.doc.Find(`a[href*="do=score"]`).AttrOr("href", "")
	a.logged("late", nil)
	page := c.get(to)
	require.Equal(t, "4 traces", page.text("h1"))
	form := valuesOf(page.doc.Find("form.stack input"))
	form.Set("score", strconv.Itoa(config.ID))
	form.Set("q"+strconv.Itoa(config.ID), "105")
	wrong := c.post("/p/demo/bulk", form)
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.text(".field-error"), "from 0 to 100")
	require.Equal(t, "105", wrong.doc.Find("input[type=number]").AttrOr("value", ""))
	form.Set("q"+strconv.Itoa(config.ID), "75")
	done := c.follow(c.post("/p/demo/bulk", form))
	require.Contains(t, done.text(".notice"), "Scored tone on 4 traces.")
	require.Equal(t, "4", c.filtered("scores.review.tone = 0.75"))
	require.Equal(t, "1", c.filtered("scores.tone IS NULL"), "the one that came later")
	undone := c.follow(c.post("/p/demo/undo", url.Values{"submission": {"last"}, "back": {"/p/demo/logs"}}))
	require.Contains(t, undone.text(".notice"), "Took back")
	require.Equal(t, "0", c.filtered("scores.tone IS NOT NULL"))
}

func TestManyTracesGoOnBehindAPageWithProgress(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	var spans []store.Span
	for i := range 300 {
		id := fmt.Sprint("many ", i)
		spans = append(spans, store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: a.clock.now(), HasCreated: true, Name: "many"})
	}
	_, err := a.db.InsertSpans(t.Context(), a.project.ID, "many", spans, a.clock.now())
	require.NoError(t, err)
	c := a.as(store.Reviewer)
	at, err := a.db.LogPosition(t.Context(), a.project.ID)
	require.NoError(t, err)
	started := c.post("/p/demo/bulk", url.Values{"filter": {"name = 'many'"}, "at": {strconv.FormatInt(at, 10)}, "do": {"flag"}, "back": {"/p/demo/logs?filter=flagged"}})
	require.True(t, strings.HasPrefix(started.location(), "/p/demo/bulk/"), started.location())
	progress := c.follow(started)
	require.Equal(t, http.StatusOK, progress.status)
	a.server.bulks.work.Wait()
	progress = c.get(started.location())
	require.Contains(t, progress.text("#progress"), "Flagged 300 traces for review.")
	require.Zero(t, progress.doc.Find("#progress[hx-get]").Length(), "it asks no more")
	require.Equal(t, "/p/demo/logs?filter=flagged", progress.doc.Find(".page-head a").AttrOr("href", ""))
	require.Equal(t, "300", c.filtered("flagged"))
	require.Zero(t, a.as(store.Curator).get(started.location()).doc.Find("button[name=submission]").Length(), "another cannot take it back")

	button := progress.doc.Find("button[name=submission]")
	undone := c.post("/p/demo/undo", url.Values{"submission": {button.AttrOr("value", "")}, "back": {"/p/demo/logs"}})
	a.server.bulks.work.Wait()
	require.Contains(t, c.follow(undone).text("#progress"), "All of it is taken back.")
	require.Equal(t, "0", c.filtered("flagged"))
}

func TestBulkActionThatStoppedIsContinued(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Reviewer)
	start := func() store.Bulk {
		q := selectionQuery(a)
		b, err := a.db.StartBulk(t.Context(), q, store.NewEventID(), a.people[store.Reviewer].ID, store.BulkAction{Do: store.BulkFlag}, a.clock.now())
		require.NoError(t, err)
		return b
	}
	b := start()
	address := views.BulkProgressURL("demo", b.ID, "/p/demo/logs")
	require.Equal(t, 1, c.get(address).doc.Find("progress").Length())
	require.Equal(t, 1, c.get(address).doc.Find("#progress[hx-get]").Length())
	a.clock.pass(bulkIdle * 2)
	stalled := c.get(address)
	require.Contains(t, stalled.text("#progress"), "It stopped")
	require.Equal(t, http.StatusSeeOther, c.post(stalled.doc.Find("#progress form").AttrOr("action", ""), nil).status)
	a.server.bulks.work.Wait()
	require.Equal(t, "4", c.filtered("flagged"))

	b, err := a.db.UndoBulk(t.Context(), a.project.ID, a.people[store.Reviewer].ID, b.ID, a.clock.now())
	require.NoError(t, err)
	require.Equal(t, store.BulkUndoing, b.State)
	a.clock.pass(bulkIdle * 2)
	require.NoError(t, a.server.ResumeBulk(t.Context()))
	a.server.bulks.work.Wait()
	require.Equal(t, "0", c.filtered("flagged"), "a program that starts goes on with what another left")
}

func TestTracesAreExportedAsTheyAreImported(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Curator)
	list := c.get("/p/demo/logs?filter=scores.thumbs+IS+NOT+NULL")
	file := c.get(list.doc.Find(`a[href*="format=jsonl"]`).AttrOr("href", ""))
	require.Equal(t, http.StatusOK, file.status)
	require.Equal(t, 2, strings.Count(file.body, "\n"))
	require.Contains(t, file.body, `"id":"trace-disliked"`)
	require.Contains(t, file.body, `"comment":"The policy says 30 days."`)
	require.Contains(t, file.header.Get("Content-Disposition"), "demo-traces.jsonl")

	chosen := c.post("/p/demo/logs/export", url.Values{"trace": {string(a.traces[2])}, "format": {"csv"}})
	rows, err := csv.NewReader(strings.NewReader(chosen.body)).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 2)
	require.Equal(t, []string{"id", "span_id", "root_span_id", "created", "name", "type", "input", "output", "expected", "scores", "metadata", "tags", "metrics", "error", "feedback"}, rows[0])
	require.Equal(t, "trace-failed", rows[1][0])
	require.Equal(t, "Cancel order 7", rows[1][6])
	require.Equal(t, `{"judge":0.25}`, rows[1][9])
	require.Equal(t, 1, strings.Count(c.post("/p/demo/logs/export", url.Values{"format": {"csv"}}).body, "\n"), "nothing chosen is nothing, not everything")
	require.Equal(t, http.StatusForbidden, a.as(store.Reviewer).get("/p/demo/logs/export").status)
}
