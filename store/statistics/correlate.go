package statistics

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// paired leaves the pairs of which both are finite. Of sequences of different lengths the shorter counts.
func paired(x, y []float64) (a, b []float64) {
	for i := range min(len(x), len(y)) {
		if finite(x[i]) && finite(y[i]) {
			a, b = append(a, x[i]), append(b, y[i])
		}
	}
	return a, b
}

func constant(x []float64) bool {
	return !slices.ContainsFunc(x, func(v float64) bool { return v != x[0] })
}

// began is an estimate over pairs, which needs three of them and something that varies on both sides.
func began(x, y []float64, confidence float64) Estimate {
	e := Estimate{Confidence: confidence, N: len(x)}
	switch {
	case len(x) < 3:
		e.Reason = TooFew
	case constant(x) || constant(y):
		e.Reason = Constant
	}
	return e
}

// fisher is the interval of a coefficient whose inverse hyperbolic tangent is about normal with the given variance. A
// coefficient of 1 or -1 has none.
func (e Estimate) fisher(variance float64) Estimate {
	if variance <= 0 || math.IsInf(variance, 0) || math.Abs(e.Value) >= 1-1e-12 {
		return e
	}
	z, half := math.Atanh(e.Value), normal(e.Confidence)*math.Sqrt(variance)
	return e.within(math.Tanh(z-half), math.Tanh(z+half))
}

// Pearson is the product-moment correlation with Fisher's interval, whose variance is 1/(n-3) (Fisher 1915).
func Pearson(x, y []float64, confidence float64) Estimate {
	x, y = paired(x, y)
	e := began(x, y, confidence)
	if !e.OK() {
		return e
	}
	e.Value = min(1, max(-1, stat.Correlation(x, y, nil)))
	return e.fisher(1 / float64(len(x)-3))
}

// Spearman is the correlation of ranks, equal values sharing the mean of theirs. The variance of its interval is
// (1 + r²/2)/(n-3) (Bonett and Wright 2000).
func Spearman(x, y []float64, confidence float64) Estimate {
	x, y = paired(x, y)
	e := began(x, y, confidence)
	if !e.OK() {
		return e
	}
	e.Value = min(1, max(-1, stat.Correlation(Ranks(x), Ranks(y), nil)))
	return e.fisher((1 + e.Value*e.Value/2) / float64(len(x)-3))
}

// Ranks are the places of values in ascending order from 1, equal ones sharing the mean of theirs.
func Ranks(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(values[i], values[j]) })
	ranks := make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			ranks[i] = float64(from+1+to) / 2
		}
		from = to
	}
	return ranks
}
