package filter

import (
	"strconv"
	"strings"
)

// primary reads a constant, a path or a call.
func (p *parser) primary() (Expr, *Error) {
	t := p.next()
	switch {
	case t.Kind == TokenNumber:
		return number(t.Range, t.Text)
	case t.Kind == TokenString && !p.namesField(t):
		return &Literal{Range: t.Range, Kind: LitString, Text: t.Text}, nil
	case t.Kind == TokenString, t.Kind == TokenName:
		return p.path(t)
	case t.word("null"):
		return &Literal{Range: t.Range, Kind: LitNull}, nil
	case t.word("true", "false"):
		return &Literal{Range: t.Range, Kind: LitBool, Bool: t.word("true")}, nil
	case t.word("interval") && (p.peek().Kind == TokenNumber || p.peek().Kind == TokenString):
		return p.interval(t)
	case t.word("any_span", "any_spans") && p.peek().is("("):
		return p.anySpan(t)
	case t.word("filter_spans") && p.peek().is("(") && p.narrow:
		return p.anySpan(t)
	case t.word("filter_spans") && p.peek().is("("):
		return nil, &Error{Pos: t.Pos, End: t.End, Suggestion: "ANY_SPAN",
			Message: "FILTER_SPANS narrows the spans of a query; to find traces by one of their spans write ANY_SPAN"}
	case t.Kind == TokenWord && p.peek().is("(") && !isReserved(t.Text):
		return p.call(t)
	case t.Kind == TokenWord && !isReserved(t.Text):
		return p.path(t)
	case t.is("["):
		return nil, p.fail(t, "a list stands only after IN and INCLUDES")
	case t.Kind == TokenEnd:
		return nil, p.fail(t, t.part()+" ends where a field or a value is expected")
	}
	return nil, p.fail(t, "expected a field or a value, found "+t.describe())
}

// namesField decides what a text in double quotes is. SQL writes names so and BTQL writes strings so; a known field before
// an operator, or anything before a dot, is a name.
func (p *parser) namesField(t Token) bool {
	if t.Quote != '"' {
		return false
	}
	if n := p.peek(); n.is(".") || n.is("[") {
		return true
	}
	_, known := Lookup(t.Text)
	return known && (p.values || p.infixPower() == powerCompare)
}

// path reads the steps after the first name and resolves the field.
func (p *parser) path(first Token) (Expr, *Error) {
	n := &Path{Range: first.Range, Name: first.Text}
	for {
		var seg Segment
		var err *Error
		switch t := p.peek(); {
		case t.is("."):
			seg, err = p.key()
		case t.is("["):
			seg, err = p.subscript()
		default:
			resolve(n)
			return n, nil
		}
		if err != nil {
			return nil, err
		}
		n.Keys = append(n.Keys, seg)
		n.End = seg.End
	}
}

func (p *parser) key() (Segment, *Error) {
	p.i++
	t := p.next()
	switch t.Kind {
	case TokenWord:
		if _, err := strconv.Atoi(t.Text); err == nil {
			e := p.fail(t, "an index stands in brackets")
			e.Pos--
			e.Suggestion = "[" + t.Text + "]"
			return Segment{}, e
		}
	case TokenName, TokenString:
	default:
		return Segment{}, p.fail(t, "expected a name after the dot, found "+t.describe())
	}
	return Segment{Range: t.Range, Key: t.Text}, nil
}

func (p *parser) subscript() (Segment, *Error) {
	open := p.next()
	t := p.next()
	seg := Segment{Range: Range{open.Pos, 0}}
	sign := ""
	if t.is("-") {
		sign, t = "-", p.next()
	}
	switch {
	case t.Kind == TokenNumber:
		i, err := strconv.ParseInt(sign+t.Text, 10, 32)
		if err != nil {
			return seg, p.fail(t, "an index is a whole number")
		}
		seg.Index, seg.IsIndex = int(i), true
	case sign == "" && (t.Kind == TokenString || t.Kind == TokenName):
		seg.Key = t.Text
	default:
		return seg, p.fail(t, "expected an index or a key in quotes, found "+t.describe())
	}
	if !p.peek().is("]") {
		return seg, p.fail(p.peek(), "expected ], found "+p.peek().describe())
	}
	seg.End = p.next().End
	return seg, nil
}

// resolve finds the field of a path and splits off a source of scores or corrections.
func resolve(n *Path) {
	keys := n.Keys
	field, ok := Lookup(n.Name)
	if len(keys) > 0 && !keys[0].IsIndex {
		if f, dotted := Lookup(n.Name + "." + keys[0].Key); dotted {
			field, ok, keys = f, true, keys[1:]
		}
	}
	if !ok {
		return
	}
	// scores.user alone is a score of that name; correction.user has nothing further to name.
	deep := 1
	if field.Dynamic() {
		deep = 2
	}
	if len(keys) >= deep && !keys[0].IsIndex {
		for _, s := range field.Sources {
			if s == keys[0].Key {
				n.Source, keys = s, keys[1:]
				break
			}
		}
	}
	n.Field, n.Keys = field, keys
}

func (p *parser) call(name Token) (Expr, *Error) {
	switch f, ok := LookupAggregate(name.Text); {
	case ok && p.values:
		return p.aggregate(name, f)
	case ok && p.at(1).is("*"):
		return nil, p.fail(name, measureOnly(name.Text))
	}
	open := p.next()
	c := &Call{Range: name.Range, Name: name.Text}
	c.Func, _ = LookupFunction(name.Text)
	if p.peek().is(")") {
		c.End = p.next().End
		return c, nil
	}
	for {
		arg, err := p.expr(powerTernary)
		if err != nil {
			return nil, err
		}
		c.Args = append(c.Args, arg)
		t := p.next()
		switch {
		case t.is(")"):
			c.End = t.End
			return c, nil
		case t.Kind == TokenEnd:
			return nil, p.fail(open, "this bracket is never closed")
		case !t.is(","):
			return nil, p.fail(t, "expected , or ), found "+t.describe())
		}
	}
}

func (p *parser) anySpan(name Token) (Expr, *Error) {
	if p.at(1).is(")") {
		return nil, p.fail(p.at(1), "expected a condition inside "+strings.ToUpper(name.Text))
	}
	x, err := p.brackets()
	if err != nil {
		return nil, err
	}
	return &AnySpan{Range: Range{name.Pos, p.toks[p.i-1].End}, X: x, Narrow: name.word("filter_spans")}, nil
}
