package filter

import (
	"strconv"
	"strings"
)

// power is how strongly an operator binds.
type power int

const (
	powerLowest power = iota
	powerTernary
	powerOr
	powerAnd
	powerNot
	powerCompare
	powerSum
	powerProduct
	powerMinus
)

type parser struct {
	toks  []Token
	i     int
	depth int
	// measures may be called, and a field in double quotes may stand alone: not so in a condition on rows
	values bool
	// FILTER_SPANS may be called
	narrow bool
}

func (p *parser) peek() Token { return p.at(0) }

func (p *parser) at(n int) Token {
	return p.toks[min(p.i+n, len(p.toks)-1)]
}

func (p *parser) next() Token {
	t := p.peek()
	p.i++
	return t
}

func (p *parser) fail(t Token, message string) *Error {
	return &Error{Pos: t.Pos, End: t.End, Message: message}
}

func (p *parser) expect(symbol, message string) *Error {
	if !p.peek().is(symbol) {
		return p.fail(p.peek(), message+", found "+p.peek().describe())
	}
	p.i++
	return nil
}

// describe names a token in an error.
func (t Token) describe() string {
	switch t.Kind {
	case TokenEnd:
		return "the end of " + t.part()
	case TokenString:
		return "the text " + QuoteString(t.Text)
	case TokenName:
		return "the name " + quoteName(t.Text, '`')
	}
	return t.Text
}

// part says what a TokenEnd is the end of.
func (t Token) part() string {
	if t.Text == "" {
		return "the filter"
	}
	return t.Text
}

// expr reads an expression whose operators all bind at least as strongly as lowest.
func (p *parser) expr(lowest power) (Expr, *Error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > MaxDepth {
		return nil, tooDeep(p.peek().Range)
	}
	left, err := p.prefix()
	if err != nil {
		return nil, err
	}
	compared := false
	for {
		pow := p.infixPower()
		if pow == powerLowest || pow < lowest {
			return left, nil
		}
		if pow == powerCompare && compared {
			return nil, p.fail(p.peek(), "two comparisons in a row: join them with AND, or put one in brackets")
		}
		if left, err = p.infix(left, pow); err != nil {
			return nil, err
		}
		compared = pow == powerCompare
	}
}

// infixPower says how strongly the operator at hand binds; powerLowest if there is none.
func (p *parser) infixPower() power {
	t := p.peek()
	if _, ok := t.compareOp(); ok {
		return powerCompare
	}
	switch {
	case t.is("?"):
		return powerTernary
	case t.word("or"):
		return powerOr
	case t.word("and"):
		return powerAnd
	case t.word("is", "in", "like", "ilike", "match", "includes", "contains", "between"):
		return powerCompare
	case t.word("not") && p.at(1).word("in", "like", "ilike", "match", "includes", "contains", "between"):
		return powerCompare
	case t.is("+"), t.is("-"):
		return powerSum
	case t.is("*"), t.is("/"), t.is("%"):
		return powerProduct
	}
	return powerLowest
}

func (p *parser) infix(left Expr, pow power) (Expr, *Error) {
	switch pow {
	case powerTernary:
		return p.ternary(left)
	case powerOr, powerAnd:
		return p.logic(left, pow)
	case powerCompare:
		return p.comparison(left)
	}
	return p.arith(left, pow)
}

func (p *parser) ternary(test Expr) (Expr, *Error) {
	p.i++
	then, err := p.expr(powerTernary)
	if err != nil {
		return nil, err
	}
	if err := p.expect(":", "expected : and the other value"); err != nil {
		return nil, err
	}
	other, err := p.expr(powerTernary)
	if err != nil {
		return nil, err
	}
	return &Cond{Range: span(test, other), If: test, Then: then, Else: other}, nil
}

func (p *parser) logic(left Expr, pow power) (Expr, *Error) {
	p.i++
	right, err := p.expr(pow + 1)
	if err != nil {
		return nil, err
	}
	op := OpAnd
	if pow == powerOr {
		op = OpOr
	}
	return join(op, span(left, right), left, right), nil
}

// join makes a Logic and takes in the terms of those of the same operator.
func join(op LogicOp, at Range, exprs ...Expr) Expr {
	var terms []Expr
	for _, e := range exprs {
		if l, ok := e.(*Logic); ok && l.Op == op {
			terms = append(terms, l.Terms...)
		} else {
			terms = append(terms, e)
		}
	}
	return &Logic{Range: at, Op: op, Terms: terms}
}

func (p *parser) arith(left Expr, pow power) (Expr, *Error) {
	t := p.next()
	op := ArithOp(strings.Index("+-*/%", t.Text))
	if op == OpSubtract {
		if err := p.hyphen(left, t); err != nil {
			return nil, err
		}
	}
	right, err := p.expr(pow + 1)
	if err != nil {
		return nil, err
	}
	return &Arith{Range: span(left, right), Op: op, Left: left, Right: right}, nil
}

// hyphen catches metadata.user-id, which reads as a difference and is never meant as one.
func (p *parser) hyphen(left Expr, minus Token) *Error {
	path, ok := left.(*Path)
	word := p.peek()
	if !ok || len(path.Keys) == 0 || path.End != minus.Pos || word.Pos != minus.End || word.Kind != TokenWord ||
		p.at(1).is(".") || p.at(1).is("(") {
		return nil
	}
	last := path.Keys[len(path.Keys)-1]
	if last.IsIndex {
		return nil
	}
	whole := *path
	whole.Keys = append(append([]Segment(nil), path.Keys[:len(path.Keys)-1]...), Segment{Key: last.Key + "-" + word.Text})
	return &Error{Pos: path.Pos, End: word.End, Message: "a name with a hyphen needs quotes", Suggestion: Format(&whole)}
}

func (p *parser) prefix() (Expr, *Error) {
	t := p.peek()
	switch {
	case t.word("not"):
		p.i++
		x, err := p.expr(powerNot)
		if err != nil {
			return nil, err
		}
		return &Not{Range: Range{t.Pos, x.Where().End}, X: x}, nil
	case t.is("-"), t.is("+"):
		return p.signed()
	case t.is("("):
		return p.brackets()
	}
	return p.primary()
}

func (p *parser) signed() (Expr, *Error) {
	sign := p.next()
	if n := p.peek(); n.Kind == TokenNumber {
		p.i++
		return number(Range{sign.Pos, n.End}, strings.TrimPrefix(sign.Text, "+")+n.Text)
	}
	x, err := p.expr(powerMinus)
	if err != nil {
		return nil, err
	}
	if sign.is("+") {
		return x, nil
	}
	return &Neg{Range: Range{sign.Pos, x.Where().End}, X: x}, nil
}

func (p *parser) brackets() (Expr, *Error) {
	open := p.next()
	if q := fullQuery(p.toks[p.i:]); q != nil {
		return nil, q
	}
	e, err := p.expr(powerLowest)
	if err != nil {
		return nil, err
	}
	if !p.peek().is(")") {
		if p.peek().Kind == TokenEnd {
			return nil, p.fail(open, "this bracket is never closed")
		}
		return nil, p.fail(p.peek(), "expected ), found "+p.peek().describe())
	}
	p.i++
	return e, nil
}

func number(at Range, text string) (Expr, *Error) {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, &Error{Pos: at.Pos, End: at.End, Message: "this number is too large"}
	}
	return &Literal{Range: at, Kind: LitNumber, Text: text, Number: f}, nil
}

func span(first, last Expr) Range { return Range{first.Where().Pos, last.Where().End} }
