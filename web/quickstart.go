package web

import (
	"errors"
	"fmt"
	"net/http"

	"assay/store"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// showQuickstart is the page that shows how to log, and notices the first trace.
func (s *Server) showQuickstart(c echo.Context) error {
	w := who(c)
	page := views.QuickstartPage{Shell: s.shell(c, "Log the first trace", "Logs"), Env: views.QuickstartEnvironment(s.BaseURL),
		Snippets: views.Snippets(s.BaseURL, w.project.Name, w.project.UID), First: views.FirstTrace{Ask: views.QuickstartURL(w.project.Name)}}
	page.Shell.Scripts = []string{"js/copy.js"}
	if w.role.Includes(store.Admin) {
		page.KeysURL = views.SettingsURL(w.project.Name, "keys")
	}
	var err error
	if page.Waiting, err = s.DB.Waiting(c.Request().Context(), w.project.ID); err != nil {
		return err
	}
	trace, created, err := s.DB.NewestTrace(c.Request().Context(), w.project.ID)
	switch {
	case err == nil:
		page.First.Open = views.TraceURL(w.project.Name, trace, views.TraceQuery{})
		page.First.Made = created.UTC().Format("2 Jan 2006 15:04:05") + " UTC"
	case !errors.Is(err, store.ErrNotFound):
		return fmt.Errorf("find newest trace: %w", err)
	}
	return render(c, http.StatusOK, views.Quickstart(page), "first-trace")
}
