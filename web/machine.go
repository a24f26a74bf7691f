package web

import (
	"net/http"
	"strings"

	"assay/store"
	"assay/web/ingest"

	"github.com/labstack/echo/v4"
)

// machineGuards are the guards of the machine API with the access that each asks of a key.
var machineGuards = map[guard]store.Access{readKey: store.ReadAccess, writeKey: store.WriteAccess}

// machine makes a handler of the machine API a handler of ours. Parameters of the path travel along, and its body counts as in
// memory until it is answered.
func (s *Server) machine(h ingest.Handler) echo.HandlerFunc {
	return func(c echo.Context) error {
		held, release := s.api.Hold(c.Request().Context())
		defer release()
		r := c.Request().WithContext(held)
		for _, name := range c.ParamNames() {
			r.SetPathValue(name, pathParam(c, name))
		}
		return h(c.Response(), r)
	}
}

// keyKey is where the request keeps the key it came with, for the log.
const keyKey = "key"

// guardKey lets through who shows a key with the access that the guard names.
func (s *Server) guardKey(g guard) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if g == anyone {
				return next(c)
			}
			r := c.Request()
			key, err := s.api.Authenticate(r, machineGuards[g])
			if err != nil {
				return err
			}
			c.Set(keyKey, key)
			c.SetRequest(r.WithContext(ingest.WithKey(r.Context(), key)))
			return next(c)
		}
	}
}

// isMachine reports whether the request is for the machine API, also when there is no such route in it: programs want their
// errors as JSON.
func (s *Server) isMachine(c echo.Context) bool {
	path := c.Request().URL.Path
	for _, prefix := range []string{"/api/", "/v1/", "/otel/"} {
		if strings.HasPrefix(path, prefix) {
			return true
		}
	}
	return s.machinePaths[c.Path()]
}

// crossOriginReads lets scripts of other sites call the machine API: browser builds of SDKs do. A key authorises there and
// never a cookie, so a foreign page can do nothing with what the browser adds by itself.
func (s *Server) crossOriginReads(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !s.isMachine(c) {
			return next(c)
		}
		h, r := c.Response().Header(), c.Request()
		h.Set("Access-Control-Allow-Origin", "*")
		h.Set("Access-Control-Expose-Headers", "Retry-After, X-Request-Id")
		if r.Method != http.MethodOptions {
			return next(c)
		}
		h.Set("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE")
		if asked := r.Header.Get("Access-Control-Request-Headers"); asked != "" {
			h.Set("Access-Control-Allow-Headers", asked)
			h.Add("Vary", "Access-Control-Request-Headers")
		}
		h.Set("Access-Control-Max-Age", "7200")
		return c.NoContent(http.StatusNoContent)
	}
}

// failMachine answers with an error in the words of the machine API. Errors of the router come from Echo, all others from the handlers.
func failMachine(err error, c echo.Context) {
	status, message := problem(err)
	p := ingest.ProblemOf(err)
	if p.Status == http.StatusInternalServerError && status < 500 {
		p = ingest.Problem{Status: status, Message: message}
		switch status {
		case http.StatusNotFound:
			p.Message = "There is nothing at " + c.Request().Method + " " + c.Request().URL.Path + "."
		case http.StatusMethodNotAllowed:
			p.Message = "This address does not take " + c.Request().Method + "."
		}
	}
	ingest.FailWith(c.Response(), c.Request(), p)
}
