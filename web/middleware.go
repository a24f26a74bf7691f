package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"assay/store"
	"assay/web/auth"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
)

// access gives the request an id and writes one line about it when it is over, with the first error.
func (s *Server) access(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		began, id := s.Now(), rand.Text()[:12]
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		asked := c.Request().Context() // of the connection, without a deadline of ours
		err := next(c)
		if err != nil {
			if asked.Err() != nil { // nobody waits any more, and what was stopped for that failed for no other reason
				err = fmt.Errorf("%w: %w", context.Canceled, err)
			}
			c.Error(err) // now, so that the line shows the status the person saw
		}
		status := c.Response().Status
		level := slog.LevelInfo
		switch {
		case errors.Is(err, context.Canceled):
			level = slog.LevelDebug
		case status >= 500 && status != http.StatusNotImplemented: // what is not there is no failure
			level = slog.LevelError
		case strings.HasPrefix(c.Path(), "/static/") || c.Path() == "/healthz" || c.Path() == "/readyz":
			level = slog.LevelDebug
		}
		line := []any{"request", id, "method", c.Request().Method, "route", c.Path(), "status", status, "duration", s.Now().Sub(began)}
		if who, ok := c.Get(identityKey).(*identity); ok {
			line = append(line, "account", who.account.ID)
		}
		if key, ok := c.Get(keyKey).(store.Key); ok {
			line = append(line, "key", key.ID)
		}
		if err != nil {
			line = append(line, "error", err.Error())
		}
		s.Log.Log(c.Request().Context(), level, "request", line...)
		return nil
	}
}

// recover turns a panic into an error like any other, with the stack in the log and not on the page.
func (s *Server) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			switch p := recover(); p {
			case nil:
			case http.ErrAbortHandler: // a download that broke off on purpose: net/http cuts the connection
				panic(p)
			default:
				err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
		}()
		return next(c)
	}
}

// headers tell the browser to run and fetch nothing but our own files: the last wall should trace content ever get through.
func (s *Server) headers(next echo.HandlerFunc) echo.HandlerFunc {
	const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; connect-src 'self'; " +
		"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
	return func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		return next(c)
	}
}

// compress sends pages gzipped. Assets are compressed once, when the program starts; of a file, players ask for parts.
func compress() echo.MiddlewareFunc {
	return middleware.GzipWithConfig(middleware.GzipConfig{Level: 5, MinLength: 1400, Skipper: func(c echo.Context) bool {
		return strings.HasPrefix(c.Path(), "/static/") || sendsFile(c.Path())
	}})
}

// crossOrigin refuses forms that another site posts with this browser's cookies.
func (s *Server) crossOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := s.cross.Check(c.Request()); err != nil {
			return fmt.Errorf("%w: %w", store.ErrForbidden, err)
		}
		return next(c)
	}
}

// identity is who asks, and where.
type identity struct {
	account  store.Account
	token    []byte // hash of the session's token
	project  store.Project
	role     store.Role
	confined bool // to the queues of the project that name the account
	blind    bool // a blind queue waits for the account's answers
	unread   int  // comments that mention the account
	projects []store.ProjectRole
}

const identityKey = "identity"

// identify finds out who asks from the session cookie. Nobody is fine here; guard decides.
func (s *Server) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		token := s.cookies.Token(c.Request())
		if token == "" || c.Path() == "/healthz" || c.Path() == "/readyz" {
			return next(c)
		}
		ctx := c.Request().Context()
		hash := auth.HashToken(token)
		account, err := s.DB.SessionAccount(ctx, hash, s.Now())
		if errors.Is(err, store.ErrNotFound) {
			return next(c)
		}
		if err != nil {
			return fmt.Errorf("read session: %w", err)
		}
		who := &identity{account: account, token: hash}
		if who.projects, err = s.DB.ProjectsOf(ctx, account.ID); err != nil {
			return fmt.Errorf("list projects: %w", err)
		}
		for _, p := range who.projects {
			if p.Name == pathParam(c, "project") {
				who.project, who.role, who.confined, who.blind, who.unread = p.Project, p.Role, p.Confined, p.Blind, p.Mentions
			}
		}
		if who.blind && who.unread > 0 {
			if err := s.countMentions(ctx, who); err != nil {
				return err
			}
		}
		c.Set(identityKey, who)
		return next(c)
	}
}

// guard lets through who may pass. A project one is not a member of does not exist; a room one may not enter does.
func (s *Server) guard(g guard) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			who, known := c.Get(identityKey).(*identity)
			switch {
			case g == anyone:
			case !known:
				return s.askToSignIn(c)
			case g == signedIn:
			case who.role == store.NoRole:
				return store.ErrNotFound
			case !who.role.Includes(g.role()), who.confined && g.confining():
				return store.ErrForbidden
			}
			return next(c)
		}
	}
}

// who returns the identity behind a guarded route.
func who(c echo.Context) *identity { return c.Get(identityKey).(*identity) }
