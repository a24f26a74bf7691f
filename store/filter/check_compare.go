package filter

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// fits says whether values of two types can be compared, and whether one can be greater.
func fits(l, r Type) (equal, order bool) {
	if l == TypeList {
		l = TypeString
	}
	if r == TypeList {
		r = TypeString
	}
	if l > r {
		l, r = r, l // by the order of the constants, to halve the cases
	}
	switch {
	case l == TypeNull:
		return true, true
	case l == TypeBool:
		return r == TypeBool || r == TypeJSON || r == TypeDocument, false
	case l == r:
		return true, true
	case l == TypeNumber:
		ok := r == TypeJSON || r == TypeScore || r == TypeDocument
		return ok, ok
	case l == TypeString:
		return r == TypeJSON || r == TypeDocument || r == TypeScore, r != TypeScore
	case l == TypeJSON:
		ok := r == TypeScore || r == TypeDocument
		return ok, ok
	}
	return false, false
}

func (c *checker) compare(n *Compare) *Error {
	if err := c.value(n.Left); err != nil {
		return err
	}
	if err := c.operand(n.Right); err != nil {
		return err
	}
	if err := c.pair(n, n.Left, n.Right, n.Op.Ordering(), n.Op.String()); err != nil {
		return err
	}
	if n.Op != OpSame && n.Op != OpNotSame {
		c.warnNull(n)
	}
	if n.Op == OpEqual {
		c.warnDay(n)
	}
	return nil
}

// operand checks what stands right of an operator. A bare word there that is no field is a text without its quotes.
func (c *checker) operand(e Expr) *Error {
	p, ok := e.(*Path)
	if !ok || p.Field != nil || len(p.Keys) > 0 {
		return c.value(e)
	}
	return &Error{Pos: p.Pos, End: p.End, Code: CodeUnknownField, Suggestion: QuoteString(p.Name),
		Message: "unknown field " + p.Name + "; a text needs quotes"}
}

// pair checks that two values can be compared.
func (c *checker) pair(at Expr, l, r Expr, ordering bool, operator string) *Error {
	if TypeOf(l) == TypeTime || TypeOf(r) == TypeTime {
		if err := c.asTime(l); err != nil {
			return err
		}
		if err := c.asTime(r); err != nil {
			return err
		}
	}
	lt, rt := TypeOf(l), TypeOf(r)
	equal, order := fits(lt, rt)
	if ordering && equal && !order {
		return typeError(at, "%s asks which is greater, which %s and %s do not tell", operator, show(l), show(r))
	}
	if !equal {
		return c.misfit(at, l, r)
	}
	c.warnScale(l, r)
	c.warnScale(r, l)
	return nil
}

// misfit explains two types that do not go together, at the constant if there is one.
func (c *checker) misfit(at, l, r Expr) *Error {
	lt, rt := TypeOf(l), TypeOf(r)
	if lit, ok := r.(*Literal); ok {
		at = lit
	} else if lit, ok := l.(*Literal); ok {
		at = lit
		l, r, lt, rt = r, l, rt, lt
	}
	err := typeError(at, "%s is %s, and %s is %s", show(l), lt, show(r), rt)
	if lit, ok := at.(*Literal); ok {
		err.Suggestion = recast(lit, lt)
	}
	return err
}

// recast writes a constant as one of the wanted type, or "" if it cannot be one.
func recast(lit *Literal, want Type) string {
	switch {
	case (want == TypeString || want == TypeList) && (lit.Kind == LitNumber || lit.Kind == LitBool):
		return QuoteString(formatLiteral(lit))
	case want == TypeNumber && lit.Kind == LitString:
		if f, err := strconv.ParseFloat(lit.Text, 64); err == nil && f-f == 0 {
			return strconv.FormatFloat(f, 'g', -1, 64)
		}
	case want == TypeBool && lit.Kind == LitString:
		if b, err := strconv.ParseBool(strings.ToLower(lit.Text)); err == nil {
			return strconv.FormatBool(b)
		}
	case want == TypeBool && lit.Kind == LitNumber && (lit.Number == 0 || lit.Number == 1):
		return strconv.FormatBool(lit.Number == 1)
	}
	return ""
}

func (c *checker) between(n *Between) *Error {
	if err := c.value(n.X); err != nil {
		return err
	}
	for _, end := range []Expr{n.Low, n.High} {
		if err := c.operand(end); err != nil {
			return err
		}
		if err := c.pair(n, n.X, end, true, "BETWEEN"); err != nil {
			return err
		}
	}
	return nil
}

func (c *checker) in(n *In) *Error {
	if err := c.value(n.X); err != nil {
		return err
	}
	for _, item := range n.Items {
		if err := c.operand(item); err != nil {
			return err
		}
		if err := c.pair(n, n.X, item, false, "IN"); err != nil {
			return err
		}
		if lit, ok := item.(*Literal); ok && lit.Kind == LitNull {
			c.warn(lit.Range, "", "NULL in a list is never equal to anything: use IS NULL")
		}
	}
	return nil
}

func (c *checker) isNull(n *IsNull) *Error {
	if p, ok := n.X.(*Path); ok {
		return c.path(p)
	}
	return c.value(n.X)
}

func (c *checker) like(n *Like) *Error {
	operator := "LIKE"
	if n.ILike {
		operator = "ILIKE"
	}
	if err := c.text(n.X, operator, true); err != nil {
		return err
	}
	lit, err := c.constantText(n.Pattern, operator)
	if err != nil {
		return err
	}
	if n.Escape != "" && danglingEscape(lit.Text, n.Escape) {
		return typeError(lit, "the pattern ends with its escape character %s", n.Escape)
	}
	return nil
}

// danglingEscape reports whether a pattern ends with an escape character that has nothing to escape.
func danglingEscape(pattern, escape string) bool {
	esc, _ := utf8.DecodeRuneInString(escape)
	open := false
	for _, r := range pattern {
		open = !open && r == esc
	}
	return open
}

func (c *checker) match(n *Match) *Error {
	if err := c.text(n.X, "MATCH", false); err != nil {
		return err
	}
	return c.words(n.Query, "MATCH")
}

// words checks a constant text that must have a word in it.
func (c *checker) words(e Expr, operator string) *Error {
	lit, err := c.constantText(e, operator)
	if err == nil && MatchPattern(lit.Text) == "" {
		err = typeError(lit, "%s looks for words, and there is none in %s", operator, show(lit))
	}
	return err
}

func (c *checker) includes(n *Includes) *Error {
	if err := c.text(n.X, "INCLUDES", true); err != nil {
		return err
	}
	for _, item := range n.Items {
		lit, ok := item.(*Literal)
		if TypeOf(n.X) == TypeJSON && ok && (lit.Kind == LitNumber || lit.Kind == LitBool) {
			continue
		}
		if _, err := c.constantText(item, "INCLUDES"); err != nil {
			return err
		}
	}
	return nil
}

// text checks the left side of an operator on texts.
func (c *checker) text(x Expr, operator string, score bool) *Error {
	if err := c.value(x); err != nil {
		return err
	}
	t := TypeOf(x)
	if isText(t) || t == TypeJSON || t == TypeList || t == TypeNull || score && t == TypeScore {
		return nil
	}
	return typeError(x, "%s works on texts, and %s is %s", operator, show(x), t)
}

// constantText checks the right side of an operator that needs a text known in advance.
func (c *checker) constantText(e Expr, operator string) (*Literal, *Error) {
	if err := c.operand(e); err != nil {
		return nil, err
	}
	lit, ok := e.(*Literal)
	if ok && lit.Kind == LitString {
		return lit, nil
	}
	err := typeError(e, "%s needs a text in quotes", operator)
	if ok {
		err.Suggestion = recast(lit, TypeString)
	}
	return nil, err
}
