package filter

import "slices"

// Derived is a score that nobody gives: it is computed from others wherever it is asked for, of the combined values or of one
// source. It has a value only where each of its parts has a number.
type Derived struct {
	Name  string
	How   DerivedHow
	Parts []DerivedPart // at least one
}

// DerivedPart is a score that another is computed from.
type DerivedPart struct {
	Name   string
	Weight float64 // above 0; counts in a mean only
}

// DerivedHow says how the parts come together.
type DerivedHow string

// The ways to come together.
const (
	DerivedMean DerivedHow = "mean" // weighted
	DerivedMin  DerivedHow = "min"
	DerivedMax  DerivedHow = "max"
)

// DerivedOf returns the derived score of a name, if there is one.
func (o Options) DerivedOf(name string) (Derived, bool) {
	i := slices.IndexFunc(o.Derived, func(d Derived) bool { return d.Name == name })
	if i < 0 {
		return Derived{}, false
	}
	return o.Derived[i], true
}

// Of computes the score from the numbers of its parts; false where one is missing.
func (d Derived) Of(number func(name string) (float64, bool)) (float64, bool) {
	var sum, weights, least, most float64
	for i, p := range d.Parts {
		v, ok := number(p.Name)
		if !ok {
			return 0, false
		}
		sum, weights = sum+v*p.Weight, weights+p.Weight
		if i == 0 {
			least, most = v, v
		}
		least, most = min(least, v), max(most, v)
	}
	switch {
	case len(d.Parts) == 0 || d.How == DerivedMean && weights == 0:
		return 0, false
	case d.How == DerivedMin:
		return least, true
	case d.How == DerivedMax:
		return most, true
	}
	return sum / weights, true
}

// derived is the value of a derived score on the evaluator's row, nil where there is none.
func (v *evaluator) derived(d Derived, source string) any {
	value, ok := d.Of(func(name string) (float64, bool) { return floatOf(v.row.Scores[source][name]) })
	if !ok {
		return nil
	}
	return value
}
