package web

import (
	"net/http"

	"assay/views"

	"github.com/labstack/echo/v4"
)

// showFilterHelp explains the filter language, from the tables that the parser and completion read.
func (s *Server) showFilterHelp(c echo.Context) error {
	return render(c, http.StatusOK, views.FilterHelp(views.NewFilterHelp(s.shell(c, "The filter language", "Logs"))))
}
