package web

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/rollup"
	"assay/store/statistics"
	"assay/views"
	"assay/views/trends"

	"golang.org/x/sync/errgroup"
)

// fill makes the page of what was read.
func (r *trendReport) fill(ctx context.Context) error {
	p := &r.page
	p.Query.Group = r.query.Group
	r.ranges()
	traces := r.total(r.points, rollup.Series{Measure: rollup.Traces})
	p.Says = views.Thousands(traces.N) + " " + views.CountView{N: int(traces.N)}.Noun() + ", " + r.moment(r.edges[0]) + " to " + r.moment(r.edges[len(r.edges)-1]) + ", by the " + r.step
	if traces.N == 0 {
		p.Nothing = true
		return nil
	}
	for _, release := range r.releases {
		at := release.At.In(r.loc)
		p.Releases = append(p.Releases, trends.Release{Name: release.Name, At: at.Format("Jan 2 15:04"), Seen: release.Seen, Plot: strconv.FormatInt(at.Unix(), 10),
			URL: r.link(filter.InTime(r.f.expr, release.At, r.edges[len(r.edges)-1], r.f.options))})
	}
	scores := r.scores()
	r.tiles(scores)
	p.Felt = r.feltChart(scores)
	p.Classes = r.classes()
	p.Volumes = r.volumes()
	r.divide(scores)
	// What was said and how judges stand to it are searched for, each with reads of its own.
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return r.said(ctx) })
	group.Go(func() error { return r.beside(ctx, scores) })
	return group.Wait()
}

// ranges are the links to other stretches.
func (r *trendReport) ranges() {
	for _, name := range trends.Ranges {
		q := r.page.Query
		q.Range, q.From, q.To = name, "", ""
		r.page.Ranges = append(r.page.Ranges, trends.Choice{Name: name, URL: trends.URL(r.project.Name, q), Current: r.query.From+r.query.To == "" && r.page.Query.Range == name})
	}
}

// total is what a series comes to over all stretches.
func (r *trendReport) total(points []rollup.Point, of rollup.Series) rollup.Cell {
	var c rollup.Cell
	for _, p := range points {
		if p.Series == of {
			c.Add(p.Cell)
		}
	}
	return c
}

// scores are the numeric scores by source, those of users first, then those with most to go on.
func (r *trendReport) scores() []rollup.Series {
	n := map[rollup.Series]int64{}
	for _, p := range r.points {
		if p.Measure == rollup.Score && p.Source != "" {
			n[p.Series] += p.Cell.N
		}
	}
	var out []rollup.Series
	for s := range n {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b rollup.Series) int {
		return cmp.Or(slices.Index(store.Sources, a.Source)-slices.Index(store.Sources, b.Source), cmp.Compare(n[b], n[a]), strings.Compare(a.Name, b.Name))
	})
	return out
}

// scoreOf is the path of a score's series.
func seriesPath(s rollup.Series) *filter.Path {
	if s.Source == "" {
		return filter.At("scores", s.Name)
	}
	return filter.At("scores", string(s.Source), s.Name)
}

// scoreToken is a score as the address has it.
func scoreToken(s rollup.Series) string { return string(s.Source) + ":" + s.Name }

func scoreLabel(s rollup.Series) string { return s.Name + " (" + string(s.Source) + ")" }

// link is the list of the traces of a filter.
func (r *trendReport) link(e filter.Expr) string {
	return views.LogsURL(r.project.Name, views.LogsQuery{Filter: filter.Format(e), Zone: r.query.Zone})
}

// of is the list of the traces of the page that meet conditions.
func (r *trendReport) of(conditions ...filter.Expr) string {
	return r.link(filter.And(append([]filter.Expr{r.scope.query.Filter}, conditions...)...))
}

// in is the list of the traces of one stretch that meet conditions.
func (r *trendReport) in(bucket int, conditions ...filter.Expr) string {
	base := filter.InTime(r.f.expr, r.edges[bucket], r.edges[bucket+1], r.f.options)
	return r.link(filter.And(append([]filter.Expr{base}, conditions...)...))
}

// moment names a time as coarsely as the axis allows.
func (r *trendReport) moment(t time.Time) string {
	t = t.In(r.loc)
	switch {
	case t.Hour()+t.Minute() == 0:
		return t.Format("Jan 2 2006")
	default:
		return t.Format("Jan 2 2006 15:04")
	}
}

// axis names a stretch.
func (r *trendReport) axis(bucket int) (name, plot string) {
	t := r.edges[bucket].In(r.loc)
	name = t.Format("Jan 2")
	if r.edges[bucket+1].Sub(t) < 23*time.Hour {
		name = t.Format("Jan 2 15:04")
	}
	if strings.Contains("month quarter year", r.step) {
		name = t.Format("Jan 2006")
	}
	return name, strconv.FormatInt(t.Unix(), 10)
}

// chart makes a chart of the time axis; cells fills the line of a stretch.
func (r *trendReport) chart(id, title, says string, columns []string, cells func(bucket int) []trends.Cell) trends.Chart {
	c := trends.Chart{ID: id, Title: title, Says: says, Columns: columns, Unit: r.step, Kind: "time"}
	for b := range len(r.edges) - 1 {
		name, plot := r.axis(b)
		c.Rows = append(c.Rows, trends.Row{Name: name, Plot: plot, URL: r.in(b), Cells: cells(b)})
	}
	return c
}

// mostLines is how many lines a chart can have and still be told apart.
const mostLines = 7

// feltChart is the mean of each score over time.
func (r *trendReport) feltChart(scores []rollup.Series) trends.Chart {
	shown := scores[:min(len(scores), mostLines)]
	var columns []string
	for _, s := range shown {
		columns = append(columns, scoreLabel(s))
	}
	by := index(r.points)
	c := r.chart("felt", "Satisfaction over time", "The mean of each score, from 0 to 1, and how many traces have it.", columns, func(b int) []trends.Cell {
		var cells []trends.Cell
		for _, s := range shown {
			cells = append(cells, r.meanCell(by[place{s, b}], r.in(b, present(seriesPath(s)))))
		}
		return cells
	})
	if len(scores) > len(shown) {
		c.Says += " The " + strconv.Itoa(len(shown)) + " scores with most to go on of " + strconv.Itoa(len(scores)) + "."
	}
	if len(scores) == 0 {
		c.None = "No trace here has a score that is a number yet. Scores come with traces, as feedback of users over the API, and from reviewers."
	}
	return c
}

type place struct {
	rollup.Series
	bucket int
}

func index(points []rollup.Point) map[place]rollup.Cell {
	out := make(map[place]rollup.Cell, len(points))
	for _, p := range points {
		out[place{p.Series, p.Bucket}] = p.Cell
	}
	return out
}

// meanCell is the mean of a score with its n, and its interval as a title.
func (r *trendReport) meanCell(c rollup.Cell, url string) trends.Cell {
	if c.N == 0 {
		return trends.Cell{Text: "–"}
	}
	e := meanOf(c)
	cell := trends.Cell{Text: decimal(e.Value), Plot: strconv.FormatFloat(e.Value, 'f', 4, 64), URL: url, Note: "n " + views.Thousands(c.N)}
	if e.Bounded {
		cell.Title = "95 % interval " + decimal(e.Low) + " to " + decimal(e.High)
	}
	return cell
}

// meanOf is the mean of scores with an interval that stays where scores are.
func meanOf(c rollup.Cell) statistics.Estimate {
	e := statistics.MeanOfSums(int(c.N), c.Total(rollup.Score), c.SumOfSquares(rollup.Score), statistics.Usual)
	e.Low, e.High = max(0, e.Low), min(1, e.High)
	return e
}

// classes counts the categories of scores that have some.
func (r *trendReport) classes() *trends.Table {
	n, all := map[rollup.Series]int64{}, map[rollup.Series]int64{}
	for _, p := range r.points {
		if p.Measure == rollup.Category && p.Source != "" {
			n[p.Series] += p.Cell.N
			whole := p.Series
			whole.Category = ""
			all[whole] += p.Cell.N
		}
	}
	if len(n) == 0 {
		return nil
	}
	t := &trends.Table{Columns: []string{"Category", "Traces", "Share", "95 % interval"}}
	order := make([]rollup.Series, 0, len(n))
	for s := range n {
		order = append(order, s)
	}
	slices.SortFunc(order, func(a, b rollup.Series) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(string(a.Source), string(b.Source)), cmp.Compare(n[b], n[a]), strings.Compare(a.Category, b.Category))
	})
	for _, s := range order[:min(len(order), 40)] {
		whole := s
		whole.Category = ""
		share := statistics.Rate(int(n[s]), int(all[whole]), statistics.Usual)
		url := r.of(filter.Equal(seriesPath(s), s.Category))
		t.Rows = append(t.Rows, trends.Row{Name: scoreLabel(s), Cells: []trends.Cell{{Text: s.Category, URL: url}, {Text: views.Thousands(n[s]), URL: url}, {Text: inPercent(share.Value)},
			{Text: inPercent(share.Low) + " to " + inPercent(share.High)}}})
	}
	return t
}
