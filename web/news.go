package web

import (
	"net/http"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// showNews tells an open page what came since a position in the log: to the list of a filter, or to one trace. Asked for as a
// page it leads to what it tells about.
func (s *Server) showNews(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	since, err := number(c, "since")
	if err != nil {
		return err
	}
	trace := store.TraceID(c.QueryParam("trace"))
	v := views.NewsView{Ask: c.Request().URL.RequestURI(), Part: views.ResultsPart,
		Show: localPath(c.QueryParam("show"), views.LogsURL(w.project.Name, views.LogsQuery{Filter: c.QueryParam("filter")}))}
	if trace != "" {
		v.Part = views.TracePart
		if c.QueryParam("part") == string(views.PanelPart) {
			v.Part = views.PanelPart
		}
		if !store.IsKey(string(trace)) {
			return store.ErrNotFound
		}
		v.Show = localPath(c.QueryParam("show"), views.TraceURL(w.project.Name, trace, views.TraceQuery{}))
	}
	if !isPartial(c.Request()) {
		return leaveTo(c, v.Show)
	}
	last, err := s.DB.LogPosition(ctx, w.project.ID)
	if err != nil {
		return err
	}
	if last > since { // most of the time nothing came, and no filter needs to run
		if v.Says, err = s.newsOf(c, trace, since); err != nil {
			return err
		}
	}
	return render(c, http.StatusOK, views.News(v))
}

// newsOf puts into words what came to a trace, or to the list of the request's filter.
func (s *Server) newsOf(c echo.Context, trace store.TraceID, since int64) (string, error) {
	ctx, project := c.Request().Context(), who(c).project.ID
	if trace != "" {
		n, err := s.DB.NewsOfTrace(ctx, project, trace, since)
		return views.NewsOfTrace(n.Events, n.Spans), err
	}
	f, err := s.filterOf(c, filter.Vocabulary{})
	if err != nil {
		return "", err
	}
	n, err := s.DB.News(ctx, postgres.Query{Project: project, Filter: f.expr, Options: f.options}, since)
	return views.NewsOfList(n.New, n.Changed, postgres.NewsCap), err
}
