package filter

import "unicode/utf8"

// comparison reads what follows a value: an operator and what it needs.
func (p *parser) comparison(left Expr) (Expr, *Error) {
	t := p.next()
	if op, ok := t.compareOp(); ok {
		right, err := p.expr(powerSum)
		if err != nil {
			return nil, err
		}
		return &Compare{Range: span(left, right), Op: op, Left: left, Right: right}, nil
	}
	not := t.word("not")
	if not {
		t = p.next()
	}
	switch {
	case t.word("is"):
		return p.is(left)
	case t.word("in"):
		return p.in(left, not)
	case t.word("between"):
		return p.between(left, not)
	case t.word("like", "ilike"):
		return p.like(left, t.word("ilike"), not)
	case t.word("match"):
		query, err := p.expr(powerSum)
		if err != nil {
			return nil, err
		}
		return &Match{Range: span(left, query), X: left, Query: query, Not: not}, nil
	}
	return p.includes(left, not)
}

func (p *parser) is(x Expr) (Expr, *Error) {
	not := p.peek().word("not")
	if not {
		p.i++
	}
	t := p.next()
	at := Range{x.Where().Pos, t.End}
	switch {
	case t.word("null"):
		return &IsNull{Range: at, X: x, Not: not}, nil
	case t.word("true", "false"):
		return &IsBool{Range: at, X: x, Value: t.word("true"), Not: not}, nil
	}
	return nil, p.fail(t, "expected NULL, NOT NULL, TRUE or FALSE after IS, found "+t.describe())
}

func (p *parser) between(x Expr, not bool) (Expr, *Error) {
	low, err := p.expr(powerSum)
	if err != nil {
		return nil, err
	}
	if !p.peek().word("and") {
		return nil, p.fail(p.peek(), "expected AND and the upper end after BETWEEN, found "+p.peek().describe())
	}
	p.i++
	high, err := p.expr(powerSum)
	if err != nil {
		return nil, err
	}
	return &Between{Range: span(x, high), X: x, Low: low, High: high, Not: not}, nil
}

func (p *parser) like(x Expr, ilike, not bool) (Expr, *Error) {
	pattern, err := p.expr(powerSum)
	if err != nil {
		return nil, err
	}
	n := &Like{Range: span(x, pattern), X: x, Pattern: pattern, ILike: ilike, Not: not, Escape: `\`}
	if p.peek().word("escape") {
		p.i++
		t := p.next()
		if t.Kind != TokenString || utf8.RuneCountInString(t.Text) > 1 {
			return nil, p.fail(t, "expected one character in quotes after ESCAPE, found "+t.describe())
		}
		n.Escape, n.End = t.Text, t.End
	}
	return n, nil
}

func (p *parser) in(x Expr, not bool) (Expr, *Error) {
	if t := p.peek(); !t.is("(") && !t.is("[") {
		e := p.fail(t, "expected a list in brackets after IN, found "+t.describe())
		if lit, ok := x.(*Literal); ok && t.Kind == TokenWord {
			e.Pos, e.Message = lit.Pos, "to look for a value in a list write the list first"
			e.Suggestion = t.Text + " INCLUDES " + Format(lit)
		}
		return nil, e
	}
	if q := fullQuery(p.toks[p.i+1:]); q != nil {
		return nil, q
	}
	items, end, err := p.list()
	if err != nil {
		return nil, err
	}
	return &In{Range: Range{x.Where().Pos, end}, X: x, Items: items, Not: not}, nil
}

func (p *parser) includes(x Expr, not bool) (Expr, *Error) {
	if !p.peek().is("[") {
		item, err := p.expr(powerSum)
		if err != nil {
			return nil, err
		}
		return &Includes{Range: span(x, item), X: x, Items: []Expr{item}, Not: not}, nil
	}
	items, end, err := p.list()
	if err != nil {
		return nil, err
	}
	return &Includes{Range: Range{x.Where().Pos, end}, X: x, Items: items, List: true, Not: not}, nil
}

// list reads the items between ( ) or [ ], at least one.
func (p *parser) list() (items []Expr, end int, err *Error) {
	open := p.next()
	closing := ")"
	if open.is("[") {
		closing = "]"
	}
	if p.peek().is(closing) {
		return nil, 0, &Error{Pos: open.Pos, End: p.peek().End, Message: "the list is empty"}
	}
	for {
		item, err := p.expr(powerTernary)
		if err != nil {
			return nil, 0, err
		}
		items = append(items, item)
		t := p.next()
		switch {
		case t.is(closing):
			return items, t.End, nil
		case t.Kind == TokenEnd:
			return nil, 0, p.fail(open, "this bracket is never closed")
		case !t.is(","):
			return nil, 0, p.fail(t, "expected , or "+closing+" in the list, found "+t.describe())
		}
	}
}
