package postgres

import (
	"strings"
	"unicode/utf8"

	"assay/store"
	"assay/store/filter"
)

// positive compiles the positive form of a test for the values bound at the moment.
func (c *compiler) positive(e filter.Expr) string {
	switch n := e.(type) {
	case *filter.Compare:
		return c.compare(n.Op, n.Left, n.Right)
	case *filter.Between:
		return "(" + c.compare(filter.OpGreaterEqual, n.X, n.Low) + " AND " + c.compare(filter.OpLessEqual, n.X, n.High) + ")"
	case *filter.In:
		equals := make([]string, len(n.Items))
		for i, item := range n.Items {
			equals[i] = c.compare(filter.OpEqual, n.X, item)
		}
		return "(" + strings.Join(equals, " OR ") + ")"
	case *filter.IsNull:
		return c.isNull(n.X)
	case *filter.IsBool:
		return c.isBool(n)
	case *filter.Like:
		return c.like(n)
	case *filter.Match:
		return c.match(n)
	case *filter.Includes:
		return c.includes(n)
	}
	return c.bare(e)
}

func (c *compiler) isNull(x filter.Expr) string {
	if p, ok := x.(*filter.Path); ok && p.Field != nil {
		if filter.TypeOf(p) == filter.TypeObject {
			return c.emptyObject(p)
		}
		if p.Field.Kind == filter.KindExpected && len(p.Keys) == 0 && !c.scope.span {
			return "(NOT " + c.scope.alias + ".has_expected)"
		}
	}
	v := c.value(x)
	return "(" + c.render(v, v.rep) + " IS NULL)"
}

func (c *compiler) isBool(n *filter.IsBool) string {
	is := " IS FALSE)"
	if n.Value {
		is = " IS TRUE)"
	}
	if filter.IsCondition(n.X) {
		return "(" + c.truth(n.X) + is
	}
	return "(" + c.bare(n.X) + is
}

// bare compiles a value that stands for a condition: true, false, and unknown for everything else.
func (c *compiler) bare(e filter.Expr) string {
	v := c.value(e)
	if v.rep == repJSON {
		return "CASE " + c.render(v, repJSON) + " WHEN 'true' THEN true WHEN 'false' THEN false END"
	}
	return c.render(v, repBool)
}

func (c *compiler) like(n *filter.Like) string {
	lit, ok := n.Pattern.(*filter.Literal)
	if !ok {
		c.fail(n, "%w", errUnchecked)
		return "NULL"
	}
	pattern, x := lit.Text, c.text(n.X)
	escape := n.Escape
	if n.ILike {
		pattern, x = strings.ToLower(pattern), "lower_text("+x+")"
	}
	return "(" + x + " LIKE " + c.args.text(backslashed(pattern, escape)) + ")"
}

// backslashed rewrites a LIKE pattern to the escape character that Postgres assumes, in a form that it never refuses.
func backslashed(pattern, escape string) string {
	esc := rune(-1)
	if escape != "" {
		esc, _ = utf8.DecodeRuneInString(escape)
	}
	var b strings.Builder
	escaped := false
	for _, r := range pattern {
		switch {
		case !escaped && r == esc:
			escaped = true
			continue
		case escaped || r == '\\':
			b.WriteByte('\\')
		}
		b.WriteRune(r)
		escaped = false
	}
	if escaped {
		b.WriteByte('\\')
		b.WriteRune(esc)
	}
	return b.String()
}

func (c *compiler) match(n *filter.Match) string {
	lit, ok := n.Query.(*filter.Literal)
	if !ok || filter.MatchPattern(lit.Text) == "" {
		c.fail(n, "%w", errUnchecked)
		return "NULL"
	}
	return "(lower_text(" + c.text(n.X) + ") ~ " + c.args.text(filter.MatchPattern(lit.Text)) + ")"
}

func (c *compiler) includes(n *filter.Includes) string {
	v := c.value(n.X)
	switch v.rep {
	case repList:
		var names []string
		for _, item := range n.Items {
			lit, ok := item.(*filter.Literal)
			if !ok || lit.Kind != filter.LitString {
				c.fail(n, "%w", errUnchecked)
				return "NULL"
			}
			names = append(names, lit.Text)
		}
		return "(" + v.sql + " @> " + c.args.texts(names) + ")"
	case repJSON:
		if filter.TypeOf(n.X) == filter.TypeScore {
			return c.includesOptions(c.render(v, repJSON), n.Items)
		}
		return c.includesJSON(v, n.Items)
	}
	return c.substrings(c.render(v, repText), n.Items)
}

// substrings asks whether all items stand somewhere in a text.
func (c *compiler) substrings(text string, items []filter.Expr) string {
	terms := make([]string, len(items))
	for i, item := range items {
		terms[i] = "strpos(" + text + ", " + c.text(item) + ") > 0"
	}
	return "(" + strings.Join(terms, " AND ") + ")"
}

// includesOptions asks whether all items are among the options that a category names. A number names none.
func (c *compiler) includesOptions(score string, items []filter.Expr) string {
	separator := c.args.text(store.SetSeparator)
	options := "string_to_array(" + score + " #>> '{}', " + separator + ")"
	names := make([]string, len(items))
	for i, item := range items {
		names[i] = c.text(item)
	}
	return "CASE jsonb_typeof(" + score + ") WHEN 'string' THEN " + options + " @> ARRAY[" + strings.Join(names, ", ") + "] ELSE NULLIF(" + score + " IS NULL, true) END"
}

// includesJSON asks by the type of the value: an array has the items as elements, a string has them in its text, and
// everything else but NULL includes nothing.
func (c *compiler) includesJSON(v value, items []filter.Expr) string {
	var elements, texts []string
	inText := true
	for _, item := range items {
		lit, ok := item.(*filter.Literal)
		if !ok {
			c.fail(item, "%w", errUnchecked)
			return "NULL"
		}
		elements = append(elements, jsonOf(lit))
		inText = inText && lit.Kind == filter.LitString
		texts = append(texts, lit.Text)
	}
	j := c.render(v, repJSON)
	sql := "CASE jsonb_typeof(" + j + ") WHEN 'array' THEN " + j + " @> " + c.args.add("["+strings.Join(elements, ",")+"]") + "::jsonb"
	if inText {
		sql += " WHEN 'string' THEN (SELECT bool_and(strpos(" + j + " #>> '{}', i) > 0) FROM unnest(" + c.args.texts(texts) + ") AS i)"
	}
	return sql + " ELSE NULLIF(" + j + " IS NULL, true) END"
}

// text compiles a value that is asked for its text.
func (c *compiler) text(e filter.Expr) string { return c.render(c.value(e), repText) }
