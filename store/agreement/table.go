package agreement

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// Scale says what the difference of two answers means.
type Scale int

const (
	// Nominal answers are equal or not: "refund", "delivery".
	Nominal Scale = iota
	// Ordinal answers have an order but no distances: "bad", "fair", "good".
	Ordinal
	// Interval answers are numbers with distances: a slider.
	Interval
)

// Answer is what one reviewer said about one item.
type Answer struct {
	Item, Rater string
	// Value is the number given, or which of the categories, counted in their order.
	Value float64
}

// Table holds the answers to one question. It does not change; make it with NewTable.
type Table struct {
	scale  Scale
	values []float64 // possible and given, ascending; places in it stand for answers
	raters []string  // ascending
	rows   []row     // by item, ascending
}

// row is the answers on one item.
type row struct {
	item  string
	marks []mark  // by rater
	tally []count // by value
}

type mark struct{ rater, value int }

type count struct{ value, n int }

// NewTable sorts answers into a table. Possible lists the values that could be given, as far as they are known: categories
// nobody chose still count as chances to disagree. Of several answers of one rater on one item the last counts; what is no
// finite number is no answer.
func NewTable(scale Scale, possible []float64, answers []Answer) *Table {
	type cell struct{ item, rater string }
	given := make(map[cell]float64, len(answers))
	raters, items, values := map[string]int{}, map[string]int{}, map[float64]int{}
	for _, v := range possible {
		values[v] = 0
	}
	for _, a := range answers {
		if math.IsNaN(a.Value) || math.IsInf(a.Value, 0) {
			continue
		}
		given[cell{a.Item, a.Rater}] = a.Value
		raters[a.Rater], items[a.Item], values[a.Value] = 0, 0, 0
	}
	t := &Table{scale: scale, values: slices.Sorted(maps.Keys(values)), raters: slices.Sorted(maps.Keys(raters))}
	for i, v := range t.values {
		values[v] = i
	}
	for i, r := range t.raters {
		raters[r] = i
	}
	t.rows = make([]row, len(items))
	for i, item := range slices.Sorted(maps.Keys(items)) {
		items[item], t.rows[i].item = i, item
	}
	for c, v := range given {
		r := &t.rows[items[c.item]]
		r.marks = append(r.marks, mark{raters[c.rater], values[v]})
	}
	for i := range t.rows {
		t.rows[i].sum()
	}
	return t
}

// sum brings the marks into order and counts them by value.
func (r *row) sum() {
	slices.SortFunc(r.marks, func(a, b mark) int { return cmp.Compare(a.rater, b.rater) })
	places := make([]int, len(r.marks))
	for i, m := range r.marks {
		places[i] = m.value
	}
	slices.Sort(places)
	r.tally = nil
	for _, v := range places {
		if n := len(r.tally); n > 0 && r.tally[n-1].value == v {
			r.tally[n-1].n++
		} else {
			r.tally = append(r.tally, count{v, 1})
		}
	}
}

// Raters are those who gave an answer, in order.
func (t *Table) Raters() []string { return slices.Clone(t.raters) }

// Values are the possible and given values, ascending.
func (t *Table) Values() []float64 { return slices.Clone(t.values) }

// Only is the table of the items that keep accepts: a segment. The possible values stay.
func (t *Table) Only(keep func(item string) bool) *Table {
	return t.pick(func(r row) []mark {
		if !keep(r.item) {
			return nil
		}
		return r.marks
	})
}

// pick makes a table of the marks that choose leaves of each row. Raters without any are left out.
func (t *Table) pick(choose func(row) []mark) *Table {
	out := &Table{scale: t.scale, values: t.values}
	place := make([]int, len(t.raters))
	for _, r := range t.rows {
		marks := choose(r)
		if len(marks) == 0 {
			continue
		}
		out.rows = append(out.rows, row{item: r.item, marks: slices.Clone(marks)})
		for _, m := range marks {
			place[m.rater] = 1
		}
	}
	for i, has := range place {
		if has == 1 {
			place[i] = len(out.raters)
			out.raters = append(out.raters, t.raters[i])
		}
	}
	for i := range out.rows {
		for j := range out.rows[i].marks {
			out.rows[i].marks[j].rater = place[out.rows[i].marks[j].rater]
		}
		out.rows[i].sum()
	}
	return out
}

// between is the table of two raters on the items both answered.
func (t *Table) between(a, b int) *Table {
	return t.pick(func(r row) []mark {
		var both []mark
		for _, m := range r.marks {
			if m.rater == a || m.rater == b {
				both = append(both, m)
			}
		}
		if len(both) < 2 {
			return nil
		}
		return both
	})
}

// x is the number that stands for a place in distances: the number itself, or the rank of a category.
func (t *Table) x(value int) float64 {
	if t.scale == Interval {
		return t.values[value]
	}
	return float64(value)
}

// lack says what keeps any figure from existing.
func (t *Table) lack() Reason {
	switch {
	case len(t.rows) == 0:
		return NoAnswers
	case len(t.raters) < 2:
		return OneRater
	case !slices.ContainsFunc(t.rows, func(r row) bool { return len(r.marks) > 1 }):
		return NoOverlap
	}
	return Exists
}
