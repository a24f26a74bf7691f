package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
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
	ctx, w := c.Request().Context(), who(c)
	q, err := logsQuery(c)
	if err != nil {
		return err
	}
	names, err := s.names.project(ctx, w.project.ID)
	if err != nil {
		return err
	}
	page := views.TraceListPage{Shell: s.shell(c, "Logs", "Logs"), Query: q, CanAdd: w.role.Includes(store.Curator), CanRate: w.role.Includes(store.Reviewer)}
	page.Shell.Wide, page.Shell.Scripts = true, []string{"js/rows.js", "js/select.js", "js/live.js"}
	scores := byPeopleFirst(names.scores)
	page.Columns = views.DefaultColumns(scores)
	if q.Columns != nil {
		page.Columns = views.ParseColumns(q.Columns)
	}
	page.Choices = views.ColumnChoices(page.Columns, scores, names.MetadataKeys)
	status := http.StatusOK
	f, err := s.filterOf(c, names.Vocabulary)
	page.Filter = filterBox(f, err, scores)
	if err == nil {
		err = s.fillTraces(c, &page, postgres.Query{Project: w.project.ID, Filter: f.expr, Options: f.options, At: q.At})
	}
	if syntax := new(filter.Error); errors.As(err, &syntax) {
		status, err = http.StatusBadRequest, nil
	}
	if err != nil {
		return err
	}
	if q.Open != "" {
		if page.PanelAt, err = s.DB.LogPosition(ctx, w.project.ID); err != nil { // before the trace, so that nothing falls between
			return err
		}
		if page.Panel, err = s.wholeTrace(c, q.Open, q); err != nil {
			return err
		}
	}
	return render(c, status, views.TraceList(page), "results", "panel")
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
func logsQuery(c echo.Context) (views.LogsQuery, error) {
	v := c.QueryParams()
	q := views.LogsQuery{Filter: strings.TrimSpace(v.Get("filter")), Columns: v["columns"]}
	var err1, err2, err3 error
	q.After, err1 = store.ParseCursor(v.Get("after"))
	q.Before, err2 = store.ParseCursor(v.Get("before"))
	q.At, err3 = number(c, "at")
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

// filterBox shows the filter as typed, with the mistake under a caret.
func filterBox(f parsedFilter, err error, scores []string) views.FilterBox {
	box := views.FilterBox{Text: f.text}
	if syntax := new(filter.Error); errors.As(err, &syntax) {
		line, offset := syntax.Caret()
		box.Line, box.Caret = line, strings.Repeat(" ", offset)+strings.Repeat("^", syntax.Width())
		box.Error, box.Suggestion = syntax.Message, syntax.Suggestion
	}
	for _, w := range f.warnings {
		text := w.Message
		if w.Suggestion != "" {
			text += ": did you mean " + w.Suggestion + "?"
		}
		box.Warnings = append(box.Warnings, text)
	}
	if len(scores) > 0 {
		low := filter.Format(filter.At("scores", scores[0])) + " < 0.3"
		box.Examples = append(box.Examples, views.FilterExample{Text: low, Says: "low " + scores[0]},
			views.FilterExample{Text: "comment IS NOT NULL AND " + low, Says: "low, and someone said why"})
	}
	box.Examples = append(box.Examples,
		views.FilterExample{Text: "comment IS NOT NULL", Says: "someone commented"},
		views.FilterExample{Text: "correction.user IS NOT NULL", Says: "a user proposed the right answer"},
		views.FilterExample{Text: "error IS NOT NULL", Says: "some span failed"},
		views.FilterExample{Text: "is_reviewed = false AND created > now() - interval 7 day", Says: "of this week, not reviewed yet"},
	)
	return box
}
