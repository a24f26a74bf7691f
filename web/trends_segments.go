package web

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"assay/store/filter"
	"assay/store/rollup"
	"assay/store/statistics"
	"assay/views"
	"assay/views/trends"
)

// mostTrendSegments is how many values of a field the page shows.
const mostTrendSegments = 25

// divide sorts the values of the field by who suffers most.
func (r *trendReport) divide(scores []rollup.Series) {
	d := trends.Segments{Field: r.query.Group}
	chosen, ok := r.chosenScore(scores)
	for _, s := range scores {
		d.Scores = append(d.Scores, trends.Choice{Name: scoreLabel(s), URL: scoreToken(s), Current: ok && s == chosen})
	}
	for _, field := range append(sortedFields(r.fields), r.wide...) {
		d.Fields = append(d.Fields, trends.Choice{Name: field, Current: field == r.query.Group})
	}
	if ok {
		d.Score = scoreLabel(chosen)
	}
	switch {
	case r.query.Group == "":
		d.None = "Traces have neither names nor tags nor metadata with a few values to divide them by."
	case len(r.segments) == 0:
		d.None = "No trace here has " + r.query.Group + "."
	default:
		r.lines(&d, chosen, ok)
	}
	r.page.Segments = d
}

// chosenScore is the score that segments are sorted by: the one of the address, or the first.
func (r *trendReport) chosenScore(scores []rollup.Series) (rollup.Series, bool) {
	for _, s := range scores {
		if scoreToken(s) == r.query.Score {
			return s, true
		}
	}
	if len(scores) == 0 {
		return rollup.Series{}, false
	}
	return scores[0], true
}

// segment is one value of the field with what was counted of it.
type segment struct {
	value string
	cells map[rollup.Series]rollup.Cell
	mean  statistics.Estimate
}

func (r *trendReport) gathered(score rollup.Series) []segment {
	by := map[string]*segment{}
	for _, p := range r.segments {
		if by[p.Value] == nil {
			by[p.Value] = &segment{value: p.Value, cells: map[rollup.Series]rollup.Cell{}}
		}
		s := p.Series
		s.Field, s.Value = "", ""
		c := by[p.Value].cells[s]
		c.Add(p.Cell)
		by[p.Value].cells[s] = c
	}
	var out []segment
	for _, s := range by {
		s.mean = meanOf(s.cells[score])
		out = append(out, *s)
	}
	all := rollup.Series{Measure: rollup.Traces}
	// Who is surely unhappiest comes first: a mean of few votes has a wide interval and says little.
	slices.SortFunc(out, func(a, b segment) int {
		return cmp.Or(cmp.Compare(ceiling(a.mean), ceiling(b.mean)), cmp.Compare(b.cells[all].N, a.cells[all].N), strings.Compare(a.value, b.value))
	})
	return out
}

// ceiling is how high a mean may be; without an interval it may be anything.
func ceiling(e statistics.Estimate) float64 {
	switch {
	case !e.OK() || e.N == 0:
		return 3
	case !e.Bounded:
		return 2
	}
	return e.High
}

func (r *trendReport) lines(d *trends.Segments, score rollup.Series, scored bool) {
	found := r.gathered(score)
	shown := found[:min(len(found), mostTrendSegments)]
	d.Rest = len(found) - len(shown)
	for _, s := range shown {
		d.Lines = append(d.Lines, r.line(s, score, scored))
	}
	if scored {
		d.Over = r.segmentsOver(found, score)
	}
}

func (r *trendReport) line(s segment, score rollup.Series, scored bool) trends.Segment {
	condition := rollup.Series{Field: r.query.Group, Value: s.value}.Condition()
	get := func(m rollup.Measure) rollup.Cell { return s.cells[rollup.Series{Measure: m}] }
	traces := get(rollup.Traces)
	out := trends.Segment{Name: filter.CellText(rollup.ValueOf(s.value)), URL: r.of(condition), Traces: count(traces.N, r.of(condition))}
	q := r.page.Query
	q.Filter = filter.Format(filter.And(filter.InTime(r.f.expr, time.Time{}, time.Time{}, r.f.options), condition))
	out.URL = trends.URL(r.project.Name, q)
	if c := s.cells[score]; scored && c.N > 0 {
		out.Mean = r.meanCell(c, r.of(condition, present(seriesPath(score))))
		out.Bar = trends.Bar{Mean: 100 * s.mean.Value, Low: 100 * s.mean.Low, High: 100 * s.mean.High, Bounded: s.mean.Bounded}
		if s.mean.Bounded {
			out.Interval = decimal(s.mean.Low) + " to " + decimal(s.mean.High)
		}
		out.ReviewURL = views.ReviewURL(r.project.Name, views.ReviewQuery{Filter: filter.Format(filter.And(r.scope.query.Filter, condition, unhappy(score)))})
	}
	errors := get(rollup.Errors)
	rate := statistics.Rate(int(errors.N), int(traces.N), statistics.Usual)
	out.Errors = trends.Cell{Text: finePercent(rate.Value), Title: "95 % interval " + finePercent(rate.Low) + " to " + finePercent(rate.High), URL: r.of(condition, failed())}
	if errors.N == 0 {
		out.Errors.URL = ""
	}
	if c := get(rollup.Duration); c.N > 0 {
		out.Duration = trends.Cell{Text: seconds(c.Mean(rollup.Duration)), URL: r.of(condition, present(filter.At("duration"))), Note: "n " + views.Thousands(c.N)}
	}
	if c := get(rollup.Cost); c.N > 0 {
		out.Cost = trends.Cell{Text: money(c.Total(rollup.Cost)), URL: r.of(condition, present(filter.At("cost"))), Note: "n " + views.Thousands(c.N)}
	}
	return out
}

// segmentsOver is the score over time for the values that most traces with the score have.
func (r *trendReport) segmentsOver(found []segment, score rollup.Series) trends.Chart {
	most := slices.Clone(found)
	slices.SortStableFunc(most, func(a, b segment) int { return cmp.Compare(b.cells[score].N, a.cells[score].N) })
	most = most[:min(len(most), mostLines)]
	var columns []string
	for _, s := range most {
		columns = append(columns, filter.CellText(rollup.ValueOf(s.value)))
	}
	by := index(r.segments)
	return r.chart("divided", scoreLabel(score)+" by "+r.query.Group, "The values with most scores.", columns, func(b int) []trends.Cell {
		var cells []trends.Cell
		for _, s := range most {
			series := score
			series.Field, series.Value = r.query.Group, s.value
			cells = append(cells, r.meanCell(by[place{series, b}], r.in(b, series.Condition(), present(seriesPath(score)))))
		}
		return cells
	})
}
