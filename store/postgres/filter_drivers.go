package postgres

import (
	"assay/store/filter"
)

// indexDriver is a condition that a filter's traces meet and that an index finds without the filter: the planner may start from
// it and check the filter on what it finds. It is one of scoreRange, anyTerm, anySegment, commented and flagged.
type indexDriver interface{ drives() }

// scoreRange is met by traces with a row of trace_score of this name and source ("" is combined) whose value stands so to
// Value.
type scoreRange struct {
	Name, Source string
	Op           filter.CompareOp // =, <, <=, > or >=
	Value        float64
}

// anyTerm is met by traces that have at least one of these numbers in terms. A number may stand for more than the term it was
// made of.
type anyTerm []int32

// commented is met by traces with comments > 0.
type commented struct{}

// flagged is met by traces that are flagged.
type flagged struct{}

func (scoreRange) drives() {}
func (anyTerm) drives()    {}
func (commented) drives()  {}
func (flagged) drives()    {}

// drivers returns what an index can drive a checked filter of traces from. Each of them is met by every trace that the filter
// matches; there may be none.
func drivers(e filter.Expr) []indexDriver {
	var out []indexDriver
	for _, conjunct := range filter.Conjuncts(e) {
		switch n := conjunct.(type) {
		case *filter.Compare:
			out = append(out, ofCompare(n)...)
		case *filter.Between:
			if !n.Not {
				out = append(out, ofCompare(&filter.Compare{Op: filter.OpGreaterEqual, Left: n.X, Right: n.Low})...)
				out = append(out, ofCompare(&filter.Compare{Op: filter.OpLessEqual, Left: n.X, Right: n.High})...)
			}
		case *filter.In:
			if !n.Not {
				out = append(out, ofAny(n.X, n.Items, rootTerm)...)
				out = append(out, ofSegments(n.X, n.Items)...)
			}
		case *filter.Includes:
			out = append(out, ofIncludes(n)...)
		case *filter.IsNull:
			if n.Not && isComment(n.X) {
				out = append(out, commented{})
			}
		case *filter.Like:
			if !n.Not && isComment(n.X) {
				out = append(out, commented{})
			}
		case *filter.Match:
			if !n.Not && isComment(n.X) {
				out = append(out, commented{})
			}
		case *filter.IsBool:
			if n.Value && !n.Not && isFlagged(n.X) {
				out = append(out, flagged{})
			}
		case *filter.Path:
			if isFlagged(n) {
				out = append(out, flagged{})
			}
		case *filter.AnySpan:
			out = append(out, ofAnySpan(n)...)
		}
	}
	return out
}

func ofCompare(n *filter.Compare) []indexDriver {
	op, left, right := n.Op, n.Left, n.Right
	if _, ok := left.(*filter.Literal); ok {
		op, left, right = mirrored(op), right, left
	}
	if op == filter.OpSame {
		op = filter.OpEqual // the same for a constant that is not NULL
	}
	if op == filter.OpNotEqual || op == filter.OpNotSame {
		return nil
	}
	p, isPath := left.(*filter.Path)
	lit, isLiteral := right.(*filter.Literal)
	if !isPath || !isLiteral || p.Field == nil || lit.Kind == filter.LitNull {
		return nil
	}
	if p.Field.Kind == filter.KindScores && lit.Kind == filter.LitNumber {
		return []indexDriver{scoreRange{p.Key(), p.Source, op, lit.Number}}
	}
	if op != filter.OpEqual {
		return nil
	}
	if isComment(left) {
		return []indexDriver{commented{}}
	}
	if isFlagged(left) && lit.Bool {
		return []indexDriver{flagged{}}
	}
	return append(ofAny(left, []filter.Expr{right}, rootTerm), ofSegments(left, []filter.Expr{right})...)
}

// mirrored is the operator that says the same with its sides exchanged.
func mirrored(op filter.CompareOp) filter.CompareOp {
	switch op {
	case filter.OpLess:
		return filter.OpGreater
	case filter.OpLessEqual:
		return filter.OpGreaterEqual
	case filter.OpGreater:
		return filter.OpLess
	case filter.OpGreaterEqual:
		return filter.OpLessEqual
	}
	return op
}

// ofAny drives from the terms of a field that equals one of some constants, if each of them has a term.
func ofAny(x filter.Expr, items []filter.Expr, termOf func(*filter.Path, *filter.Literal) (int32, bool)) []indexDriver {
	p, ok := x.(*filter.Path)
	if !ok || p.Field == nil {
		return nil
	}
	var terms anyTerm
	for _, item := range items {
		lit, ok := item.(*filter.Literal)
		if !ok {
			return nil
		}
		number, ok := termOf(p, lit)
		if !ok {
			return nil
		}
		terms = append(terms, number)
	}
	return []indexDriver{terms}
}

// ofIncludes drives from each tag that a list of tags must have.
func ofIncludes(n *filter.Includes) []indexDriver {
	if n.Not {
		return nil
	}
	if isComment(n.X) {
		return []indexDriver{commented{}}
	}
	if p, ok := n.X.(*filter.Path); !ok || p.Field == nil || p.Field.Kind != filter.KindTags {
		return nil
	}
	var out []indexDriver
	for _, item := range n.Items {
		out = append(out, ofAny(n.X, []filter.Expr{item}, rootTerm)...)
		out = append(out, ofSegments(n.X, []filter.Expr{item})...)
	}
	return out
}

// ofAnySpan drives from what some one span must be.
func ofAnySpan(n *filter.AnySpan) []indexDriver {
	var out []indexDriver
	for _, conjunct := range filter.Conjuncts(n.X) {
		switch n := conjunct.(type) {
		case *filter.Compare:
			if n.Op == filter.OpEqual || n.Op == filter.OpSame {
				out = append(out, ofAny(n.Left, []filter.Expr{n.Right}, spanTerm)...)
			}
		case *filter.In:
			if !n.Not {
				out = append(out, ofAny(n.X, n.Items, spanTerm)...)
			}
		}
	}
	return out
}

// rootTerm is the term that a trace has whose field equals a constant.
func rootTerm(p *filter.Path, lit *filter.Literal) (int32, bool) {
	switch {
	case p.Field.Kind == filter.KindTags && lit.Kind == filter.LitString:
		return storedTerm("t." + lit.Text)
	case p.Field.Kind == filter.KindMetadata:
		return metadataTerm("m.", p, lit)
	}
	return 0, false
}

// metadataTerm is the term of a key of metadata that equals a constant. A number has none: it has many spellings, 1 and 1.0,
// and a term is made of the one that was sent.
func metadataTerm(prefix string, p *filter.Path, lit *filter.Literal) (int32, bool) {
	if len(p.Keys) != 1 || p.Keys[0].IsIndex || lit.Kind != filter.LitString && lit.Kind != filter.LitBool {
		return 0, false
	}
	return storedTerm(prefix + p.Key() + "=" + jsonOf(lit))
}

// spanTerm is the term that a trace has some span of which has a field equal to a constant.
func spanTerm(p *filter.Path, lit *filter.Literal) (int32, bool) {
	switch {
	case p.Field.Kind == filter.KindMetadata:
		return metadataTerm("s.m.", p, lit)
	case lit.Kind != filter.LitString:
	case p.Field.Kind == filter.KindName:
		return storedTerm("s.name=" + lit.Text)
	case p.Field.Kind == filter.KindType:
		return storedTerm("s.type=" + lit.Text)
	case p.Field.Kind == filter.KindTags:
		return storedTerm("t." + lit.Text)
	}
	return 0, false
}

func isComment(e filter.Expr) bool {
	p, ok := e.(*filter.Path)
	return ok && p.Field != nil && (p.Field.Kind == filter.KindComment || p.Field.Kind == filter.KindTheme) // a theme is one of comments
}

func isFlagged(e filter.Expr) bool {
	p, ok := e.(*filter.Path)
	return ok && p.Field != nil && p.Field.Kind == filter.KindFlagged
}
