package statistics

import (
	"maps"
	"math"
	"slices"

	"assay/store"
)

// Measure names how two sides were compared.
type Measure string

const (
	ByRank             Measure = "spearman"          // numbers with numbers
	ByPointBiserial    Measure = "point-biserial"    // numbers with two categories
	ByCorrelationRatio Measure = "correlation-ratio" // numbers with more categories, or fewer
	ByCramersV         Measure = "cramers-v"         // categories with categories
)

// PointBiserial is Pearson's correlation of a number with whether something is so, with the same interval.
func PointBiserial(number []float64, so []bool, confidence float64) Estimate {
	as := make([]float64, len(so))
	for i, is := range so {
		if is {
			as[i] = 1
		}
	}
	return Pearson(number, as, confidence)
}

// CorrelationRatio is how far a category tells a number: the root of the share of the number's variance that lies between
// categories, 0 to 1 (Steiger 2004). Its interval is that of the noncentral F distribution. It has none where there are as many
// categories as numbers or none of them varies within its category.
func CorrelationRatio(number []float64, category []string, confidence float64) Estimate {
	groups := map[string][]float64{}
	var all []float64
	for i := range min(len(number), len(category)) {
		if finite(number[i]) {
			groups[category[i]] = append(groups[category[i]], number[i])
			all = append(all, number[i])
		}
	}
	e := Estimate{Confidence: confidence, N: len(all)}
	switch {
	case len(all) < 3:
		e.Reason = TooFew
	case len(groups) < 2 || constant(all):
		e.Reason = Constant
	}
	if !e.OK() {
		return e
	}
	_, total := spread(all)
	inside := 0.0
	for _, name := range slices.Sorted(maps.Keys(groups)) { // in order, as sums of floats depend on it
		_, squares := spread(groups[name])
		inside += squares
	}
	e.Value = math.Sqrt(max(0, 1-inside/total))
	free1, free2 := float64(len(groups)-1), float64(len(all)-len(groups))
	if free2 < 1 || inside <= 1e-12*total {
		return e
	}
	f := (total - inside) / free1 / (inside / free2)
	low, high := noncentralityBetween(confidence, func(noncentrality float64) float64 { return fBelow(f, free1, free2, noncentrality) })
	if high == 0 {
		return e // as in CramersV
	}
	n := float64(len(all))
	return e.within(math.Sqrt(low/(low+n)), math.Sqrt(high/(high+n)))
}

// spread is the mean and the sum of squared distances from it.
func spread(values []float64) (mean, squares float64) {
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return mean, squares
}

// Associate compares what two sources say of the same things, in the same order, by the measure that fits what they say. A
// side counts as categories where most of its scores are; scores of the other kind and nulls are left out.
func Associate(a, b []store.Score, confidence float64) (Measure, Estimate) {
	n := min(len(a), len(b))
	a, b = a[:n], b[:n]
	switch inWordsA, inWordsB := inWords(a), inWords(b); {
	case inWordsA && inWordsB:
		return ByCramersV, Cross(a, b, Scale{Categories: categories(a)}, Scale{Categories: categories(b)}).CramersV(confidence)
	case inWordsA:
		return mixedTypes(b, a, confidence)
	case inWordsB:
		return mixedTypes(a, b, confidence)
	}
	x, y := make([]float64, n), make([]float64, n)
	for i := range n {
		x[i], y[i] = number(a[i]), number(b[i])
	}
	return ByRank, Spearman(x, y, confidence)
}

// mixedTypes compares numbers with categories.
func mixedTypes(numbers, words []store.Score, confidence float64) (Measure, Estimate) {
	var x []float64
	var c []string
	for i, w := range words {
		if v := number(numbers[i]); finite(v) && w.Category != "" {
			x, c = append(x, v), append(c, w.Category)
		}
	}
	two := slices.Compact(slices.Sorted(slices.Values(c)))
	if len(two) != 2 {
		return ByCorrelationRatio, CorrelationRatio(x, c, confidence)
	}
	so := make([]bool, len(c))
	for i := range c {
		so[i] = c[i] == two[1]
	}
	return ByPointBiserial, PointBiserial(x, so, confidence)
}

func number(s store.Score) float64 {
	if s.Number == nil {
		return math.NaN()
	}
	return *s.Number
}

// inWords tells whether most of the scores are categories without a number.
func inWords(scores []store.Score) bool {
	words, numbers := 0, 0
	for _, s := range scores {
		switch {
		case s.Number != nil:
			numbers++
		case s.Category != "":
			words++
		}
	}
	return words > numbers
}

func categories(scores []store.Score) []string {
	seen := map[string]bool{}
	for _, s := range scores {
		if s.Category != "" {
			seen[s.Category] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
