package filter

// Replace returns e with every node for which swap has something else to say exchanged for that, the outermost first; what was
// exchanged is not looked into again. Nodes are copied where something below them changed, so that e itself stays as it is.
func Replace(e Expr, swap func(Expr) (Expr, bool)) Expr {
	if e == nil {
		return nil
	}
	if with, ok := swap(e); ok {
		return with
	}
	one := func(e Expr) Expr { return Replace(e, swap) }
	switch n := e.(type) {
	case *Compare:
		c := *n
		c.Left, c.Right = one(n.Left), one(n.Right)
		return &c
	case *Between:
		c := *n
		c.X, c.Low, c.High = one(n.X), one(n.Low), one(n.High)
		return &c
	case *In:
		c := *n
		c.X, c.Items = one(n.X), replaceAll(n.Items, swap)
		return &c
	case *Like:
		c := *n
		c.X, c.Pattern = one(n.X), one(n.Pattern)
		return &c
	case *Match:
		c := *n
		c.X, c.Query = one(n.X), one(n.Query)
		return &c
	case *Includes:
		c := *n
		c.X, c.Items = one(n.X), replaceAll(n.Items, swap)
		return &c
	case *Arith:
		c := *n
		c.Left, c.Right = one(n.Left), one(n.Right)
		return &c
	case *Cond:
		c := *n
		c.If, c.Then, c.Else = one(n.If), one(n.Then), one(n.Else)
		return &c
	}
	return replaceInOne(e, swap)
}

// replaceInOne is Replace for nodes around one value or one list of them. Constants and paths have nothing below.
func replaceInOne(e Expr, swap func(Expr) (Expr, bool)) Expr {
	one := func(e Expr) Expr { return Replace(e, swap) }
	switch n := e.(type) {
	case *IsNull:
		c := *n
		c.X = one(n.X)
		return &c
	case *IsBool:
		c := *n
		c.X = one(n.X)
		return &c
	case *Logic:
		return join(n.Op, n.Range, replaceAll(n.Terms, swap)...)
	case *Not:
		c := *n
		c.X = one(n.X)
		return &c
	case *Neg:
		c := *n
		c.X = one(n.X)
		return &c
	case *AnySpan:
		c := *n
		c.X = one(n.X)
		return &c
	case *Call:
		c := *n
		c.Args = replaceAll(n.Args, swap)
		return &c
	case *Aggregate:
		c := *n
		c.Arg = one(n.Arg)
		return &c
	case *Literal:
		c := *n // Check settles constants in place
		return &c
	case *Path:
		c := *n // Eval tells paths apart by where they are
		return &c
	}
	return e
}

func replaceAll(list []Expr, swap func(Expr) (Expr, bool)) []Expr {
	out := make([]Expr, len(list))
	for i, e := range list {
		out[i] = Replace(e, swap)
	}
	return out
}
