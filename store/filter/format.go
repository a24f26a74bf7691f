package filter

import (
	"strconv"
	"strings"
)

// Format writes a filter in its canonical spelling, on one line: upper-case keywords, single quotes, the table's names of
// fields, no bracket that is not needed. Parse reads it back to the same tree. The empty filter is the empty text.
func Format(e Expr) string {
	if e == nil {
		return ""
	}
	var f formatter
	f.expr(e, powerLowest)
	return f.String()
}

// FormatBTQL writes a filter as people who come from BTQL do: small keywords, double quotes, lists in square brackets. Parse
// reads it to the same tree, but for the few texts in front of an operator that are also names of fields.
func FormatBTQL(e Expr) string {
	if e == nil {
		return ""
	}
	f := formatter{btql: true}
	f.expr(e, powerLowest)
	return f.String()
}

type formatter struct {
	strings.Builder
	btql bool
}

// word writes a keyword or operator.
func (f *formatter) word(s string) {
	if f.btql {
		s = strings.ToLower(s)
	}
	f.WriteString(s)
}

// text writes a constant text.
func (f *formatter) text(s string) {
	if f.btql {
		f.WriteString(quoteName(s, '"'))
	} else {
		f.WriteString(QuoteString(s))
	}
}

// powerOf says how strongly a node holds its parts together.
func powerOf(e Expr) power {
	switch n := e.(type) {
	case *Cond:
		return powerTernary
	case *Logic:
		if n.Op == OpOr {
			return powerOr
		}
		return powerAnd
	case *Not:
		return powerNot
	case *Compare, *Between, *In, *IsNull, *IsBool, *Like, *Match, *Includes:
		return powerCompare
	case *Arith:
		if n.Op <= OpSubtract {
			return powerSum
		}
		return powerProduct
	case *Neg:
		return powerMinus
	}
	return powerMinus + 1
}

// expr writes e, in brackets if it holds together less strongly than asked.
func (f *formatter) expr(e Expr, lowest power) {
	if powerOf(e) < lowest {
		f.WriteByte('(')
		defer f.WriteByte(')')
	}
	switch n := e.(type) {
	case *Literal:
		f.literal(n)
	case *Path:
		f.path(n)
	case *Call:
		f.call(n)
	case *Logic:
		f.logic(n)
	case *Not:
		f.word("NOT ")
		f.expr(n.X, powerNot)
	case *Arith:
		pow := powerOf(n)
		f.expr(n.Left, pow)
		f.WriteString(" " + n.Op.String() + " ")
		f.expr(n.Right, pow+1)
	case *Neg:
		f.WriteByte('-')
		f.expr(n.X, negPower(n.X))
	case *Cond:
		f.expr(n.If, powerTernary+1)
		f.WriteString(" ? ")
		f.expr(n.Then, powerTernary)
		f.WriteString(" : ")
		f.expr(n.Else, powerTernary)
	case *Ref:
		f.WriteString(n.Name)
	case *Aggregate:
		f.aggregate(n)
	case *AnySpan:
		if n.Narrow {
			f.word("FILTER_SPANS(")
		} else {
			f.word("ANY_SPAN(")
		}
		f.expr(n.X, powerLowest)
		f.WriteByte(')')
	default:
		f.test(e)
	}
}

// negPower keeps a second minus, and a number, which would take the sign as its own, in brackets.
func negPower(x Expr) power {
	switch n := x.(type) {
	case *Literal:
		if n.Kind == LitNumber {
			return powerMinus + 2
		}
	case *Neg:
		return powerMinus + 1
	}
	return powerMinus
}

func (f *formatter) logic(n *Logic) {
	pow := powerOf(n)
	for i, t := range n.Terms {
		if i > 0 {
			f.word(" " + n.Op.String() + " ")
		}
		f.expr(t, pow+1)
	}
}

// test writes the nodes that bind like a comparison. Their parts all bind more strongly.
func (f *formatter) test(e Expr) {
	word := func(x Expr, not bool, keyword string) {
		f.expr(x, powerSum)
		if not {
			f.word(" NOT")
		}
		f.word(" " + keyword + " ")
	}
	switch n := e.(type) {
	case *Compare:
		word(n.Left, false, n.Op.String())
		f.expr(n.Right, powerSum)
	case *Between:
		word(n.X, n.Not, "BETWEEN")
		f.expr(n.Low, powerSum)
		f.word(" AND ")
		f.expr(n.High, powerSum)
	case *In:
		word(n.X, n.Not, "IN")
		if f.btql {
			f.list(n.Items, '[', ']')
		} else {
			f.list(n.Items, '(', ')')
		}
	case *IsNull:
		f.is(n.X, n.Not, "NULL")
	case *IsBool:
		f.is(n.X, n.Not, strings.ToUpper(strconv.FormatBool(n.Value)))
	case *Like:
		keyword := "LIKE"
		if n.ILike {
			keyword = "ILIKE"
		}
		word(n.X, n.Not, keyword)
		f.expr(n.Pattern, powerSum)
		if n.Escape != `\` {
			f.word(" ESCAPE ")
			f.text(n.Escape)
		}
	case *Match:
		word(n.X, n.Not, "MATCH")
		f.expr(n.Query, powerSum)
	case *Includes:
		word(n.X, n.Not, "INCLUDES")
		if n.List {
			f.list(n.Items, '[', ']')
		} else {
			f.expr(n.Items[0], powerSum)
		}
	}
}

func (f *formatter) is(x Expr, not bool, what string) {
	f.expr(x, powerSum)
	if not {
		f.word(" IS NOT " + what)
	} else {
		f.word(" IS " + what)
	}
}

func (f *formatter) list(items []Expr, open, closing byte) {
	f.WriteByte(open)
	for i, e := range items {
		if i > 0 {
			f.WriteString(", ")
		}
		f.expr(e, powerTernary)
	}
	f.WriteByte(closing)
}

func (f *formatter) call(n *Call) {
	name := n.Name
	if n.Func != nil {
		name = n.Func.Name
	}
	f.WriteString(name)
	f.list(n.Args, '(', ')')
}

func (f *formatter) aggregate(n *Aggregate) {
	f.WriteString(n.Func.Name + "(")
	switch {
	case n.IsRowCount():
		f.WriteByte('*')
	default:
		f.expr(n.Arg, powerTernary)
	}
	if n.Func.Kind == AggPercentile {
		f.WriteString(", " + strconv.FormatFloat(n.Fraction, 'f', -1, 64))
	}
	f.WriteByte(')')
}

func (f *formatter) path(n *Path) {
	name := n.Name
	if n.Field != nil {
		name = n.Field.Name
	}
	if isPlainName(name) && !isReserved(name) {
		f.WriteString(name)
	} else {
		f.WriteString(quoteName(name, '`'))
	}
	if n.Source != "" {
		f.WriteString("." + n.Source)
	}
	for _, s := range n.Keys {
		if s.IsIndex {
			f.WriteString("[" + strconv.Itoa(s.Index) + "]")
		} else {
			f.WriteString("." + QuoteKey(s.Key))
		}
	}
}

func (f *formatter) literal(n *Literal) {
	switch n.Kind {
	case LitBool:
		f.WriteString(strconv.FormatBool(n.Bool))
	case LitNumber:
		f.WriteString(n.Text)
	case LitString, LitTime:
		f.text(n.Text)
	case LitInterval:
		f.WriteString("interval " + n.Interval.String())
	default:
		f.word("NULL")
	}
}

func formatLiteral(n *Literal) string { return Format(n) }

func isPlainName(s string) bool { return isNameAt(s) && wordLen(s) == len(s) }

// QuoteString writes a text as a string of the language.
func QuoteString(s string) string { return quoteName(s, '\'') }

// QuoteKey writes a key as it stands after a dot, in double quotes only where it needs them.
func QuoteKey(key string) string {
	if isPlainName(key) {
		return key
	}
	return quoteName(key, '"')
}

func quoteName(s string, quote byte) string {
	var b strings.Builder
	b.WriteByte(quote)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == quote:
			b.WriteByte(quote)
			b.WriteByte(quote)
		case c == '\\' && (i+1 == len(s) || strings.IndexByte(escapable, s[i+1]) >= 0 || s[i+1] < ' '):
			b.WriteString(`\\`)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte(quote)
	return b.String()
}
