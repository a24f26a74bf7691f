package filter

import (
	"math"
	"math/big"
	"slices"
	"strings"
)

// showRows computes the columns of rows that are not grouped, in the order that the query asks for.
func showRows(q *Query, rows []*evaluator) []answered {
	out := make([]answered, len(rows))
	for i, v := range rows {
		for _, c := range q.Columns {
			out[i].values = append(out[i].values, v.shown(c.Expr))
		}
		for _, s := range q.Sort {
			out[i].order = append(out[i].order, least(v.spread(s.Expr)))
		}
	}
	sortTable(out, descending(q))
	return out
}

// least is what a row with several values is sorted by.
func least(values []any) any {
	if len(values) == 0 {
		return nil
	}
	return slices.MinFunc(values, func(a, b any) int { return before(a, b, false) })
}

func descending(q *Query) []bool {
	out := make([]bool, len(q.Sort))
	for i, s := range q.Sort {
		out[i] = s.Descending
	}
	return out
}

// group is the rows that share the values of the dimensions.
type group struct {
	values []any
	rows   []*evaluator
}

// groupRows gathers rows. A row belongs to a group of every value that it has of a dimension, and to the group of NULL where it
// has none. Without dimensions there is one group, even of no rows.
func groupRows(q *Query, rows []*evaluator, o Options) []answered {
	groups := map[string]*group{}
	if len(q.Dimensions) == 0 {
		groups[""] = &group{}
	}
	for _, v := range rows {
		for _, values := range combinations(v, q.Dimensions) {
			keys := make([]string, len(values))
			for i, x := range values {
				keys[i] = keyOf(x)
			}
			key := strings.Join(keys, "\x00")
			if groups[key] == nil {
				groups[key] = &group{values: values}
			}
			groups[key].rows = append(groups[key].rows, v)
		}
	}
	order := GroupOrder(q)
	var out []answered
	for _, g := range groups {
		v := &evaluator{o: o, row: &Row{}, refs: refs{dimensions: g.values, measures: map[string]any{}}}
		for _, a := range q.Aggregates() {
			v.refs.measures[Format(a)] = measure(a, g.rows)
		}
		if q.Having != nil && v.truth(q.Having) != True {
			continue
		}
		r := answered{group: g.values}
		for _, c := range q.Columns {
			r.values = append(r.values, Canonical(v.result(c.Expr)))
		}
		for _, s := range order {
			r.order = append(r.order, Canonical(v.result(s.Expr)))
		}
		out = append(out, r)
	}
	directions := make([]bool, len(order))
	for i, s := range order {
		directions[i] = s.Descending
	}
	sortTable(out, directions)
	return out
}

// result is a value that is computed from those of a group.
func (v *evaluator) result(e Expr) any { return as(v.value(e), plainType(TypeOf(e))) }

// GroupOrder is the order of the groups of an answer: that of the query, and then one that leaves nothing open. A query that says
// nothing has times from old to new, and otherwise the largest first measure first.
func GroupOrder(q *Query) []Sort {
	order := slices.Clone(q.Sort)
	time := slices.ContainsFunc(q.Dimensions, func(d Expr) bool { return TypeOf(d) == TypeTime })
	if len(order) == 0 && !time {
		for _, c := range q.Columns {
			if c.Measure {
				order = append(order, Sort{Expr: c.Expr, Descending: true})
				break
			}
		}
	}
	rest := make([]Sort, 0, len(q.Dimensions))
	for i, d := range q.Dimensions {
		rest = append(rest, Sort{Expr: &Ref{To: RefDimension, Index: i, Name: Format(d), Type: plainType(TypeOf(d))}})
	}
	slices.SortStableFunc(rest, func(a, b Sort) int { return btoi(TypeOf(b.Expr) == TypeTime) - btoi(TypeOf(a.Expr) == TypeTime) })
	return append(order, rest...)
}

// combinations are the values of dimensions that a row has, all with all.
func combinations(v *evaluator, dimensions []Expr) [][]any {
	out := [][]any{{}}
	for _, d := range dimensions {
		values := v.spread(d)
		if len(values) == 0 {
			values = []any{nil}
		}
		var next [][]any
		for _, head := range out {
			for _, x := range values {
				next = append(next, append(slices.Clone(head), x))
			}
		}
		out = next
	}
	return out
}

// measure computes one value of many rows. A row counts once, and each different value that it has counts once.
func measure(a *Aggregate, rows []*evaluator) any {
	if a.Func.Kind == AggCount {
		n := 0
		for _, v := range rows {
			if a.IsRowCount() || v.test(&IsNull{X: a.Arg, Not: true}) == True {
				n++
			}
		}
		return float64(n)
	}
	var values []any
	var numbers []float64
	for _, v := range rows {
		here := v.spread(a.Arg)
		values = append(values, here...)
		var own []any
		for _, x := range here {
			if f, ok := floatOf(x); ok {
				own = append(own, f)
			}
		}
		for _, x := range distinct(own) { // numbers that are the same as doubles are one value
			numbers = append(numbers, x.(float64))
		}
	}
	switch a.Func.Kind {
	case AggCountDistinct:
		return float64(len(distinct(values)))
	case AggSum:
		return sumOf(numbers)
	case AggAvg:
		if sum := sumOf(numbers); sum != nil {
			return sum.(float64) / float64(len(numbers))
		}
		return nil
	case AggPercentile:
		return percentile(numbers, a.Fraction)
	}
	if extremeType(TypeOf(a.Arg)) == TypeNumber {
		values = anyFloats(numbers)
	}
	if len(values) == 0 {
		return nil
	}
	compare := func(x, y any) int { return before(x, y, false) }
	if a.Func.Kind == AggMin {
		return slices.MinFunc(values, compare)
	}
	return slices.MaxFunc(values, compare)
}

func anyFloats(numbers []float64) []any {
	out := make([]any, len(numbers))
	for i, f := range numbers {
		out[i] = f
	}
	return out
}

// sumOf adds the decimals that the numbers read as, without rounding on the way; NULL without numbers and beyond a double.
func sumOf(numbers []float64) any {
	if len(numbers) == 0 {
		return nil
	}
	sum := new(big.Rat)
	for _, f := range numbers {
		sum.Add(sum, decimal(f))
	}
	f, _ := sum.Float64()
	if math.IsInf(f, 0) {
		return nil
	}
	return f
}

// percentile is the continuous one, type 7 of Hyndman and Fan, "Sample Quantiles in Statistical Packages" (The American
// Statistician 50, 1996): what percentile_cont of SQL computes.
func percentile(numbers []float64, fraction float64) any {
	if len(numbers) == 0 {
		return nil
	}
	sorted := slices.Sorted(slices.Values(numbers))
	at := fraction * float64(len(sorted)-1)
	low, high := sorted[int(math.Floor(at))], sorted[int(math.Ceil(at))]
	part := at - math.Floor(at)
	difference := part * (high - low) // on its own, so that no processor fuses it with the sum
	f := low + float64(difference)
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return nil
	}
	return f
}
