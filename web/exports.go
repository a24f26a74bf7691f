package web

import (
	"mime"
	"net/http"

	"assay/web/export"

	"github.com/labstack/echo/v4"
)

// exportTraces streams the chosen traces, or all that match a filter, as a file.
func (s *Server) exportTraces(c echo.Context) error {
	sel, err := s.selectionOf(c)
	if err != nil {
		return err
	}
	format, err := export.ParseFormat(c.FormValue("format"))
	if err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, format.ContentType())
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": who(c).project.Name + "-traces." + string(format)}))
	h.Set(echo.HeaderCacheControl, "private, no-store")
	if _, err = export.Traces(c.Request().Context(), s.DB, c.Response(), sel.query, format); err == nil {
		return nil
	}
	if !c.Response().Committed {
		h.Del(echo.HeaderContentDisposition)
		return err
	}
	// Part of the file is out: break the connection off, so that nobody takes it for a whole one.
	s.Log.Error("export broke off", "error", err)
	panic(http.ErrAbortHandler)
}
