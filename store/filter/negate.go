package filter

// Negate returns the opposite of a condition, in the words a person would choose: = and <!=>, < and >=, IN and NOT IN. The
// opposite of the opposite is the condition again, but for != and <=>, which become = and <!=>. Traces without the value
// are among those that <!=> finds and among neither of < and >=, so this is not NOT.
func Negate(e Expr) Expr {
	switch n := e.(type) {
	case *Compare:
		return negateCompare(n)
	case *Between:
		c := *n
		c.Not = !n.Not
		return &c
	case *In:
		c := *n
		c.Not = !n.Not
		return &c
	case *IsNull:
		c := *n
		c.Not = !n.Not
		return &c
	case *IsBool:
		c := *n
		c.Not = !n.Not
		return &c
	case *Like:
		c := *n
		c.Not = !n.Not
		return &c
	case *Match:
		c := *n
		c.Not = !n.Not
		return &c
	case *Includes:
		c := *n
		c.Not = !n.Not
		return &c
	case *Not:
		return n.X
	}
	return &Not{X: e}
}

var oppositeOf = map[CompareOp]CompareOp{
	OpEqual: OpNotSame, OpNotSame: OpEqual, OpNotEqual: OpEqual, OpSame: OpNotSame,
	OpLess: OpGreaterEqual, OpGreaterEqual: OpLess, OpGreater: OpLessEqual, OpLessEqual: OpGreater,
}

func negateCompare(n *Compare) Expr {
	if n.Op.Ordering() && len(Ranges(n)) > 0 {
		return &Not{X: n} // of several values one may be less and another greater
	}
	c := *n
	if lit, ok := n.Right.(*Literal); ok && n.Op == OpEqual && lit.Kind == LitBool && TypeOf(n.Left) == TypeBool {
		c.Right = Value(!lit.Bool)
		return &c
	}
	c.Op = oppositeOf[n.Op]
	return &c
}

// Negative reports whether a condition leaves out rather than picks: what Negate makes of one that picks.
func Negative(e Expr) bool {
	switch n := e.(type) {
	case *Compare:
		return n.Op == OpNotEqual || n.Op == OpNotSame
	case *Between:
		return n.Not
	case *In:
		return n.Not
	case *Like:
		return n.Not
	case *Match:
		return n.Not
	case *Includes:
		return n.Not
	case *Not:
		return true
	}
	return false
}

// Narrow adds a condition to those that must hold, taking its opposite away: what a click on "only these" does.
func Narrow(e, add Expr) Expr {
	wanted, unwanted := Format(add), Format(Negate(add))
	var kept []Expr
	for _, c := range Conjuncts(e) {
		switch Format(c) {
		case wanted:
			return e
		case unwanted:
		default:
			kept = append(kept, c)
		}
	}
	return And(append(kept, add)...)
}
