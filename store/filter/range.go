package filter

import "time"

// TimeRange returns the time that a checked filter leaves open by what it says of created alone: not before from, and before to.
// Zero is open. A bound that belongs to the other side, as in created > x, is moved by a microsecond, which is as fine as times
// are stored.
func TimeRange(e Expr, o Options) (from, to time.Time) {
	for _, c := range Conjuncts(e) {
		first, end, ok := boundsOn(c, o)
		if !ok {
			continue
		}
		if first.After(from) {
			from = first
		}
		if !end.IsZero() && (to.IsZero() || end.Before(to)) {
			to = end
		}
	}
	return from, to
}

// InTime returns a checked filter with what it says of created alone exchanged for a stretch of time, whose end does not belong to
// it. Zero leaves that side open.
func InTime(e Expr, from, to time.Time, o Options) Expr {
	var kept []Expr
	for _, c := range Conjuncts(e) {
		if _, _, ok := boundsOn(c, o); !ok {
			kept = append(kept, c)
		}
	}
	return And(append(kept, During(At("created"), from, to))...)
}

// boundsOn reads a condition that bounds created by constants and says nothing else.
func boundsOn(e Expr, o Options) (from, to time.Time, ok bool) {
	switch n := e.(type) {
	case *Compare:
		op, left, right := n.Op, n.Left, n.Right
		if isCreated(right) {
			op, left, right = mirror(op), right, left
		}
		at, constant := timeOf(right, o)
		if !isCreated(left) || !constant {
			return from, to, false
		}
		switch op {
		case OpGreater:
			return at.Add(time.Microsecond), to, true
		case OpGreaterEqual:
			return at, to, true
		case OpLess:
			return from, at, true
		case OpLessEqual:
			return from, at.Add(time.Microsecond), true
		}
	case *Between:
		low, okLow := timeOf(n.Low, o)
		high, okHigh := timeOf(n.High, o)
		if !n.Not && isCreated(n.X) && okLow && okHigh {
			return low, high.Add(time.Microsecond), true
		}
	}
	return from, to, false
}

func isCreated(e Expr) bool {
	p, ok := e.(*Path)
	return ok && p.Field != nil && p.Field.Kind == KindCreated
}

func timeOf(e Expr, o Options) (time.Time, bool) {
	x, _ := Constant(e, o)
	at, ok := x.(time.Time)
	return at, ok
}

// mirror is the operator that says the same with its sides exchanged.
func mirror(op CompareOp) CompareOp {
	switch op {
	case OpLess:
		return OpGreater
	case OpLessEqual:
		return OpGreaterEqual
	case OpGreater:
		return OpLess
	case OpGreaterEqual:
		return OpLessEqual
	}
	return op
}
