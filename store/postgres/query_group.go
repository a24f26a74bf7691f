package postgres

import (
	"fmt"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/filter"
)

// spanColumns are the columns of span that compiled conditions read.
const spanColumns = `s.project_id, s.id, s.trace_id, s.row_id, s.span_id, s.root_span_id, s.parent_span_id, s.created, s.name, s.type, s.error,
  s.metadata, s.tags, s.tagged, s.metrics, s.scores, s.source_scores, s.attributes, t.created AS trace_created`

// statement writes the SQL of one query.
type statement struct {
	ask  Ask
	args *arguments
	c    *compiler
	from string // "FROM …" with the rows of the query under the alias of its scope
}

// newStatement compiles which rows the query is about. They come from the relation that lists, counts and exports use. only
// narrows their traces, unless it is nil.
func newStatement(a Ask, only []store.TraceID) (*statement, error) {
	s := &statement{ask: a, args: &arguments{}}
	q := a.Query
	alias, rows := "t", ""
	if q.OfSpans() {
		alias = "s"
		relation, err := SpanQuery{Project: a.Project, Filter: q.Filter, Options: a.Options, Traces: !q.AboutSpans(), Narrow: q.Narrow, Only: only}.relation(s.args)
		if err != nil {
			return nil, err
		}
		rows = "SELECT " + spanColumns + " " + relation
	} else {
		relation, err := Query{Project: a.Project, Filter: q.Filter, Options: a.Options, At: a.At, Only: only}.relation(s.args)
		if err != nil {
			return nil, err
		}
		rows = "SELECT " + traceColumns + " " + relation
	}
	s.from = "FROM (" + sampled(q.Sample, rows) + ") " + alias
	s.c = &compiler{args: s.args, o: a.Options, scope: scope{alias: alias, span: q.OfSpans()}}
	if q.Unpivot != nil {
		s.from += " CROSS JOIN LATERAL (" + s.c.unpivoted(q.Unpivot) + ") AS u"
		s.c.made.key, s.c.made.item = value{rep: repText, sql: "u.k"}, value{rep: s.itemRep(), sql: "u.v"}
	}
	return s, s.c.err
}

func (s *statement) itemRep() rep {
	p := s.ask.Query.Unpivot.X.(*filter.Path)
	switch t := filter.TypeOf(p); {
	case t == filter.TypeObject && p.Field.Inner == filter.TypeNumber:
		return repNumber
	case t == filter.TypeObject, t == filter.TypeJSON, t == filter.TypeDocument:
		return repJSON
	}
	return repText
}

// sampled takes some of the rows by their hash, as filter.SampleHash computes it.
func sampled(sample *filter.Sample, rows string) string {
	if sample == nil {
		return rows
	}
	hash := "(term(c.id::text || '/" + strconv.FormatInt(sample.Seed, 10) + "') & 2147483647)"
	if sample.Percent > 0 {
		return "SELECT c.* FROM (" + rows + ") c WHERE " + hash + " < " + strconv.FormatInt(sample.Below(), 10)
	}
	return "SELECT c.* FROM (" + rows + ") c ORDER BY " + hash + `, c.id LIMIT ` + strconv.Itoa(sample.Rows)
}

// grouping is how a statement gathers rows. Each row is there once, as of kind 0; and for every measure over what has several
// values once more for each of them, as of the kind of the measure, so that one pass counts both.
type grouping struct {
	*statement
	inner    []string // columns of the rows
	joins    string
	spreads  []spreadMeasure
	measures []string // of the groups
}

type spreadMeasure struct {
	kind int
	rows string
	rep  rep
}

// grouped compiles a grouped query.
func (s *statement) grouped(limit int) (string, error) {
	groups, dimensions := s.gather()
	return s.answers(groups, dimensions, limit), s.c.err
}

// gather compiles the groups: a select of the dimensions d0, d1, … and the measures m0, m1, …, which what is compiled next may
// name.
func (s *statement) gather() (groups string, dimensions []value) {
	g := &grouping{statement: s}
	q := s.ask.Query
	groupBy := ""
	for i, d := range q.Dimensions {
		dimensions = append(dimensions, g.dimension(i, d))
		groupBy += ", i.d" + strconv.Itoa(i)
	}
	aggregates := q.Aggregates()
	for n, a := range aggregates {
		g.argument(n, a)
	}
	measures := map[string]value{}
	for n, a := range aggregates {
		measures[filter.Format(a)] = g.measure(n, a)
	}
	kinds := g.kinds()
	inner := "SELECT " + strings.Join(append(g.inner, "1 AS one"), ", ") + " " + s.from + g.joins + kinds
	groups = "SELECT " + strings.Join(append(g.measures, "1 AS one"), ", ") + groupBy + " FROM (" + inner + ") i"
	if groupBy != "" {
		groups += " GROUP BY " + groupBy[2:]
	}
	s.c.made = made{dimensions: dimensions, measures: measures}
	return groups, dimensions
}

// answers computes the columns of the groups, leaves out what HAVING does, and puts them in order.
func (s *statement) answers(groups string, dimensions []value, limit int) string {
	q, c := s.ask.Query, s.c
	var values, own, order []string
	for _, column := range q.Columns {
		r := plain(filter.TypeOf(column.Expr))
		values = append(values, sent(c.render(c.value(column.Expr), r), r))
	}
	for _, d := range dimensions {
		own = append(own, sent(c.render(d, d.rep), d.rep))
	}
	for _, part := range filter.GroupOrder(q) {
		order = append(order, c.ordered(c.value(part.Expr), part.Descending))
	}
	sql := "SELECT jsonb_build_array(" + strings.Join(values, ", ") + ") AS row, jsonb_build_array(" + strings.Join(own, ", ") + ") AS grp FROM (" + groups + ") g"
	if q.Having != nil {
		sql += " WHERE " + c.truth(q.Having)
	}
	if len(order) > 0 {
		sql += " ORDER BY " + strings.Join(order, ", ")
	}
	return sql + " LIMIT " + strconv.Itoa(limit)
}

// dimension adds a column that rows are grouped by, and returns what groups have of it.
func (g *grouping) dimension(i int, d filter.Expr) value {
	name, r := "d"+strconv.Itoa(i), plain(filter.TypeOf(d))
	single, rows := g.c.spread(d, r)
	if rows != "" {
		g.joins += " LEFT JOIN LATERAL (" + rows + ") AS l" + strconv.Itoa(i) + " (x) ON true"
		single = "l" + strconv.Itoa(i) + ".x"
	}
	g.inner = append(g.inner, single+" AS "+name)
	return value{rep: r, sql: "g." + name}
}

// taken is the form in which a measure takes values.
func taken(a *filter.Aggregate) rep {
	switch a.Func.Kind {
	case filter.AggCountDistinct:
		return plain(filter.TypeOf(a.Arg))
	case filter.AggMin, filter.AggMax:
		return plain(filter.TypeOf(a))
	}
	return repNumber
}

// argument adds a column of what a measure is of.
func (g *grouping) argument(n int, a *filter.Aggregate) {
	name := " AS a" + strconv.Itoa(n)
	switch {
	case a.IsRowCount():
		return
	case a.Func.Kind == filter.AggCount:
		g.inner = append(g.inner, g.c.truth(&filter.IsNull{X: a.Arg, Not: true})+name)
		return
	}
	r := taken(a)
	single, rows := g.c.spread(a.Arg, r)
	if rows == "" {
		g.inner = append(g.inner, single+name)
		return
	}
	g.spreads = append(g.spreads, spreadMeasure{n + 1, rows, r})
	g.inner = append(g.inner, "e.a"+strconv.Itoa(n)+name)
}

// kinds joins each row with itself and with the values of the measures over several.
func (g *grouping) kinds() string {
	if len(g.spreads) == 0 {
		return ""
	}
	g.inner = append(g.inner, "e.kind")
	line := func(kind int, own string) string {
		columns := []string{strconv.Itoa(kind) + " AS kind"}
		for _, s := range g.spreads {
			x := "NULL::" + sqlTypes[s.rep]
			if s.kind == kind {
				x = own
			}
			columns = append(columns, x+" AS a"+strconv.Itoa(s.kind-1))
		}
		return "SELECT " + strings.Join(columns, ", ")
	}
	lines := []string{line(0, "")}
	for _, s := range g.spreads {
		lines = append(lines, line(s.kind, "w.x")+" FROM ("+s.rows+") AS w (x)")
	}
	return " CROSS JOIN LATERAL (" + strings.Join(lines, " UNION ALL ") + ") AS e"
}

// measure adds a column of the groups, and returns it. It is written after all arguments, because kinds are known then.
func (g *grouping) measure(n int, a *filter.Aggregate) value {
	x, name := "i.a"+strconv.Itoa(n), "m"+strconv.Itoa(n)
	kind := 0
	for _, s := range g.spreads {
		if s.kind == n+1 {
			kind = n + 1
		}
	}
	var conditions []string
	if len(g.spreads) > 0 {
		conditions = append(conditions, "i.kind = "+strconv.Itoa(kind))
	}
	if a.Func.Kind == filter.AggCount && !a.IsRowCount() {
		conditions = append(conditions, x)
	}
	only := ""
	if len(conditions) > 0 {
		only = " FILTER (WHERE " + strings.Join(conditions, " AND ") + ")"
	}
	v := value{rep: plain(filter.TypeOf(a)), sql: "g." + name}
	if v.rep == repText {
		x += ` COLLATE "C"`
	}
	// Numbers are added as the decimals that they read as, which is exact and never too large on the way.
	sum := "json_number(to_jsonb(sum(" + x + "::text::numeric)" + only + "))"
	var sql string
	switch a.Func.Kind {
	case filter.AggCount:
		sql = "(count(*)" + only + ")::float8"
	case filter.AggCountDistinct:
		sql = "(count(DISTINCT " + x + ")" + only + ")::float8"
	case filter.AggSum:
		sql = sum
	case filter.AggAvg:
		sql = "(" + sum + " / NULLIF((count(" + x + ")" + only + ")::float8, 0))"
	case filter.AggMin:
		sql = "min(" + x + ")" + only
	case filter.AggMax:
		sql = "max(" + x + ")" + only
	case filter.AggPercentile:
		p := "percentile_cont(" + g.args.add(a.Fraction) + "::float8) WITHIN GROUP (ORDER BY " + x + ")" + only
		sql = "CASE WHEN abs(" + p + ") < 'Infinity' THEN " + p + " END"
	default:
		g.c.fail(a, "%w", errUnchecked)
	}
	g.measures = append(g.measures, sql+" AS "+name)
	return v
}

// listed compiles a query whose rows are not grouped. Without an order of its own the newest come first.
func (s *statement) listed(limit int) (string, error) {
	q, c := s.ask.Query, s.c
	var values, order []string
	for _, column := range q.Columns {
		values = append(values, c.lists(column.Expr, s.ask.Text))
	}
	for _, part := range q.Sort {
		order = append(order, s.orderedBy(part))
	}
	trace, newest := "t.id", "t.created DESC, t.id DESC"
	if q.OfSpans() {
		trace, newest = "s.trace_id", "s.trace_created DESC, s.trace_id DESC, (s.parent_span_id IS NOT NULL), s.created, s.id"
	}
	if q.Unpivot != nil {
		newest += `, u.k COLLATE "C", ` + c.ordered(c.made.item, false)
	}
	sql := "SELECT jsonb_build_array(" + strings.Join(values, ", ") + ") AS row, " + trace + " AS trace " + s.from + " ORDER BY " + strings.Join(append(order, newest), ", ") +
		" LIMIT " + strconv.Itoa(limit)
	return sql, c.err
}

// orderedBy sorts rows by a value, by the least of several.
func (s *statement) orderedBy(part filter.Sort) string {
	c, r := s.c, plain(filter.TypeOf(part.Expr))
	single, rows := c.spread(part.Expr, r)
	if rows != "" {
		v := c.alias()
		single = fmt.Sprintf("(SELECT %s.x FROM (%s) AS %s (x) ORDER BY %s LIMIT 1)", v, rows, v, c.ordered(value{rep: r, sql: v + ".x"}, false))
	}
	return c.ordered(value{rep: r, sql: single}, part.Descending)
}
