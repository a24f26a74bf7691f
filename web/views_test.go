package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/store"
	"assay/views"

	"github.com/stretchr/testify/require"
)

// saveView saves a list and returns where it is.
func (c *client) saveView(form url.Values) string {
	c.a.t.Helper()
	saved := c.post("/p/demo/views", form)
	require.Equal(c.a.t, http.StatusSeeOther, saved.status, saved.text("main"))
	return saved.location()
}

func TestViewIsSavedOpenedChangedAndDiscarded(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	state := views.LogsQuery{Filter: "scores.thumbs < 0.5", Columns: []string{"!created", "300:input", "=|len(output)"}, Rows: "compact"}
	list := c.get(views.LogsURL("demo", state))
	form := valuesOf(list.doc.Find(".save-view").First().Find("input"))
	require.Equal(t, state.State(), form.Get("state"), "the menu saves what the list shows")
	form.Set("name", "Low thumbs")
	at := c.saveView(form)
	require.Equal(t, "/p/demo/logs?view=low-thumbs", at)

	page := c.get(at)
	require.Contains(t, page.text(".notice"), "Saved the view “Low thumbs”.")
	require.Equal(t, "1", page.text(".count strong"))
	require.Equal(t, 1, page.doc.Find("table.rows-compact").Length())
	require.Equal(t, "Low thumbs", page.text(".view-name"))
	require.Zero(t, page.doc.Find("#view-bar").Length(), "nothing is changed")

	changed := c.get("/p/demo/logs?" + valuesOf(page.doc.Find("form.filter input")).Encode() + "&filter=")
	require.Zero(t, changed.doc.Find("#view-bar").Length(), "sent as it was the filter changes nothing")
	fields := valuesOf(page.doc.Find("form.filter input"))
	fields.Set("filter", "")
	changed = c.get("/p/demo/logs?" + fields.Encode())
	require.Equal(t, "4", changed.text(".count strong"), "an emptied filter is empty, not the view's")
	require.Contains(t, changed.text("#view-bar"), "Low thumbs is changed")
	require.Equal(t, at, changed.doc.Find("#view-bar a.button").AttrOr("href", ""), "discard")

	save := valuesOf(changed.doc.Find("#view-bar > form input"))
	saved := c.post(changed.doc.Find("#view-bar > form").AttrOr("action", ""), save)
	require.Equal(t, at, saved.location())
	page = c.get(at)
	require.Equal(t, "4", page.text(".count strong"))
	require.Equal(t, 1, page.doc.Find("table.rows-compact").Length(), "the rest is as before")

	gone := c.get("/p/demo/logs?view=nobody-has-this")
	require.Equal(t, http.StatusOK, gone.status)
	require.Contains(t, gone.text(".notice-warning"), "not there any more")
}

func TestViewsAreOnesOwnUntilACuratorSharesThem(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	viewer, curator, admin := a.as(store.Viewer), a.as(store.Curator), a.as(store.Admin)
	own := viewer.saveView(url.Values{"name": {"Mine"}, "state": {"rows=tall"}, "shared": {"yes"}})
	team := curator.saveView(url.Values{"name": {"Team"}, "state": {"filter=error+IS+NOT+NULL"}, "shared": {"yes"}})
	require.Contains(t, curator.get(own).text(".notice-warning"), "someone else's", "a viewer cannot share")
	require.Equal(t, "Team", viewer.get(team).text(".view-name"))
	require.Equal(t, http.StatusNotFound, curator.post("/p/demo/views/mine", url.Values{"name": {"Taken"}}).status)

	require.Equal(t, http.StatusUnprocessableEntity, viewer.post("/p/demo/views/team", url.Values{"state": {""}}).status)
	require.Equal(t, http.StatusUnprocessableEntity, viewer.post("/p/demo/views/team/delete", nil).status)
	require.Equal(t, http.StatusUnprocessableEntity, viewer.post("/p/demo/views/mine", url.Values{"shared": {"yes"}}).status)
	require.Zero(t, viewer.get(team+"&edited=1&filter=name+%3D+%27x%27").doc.Find("#view-bar > form").Length(), "no button that would be refused")

	wrong := admin.post("/p/demo/views/team", url.Values{"name": {" "}})
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.text(".field-error"), "1 to 100 characters")
	require.Equal(t, http.StatusSeeOther, admin.post("/p/demo/views/team", url.Values{"name": {"Failed"}}).status)
	require.Equal(t, "Failed", viewer.get(team).text(".view-name"), "its address stays")
	require.Equal(t, http.StatusUnprocessableEntity, admin.post("/p/demo/views/team", url.Values{"shared": {"no"}}).status, "another's view would be lost to oneself")

	deleted := curator.follow(curator.post("/p/demo/views/team/delete", nil))
	require.Contains(t, deleted.text(".notice"), "Deleted the view “Failed”.")
	require.Contains(t, viewer.get(team).text(".notice-warning"), "not there any more")
	undo := deleted.doc.Find(".notice form")
	back := curator.follow(curator.post(undo.AttrOr("action", ""), valuesOf(undo.Find("input"))))
	require.Contains(t, back.text(".notice"), "is back")
	require.Equal(t, "Failed", viewer.get(team).text(".view-name"))
}

func TestListOpensWithTheChosenView(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	viewer, curator := a.as(store.Viewer), a.as(store.Curator)
	curator.saveView(url.Values{"name": {"Team"}, "state": {"filter=error+IS+NOT+NULL"}, "shared": {"yes"}})
	viewer.saveView(url.Values{"name": {"Mine"}, "state": {"filter=name+%3D+%27answer%27&rows=tall"}})
	count := func(c *client, path string) string { return c.get(path).text(".count strong") }
	require.Equal(t, "4", count(viewer, "/p/demo/logs"))
	require.Equal(t, http.StatusUnprocessableEntity, viewer.post("/p/demo/views/mine", url.Values{"standard": {"yes"}}).status)
	require.Equal(t, http.StatusSeeOther, curator.post("/p/demo/views/team", url.Values{"standard": {"yes"}}).status)
	require.Equal(t, "1", count(viewer, "/p/demo/logs"), "the project's")
	require.Equal(t, http.StatusSeeOther, viewer.post("/p/demo/views/mine", url.Values{"own": {"yes"}}).status)
	page := viewer.get("/p/demo/logs")
	require.Equal(t, "Mine", page.text(".view-name"), "one's own goes first")
	require.Equal(t, "Team", curator.get("/p/demo/logs").text(".view-name"))

	clear := page.doc.Find("form.filter a.button").AttrOr("href", "")
	require.Equal(t, "4", count(viewer, clear))
	all := page.doc.Find(".views-menu > a").First().AttrOr("href", "")
	require.Equal(t, "/p/demo/logs?view=all", all)
	plain := viewer.get(all)
	require.Equal(t, "4", plain.text(".count strong"))
	filtered := valuesOf(plain.doc.Find("form.filter input"))
	filtered.Set("filter", "error IS NOT NULL")
	plain = viewer.get("/p/demo/logs?" + filtered.Encode())
	require.Equal(t, "4", count(viewer, plain.doc.Find("form.filter a.button").AttrOr("href", "")), "clearing a filter does not lead into the view")
	require.Equal(t, "1", count(viewer, "/p/demo/logs?filter=error+IS+NOT+NULL"), "what an address says counts")
	require.Equal(t, http.StatusSeeOther, viewer.post("/p/demo/views/mine", url.Values{"own": {"no"}}).status)
	require.Equal(t, "Team", viewer.get("/p/demo/logs").text(".view-name"))
}

func TestStateOfAViewIsCheckedAndKeptWhole(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	at := c.saveView(url.Values{"name": {"x"}, "state": {"filter=a&columns=nothing&columns=9999:input&rows=huge&after=zzz&view=y&sort=oldest"}})
	v, err := a.db.View(t.Context(), a.project.ID, a.people[store.Viewer].ID, strings.TrimPrefix(at, "/p/demo/logs?view="))
	require.NoError(t, err)
	require.Equal(t, "columns=1200%3Ainput&filter=a&sort=oldest", v.State)
	for _, state := range []string{"%zz", "filter=" + strings.Repeat("x", 40_000)} {
		require.Equal(t, http.StatusUnprocessableEntity, c.post("/p/demo/views", url.Values{"name": {"x"}, "state": {state}}).status)
	}
	refused := c.post("/p/demo/views", url.Values{"name": {""}, "state": {"rows=tall"}})
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Equal(t, "rows=tall", refused.doc.Find("input[name=state]").AttrOr("value", ""), "it can be sent again")
}
