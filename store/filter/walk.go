package filter

// Children returns the direct parts of a node in the order they are written.
func Children(e Expr) []Expr {
	switch n := e.(type) {
	case *Compare:
		return []Expr{n.Left, n.Right}
	case *Between:
		return []Expr{n.X, n.Low, n.High}
	case *In:
		return append([]Expr{n.X}, n.Items...)
	case *IsNull:
		return []Expr{n.X}
	case *IsBool:
		return []Expr{n.X}
	case *Like:
		return []Expr{n.X, n.Pattern}
	case *Match:
		return []Expr{n.X, n.Query}
	case *Includes:
		return append([]Expr{n.X}, n.Items...)
	case *Logic:
		return n.Terms
	case *Not:
		return []Expr{n.X}
	case *Arith:
		return []Expr{n.Left, n.Right}
	case *Neg:
		return []Expr{n.X}
	case *Call:
		return n.Args
	case *Cond:
		return []Expr{n.If, n.Then, n.Else}
	case *AnySpan:
		return []Expr{n.X}
	case *Aggregate:
		if n.Arg != nil {
			return []Expr{n.Arg}
		}
	}
	return nil
}

// Walk visits e and everything below it, parents first. It does not descend where visit returns false. A nil filter has
// nothing to visit.
func Walk(e Expr, visit func(Expr) bool) {
	if e == nil || !visit(e) {
		return
	}
	for _, c := range Children(e) {
		Walk(c, visit)
	}
}

// Conjuncts returns the conditions that must all hold: the terms of an AND, the condition itself otherwise, none for the
// empty filter.
func Conjuncts(e Expr) []Expr {
	if e == nil {
		return nil
	}
	if l, ok := e.(*Logic); ok && l.Op == OpAnd {
		return l.Terms
	}
	return []Expr{e}
}

// IsCondition reports whether the node is a test with a truth value of its own, as against a value to be tested. Bare
// boolean paths, literals, functions and ternaries are values that may stand for a condition.
func IsCondition(e Expr) bool {
	switch e.(type) {
	case *Compare, *Between, *In, *IsNull, *IsBool, *Like, *Match, *Includes, *Logic, *Not, *AnySpan:
		return true
	}
	return false
}

// Ranges returns the multi-valued paths a test ranges over: those below it that no inner condition closes off, in the order
// they are written. A path that stands twice is there twice; each occurrence ranges on its own. A list counted whole, as in
// len(tags) and tags INCLUDES 'a', is not ranged over, nor is bare metadata. A measure is one value already.
func Ranges(test Expr) []*Path {
	var out []*Path
	var visit func(e Expr)
	visit = func(e Expr) {
		if p, ok := e.(*Path); ok {
			if p.Field != nil && p.Field.Multi && typeOfPath(p) != TypeObject {
				out = append(out, p)
			}
			return
		}
		if _, ok := e.(*Aggregate); ok || IsCondition(e) {
			return
		}
		if c, ok := e.(*Call); ok && c.Func != nil && (c.Func.Kind == FuncSearch || wholeList(c)) {
			return
		}
		for _, c := range Children(e) {
			visit(c)
		}
	}
	if p, ok := test.(*Path); ok {
		visit(p)
		return out
	}
	for i, c := range Children(test) {
		if _, ok := test.(*Includes); ok && i == 0 && TypeOf(c) == TypeList {
			continue
		}
		visit(c)
	}
	return out
}

// ValueRanges returns the multi-valued paths that a value ranges over where it stands by itself: those of a test of it. A
// condition has one truth, whatever it ranges over.
func ValueRanges(e Expr) []*Path {
	if IsCondition(e) {
		return nil
	}
	return Ranges(&Neg{X: e})
}

// wholeList reports whether the call takes its argument as a list and not value by value.
func wholeList(c *Call) bool {
	return c.Func.Kind == FuncLen && len(c.Args) == 1 && TypeOf(c.Args[0]) == TypeList
}
