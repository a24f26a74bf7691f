package chart

import (
	"slices"
	"strconv"
	"strings"

	"assay/store/filter"
)

// Read shows the text of a query as a form; false for a query that says what a form has no place for. It tries what the form
// would write, so that no query is ever shown as another.
func Read(text string, o filter.Options) (Form, bool) {
	q, ok := checked(text, o)
	if !ok {
		return Form{}, false
	}
	f, ok := formOf(q)
	if !ok {
		return Form{}, false
	}
	back, faults := f.Write(o)
	if len(faults) > 0 {
		return Form{}, false
	}
	again, ok := checked(back, o)
	return f, ok && signature(again) == signature(q)
}

func checked(text string, o filter.Options) (*filter.Query, bool) {
	q, err := filter.ParseQuery(text)
	if err != nil {
		return nil, false
	}
	o.Text = text
	_, err = filter.CheckQuery(q, filter.QueryOptions{Options: o, Shape: filter.ShapeSummary})
	return q, err == nil
}

// signature tells queries apart: two that ask the same in the same columns have the same.
func signature(q *filter.Query) string {
	var b strings.Builder
	part := func(name string, texts ...string) {
		b.WriteString(name + "\x00" + strings.Join(texts, "\x00") + "\x01")
	}
	part("from", q.Source.ID, q.Source.Shape.String())
	for _, c := range q.Columns {
		part("column", c.Name, filter.Format(c.Expr))
	}
	for _, d := range q.Dimensions {
		part("group", filter.Format(d))
	}
	part("where", filter.Format(q.Filter), filter.Format(q.Narrow))
	part("having", filter.Format(q.Having))
	for _, s := range q.Sort {
		part("sort", filter.Format(s.Expr), strconv.FormatBool(s.Descending))
	}
	for _, e := range q.Pivot {
		part("pivot", filter.Format(e))
	}
	part("limit", strconv.Itoa(q.Limit), q.Cursor, strconv.FormatBool(q.Unpivot != nil), strconv.FormatBool(q.Sample != nil), strconv.FormatBool(q.Star))
	return b.String()
}

// formOf reads a checked query as far as a form goes. What it leaves out the signature tells.
func formOf(q *filter.Query) (f Form, ok bool) {
	if !q.Grouped || len(q.Pivot) > 1 || len(q.Dimensions) > 3 {
		return f, false
	}
	f.Spans = q.AboutSpans()
	pivoted := ""
	if len(q.Pivot) == 1 {
		pivoted = filter.Format(q.Pivot[0])
	}
	for _, d := range q.Dimensions {
		text := filter.Format(d)
		step, isStep := stepOf(d)
		switch {
		case text == pivoted:
			f.Split = text
		case isStep && f.Step == "":
			f.Step = step
		case f.By == "":
			f.By = text
		default:
			return f, false
		}
	}
	for _, c := range q.Columns {
		if a, measures := c.Expr.(*filter.Aggregate); measures {
			m, known := measureOf(a)
			if !known {
				return f, false
			}
			if c.Name != m.DefaultName(f.Spans) {
				m.Name = c.Name
			}
			f.Measures = append(f.Measures, m)
		}
	}
	f.Filter = filter.NewForm(q.Filter)
	if q.Limit >= 0 {
		f.Limit = strconv.Itoa(q.Limit)
	}
	if len(q.Sort) == 1 {
		f.Order = "asc"
		if q.Sort[0].Descending {
			f.Order = "desc"
		}
	}
	return f, len(f.Measures) > 0 && len(f.Measures) <= MaxMeasures
}

// stepOf reads day(created) and its kin.
func stepOf(e filter.Expr) (string, bool) {
	for _, s := range Steps {
		if s.Value != "" && filter.Format(e) == s.Value+"(created)" {
			return s.Value, true
		}
	}
	return "", false
}

func measureOf(a *filter.Aggregate) (Measure, bool) {
	if a.Func.Kind == filter.AggCount && a.Arg == nil {
		return Measure{Func: "rows"}, true
	}
	if a.Arg == nil {
		return Measure{}, false
	}
	m := Measure{Field: filter.Format(a.Arg)}
	switch a.Func.Kind {
	case filter.AggCount:
		m.Func = "count"
	case filter.AggCountDistinct:
		m.Func = "distinct"
	case filter.AggSum:
		m.Func = "sum"
	case filter.AggAvg:
		m.Func = "avg"
	case filter.AggMin:
		m.Func = "min"
	case filter.AggMax:
		m.Func = "max"
	case filter.AggPercentile:
		at := slices.IndexFunc(Funcs, func(c Choice) bool { share, ok := percentiles[c.Value]; return ok && share == a.Fraction })
		if at < 0 {
			return m, false
		}
		m.Func = Funcs[at].Value
	}
	_, isPath := a.Arg.(*filter.Path)
	return m, isPath
}
