package filter

import "strings"

const oneSource = "from names one thing to read: project_logs('ID') or dataset('ID')"

// source reads what is read: a name, with or without an id in brackets, and a shape.
func (p *parser) source(s *Source) *Error {
	t := p.next()
	s.Range = t.Range
	if t.Kind != TokenWord && t.Kind != TokenName {
		if t.is("(") {
			return p.fail(t, oneSource+"; a query inside of a query is not read")
		}
		return p.fail(t, oneSource+", found "+t.describe())
	}
	s.Kind = strings.ToLower(t.Text)
	if p.peek().is("(") {
		if err := p.sourceArguments(s); err != nil {
			return err
		}
		s.End = p.toks[p.i-1].End
	}
	if t := p.peek(); t.Kind == TokenWord {
		p.i++
		return p.shape(t, s)
	}
	if p.peek().is(",") {
		return p.fail(p.peek(), oneSource)
	}
	return nil
}

func (p *parser) sourceArguments(s *Source) *Error {
	open := p.next()
	for n := 0; ; n++ {
		t := p.next()
		switch {
		case t.word("shape") && (p.peek().is("=") || p.peek().is(":")):
			p.i++
			if p.peek().is(">") || p.peek().is("=") {
				p.i++
			}
			if err := p.shape(p.next(), s); err != nil {
				return err
			}
		case t.word("version") && (p.peek().is("=") || p.peek().is(":")):
			p.i++
			if p.peek().is(">") || p.peek().is("=") {
				p.i++
			}
			if err := p.sourceVersion(p.next(), s); err != nil {
				return err
			}
		case n == 0 && (t.Kind == TokenString || t.Kind == TokenName || t.Kind == TokenWord) && t.Text != "":
			s.ID = t.Text
		default:
			return p.fail(t, oneSource)
		}
		t = p.next()
		switch {
		case t.is(")"):
			return nil
		case t.Kind == TokenEnd:
			return p.fail(open, "this bracket is never closed")
		case !t.is(","):
			return p.fail(t, "expected , or ), found "+t.describe())
		}
	}
}

// sourceVersion reads which version of a dataset is read: its number, or the name of a snapshot or of an environment.
func (p *parser) sourceVersion(t Token, s *Source) *Error {
	switch {
	case s.Kind != "dataset":
		return p.fail(t, "only a dataset has versions")
	case t.Text == "" || t.Kind != TokenString && t.Kind != TokenNumber && t.Kind != TokenName:
		return p.fail(t, "a version is a number of 19 digits or a name in quotes, not "+t.describe())
	}
	s.Version = t.Text
	return nil
}

func (p *parser) shape(t Token, s *Source) *Error {
	shape, ok := Shapes[strings.ToLower(t.Text)]
	if !ok || t.Kind != TokenWord && t.Kind != TokenString {
		err := p.fail(t, "the shape of rows is spans, traces or summary, not "+t.describe())
		err.Suggestion = nearest(strings.ToLower(t.Text), []string{"spans", "traces", "summary"})
		return err
	}
	s.Shape = shape
	return nil
}
