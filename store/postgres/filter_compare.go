package postgres

import (
	"assay/store"
	"assay/store/filter"
)

// compare compiles the positive form of a comparison: = for !=, <=> for <!=>.
func (c *compiler) compare(op filter.CompareOp, left, right filter.Expr) string {
	same := op == filter.OpSame || op == filter.OpNotSame
	if !op.Ordering() {
		if sql := c.byKey(left, right, same); sql != "" {
			return sql
		}
		if sql := c.byKey(right, left, same); sql != "" {
			return sql
		}
	}
	l, r := c.beside(left, right), c.beside(right, left)
	form, ok := common(l.rep, r.rep)
	switch {
	case !ok:
		return c.apart(op, c.render(l, l.rep), c.render(r, r.rep))
	case op.Ordering():
		return c.order(op.String(), l, r, form)
	case same:
		return "(" + c.render(l, form) + " IS NOT DISTINCT FROM " + c.render(r, form) + ")"
	}
	return "(" + c.render(l, form) + " = " + c.render(r, form) + ")"
}

// apart compares values of types that have nothing in common: they are not equal, and neither is the greater one.
func (c *compiler) apart(op filter.CompareOp, l, r string) string {
	switch {
	case op.Ordering():
		return "CASE WHEN " + l + " IS NULL OR " + r + " IS NULL THEN NULL::boolean END"
	case op == filter.OpSame || op == filter.OpNotSame:
		return "(" + l + " IS NULL AND " + r + " IS NULL)"
	}
	return "CASE WHEN " + l + " IS NOT NULL AND " + r + " IS NOT NULL THEN false END"
}

// beside compiles one side of a comparison: a payload is text beside texts and JSON beside everything else.
func (c *compiler) beside(e, other filter.Expr) value {
	v := c.value(e)
	if v.rep != repDocument {
		return v
	}
	switch filter.TypeOf(other) {
	case filter.TypeString, filter.TypeDocument, filter.TypeList, filter.TypeNull:
		return value{rep: repText, sql: c.render(v, repText)}
	}
	return value{rep: repJSON, sql: c.render(v, repJSON)}
}

// common is the form in which two values are compared. In JSON, values of different types are not equal.
func common(l, r rep) (rep, bool) {
	switch {
	case l == r || r == repNull:
		return l, true
	case l == repNull:
		return r, true
	case l == repJSON && r <= repText || r == repJSON && l <= repText:
		return repJSON, true
	}
	return repNull, false
}

// order compiles the four comparisons that ask for the greater one. Texts go by their bytes; values of different types have
// no order, which is unknown.
func (c *compiler) order(op string, l, r value, form rep) string {
	text := func(a, b string) string { return a + ` COLLATE "C" ` + op + " " + b + ` COLLATE "C"` }
	switch {
	case form == repText:
		return "(" + text(c.render(l, repText), c.render(r, repText)) + ")"
	case form != repJSON:
		return "(" + c.render(l, form) + " " + op + " " + c.render(r, form) + ")"
	case l.rep == repNumber || r.rep == repNumber:
		return "(" + c.render(l, repNumber) + " " + op + " " + c.render(r, repNumber) + ")"
	case l.rep == repText || r.rep == repText:
		return "(" + text(c.jsonString(l), c.jsonString(r)) + ")"
	}
	numbers := c.render(l, repNumber) + " " + op + " " + c.render(r, repNumber)
	return "COALESCE(" + numbers + ", " + text(c.jsonString(l), c.jsonString(r)) + ")"
}

// jsonString is the text of a value that is one, NULL of others.
func (c *compiler) jsonString(v value) string {
	if v.rep == repJSON {
		return "json_string(" + v.rawJSON() + ")"
	}
	return c.render(v, repText)
}

// byKey compiles a comparison of an id that a client gave with a constant through our key, which is computed from it: the row
// has the key, so that nothing else is read. "" where that does not apply.
func (c *compiler) byKey(x, constant filter.Expr, same bool) string {
	p, ok := x.(*filter.Path)
	lit, constantText := constant.(*filter.Literal)
	if !ok || p.Field == nil || !constantText || lit.Kind != filter.LitString {
		return ""
	}
	column, key := c.keyColumn(p.Field.Kind, lit.Text)
	switch {
	case column == "":
		return ""
	case same:
		return "(" + column + " IS NOT DISTINCT FROM " + c.args.add(key) + "::uuid)"
	}
	return "(" + column + " = " + c.args.add(key) + "::uuid)"
}

func (c *compiler) keyColumn(kind filter.Kind, text string) (column, key string) {
	switch {
	case kind == filter.KindRootSpanID && c.scope.span:
		return c.scope.alias + ".trace_id", string(store.TraceKey(text))
	case kind == filter.KindRootSpanID:
		return c.scope.alias + ".id", string(store.TraceKey(text))
	case kind == filter.KindID && c.scope.span:
		return c.scope.alias + ".id", string(store.SpanKey(text))
	case kind == filter.KindID:
		return c.scope.alias + ".root_id", string(store.SpanKey(text))
	}
	return "", ""
}

// near adds to a condition that asks for one root span by its id how an index finds its trace, which no index of trace does.
// It is only for conditions that must hold, where false and unknown are one.
func (c *compiler) near(e filter.Expr) string {
	n, ok := e.(*filter.Compare)
	if !ok || c.scope.span || n.Op != filter.OpEqual && n.Op != filter.OpSame {
		return ""
	}
	p, ok := n.Left.(*filter.Path)
	lit, constant := n.Right.(*filter.Literal)
	if !ok || p.Field == nil || !constant || lit.Kind != filter.LitString {
		return ""
	}
	from := c.scope.alias + ".id IN (SELECT f.trace_id FROM span f WHERE f.project_id = " + projectArg + " AND f."
	switch p.Field.Kind {
	case filter.KindID:
		return from + "id = " + c.args.add(string(store.SpanKey(lit.Text))) + "::uuid)"
	case filter.KindSpanID:
		return from + "span_id = " + c.args.text(lit.Text) + ")"
	}
	return ""
}
