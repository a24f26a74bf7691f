package filter

import (
	"encoding/json"
	"time"
)

// Matching returns the filter of the traces that are counted in a group: the condition of the query and the values of its
// dimensions, those of a pivoted column where pivot is not nil. Of a query about spans it finds the traces of those spans. False
// where the filter language has no words for it, as for a dimension whose value is an object.
//
// The filter reads the same whatever the time zone it is read in.
func (q *Query) Matching(group, pivot []any, o Options) (Expr, bool) {
	var own []Expr
	for i, d := range q.Dimensions {
		value := group[i]
		for n, e := range q.Pivot {
			if e.(*Ref).Index == i {
				if pivot == nil {
					d = nil
					break
				}
				value = pivot[n]
			}
		}
		if ref, ok := d.(*Ref); d == nil || ok && ref.To != RefDimension {
			continue
		}
		e, ok := equalTo(d, value, o)
		if !ok {
			return nil, false
		}
		own = append(own, e)
	}
	if q.Unpivot != nil {
		e, ok := q.unpivoted(group)
		if !ok {
			return nil, false
		}
		own = append(own, e)
	}
	return q.traces(And(own...), o)
}

// MatchingColumn is Matching for the value of a measure: a count of values counts only rows that have one.
func (q *Query) MatchingColumn(c TableColumn, group []any, o Options) (Expr, bool) {
	e, ok := q.Matching(group, c.Pivot, o)
	a, counts := q.Columns[c.Column].Expr.(*Aggregate)
	if !ok || !counts || a.Func.Kind != AggCount || a.IsRowCount() || q.OfSpans() || narrowRef(a.Arg) {
		return e, ok
	}
	counted, ok := Explicit(&IsNull{X: a.Arg, Not: true}, o)
	return And(e, counted), ok
}

// narrowRef reports whether a value is one of what Unpivot makes.
func narrowRef(e Expr) bool {
	found := false
	Walk(e, func(e Expr) bool {
		_, ok := e.(*Ref)
		found = found || ok
		return !found
	})
	return found
}

// traces turns what is said of rows into what it says of traces.
func (q *Query) traces(rows Expr, o Options) (Expr, bool) {
	e := And(q.Filter, rows)
	if q.OfSpans() {
		inside := And(q.Narrow, rows)
		if q.AboutSpans() {
			inside, e = e, nil
		} else {
			e = q.Filter
		}
		if inside != nil {
			nested := false
			Walk(inside, func(e Expr) bool {
				_, ok := e.(*AnySpan)
				nested = nested || ok
				return !nested
			})
			if nested {
				return nil, false
			}
			e = And(e, &AnySpan{X: inside})
		}
	}
	if e == nil {
		return nil, true
	}
	e, ok := Explicit(e, o)
	return e, ok && len(Format(e)) <= MaxBytes
}

// equalTo is the condition that an expression has a value.
func equalTo(e Expr, value any, o Options) (Expr, bool) {
	switch x := value.(type) {
	case nil:
		return &IsNull{X: e}, true
	case bool:
		switch {
		case IsCondition(e) && x:
			return e, true
		case IsCondition(e):
			return &Not{X: e}, true
		}
	case []any, map[string]any:
		return nil, false
	case time.Time:
		if in := within(e, x, o); in != nil {
			return in, true
		}
		return &Compare{Op: OpEqual, Left: e, Right: timeLiteral(x)}, true
	case json.Number:
		if _, err := x.Float64(); err != nil {
			return nil, false
		}
	}
	if p, ok := e.(*Path); ok {
		return Equal(p, value), true
	}
	return &Compare{Op: OpEqual, Left: e, Right: Value(value)}, true
}

func timeLiteral(t time.Time) *Literal {
	return &Literal{Kind: LitTime, Time: t, Text: t.Format(time.RFC3339Nano)}
}

// within is the stretch of time whose beginning is at, for hour(created) and its kin: an index knows created and no hours. It is
// nil for other expressions, and in the rare hour that such a stretch does not tell exactly.
func within(e Expr, at time.Time, o Options) Expr {
	c, ok := e.(*Call)
	if !ok || c.Func == nil || len(c.Args) == 0 {
		return nil
	}
	p, ok := c.Args[0].(*Path)
	if !ok || p.Field == nil || p.Field.Kind != KindCreated {
		return nil
	}
	loc := zoneOf(c, o)
	at = at.In(loc)
	var end time.Time
	switch y, m, d := at.Date(); c.Func.Kind {
	case FuncHour:
		end = at.Add(time.Hour)
	case FuncDay:
		end = time.Date(y, m, d+1, 0, 0, 0, 0, loc)
	case FuncWeek:
		end = time.Date(y, m, d+7, 0, 0, 0, 0, loc)
	case FuncMonth:
		end = time.Date(y, m+1, 1, 0, 0, 0, 0, loc)
	default:
		return nil
	}
	for _, t := range []time.Time{at, end.Add(-time.Microsecond)} {
		if !Truncate(t, c.Func.Kind, loc).Equal(at) {
			return nil
		}
	}
	return During(p, at, end)
}

// During is the condition that a time is in a stretch whose end does not belong to it. A zero time leaves that side open.
func During(p *Path, from, to time.Time) Expr {
	var terms []Expr
	if !from.IsZero() {
		terms = append(terms, &Compare{Op: OpGreaterEqual, Left: p, Right: timeLiteral(from)})
	}
	if !to.IsZero() {
		terms = append(terms, &Compare{Op: OpLess, Left: p, Right: timeLiteral(to)})
	}
	return And(terms...)
}

// unpivoted is the condition that a row has the element or member that a group is of.
func (q *Query) unpivoted(group []any) (Expr, bool) {
	var key, item any
	var hasKey, hasItem bool
	for i, d := range q.Dimensions {
		ref, ok := d.(*Ref)
		switch {
		case !ok:
		case ref.To == RefKey:
			key, hasKey = group[i], true
		case ref.To == RefItem:
			item, hasItem = group[i], true
		}
	}
	p := *q.Unpivot.X.(*Path)
	text, named := key.(string)
	switch item.(type) {
	case []any, map[string]any:
		return nil, false
	}
	switch {
	case q.Unpivot.Key == "" && !hasItem:
		return &IsNull{X: &p, Not: true}, TypeOf(&p) != TypeJSON && TypeOf(&p) != TypeDocument
	case q.Unpivot.Key == "" && item == nil:
		return nil, false
	case q.Unpivot.Key == "": // INCLUDES finds an element of a JSON list, but also a part of a text
		return Equal(&p, item), TypeOf(&p) != TypeJSON && TypeOf(&p) != TypeDocument
	case !hasKey && !hasItem:
		return &IsNull{X: &p, Not: true}, TypeOf(&p) == TypeObject && p.Field.Kind == KindScores
	case !hasKey, !named, p.Field.Multi:
		return nil, false
	}
	p.Keys = append(p.Keys[:len(p.Keys):len(p.Keys)], Segment{Key: text})
	if !hasItem {
		return &IsNull{X: &p, Not: true}, true
	}
	return Equal(&p, item), true
}

// Explicit writes the parts of a settled condition that depend on the time zone so that they no longer do: times with their
// offset, days with the name of the zone. In UTC, which is what filters are read in elsewhere, it is the condition itself. False
// where that cannot be said, as for created + interval 1 month.
func Explicit(e Expr, o Options) (Expr, bool) {
	loc, ok := o.location(), true
	if loc == time.UTC {
		return e, true
	}
	e = Replace(e, func(e Expr) (Expr, bool) {
		switch n := e.(type) {
		case *Literal:
			if n.Kind == LitTime {
				return timeLiteral(n.Time), true
			}
		case *Arith:
			if at, constant := Constant(n, o); constant {
				if t, isTime := at.(time.Time); isTime {
					return timeLiteral(t), true
				}
			} else if iv, isInterval := n.Right.(*Literal); isInterval && TypeOf(n) == TypeTime && (iv.Interval.Months != 0 || iv.Interval.Days != 0) {
				ok = false
			}
		case *Call:
			if n.Func != nil && n.Func.Zoned && len(n.Args) == 1 {
				of, explicit := Explicit(n.Args[0], o)
				ok = ok && explicit
				c := *n
				c.Args = []Expr{of, Value(loc.String())}
				return &c, true
			}
		}
		return nil, false
	})
	return e, ok
}
