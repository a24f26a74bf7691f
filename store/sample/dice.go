package sample

import (
	"math"
	"math/rand/v2"
)

// dice is where all chance comes from. Every trace has dice of its own, so that a new text changes the traces that use it
// and not the ones that follow.
type dice struct{ *rand.Rand }

func newDice(seed, stream uint64) dice { return dice{rand.New(rand.NewPCG(seed, stream))} }

// chance is true with probability p.
func (d dice) chance(p float64) bool { return d.Float64() < p }

// between is an integer from low to high, both included.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// within is a number from low to high.
func (d dice) within(low, high float64) float64 { return low + d.Float64()*(high-low) }

// skewed is a number around middle, sometimes much more, never less than half of it: how durations are spread.
func (d dice) skewed(middle float64) float64 {
	return middle * math.Max(0.5, math.Exp(d.NormFloat64()*0.45))
}

// weighted is an index into weights.
func (d dice) weighted(weights []int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := d.IntN(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	return len(weights) - 1
}

// pick takes one of list, which must not be empty.
func pick[T any](d dice, list []T) T { return list[d.IntN(len(list))] }

// pickAt takes one of list, of those at the given indices if there are any.
func pickAt[T any](d dice, list []T, among []int) T {
	if len(among) == 0 {
		return pick(d, list)
	}
	return list[pick(d, among)]
}

// clamp keeps a score between 0 and 1, with two digits.
func clamp(v float64) float64 { return math.Round(math.Min(1, math.Max(0, v))*100) / 100 }
