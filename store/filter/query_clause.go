package filter

import (
	"strconv"
	"strings"
)

// clause reads one part of the query into it. Both spellings come here.
func (q *Query) clause(c clause) *Error {
	p := &parser{toks: c.toks, values: c.name != "filter", narrow: c.name == "filter"}
	var err *Error
	switch c.name {
	case "select":
		err = q.selected(p)
	case "dimensions":
		err = q.dimensions(p)
	case "measures":
		q.Grouped = true
		var columns []Column
		columns, err = p.columns()
		q.Columns = append(q.Columns, columns...)
	case "from":
		err = p.source(&q.Source)
	case "filter":
		q.FilterText = strings.TrimSpace(textOfTokens(q.Text, c.toks))
		q.Filter, err = p.whole()
	case "having":
		q.Having, err = p.whole()
	case "sort":
		q.Sort, err = p.sorts()
	case "limit":
		q.Limit, err = p.count()
	case "cursor":
		q.Cursor, err = p.cursor()
	case "sample":
		q.Sample, err = p.sample()
	case "unpivot":
		q.Unpivot, err = p.unpivot()
	case "pivot":
		q.Pivot, err = p.exprs()
	}
	if err == nil && p.peek().Kind != TokenEnd {
		err = p.leftover(p.peek())
		if err.Code == CodeSyntax && c.name != "filter" && c.name != "having" {
			err.Message = "expected , or the end of " + c.toks[len(c.toks)-1].part() + ", found " + p.peek().describe()
		}
	}
	return err
}

func textOfTokens(text string, toks []Token) string { return text[toks[0].Pos:toks[len(toks)-1].End] }

// whole reads a condition that is all of a clause; nil for an empty one.
func (p *parser) whole() (Expr, *Error) {
	if p.peek().Kind == TokenEnd {
		return nil, nil
	}
	e, err := p.expr(powerLowest)
	if err == nil && depth(e) > MaxDepth {
		err = tooDeep(e.Where())
	}
	return e, err
}

// value reads an expression in a list.
func (p *parser) value() (Expr, *Error) {
	e, err := p.expr(powerTernary)
	if err == nil && depth(e) > MaxDepth {
		err = tooDeep(e.Where())
	}
	return e, err
}

// selected reads what stands after SELECT.
func (q *Query) selected(p *parser) *Error {
	distinct := p.peek().word("distinct") && !p.at(1).is(",") && !p.at(1).is(".")
	if distinct {
		p.i++
	}
	if p.peek().is("*") && p.at(1).Kind == TokenEnd {
		p.i++
		q.Star = true
		return nil
	}
	columns, err := p.columns()
	if err != nil {
		return err
	}
	q.Columns = append(columns, q.Columns...)
	if distinct {
		q.Grouped = true
		for _, c := range columns {
			q.Dimensions = append(q.Dimensions, c.Expr)
		}
	}
	return nil
}

// dimensions reads what rows are grouped by: in BTQL they are columns, in SQL they may be columns by name or number.
func (q *Query) dimensions(p *parser) *Error {
	q.Grouped = true
	if q.Syntax == SyntaxSQL {
		list, err := p.exprs()
		q.Dimensions = append(q.Dimensions, list...)
		return err
	}
	columns, err := p.columns()
	for _, c := range columns {
		q.Dimensions = append(q.Dimensions, c.Expr)
	}
	q.Columns = append(columns, q.Columns...)
	return err
}

func (p *parser) exprs() ([]Expr, *Error) {
	var list []Expr
	for {
		e, err := p.value()
		if err != nil {
			return nil, err
		}
		list = append(list, e)
		if !p.peek().is(",") {
			return list, nil
		}
		p.i++
	}
}

// columns reads values with or without names of their own.
func (p *parser) columns() ([]Column, *Error) {
	var list []Column
	for {
		if p.peek().is("*") {
			return nil, p.fail(p.peek(), "* stands alone: name the other columns, or leave them out")
		}
		e, err := p.value()
		if err != nil {
			return nil, err
		}
		c := Column{Range: e.Where(), Expr: e}
		if p.peek().word("as") {
			p.i++
			if c.Name, err = p.name(); err != nil {
				return nil, err
			}
		} else if t := p.peek(); t.Kind == TokenWord && !isReserved(t.Text) || t.Kind == TokenName || t.Kind == TokenString && t.Quote == '"' {
			c.Name = t.Text
			p.i++
		}
		list = append(list, c)
		if !p.peek().is(",") {
			return list, nil
		}
		p.i++
	}
}

// name reads what something is to be called.
func (p *parser) name() (string, *Error) {
	t := p.next()
	if t.Kind != TokenWord && t.Kind != TokenName && t.Kind != TokenString || strings.TrimSpace(t.Text) == "" || len(t.Text) > 200 {
		return "", p.fail(t, "expected a name of up to 200 letters after AS, found "+t.describe())
	}
	return t.Text, nil
}

func (p *parser) sorts() ([]Sort, *Error) {
	var list []Sort
	for {
		e, err := p.value()
		if err != nil {
			return nil, err
		}
		s := Sort{Expr: e}
		if t := p.peek(); t.word("asc", "desc", "ascending", "descending") {
			s.Descending = t.word("desc", "descending")
			p.i++
		}
		if p.peek().word("nulls") {
			if !p.at(1).word("last") {
				return nil, p.fail(p.peek(), "NULL always comes last")
			}
			p.i += 2
		}
		list = append(list, s)
		switch t := p.peek(); {
		case t.is(","):
			p.i++
		case t.Kind == TokenWord:
			return nil, p.fail(t, "a direction is ASC or DESC, not "+t.Text)
		default:
			return list, nil
		}
	}
}

// count reads a whole number from 0.
func (p *parser) count() (int, *Error) {
	t := p.next()
	n, err := strconv.Atoi(t.Text)
	if t.Kind != TokenNumber || err != nil {
		return 0, p.fail(t, "expected a whole number from 0, found "+t.describe())
	}
	return n, nil
}

func (p *parser) cursor() (string, *Error) {
	t := p.next()
	if t.Kind != TokenString {
		return "", p.fail(t, "expected the cursor of an earlier answer in quotes, found "+t.describe()+"; rows cannot be skipped by number")
	}
	return t.Text, nil
}

// sample reads 100, 100 rows or 5%, and SEED with a number. SQL puts the first in brackets.
func (p *parser) sample() (*Sample, *Error) {
	first := p.peek()
	if first.word("bernoulli", "system") {
		p.i++
	}
	n, err := p.bracketed()
	if err != nil {
		return nil, err
	}
	s := &Sample{Range: Range{first.Pos, p.toks[p.i-1].End}}
	switch t := p.peek(); {
	case t.is("%"), t.word("percent"):
		p.i++
		s.Percent = n
	case t.word("rows"):
		p.i++
		fallthrough
	default:
		s.Rows = int(n)
	}
	if p.peek().is(")") {
		p.i++
	}
	switch {
	case s.Percent == 0 && (n < 1 || n > 1_000_000 || n != float64(s.Rows)):
		return nil, p.fail(first, "a sample is a number of rows from 1 to 1000000, or a share such as 5%")
	case s.Percent > 100 || s.Percent < 0:
		return nil, p.fail(first, "a share is above 0% and at most 100%")
	}
	if p.peek().word("seed", "repeatable") {
		p.i++
		seed, err := p.bracketed()
		if err != nil {
			return nil, err
		}
		if s.Seed = int64(seed); float64(s.Seed) != seed || seed < 0 {
			return nil, p.fail(p.toks[p.i-1], "a seed is a whole number from 0")
		}
		if p.peek().is(")") {
			p.i++
		}
	}
	return s, nil
}

// bracketed reads a number behind a bracket, if there is one.
func (p *parser) bracketed() (float64, *Error) {
	if p.peek().is("(") {
		p.i++
	}
	t := p.next()
	n, err := strconv.ParseFloat(t.Text, 64)
	if t.Kind != TokenNumber || err != nil || n > 1<<53 {
		return 0, p.fail(t, "expected a number, found "+t.describe())
	}
	return n, nil
}

// unpivot reads tags AS tag, or scores AS (name, value).
func (p *parser) unpivot() (*Unpivot, *Error) {
	e, err := p.value()
	if err != nil {
		return nil, err
	}
	u := &Unpivot{Range: e.Where(), X: e}
	if !p.peek().word("as") {
		return nil, p.fail(p.peek(), "expected AS and a name for the elements, or AS (name, value) for the members of an object")
	}
	p.i++
	if !p.peek().is("(") {
		u.Item, err = p.name()
		return u, err
	}
	p.i++
	if u.Key, err = p.name(); err != nil {
		return nil, err
	}
	if err := p.expect(",", "expected , and a name for the value"); err != nil {
		return nil, err
	}
	if u.Item, err = p.name(); err != nil {
		return nil, err
	}
	return u, p.expect(")", "expected )")
}
