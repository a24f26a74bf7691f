package web

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func passwords(current, fresh, again string) url.Values {
	return url.Values{"current": {current}, "password": {fresh}, "again": {again}}
}

func TestAccountShowsWhoAndWhere(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	r := a.as(store.Curator).get("/account")
	require.Equal(t, http.StatusOK, r.status)
	require.Contains(t, r.text(".facts"), "curator@example.org")
	require.Equal(t, []string{"demo", "curator", "20 May 2026 08:30 UTC"}, r.doc.Find("tbody th, tbody td").Map(text))
	require.Contains(t, a.owner().get("/account").text(".facts"), "admin of every project")
}

func TestPasswordChangeEndsOtherSessions(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	here, there, link := a.as(store.Viewer), a.as(store.Viewer), a.link(a.people[store.Viewer], time.Hour)
	r := here.post("/account/password", passwords(password, "another horse", "another horse"))
	require.Equal(t, http.StatusSeeOther, r.status, r.text("main"))
	require.Contains(t, here.follow(r).text("#notices"), "Password saved")
	require.Equal(t, "viewer", here.knows())
	require.Empty(t, there.knows())
	require.Equal(t, http.StatusNotFound, a.anonymous().get(link).status, "links made before are over")
	require.Equal(t, http.StatusUnprocessableEntity, a.anonymous().post("/sign-in", credentials("viewer@example.org", password, "")).status)
	require.Equal(t, http.StatusSeeOther, a.anonymous().post("/sign-in", credentials("viewer@example.org", "another horse", "")).status)
}

func TestPasswordChangeIsRefused(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	for name, test := range map[string]struct {
		form  url.Values
		field string
	}{
		"without the current one":    {passwords("wrong", "another horse", "another horse"), "current"},
		"when the new one is short":  {passwords(password, "short", "short"), "password"},
		"when the new ones differ":   {passwords(password, "another horse", "another house"), "again"},
		"when the current one is no": {passwords("", "another horse", "another horse"), "current"},
	} {
		t.Run(name, func(t *testing.T) {
			c := a.as(store.Viewer)
			r := c.post("/account/password", test.form)
			require.Equal(t, http.StatusUnprocessableEntity, r.status)
			field := r.doc.Find("#" + test.field)
			require.Equal(t, "true", field.AttrOr("aria-invalid", ""))
			require.Contains(t, field.AttrOr("aria-describedby", ""), test.field+"-error")
			require.NotEmpty(t, r.text("#"+test.field+"-error"))
			require.Equal(t, 1, r.doc.Find("[aria-invalid]").Length())
		})
	}
}

func TestFirstPasswordNeedsNoCurrentOne(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	_, err := a.db.CreateAccount(t.Context(), store.Account{Email: "new@example.org"})
	require.NoError(t, err)
	account, err := a.db.AccountByEmail(t.Context(), "new@example.org")
	require.NoError(t, err)
	c := a.anonymous()
	c.get(a.link(account, time.Hour))
	r := c.get("/account")
	require.Equal(t, "Set a password", r.text("#password-title"))
	require.Zero(t, r.doc.Find("#current").Length())
	require.Equal(t, http.StatusSeeOther, c.post("/account/password", passwords("", password, password)).status)
	require.Equal(t, http.StatusUnprocessableEntity, c.post("/account/password", passwords("", password, password)).status, "the second one does")
}

func TestGuessingTheCurrentPasswordIsSlowedDown(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	for range attemptBurst {
		c.post("/account/password", passwords("wrong", "another horse", "another horse"))
	}
	r := c.post("/account/password", passwords(password, "another horse", "another horse"))
	require.Equal(t, http.StatusUnprocessableEntity, r.status)
	require.Equal(t, signInTooFast, r.text("#current-error"))
}
