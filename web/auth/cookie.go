package auth

import (
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/sessions"
)

// Cookies keeps the session token and one flash message in a signed cookie. The state itself is in the database; the cookie
// only names it.
type Cookies struct {
	store *sessions.CookieStore
	name  string
}

// SessionAge is how long a browser stays signed in.
const SessionAge = 30 * 24 * time.Hour

const (
	tokenKey = "token"
	flashKey = "flash"
)

// NewCookies makes cookies signed with key, 32 bytes or more. On an https base URL they are Secure and carry the __Host-
// prefix, which browsers accept for no other host and path; on http neither is possible.
func NewCookies(key []byte, baseURL string) *Cookies {
	secure := strings.HasPrefix(baseURL, "https://")
	c := &Cookies{store: sessions.NewCookieStore(key), name: "assay"}
	if secure {
		c.name = "__Host-assay"
	}
	c.store.Options = &sessions.Options{Path: "/", HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode, MaxAge: int(SessionAge.Seconds())}
	c.store.MaxAge(int(SessionAge.Seconds()))
	return c
}

// Token returns the session token the request carries, or "" when there is none or its signature is wrong.
func (c *Cookies) Token(r *http.Request) string {
	s, _ := c.store.Get(r, c.name) // a damaged cookie gives an empty session, which is what we want
	token, _ := s.Values[tokenKey].(string)
	return token
}

// SetToken signs the browser in with token, or out with "".
func (c *Cookies) SetToken(w http.ResponseWriter, r *http.Request, token string) error {
	s, _ := c.store.Get(r, c.name)
	delete(s.Values, tokenKey)
	if token != "" {
		s.Values[tokenKey] = token
	}
	return s.Save(r, w)
}

// SetFlash leaves a message for the next page.
func (c *Cookies) SetFlash(w http.ResponseWriter, r *http.Request, message string) error {
	s, _ := c.store.Get(r, c.name)
	s.Values[flashKey] = message
	return s.Save(r, w)
}

// TakeFlash returns the message left for this page and forgets it.
func (c *Cookies) TakeFlash(w http.ResponseWriter, r *http.Request) string {
	s, _ := c.store.Get(r, c.name)
	message, _ := s.Values[flashKey].(string)
	if message != "" {
		delete(s.Values, flashKey)
		_ = s.Save(r, w) // a message shown twice is better than a page not shown
	}
	return message
}
