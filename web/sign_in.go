package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"assay/store"
	"assay/views"
	"assay/web/auth"

	"github.com/labstack/echo/v4"
)

// What a lost session says. The first is for a form, whose content is not kept.
const (
	sessionLost   = "Your session ended; nothing you typed was saved here: sign in and use Back to get it."
	signInWrong   = "E-mail or password is wrong."
	signInTooFast = "Too many tries. Wait a minute and try again."
)

// askToSignIn sends someone unknown to the sign-in page, which leads back afterwards. A form cannot be sent again from
// there, so the page they were on is where they return to, and they are told.
func (s *Server) askToSignIn(c echo.Context) error {
	r := c.Request()
	next := r.URL.RequestURI()
	if r.Method != http.MethodGet || isPartial(r) {
		next = refererPath(r)
	}
	keeps := wantedFragment(r, []string{"review-status"}) != "" // review.js keeps what was decided and sends it again
	if r.Method != http.MethodGet && !keeps {
		if err := s.say(c, flash{Say: sessionLost}); err != nil {
			return err
		}
	}
	return leaveTo(c, signInURL(next))
}

// signInURL builds the address of the sign-in page that leads on to next.
func signInURL(next string) string {
	if next == "" || next == "/" {
		return "/sign-in"
	}
	return "/sign-in?" + url.Values{"next": {next}}.Encode()
}

// refererPath is the page of ours that a form or a part was asked from; "/" when the browser does not say.
func refererPath(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	return u.RequestURI()
}

func (s *Server) showSignIn(c echo.Context) error {
	next := localPath(c.QueryParam("next"), "/")
	if _, known := c.Get(identityKey).(*identity); known {
		return leaveTo(c, next)
	}
	some, err := s.DB.HasAccounts(c.Request().Context())
	if err != nil {
		return fmt.Errorf("look for accounts: %w", err)
	}
	var left views.Shell
	s.takeFlash(c, &left)
	return render(c, http.StatusOK, views.SignIn(views.SignInPage{Next: next, Said: left.Flash, Empty: !some}))
}

// signIn checks a password. The answer is the same, and takes as long, whether the account exists or not.
func (s *Server) signIn(c echo.Context) error {
	email, next := strings.TrimSpace(c.FormValue("email")), localPath(c.FormValue("next"), "/")
	page := views.SignInPage{Email: email, Next: next}
	if !s.signIns.allow(accountTry(email), "address "+clientAddress(c.Request())) {
		page.Wrong = signInTooFast
		return render(c, http.StatusTooManyRequests, views.SignIn(page))
	}
	account, err := s.DB.AccountByEmail(c.Request().Context(), email)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("read account: %w", err)
	}
	if !auth.CheckPassword(c.FormValue("password"), account.PasswordHash) || account.Disabled {
		page.Wrong = signInWrong
		return render(c, http.StatusUnprocessableEntity, views.SignIn(page))
	}
	if err := s.openSession(c, account); err != nil {
		return err
	}
	return leaveTo(c, next)
}

// accountTry is what tries for one account are counted under. No address is longer than 254 bytes, and what is counted is
// kept, so more of it is not.
func accountTry(email string) string {
	return "account " + strings.ToLower(email[:min(len(email), 254)])
}

// openSession signs the browser in under a new token; a session it had before is over.
func (s *Server) openSession(c echo.Context, account store.Account) error {
	ctx, now := c.Request().Context(), s.Now()
	if old, known := c.Get(identityKey).(*identity); known {
		if err := s.DB.DeleteSession(ctx, old.token); err != nil {
			return fmt.Errorf("end session: %w", err)
		}
	}
	token, hash := auth.NewToken()
	if err := s.DB.CreateSession(ctx, hash, account.ID, c.Request().UserAgent(), now, now.Add(auth.SessionAge)); err != nil {
		return fmt.Errorf("create session: %w", err)
	}
	if err := s.cookies.SetToken(c.Response(), c.Request(), token); err != nil {
		return fmt.Errorf("write session cookie: %w", err)
	}
	return nil
}

func (s *Server) signOut(c echo.Context) error {
	if err := s.DB.DeleteSession(c.Request().Context(), who(c).token); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	if err := s.cookies.SetToken(c.Response(), c.Request(), ""); err != nil {
		return fmt.Errorf("write session cookie: %w", err)
	}
	return leaveTo(c, "/sign-in")
}

// showSignInLink signs in at once when a person opened the link. Mail and chat programs open links too, to show what is
// behind them; they get a button that they do not press.
func (s *Server) showSignInLink(c echo.Context) error {
	if opensUnasked(c.Request()) {
		return render(c, http.StatusOK, views.SignInLink(views.SignInLinkPage{Action: views.SignInLinkURL(c.Param("token"))}))
	}
	return s.useSignInLink(c)
}

// useSignInLink spends a one-time link.
func (s *Server) useSignInLink(c echo.Context) error {
	account, err := s.DB.UseSignInLink(c.Request().Context(), auth.HashToken(c.Param("token")), s.Now())
	if errors.Is(err, store.ErrNotFound) {
		return s.refuseLink(c)
	}
	if err != nil {
		return fmt.Errorf("use sign-in link: %w", err)
	}
	if err := s.openSession(c, account); err != nil {
		return err
	}
	return leaveTo(c, "/")
}

// refuseLink answers a link that does not work. Whoever is signed in has most likely opened an old tab again, and goes on.
func (s *Server) refuseLink(c echo.Context) error {
	if old, known := c.Get(identityKey).(*identity); known {
		if err := s.say(c, flash{Say: "This link was used before or is too old. You are signed in as " + old.account.Email + "."}); err != nil {
			return err
		}
		return leaveTo(c, "/")
	}
	return render(c, http.StatusNotFound, views.SpentLink(views.SpentLinkPage{SignIn: "/sign-in"}))
}

// opensUnasked reports whether a program seems to open the link without a person asking it to: a browser that reads ahead,
// or a service that shows what a link leads to.
func opensUnasked(r *http.Request) bool {
	if strings.Contains(r.Header.Get("Sec-Purpose"), "prefetch") || strings.Contains(r.Header.Get("Purpose"), "prefetch") {
		return true
	}
	agent := strings.ToLower(r.UserAgent())
	for _, sign := range []string{"bot", "preview", "crawler", "spider", "facebookexternalhit", "slack", "whatsapp"} {
		if strings.Contains(agent, sign) {
			return true
		}
	}
	return false
}

// fromProxy finds the client's address behind proxies on this machine and in private networks; others are not believed.
var fromProxy = echo.ExtractIPFromXFFHeader()

// clientAddress is what tries to sign in are counted under: the address, or for IPv6 the network of 64 bits that one
// customer usually gets whole.
func clientAddress(r *http.Request) string {
	ip, err := netip.ParseAddr(fromProxy(r))
	if err != nil {
		return "unknown"
	}
	if ip = ip.Unmap(); ip.Is6() {
		return netip.PrefixFrom(ip.WithZone(""), 64).Masked().String()
	}
	return ip.String()
}
