package chart

import (
	"math"
	"time"
)

// Data is what a drawing is of: places on an axis, and for each of some series a number at each place.
type Data struct {
	Times  []time.Time // of the places, in order; nil where these are names
	Names  []string    // of the places
	Rows   []int       // the row of the answer that each place is
	Series []Series
}

// Series is one line, or the bars of one colour.
type Series struct {
	Name   string
	Column int       // of the answer
	Values []float64 // NaN where there is none
}

// MaxSeries is how many series can be told apart.
const MaxSeries = 8

// largest is the largest size of a value.
func (s Series) largest() float64 {
	top := 0.0
	for _, v := range s.Values {
		if !math.IsNaN(v) {
			top = math.Max(top, math.Abs(v))
		}
	}
	return top
}

// unlike is how many times larger series may be than others on the same axis, which would lie flat on it otherwise.
const unlike = 20

// Panels gathers series that can share an axis. Series that are far smaller than others come to an axis of their own, so that
// a rate is not flat below a count.
func Panels(series []Series) [][]int {
	type panel struct {
		of        []int
		low, high float64
	}
	var panels []panel
	for i, s := range series {
		top := s.largest()
		at := -1
		for k, p := range panels {
			if top == 0 || p.high == 0 || math.Max(top, p.high) <= unlike*math.Min(top, p.low) {
				at = k
				break
			}
		}
		if at < 0 {
			panels = append(panels, panel{[]int{i}, top, top})
			continue
		}
		p := &panels[at]
		p.of, p.high = append(p.of, i), math.Max(p.high, top)
		if top > 0 && (p.low == 0 || top < p.low) {
			p.low = top
		}
	}
	out := make([][]int, len(panels))
	for i, p := range panels {
		out[i] = p.of
	}
	return out
}
