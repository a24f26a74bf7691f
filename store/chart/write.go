package chart

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"assay/store/filter"
)

// Write writes the form as a query. What cannot be read is reported and left out. With nothing to measure it counts rows.
func (f Form) Write(o filter.Options) (string, []Fault) {
	var faults []Fault
	var columns, groups, pivot []string
	names := map[string]bool{}
	add := func(expr, name string) {
		names[name] = true
		if expr != name || filter.QuoteKey(name) != name {
			expr += " AS " + filter.QuoteKey(name)
		}
		columns = append(columns, expr)
	}
	if f.Step != "" && slices.ContainsFunc(Steps, func(s Choice) bool { return s.Value == f.Step }) {
		expr := f.Step + "(created)"
		add(expr, f.Step)
		groups = append(groups, expr)
	}
	for _, d := range []struct{ part, field string }{{"by", f.By}, {"split", f.Split}} {
		if d.field == "" {
			continue
		}
		p := filter.PathOf(d.field)
		if p == nil || p.Field == nil {
			faults = append(faults, Fault{Part: d.part, Message: "there is no such field"})
			continue
		}
		expr := filter.Format(p)
		if slices.Contains(groups, expr) {
			faults = append(faults, Fault{Part: d.part, Message: "the rows are grouped by it already"})
			continue
		}
		add(expr, aliasOf(p, names))
		groups = append(groups, expr)
		if d.part == "split" {
			pivot = append(pivot, expr)
		}
	}
	measures, wrong := f.measures(names)
	faults = append(faults, wrong...)
	for _, m := range measures {
		add(m.expr, m.name)
	}
	clauses := []string{"SELECT " + strings.Join(columns, ", "), f.from()}
	where, bad := f.Filter.Expr(o)
	for _, e := range bad {
		faults = append(faults, Fault{Part: "filter", N: e.Row, Message: e.Message})
	}
	if where != nil {
		clauses = append(clauses, "WHERE "+filter.Format(where))
	}
	if len(groups) > 0 {
		clauses = append(clauses, "GROUP BY "+strings.Join(groups, ", "))
	}
	first := filter.QuoteKey(measures[0].name)
	if first != measures[0].name { // a text in double quotes orders nothing
		first = strconv.Itoa(len(groups) + 1)
	}
	end, limited := f.end(first, pivot)
	return strings.Join(append(clauses, end...), "\n"), append(faults, limited...)
}

func (f Form) from() string {
	if f.Spans {
		return "FROM logs spans"
	}
	return "FROM logs"
}

// end is what stands behind the groups: their order, what becomes columns, how many rows.
func (f Form) end(first string, pivot []string) (clauses []string, faults []Fault) {
	switch f.Order {
	case "desc":
		clauses = append(clauses, "ORDER BY "+first+" DESC")
	case "asc":
		clauses = append(clauses, "ORDER BY "+first)
	}
	if len(pivot) > 0 {
		clauses = append(clauses, "PIVOT "+pivot[0])
	}
	if f.Limit != "" {
		n, err := strconv.Atoi(strings.TrimSpace(f.Limit))
		if err != nil || n < 1 || n > 1000 {
			return clauses, []Fault{{Part: "limit", Message: "enter a number of rows from 1 to 1000"}}
		}
		clauses = append(clauses, "LIMIT "+strconv.Itoa(n))
	}
	return clauses, nil
}

// aliasOf is what the answer calls a dimension: the last part of its path, unless that is a field or another column.
func aliasOf(p *filter.Path, taken map[string]bool) string {
	whole := filter.Format(p)
	name := lastOf(whole)
	if same := filter.PathOf(filter.QuoteKey(name)); same != nil && same.Field != nil && filter.Format(same) != whole || taken[name] {
		return whole
	}
	return name
}

type written struct{ expr, name string }

// measures are the measures as expressions, with names of their own.
func (f Form) measures(taken map[string]bool) (out []written, faults []Fault) {
	names := maps.Clone(taken)
	for i, m := range f.Measures {
		if m.Blank() {
			continue
		}
		expr, message := m.expr()
		if message != "" {
			faults = append(faults, Fault{Part: "field", N: i, Message: message})
			continue
		}
		name := m.Name
		if name == "" {
			name = m.DefaultName(f.Spans)
		}
		for base, n := name, 2; names[name]; n++ {
			name = base + " " + strconv.Itoa(n)
		}
		names[name] = true
		out = append(out, written{expr, name})
	}
	if len(out) == 0 {
		out = []written{{"count(*)", Measure{Func: "rows"}.DefaultName(f.Spans)}}
	}
	return out, faults
}

// expr writes a measure, or says what is wrong with it.
func (m Measure) expr() (text, message string) {
	if m.Func == "rows" {
		return "count(*)", ""
	}
	if !slices.ContainsFunc(Funcs, func(f Choice) bool { return f.Value == m.Func }) {
		return "", "there is no such measure"
	}
	if m.Field == "" {
		return "", "choose what it is of"
	}
	p := filter.PathOf(m.Field)
	if p == nil || p.Field == nil {
		return "", "there is no such field"
	}
	of := filter.Format(p)
	if share, ok := percentiles[m.Func]; ok {
		return "percentile(" + of + ", " + strconv.FormatFloat(share, 'g', -1, 64) + ")", ""
	}
	return map[string]string{"count": "count", "distinct": "count_distinct", "avg": "avg", "sum": "sum", "min": "min", "max": "max"}[m.Func] + "(" + of + ")", ""
}
