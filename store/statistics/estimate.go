package statistics

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Usual is the confidence of intervals unless someone chooses otherwise.
const Usual = 0.95

// Reason says why there is no value.
type Reason int

const (
	Exists   Reason = iota // there is one
	TooFew                 // not enough values for it to mean anything
	Constant               // one side always has the same value, so nothing can go along with it
	NoBase                 // a ratio to a rate of zero
)

var reasons = map[Reason]string{
	Exists:   "",
	TooFew:   "too few values",
	Constant: "always the same value, so nothing can go along with it",
	NoBase:   "there is nothing to compare with: the other rate is zero",
}

// String is the reason in plain words, empty where there is a value.
func (r Reason) String() string { return reasons[r] }

// Estimate is a figure with what it rests on.
type Estimate struct {
	// Value means something only where OK.
	Value float64
	// Low and High enclose what the value estimates in Confidence of all samples. They mean something only where Bounded.
	Low, High, Confidence float64
	Bounded               bool
	N                     int // values, or pairs of values
	Reason                Reason
}

// OK tells whether there is a value.
func (e Estimate) OK() bool { return e.Reason == Exists }

// within gives the estimate an interval.
func (e Estimate) within(low, high float64) Estimate {
	e.Low, e.High, e.Bounded = low, high, true
	return e
}

// normal is how many standard errors an interval of that confidence reaches to either side.
func normal(confidence float64) float64 { return distuv.UnitNormal.Quantile((1 + confidence) / 2) }

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
