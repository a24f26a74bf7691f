package web

import (
	"errors"
	"net/url"
	"slices"
	"time"

	"assay/store"
	"assay/store/chart"
	"assay/store/filter"
	"assay/views"
	"assay/views/charts"

	"github.com/labstack/echo/v4"
)

// chartScope is what the charts of a request are about.
type chartScope struct {
	query   charts.Scope
	bar     charts.Bar
	scope   chart.Scope
	options filter.Options
}

// chartScope reads the scope of the address, or what the dashboard opens with where the address names none. What is wrong stands
// in the bar, and the charts are then drawn without it.
func (s *Server) chartScope(c echo.Context, d store.Dashboard, action string) (chartScope, error) {
	params := c.QueryParams()
	if c.Request().Method != "GET" && !hasScope(params) {
		if form, err := c.FormParams(); err == nil {
			params = form
		}
	}
	if !hasScope(params) && d.State != "" {
		if kept, err := url.ParseQuery(d.State); err == nil {
			params = kept
		}
	}
	r := chartScope{query: scopeOfValues(params)}
	wrong := store.Invalid{}
	loc := time.UTC
	if zone := r.query.Zone; zone != "" && zone != "UTC" {
		known, err := filter.LoadZone(zone)
		if err != nil {
			wrong["tz"] = "There is no such time zone. Write one as Europe/Berlin."
		} else {
			loc = known
		}
	}
	names, err := s.names.project(c.Request().Context(), who(c).project.ID)
	if err != nil {
		return r, err
	}
	f, err := s.readFilter(c, r.query.Filter, names.Vocabulary)
	var syntax *filter.Error
	if errors.As(err, &syntax) {
		wrong["filter"] = "The filter cannot be read: " + syntax.Message + "."
	} else if err != nil {
		return r, err
	}
	r.options = f.options
	r.options.Location = loc
	if len(wrong) == 0 {
		r.scope.Filter = f.expr
	}
	if err := s.chartTimes(c, &r, wrong, loc); err != nil {
		return r, err
	}
	r.bar = charts.Bar{Action: action, Scope: r.query, Zones: zones, Wrong: wrong, Says: r.says(loc)}
	for _, name := range charts.Ranges {
		q := r.query
		q.Range, q.From, q.To = name, "", ""
		r.bar.Ranges = append(r.bar.Ranges, charts.Choice{Name: name, URL: withQuery(action, q.Values()), Current: r.query.From+r.query.To == "" && r.query.Range == name})
	}
	return r, nil
}

// says is the scope in words, which paper has in the place of the form.
func (r chartScope) says(loc *time.Location) string {
	s := "All traces"
	if r.scope.Filter != nil {
		s = "Traces where " + r.query.Filter
	}
	if !r.scope.From.IsZero() {
		s += " from " + r.scope.From.In(loc).Format("Jan 2 2006 15:04")
	}
	if !r.scope.To.IsZero() {
		s += " before " + r.scope.To.In(loc).Format("Jan 2 2006 15:04")
	}
	return s + ", " + loc.String() + "."
}

func withQuery(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func hasScope(v url.Values) bool {
	return slices.ContainsFunc([]string{"filter", "range", "from", "to", "tz"}, v.Has)
}

// chartTimes finds the time that charts are about: what the address says, or the last thirty days, or, where these are empty, all
// there is.
func (s *Server) chartTimes(c echo.Context, r *chartScope, wrong store.Invalid, loc *time.Location) error {
	if r.query.From != "" || r.query.To != "" {
		r.scope.From = fieldTime(r.query.From, loc, "from", wrong)
		r.scope.To = fieldTime(r.query.To, loc, "to", wrong)
		if !r.scope.From.IsZero() && !r.scope.To.IsZero() && !r.scope.From.Before(r.scope.To) {
			wrong["to"] = "The range ends before it begins."
			r.scope.From, r.scope.To = time.Time{}, time.Time{}
		}
		return nil
	}
	now := s.Now()
	if r.query.Range == "" {
		_, last, err := s.DB.Extent(c.Request().Context(), who(c).project.ID)
		if err != nil {
			return err
		}
		r.query.Range = "30d"
		if last.Before(now.AddDate(0, 0, -30)) {
			r.query.Range = "all"
		}
	}
	midnight := func(days int) time.Time {
		y, m, d := now.In(loc).Date()
		return time.Date(y, m, d+days, 0, 0, 0, 0, loc)
	}
	switch r.query.Range {
	case "24h":
		r.scope.From = now.Add(-24 * time.Hour)
	case "7d":
		r.scope.From = midnight(-6)
	case "30d":
		r.scope.From = midnight(-29)
	case "90d":
		r.scope.From = midnight(-89)
	case "all":
	default:
		wrong["range"] = "Choose one of 24h, 7d, 30d, 90d and all."
	}
	return nil
}

// fieldTime reads a time that someone typed; zero for none.
func fieldTime(text string, loc *time.Location, field string, wrong store.Invalid) time.Time {
	if text == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation(views.FieldTime, text[:min(len(text), len(views.FieldTime))], loc)
	if err != nil || at.Year() < 1 || at.Year() > 9998 {
		wrong[field] = "This is no time. Write one as 2026-01-31T15:04."
		return time.Time{}
	}
	return at
}
