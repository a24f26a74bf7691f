package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// pageSize is how many traces a page of the list holds.
const pageSize = 50

// showProject leads to the project's traces.
func (s *Server) showProject(c echo.Context) error {
	return leaveTo(c, views.LogsURL(c.Param("project"), views.LogsQuery{}))
}

// listTraces is the room "Logs": the traces that match the filter, and the open one beside them.
func (s *Server) listTraces(c echo.Context) error {
	w := who(c)
	q, err := logsQuery(c)
	if err != nil {
		return err
	}
	if to, err := s.rangedURL(c, q); err != nil || to != "" {
		if err != nil {
			return err
		}
		return leaveTo(c, to)
	}
	names, err := s.names.project(c.Request().Context(), w.project.ID)
	if err != nil {
		return err
	}
	page := s.listPage(c, q, names)
	status := http.StatusOK
	f, err := s.filterOf(c, names.Vocabulary)
	page.Filter = filterBox(w.project.Name, q, f, err, byPeopleFirst(names.scores))
	if q.Tab == views.TabBuild {
		built, err := s.build(c, q, f, err)
		if err != nil {
			return err
		}
		if built.leave != "" {
			return leaveTo(c, built.leave)
		}
		page.Build, status = built.view, built.status
	}
	if err == nil && wantedFragment(c.Request(), buildParts) == "" {
		err = s.fillTraces(c, &page, postgres.Query{Project: w.project.ID, Filter: f.expr, Options: f.options, At: q.At})
	}
	if syntax := new(filter.Error); errors.As(err, &syntax) {
		status, err = http.StatusBadRequest, nil
	}
	if err != nil {
		return err
	}
	if q.Open != "" {
		if page.PanelAt, err = s.DB.LogPosition(c.Request().Context(), w.project.ID); err != nil { // before the trace, so that nothing falls between
			return err
		}
		if page.Panel, err = s.wholeTrace(c, q.Open, q); err != nil {
			return err
		}
	}
	return render(c, status, views.TraceList(page), append(buildParts, "results", "panel")...)
}

// buildParts are the parts of the page that the point-and-click tab asks for while one works in it. They show no trace.
var buildParts = []string{"build", "build-query"}

// listPage begins the page with what the address and the project say, before any trace is read.
func (s *Server) listPage(c echo.Context, q views.LogsQuery, names vocabulary) views.TraceListPage {
	role := who(c).role
	page := views.TraceListPage{Shell: s.shell(c, "Logs", "Logs"), Query: q, CanAdd: role.Includes(store.Curator), CanRate: role.Includes(store.Reviewer)}
	page.Shell.Wide, page.Shell.Scripts, page.Shell.Styles = true, []string{"js/rows.js", "js/select.js", "js/live.js", "js/complete.js", "js/brush.js"}, []string{"css/explore.css"}
	scores := byPeopleFirst(names.scores)
	page.Columns = views.DefaultColumns(scores)
	if q.Columns != nil {
		page.Columns = views.ParseColumns(q.Columns)
	}
	page.Choices = views.ColumnChoices(page.Columns, scores, names.MetadataKeys)
	return page
}

// fillTraces reads one page of the query's traces with what stands around it.
func (s *Server) fillTraces(c echo.Context, page *views.TraceListPage, q postgres.Query) (err error) {
	ctx, state := c.Request().Context(), page.Query
	if page.At, err = s.DB.LogPosition(ctx, q.Project); err != nil {
		return err
	}
	var older store.Cursor
	if state.Before.IsZero() {
		older, err = s.firstTraces(ctx, page, q, state.After)
	} else {
		page.Rows, err = s.DB.TracesBefore(ctx, q, state.Before, pageSize)
		if len(page.Rows) > 0 {
			older = postgres.CursorAt(page.Rows[len(page.Rows)-1])
		}
		if len(page.Rows) < pageSize { // the top was reached: show the first page whole
			state.Before = store.Cursor{}
			older, err = s.firstTraces(ctx, page, q, store.Cursor{})
		}
	}
	if err != nil {
		return err
	}
	n, more, err := s.DB.Count(ctx, q, store.Cursor{})
	if err != nil {
		return err
	}
	page.Count = views.CountView{N: n, More: more}
	page.Empty = n == 0 && q.Filter == nil
	state.Open = ""
	if !older.IsZero() {
		next := state
		next.After, next.Before = older, store.Cursor{}
		page.Older = views.LogsURL(page.Shell.Project, next)
	}
	if (!state.After.IsZero() || !state.Before.IsZero()) && len(page.Rows) > 0 {
		previous := state
		previous.After, previous.Before = store.Cursor{}, postgres.CursorAt(page.Rows[0])
		page.Newer = views.LogsURL(page.Shell.Project, previous)
	}
	return nil
}

// firstTraces reads the page after a cursor and returns the cursor of the next one. A search that took too long says how far
// back it looked.
func (s *Server) firstTraces(ctx context.Context, page *views.TraceListPage, q postgres.Query, after store.Cursor) (store.Cursor, error) {
	p, err := s.DB.Page(ctx, q, after, pageSize)
	page.Rows = p.Traces
	if p.Partial {
		page.Searched = p.Searched
	}
	return p.Next, err
}

// logsQuery reads the state of the list from the URL.
func logsQuery(c echo.Context) (views.LogsQuery, error) { return logsQueryOf(c.QueryParams()) }

func logsQueryOf(v url.Values) (views.LogsQuery, error) {
	q := views.LogsQuery{Filter: strings.TrimSpace(v.Get("filter")), Columns: v["columns"]}
	if v.Get("tab") == views.TabBuild {
		q.Tab = views.TabBuild
	}
	var err1, err2, err3 error
	q.After, err1 = store.ParseCursor(v.Get("after"))
	q.Before, err2 = store.ParseCursor(v.Get("before"))
	q.At, err3 = numberOf(v.Get("at"), "at")
	q.Zone, q.Facets = strings.TrimSpace(v.Get("tz")), v.Get("facets") == "1"
	if v.Get("chart") == views.HideChart {
		q.Chart = views.HideChart
	}
	if open := v.Get("trace"); store.IsKey(open) {
		q.Open = store.TraceID(open)
	}
	return q, errors.Join(err1, err2, err3)
}

// byPeopleFirst orders score names: those that users gave, then reviewers, then machines.
func byPeopleFirst(names []postgres.ScoreName) []string {
	rank := func(n postgres.ScoreName) int { return slices.Index(store.Sources, n.Sources[0]) }
	known := slices.DeleteFunc(slices.Clone(names), func(n postgres.ScoreName) bool { return len(n.Sources) == 0 })
	slices.SortStableFunc(known, func(a, b postgres.ScoreName) int { return cmp.Compare(rank(a), rank(b)) })
	out := make([]string, len(known))
	for i, n := range known {
		out[i] = n.Name
	}
	return out
}
