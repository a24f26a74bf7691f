package filter

import (
	"strings"
)

// Expr writes the form as a filter. Blank rows say nothing. Every other row that cannot be read, or does not pass Check, is
// reported and left out; the errors come in the order of the rows.
func (f Form) Expr(o Options) (Expr, []FormError) {
	var terms []Expr
	var errs []FormError
	for i, r := range f.Rows {
		if r.Blank() {
			continue
		}
		e, err := r.expr(o)
		if err != nil {
			err.Row = i
			errs = append(errs, *err)
			continue
		}
		terms = append(terms, e)
	}
	if f.Any && len(terms) > 1 {
		return join(OpOr, Range{}, terms...), errs
	}
	return And(terms...), errs
}

// expr reads one row that is not blank, and checks it.
func (r *FormRow) expr(o Options) (Expr, *FormError) {
	e, err := r.condition()
	if err != nil {
		return nil, err
	}
	if r.Anywhere && r.Written == "" {
		e = &AnySpan{X: e}
	}
	text := Format(e)
	again, bad := Parse(text) // so that what Check settles in place does not stay, and places are those of the text
	if bad == nil {
		o.Text = text
		_, bad = Check(again, o)
	}
	if bad != nil {
		part := "value"
		switch {
		case r.Written != "":
			part = "written"
		case bad.(*Error).Code == CodeUnknownField:
			part = "field"
		}
		return nil, &FormError{Part: part, Message: bad.(*Error).Message}
	}
	return again, nil
}

// condition puts the parts of a row together.
func (r *FormRow) condition() (Expr, *FormError) {
	if r.Written != "" {
		e, err := Parse(r.Written)
		switch {
		case err != nil:
			return nil, &FormError{Part: "written", Message: err.(*Error).Message}
		case e == nil:
			return nil, &FormError{Part: "written", Message: "write a condition"}
		}
		return e, nil
	}
	if r.Field == SearchField {
		return r.search()
	}
	left := r.left()
	if left == nil {
		return nil, &FormError{Part: "field", Message: "choose a field"}
	}
	if r.Operator == Within {
		return r.within(left)
	}
	op, ok := LookupOperator(r.Operator)
	if !ok {
		return nil, &FormError{Part: "operator", Message: "choose how to compare"}
	}
	var values []Expr
	switch op.Operand {
	case OperandOne, OperandTwo:
		if strings.TrimSpace(r.Value) == "" {
			return nil, &FormError{Part: "value", Message: "enter a value"}
		}
		values = []Expr{r.constant(r.Value)}
		if op.Operand == OperandTwo {
			if strings.TrimSpace(r.To) == "" {
				return nil, &FormError{Part: "to", Message: "enter the other value"}
			}
			values = append(values, r.constant(r.To))
		}
	case OperandList:
		for _, part := range splitList(r.Value) {
			values = append(values, r.constant(part))
		}
		if len(values) == 0 {
			return nil, &FormError{Part: "value", Message: "enter values, with commas between them"}
		}
	}
	return assemble(left, op.Name, values), nil
}

// assemble makes the condition of an operator of the table.
func assemble(left Expr, operator string, values []Expr) Expr {
	word, negated := strings.CutPrefix(operator, "NOT ")
	switch word {
	case "BETWEEN":
		return &Between{X: left, Low: values[0], High: values[1]}
	case "IN":
		return &In{X: left, Items: values, Not: negated}
	case "LIKE", "ILIKE":
		return &Like{X: left, Pattern: values[0], ILike: word == "ILIKE", Not: negated, Escape: `\`}
	case "MATCH":
		return &Match{X: left, Query: values[0], Not: negated}
	case "INCLUDES":
		return &Includes{X: left, Items: values, Not: negated}
	case "IS NULL", "IS NOT NULL":
		return &IsNull{X: left, Not: word == "IS NOT NULL"}
	case "IS TRUE", "IS FALSE":
		return &IsBool{X: left, Value: word == "IS TRUE"}
	}
	return &Compare{Op: symbolOperators[word], Left: left, Right: values[0]}
}

func (r *FormRow) search() (Expr, *FormError) {
	if r.Operator != "MATCH" && r.Operator != "NOT MATCH" {
		return nil, &FormError{Part: "operator", Message: "choose how to compare"}
	}
	if strings.TrimSpace(r.Value) == "" {
		return nil, &FormError{Part: "value", Message: "enter words to look for"}
	}
	f, _ := LookupFunction("search")
	call := &Call{Name: f.Name, Func: f, Args: []Expr{r.constant(r.Value)}}
	if r.Operator == "NOT MATCH" {
		return &Not{X: call}, nil
	}
	return call, nil
}

func (r *FormRow) within(left Expr) (Expr, *FormError) {
	var iv Interval
	parts := strings.Fields(r.Value)
	if len(parts) == 0 || len(parts)%2 != 0 {
		return nil, &FormError{Part: "value", Message: "enter a number and a unit, such as 7 days"}
	}
	for i := 0; i < len(parts); i += 2 {
		if message := iv.add(parts[i], parts[i+1]); message != "" {
			return nil, &FormError{Part: "value", Message: message}
		}
	}
	now, _ := LookupFunction("now")
	since := &Arith{Op: OpSubtract, Left: &Call{Name: now.Name, Func: now}, Right: &Literal{Kind: LitInterval, Interval: iv}}
	return &Compare{Op: OpGreater, Left: left, Right: since}, nil
}

// splitList cuts a text at its commas, but for those inside of quotes. Empty parts are left out.
func splitList(text string) []string {
	var parts []string
	start := 0
	add := func(end int) {
		if part := strings.TrimSpace(text[start:end]); part != "" {
			parts = append(parts, part)
		}
		start = end + 1
	}
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case (c == '\'' || c == '"') && strings.TrimSpace(text[start:i]) == "": // an apostrophe inside of a word quotes nothing
			l := lexer{text: text, pos: i}
			if _, err := l.quoted(c); err == nil {
				i = l.pos - 1
			}
		case c == ',':
			add(i)
		}
	}
	if start < len(text) {
		add(len(text))
	}
	return parts
}
