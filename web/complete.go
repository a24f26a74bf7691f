package web

import (
	"net/http"
	"unicode/utf8"

	"assay/store/filter"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// complete suggests how to go on in a filter box, at a cursor that is counted as browsers count. Asked for as a page it leads
// to the list that the filter finds.
func (s *Server) complete(c echo.Context) error {
	text, w := c.QueryParam("filter"), who(c)
	if !isPartial(c.Request()) {
		return leaveTo(c, views.LogsURL(w.project.Name, views.LogsQuery{Filter: text}))
	}
	cursor, err := number(c, "cursor")
	if err != nil {
		return err
	}
	var found []filter.Suggestion
	if utf8.ValidString(text) && len(text) <= filter.MaxBytes {
		words, err := s.words(c.Request().Context(), w.project.ID)
		if err != nil {
			return err
		}
		found = filter.Complete(text, views.ByteOffset(text, int(min(cursor, filter.MaxBytes))), words)
	}
	return render(c, http.StatusOK, views.Completion(views.NewCompletion(text, found)))
}
