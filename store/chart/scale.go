package chart

import (
	"math"
	"strconv"
	"time"
)

// Scale is an axis of numbers: it begins and ends with a tick.
type Scale struct {
	Low, High float64
	Ticks     []float64
}

// NewScale makes an axis with round numbers for values between low and high, which always has zero: bars and rates are read from
// there. It has about so many ticks.
func NewScale(low, high float64, about int) Scale {
	low, high = math.Min(0, low), math.Max(0, high)
	if low == high {
		high = 1
	}
	step := roundStep((high - low) / float64(max(1, about)))
	s := Scale{Low: math.Floor(low/step+1e-9) * step, High: math.Ceil(high/step-1e-9) * step}
	for i := range 1 + int(math.Round((s.High-s.Low)/step)) {
		s.Ticks = append(s.Ticks, s.Low+float64(i)*step)
	}
	for i, t := range s.Ticks {
		if math.Abs(t) < step/1e6 {
			s.Ticks[i] = 0
		}
	}
	return s
}

// roundStep is the smallest of 1, 2 and 5 times a power of ten that is not below x.
func roundStep(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5, 10} {
		if m*power >= x*(1-1e-9) {
			return m * power
		}
	}
	return 10 * power
}

// At is how far up the axis a value lies, from 0 to 1.
func (s Scale) At(v float64) float64 { return (v - s.Low) / (s.High - s.Low) }

// Short writes a number for an axis: 1200 as 1.2k.
func Short(x float64) string {
	size := math.Abs(x)
	for _, unit := range []struct {
		from float64
		name string
	}{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e3, "k"}} {
		if size >= unit.from {
			return strconv.FormatFloat(x/unit.from, 'g', 4, 64) + unit.name
		}
	}
	return strconv.FormatFloat(x, 'g', 4, 64)
}

// Moment names a time on an axis whose places are step apart.
func Moment(t time.Time, step time.Duration) string {
	h, m, s := t.Clock()
	switch {
	case step >= 27*24*time.Hour:
		return t.Format("Jan 2006")
	case step >= 23*time.Hour || h+m+s == 0:
		return t.Format("2 Jan")
	}
	return t.Format("15:04")
}
