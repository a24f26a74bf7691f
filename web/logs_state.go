package web

import (
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// logsQuery reads the state of the list from the URL, as far as it stands there: that of a saved view does not.
func logsQuery(c echo.Context) (views.LogsQuery, error) { return logsQueryOf(c.QueryParams()) }

func logsQueryOf(v url.Values) (views.LogsQuery, error) {
	q := savedState(v)
	q.View = v.Get("view")
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

// savedState reads what a view saves. What means nothing is as if it were not there.
func savedState(v url.Values) views.LogsQuery {
	q := views.LogsQuery{Filter: strings.TrimSpace(v.Get("filter"))}
	for _, token := range v["columns"] {
		if column, ok := views.ParseColumnToken(token); ok {
			q.Columns = append(q.Columns, column.Token())
		}
	}
	if rows := v.Get("rows"); views.IsRowHeight(rows) {
		q.Rows = rows
	}
	if v.Get("sort") == views.SortOldest {
		q.Sort = views.SortOldest
	}
	if v.Get("group") == views.GroupSession {
		q.Group = views.GroupSession
	}
	return q
}

// stated are the parameters that say something about the state of the list: without any of them it opens with a view, if the
// person or the project has one to open with.
var stated = []string{"filter", "columns", "rows", "sort", "group", "view", "edited", "menu"}

// openedList is the state of a list with the views of whoever looks at it.
type openedList struct {
	views.LogsQuery
	views   []store.View
	current store.View // zero: none
	gone    bool       // the address names a view that is not there
}

// logsState reads the state of the list from the URL and the view that it names, or that the list opens with.
func (s *Server) logsState(c echo.Context) (openedList, error) {
	return s.logsStateOf(c, c.QueryParams())
}

// logsStateOf is logsState for the parameters of another address of a list.
func (s *Server) logsStateOf(c echo.Context, v url.Values) (openedList, error) {
	w := who(c)
	q, err := logsQueryOf(v)
	if err != nil {
		return openedList{}, err
	}
	l := openedList{LogsQuery: q}
	if l.views, err = s.DB.Views(c.Request().Context(), w.project.ID, w.account.ID); err != nil {
		return l, err
	}
	opening := openingView(l.views)
	if opening >= 0 && !slices.ContainsFunc(stated, v.Has) {
		l.View = l.views[opening].Slug
	}
	if !l.InView() {
		if l.View = ""; opening >= 0 {
			l.View = store.AllTraces // else "clear" would lead back into the view
		}
		return l, nil
	}
	i := slices.IndexFunc(l.views, func(v store.View) bool { return v.Slug == l.View })
	if i < 0 {
		l.View, l.gone = store.AllTraces, true
		return l, nil
	}
	l.current = l.views[i]
	saved := stateOf(l.current)
	l.Saved = saved.State()
	if !v.Has("edited") {
		l.Filter, l.Columns, l.Rows, l.Sort, l.Group = saved.Filter, saved.Columns, saved.Rows, saved.Sort, saved.Group
	}
	return l, nil
}

// stateOf reads the saved state of a view. It is read like an address, so that what later versions add or drop does no harm.
func stateOf(v store.View) views.LogsQuery {
	values, err := url.ParseQuery(v.State)
	if err != nil {
		return views.LogsQuery{}
	}
	return savedState(values)
}

// openingView is the view that a list opens with: the person's own choice, else the project's, else -1.
func openingView(list []store.View) int {
	if i := slices.IndexFunc(list, func(v store.View) bool { return v.Own }); i >= 0 {
		return i
	}
	return slices.IndexFunc(list, func(v store.View) bool { return v.Project })
}

// columnForm is what the menu of columns sends: boxes, widths and pins by the IDs of columns, and a new expression.
type columnForm struct {
	columns           []views.Column
	label, expression string
}

// readColumnForm reads the menu of columns; false when the request does not come from there.
func readColumnForm(v url.Values) (columnForm, bool) {
	f := columnForm{label: strings.TrimSpace(v.Get("label")), expression: strings.TrimSpace(v.Get("expr"))}
	for _, id := range v["columns"] {
		column, ok := views.ParseColumn(id)
		if !ok {
			continue
		}
		column.Pinned = slices.Contains(v["pin"], id)
		if width, err := strconv.Atoi(v.Get("width:" + id)); err == nil && width > 0 {
			column.Width = min(max(width, views.MinWidth), views.MaxWidth)
		}
		f.columns = append(f.columns, column)
	}
	return f, v.Has("menu")
}
