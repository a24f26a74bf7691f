package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"assay/store"
	"assay/views"

	"github.com/stretchr/testify/require"
)

func TestSheetsAreWrittenByAdminsAndChosenByEveryone(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	admin, settings := a.as(store.Admin), "/p/demo/settings/sheets"
	id := a.logged("sheet", func(s *store.Span) {
		s.Input = json.RawMessage(`{"messages":[{"content":"first"},{"content":"# Last\n<script>alert(1)</script>"}],"items":[{"name":"shoe","n":1},{"name":"<b>hat</b>","n":2}]}`)
	})
	path := views.TraceURL("demo", id, views.TraceQuery{})
	require.Zero(t, admin.get(path).doc.Find(".sheet-tabs").Length(), "nothing to choose from")

	wrong := admin.post(settings, url.Values{"name": {" "}, "template": {"output\nmetdata.x"}})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.text("main"), "A sheet has a name")
	require.Contains(t, wrong.text("main"), "line 2:")
	require.Contains(t, wrong.text("main"), "did you mean metadata.x")
	require.Equal(t, "output\nmetdata.x", wrong.doc.Find("#sheet--template").Text(), "what was typed stays")

	saved := admin.post(settings, url.Values{"name": {"Shop"}, "template": {"title metadata.model\nsection Asked\ninput.messages[-1].content as markdown \"Question\"\ninput.items as table\nduration as number\noutput"}})
	require.Equal(t, http.StatusSeeOther, saved.status)
	c := a.as(store.Viewer)
	shown := c.get(c.get(path).doc.Find(".sheet-tabs a").Eq(1).AttrOr("href", ""))
	require.Equal(t, "Shop", shown.text(".sheet-tabs [aria-current]"))
	require.Equal(t, "large", shown.text(".sheet > h2"))
	require.Contains(t, shown.text(".sheet"), "Question")
	require.Contains(t, shown.text(".sheet .content-markdown"), "Last")
	require.Zero(t, shown.doc.Find(".sheet script, .sheet table b").Length(), "what a trace carries stays text")
	require.Equal(t, "<b>hat</b>", shown.text(".sheet tr:nth-child(2) td:last-child"))
	require.Zero(t, shown.doc.Find("#value-input, .tree").Length())

	reviewer := a.as(store.Reviewer)
	review := reviewer.follow(reviewer.get("/p/demo/review?sheet=shop&item=" + string(id)))
	require.Contains(t, review.text("#item .sheet"), "Question")
	require.Contains(t, review.doc.Find("#item .review-move a").AttrOr("href", ""), "sheet=shop", "it stays from item to item")

	require.Equal(t, http.StatusSeeOther, admin.post(settings+"/shop", url.Values{"name": {"Store"}, "template": {"name"}}).status)
	require.Equal(t, "Store", c.get(path).doc.Find(".sheet-tabs a").Eq(1).Text())
	admin.post(settings+"/shop/hide", url.Values{"do": {"delete"}})
	require.Zero(t, c.get(path+"?sheet=shop").doc.Find(".sheet, .sheet-tabs").Length())
	admin.post(settings+"/shop/hide", url.Values{"do": {"restore"}})
	require.Equal(t, 1, c.get(path+"?sheet=shop").doc.Find(".sheet").Length())
	for _, role := range []store.Role{store.Viewer, store.Reviewer, store.Curator} {
		require.Equal(t, http.StatusForbidden, a.as(role).post(settings, url.Values{"name": {"x"}, "template": {"name"}}).status)
	}
	require.Equal(t, http.StatusNotFound, admin.post(settings+"/nothing", url.Values{"name": {"x"}, "template": {"name"}}).status)
}

// TestSheetInARoomShowsWhatTheQueueShows: a template is no way around masks, hidden fields and blindness.
func TestSheetInARoomShowsWhatTheQueueShows(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	_, err := a.db.SaveSheet(t.Context(), a.project.ID, store.Sheet{Name: "Short", Template: "input\noutput\nmetadata\nmetrics\nscores\ntags\nexpected"})
	require.NoError(t, err)
	a.makeQueue(func(q *store.Queue) {
		q.Answers, q.Blind, q.View.Masks, q.View.Hidden = 2, true, []string{"metadata.model"}, []string{"metrics", "tags", "expected"}
	})
	p := &paper{client: a.as(store.Reviewer)}
	p.open("/p/demo/review/work")
	p.click("#item .sheet-tabs a[href*='sheet=short']")
	sheet := p.page.text("#item .sheet")
	require.Contains(t, sheet, "Where is my parcel?")
	require.Contains(t, sheet, "•••")
	for _, hidden := range []string{"small", "120", "billing", "thumbs"} {
		require.NotContains(t, sheet, hidden)
	}
	p.click("#item a[data-key=n]")
	require.Contains(t, p.page.text("#item .sheet"), "Can I return shoes?", "it stays from item to item")
	require.NotContains(t, p.page.text("#item .sheet"), "thumbs")
	p.press("#item [value=complete]", nil)
	require.Contains(t, p.path, "sheet=short")
	require.Contains(t, p.page.text("#item .sheet"), "Where is my parcel?")
	p.press(".notice button[name=submission]", nil)
	require.Contains(t, p.path, "sheet=short", "also where undo leads back to")
	p.click("#item .sheet-tabs a:not([href*=sheet])")
	require.Zero(t, p.page.doc.Find("#item .sheet").Length())

	curator := &paper{client: a.as(store.Curator)}
	curator.open(views.RoomURL("demo", "work", views.RoomQuery{Sheet: "short", Item: a.traces[2]}))
	require.Contains(t, curator.page.text("#item .sheet"), "small", "masks are for reviewers")
	require.NotContains(t, curator.page.text("#item .sheet"), "judge")
	curator.press("#item [value=complete]", nil)
	curator.open(views.RoomURL("demo", "work", views.RoomQuery{Sheet: "short", Item: a.traces[2]}))
	require.Contains(t, curator.page.text("#item .sheet"), "judge", "what is answered is open")
}
