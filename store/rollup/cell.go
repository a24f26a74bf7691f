package rollup

import (
	"math"
	"slices"
)

// Cell is what a series comes to in a stretch of time. Sum and Squares are in the unit of its measure; Squares are kept of scores
// alone. Bins count scores by tenths and durations as bin says; trailing zeros are left out.
type Cell struct {
	N, Sum, Squares int64
	Bins            []int64
}

// largest is the largest value of a measure, in its unit: so many of them that a page reads still have a sum.
const largest = 1e13

// add puts one value in sign times: 1 puts it in, -1 takes it out.
func (c *Cell) add(m Measure, x float64, sign int64) {
	c.N += sign
	v := int64(math.Round(min(max(x*m.unit(), -largest), largest)))
	c.Sum += sign * v
	switch m {
	case Score:
		c.Squares += sign * v * v
		c.bin(tenth(x), sign)
	case Duration:
		c.bin(durationBin(x), sign)
	}
}

func (c *Cell) bin(i int, sign int64) {
	for len(c.Bins) <= i {
		c.Bins = append(c.Bins, 0)
	}
	c.Bins[i] += sign
	c.trim()
}

func (c *Cell) trim() {
	for len(c.Bins) > 0 && c.Bins[len(c.Bins)-1] == 0 {
		c.Bins = c.Bins[:len(c.Bins)-1]
	}
	if len(c.Bins) == 0 {
		c.Bins = nil
	}
}

// Add puts another cell in.
func (c *Cell) Add(o Cell) {
	c.N, c.Sum, c.Squares = c.N+o.N, c.Sum+o.Sum, c.Squares+o.Squares
	for len(c.Bins) < len(o.Bins) {
		c.Bins = append(c.Bins, 0)
	}
	for i, n := range o.Bins {
		c.Bins[i] += n
	}
	c.trim()
}

// IsZero reports whether nothing is in the cell.
func (c Cell) IsZero() bool { return c.N == 0 && c.Sum == 0 && c.Squares == 0 && len(c.Bins) == 0 }

// Equal reports whether both cells hold the same.
func (c Cell) Equal(o Cell) bool {
	return c.N == o.N && c.Sum == o.Sum && c.Squares == o.Squares && slices.Equal(c.Bins, o.Bins)
}

// Total is the sum in seconds, tokens, units of currency, or scores.
func (c Cell) Total(m Measure) float64 { return float64(c.Sum) / m.unit() }

// SumOfSquares is that of scores, as statistics.MeanOfSums takes it.
func (c Cell) SumOfSquares(m Measure) float64 { return float64(c.Squares) / m.unit() / m.unit() }

// Mean is the mean of the values, 0 without any.
func (c Cell) Mean(m Measure) float64 {
	if c.N == 0 {
		return 0
	}
	return c.Total(m) / float64(c.N)
}

// Below counts the scores that are less than so many tenths.
func (c Cell) Below(tenths int) int64 {
	var n int64
	for _, k := range c.Bins[:min(tenths, len(c.Bins))] {
		n += k
	}
	return n
}

// tenth is the bin of a score: the tenth it is in, 1 being in the last. It compares as a filter does.
func tenth(x float64) int {
	i := 0
	for i < 9 && x >= float64(i+1)/10 {
		i++
	}
	return i
}

// Bins of durations are a quarter of an octave wide, from shortest seconds on: a quantile read from them is off by a tenth at
// most. The first holds all that is shorter, the last all that is longer.
const (
	shortest     = 0.001
	perOctave    = 4
	durationBins = 100
)

func durationBin(seconds float64) int {
	if seconds <= shortest {
		return 0
	}
	return min(1+int(math.Floor(perOctave*math.Log2(seconds/shortest))), durationBins-1)
}

// Quantile is the duration in seconds that a share of them does not exceed, up to a tenth off; false without any.
func (c Cell) Quantile(share float64) (float64, bool) {
	var all int64
	for _, n := range c.Bins {
		all += n
	}
	if all <= 0 {
		return 0, false
	}
	rank, before := share*float64(all), 0.0
	for i, n := range c.Bins {
		if n == 0 || before+float64(n) < rank {
			before += float64(n)
			continue
		}
		if i == 0 {
			return shortest, true
		}
		within := (rank - before) / float64(n)
		return shortest * math.Exp2((float64(i-1)+within)/perOctave), true
	}
	return shortest * math.Exp2(float64(len(c.Bins)-1)/perOctave), true
}
