package web

import (
	"net/url"

	"assay/store"
	"assay/store/filter"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// narrow is how the values of a trace narrow the list it was opened from.
func (s *Server) narrow(project string, list views.LogsQuery) views.Narrow {
	n := views.Narrow{Project: project, List: list}
	n.List.After, n.List.Before, n.List.Open = store.Cursor{}, store.Cursor{}, ""
	// A filter that cannot be read has no list: values narrow all traces then.
	n.Filter, _, _ = filter.Read(list.Filter, filter.Options{Now: s.Now()})
	return n
}

// listBehind is the list that a page was opened from, as its address says; all traces where it does not.
func (s *Server) listBehind(c echo.Context) views.LogsQuery {
	u, err := url.Parse(localPath(c.QueryParam("back"), ""))
	if err != nil || u.Path != views.LogsURL(who(c).project.Name, views.LogsQuery{}) {
		return views.LogsQuery{}
	}
	list, err := s.logsStateOf(c, u.Query())
	if err != nil {
		return views.LogsQuery{}
	}
	return list.LogsQuery
}
