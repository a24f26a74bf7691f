package web

import (
	"net/http"
	"net/url"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestStartLeadsToTheOnlyProject(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	require.Equal(t, "/p/demo/logs", c.get("/").location())
	r := c.get("/?all=1")
	require.Equal(t, http.StatusOK, r.status)
	require.Equal(t, "/p/demo/logs", r.doc.Find("tbody a").AttrOr("href", ""))
	require.Zero(t, r.doc.Find("[name=project]").Length(), "only owners make projects")
}

func TestStartListsSeveralProjectsByTheirNewestTrace(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	_, _, err := a.db.CreateProject(t.Context(), "before demo & empty")
	require.NoError(t, err)
	r := a.owner().get("/")
	require.Equal(t, http.StatusOK, r.status)
	require.Equal(t, []string{"demo", "before demo & empty"}, r.doc.Find("tbody a").Map(text))
}

func TestStartTeachesWhoeverHasNoProject(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	r := a.signedIn(a.account("new@example.org", false)).get("/")
	require.Equal(t, http.StatusOK, r.status)
	require.Contains(t, r.text(".empty"), "new@example.org")
	require.Contains(t, r.text(".empty"), "Settings, People")
}

func TestOwnerMakesAProject(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.owner()
	require.Contains(t, c.get("/?all=1").text("pre"), "assay import --project NAME FILE.jsonl")
	r := c.post("/projects", url.Values{"project": {" Café 7 "}})
	require.Equal(t, http.StatusSeeOther, r.status)
	require.Equal(t, "/p/Caf%C3%A9%207/logs", r.location())
	for _, name := range []string{"commas, semicolons; and more", "a & b = c + d", "日本語 [1] (x)", "~!@$*:|<>"} {
		r := c.follow(c.post("/projects", url.Values{"project": {name}}))
		require.Equal(t, http.StatusOK, r.status, name)
		require.Equal(t, name, r.text(".project-name"))
	}
	for name, project := range map[string]string{"a name in use": "demo", "a name with a slash": "a/b", "no name": " "} {
		t.Run(name, func(t *testing.T) {
			r := c.post("/projects", url.Values{"project": {project}})
			require.Equal(t, http.StatusUnprocessableEntity, r.status)
			require.Equal(t, project, r.doc.Find("#project").AttrOr("value", ""))
			require.Contains(t, r.doc.Find("#project").AttrOr("aria-describedby", ""), "project-error")
			require.NotEmpty(t, r.text("#project-error"))
		})
	}
	require.Equal(t, http.StatusForbidden, a.as(store.Admin).post("/projects", url.Values{"project": {"mine"}}).status)
}
