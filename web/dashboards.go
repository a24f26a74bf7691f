package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/chart"
	"assay/views/charts"

	"github.com/labstack/echo/v4"
)

// listDashboards is the page of the dashboards of a project.
func (s *Server) listDashboards(c echo.Context) error {
	return s.dashboardsPage(c, http.StatusOK, "", nil)
}

func (s *Server) dashboardsPage(c echo.Context, status int, name string, wrong store.Invalid) error {
	ctx, w := c.Request().Context(), who(c)
	list, err := s.DB.Dashboards(ctx, w.project.ID, w.account.ID)
	if err != nil {
		return err
	}
	p := charts.ListPage{Shell: s.shell(c, "Dashboards", "Trends"), MayShare: w.role.Includes(store.Curator), Name: name, Wrong: wrong}
	p.Shell.Styles = chartStyles
	if p.Starters, err = s.starters(c); err != nil {
		return err
	}
	for _, d := range list {
		p.Lines = append(p.Lines, charts.Line{Dashboard: d, URL: charts.URL(w.project.Name, d.Slug, charts.Scope{})})
	}
	return render(c, status, charts.List(p))
}

var chartStyles = []string{"css/explore.css", "css/trends.css", "css/charts.css"}

// starters are charts to begin with, about a score that the project has.
func (s *Server) starters(c echo.Context) ([]chart.Starter, error) {
	names, err := s.names.project(c.Request().Context(), who(c).project.ID)
	if err != nil {
		return nil, err
	}
	score := ""
	if scores := byPeopleFirst(names.scores); len(scores) > 0 {
		score = scores[0]
	}
	return chart.Starters(score), nil
}

// createDashboard makes a dashboard with the charts to begin with that the form names, shared only by those who may.
func (s *Server) createDashboard(c echo.Context) error {
	w := who(c)
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	starters, err := s.starters(c)
	if err != nil {
		return err
	}
	var begin []store.Chart
	for _, st := range starters {
		if slices.Contains(form["starter"], st.Key) {
			begin = append(begin, st.Chart)
		}
	}
	d := store.Dashboard{Owner: w.account.ID, Shared: form.Get("shared") != "" && w.role.Includes(store.Curator)}
	if d.Name, err = store.CheckDashboardName(typed(c, "name")); err == nil {
		d, err = s.DB.CreateDashboard(c.Request().Context(), w.project.ID, d, begin)
	}
	var wrong store.Invalid
	if errors.As(err, &wrong) {
		return s.dashboardsPage(c, http.StatusUnprocessableEntity, typed(c, "name"), wrong)
	}
	if err != nil {
		return err
	}
	return leaveTo(c, charts.URL(w.project.Name, d.Slug, charts.Scope{}))
}

// dashboard is the dashboard of the path. A deleted one is there for whoever may restore it.
func (s *Server) dashboard(c echo.Context) (store.Dashboard, error) {
	w := who(c)
	return s.DB.Dashboard(c.Request().Context(), w.project.ID, w.account.ID, pathParam(c, "dashboard"))
}

// mayEditDashboard reports whether someone may change a dashboard: a shared one needs a curator, one's own only oneself.
func mayEditDashboard(d store.Dashboard, w *identity) bool {
	return d.Shared && w.role.Includes(store.Curator) || !d.Shared && d.Owner == w.account.ID
}

// editableDashboard is dashboard for a change that needs the right to it.
func (s *Server) editableDashboard(c echo.Context) (store.Dashboard, error) {
	d, err := s.dashboard(c)
	if err == nil && !mayEditDashboard(d, who(c)) {
		err = store.Invalid{"dashboard": "Curators change shared dashboards. Duplicate it to have one of your own."}
	}
	return d, err
}

// showDashboard is a dashboard.
func (s *Server) showDashboard(c echo.Context) error {
	d, err := s.dashboard(c)
	if err == nil && d.Deleted {
		err = store.ErrNotFound
	}
	if err != nil {
		return err
	}
	return s.dashboardPage(c, http.StatusOK, d, d.Name, nil)
}

func (s *Server) dashboardPage(c echo.Context, status int, d store.Dashboard, name string, wrong store.Invalid) error {
	ctx, w := c.Request().Context(), who(c)
	p := charts.Page{Shell: s.shell(c, d.Name, "Trends"), Dashboard: d, MayEdit: mayEditDashboard(d, w), MayShare: w.role.Includes(store.Curator) && (d.Shared || d.Owner == w.account.ID), Name: name, Wrong: wrong}
	p.Shell.Styles, p.Shell.Scripts = chartStyles, []string{"js/order.js", "js/png.js"}
	scope, err := s.chartScope(c, d, charts.URL(w.project.Name, d.Slug, charts.Scope{}))
	if err != nil {
		return err
	}
	p.Scope, p.Bar = scope.query, scope.bar
	if len(p.Bar.Wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	list, err := s.DB.Charts(ctx, w.project.ID, d.ID)
	if err != nil {
		return err
	}
	if p.Charts, err = s.drawCharts(c, d, list, scope); err != nil {
		return err
	}
	if len(list) == 0 {
		if p.Starters, err = s.starters(c); err != nil {
			return err
		}
	}
	return render(c, status, charts.Show(p))
}

// changeDashboard does to a dashboard what the form says: it renames, shares, duplicates, deletes it, moves its charts.
func (s *Server) changeDashboard(c echo.Context) error {
	do := c.FormValue("do")
	if do == "duplicate" {
		return s.duplicateDashboard(c)
	}
	d, err := s.editableDashboard(c)
	if err != nil {
		return err
	}
	ctx, w := c.Request().Context(), who(c)
	back := flash{Back: s.dashboardBack(c, d)}
	switch do {
	case "rename":
		return s.renameDashboard(c, d)
	case "keep":
		d.State, err = scopeState(c)
		if err == nil {
			err, back.Say = s.DB.SaveDashboard(ctx, w.project.ID, d), "The dashboard opens with this filter and range from now on."
		}
	case "share", "unshare":
		back.Say, err = s.shareDashboard(c, d, do == "share")
	case "start":
		err = s.startDashboard(c, d)
	case "delete":
		err = s.DB.DeleteDashboard(ctx, w.project.ID, d.ID, s.Now())
		back = flash{Say: "Deleted the dashboard “" + d.Name + "”.", Undo: "restore", UndoURL: charts.URL(w.project.Name, d.Slug, charts.Scope{}) + "?do=restore", Back: charts.ListURL(w.project.Name)}
	case "restore":
		err, back.Say = s.DB.RestoreDashboard(ctx, w.project.ID, d.ID), "“"+d.Name+"” is back."
	default:
		err = s.orderCharts(c, d)
	}
	if err == nil && back.Say != "" {
		err = s.say(c, back)
	}
	if err != nil {
		return err
	}
	return leaveTo(c, back.Back)
}

// dashboardBack is the dashboard as the form came from it.
func (s *Server) dashboardBack(c echo.Context, d store.Dashboard) string {
	return charts.URL(who(c).project.Name, d.Slug, scopeOfValues(c.QueryParams()))
}

func (s *Server) renameDashboard(c echo.Context, d store.Dashboard) error {
	was := d
	var err error
	if d.Name, err = store.CheckDashboardName(typed(c, "name")); err == nil {
		err = s.DB.SaveDashboard(c.Request().Context(), who(c).project.ID, d)
	}
	var wrong store.Invalid
	if errors.As(err, &wrong) {
		return s.dashboardPage(c, http.StatusUnprocessableEntity, was, typed(c, "name"), wrong)
	}
	if err != nil {
		return err
	}
	return leaveTo(c, s.dashboardBack(c, d))
}

func (s *Server) shareDashboard(c echo.Context, d store.Dashboard, shared bool) (said string, err error) {
	w := who(c)
	if !w.role.Includes(store.Curator) || !shared && d.Owner != w.account.ID {
		return "", store.Invalid{"shared": "Curators share dashboards, and only whoever made one can make it theirs alone again."}
	}
	d.Shared = shared
	said = "Everyone in the project sees the dashboard now."
	if !shared {
		said = "Only you see the dashboard now."
	}
	return said, s.DB.SaveDashboard(c.Request().Context(), w.project.ID, d)
}

// startDashboard adds charts to begin with.
func (s *Server) startDashboard(c echo.Context, d store.Dashboard) error {
	starters, err := s.starters(c)
	if err != nil {
		return err
	}
	for _, st := range starters {
		if key := c.FormValue("starter"); key == "all" || key == st.Key {
			if _, err := s.DB.AddChart(c.Request().Context(), who(c).project.ID, d.ID, st.Chart); err != nil {
				return err
			}
		}
	}
	return nil
}

// duplicateDashboard makes a dashboard of one's own with the same charts.
func (s *Server) duplicateDashboard(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	d, err := s.dashboard(c)
	if err != nil {
		return err
	}
	list, err := s.DB.Charts(ctx, w.project.ID, d.ID)
	if err != nil {
		return err
	}
	name := []rune("Copy of " + d.Name)
	made, err := s.DB.CreateDashboard(ctx, w.project.ID, store.Dashboard{Name: string(name[:min(len(name), 100)]), State: d.State, Owner: w.account.ID}, list)
	if err == nil {
		err = s.say(c, flash{Say: "This is a copy, and yours alone."})
	}
	if err != nil {
		return err
	}
	return leaveTo(c, charts.URL(w.project.Name, made.Slug, charts.Scope{}))
}

// orderCharts puts charts in the order that is sent, or moves one of them by a place.
func (s *Server) orderCharts(c echo.Context, d store.Dashboard) error {
	ctx, project := c.Request().Context(), who(c).project.ID
	var ids []int
	for _, word := range strings.Fields(c.FormValue("order")) {
		if id, err := strconv.ParseInt(word, 10, 32); err == nil {
			ids = append(ids, int(id))
		}
	}
	if verb, id, moves := strings.Cut(c.FormValue("move"), " "); moves {
		list, err := s.DB.Charts(ctx, project, d.ID)
		if err != nil {
			return err
		}
		for _, ch := range list {
			ids = append(ids, ch.ID)
		}
		at := slices.IndexFunc(ids, func(n int) bool { return strconv.Itoa(n) == id })
		to := at + map[string]int{"up": -1, "down": 1}[verb]
		if at < 0 || to < 0 || to >= len(ids) {
			return nil
		}
		ids[at], ids[to] = ids[to], ids[at]
	}
	if len(ids) == 0 {
		return nil
	}
	return s.DB.OrderCharts(ctx, project, d.ID, ids)
}

// scopeState is the scope of the address as a dashboard keeps it.
func scopeState(c echo.Context) (string, error) {
	state := scopeOfValues(c.QueryParams()).Values().Encode()
	if len(state) > maxState {
		return "", store.Invalid{"filter": "The filter is too long to be kept."}
	}
	return state, nil
}

func scopeOfValues(v url.Values) charts.Scope {
	clean := func(name string) string { return strings.TrimSpace(plainText(v.Get(name))) }
	return charts.Scope{Filter: clean("filter"), Range: clean("range"), From: clean("from"), To: clean("to"), Zone: clean("tz")}
}
