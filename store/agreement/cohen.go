package agreement

import "math"

// kappa is Cohen's of two raters (Cohen 1960): disagreement counts 1 however far apart.
func kappa(t *Table, w weights) (float64, Reason) {
	if t.scale == Interval {
		return 0, NotItsScale
	}
	return t.cohen(w, func(a, b int) float64 {
		if a == b {
			return 0
		}
		return 1
	}, func(a, b []float64) float64 {
		chance := 1.0
		for v := range a {
			chance -= a[v] * b[v]
		}
		return chance
	})
}

// linear is Cohen's with disagreement counted by distance: in ranks, or on the numbers' own scale (Cohen 1968). What chance
// gives is summed over the steps between values, on the two sides of which the raters may stand.
func linear(t *Table, w weights) (float64, Reason) {
	if t.scale == Nominal {
		return 0, NotItsScale
	}
	return t.cohen(w, func(a, b int) float64 { return math.Abs(t.x(a) - t.x(b)) }, func(a, b []float64) float64 {
		chance, belowA, belowB := 0.0, 0.0, 0.0
		for v := range len(a) - 1 {
			belowA, belowB = belowA+a[v], belowB+b[v]
			chance += (belowA*(1-belowB) + belowB*(1-belowA)) * (t.x(v+1) - t.x(v))
		}
		return chance
	})
}

// quadratic is Cohen's with disagreement counted by squared distance (Cohen 1968). On numbers it is also known as the
// concordance correlation coefficient.
func quadratic(t *Table, w weights) (float64, Reason) {
	if t.scale == Nominal {
		return 0, NotItsScale
	}
	return t.cohen(w, func(a, b int) float64 {
		d := t.x(a) - t.x(b)
		return d * d
	}, func(a, b []float64) float64 {
		meanA, meanB, chance := 0.0, 0.0, 0.0
		for v := range a {
			meanA, meanB = meanA+a[v]*t.x(v), meanB+b[v]*t.x(v)
		}
		for v := range a {
			chance += a[v]*(t.x(v)-meanA)*(t.x(v)-meanA) + b[v]*(t.x(v)-meanB)*(t.x(v)-meanB)
		}
		return chance + (meanA-meanB)*(meanA-meanB)
	})
}

// cohen is one less the ratio of the mean disagreement on items that both raters answered to the one expected if each kept to
// the shares of values a and b but chose items at random (Cohen 1968, formula 5, in disagreements).
func (t *Table) cohen(w weights, distance func(a, b int) float64, expected func(a, b []float64) float64) (float64, Reason) {
	if len(t.raters) > 2 {
		return 0, NotTwoRaters
	}
	a, b := make([]float64, len(t.values)), make([]float64, len(t.values))
	observed, items := 0.0, 0.0
	for i, r := range t.rows {
		if len(r.marks) == 2 {
			x, y := r.marks[0].value, r.marks[1].value
			items += w.of(i)
			observed += w.of(i) * distance(x, y)
			a[x] += w.of(i)
			b[y] += w.of(i)
		}
	}
	if items == 0 {
		return 0, NoOverlap
	}
	for v := range a {
		a[v], b[v] = a[v]/items, b[v]/items
	}
	chance := expected(a, b)
	if chance <= 1e-12 {
		return 0, OneValue
	}
	return 1 - observed/items/chance, Exists
}
