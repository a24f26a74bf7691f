package web

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/store/rollup"
	"assay/store/statistics"
	"assay/views"
	"assay/views/trends"
)

const (
	mostThemed      = 5000 // newest traces with a comment that are read
	mostThemeLines  = 12
	mostLifts       = 2
	leastLiftTraces = 3 // in a segment, to speak of it
)

// themed is a theme with the traces of the page that are of it.
type themed struct {
	store.Theme
	traces []*postgres.ThemedTrace
}

// ofTheme is the condition that a trace has a comment of a theme.
func ofTheme(name string) filter.Expr { return filter.Equal(filter.At("theme"), name) }

// said fills in what comments are about.
func (r *trendReport) said(ctx context.Context) error {
	s := trends.Said{URL: trends.ThemesURL(r.project.Name)}
	defer func() { r.page.Said = s }()
	themes, err := r.s.DB.Themes(ctx, r.project.ID)
	if err != nil {
		return err
	}
	traces, cover, err := r.s.DB.ThemedTraces(ctx, r.scope.query, r.query.Group, mostThemed)
	if err != nil {
		return err
	}
	switch {
	case len(traces) == 0:
		s.None = "No trace here has a comment."
		return nil
	case len(themes) == 0:
		s.None = "Nothing was said several times yet, or themes are still being looked for."
		return nil
	}
	scope := r.scope
	if cover.Partial {
		scope.back(traces[len(traces)-1].Created)
		s.Note = "Of the newest " + views.Thousands(int64(len(traces))) + "."
	}
	all := scope.items(len(traces), present(filter.At("comment")))
	s.N = trends.Cell{Text: views.Thousands(int64(len(traces))), URL: all.URL}
	found, other := gatherThemes(themes, traces)
	of := valued(traces)
	s.Other = views.Thousands(int64(other)) + " are of none."
	for _, t := range found[:min(len(found), mostThemeLines)] {
		s.Themes = append(s.Themes, r.themeLine(scope, t, len(traces), of))
	}
	s.Over = r.themesOver(scope, found[:min(len(found), mostLines)])
	return nil
}

// gatherThemes are the themes that some of the traces are of, the most common first, and how many traces are of none.
func gatherThemes(themes []store.Theme, traces []postgres.ThemedTrace) (found []themed, other int) {
	by := map[string][]*postgres.ThemedTrace{}
	for i := range traces {
		if len(traces[i].Themes) == 0 {
			other++
		}
		for _, id := range traces[i].Themes {
			by[id] = append(by[id], &traces[i])
		}
	}
	for _, t := range themes {
		if len(by[t.ID]) > 0 && !t.Excluded && t.Into == "" {
			found = append(found, themed{t, by[t.ID]})
		}
	}
	slices.SortStableFunc(found, func(a, b themed) int { return cmp.Compare(len(b.traces), len(a.traces)) })
	return found, other
}

func (r *trendReport) themeLine(scope itemScope, t themed, all int, of map[string]int) trends.ThemeLine {
	link := scope.items(len(t.traces), ofTheme(t.Name))
	share := statistics.Rate(len(t.traces), all, statistics.Usual)
	q := r.page.Query
	q.Filter = filter.Format(filter.And(r.f.expr, ofTheme(t.Name)))
	line := trends.ThemeLine{Name: t.Name, URL: trends.URL(r.project.Name, q), Traces: trends.Cell{Text: views.Thousands(int64(len(t.traces))), URL: link.URL},
		Share: inPercent(share.Value), Interval: inPercent(share.Low) + " to " + inPercent(share.High), Quote: lineOf(t.Quote, 160),
		ReviewURL: views.ReviewURL(r.project.Name, views.ReviewQuery{Filter: scope.text(ofTheme(t.Name))})}
	line.QuoteURL = link.URL
	if t.QuotedIn != "" {
		line.QuoteURL = views.TraceURL(r.project.Name, t.QuotedIn, views.TraceQuery{Back: trends.URL(r.project.Name, r.query)})
	}
	line.Lifts = r.lifts(scope, t, all, of)
	return line
}

// valued is how many of the traces have each value of the field.
func valued(traces []postgres.ThemedTrace) map[string]int {
	of := map[string]int{}
	for i := range traces {
		for _, v := range traces[i].Values {
			of[v]++
		}
	}
	return of
}

// lifts are the values of the field whose commented traces are surely more often of the theme than the others; all is how many
// traces have a comment, and of how many of them have each value.
func (r *trendReport) lifts(scope itemScope, t themed, all int, of map[string]int) []trends.Lift {
	in := map[string]int{}
	for _, x := range t.traces {
		for _, v := range x.Values {
			in[v]++
		}
	}
	type lift struct {
		value, says string
		sure        float64 // how many times as often at the least; a theme of nowhere else comes first
	}
	var found []lift
	for v, n := range in {
		rest, restOf := len(t.traces)-n, all-of[v]
		if n < leastLiftTraces || restOf == 0 {
			continue
		}
		if says, sure := moreOften(n, of[v], rest, restOf); says != "" {
			found = append(found, lift{v, says, sure})
		}
	}
	slices.SortFunc(found, func(a, b lift) int { return cmp.Or(cmp.Compare(b.sure, a.sure), cmp.Compare(a.value, b.value)) })
	var out []trends.Lift
	for _, l := range found[:min(len(found), mostLifts)] {
		condition := rollup.Series{Field: r.query.Group, Value: l.value}.Condition()
		out = append(out, trends.Lift{Name: filter.CellText(rollup.ValueOf(l.value)), URL: scope.items(in[l.value], ofTheme(t.Name), condition).URL, Says: l.says + ", n " + strconv.Itoa(in[l.value])})
	}
	return out
}

// moreOften says how much more often something is here than in the rest, or nothing where that may be chance.
func moreOften(n, of, rest, restOf int) (says string, sure float64) {
	if d := statistics.RateDifference(n, of, rest, restOf, statistics.Usual); d.Low <= 0 {
		return "", 0
	}
	e := statistics.RateRatio(n, of, rest, restOf, statistics.Usual)
	switch {
	case rest == 0:
		return "and nowhere else", math.Inf(1)
	case !e.OK() || !e.Bounded || e.Low <= 1:
		return "", 0
	}
	return strconv.FormatFloat(e.Value, 'f', 1, 64) + " times as often", e.Low
}

// themesOver is how often the most common themes were said over time.
func (r *trendReport) themesOver(scope itemScope, found []themed) trends.Chart {
	n := make([][]int64, len(found))
	var columns []string
	for i, t := range found {
		columns = append(columns, t.Name)
		n[i] = make([]int64, len(r.edges)-1)
		for _, x := range t.traces {
			for b := range n[i] {
				if !x.Created.Before(r.edges[b]) && x.Created.Before(r.edges[b+1]) {
					n[i][b]++
				}
			}
		}
	}
	back, _ := filter.TimeRange(scope.query.Filter, scope.query.Options)
	return r.chart("themes", "Themes over time", "Traces with a comment of a theme, by when they began.", columns, func(b int) []trends.Cell {
		var cells []trends.Cell
		base := filter.InTime(r.f.expr, latest(back, r.edges[b]), r.edges[b+1], r.f.options)
		for i, t := range found {
			cells = append(cells, count(n[i][b], r.link(filter.And(base, ofTheme(t.Name)))))
		}
		return cells
	})
}
