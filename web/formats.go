package web

import (
	"net/url"
	"slices"

	"assay/store"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// rememberFormat keeps the format that someone chose for a field, and shows the page again.
func (s *Server) rememberFormat(c echo.Context) error {
	w, field, format := who(c), c.FormValue("field"), c.FormValue("format")
	if !slices.Contains(views.Fields, field) || format != "" && !views.IsFormat(format) {
		return store.Invalid{"format": "Choose one of the formats that the page offers."}
	}
	if err := s.DB.SetValueFormat(c.Request().Context(), w.project.ID, w.account.ID, field, format); err != nil {
		return err
	}
	back, err := url.Parse(localPath(c.FormValue("back"), views.LogsURL(w.project.Name, views.LogsQuery{})))
	if err != nil {
		return leaveTo(c, views.LogsURL(w.project.Name, views.LogsQuery{}))
	}
	q := back.Query()
	q.Del("format") // what an address asks for would win over what was just chosen
	back.RawQuery, back.Fragment = q.Encode(), views.ValueID(field)
	return leaveTo(c, back.String())
}
