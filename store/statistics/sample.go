package statistics

import "math"

// SampleFor is how many of a population have to be known, chosen at random, for the interval of a rate among all of them to reach no
// further than margin to either side, whatever the rate: the worst, one half, is taken. It is the sample size of the normal
// approximation with the correction for a finite population, n0 / (1 + (n0 - 1) / N) with n0 = z² / (4 margin²), rounded up.
//
// Source: Cochran WG. Sampling Techniques, third edition. Wiley 1977, equations 4.1 and 4.2.
//
// Nobody and no margin give 0, and no population needs more than itself.
func SampleFor(margin, confidence float64, population int) int {
	if population <= 0 || !(margin > 0) {
		return 0
	}
	z := normal(confidence)
	n0 := z * z / (4 * margin * margin)
	return min(population, int(math.Ceil(n0/(1+(n0-1)/float64(population))-1e-9)))
}
