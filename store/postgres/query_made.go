package postgres

import (
	"strconv"
	"strings"

	"assay/store/filter"
)

// made is the SQL of what a query makes itself: see filter.Ref and filter.Aggregate.
type made struct {
	dimensions []value
	key, item  value
	measures   map[string]value // by how filter.Format writes them
}

func (c *compiler) ref(n *filter.Ref) value {
	switch {
	case n.To == filter.RefKey:
		return c.made.key
	case n.To == filter.RefItem:
		return c.made.item
	case n.Index < len(c.made.dimensions):
		return c.made.dimensions[n.Index]
	}
	c.fail(n, "%w", errUnchecked)
	return value{}
}

// plain is the form in which a value leaves its row: payloads and elements of lists are texts.
func plain(t filter.Type) rep {
	switch r := repOf(t); r {
	case repDocument, repList:
		return repText
	default:
		return r
	}
}

// spread compiles the different values that an expression has for the values of its multi-valued paths, NULL left out: a select
// of them, or single where there is never more than one.
func (c *compiler) spread(e filter.Expr, want rep) (single, rows string) {
	ranges := filter.ValueRanges(e)
	if len(ranges) == 0 {
		return c.render(c.value(e), want), ""
	}
	outer := c.bound
	defer func() { c.bound = outer }()
	c.bound = make(map[*filter.Path]value)
	multis := make([]multi, len(ranges)) // each once: what it binds must be used
	for i, p := range ranges {
		multis[i] = c.multi(p)
	}
	m, one := multis[0], ""
	told := len(ranges) == 1 && (m.alone || m.many != "" && flat(e))
	if told {
		c.bound[ranges[0]] = m.single
		one = c.render(c.value(e), want)
	}
	if told && m.alone {
		return one, ""
	}
	from, v := "(SELECT) AS one", c.alias()
	for i, p := range ranges {
		from += c.join(p, multis[i])
	}
	several := "SELECT DISTINCT " + v + ".x FROM (SELECT " + c.render(c.value(e), want) + " AS x FROM " + from + ") AS " + v + " WHERE " + v + ".x IS NOT NULL"
	if !told {
		return "", several
	}
	// Most rows have one value, which a column tells.
	v = c.alias()
	return "", "SELECT " + v + ".x FROM (SELECT " + one + " AS x WHERE (" + m.many + ") IS NOT TRUE UNION ALL (SELECT * FROM (" + several + ") AS several WHERE " + m.many + ")) AS " + v +
		" WHERE " + v + ".x IS NOT NULL"
}

// lists writes values as JSON: an array of those that an expression has, texts cut to so many characters if most is not 0.
func (c *compiler) lists(e filter.Expr, most int) string {
	if p, ok := e.(*filter.Path); ok && filter.TypeOf(p) == filter.TypeObject {
		return "jsonb_build_array(" + c.object(p) + ")"
	}
	want := plain(filter.TypeOf(e))
	single, rows := c.spread(e, want)
	cut := func(sql string) string {
		if most > 0 && want == repText {
			return "left(" + sql + ", " + strconv.Itoa(most) + ")"
		}
		return sent(sql, want)
	}
	if rows == "" {
		return "jsonb_build_array(" + cut(single) + ")"
	}
	v := c.alias()
	return "(SELECT COALESCE(jsonb_agg(" + cut(v+".x") + "), '[]') FROM (" + rows + ") AS " + v + " (x))"
}

// sent is a value as it goes into the JSON of an answer. Times go as whole microseconds since 1970, which every year has.
func sent(sql string, r rep) string {
	switch r {
	case repTime:
		return "(extract(epoch FROM " + sql + ") * 1000000)::bigint"
	}
	return sql
}

// object is a whole object, such as metadata.
func (c *compiler) object(p *filter.Path) string {
	switch p.Field.Kind {
	case filter.KindScores:
		return c.scores(p.Source)
	case filter.KindMetadata:
		return c.at("{r}.metadata")
	case filter.KindMetrics:
		return c.at("{r}.metrics")
	case filter.KindAttributes:
		return "COALESCE(" + c.at(c.either(columns[filter.KindAttributes].trace, columns[filter.KindAttributes].span)) + ", '{}')"
	}
	c.fail(p, "%w", errUnchecked)
	return "NULL"
}

// ordered writes a part of an ORDER BY: numbers before texts before other JSON, texts by their bytes, NULL last.
func (c *compiler) ordered(v value, descending bool) string {
	dir := " ASC NULLS LAST"
	if descending {
		dir = " DESC NULLS LAST"
	}
	switch v.rep {
	case repDocument, repText, repNull:
		return "(" + c.render(v, repText) + `)::text COLLATE "C"` + dir
	case repJSON:
		j := c.render(v, repJSON)
		keys := []string{"CASE jsonb_typeof(" + j + ") WHEN 'number' THEN (" + j + ")::numeric END", "json_string(" + j + `) COLLATE "C"`,
			"(CASE WHEN jsonb_typeof(" + j + ") NOT IN ('number', 'string') THEN " + j + ` #>> '{}' END) COLLATE "C"`}
		return strings.Join(keys, dir+", ") + dir
	}
	return "(" + c.render(v, v.rep) + ")::" + sqlTypes[v.rep] + dir // with its type, because a bare constant is no order
}

// unpivoted compiles what rows are made of, as a select of the columns k and v.
func (c *compiler) unpivoted(u *filter.Unpivot) string {
	p, ok := u.X.(*filter.Path)
	if !ok {
		c.fail(u.X, "%w", errUnchecked)
		return ""
	}
	t := filter.TypeOf(p)
	isJSON := t == filter.TypeJSON || t == filter.TypeDocument
	if u.Key != "" {
		return c.members(p)
	}
	if p.Field.Multi && !isJSON {
		m, v := c.multi(p), c.alias()
		rows := m.rows
		if m.alone {
			rows = "SELECT " + m.single.sql
		}
		return "SELECT DISTINCT NULL::text AS k, " + v + ".x AS v FROM (" + rows + ") AS " + v + " (x) WHERE " + v + ".x IS NOT NULL"
	}
	rows := ""
	if p.Field.Multi {
		rows = c.multi(p).rows
	} else {
		rows = "SELECT " + c.render(c.value(p), repJSON)
	}
	v, e := c.alias(), c.alias()
	return "SELECT DISTINCT NULL::text AS k, " + e + ".x AS v FROM (" + rows + ") AS " + v + " (x), json_elements(" + v + ".x) AS " + e + " (x) WHERE " + e + ".x <> 'null'"
}

// members compiles the members of an object by name. Of several objects under a key of metadata it is the first.
func (c *compiler) members(p *filter.Path) string {
	e := c.alias()
	var from string
	switch {
	case filter.TypeOf(p) == filter.TypeObject:
		from = c.object(p)
	case p.Field.Multi:
		v := c.alias()
		from = "(SELECT " + v + ".x FROM (" + c.multi(p).rows + ") AS " + v + " (x) WHERE jsonb_typeof(" + v + ".x) = 'object' LIMIT 1)"
	default:
		from = c.render(c.value(p), repJSON)
	}
	x := e + ".value"
	if p.Field.Kind == filter.KindMetrics {
		x = "json_number(" + x + ")"
	}
	return "SELECT " + e + ".key AS k, " + x + " AS v FROM jsonb_each(CASE jsonb_typeof(" + from + ") WHEN 'object' THEN " + from + " ELSE '{}' END) AS " + e +
		" WHERE " + e + ".value <> 'null' AND " + x + " IS NOT NULL"
}
