package web

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"assay/store"
	"assay/web/auth"

	"github.com/stretchr/testify/require"
)

const keysPath = "/p/demo/settings/keys"

func TestAnAdminMakesAKeyAndSeesItOnce(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Admin)
	made := c.post(keysPath, url.Values{"name": {"checkout service"}, "access": {"write"}, "project": {"demo"}, "expires": {"90"}})
	require.Equal(t, http.StatusOK, made.status, made.text("main"))
	token := made.doc.Find("#token").AttrOr("value", "")
	require.Regexp(t, `^ak-[0-9A-Za-z]{43}$`, token)
	require.Contains(t, made.text("#new-key-env"), "BRAINTRUST_API_KEY="+token)
	require.Contains(t, made.text("#new-key-env"), "BRAINTRUST_APP_URL="+base)
	require.Equal(t, http.StatusOK, a.call(token, http.MethodGet, "/ping", nil).status)

	list := c.get(keysPath)
	require.NotContains(t, list.body, token, "shown once")
	require.Contains(t, list.text("table"), "checkout service")
	require.Contains(t, list.text("table"), token[:9]+"…")
	require.Contains(t, list.text("table"), "18 Aug 2026", "when it expires")
	require.Contains(t, list.text("table"), "20 May 2026 09:00", "when it was used")
	k, err := a.db.KeyByToken(t.Context(), auth.HashToken(token))
	require.NoError(t, err)
	require.Equal(t, []store.ProjectID{a.project.ID}, k.Projects)
	a.clock.pass(90 * 24 * time.Hour)
	require.Contains(t, a.call(token, http.MethodGet, "/ping", nil).says(t), "expired")
	require.Contains(t, a.as(store.Admin).get(keysPath).text("table"), "expired")
}

func TestRevokingAKeyWorksAtOnceAndCanBeTakenBack(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Admin)
	token := a.key(store.WriteAccess, a.project.ID)
	form := c.get(keysPath).doc.Find("table form")
	require.Equal(t, 1, form.Length())
	page := c.follow(c.post(form.AttrOr("action", ""), url.Values{}))
	require.Contains(t, page.text(".notice"), "Revoked test")
	require.Contains(t, a.call(token, http.MethodGet, "/ping", nil).says(t), "revoked")
	undo := page.doc.Find(".notice form")
	require.Equal(t, 1, undo.Length())
	page = c.follow(c.post(undo.AttrOr("action", ""), url.Values{"submission": {"1"}}))
	require.Contains(t, page.text(".notice"), "works again")
	require.Equal(t, http.StatusOK, a.call(token, http.MethodGet, "/ping", nil).status)
}

func TestAnAdminGivesAwayNoMoreThanTheyHave(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	other, _, err := a.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	admin, owner := a.as(store.Admin), a.owner()
	ask := func(extra url.Values) url.Values {
		form := url.Values{"name": {"k"}, "access": {"read"}}
		for field, values := range extra {
			form[field] = values
		}
		return form
	}
	require.Equal(t, http.StatusForbidden, admin.post(keysPath, ask(url.Values{"project": {"demo", "other"}})).status, "a project they do not administer")
	require.Equal(t, http.StatusForbidden, admin.post(keysPath, ask(url.Values{"every": {"yes"}})).status, "every project")
	require.Equal(t, http.StatusOK, owner.post(keysPath, ask(url.Values{"every": {"yes"}, "name": {"for all"}})).status)
	require.Equal(t, http.StatusOK, owner.post(keysPath, ask(url.Values{"project": {"demo", "other"}, "name": {"for two"}})).status)

	list := admin.get(keysPath)
	require.Contains(t, list.text("table"), "every project")
	require.Contains(t, list.text("table"), "demo, 1 more")
	require.NotContains(t, list.text("main"), "other", "names of projects one is no member of")
	require.Zero(t, list.doc.Find("table form").Length(), "keys that reach further are not theirs to revoke")
	keys, err := a.db.Keys(t.Context(), a.project.ID)
	require.NoError(t, err)
	for _, k := range keys {
		require.Equal(t, http.StatusForbidden, admin.post(keysPath+"/"+strconv.Itoa(k.ID)+"/revoke", url.Values{}).status)
	}
	_, foreign := a.keyWith(store.Key{Access: store.ReadAccess, Scoped: true, Projects: []store.ProjectID{other.ID}})
	require.Equal(t, http.StatusNotFound, admin.post(keysPath+"/"+strconv.Itoa(foreign.ID)+"/revoke", url.Values{}).status)
	require.Equal(t, 2, owner.get(keysPath).doc.Find("table form").Length())
}

func TestAKeyFormSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Admin)
	for field, form := range map[string]url.Values{
		"name":    {"name": {" "}, "access": {"read"}, "project": {"demo"}},
		"access":  {"name": {"k"}, "access": {"all"}, "project": {"demo"}},
		"project": {"name": {"k"}, "access": {"read"}},
		"expires": {"name": {"k"}, "access": {"read"}, "project": {"demo"}, "expires": {"-1"}},
	} {
		answer := c.post(keysPath, form)
		require.Equal(t, http.StatusUnprocessableEntity, answer.status, field)
		require.NotEmpty(t, answer.text("#"+field+"-error"), field)
	}
	keys, err := a.db.Keys(t.Context(), a.project.ID)
	require.NoError(t, err)
	require.Empty(t, keys)
}

func TestQuickstartNoticesTheFirstTrace(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	shop, _, err := a.db.StartProject(t.Context(), `the "shop"`)
	require.NoError(t, err)
	c := a.owner()
	path := "/p/" + url.PathEscape(shop.Name) + "/quickstart"
	require.Equal(t, path, c.get("/p/"+url.PathEscape(shop.Name)+"/logs").doc.Find(".empty a.primary").AttrOr("href", ""))
	page := c.get(path)
	for _, text := range []string{base, shop.UID, `projectName: "the \"shop\""`, "project_name:the%20%22shop%22"} {
		require.Contains(t, page.text("main"), text)
	}
	waiting := page.doc.Find("#first-trace")
	require.Equal(t, "every 2s", waiting.AttrOr("hx-trigger", ""))
	c.requireFragments(path, "first-trace")
	require.Equal(t, 1, page.doc.Find(`main a[href$="/settings/keys"]`).Length())

	_, err = a.db.InsertSpans(t.Context(), shop.ID, "test", demoSpans(a.clock.now()), a.clock.now())
	require.NoError(t, err)
	arrived := c.partial(path, "first-trace")
	require.Zero(t, arrived.doc.Find("[hx-trigger]").Length(), "it stops asking")
	open := arrived.doc.Find("a").AttrOr("href", "")
	require.Equal(t, http.StatusOK, c.get(open).status)
	require.Contains(t, a.as(store.Viewer).get("/p/demo/quickstart").text("main"), "Ask an admin")
}

func TestQuickstartTellsOfFeedbackThatWaits(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	token := a.key(store.WriteAccess)
	page := func() result { return a.as(store.Viewer).get("/p/demo/quickstart") }
	require.Zero(t, page().doc.Find("#waiting").Length())
	say := func(id string, n int) {
		for i := range n {
			a.send(token, object{"id": id, "project_id": a.project.UID, "log_id": "g", "_is_merge": true, "_audit_source": "external", "scores": object{"ok": 1},
				"feedback_id": id + strconv.Itoa(i)})
		}
	}
	say(`<b id="injected">`, 1)
	require.Equal(t, "1 feedback row waits for a span that has not come.", page().text("#waiting h2"))
	say("nobody", 11)
	require.Equal(t, "12 feedback rows wait for a span that has not come.", page().text("#waiting h2"))
	require.Equal(t, `nobody<b id="injected">`, page().text("#waiting .ids code"))
	require.Zero(t, page().doc.Find("#injected").Length())
	require.Contains(t, page().text("#waiting"), "30 days")
	a.send(token, object{"id": "nobody", "project_id": a.project.UID, "log_id": "g"}, object{"id": `<b id="injected">`, "project_id": a.project.UID, "log_id": "g"})
	require.Zero(t, page().doc.Find("#waiting").Length())
}
