package agreement

import (
	"cmp"
	"slices"
)

// Pair is the agreement of two raters on the items both answered.
type Pair struct {
	A, B  string // A sorts before B
	Items int
	// Counts[i][j] is how often A gave the i-th of Values and B the j-th. It is nil on Interval.
	Values []float64
	Counts [][]int
	// Percent and Alpha exist on every scale, Kappa on categories, Linear and Quadratic on what has an order.
	Percent, Kappa, Linear, Quadratic, Alpha Figure
}

// Pairs are all pairs of raters, by name, also those without a common item, whose figures say so.
func (t *Table) Pairs(o Options) []Pair {
	var out []Pair
	for i := range t.raters {
		for j := i + 1; j < len(t.raters); j++ {
			out = append(out, t.pair(i, j, o))
		}
	}
	return out
}

func (t *Table) pair(i, j int, o Options) Pair {
	both := t.between(i, j)
	f := both.Figures(o, Percent, Kappa, Linear, Quadratic, Alpha)
	p := Pair{A: t.raters[i], B: t.raters[j], Items: len(both.rows), Values: t.Values(), Percent: f[0], Kappa: f[1], Linear: f[2], Quadratic: f[3], Alpha: f[4]}
	if len(both.rows) == 0 {
		for _, f := range []*Figure{&p.Percent, &p.Kappa, &p.Linear, &p.Quadratic, &p.Alpha} {
			f.Reason = NoOverlap // each has answered something, so it is not that nobody has
		}
	}
	if t.scale == Interval {
		return p
	}
	p.Counts = make([][]int, len(t.values))
	for v := range p.Counts {
		p.Counts[v] = make([]int, len(t.values))
	}
	for _, r := range both.rows {
		p.Counts[r.marks[0].value][r.marks[1].value]++
	}
	return p
}

// Rater is how far one rater agrees with everyone else.
type Rater struct {
	Name  string
	Items int // answered by the rater and someone else
	// Percent is the share of equal answers among those of others on the same item, averaged over items.
	Percent Figure
	// Alpha is of the items the rater shares; AlphaWithout is of all items without the rater's answers. Where the second is
	// much higher, the rater reads the question differently from the rest.
	Alpha, AlphaWithout Figure
	// Lean is how much higher the rater's answers are than those of others on the same items, on average: in numbers on
	// Interval, in ranks on Ordinal. It means nothing on Nominal.
	Lean float64
}

// PerRater compares each rater with the rest, by name.
func (t *Table) PerRater(o Options) []Rater {
	out := make([]Rater, len(t.raters))
	for i, name := range t.raters {
		own := t.pick(func(r row) []mark {
			if len(r.marks) > 1 && slices.ContainsFunc(r.marks, func(m mark) bool { return m.rater == i }) {
				return r.marks
			}
			return nil
		})
		rest := t.pick(func(r row) []mark {
			return slices.DeleteFunc(slices.Clone(r.marks), func(m mark) bool { return m.rater == i })
		})
		out[i] = Rater{
			Name: name, Items: len(own.rows), Percent: own.withOthers(name, o),
			Alpha: own.Figure(o, Alpha), AlphaWithout: rest.Figure(o, Alpha), Lean: own.lean(name),
		}
		if len(own.rows) == 0 {
			out[i].Percent.Reason, out[i].Alpha.Reason = NoOverlap, NoOverlap
		}
	}
	return out
}

// withOthers is percent agreement with each of the others, the pairs without the rater left out.
func (t *Table) withOthers(name string, o Options) Figure {
	rater := slices.Index(t.raters, name)
	shares := make([]float64, len(t.rows))
	for i, r := range t.rows {
		own := r.marks[slices.IndexFunc(r.marks, func(m mark) bool { return m.rater == rater })].value
		for _, m := range r.marks {
			if m.rater != rater && m.value == own {
				shares[i] += 1 / float64(len(r.marks)-1)
			}
		}
	}
	return t.meanOf(shares, o)
}

// lean is the mean difference to the mean of the others.
func (t *Table) lean(name string) float64 {
	if t.scale == Nominal || len(t.rows) == 0 {
		return 0
	}
	rater, sum := slices.Index(t.raters, name), 0.0
	for _, r := range t.rows {
		own, others := 0.0, 0.0
		for _, m := range r.marks {
			if m.rater == rater {
				own = t.x(m.value)
			} else {
				others += t.x(m.value) / float64(len(r.marks)-1)
			}
		}
		sum += own - others
	}
	return sum / float64(len(t.rows))
}

// Split is an item on which answers differ.
type Split struct {
	Item string
	// Apart is how far the answers are apart: the share of unequal pairs on Nominal, else the difference of the highest and
	// the lowest, in ranks or numbers.
	Apart float64
}

// Splits are the items on which answers differ, the widest apart first, then by item.
func (t *Table) Splits() []Split {
	var out []Split
	for _, r := range t.rows {
		if len(r.tally) < 2 {
			continue
		}
		s := Split{Item: r.item, Apart: t.x(r.tally[len(r.tally)-1].value) - t.x(r.tally[0].value)}
		if m := len(r.marks); t.scale == Nominal {
			unequal := m * m
			for _, c := range r.tally {
				unequal -= c.n * c.n
			}
			s.Apart = float64(unequal) / float64(m*(m-1))
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b Split) int { return cmp.Compare(b.Apart, a.Apart) })
	return out
}

// Cell are the items, in order, that a answered with one value and b with the other: what a cell of Counts opens.
func (t *Table) Cell(a, b string, valueA, valueB float64) []string {
	i, j := slices.Index(t.raters, a), slices.Index(t.raters, b)
	var items []string
	for _, r := range t.rows {
		hits := 0
		for _, m := range r.marks {
			if m.rater == i && t.values[m.value] == valueA || m.rater == j && t.values[m.value] == valueB {
				hits++
			}
		}
		if hits == 2 {
			items = append(items, r.item)
		}
	}
	return items
}
