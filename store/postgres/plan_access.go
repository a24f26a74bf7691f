package postgres

import (
	"fmt"
	"strings"
	"time"

	"assay/store/filter"
)

// access is what indexes know about the traces that a filter matches. Each of its conditions is met by all of them.
type access struct {
	terms     []anyTerm
	segments  []anySegment
	scores    []scoreSpan
	commented bool
	flagged   bool
	times     []timeBound
	// spans tells that the filter looks at the spans of a trace, which takes long.
	spans bool
	// sole tells that the times and the one scoreSpan together say all that the filter says.
	sole bool
}

// scoreSpan is what a filter says about the values of one name and source.
type scoreSpan struct {
	name, source string
	bounds       []scoreRange
}

// timeBound is met by traces whose created stands so to at.
type timeBound struct {
	op filter.CompareOp // <, <=, > or >=
	at time.Time
}

// accessOf takes a checked filter apart.
func accessOf(e filter.Expr, o filter.Options) access {
	var a access
	exact := e != nil
	for _, conjunct := range filter.Conjuncts(e) {
		filter.Walk(conjunct, func(e filter.Expr) bool {
			_, any := e.(*filter.AnySpan)
			a.spans = a.spans || any
			return !any
		})
		bounds := timeBounds(conjunct, o)
		a.times = append(a.times, bounds...)
		ranges := 0
		for _, d := range drivers(conjunct) {
			switch d := d.(type) {
			case scoreRange:
				if _, computed := o.DerivedOf(d.Name); computed {
					continue // no index knows it
				}
				a.addScore(d)
				ranges++
			case anyTerm:
				a.terms = append(a.terms, d)
			case anySegment:
				a.segments = append(a.segments, d)
			case commented:
				a.commented = true
			case flagged:
				a.flagged = true
			}
		}
		exact = exact && says(conjunct, len(bounds)+ranges)
	}
	a.sole = exact && len(a.scores) == 1
	return a
}

// says reports whether n bounds are all that a condition says.
func says(e filter.Expr, n int) bool {
	switch e.(type) {
	case *filter.Compare:
		return n == 1
	case *filter.Between:
		return n == 2
	}
	return false
}

// short reports whether an ordered index has few traces for the filter, so that a walk over them is short.
func (a *access) short() bool { return a.commented || a.flagged }

func (a *access) addScore(r scoreRange) {
	for i, s := range a.scores {
		if s.name == r.Name && s.source == r.Source {
			a.scores[i].bounds = append(s.bounds, r)
			return
		}
	}
	a.scores = append(a.scores, scoreSpan{r.Name, r.Source, []scoreRange{r}})
}

// timeBounds reads what a condition says about created.
func timeBounds(e filter.Expr, o filter.Options) []timeBound {
	bound := func(op filter.CompareOp, left, right filter.Expr) []timeBound {
		p, ok := left.(*filter.Path)
		if !ok || p.Field == nil || p.Field.Kind != filter.KindCreated || len(p.Keys) > 0 {
			return nil
		}
		constant, _ := filter.Constant(right, o)
		if at, ok := constant.(time.Time); ok && op.Ordering() {
			return []timeBound{{op, at}}
		}
		return nil
	}
	switch n := e.(type) {
	case *filter.Compare:
		return append(bound(n.Op, n.Left, n.Right), bound(mirrored(n.Op), n.Right, n.Left)...)
	case *filter.Between:
		if !n.Not {
			return append(bound(filter.OpGreaterEqual, n.X, n.Low), bound(filter.OpLessEqual, n.X, n.High)...)
		}
	}
	return nil
}

// timeSQL is the condition of the time bounds on a row, " AND …" or empty.
func (a *access) timeSQL(args *arguments, row string) string {
	var sql strings.Builder
	for _, b := range a.times {
		fmt.Fprintf(&sql, " AND %s.created %s %s::timestamptz", row, b.op, args.add(b.at.UTC()))
	}
	return sql.String()
}

// termSQL is the condition that row t of trace has the terms, " AND …" or empty. The numbers are written out, so that the
// planner sees how frequent they are.
func (a *access) termSQL() string {
	var sql string
	for _, t := range a.terms {
		operator := "&&"
		if len(t) == 1 {
			operator = "@>"
		}
		numbers := strings.Trim(strings.ReplaceAll(fmt.Sprint([]int32(t)), " ", ","), "[]")
		sql += " AND t.terms " + operator + " '{" + numbers + "}'::int4[]"
	}
	return sql
}

// scoreSQL is the condition that row t of trace has the scores, " AND …" or empty.
func (a *access) scoreSQL(args *arguments) string {
	var sql string
	for _, s := range a.scores {
		sql += " AND t.id IN (SELECT s.trace_id FROM trace_score s WHERE " + s.where(args) + ")"
	}
	return sql
}

// where is the condition on row s of trace_score.
func (s scoreSpan) where(args *arguments) string {
	sql := "s.project_id = " + projectArg + " AND s.name = " + args.text(s.name) + " AND s.source = " + args.text(s.source)
	for _, b := range s.bounds {
		sql += fmt.Sprintf(" AND s.value %s %s::float8", b.Op, args.add(b.Value))
	}
	return sql
}
