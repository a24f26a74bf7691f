package agreement

// weights says how often each row of a table counts: once, or as often as a resample drew it. Nil is once each.
type weights []int

func (w weights) of(i int) float64 {
	if w == nil {
		return 1
	}
	return float64(w[i])
}

// Over computes one coefficient over the rows as often as w says.
type over func(t *Table, w weights) (float64, Reason)

var coefficients = map[Coefficient]over{
	Percent: percent, Kappa: kappa, Linear: linear, Quadratic: quadratic, Fleiss: fleiss, Alpha: alpha, AC1: ac1,
}

// percent is the mean over items with two answers or more of the share of their pairs of answers that are equal
// (Fleiss 1971, formulas 1 and 2).
func percent(t *Table, w weights) (float64, Reason) {
	sum, items := 0.0, 0.0
	for i, r := range t.rows {
		m := len(r.marks)
		if m < 2 {
			continue
		}
		equal := 0
		for _, c := range r.tally {
			equal += c.n * (c.n - 1)
		}
		sum += w.of(i) * float64(equal) / float64(m*(m-1))
		items += w.of(i)
	}
	if items == 0 {
		return 0, NoOverlap
	}
	return sum / items, Exists
}

// prevalence is the mean share of each value in the answers on an item, over all items with an answer (Gwet 2014, section
// 2.4). With as many answers on each item it is the share in all answers, as in Fleiss 1971.
func prevalence(t *Table, w weights) []float64 {
	shares := make([]float64, len(t.values))
	items := 0.0
	for i, r := range t.rows {
		items += w.of(i)
		for _, c := range r.tally {
			shares[c.value] += w.of(i) * float64(c.n) / float64(len(r.marks))
		}
	}
	for v := range shares {
		shares[v] /= items
	}
	return shares
}

// beyond takes off chance: how much of what chance leaves to gain is gained.
func beyond(agreed, chance float64) (float64, Reason) {
	const certain = 1 - 1e-12
	if chance >= certain {
		return 0, OneValue
	}
	return (agreed - chance) / (1 - chance), Exists
}

// fleiss takes for chance that two answers drawn by prevalence are equal (Fleiss 1971, formulas 5 to 7).
func fleiss(t *Table, w weights) (float64, Reason) {
	if t.scale == Interval {
		return 0, NotItsScale
	}
	agreed, why := percent(t, w)
	if why != Exists {
		return 0, why
	}
	chance := 0.0
	for _, p := range prevalence(t, w) {
		chance += p * p
	}
	return beyond(agreed, chance)
}

// ac1 takes for chance that a rater who guesses among q values hits (Gwet 2008, formulas 7 and 8). It exists where all
// answers are the same, and is 1 there.
func ac1(t *Table, w weights) (float64, Reason) {
	if t.scale == Interval {
		return 0, NotItsScale
	}
	agreed, why := percent(t, w)
	if why != Exists {
		return 0, why
	}
	if len(t.values) < 2 {
		return 0, OneValue
	}
	chance := 0.0
	for _, p := range prevalence(t, w) {
		chance += p * (1 - p)
	}
	return beyond(agreed, chance/float64(len(t.values)-1))
}

// alpha is Krippendorff's: one less the ratio of the disagreement observed on items to the disagreement expected of answers
// paired at random, over items with two answers or more (Krippendorff 2011, section E).
//
// His distance of two ranks, the answers between them with half of those at either end, is the difference of their mid-ranks,
// so ranks are numbers here once the answers are counted. Disagreement in numbers is the squared difference; its sum over
// the pairs of m numbers is m times their squared distance from the mean.
func alpha(t *Table, w weights) (float64, Reason) {
	n := make([]float64, len(t.values))
	total := 0.0
	for i, r := range t.rows {
		if m := len(r.marks); m > 1 {
			total += w.of(i) * float64(m)
			for _, c := range r.tally {
				n[c.value] += w.of(i) * float64(c.n)
			}
		}
	}
	if total == 0 {
		return 0, NoOverlap
	}
	if t.scale == Nominal {
		return alphaOfCategories(t, w, n, total)
	}
	x := t.positions(n)
	mean := 0.0
	for v := range x {
		mean += n[v] * x[v] / total
	}
	expected, observed := 0.0, 0.0
	for v := range x {
		expected += n[v] * (x[v] - mean) * (x[v] - mean)
	}
	for i, r := range t.rows {
		if m := float64(len(r.marks)); m > 1 {
			own := 0.0
			for _, c := range r.tally {
				own += float64(c.n) * x[c.value] / m
			}
			for _, c := range r.tally {
				observed += w.of(i) * m / (m - 1) * float64(c.n) * (x[c.value] - own) * (x[c.value] - own)
			}
		}
	}
	if expected <= 1e-12*total*(1+mean*mean) {
		return 0, OneValue
	}
	return 1 - (total-1)*observed/(total*expected), Exists
}

// positions are the numbers that stand for the values: themselves, or mid-ranks among n answers each.
func (t *Table) positions(n []float64) []float64 {
	if t.scale == Interval {
		return t.values
	}
	x, before := make([]float64, len(n)), 0.0
	for v := range n {
		x[v] = before + n[v]/2
		before += n[v]
	}
	return x
}

// alphaOfCategories counts unequal pairs.
func alphaOfCategories(t *Table, w weights, n []float64, total float64) (float64, Reason) {
	expected, observed := total*total, 0.0
	for _, c := range n {
		expected -= c * c
	}
	if expected == 0 {
		return 0, OneValue
	}
	for i, r := range t.rows {
		if m := float64(len(r.marks)); m > 1 {
			unequal := m * m
			for _, c := range r.tally {
				unequal -= float64(c.n * c.n)
			}
			observed += w.of(i) * unequal / (m - 1)
		}
	}
	return 1 - (total-1)*observed/expected, Exists
}
