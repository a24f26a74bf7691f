package filter

import (
	"slices"
	"strings"
)

// MaxPivot is how many values of the pivoted dimensions become columns; the first ones in their order do.
const MaxPivot = 60

// Pivoted makes columns of the values of the query's pivoted dimensions: one for each value and measure. Rows that differ in
// nothing else become one, at the place of the first of them. The limit of the query is applied last. Left tells how many values
// found no place.
func Pivoted(q *Query, t Table) (Table, int) {
	p := newPivot(q)
	for i := range t.Rows {
		p.add(t.Rows[i], t.Groups[i])
	}
	slices.SortStableFunc(p.values, func(a, b pivotValue) int {
		for i := range a.values {
			if sign := before(a.values[i], b.values[i], false); sign != 0 {
				return sign
			}
		}
		return 0
	})
	left := max(0, len(p.values)-MaxPivot)
	p.values = p.values[:len(p.values)-left]
	out := Table{Columns: p.columns()}
	rows := p.rows
	if q.Limit >= 0 {
		rows = rows[:min(q.Limit, len(rows))]
	}
	for _, r := range rows {
		out.Rows, out.Groups = append(out.Rows, p.line(r)), append(out.Groups, r.group)
	}
	return out, left
}

type pivotValue struct {
	key    string
	values []any
}

type pivotRow struct {
	group []any            // the values of the other dimensions
	kept  []any            // the columns that are not pivoted
	cells map[string][]any // the measures, by the key of the values
}

type pivot struct {
	q              *Query
	dimensions     []int // the pivoted ones
	kept, measures []int // columns of the query
	values         []pivotValue
	rows           []*pivotRow
	byKey          map[string]*pivotRow
}

func newPivot(q *Query) *pivot {
	p := &pivot{q: q, byKey: map[string]*pivotRow{}}
	for _, e := range q.Pivot {
		p.dimensions = append(p.dimensions, e.(*Ref).Index)
	}
	for i, c := range q.Columns {
		switch {
		case c.Measure:
			p.measures = append(p.measures, i)
		case !p.touches(c.Expr):
			p.kept = append(p.kept, i)
		}
	}
	return p
}

// touches reports whether a column says something about a pivoted dimension.
func (p *pivot) touches(e Expr) bool {
	found := false
	Walk(e, func(e Expr) bool {
		r, ok := e.(*Ref)
		found = found || ok && r.To == RefDimension && slices.Contains(p.dimensions, r.Index)
		return !found
	})
	return found
}

func (p *pivot) add(row, group []any) {
	rest := slices.Clone(group)
	var values []any
	for _, d := range p.dimensions {
		values = append(values, group[d])
		rest[d] = nil
	}
	key, of := keysOf(values), keysOf(rest)
	if !slices.ContainsFunc(p.values, func(v pivotValue) bool { return v.key == key }) {
		p.values = append(p.values, pivotValue{key, values})
	}
	r := p.byKey[of]
	if r == nil {
		r = &pivotRow{group: rest, cells: map[string][]any{}}
		for _, i := range p.kept {
			r.kept = append(r.kept, row[i])
		}
		p.byKey[of] = r
		p.rows = append(p.rows, r)
	}
	for _, i := range p.measures {
		r.cells[key] = append(r.cells[key], row[i])
	}
}

func keysOf(values []any) string {
	keys := make([]string, len(values))
	for i, x := range values {
		keys[i] = keyOf(x)
	}
	return strings.Join(keys, "\x00")
}

func (p *pivot) columns() []TableColumn {
	all := ColumnsOf(p.q)
	var out []TableColumn
	for _, i := range p.kept {
		out = append(out, all[i])
	}
	for _, v := range p.values {
		for _, i := range p.measures {
			c := all[i]
			c.Pivot = v.values
			name := make([]string, len(v.values))
			for n, x := range v.values {
				name[n] = CellText(x)
			}
			if c.Name = strings.Join(name, ", "); len(p.measures) > 1 {
				c.Name += " " + all[i].Name
			}
			out = append(out, c)
		}
	}
	return out
}

func (p *pivot) line(r *pivotRow) []any {
	out := slices.Clone(r.kept)
	for _, v := range p.values {
		cells := r.cells[v.key]
		for i := range p.measures {
			if cells == nil {
				out = append(out, nil)
			} else {
				out = append(out, cells[i])
			}
		}
	}
	return out
}
