package chart

import (
	"cmp"
	"math"
	"slices"
)

// Apart moves labels so that neighbours are at least gap from each other and all lie between low and high, and moves them as
// little as it can: the sum of the squares of the moves is the smallest there is. Labels keep their order; equal ones keep the
// order of the list. Where there is no room for all of them they are evenly spread.
//
// Labels in their order, less i times the gap, must not decrease, so that this is an isotonic regression, which joins neighbours
// that stand in each other's way into blocks about their mean (pool adjacent violators: Ayer et al., Ann. Math. Statist. 26, 1955).
func Apart(at []float64, gap, low, high float64) []float64 {
	n := len(at)
	if n == 0 {
		return nil
	}
	if room := high - low; float64(n-1)*gap > room {
		gap = math.Max(0, room/float64(max(1, n-1)))
	}
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(at[a], at[b]) })
	type block struct {
		sum float64
		n   int
	}
	var blocks []block
	for i, k := range order {
		blocks = append(blocks, block{at[k] - float64(i)*gap, 1})
		for len(blocks) > 1 {
			last, before := blocks[len(blocks)-1], blocks[len(blocks)-2]
			if before.sum/float64(before.n) <= last.sum/float64(last.n) {
				break
			}
			blocks = append(blocks[:len(blocks)-2], block{before.sum + last.sum, before.n + last.n})
		}
	}
	out := make([]float64, n)
	i := 0
	for _, b := range blocks {
		mean := b.sum / float64(b.n)
		mean = math.Min(math.Max(mean, low), high-float64(n-1)*gap)
		for range b.n {
			out[order[i]] = mean + float64(i)*gap
			i++
		}
	}
	return out
}
