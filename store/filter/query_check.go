package filter

import (
	"fmt"
	"strings"
)

// QueryOptions is what a query's meaning depends on apart from its text.
type QueryOptions struct {
	Options
	Shape Shape // of a query that names none; ShapeDefault is ShapeSpans
	// Wire tells that whole columns may name what is in a row of the API and no field of ours, such as org_id. The caller looks
	// them up; they have no Path.Field.
	Wire bool
}

// CheckQuery finds what is wrong or doubtful about a parsed query and settles it, as Check does with a filter: the shape is filled
// in, names that the query makes become what they stand for, FILTER_SPANS becomes Narrow, and columns have their names. Check a
// query once. The error is always an *Error.
func CheckQuery(q *Query, o QueryOptions) ([]Warning, error) {
	c := &queryChecker{checker: checker{o: o.Options}, q: q, wire: o.Wire}
	if q.Source.Shape == ShapeDefault {
		if q.Source.Shape = o.Shape; o.Shape == ShapeDefault {
			q.Source.Shape = ShapeSpans
		}
	}
	for _, step := range []func() *Error{c.filter, c.unpivot, c.groups, c.columns, c.having, c.sorts, c.pivot, c.names} {
		if err := step(); err != nil {
			err.Text = o.Text
			return nil, err
		}
	}
	return c.warnings, nil
}

type queryChecker struct {
	checker
	q    *Query
	wire bool
	// named are the columns that other parts of the query may call by their names.
	named map[string]Expr
}

// filter checks the condition and takes FILTER_SPANS out of it.
func (c *queryChecker) filter() *Error {
	if c.q.Filter == nil {
		return nil
	}
	c.checker.narrow = true
	err := c.condition(c.q.Filter)
	c.checker.narrow = false
	if err != nil {
		return err
	}
	var terms []Expr
	for _, term := range Conjuncts(c.q.Filter) {
		any, ok := term.(*AnySpan)
		if !ok || !any.Narrow {
			if found := narrowing(term); found != nil {
				return typeError(found, "FILTER_SPANS stands alone or is joined with AND: it narrows the spans of all traces that match")
			}
			terms = append(terms, term)
			continue
		}
		if c.q.Source.Shape != ShapeTraces {
			err := typeError(any, "FILTER_SPANS narrows the spans of whole traces, which only the shape traces has")
			err.Suggestion = "ANY_SPAN"
			return err
		}
		c.q.Narrow = And(c.q.Narrow, any.X)
		terms = append(terms, &AnySpan{Range: any.Range, X: any.X})
	}
	c.q.Filter = And(terms...)
	return nil
}

// narrowing finds a FILTER_SPANS below e.
func narrowing(e Expr) Expr {
	var found Expr
	Walk(e, func(e Expr) bool {
		if any, ok := e.(*AnySpan); ok && any.Narrow {
			found = any
		}
		return found == nil
	})
	return found
}

// unpivot checks what rows are made of, and gives its parts their types.
func (c *queryChecker) unpivot() *Error {
	u := c.q.Unpivot
	if u == nil {
		return nil
	}
	p, ok := u.X.(*Path)
	if !ok {
		return typeError(u.X, "rows are made of a field, such as tags or scores")
	}
	if err := c.path(p); err != nil {
		return err
	}
	if err := oneQuestion(p); err != nil {
		return err
	}
	t := TypeOf(p)
	list := t == TypeList || t == TypeJSON || t == TypeDocument || p.Field.Multi && t == TypeString
	object := t == TypeObject || t == TypeJSON || t == TypeDocument
	switch {
	case !list && !object:
		return typeError(p, "%s is %s: rows are made of the elements of a list or the members of an object", show(p), t)
	case u.Key == "" && !list:
		err := typeError(p, "%s is %s: name its two parts, as in %s AS (name, value)", show(p), t, show(p))
		return err
	case u.Key != "" && !object:
		return typeError(p, "%s is %s and has no names: write %s AS %s", show(p), t, show(p), QuoteKey(u.Item))
	case strings.EqualFold(u.Key, u.Item):
		return typeError(p, "the two parts need different names")
	}
	return nil
}

// itemType is the type of what Unpivot makes rows of.
func itemType(u *Unpivot) Type {
	p := u.X.(*Path)
	switch t := TypeOf(p); {
	case t == TypeObject:
		return p.Field.Inner
	case t == TypeJSON, t == TypeDocument:
		return TypeJSON
	}
	return TypeString
}

// resolve exchanges what the query names itself: the parts of Unpivot and, where others is set, columns by their names.
func (c *queryChecker) resolve(e Expr, others map[string]Expr) Expr {
	return Replace(e, func(e Expr) (Expr, bool) {
		p, ok := e.(*Path)
		if !ok || len(p.Keys) > 0 || p.Source != "" {
			return nil, false
		}
		if u := c.q.Unpivot; u != nil && p.Name != "" {
			switch p.Name {
			case u.Key:
				return &Ref{Range: p.Range, To: RefKey, Name: QuoteKey(u.Key), Type: TypeString}, true
			case u.Item:
				return &Ref{Range: p.Range, To: RefItem, Name: QuoteKey(u.Item), Type: itemType(u)}, true
			}
		}
		with, ok := others[p.Name]
		return with, ok
	})
}

// columns checks the values of a row of the answer.
func (c *queryChecker) columns() *Error {
	c.named = map[string]Expr{}
	for i := range c.q.Columns {
		column := &c.q.Columns[i]
		if c.q.Grouped {
			var err *Error
			if column.Expr, err = c.grouped(column.Expr); err != nil {
				return err
			}
			column.Measure = hasAggregate(column.Expr)
		}
		if err := c.column(column.Expr); err != nil {
			return err
		}
		if column.Name != "" {
			c.named[column.Name] = column.Expr
		}
	}
	return nil
}

// column checks one value. An object may be shown whole, and a row of the API has more than we have fields.
func (c *queryChecker) column(e Expr) *Error {
	if p, ok := e.(*Path); ok {
		if c.wire && p.Field == nil {
			return nil
		}
		if err := oneQuestion(p); err != nil {
			return err
		}
		return c.path(p)
	}
	return c.shown(e)
}

// oneQuestion refuses all that reviewers answered as one value: it is read question by question.
func oneQuestion(p *Path) *Error {
	if p.Field != nil && len(p.Keys) == 0 {
		switch p.Field.Kind {
		case KindAnswers, KindDisagreement, KindSettled:
			return typeError(p, "%s is asked of one question; name it, as in %s.tone", p.Field.Name, p.Field.Name)
		}
	}
	return nil
}

func (c *queryChecker) having() *Error {
	if c.q.Having == nil {
		return nil
	}
	var err *Error
	if c.q.Having, err = c.grouped(c.resolve(c.q.Having, c.named)); err != nil {
		return err
	}
	return c.condition(c.q.Having)
}

// sorts settles the order: columns by name or number, or other values.
func (c *queryChecker) sorts() *Error {
	for i := range c.q.Sort {
		s := &c.q.Sort[i]
		if lit, ok := s.Expr.(*Literal); ok && lit.Kind == LitNumber {
			n := int(lit.Number)
			if float64(n) != lit.Number || n < 1 || n > len(c.q.Columns) {
				return typeError(s.Expr, "there is no column number %s", lit.Text)
			}
			s.Expr = c.q.Columns[n-1].Expr
		} else {
			s.Expr = c.resolve(s.Expr, c.named)
		}
		if c.q.Grouped {
			var err *Error
			if s.Expr, err = c.grouped(s.Expr); err != nil {
				return err
			}
		} else if hasAggregate(s.Expr) {
			return typeError(s.Expr, "rows that are not grouped have no measures to be sorted by")
		}
		if p, ok := s.Expr.(*Path); ok && c.wire && p.Field == nil {
			continue
		}
		if err := c.shown(s.Expr); err != nil {
			return err
		}
	}
	return nil
}

// MaxColumns is how many columns an answer may have before any is made by pivot.
const MaxColumns = 50

// names gives every column one of its own.
func (c *queryChecker) names() *Error {
	if len(c.q.Columns) > MaxColumns {
		at := c.q.Columns[MaxColumns]
		return &Error{Pos: at.Pos, End: at.End, Code: CodeLimit, Message: fmt.Sprintf("an answer has at most %d columns", MaxColumns)}
	}
	seen := map[string]bool{}
	for i := range c.q.Columns {
		column := &c.q.Columns[i]
		if column.Name == "" {
			column.Name = c.nameOf(column)
		}
		if seen[column.Name] {
			return &Error{Pos: column.Pos, End: column.End, Message: fmt.Sprintf("two columns are called %s; give one of them another name", column.Name)}
		}
		seen[column.Name] = true
	}
	return nil
}

// nameOf is what a column is called that has no name of its own: the last name on a path, as in SQL, else what was typed.
func (c *queryChecker) nameOf(column *Column) string {
	e := column.Expr
	if ref, ok := e.(*Ref); ok && ref.To == RefDimension {
		e = c.q.Dimensions[ref.Index]
	}
	p, ok := e.(*Path)
	if !ok {
		if at := column.Range; at.Pos < at.End && at.End <= len(c.q.Text) {
			return c.q.Text[at.Pos:at.End]
		}
		return Format(e)
	}
	for i := len(p.Keys) - 1; i >= 0; i-- {
		if !p.Keys[i].IsIndex {
			return p.Keys[i].Key
		}
	}
	if p.Source != "" {
		return p.Source
	}
	if p.Field != nil {
		return p.Field.Name
	}
	return p.Name
}
