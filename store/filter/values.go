package filter

// ReadValue reads an expression that stands for a value instead of a condition, such as len(output) or
// scores.user.rating - scores.automated.correctness: what a column of a list shows. A condition is a value too, true or false.
// Mistakes are those of Parse and Check; the error is always an *Error.
func ReadValue(text string, o Options) (Expr, []Warning, error) {
	e, err := Parse(text)
	if err != nil {
		return nil, nil, err
	}
	if e == nil {
		return nil, nil, &Error{Text: text, Message: "write what the column shows, for example len(output)"}
	}
	c := &checker{o: o}
	wrong := c.value(e)
	if n := len(RangesOfValue(e)); wrong == nil && n > MaxRanges {
		wrong = typeError(e, "the expression names %d fields that have several values; at most %d make sense", n, MaxRanges)
		wrong.Code = CodeLimit
	}
	if wrong != nil {
		wrong.Text = text
		return nil, nil, wrong
	}
	return e, c.warnings, nil
}

// RangesOfValue is Ranges for an expression that stands for a value.
func RangesOfValue(e Expr) []*Path { return Ranges(&IsNull{X: e}) }

// Values evaluates a checked value for one row: once for every combination of the values of its multi-valued paths. NULL is
// left out, and equal values are there once. It is the reference that the SQL is tested against.
func Values(e Expr, row *Row, o Options) []any {
	v := &evaluator{o: o, row: row}
	var out []any
	v.choose(RangesOfValue(e), map[*Path]any{}, func(bound map[*Path]any) {
		v.bound = bound
		x := v.value(e)
		if x == nil {
			return
		}
		for _, had := range out {
			if equal(had, x) == True {
				return
			}
		}
		out = append(out, x)
	})
	return out
}

// TextOf is the text of a value that Values returned; false for what has none, such as a time.
func TextOf(x any) (string, bool) {
	switch x.(type) {
	case string, document, bool, []any, map[string]any, float64:
		return textOf(x)
	}
	if _, ok := floatOf(x); ok {
		return textOf(x)
	}
	return "", false
}
