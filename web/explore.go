package web

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// besides is what stands beside a list: its state, and the query of its traces up to the position that the list was read at.
type besides struct {
	list  views.LogsQuery
	f     parsedFilter
	query postgres.Query
	loc   *time.Location
	names vocabulary
}

func (s *Server) beside(c echo.Context) (besides, error) {
	var b besides
	state, err := s.logsState(c)
	if err != nil {
		return b, err
	}
	b.list = state.LogsQuery
	if b.names, err = s.names.project(c.Request().Context(), who(c).project.ID); err != nil {
		return b, err
	}
	if b.f, err = s.readFilter(c, b.list.Filter, filter.Vocabulary{}); err != nil {
		return b, err
	}
	upTo, err := number(c, "upto")
	if err != nil {
		return b, err
	}
	b.loc, err = zoneOf(c)
	b.query = postgres.Query{Project: who(c).project.ID, Filter: b.f.expr, Options: b.f.options, At: cmp.Or(b.list.At, upTo)}
	return b, err
}

// with is the list with another filter, from its top.
func (b besides) with(project string, e filter.Expr) string {
	q := b.list
	q.Filter, q.After, q.Before, q.Open = filter.Format(e), store.Cursor{}, store.Cursor{}, ""
	return views.LogsURL(project, q)
}

// showFacets counts a list by the values of its fields.
func (s *Server) showFacets(c echo.Context) error {
	b, err := s.beside(c)
	if err != nil {
		return err
	}
	scores := byPeopleFirst(b.names.scores)
	if who(c).blind {
		scores = nil
	}
	facets, err := s.DB.Facets(c.Request().Context(), b.query, scores)
	if err != nil {
		return err
	}
	project := who(c).project.Name
	v := views.FacetsView{Project: project, List: b.list, N: facets.N, Says: "Of " + views.CoverageSays(facets.N, facets.Partial, facets.Looked, facets.Back) + "."}
	closed := b.list
	closed.Facets = false
	v.CloseURL = views.LogsURL(project, closed)
	for _, f := range facets.Facets {
		line := b.facet(project, f, len(v.Facets) < openFacets)
		if f.Groups > 1 || line.Values[0].Chosen { // one value alone leaves nothing to choose
			v.Facets = append(v.Facets, line)
		}
	}
	page := views.FacetsPage{Shell: s.shell(c, "What is in the logs", "Logs"), Facets: v}
	page.Shell.Styles = []string{"css/explore.css"}
	return render(c, http.StatusOK, views.FacetsAlone(page), "facets")
}

// The facets that stand open at first, and the values that each shows.
const (
	openFacets  = 8
	facetValues = 8
)

func (b besides) facet(project string, f postgres.Facet, open bool) views.FacetView {
	chosen := map[string]filter.Expr{}
	for _, e := range filter.Conjuncts(b.query.Filter) {
		chosen[filter.Format(e)] = e
	}
	v := views.FacetView{Name: f.Name, Open: open, AllURL: views.QueryURL(project, allValues(f.Name, b.f.text), "")}
	for i, value := range f.Values {
		line := views.FacetLine{Label: value.Label, N: value.N, None: value.Value == nil}
		if line.None {
			line.Label = "none"
		}
		var demanded []filter.Expr
		for _, e := range filter.Conjuncts(value.Condition) {
			if chosen[filter.Format(e)] != nil {
				demanded = append(demanded, e)
			}
		}
		switch {
		case value.Condition == nil:
		case len(demanded) == len(filter.Conjuncts(value.Condition)):
			line.Chosen = true
			line.URL = b.with(project, without(b.query.Filter, demanded))
		default:
			line.URL = b.with(project, filter.And(b.query.Filter, value.Condition))
		}
		if i >= facetValues && !line.Chosen && !line.None {
			continue
		}
		v.Values = append(v.Values, line)
		v.Open = v.Open || line.Chosen
	}
	v.Rest = f.Groups - len(v.Values)
	return v
}

// without takes conditions away from those that must hold.
func without(e filter.Expr, drop []filter.Expr) filter.Expr {
	var kept []filter.Expr
	for _, c := range filter.Conjuncts(e) {
		if !slices.ContainsFunc(drop, func(d filter.Expr) bool { return filter.Format(d) == filter.Format(c) }) {
			kept = append(kept, c)
		}
	}
	return filter.And(kept...)
}

// allValues is the query for all values of a field.
func allValues(field, condition string) string {
	q := "SELECT " + field + " AS value, count(*) AS traces\nFROM logs\n"
	if condition != "" {
		q += "WHERE " + strings.TrimSpace(condition) + "\n"
	}
	return q + "GROUP BY value"
}

// showHistogram shows a list over time.
func (s *Server) showHistogram(c echo.Context) error {
	b, err := s.beside(c)
	if err != nil {
		return err
	}
	score := userScore(b.names.scores)
	o := postgres.HistogramOptions{Location: b.loc, Bars: histogramBars}
	if score != "" && !who(c).blind {
		o.Score = filter.At("scores", string(store.User), score)
	}
	h, err := s.DB.Histogram(c.Request().Context(), b.query, o)
	if err != nil {
		return err
	}
	page := views.HistogramPage{Shell: s.shell(c, "Logs over time", "Logs"), Histogram: b.histogram(who(c).project.Name, h, score)}
	page.Shell.Styles, page.Shell.Scripts = []string{"css/explore.css"}, []string{"js/brush.js"}
	return render(c, http.StatusOK, views.HistogramAlone(page), "histogram")
}

// histogramBars is about how many bars a histogram has at most.
const histogramBars = 60

// userScore is the score that users give, or "" where they give none.
func userScore(names []postgres.ScoreName) string {
	for _, n := range names {
		if slices.Contains(n.Sources, store.User) {
			return n.Name
		}
	}
	return ""
}

func (b besides) histogram(project string, h postgres.Histogram, score string) views.HistogramView {
	v := views.HistogramView{Project: project, List: b.list, Location: b.loc, Zones: zones, Step: h.Step.Name, Says: views.CoverageSays(h.N, h.Partial, h.Looked, h.Back)}
	from, to := filter.TimeRange(b.query.Filter, b.query.Options)
	if !from.IsZero() {
		v.From = from.In(b.loc).Format(views.FieldTime)
	}
	if !to.IsZero() {
		v.To = to.In(b.loc).Format(views.FieldTime)
	}
	if v.From+v.To != "" {
		v.ClearURL = b.with(project, filter.InTime(b.query.Filter, time.Time{}, time.Time{}, b.query.Options))
	}
	for _, bar := range h.Bars {
		line := views.HistogramBar{From: bar.From, To: bar.To, N: bar.N, Mean: bar.Mean, Rated: bar.Rated}
		line.URL = b.with(project, filter.InTime(b.query.Filter, latest(from, bar.From), earliest(to, bar.To), b.query.Options))
		if bar.Rated > 0 {
			v.Score = score
		}
		v.Bars = append(v.Bars, line)
	}
	return v
}

// latest and earliest cut a bar to the range of the filter, which may end inside of it. Zero is no bound.
func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earliest(a, b time.Time) time.Time {
	if !a.IsZero() && a.Before(b) {
		return a
	}
	return b
}

// rangedURL is where the list goes when a range was brushed or typed: it has the range in its filter. It is empty without one, and
// where the filter cannot be read.
func (s *Server) rangedURL(c echo.Context, list views.LogsQuery) (string, error) {
	if c.QueryParam("from")+c.QueryParam("to") == "" {
		return "", nil
	}
	b := besides{list: list}
	var err error
	if b.loc, err = zoneOf(c); err != nil {
		return "", err
	}
	if b.f, err = s.readFilter(c, list.Filter, filter.Vocabulary{}); err != nil {
		if errors.As(err, new(*filter.Error)) {
			return "", nil
		}
		return "", err
	}
	ends := [2]time.Time{}
	for i, name := range []string{"from", "to"} {
		text := c.QueryParam(name)
		if text == "" {
			continue
		}
		if ends[i], err = time.ParseInLocation(views.FieldTime, text[:min(len(text), len(views.FieldTime))], b.loc); err != nil {
			return "", store.Invalid{name: "This is no time. Write one as 2026-01-31T15:04."}
		}
	}
	if !ends[0].IsZero() && !ends[1].IsZero() && !ends[0].Before(ends[1]) {
		return "", store.Invalid{"to": "The range ends before it begins."}
	}
	return b.with(who(c).project.Name, filter.InTime(b.f.expr, ends[0], ends[1], b.f.options)), nil
}
