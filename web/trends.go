package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/store/rollup"
	"assay/views"
	"assay/views/trends"

	"github.com/labstack/echo/v4"
	"golang.org/x/sync/errgroup"
)

// trendReport is the page of trends while it is made: the traces it is about, what was counted of them, and the page.
type trendReport struct {
	s       *Server
	project store.Project
	role    store.Role
	query   trends.Query
	f       parsedFilter
	loc     *time.Location
	edges   []time.Time // of the stretches on the axis, which begin hours
	step    string
	past    []time.Time // the stretch before, for comparison; empty where nothing is compared
	scope   itemScope   // of everything between the edges

	points, before []rollup.Point // of all traces
	segments       []rollup.Point // of the values of the field, by stretch
	fields         map[string]int
	wide           []string
	releases       []store.Release
	cover          postgres.Coverage
	page           trends.Page
}

// showTrends is the page of what users feel: over time, where, and whether the judge agrees.
func (s *Server) showTrends(c echo.Context) error {
	r, err := s.trendReport(c)
	var wrong store.Invalid
	if errors.As(err, &wrong) {
		r.page.Wrong = wrong
		return render(c, http.StatusUnprocessableEntity, trends.Show(r.page))
	}
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if r.page.Empty {
		return render(c, http.StatusOK, trends.Show(r.page))
	}
	if err := r.read(ctx); err != nil {
		return err
	}
	if err := r.fill(ctx); err != nil {
		return err
	}
	return render(c, http.StatusOK, trends.Show(r.page))
}

// trendReport reads the address. What cannot be read is an Invalid by field.
func (s *Server) trendReport(c echo.Context) (*trendReport, error) {
	w := who(c)
	q := trends.Query{Filter: strings.TrimSpace(c.QueryParam("filter")), Range: c.QueryParam("range"), From: c.QueryParam("from"), To: c.QueryParam("to"),
		Zone: strings.TrimSpace(c.QueryParam("tz")), Group: strings.TrimSpace(c.QueryParam("group")), Score: c.QueryParam("score"), Judge: c.QueryParam("judge"),
		Compare: c.QueryParam("compare") != ""}
	r := &trendReport{s: s, project: w.project, role: w.role, query: q, loc: time.UTC}
	r.page = trends.Page{Shell: s.shell(c, "Trends", "Trends"), Query: q, Zones: zones, Zone: "UTC"}
	r.page.Shell.Chart, r.page.Shell.Wide = true, false
	r.page.Shell.Scripts, r.page.Shell.Styles = []string{"js/chart.js"}, []string{"css/explore.css", "css/trends.css"}
	wrong := store.Invalid{}
	loc, err := zoneOf(c)
	if !errors.As(err, &wrong) && err != nil {
		return r, err
	}
	if loc != nil {
		r.loc, r.page.Zone = loc, loc.String()
	}
	var syntax *filter.Error
	if r.f, err = s.readFilter(c, q.Filter, filter.Vocabulary{}); errors.As(err, &syntax) {
		wrong["filter"] = "The filter cannot be read: " + syntax.Message + "."
	} else if err != nil {
		return r, err
	}
	if q.Group != "" {
		if _, ok := rollup.PathOf(q.Group); !ok || !segmentField(q.Group) {
			wrong["group"] = "Divide by name, tags or a key of metadata, such as metadata.feature."
		}
	}
	if err := wrong.OrNil(); err != nil {
		return r, err
	}
	return r, r.stretch(c.Request().Context())
}

// segmentField reports whether traces can be divided by a field.
func segmentField(field string) bool {
	p, ok := rollup.PathOf(field)
	return ok && (field == rollup.NameField || field == rollup.TagsField || p.Field != nil && p.Field.Kind == filter.KindMetadata && len(p.Keys) == 1 && !p.Keys[0].IsIndex)
}

// trendBars is how many stretches the axis has at most: hours of two days, quarters of days for two weeks, days of four months.
func trendBars(hours int) int {
	switch {
	case hours <= 48:
		return max(2, hours+1)
	case hours <= 14*24:
		return hours/6 + 2
	case hours <= 120*24:
		return hours/24 + 2
	}
	return 60
}

// stretch finds the time that the page is about: what the address or the filter says, or the last thirty days, or, where these
// are empty, all there is.
func (r *trendReport) stretch(ctx context.Context) error {
	first, last, err := r.s.DB.Extent(ctx, r.project.ID)
	if err != nil {
		return err
	}
	if first.IsZero() {
		r.page.Empty = true
		return nil
	}
	now := r.s.Now()
	from, to, err := r.asked(first, last, now)
	if err != nil {
		return err
	}
	lowest, highest := filter.TimeRange(r.f.expr, r.f.options)
	from, to = latest(lowest, from), earliest(highest, to)
	if !from.Before(to) {
		to = from.Add(time.Hour)
	}
	r.setEdges(from, to)
	if r.query.Compare {
		r.past = []time.Time{r.edges[0].Add(r.edges[0].Sub(r.edges[len(r.edges)-1])), r.edges[0]}
	}
	return nil
}

// asked is the stretch that the address asks for.
func (r *trendReport) asked(first, last, now time.Time) (from, to time.Time, err error) {
	if r.query.From != "" || r.query.To != "" {
		return r.typed(first, last)
	}
	name := r.query.Range
	if name == "" {
		name = "30d"
		if last.Before(now.AddDate(0, 0, -30)) {
			name = "all"
		}
	}
	r.page.Query.Range = name
	end := now.Add(time.Second)
	switch name {
	case "24h":
		from = end.Add(-24 * time.Hour)
	case "7d":
		from = r.midnight(end, -6)
	case "30d":
		from = r.midnight(end, -29)
	case "90d":
		from = r.midnight(end, -89)
	case "all":
		return first, last.Add(time.Second), nil
	default:
		return from, to, store.Invalid{"range": "Choose one of 24h, 7d, 30d, 90d and all."}
	}
	if since := r.midnight(first, 0); since.After(from) && since.Before(end) { // nothing is missed, and the axis is not empty
		from = since
	}
	return from, end, nil
}

func (r *trendReport) midnight(t time.Time, days int) time.Time {
	y, m, d := t.In(r.loc).Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, r.loc)
}

// typed is the stretch between two times that someone typed or drew.
func (r *trendReport) typed(first, last time.Time) (from, to time.Time, err error) {
	ends := [2]time.Time{first, last.Add(time.Second)}
	for i, text := range []string{r.query.From, r.query.To} {
		if text == "" {
			continue
		}
		at, err := time.ParseInLocation(views.FieldTime, text[:min(len(text), len(views.FieldTime))], r.loc)
		if err != nil || at.Year() < 1 || at.Year() > 9998 {
			return from, to, store.Invalid{[]string{"from", "to"}[i]: "This is no time. Write one as 2026-01-31T15:04."}
		}
		ends[i] = at
	}
	if !ends[0].Before(ends[1]) {
		return from, to, store.Invalid{"to": "The range ends before it begins."}
	}
	return ends[0], ends[1], nil
}

// setEdges cuts the stretch up. Counts are kept by the hour, so that nothing is shorter and everything begins with one.
func (r *trendReport) setEdges(from, to time.Time) {
	last := to.Add(-time.Microsecond)
	edges, step := store.Edges(from.In(r.loc), last.In(r.loc), r.loc, trendBars(int(to.Sub(from)/time.Hour)))
	edges[0] = latest(edges[0], from.In(r.loc))
	if end := edges[len(edges)-1]; end.After(to.Add(time.Hour)) {
		edges[len(edges)-1] = to.In(r.loc).Add(time.Hour - time.Microsecond)
	}
	edges = rollup.Align(edges)
	if len(edges) < 2 {
		edges = append(edges, edges[0].Add(time.Hour))
	}
	r.edges, r.step = edges, step.Name
	first, end := edges[0], edges[len(edges)-1]
	r.page.From, r.page.To = first.In(r.loc).Format(views.FieldTime), end.In(r.loc).Format(views.FieldTime)
	r.scope = itemScope{project: r.project.Name, query: postgres.Query{Project: r.project.ID, Options: r.f.options}}
	r.scope.query.Filter = filter.InTime(r.f.expr, first, end, r.f.options)
}

// counted reports whether what is kept serves: no filter beyond the time, and a field of few values.
func (r *trendReport) counted() bool {
	return filter.InTime(r.f.expr, time.Time{}, time.Time{}, r.f.options) == nil && !slices.Contains(r.wide, r.query.Group)
}

// read reads the counts: those that are kept where they serve, otherwise those of the newest traces.
func (r *trendReport) read(ctx context.Context) error {
	var err error
	if r.fields, r.wide, err = r.s.DB.RollupFields(ctx, r.project.ID); err != nil {
		return err
	}
	if err := r.chooseGroup(ctx); err != nil {
		return err
	}
	if r.counted() {
		err = r.readKept(ctx)
	} else {
		err = r.readNow(ctx)
	}
	if err != nil {
		return err
	}
	r.releases, err = r.s.DB.Releases(ctx, r.project.ID, r.edges[0], r.edges[len(r.edges)-1])
	return err
}

// readKept reads the counts by the hour.
func (r *trendReport) readKept(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	get := func(to *[]rollup.Point, edges []time.Time, field string, bins bool, measures ...rollup.Measure) {
		group.Go(func() (err error) {
			*to, err = r.s.DB.Rollup(ctx, postgres.RollupRead{Project: r.project.ID, Edges: edges, Field: field, Bins: bins, Measures: measures})
			return err
		})
	}
	get(&r.points, r.edges, "", true)
	if len(r.past) > 0 {
		get(&r.before, r.past, "", true)
	}
	if r.query.Group != "" {
		get(&r.segments, r.edges, r.query.Group, false)
	}
	behind := false
	group.Go(func() (err error) { behind, err = r.s.DB.CountsBehind(ctx, r.project.ID); return err })
	err := group.Wait()
	if behind {
		r.page.Notes = append(r.page.Notes, "Some of the newest traces and votes are still being counted; they are in within seconds.")
	}
	return err
}

// readNow counts the newest traces that match.
func (r *trendReport) readNow(ctx context.Context) error {
	q := postgres.Query{Project: r.project.ID, Filter: r.f.expr, Options: r.f.options}
	sums, cover, err := r.s.DB.RollupOf(ctx, q, r.edges[0], r.edges[len(r.edges)-1], r.query.Group)
	if err != nil {
		return err
	}
	r.cover = cover
	if cover.Partial {
		end := r.edges[len(r.edges)-1]
		if from := rollup.Start(rollup.HourOf(cover.Back) + 1); from.Before(end) {
			r.setEdges(from, end)
		}
		r.past = nil
		r.page.Notes = append(r.page.Notes, "More traces match than are counted at once: these figures are of the newest, back to "+
			r.edges[0].In(r.loc).Format("2006-01-02 15:04")+". Without a filter all traces are counted.")
	}
	r.points = sums.Points(r.edges, "")
	if r.query.Group != "" {
		r.segments = sums.Points(r.edges, r.query.Group)
	}
	if len(r.past) > 0 {
		before, _, err := r.s.DB.RollupOf(ctx, q, r.past[0], r.past[1], "")
		if err != nil {
			return err
		}
		r.before = before.Points(r.past, "")
	}
	return nil
}

// chooseGroup takes a field that says something where the address names none: one of a few values whose traces users have
// scored, features before versions.
func (r *trendReport) chooseGroup(ctx context.Context) error {
	if r.query.Group != "" {
		return nil
	}
	rated, err := r.s.DB.RollupFieldsScored(ctx, r.project.ID)
	if err != nil {
		return err
	}
	best, rank := "", 0
	for _, field := range sortedFields(r.fields) {
		n := r.fields[field]
		if n < 2 || n > 30 {
			continue
		}
		mine := fieldRank(field)
		if !rated[field] {
			mine += 1000
		}
		if best == "" || mine < rank {
			best, rank = field, mine
		}
	}
	r.query.Group = best
	return nil
}

func sortedFields(fields map[string]int) []string {
	var out []string
	for field := range fields {
		out = append(out, field)
	}
	slices.Sort(out)
	return out
}

// fieldRank orders fields by how likely someone wants to know.
func fieldRank(field string) int {
	for i, known := range []string{"metadata.feature", "metadata.category", "metadata.intent", "metadata.segment", "metadata.topic", "metadata.task", "metadata.route",
		"metadata.model", rollup.NameField, "metadata.language", rollup.TagsField, "metadata.version", "metadata.release"} {
		if field == known {
			return i
		}
	}
	return 50
}
