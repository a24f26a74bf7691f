package rollup

import (
	"slices"
	"time"
)

// Point is what a series comes to in one of several stretches of time.
type Point struct {
	Series
	Bucket int
	Cell   Cell
}

// Align moves times to the beginnings of their hours, since nothing smaller is kept, and drops those that fall together.
func Align(edges []time.Time) []time.Time {
	out := make([]time.Time, len(edges))
	for i, e := range edges {
		out[i] = Start(HourOf(e)).In(e.Location())
	}
	return slices.CompactFunc(out, time.Time.Equal)
}

// Points gathers the cells of a field's series, "" for those of all traces, between edges that begin hours.
func (s Sums) Points(edges []time.Time, field string) []Point {
	type place struct {
		Series
		bucket int
	}
	hours := make([]int64, len(edges))
	for i, e := range edges {
		hours[i] = HourOf(e)
	}
	at := map[place]*Cell{}
	for k, c := range s {
		bucket, exact := slices.BinarySearch(hours, k.Hour)
		if !exact {
			bucket--
		}
		if k.Field != field || bucket < 0 || bucket >= len(edges)-1 {
			continue
		}
		p := place{k.Series, bucket}
		if at[p] == nil {
			at[p] = &Cell{}
		}
		at[p].Add(*c)
	}
	out := make([]Point, 0, len(at))
	for p, c := range at {
		out = append(out, Point{p.Series, p.bucket, *c})
	}
	return out
}
