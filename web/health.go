package web

import (
	"fmt"
	"net/http"

	"assay/store"

	"github.com/labstack/echo/v4"
)

// healthy says that the process answers.
func (s *Server) healthy(c echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// ready says that it can also do its work: the database answers and its schema is ours.
func (s *Server) ready(c echo.Context) error {
	pending, err := s.DB.Pending(c.Request().Context())
	if err != nil {
		return fmt.Errorf("%w: %w", store.ErrUnavailable, err)
	}
	if pending {
		return echo.NewHTTPError(http.StatusServiceUnavailable, "migrations pending")
	}
	return c.String(http.StatusOK, "ready\n")
}
