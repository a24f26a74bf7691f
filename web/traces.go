package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// pageSize is how many traces a page of the list holds.
const pageSize = 50

// showProject leads to the project's traces, or to the queues of someone who is confined to them.
func (s *Server) showProject(c echo.Context) error {
	return leaveTo(c, entrance(who(c).project, who(c).confined))
}

// entrance is the room that a project opens with.
func entrance(p store.Project, confined bool) string {
	if confined {
		return views.QueuesURL(p.Name)
	}
	return views.LogsURL(p.Name, views.LogsQuery{})
}

// listTraces is the room "Logs": the traces that match the filter, or their sessions, and the open one beside them.
func (s *Server) listTraces(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	state, err := s.logsState(c)
	if err != nil {
		return err
	}
	if to, err := s.rangedURL(c, state.LogsQuery); err != nil || to != "" {
		if err != nil {
			return err
		}
		return leaveTo(c, to)
	}
	names, err := s.names.project(ctx, w.project.ID)
	if err != nil {
		return err
	}
	page := s.logsPage(c, state, names)
	q, status := page.Query, http.StatusOK
	if form, sent := readColumnForm(c.QueryParams()); sent {
		if page.Menu = s.columnMenu(form, names.Vocabulary); page.Menu.Wrong.Error == "" {
			return leaveTo(c, chosenColumns(&page, form))
		}
		status = http.StatusUnprocessableEntity
	}
	f, err := s.readFilter(c, q.Filter, names.Vocabulary)
	page.Filter = filterBox(w.project.Name, q, f, err, byPeopleFirst(names.scores))
	page.Filter.Examples = unbiasedExamples(c, page.Filter.Examples)
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
		err = s.fillList(c, &page, postgres.Query{Project: w.project.ID, Filter: f.expr, Options: f.options, At: q.At})
	}
	if syntax := new(filter.Error); errors.As(err, &syntax) {
		status = http.StatusBadRequest
		page.Filter.Offer, err = s.offerWords(c, q)
	}
	if err != nil {
		return err
	}
	if err := s.openPanel(c, &page); err != nil {
		return err
	}
	return render(c, status, views.TraceList(page), append(buildParts, "results", "panel")...)
}

// openPanel reads the trace beside the list, if there is one.
func (s *Server) openPanel(c echo.Context, page *views.TraceListPage) (err error) {
	if page.Query.Open == "" {
		return nil
	}
	if page.PanelAt, err = s.DB.LogPosition(c.Request().Context(), who(c).project.ID); err != nil { // before the trace, so that nothing falls between
		return err
	}
	page.Panel, err = s.wholeTrace(c, page.Query.Open, page.Query)
	return err
}

// buildParts are the parts of the page that the point-and-click tab asks for while one works in it. They show no trace.
var buildParts = []string{"build", "build-query"}

// logsPage is the page without what is read by its filter.
func (s *Server) logsPage(c echo.Context, state openedList, names vocabulary) views.TraceListPage {
	w := who(c)
	page := views.TraceListPage{Shell: s.shell(c, "Logs", "Logs"), Query: state.LogsQuery, CanAdd: w.role.Includes(store.Curator), CanRate: w.role.Includes(store.Reviewer), Blind: w.blind}
	page.Shell.Wide, page.Shell.Styles = true, []string{"css/explore.css", "css/comment.css"}
	page.Shell.Scripts = []string{"js/rows.js", "js/select.js", "js/live.js", "js/complete.js", "js/columns.js", "js/summary.js", "js/brush.js", "js/mention.js", "js/quote.js"}
	page.Views = viewMenu(state, w)
	scores := byPeopleFirst(names.scores)
	page.Columns = views.DefaultColumns(scores)
	if state.Columns != nil {
		page.Columns = views.ParseColumns(state.Columns)
	}
	page.Choices = views.ColumnChoices(page.Columns, scores, names.MetadataKeys)
	return page
}

// fillList reads the traces of the list, or their sessions.
func (s *Server) fillList(c echo.Context, page *views.TraceListPage, q postgres.Query) error {
	var err error
	if page.At, err = s.DB.LogPosition(c.Request().Context(), q.Project); err != nil {
		return err
	}
	if page.Query.Group == views.GroupSession {
		return s.fillSessions(c, page, q)
	}
	if err := s.fillTraces(c, page, q); err != nil {
		return err
	}
	for i := range page.Rows {
		withComputed(q.Options.Derived, &page.Rows[i])
	}
	if err := s.blindRows(c, page); err != nil {
		return err
	}
	return s.fillCustom(c, page, q.Options)
}

// fillTraces reads one page of the query's traces with what stands around it.
func (s *Server) fillTraces(c echo.Context, page *views.TraceListPage, q postgres.Query) (err error) {
	ctx, state := c.Request().Context(), page.Query
	var next store.Cursor
	if state.Before.IsZero() {
		next, err = s.firstTraces(ctx, page, q, state.After)
	} else {
		page.Rows, err = s.tracesBefore(ctx, page.Query, q)
		if len(page.Rows) > 0 {
			next = postgres.CursorAt(page.Rows[len(page.Rows)-1])
		}
		if len(page.Rows) < pageSize { // the top was reached: show the first page whole
			state.Before = store.Cursor{}
			next, err = s.firstTraces(ctx, page, q, store.Cursor{})
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
	if !next.IsZero() {
		further := state
		further.After, further.Before = next, store.Cursor{}
		page.Next = views.LogsURL(page.Shell.Project, further)
	}
	if (!state.After.IsZero() || !state.Before.IsZero()) && len(page.Rows) > 0 {
		previous := state
		previous.After, previous.Before = store.Cursor{}, postgres.CursorAt(page.Rows[0])
		page.Previous = views.LogsURL(page.Shell.Project, previous)
	}
	return nil
}

// firstTraces reads the page after a cursor and returns the cursor of the next one. A search that took too long says how far
// it looked.
func (s *Server) firstTraces(ctx context.Context, page *views.TraceListPage, q postgres.Query, after store.Cursor) (store.Cursor, error) {
	read := s.DB.Page
	if page.Query.Sort == views.SortOldest {
		read = s.DB.PageOldest
	}
	p, err := read(ctx, q, after, pageSize)
	page.Rows = p.Traces
	if p.Partial {
		page.Searched = p.Searched
	}
	return p.Next, err
}

// tracesBefore reads the page that ends before a cursor, in the order of the list.
func (s *Server) tracesBefore(ctx context.Context, state views.LogsQuery, q postgres.Query) ([]store.Trace, error) {
	if state.Sort != views.SortOldest {
		return s.DB.TracesBefore(ctx, q, state.Before, pageSize)
	}
	p, err := s.DB.Page(ctx, q, state.Before, pageSize)
	slices.Reverse(p.Traces)
	return p.Traces, err
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
