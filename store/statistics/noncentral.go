package statistics

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// A noncentral distribution is a mixture of central ones, whose degrees of freedom grow by two with a number drawn from a
// Poisson distribution of mean half the noncentrality (Smithson 2003, chapter 4). Mixed sums their probabilities over the
// numbers that matter: those within eight standard deviations and a margin.
func mixed(noncentrality float64, central func(j float64) float64) float64 {
	if noncentrality <= 0 {
		return central(0)
	}
	mean := noncentrality / 2
	draws := distuv.Poisson{Lambda: mean}
	reach := 8*math.Sqrt(mean) + 20
	sum := 0.0
	for j := math.Floor(max(0, mean-reach)); j <= mean+reach; j++ {
		sum += draws.Prob(j) * central(j)
	}
	return sum
}

// chiSquaredBelow is the probability that noncentral chi-squared is at most x.
func chiSquaredBelow(x, free, noncentrality float64) float64 {
	return mixed(noncentrality, func(j float64) float64 { return mathext.GammaIncReg(free/2+j, x/2) })
}

// fBelow is the probability that noncentral F is at most x.
func fBelow(x, free1, free2, noncentrality float64) float64 {
	part := free1 * x / (free1*x + free2)
	return mixed(noncentrality, func(j float64) float64 { return mathext.RegIncBeta(free1/2+j, free2/2, part) })
}

// noncentralityWith finds the noncentrality at which the falling function below takes the value p, or 0 where it starts lower.
func noncentralityWith(p float64, below func(noncentrality float64) float64) float64 {
	if below(0) <= p {
		return 0
	}
	low, high := 0.0, 1.0
	for below(high) > p && high < 1e7 {
		low, high = high, 2*high
	}
	for range 60 {
		if middle := (low + high) / 2; below(middle) > p {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

// noncentralityBetween are the limits of the noncentrality under which an observed statistic is in neither tail.
func noncentralityBetween(confidence float64, below func(noncentrality float64) float64) (low, high float64) {
	tail := (1 - confidence) / 2
	return noncentralityWith(1-tail, below), noncentralityWith(tail, below)
}
