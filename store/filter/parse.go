package filter

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits of a filter's text. They keep the statement made of it well inside what Postgres takes.
const (
	MaxBytes = 10_000 // of the whole text
	MaxDepth = 200    // of brackets, and of operators that hang on one another
	// MaxRanges is how many fields with several values one test may range over, since it tries all combinations.
	MaxRanges = 3
)

// Parse reads a condition in either spelling, with or without a leading WHERE or filter:. The empty text gives nil, the
// filter that matches everything. Unknown fields and wrong types are left for Check. The error is always an *Error.
func Parse(text string) (Expr, error) {
	e, err := parse(text)
	if err != nil {
		err.Text = text
		return nil, err
	}
	return e, nil
}

// Read is Parse and Check in one, which is what most callers want. It sets o.Text.
func Read(text string, o Options) (Expr, []Warning, error) {
	e, err := Parse(text)
	if err != nil {
		return nil, nil, err
	}
	o.Text = text
	warnings, err := Check(e, o)
	if err != nil {
		return nil, nil, err
	}
	return e, warnings, nil
}

func parse(text string) (Expr, *Error) {
	if len(text) > MaxBytes {
		message := fmt.Sprintf("the filter has %d bytes; at most %d are read", len(text), MaxBytes)
		return nil, &Error{Pos: MaxBytes, End: len(text), Code: CodeLimit, Message: message}
	}
	if at, ok := badByte(text); !ok {
		return nil, &Error{Pos: at, End: at + 1, Message: "the filter is not readable text here"}
	}
	toks, err := lex(text)
	if err != nil {
		if q := fullQuery(toks); q != nil {
			return nil, q
		}
		return nil, err
	}
	p := &parser{toks: toks}
	p.skipPrefix()
	if q := fullQuery(toks[p.i:]); q != nil {
		return nil, q
	}
	if p.peek().Kind == TokenEnd {
		return nil, nil
	}
	e, err := p.expr(powerLowest)
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.Kind != TokenEnd {
		return nil, p.leftover(t)
	}
	if depth(e) > MaxDepth {
		return nil, tooDeep(e.Where())
	}
	return e, nil
}

// badByte finds what Postgres would not take as text: a zero byte, or bytes that are not UTF-8.
func badByte(text string) (at int, ok bool) {
	for i, r := range text {
		if r == 0 {
			return i, false
		}
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				return i, false
			}
		}
	}
	return 0, true
}

func depth(e Expr) int {
	d := 0
	for _, c := range Children(e) {
		d = max(d, depth(c))
	}
	return d + 1
}

func tooDeep(at Range) *Error {
	message := fmt.Sprintf("the filter is nested more than %d deep", MaxDepth)
	return &Error{Pos: at.Pos, End: at.End, Code: CodeLimit, Message: message}
}

// skipPrefix drops WHERE, or filter: as BTQL writes it.
func (p *parser) skipPrefix() {
	switch {
	case p.peek().word("where"):
		p.i++
	case p.peek().word("filter", "where") && p.at(1).is(":"):
		p.i += 2
	}
}

// clauses are the words that begin a part of a whole query. Those of the first list are never fields before a name.
var (
	sqlStarts   = []string{"select", "with"}
	btqlClauses = []string{"select", "from", "dimensions", "measures", "sort", "limit", "cursor", "sample", "unpivot", "pivot",
		"having", "infer", "summary"}
	sqlTails = []string{"order", "group", "limit", "offset", "having", "union", "from"}
)

// fullQuery reports a whole query by how it begins.
func fullQuery(toks []Token) *Error {
	if len(toks) == 0 {
		return nil
	}
	t := toks[0]
	sql := t.word(sqlStarts...) && len(toks) > 1 && (toks[1].Kind == TokenWord || toks[1].is("*"))
	btql := t.word(btqlClauses...) && len(toks) > 1 && toks[1].is(":")
	if !sql && !btql {
		return nil
	}
	return conditionOnly(t)
}

func conditionOnly(t Token) *Error {
	message := fmt.Sprintf("only a condition is accepted here, without %s", strings.ToUpper(t.Text))
	return &Error{Pos: t.Pos, End: t.End, Code: CodeFullQuery, Message: message}
}

// leftover explains a token after the end of a complete condition.
func (p *parser) leftover(t Token) *Error {
	switch {
	case t.word(sqlTails...), t.word(btqlClauses...) && p.at(1).is(":"):
		return conditionOnly(t)
	case t.is(")"):
		return p.fail(t, "this bracket was never opened")
	case t.is("]"):
		return p.fail(t, "this bracket was never opened")
	}
	return p.fail(t, "expected AND, OR or the end of the filter, found "+t.describe())
}
