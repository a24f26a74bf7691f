package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/web/auth"

	"github.com/stretchr/testify/require"
)

// link makes a one-time link of the account and returns its path.
func (a *app) link(account store.Account, age time.Duration) string {
	a.t.Helper()
	token, hash := auth.NewToken()
	now := a.clock.now()
	require.NoError(a.t, a.db.CreateSignInLink(a.t.Context(), hash, account.ID, now, now.Add(age)))
	return "/sign-in/" + token
}

// knows reports whether the browser is signed in, and as whom.
func (c *client) knows() string {
	c.a.t.Helper()
	r := c.get("/account")
	if r.status != http.StatusOK {
		require.Equal(c.a.t, http.StatusSeeOther, r.status)
		return ""
	}
	return r.text(".rail-foot a span")
}

func credentials(email, password, next string) url.Values {
	return url.Values{"email": {email}, "password": {password}, "next": {next}}
}

func TestSignInByPassword(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	for _, test := range []struct{ name, email, next, to string }{
		{"leads to the start", "viewer@example.org", "", "/"},
		{"takes the address in any case", " Viewer@Example.ORG ", "", "/"},
		{"leads to where one was going", "viewer@example.org", "/p/demo/logs?filter=a+%3D+1", "/p/demo/logs?filter=a+%3D+1"},
		{"does not lead to another site", "viewer@example.org", "https://evil.example/", "/"},
		{"does not lead to another host", "viewer@example.org", "//evil.example/", "/"},
		{"does not lead past a backslash", "viewer@example.org", `/\evil.example`, "/"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := a.anonymous()
			r := c.post("/sign-in", credentials(test.email, password, test.next))
			require.Equal(t, http.StatusSeeOther, r.status)
			require.Equal(t, test.to, r.location())
			require.Equal(t, "viewer", c.knows())
		})
	}
}

func TestSignInDoesNotTellWhatWasWrong(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	_, err := a.db.CreateAccount(t.Context(), store.Account{Email: "link@example.org"})
	require.NoError(t, err)
	var said []string
	for _, try := range []url.Values{
		credentials("viewer@example.org", "wrong", "/account"),
		credentials("nobody@example.org", password, "/account"),
		credentials("link@example.org", "", "/account"),
		credentials("a\x00\xff", password, "/account"),
	} {
		c := a.anonymous()
		r := c.post("/sign-in", try)
		require.Equal(t, http.StatusUnprocessableEntity, r.status)
		require.Empty(t, r.header.Values("Set-Cookie"))
		said = append(said, r.text("[role=alert]"))
		require.Equal(t, "/account", r.doc.Find("[name=next]").AttrOr("value", ""))
		require.Equal(t, "sign-in-wrong", r.doc.Find("#password").AttrOr("aria-describedby", ""))
		require.Empty(t, r.doc.Find("#password").AttrOr("value", ""), "a password is never sent back")
		require.Empty(t, c.knows())
	}
	for _, s := range said {
		require.Equal(t, signInWrong, s)
	}
	r := a.anonymous().post("/sign-in", credentials("viewer@example.org", "wrong", ""))
	require.Equal(t, "viewer@example.org", r.doc.Find("#email").AttrOr("value", ""))
}

func TestGuessingIsSlowedDown(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	from := func(address, email, word string) result {
		c := a.anonymous()
		r := c.request(http.MethodPost, "/sign-in", credentials(email, word, ""))
		r.RemoteAddr = address
		return c.do(r)
	}
	t.Run("for one account from many addresses", func(t *testing.T) {
		for i := range attemptBurst {
			require.Equal(t, http.StatusUnprocessableEntity, from("203.0.113."+string(rune('0'+i))+":1", "viewer@example.org", "wrong").status)
		}
		r := from("203.0.113.99:1", "VIEWER@example.org", password)
		require.Equal(t, http.StatusTooManyRequests, r.status)
		require.Equal(t, signInTooFast, r.text("[role=alert]"))
		require.Equal(t, http.StatusSeeOther, from("203.0.113.99:1", "curator@example.org", password).status, "others are not held up")
		a.clock.pass(attemptEvery)
		require.Equal(t, http.StatusSeeOther, from("203.0.113.99:1", "viewer@example.org", password).status, "after a while the person gets in")
	})
	t.Run("for many accounts from one address", func(t *testing.T) {
		for i := range attemptBurst {
			require.Equal(t, http.StatusUnprocessableEntity, from("[2001:db8::1]:1", string(rune('a'+i))+"@example.org", "wrong").status)
		}
		require.Equal(t, http.StatusTooManyRequests, from("[2001:db8::2]:1", "reviewer@example.org", password).status, "an IPv6 network is one address")
		require.Equal(t, http.StatusSeeOther, from("[2001:db8:0:1::2]:1", "reviewer@example.org", password).status)
	})
}

func TestAddressOfTheClientIsBelievedFromAProxyOfOursOnly(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, peer, forwarded, want string }{
		{"without a proxy", "203.0.113.7:4000", "", "203.0.113.7"},
		{"behind a proxy on this machine", "127.0.0.1:4000", "198.51.100.1", "198.51.100.1"},
		{"behind a proxy that a client lied to", "10.0.0.2:4000", "1.2.3.4, 198.51.100.1", "198.51.100.1"},
		{"of a stranger who claims to be a proxy", "203.0.113.7:4000", "198.51.100.1", "203.0.113.7"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodPost, "/sign-in", nil)
			r.RemoteAddr = test.peer
			if test.forwarded != "" {
				r.Header.Set("X-Forwarded-For", test.forwarded)
			}
			require.Equal(t, test.want, clientAddress(r))
		})
	}
}

func TestOneTimeLinkSignsInOnce(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	path, c := a.link(a.people[store.Viewer], time.Hour), a.anonymous()
	r := c.get(path)
	require.Equal(t, http.StatusSeeOther, r.status)
	require.Equal(t, "/", r.location())
	require.Equal(t, "viewer", c.knows())

	other := a.anonymous()
	r = other.get(path)
	require.Equal(t, http.StatusNotFound, r.status)
	require.Equal(t, "This link no longer works", r.text("h1"))
	require.Contains(t, r.text("main"), "assay user link")
	require.Empty(t, other.knows())

	r = c.get(path)
	require.Equal(t, "/", r.location(), "whoever it signed in goes on")
	require.Contains(t, c.get("/account").text("#notices"), "signed in as viewer@example.org")
}

func TestLinkThatIsOverOrUnknownSaysWhatToDo(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	path := a.link(a.people[store.Viewer], time.Hour)
	a.clock.pass(time.Hour)
	for _, path := range []string{path, "/sign-in/never-made", "/sign-in/%ff%00"} {
		r := a.anonymous().get(path)
		require.Equal(t, http.StatusNotFound, r.status)
		require.Contains(t, r.text("main"), "Ask an admin")
	}
}

func TestProgramsThatOpenALinkDoNotSpendIt(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	path := a.link(a.people[store.Viewer], time.Hour)
	for name, header := range map[string][2]string{
		"a browser that reads ahead": {"Sec-Purpose", "prefetch;prerender"},
		"a chat program":             {"User-Agent", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)"},
		"a messenger":                {"User-Agent", "WhatsApp/2.23"},
		"a social network":           {"User-Agent", "facebookexternalhit/1.1"},
		"a mail filter":              {"User-Agent", "Mozilla/5.0 (compatible) SkypeUriPreview Preview/0.5"},
	} {
		t.Run(name, func(t *testing.T) {
			c := a.anonymous()
			r := c.request(http.MethodGet, path, nil)
			r.Header.Set(header[0], header[1])
			answer := c.do(r)
			require.Equal(t, http.StatusOK, answer.status)
			require.Equal(t, path, answer.doc.Find("form[method=post]").AttrOr("action", ""))
			require.Empty(t, c.knows())
		})
	}
	c := a.anonymous()
	require.Equal(t, http.StatusMethodNotAllowed, c.do(c.request(http.MethodHead, path, nil)).status)
	require.Empty(t, c.knows())
	require.Equal(t, "/", c.post(path, nil).location(), "the button signs in")
	require.Equal(t, "viewer", c.knows())

	curl := a.anonymous()
	r := curl.request(http.MethodGet, a.link(a.people[store.Viewer], time.Hour), nil)
	r.Header.Set("User-Agent", "curl/8.5.0")
	require.Equal(t, "/", curl.do(r).location(), "a person's own program is no preview")
}

func TestSigningInEndsTheSessionBefore(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c, twin := a.as(store.Viewer), a.anonymous()
	twin.jar.SetCookies(mustParse(base), c.jar.Cookies(mustParse(base)))
	require.Equal(t, "viewer", twin.knows())
	require.Equal(t, "/", c.get(a.link(a.people[store.Curator], time.Hour)).location())
	require.Equal(t, "curator", c.knows())
	require.Empty(t, twin.knows())
}

func TestSignOutEndsTheSession(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c, twin := a.as(store.Viewer), a.anonymous()
	twin.jar.SetCookies(mustParse(base), c.jar.Cookies(mustParse(base)))
	require.Equal(t, "/sign-in", c.post("/sign-out", url.Values{}).location())
	require.Empty(t, c.knows())
	require.Empty(t, twin.knows(), "a copy of the cookie is worth nothing")
}

func TestSessionIsOverAfterItsTime(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	a.clock.pass(auth.SessionAge - time.Second)
	require.Equal(t, "viewer", c.knows())
	a.clock.pass(time.Second)
	require.Empty(t, c.knows())
}

func TestLostSessionLeadsThroughSignInAndBack(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	const page = "/p/demo/settings/scores?x=1"
	t.Run("from a page", func(t *testing.T) {
		c := a.anonymous()
		r := c.get(page)
		require.Equal(t, http.StatusSeeOther, r.status)
		require.Equal(t, "/sign-in?next="+url.QueryEscape(page), r.location())
		r = c.follow(r)
		require.Empty(t, r.text("[role=status]"), "nothing was lost")
		require.Equal(t, page, r.doc.Find("[name=next]").AttrOr("value", ""))
	})
	for name, partial := range map[string]bool{"from a form": false, "from a form that htmx sends": true} {
		t.Run(name, func(t *testing.T) {
			c := a.anonymous()
			r := c.request(http.MethodPost, "/p/demo/settings/scores", url.Values{"name": {"typed for an hour"}})
			r.Header.Set("Referer", base+page)
			if partial {
				asHtmx(r, "main")
			}
			answer := c.do(r)
			require.Equal(t, "/sign-in?next="+url.QueryEscape(page), answer.location())
			require.Equal(t, partial, answer.header.Get("HX-Redirect") != "", "htmx would follow a redirect inside the page")
			answer = c.follow(answer)
			require.Equal(t, sessionLost, answer.text("[role=status]"))
			require.Equal(t, page, answer.doc.Find("[name=next]").AttrOr("value", ""))
			require.Empty(t, c.get("/sign-in").text("[role=status]"), "said once")
		})
	}
	t.Run("from a part of a page", func(t *testing.T) {
		c := a.anonymous()
		r := asHtmx(c.request(http.MethodGet, "/p/demo/logs?after=x", nil), "results")
		r.Header.Set("Referer", base+"/p/demo/logs")
		require.Equal(t, "/sign-in?next=%2Fp%2Fdemo%2Flogs", c.do(r).header.Get("HX-Redirect"))
	})
	t.Run("from another site's form without going back there", func(t *testing.T) {
		c := a.anonymous()
		r := c.request(http.MethodPost, "/sign-out", url.Values{})
		r.Header.Set("Referer", "https://elsewhere.example/page")
		require.Equal(t, "/sign-in", c.do(r).location())
	})
}

func TestSignInPageLeadsOnWhoeverIsSignedIn(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	require.Equal(t, "/account", a.as(store.Viewer).get("/sign-in?next=/account").location())
	require.Equal(t, "/", a.as(store.Viewer).get("/sign-in?next=//evil.example").location())
}

func TestFormsOfOtherSitesAreRefused(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
		for _, path := range []string{"/sign-in", "/sign-out", "/account/password", "/p/demo/settings/people"} {
			c := a.as(store.Admin)
			r := c.request(http.MethodPost, path, url.Values{"email": {"evil@example.org"}, "role": {"admin"}})
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Set(header[0], header[1])
			require.Equal(t, http.StatusForbidden, c.do(r).status, "%s with %v", path, header)
			require.Equal(t, "admin", c.knows())
		}
	}
	_, err := a.db.AccountByEmail(t.Context(), "evil@example.org")
	require.ErrorIs(t, err, store.ErrNotFound)
}

func TestSignInCookieNamesARandomTokenOnly(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	seen := map[string]bool{}
	for range 2 {
		c := a.anonymous()
		c.post("/sign-in", credentials("viewer@example.org", password, ""))
		r := httptest.NewRequest(http.MethodGet, base, nil)
		for _, cookie := range c.jar.Cookies(r.URL) {
			r.AddCookie(cookie)
		}
		token := a.server.cookies.Token(r)
		require.NotEmpty(t, token)
		require.False(t, seen[token])
		require.False(t, strings.Contains(token, "viewer"))
		seen[token] = true
	}
}
