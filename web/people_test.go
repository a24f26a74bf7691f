package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"assay/store"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

const peoplePath = "/p/demo/settings/people"

func (a *app) memberPath(role store.Role) string {
	return peoplePath + "/" + strconv.Itoa(a.people[role].ID)
}

// text is what a selected element says, for Map.
func text(_ int, s *goquery.Selection) string { return strings.Join(strings.Fields(s.Text()), " ") }

// row is the line of the people page that names the address.
func (r result) row(email string) *goquery.Selection {
	return r.doc.Find(".member").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Find(".member-who .quiet").Text() == email })
}

func (a *app) role(account store.Account) store.Role {
	a.t.Helper()
	projects, err := a.db.ProjectsOf(a.t.Context(), account.ID)
	require.NoError(a.t, err)
	for _, p := range projects {
		if p.ID == a.project.ID {
			return p.Role
		}
	}
	return store.NoRole
}

func TestNewPersonGetsALinkThatIsShownOnce(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Admin)
	r := c.post(peoplePath, url.Values{"email": {"Eve@Example.org"}, "role": {"curator"}})
	require.Equal(t, http.StatusOK, r.status)
	link := r.doc.Find("#link").AttrOr("value", "")
	require.True(t, strings.HasPrefix(link, base+"/sign-in/"), link)
	require.NotContains(t, c.get(peoplePath).body, link)
	eve := a.anonymous()
	require.Equal(t, "/", eve.get(strings.TrimPrefix(link, base)).location())
	require.Equal(t, "eve", eve.knows())
	account, err := a.db.AccountByEmail(t.Context(), "eve@example.org")
	require.NoError(t, err)
	require.Equal(t, store.Curator, a.role(account))
}

func TestKnownPersonIsAddedWithoutALink(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	known := a.account("known@example.org", false)
	c := a.as(store.Admin)
	r := c.post(peoplePath, url.Values{"email": {"known@example.org"}, "role": {"viewer"}})
	require.Equal(t, http.StatusSeeOther, r.status)
	require.Contains(t, c.follow(r).text("#notices"), "known@example.org is viewer")
	require.Equal(t, store.Viewer, a.role(known))
}

func TestAddingAPersonIsRefused(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Admin)
	for name, test := range map[string]struct{ email, role, field string }{
		"without an address":                {"eve", "viewer", "email"},
		"without a role":                    {"eve@example.org", "", "role"},
		"with a role of their own making":   {"eve@example.org", "king", "role"},
		"when it takes the last admin away": {"admin@example.org", "viewer", "role"},
	} {
		t.Run(name, func(t *testing.T) {
			r := c.post(peoplePath, url.Values{"email": {test.email}, "role": {test.role}})
			require.Equal(t, http.StatusUnprocessableEntity, r.status)
			require.NotEmpty(t, r.text("#"+test.field+"-error"))
			require.Equal(t, test.email, r.doc.Find("#email").AttrOr("value", ""))
		})
	}
	_, err := a.db.AccountByEmail(t.Context(), "eve@example.org")
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestRoleChangesAndTheChangeIsUndone(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Admin)
	for name, form := range map[string]url.Values{"another role": {"role": {"curator"}}, "removal": {"remove": {"yes"}}} {
		t.Run(name, func(t *testing.T) {
			r := c.post(a.memberPath(store.Viewer), form)
			require.Equal(t, http.StatusSeeOther, r.status)
			require.NotEqual(t, store.Viewer, a.role(a.people[store.Viewer]))
			undo := c.follow(r).doc.Find("#notices form")
			require.Equal(t, 1, undo.Length())
			r = c.post(undo.AttrOr("action", ""), url.Values{"submission": {undo.Find("button").AttrOr("value", "")}, "back": {peoplePath}})
			require.Equal(t, peoplePath, r.location())
			require.Equal(t, store.Viewer, a.role(a.people[store.Viewer]))
		})
	}
}

func TestLastAdminCannotStepDown(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Admin)
	for _, form := range []url.Values{{"role": {"viewer"}}, {"remove": {"yes"}}} {
		r := c.post(a.memberPath(store.Admin), form)
		require.Equal(t, http.StatusUnprocessableEntity, r.status)
		require.Contains(t, r.text("[role=alert]"), "only admin")
		require.Equal(t, store.Admin, a.role(a.people[store.Admin]))
	}
	require.Equal(t, http.StatusSeeOther, c.post(a.memberPath(store.Curator), url.Values{"role": {"admin"}}).status)
	r := c.post(a.memberPath(store.Admin), url.Values{"role": {"viewer"}})
	require.Equal(t, "/", r.location(), "the page is not theirs any more")
	require.Equal(t, store.Viewer, a.role(a.people[store.Admin]))
}

func TestMembersOfOtherProjectsAreOutOfReach(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	stranger := a.account("stranger@example.org", false)
	c := a.as(store.Admin)
	for _, path := range []string{strconv.Itoa(stranger.ID), "4711", "x", "99999999999999999999"} {
		require.Equal(t, http.StatusNotFound, c.post(peoplePath+"/"+path, url.Values{"role": {"viewer"}}).status)
		require.Equal(t, http.StatusNotFound, c.post(peoplePath+"/"+path+"/link", url.Values{}).status)
	}
}

func TestLinkIsMadeOnlyForWhomTheAdminCouldReplace(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	other, _, err := a.db.CreateProject(t.Context(), "other")
	require.NoError(t, err)
	require.NoError(t, a.db.SetMember(t.Context(), other.ID, a.people[store.Curator].ID, store.Viewer))
	owner := a.account("owner@example.org", true)
	c := a.as(store.Admin)
	page := c.get(peoplePath)
	for _, test := range []struct {
		name    string
		account store.Account
		may     bool
	}{
		{"a member of this project alone", a.people[store.Viewer], true},
		{"a member of another project too", a.people[store.Curator], false},
		{"an owner", owner, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := c.post(peoplePath+"/"+strconv.Itoa(test.account.ID)+"/link", url.Values{})
			button := page.row(test.account.Email).Find("form[action$=link]").Length()
			if !test.may {
				require.Equal(t, http.StatusForbidden, r.status)
				require.Zero(t, button)
				return
			}
			require.Equal(t, http.StatusOK, r.status)
			require.Equal(t, 1, button)
			require.Contains(t, r.text("#link-title"), test.account.Email)
			require.NotEmpty(t, r.doc.Find("#link").AttrOr("value", ""))
		})
	}
	r := a.signedIn(owner).post(a.memberPath(store.Curator)+"/link", url.Values{})
	require.Equal(t, http.StatusOK, r.status, "an owner may for everyone")
}
