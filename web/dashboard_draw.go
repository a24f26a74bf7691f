package web

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/store"
	"assay/store/chart"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/store/statistics"
	"assay/views"
	"assay/views/charts"

	"github.com/labstack/echo/v4"
	"golang.org/x/sync/errgroup"
)

// A dashboard asks several queries at once: no more than so many at a time, none for longer than this.
const (
	chartsAtOnce = 3
	chartTime    = 4 * time.Second
)

// drawCharts asks the queries of charts and draws the answers. What is wrong with a query stands in its chart.
func (s *Server) drawCharts(c echo.Context, d store.Dashboard, list []store.Chart, scope chartScope) ([]charts.Chart, error) {
	out := make([]charts.Chart, len(list))
	group, ctx := errgroup.WithContext(c.Request().Context())
	group.SetLimit(chartsAtOnce)
	w := who(c)
	for i, ch := range list {
		group.Go(func() (err error) {
			out[i], err = s.drawChart(ctx, w, d, ch, scope)
			return err
		})
	}
	return out, group.Wait()
}

// drawChart asks the query of one chart and draws the answer.
func (s *Server) drawChart(ctx context.Context, w *identity, d store.Dashboard, ch store.Chart, scope chartScope) (charts.Chart, error) {
	v := charts.Chart{Chart: ch, Key: "chart-" + strconv.Itoa(ch.ID), Zone: scope.options.Location.String(), URL: charts.ChartURL(w.project.Name, d.Slug, ch.ID, scope.query),
		QueryURL: views.QueryURL(w.project.Name, ch.Query, scope.query.Zone)}
	if w.role.Includes(store.Curator) && ch.ID != 0 {
		v.ExportURL = charts.ExportURL(w.project.Name, d.Slug, ch.ID, scope.query)
	}
	q, answer, err := s.askChart(ctx, w, ch.Query, scope, 0)
	if wrong, mistaken := wrongQuery(err); mistaken {
		v.Wrong = wrong
		return v, nil
	}
	if err != nil {
		return v, err
	}
	v.Notes = append(warningTexts(q.Warnings), answerNotes(askedQuery{query: q.Query, options: scope.options}, answer)...)
	if q.Apart {
		v.Notes = append(v.Notes, "This chart is of spans, so the filter above is about each span here.")
	}
	b := chartBuilder{project: w.project.Name, options: scope.options, q: q, answer: answer, kind: ch.Kind, v: &v}
	b.fill()
	return v, nil
}

// askChart asks the query of a chart about a scope. most bounds its rows, 0 being the bound of answers.
func (s *Server) askChart(ctx context.Context, w *identity, text string, scope chartScope, most int) (chart.Question, postgres.Answer, error) {
	q, err := chart.Prepare(text, scope.scope, scope.options)
	if err != nil {
		return q, postgres.Answer{}, err
	}
	if wrong := readable(q.Query, w.project); wrong != "" {
		at := q.Query.Source
		return q, postgres.Answer{}, &filter.Error{Pos: at.Pos, End: at.End, Code: filter.CodeUnknownField, Message: wrong, Suggestion: "logs", Text: text}
	}
	if len(q.Query.Columns) == 0 {
		return q, postgres.Answer{}, &filter.Error{Code: filter.CodeType, Message: "a chart names its columns, such as count(*)", Suggestion: "SELECT day(created), count(*) FROM logs GROUP BY 1", Text: text}
	}
	ask := postgres.Ask{Project: w.project.ID, Query: q.Query, Options: scope.options, Text: pageText, Time: chartTime, Rows: most}
	if !q.Query.Grouped && q.Query.Limit < 0 && most == 0 {
		ask.Rows = pageRows
	}
	answer, err := s.DB.Ask(ctx, ask)
	return q, answer, err
}

// chartBuilder makes a chart of an answer.
type chartBuilder struct {
	project string
	options filter.Options
	q       chart.Question
	answer  postgres.Answer
	kind    store.ChartKind
	v       *charts.Chart
	shown   []int // columns of the answer that the chart asked for
}

func (b *chartBuilder) fill() {
	for i, c := range b.answer.Columns {
		if c.Column < b.q.Own {
			b.shown = append(b.shown, i)
			b.v.Columns = append(b.v.Columns, charts.Column{Name: c.Name, Measure: c.Measure, Number: c.Type == filter.TypeNumber || views.OnlyNumbers(b.answer.Rows, i)})
		}
	}
	days := make([]bool, len(b.shown))
	for k, i := range b.shown {
		days[k] = views.OnlyDays(b.answer.Rows, i, b.options.Location)
	}
	for r := range b.answer.Rows {
		row := charts.Row{}
		for k, i := range b.shown {
			row.Cells = append(row.Cells, b.cell(r, i, days[k]))
		}
		row.URL = b.rowURL(r)
		b.v.Rows = append(b.v.Rows, row)
	}
	if b.kind == store.CrossChart {
		b.tint()
	}
	if why := b.data(); why != "" {
		b.v.Why = why
		return
	}
	switch b.kind {
	case store.LineChart, store.BarChart, store.StackedChart:
		b.v.Panels = charts.NewPanels(b.kind, b.v.Data)
	}
}

func (b *chartBuilder) cell(row, column int, days bool) charts.Cell {
	x := b.answer.Rows[row][column]
	seen := views.NewCell(x, b.options.Location, days)
	cell := charts.Cell{Text: seen.Text, Title: seen.Title, Null: seen.Null}
	measure := b.answer.Columns[column].Measure
	if x == nil && measure {
		return charts.Cell{Text: "–", Null: true}
	}
	if b.q.Query.Grouped {
		if e, ok := b.q.Query.MatchingColumn(b.answer.Columns[column], b.answer.Groups[row], b.options); ok {
			cell.URL = views.LogsURL(b.project, views.LogsQuery{Filter: filter.Format(e)})
		}
	} else if column == 0 && row < len(b.answer.Traces) {
		cell.URL = views.TraceURL(b.project, b.answer.Traces[row], views.TraceQuery{})
	}
	if v, ok := x.(float64); ok {
		cell.Note = b.sureness(row, column, v)
	}
	return cell
}

// rowURL leads to all traces of a row.
func (b *chartBuilder) rowURL(row int) string {
	if !b.q.Query.Grouped {
		return ""
	}
	e, ok := b.q.Query.Matching(b.answer.Groups[row], nil, b.options)
	if !ok {
		return ""
	}
	return views.LogsURL(b.project, views.LogsQuery{Filter: filter.Format(e)})
}

// sureness is what a mean is of, with its interval; empty for what is no mean.
func (b *chartBuilder) sureness(row, column int, mean float64) string {
	c := b.answer.Columns[column]
	places, ok := b.q.Sure[c.Column]
	if !ok {
		return ""
	}
	n, okN := b.beside(row, places[0], c.Pivot)
	squares, okSquares := b.beside(row, places[1], c.Pivot)
	if !okN || !okSquares || n < 1 {
		return ""
	}
	e := statistics.MeanOfSums(int(n), mean*n, squares*n, statistics.Usual)
	if a, ok := b.q.Query.Columns[c.Column].Expr.(*filter.Aggregate); ok && filter.TypeOf(a.Arg) == filter.TypeScore {
		e.Low, e.High = max(0, e.Low), min(1, e.High) // where scores are
	}
	note := "n " + views.Thousands(int64(n))
	if e.Bounded {
		note += ", " + decimal(e.Low) + " to " + decimal(e.High)
	}
	return note
}

// beside is the value of another column of the query in the same row, of the same pivoted values.
func (b *chartBuilder) beside(row, column int, pivot []any) (float64, bool) {
	for i, c := range b.answer.Columns {
		if c.Column == column && fmt.Sprint(c.Pivot) == fmt.Sprint(pivot) {
			v, ok := b.answer.Rows[row][i].(float64)
			return v, ok
		}
	}
	return 0, false
}

// tint colours the numbers of a cross table from the least to the greatest.
func (b *chartBuilder) tint() {
	low, high := math.Inf(1), math.Inf(-1)
	numbers := func(visit func(cell *charts.Cell, v float64)) {
		for r := range b.answer.Rows {
			for k, i := range b.shown {
				if v, ok := b.answer.Rows[r][i].(float64); ok && b.answer.Columns[i].Measure {
					visit(&b.v.Rows[r].Cells[k], v)
				}
			}
		}
	}
	numbers(func(_ *charts.Cell, v float64) { low, high = min(low, v), max(high, v) })
	numbers(func(cell *charts.Cell, v float64) {
		if high > low {
			cell.Tint = "heat-" + strconv.Itoa(min(4, int(5*(v-low)/(high-low))))
		}
	})
}

// data takes what is drawn out of the answer, or says why nothing can be.
func (b *chartBuilder) data() (why string) {
	var dimensions []int
	d := &b.v.Data
	for k, i := range b.shown {
		c := b.answer.Columns[i]
		switch {
		case !c.Measure:
			dimensions = append(dimensions, k)
		case c.Type == filter.TypeNumber && len(d.Series) < chart.MaxSeries:
			d.Series = append(d.Series, b.series(k, i, c.Name))
		case c.Type == filter.TypeNumber:
			note := "The first " + strconv.Itoa(chart.MaxSeries) + " series are drawn; the table has all of them."
			if !slices.Contains(b.v.Notes, note) {
				b.v.Notes = append(b.v.Notes, note)
			}
		}
	}
	if b.kind == store.TableChart || b.kind == store.CrossChart {
		return ""
	}
	if len(d.Series) == 0 {
		return "There is no number to draw: measure something, such as count(*)."
	}
	if b.kind == store.NumberChart {
		return ""
	}
	if len(dimensions) == 0 {
		return "There is one row only: group it by the day or by a field, or choose a big number."
	}
	b.places(dimensions)
	return b.fits()
}

func (b *chartBuilder) series(place, column int, name string) chart.Series {
	s := chart.Series{Name: name, Column: place}
	for _, row := range b.answer.Rows {
		v, ok := row[column].(float64)
		if !ok {
			v = math.NaN()
		}
		s.Values = append(s.Values, v)
	}
	return s
}

// places names the rows: by time where that is all they are grouped by.
func (b *chartBuilder) places(dimensions []int) {
	d := &b.v.Data
	timed := len(dimensions) == 1
	var kept []int
	for r, row := range b.v.Rows {
		var names []string
		for _, k := range dimensions {
			names = append(names, row.Cells[k].Text)
		}
		d.Names, d.Rows = append(d.Names, strings.Join(names, " · ")), append(d.Rows, r)
		at, ok := b.answer.Rows[r][b.shown[dimensions[0]]].(time.Time)
		if timed && ok {
			d.Times = append(d.Times, at.In(b.options.Location))
			kept = append(kept, r)
		}
	}
	if len(kept) < len(d.Rows) {
		d.Times = nil
	}
	*d = d.Ordered()
}

// fits says why the kind of chart cannot show the answer.
func (b *chartBuilder) fits() string {
	d := b.v.Data
	switch {
	case b.kind == store.LineChart && d.Times == nil:
		return "Lines go over time: group by hour, day, week or month alone, or choose bars."
	case b.kind != store.StackedChart:
		return ""
	}
	for _, s := range d.Series {
		if slices.ContainsFunc(s.Values, func(v float64) bool { return v < 0 }) {
			return "Numbers below zero cannot be stacked: choose bars."
		}
	}
	return ""
}
