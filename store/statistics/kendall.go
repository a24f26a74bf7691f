package statistics

import (
	"cmp"
	"math"
	"slices"
)

// Kendall is tau-b, the pairs in the same order less those in the opposite one, over the geometric mean of the pairs that are
// not tied on either side (Kendall 1945). The variance of its interval is 0.437/(n-4) (Fieller, Hartley and Pearson 1957).
//
// Pairs out of order are counted while merging (Knight 1966), so n log n steps do.
func Kendall(x, y []float64, confidence float64) Estimate {
	x, y = paired(x, y)
	e := began(x, y, confidence)
	if !e.OK() {
		return e
	}
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Or(cmp.Compare(x[i], x[j]), cmp.Compare(y[i], y[j])) })
	byX, byY := make([]float64, len(x)), make([]float64, len(x))
	for i, o := range order {
		byX[i], byY[i] = x[o], y[o]
	}
	tiedX, tiedBoth := 0.0, 0.0
	run, both := 1, 1
	for i := 1; i <= len(byX); i++ {
		sameX := i < len(byX) && byX[i] == byX[i-1]
		if sameX && byY[i] == byY[i-1] {
			both++
		} else {
			tiedBoth, both = tiedBoth+pairs(both), 1
		}
		if sameX {
			run++
		} else {
			tiedX, run = tiedX+pairs(run), 1
		}
	}
	swaps := inversions(byY, make([]float64, len(byY))) // sorts byY
	tiedY := 0.0
	run = 1
	for i := 1; i <= len(byY); i++ {
		if i < len(byY) && byY[i] == byY[i-1] {
			run++
		} else {
			tiedY, run = tiedY+pairs(run), 1
		}
	}
	all := pairs(len(x))
	score := all - tiedX - tiedY + tiedBoth - 2*swaps
	e.Value = min(1, max(-1, score/math.Sqrt(all-tiedX)/math.Sqrt(all-tiedY)))
	return e.fisher(0.437 / float64(len(x)-4))
}

func pairs(n int) float64 { return float64(n) * float64(n-1) / 2 }

// inversions sorts the list and counts the pairs that stood in descending order. Room is as long as the list.
func inversions(list, room []float64) float64 {
	if len(list) < 2 {
		return 0
	}
	half := len(list) / 2
	count := inversions(list[:half], room[:half]) + inversions(list[half:], room[half:])
	left, right := list[:half], list[half:]
	for i := range room {
		if len(right) == 0 || len(left) > 0 && left[0] <= right[0] {
			room[i], left = left[0], left[1:]
		} else {
			room[i], right = right[0], right[1:]
			count += float64(len(left))
		}
	}
	copy(list, room)
	return count
}
