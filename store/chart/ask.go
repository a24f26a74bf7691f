package chart

import (
	"time"

	"assay/store/filter"
)

// Scope is what a dashboard is about.
type Scope struct {
	Filter   filter.Expr // checked; nil for everything
	From, To time.Time   // zero leaves the side open; To does not belong to it
}

// Question is the query of a chart, ready to be asked.
type Question struct {
	Query *filter.Query
	Own   int // how many of its columns the chart asked for; those behind tell how sure the means among them are
	// Sure has, by the place of a column that is a mean, the places of the columns with how many values it is of and with the
	// mean of their squares.
	Sure     map[int][2]int
	Warnings []filter.Warning
	// Apart tells that the filter of the scope says something about spans here, whose conditions are about spans.
	Apart bool
}

// Prepare reads the query of a chart and narrows it to a scope. Times that the query itself sets give way to those of the scope.
// The error is a *filter.Error with its place in the text.
func Prepare(text string, scope Scope, o filter.Options) (Question, error) {
	o.Text = text
	plain, warnings, err := read(text, o, nil)
	if err != nil {
		return Question{}, err
	}
	out := Question{Query: plain, Own: len(plain.Columns), Warnings: warnings}
	if sure, places, ok := withSureness(text, o); ok {
		out.Query, out.Sure = sure, places
	}
	q := out.Query
	out.Apart = scope.Filter != nil && q.AboutSpans()
	q.Filter = filter.And(q.Filter, scope.Filter)
	if !scope.From.IsZero() || !scope.To.IsZero() {
		q.Filter = filter.InTime(q.Filter, scope.From, scope.To, o)
	}
	return out, nil
}

func read(text string, o filter.Options, change func(*filter.Query)) (*filter.Query, []filter.Warning, error) {
	q, err := filter.ParseQuery(text)
	if err != nil {
		return nil, nil, err
	}
	if change != nil {
		change(q)
	}
	warnings, err := filter.CheckQuery(q, filter.QueryOptions{Options: o, Shape: filter.ShapeSummary})
	return q, warnings, err
}

// withSureness adds to every mean of a query how many values it is of and the mean of their squares, so that the chart can tell
// how sure it is. False where there is no mean, or where the longer query would not be one.
func withSureness(text string, o filter.Options) (*filter.Query, map[int][2]int, bool) {
	places := map[int][2]int{}
	count, _ := filter.LookupAggregate("count")
	avg, _ := filter.LookupAggregate("avg")
	q, _, err := read(text, o, func(q *filter.Query) {
		for i, c := range q.Columns {
			a, ok := c.Expr.(*filter.Aggregate)
			if !ok || a.Func.Kind != filter.AggAvg {
				continue
			}
			n := len(q.Columns)
			square := &filter.Arith{Op: filter.OpMultiply, Left: again(a.Arg), Right: again(a.Arg)}
			q.Columns = append(q.Columns, filter.Column{Name: "\x00n " + c.Name, Expr: &filter.Aggregate{Func: count, Arg: again(a.Arg)}},
				filter.Column{Name: "\x00squares " + c.Name, Expr: &filter.Aggregate{Func: avg, Arg: square}})
			places[i] = [2]int{n, n + 1}
		}
	})
	return q, places, err == nil && len(places) > 0
}

// again is an expression anew: Check settles expressions in place, so that no two columns may share one.
func again(e filter.Expr) filter.Expr {
	if copied, err := filter.Parse(filter.Format(e)); err == nil && copied != nil {
		return copied
	}
	return e
}
