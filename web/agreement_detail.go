package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"assay/store"
	"assay/store/agreement"
	"assay/store/filter"
	"assay/views"
)

const (
	// mostPeople is how many reviewers the matrix of pairs compares: more do not fit on a page, and pairs grow with the square.
	mostPeople = 10
	// mostSegments is how many values of a metadata key are compared, those with most items.
	mostSegments = 20
)

func (a *agreementReport) detail(q *askedQuestion) *views.AgreementDetail {
	r := q.report
	d := &views.AgreementDetail{
		Name: q.name, Scale: scaleWords[q.Scale], Items: r.Items, Shared: a.scope.items(r.Shared, shared(q.name)), Split: a.scope.items(len(q.Splits()), split(q.name)),
		Baseline: baselineLong(q), Segment: a.query.Segment,
	}
	for _, f := range []agreement.Figure{r.Percent, r.Kappa, r.Linear, r.Quadratic, r.Fleiss, r.Alpha, r.AC1} {
		if f.Reason != agreement.NotItsScale && f.Reason != agreement.NotTwoRaters { // the matrix has the pairs
			d.Figures = append(d.Figures, figureView(f))
		}
	}
	shares := slices.Clone(r.Prevalence)
	if len(shares) > 12 { // a slider has as many values as people took
		slices.SortStableFunc(shares, func(x, y agreement.Share) int { return cmp.Compare(y.N, x.N) })
		shares = shares[:12]
	}
	for _, s := range shares {
		d.Prevalence = append(d.Prevalence, views.AgreementShare{Label: q.Label(s.Value), N: s.N, Share: inPercent(s.Share)})
	}
	a.raters(d, q)
	if !a.ownOnly {
		a.pairs(d, q)
	}
	a.segments(d, q)
	return d
}

func (a *agreementReport) answer(q *askedQuestion, who string) *filter.Path {
	return filter.At("answers", q.name, who)
}

func present(p *filter.Path) filter.Expr { return &filter.IsNull{X: p, Not: true} }

func (a *agreementReport) raters(d *views.AgreementDetail, q *askedQuestion) {
	for _, r := range q.PerRater(resampling(len(q.said), 4*len(q.report.Raters))) {
		if r.Items == 0 || a.ownOnly && r.Name != a.you {
			continue
		}
		line := views.RaterLine{
			Name: r.Name, You: r.Name == a.you, Items: a.scope.items(r.Items, present(a.answer(q, r.Name)), shared(q.name)),
			Percent: figureView(r.Percent), Alpha: figureView(r.Alpha), AlphaWithout: figureView(r.AlphaWithout),
		}
		if q.Scale != agreement.Nominal {
			line.Lean = leanWords(q.Scale, r.Lean)
		}
		d.Raters = append(d.Raters, line)
	}
}

func (a *agreementReport) pairs(d *views.AgreementDetail, q *askedQuestion) {
	people, left := busiest(q.said)
	if len(people) < 2 {
		return
	}
	var said []agreement.Said
	for _, s := range q.said {
		if slices.Contains(people, s.Rater) {
			said = append(said, s)
		}
	}
	among := agreement.NewQuestion(q.options, said)
	m := &views.PairMatrix{People: people, Left: left, Rows: make([]views.PairRow, len(people))}
	for i, name := range people {
		m.Rows[i] = views.PairRow{Name: name, Cells: make([]views.PairCell, len(people))}
		m.Rows[i].Cells[i].Same = true
	}
	for _, p := range among.Pairs(resampling(len(said), 5*(len(people)-1))) {
		cell := a.pairCell(q, p)
		i, j := slices.Index(people, p.A), slices.Index(people, p.B)
		m.Rows[i].Cells[j], m.Rows[j].Cells[i] = cell, cell
		if a.query.A == p.A && a.query.B == p.B && q.Scale != agreement.Interval {
			d.Cross = a.cross(q, among, p)
		}
	}
	d.Matrix = m
}

// busiest are the people who answered most, by name, and how many are left out.
func busiest(said []agreement.Said) (people []string, left int) {
	n := map[string]int{}
	for _, s := range said {
		if n[s.Rater]++; n[s.Rater] == 1 {
			people = append(people, s.Rater)
		}
	}
	slices.SortFunc(people, func(x, y string) int { return cmp.Or(cmp.Compare(n[y], n[x]), cmp.Compare(x, y)) })
	if left = len(people) - mostPeople; left > 0 {
		people = people[:mostPeople]
	}
	slices.Sort(people)
	return people, max(0, left)
}

func (a *agreementReport) pairCell(q *askedQuestion, p agreement.Pair) views.PairCell {
	figure := p.Kappa
	if q.Scale != agreement.Nominal {
		figure = p.Quadratic
	}
	x, y := a.answer(q, p.A), a.answer(q, p.B)
	query := a.query
	query.Question, query.A, query.B = q.name, p.A, p.B
	differ := 0
	if p.Percent.OK() {
		differ = p.Items - int(p.Percent.Value*float64(p.Items)+0.5)
	}
	cell := views.PairCell{
		Figure: figureView(figure), URL: views.AgreementURL(a.scope.project, query) + "#pair", Items: a.scope.items(p.Items, present(x), present(y)),
		Differ: a.scope.items(differ, &filter.Compare{Op: filter.OpNotEqual, Left: x, Right: y}),
	}
	if q.Scale == agreement.Interval { // numbers make no table that one could read
		cell.URL = cell.Items.URL
	}
	return cell
}

// cross is what two people answered on the same items. The filter names an answer as its category, or its number.
func (a *agreementReport) cross(q *askedQuestion, among agreement.Question, p agreement.Pair) *views.PairCross {
	out := &views.PairCross{A: p.A, B: p.B}
	if p.Items == 0 {
		return out
	}
	for _, v := range p.Values {
		out.Labels = append(out.Labels, among.Label(v))
	}
	for i, line := range p.Counts {
		row := make([]views.ItemLink, len(line))
		for j, n := range line {
			row[j] = a.scope.items(n, is(a.answer(q, p.A), among.Score(p.Values[i])), is(a.answer(q, p.B), among.Score(p.Values[j])))
		}
		out.Cells = append(out.Cells, row)
	}
	return out
}

// is the condition that a path has a score: its category, or its number where there is none.
func is(p *filter.Path, s store.Score) filter.Expr {
	switch {
	case s.Category != "":
		return filter.Equal(p, s.Category)
	case s.Number != nil:
		return filter.Equal(p, *s.Number)
	}
	return filter.Equal(p, nil)
}

// segments compares the values of a metadata key. An item may have several, from feedback, and is then in each.
func (a *agreementReport) segments(d *views.AgreementDetail, q *askedQuestion) {
	if a.query.Segment == "" {
		return
	}
	items := map[string]map[string]bool{} // by value as JSON
	for id, values := range a.read.Segments {
		for _, v := range values {
			if items[string(v)] == nil {
				items[string(v)] = map[string]bool{}
			}
			items[string(v)][string(id)] = true
		}
	}
	for value, in := range items {
		var v any
		if json.Unmarshal([]byte(value), &v) != nil {
			continue
		}
		part := q.Only(func(item string) bool { return in[item] })
		f := part.Figures(resampling(len(q.said), 2), agreement.Percent, agreement.Alpha)
		if f[0].Items == 0 {
			continue
		}
		here := filter.Equal(filter.At("metadata", a.query.Segment), v)
		d.Segments = append(d.Segments, views.SegmentLine{Label: fmt.Sprint(v), Items: a.scope.items(f[0].Items, here, shared(q.name)),
			Split: a.scope.items(len(part.Splits()), here, split(q.name)), Percent: figureView(f[0]), Alpha: figureView(f[1])})
	}
	slices.SortFunc(d.Segments, func(x, y views.SegmentLine) int {
		return cmp.Or(cmp.Compare(y.Items.N, x.Items.N), cmp.Compare(x.Label, y.Label))
	})
	d.Segments = d.Segments[:min(len(d.Segments), mostSegments)]
}

func inPercent(share float64) string { return strconv.FormatFloat(100*share, 'f', 0, 64) + " %" }
