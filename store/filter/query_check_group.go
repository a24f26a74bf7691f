package filter

// groups settles what rows are grouped by.
func (c *queryChecker) groups() *Error {
	q := c.q
	for i := range q.Columns {
		q.Columns[i].Expr = c.resolve(q.Columns[i].Expr, nil)
		q.Grouped = q.Grouped || hasAggregate(q.Columns[i].Expr)
	}
	q.Grouped = q.Grouped || q.Having != nil
	if !q.Grouped {
		return nil
	}
	if q.Star || len(q.Columns) == 0 {
		return &Error{Pos: q.Source.Pos, End: q.Source.Pos, Code: CodeType, Message: "a grouped query names its columns: dimensions, and measures such as count(*)"}
	}
	several := 0
	for i, d := range q.Dimensions {
		var err *Error
		if q.Dimensions[i], err = c.dimension(d); err != nil {
			return err
		}
		for _, p := range ValueRanges(q.Dimensions[i]) {
			if several += 2; p.Field.Kind == KindMetadata { // which rarely has more than one value
				several--
			}
		}
		if several > 2*MaxRanges {
			err := typeError(d, "rows are grouped by too many fields that have several values: all combinations are groups")
			err.Code = CodeLimit
			return err
		}
	}
	return nil
}

func hasAggregate(e Expr) bool {
	found := false
	Walk(e, func(e Expr) bool {
		_, ok := e.(*Aggregate)
		found = found || ok
		return !found
	})
	return found
}

// dimension settles one value to group by: in SQL it may be a column, by number or by name.
func (c *queryChecker) dimension(d Expr) (Expr, *Error) {
	at := d.Where()
	if lit, ok := d.(*Literal); ok && lit.Kind == LitNumber {
		n := int(lit.Number)
		if float64(n) != lit.Number || n < 1 || n > len(c.q.Columns) {
			return nil, typeError(d, "there is no column number %s", lit.Text)
		}
		d = c.q.Columns[n-1].Expr
	} else if p, ok := d.(*Path); ok && len(p.Keys) == 0 && p.Source == "" {
		for _, column := range c.q.Columns {
			if column.Name == p.Name && column.Name != "" {
				d = column.Expr
			}
		}
	}
	d = c.resolve(d, nil)
	if hasAggregate(d) {
		return nil, &Error{Pos: at.Pos, End: at.End, Code: CodeType, Message: "rows are not grouped by a measure, which groups have only afterwards"}
	}
	if err := c.shown(d); err != nil {
		return nil, err
	}
	return d, nil
}

// shown checks a value that becomes part of the answer.
func (c *queryChecker) shown(e Expr) *Error {
	if err := c.value(e); err != nil {
		return err
	}
	if TypeOf(e) == TypeInterval {
		return typeError(e, "%s is an interval, which can be compared and added to a time but not shown", show(e))
	}
	if n := len(ValueRanges(e)); n > MaxRanges {
		return typeError(e, "one value names %d fields that have several values; at most %d make sense", n, MaxRanges)
	}
	return nil
}

// grouped exchanges dimensions for the values that a group has of them. What is left of the rows may stand in measures only.
func (c *queryChecker) grouped(e Expr) (Expr, *Error) {
	dimensions := map[string]int{}
	for i, d := range c.q.Dimensions {
		dimensions[Format(d)] = i
	}
	e = Replace(e, func(e Expr) (Expr, bool) {
		if a, ok := e.(*Aggregate); ok {
			return a, true
		}
		if i, ok := dimensions[Format(e)]; ok {
			d := c.q.Dimensions[i]
			return &Ref{Range: e.Where(), To: RefDimension, Index: i, Name: Format(d), Type: plainType(TypeOf(d))}, true
		}
		return nil, false
	})
	var err *Error
	Walk(e, func(e Expr) bool {
		switch n := e.(type) {
		case *Aggregate:
			return false
		case *Path, *AnySpan:
			err = c.loose(e)
		case *Ref:
			if n.To != RefDimension {
				err = c.loose(e)
			}
		case *Call:
			if n.Func != nil && n.Func.Kind == FuncSearch {
				err = c.loose(e)
			}
		}
		return err == nil
	})
	return e, err
}

// loose explains a value of rows where there are only groups.
func (c *queryChecker) loose(e Expr) *Error {
	if p, ok := e.(*Path); ok && p.Field == nil {
		return c.unknownField(p)
	}
	err := typeError(e, "%s is not what rows are grouped by, and a group has many of them: group by it, or take a measure of it", show(e))
	if TypeOf(e) == TypeNumber || TypeOf(e) == TypeScore {
		err.Suggestion = "avg(" + Format(e) + ")"
	}
	return err
}

// plainType is the type of a value once it is taken out of its row: payloads and elements of lists are texts.
func plainType(t Type) Type {
	switch t {
	case TypeDocument, TypeList:
		return TypeString
	case TypeScore:
		return TypeJSON
	}
	return t
}

// pivot settles which dimensions become columns.
func (c *queryChecker) pivot() *Error {
	if len(c.q.Pivot) == 0 {
		return nil
	}
	if !c.q.Grouped || len(c.q.Dimensions) == 0 {
		return typeError(c.q.Pivot[0], "pivot makes columns of the values of a dimension, and there is none")
	}
	for i, e := range c.q.Pivot {
		settled, err := c.grouped(c.resolve(e, c.named))
		if err != nil {
			return err
		}
		if ref, ok := settled.(*Ref); !ok || ref.To != RefDimension {
			return typeError(e, "pivot makes columns of the values of a dimension, which %s is not", show(e))
		}
		c.q.Pivot[i] = settled
	}
	return nil
}

// aggregate checks a measure by what it is of.
func (c *checker) aggregate(a *Aggregate) *Error {
	if a.Arg == nil {
		return nil
	}
	if hasAggregate(a.Arg) {
		return typeError(a.Arg, "a measure of a measure makes no sense: %s is one value a group already", show(a.Arg))
	}
	if a.Func.Kind == AggCount {
		if p, ok := a.Arg.(*Path); ok {
			return c.path(p)
		}
		return c.value(a.Arg)
	}
	if err := c.value(a.Arg); err != nil {
		return err
	}
	if n := len(ValueRanges(a.Arg)); n > MaxRanges {
		return typeError(a.Arg, "one measure names %d fields that have several values; at most %d make sense", n, MaxRanges)
	}
	switch t := TypeOf(a.Arg); {
	case a.Func.Kind == AggCountDistinct && t != TypeInterval:
		return nil
	case a.Func.Kind == AggMin, a.Func.Kind == AggMax, a.Func.Kind == AggCountDistinct:
		if t == TypeBool || t == TypeInterval || IsCondition(a.Arg) {
			return typeError(a.Arg, "%s takes numbers, times and texts, and %s is %s", a.Func.Name, show(a.Arg), t)
		}
		return nil
	}
	return c.numeric(a.Arg, a.Func.Name+"()")
}
