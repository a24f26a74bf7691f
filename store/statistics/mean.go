package statistics

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Mean is the mean of the values with Student's t interval (Student 1908). One value, or values that are all the same, have a
// mean without an interval.
func Mean(values []float64, confidence float64) Estimate {
	n, mean, squares := 0, 0.0, 0.0
	for _, v := range values { // Welford's way, which loses no digits to a large mean
		if finite(v) {
			n++
			step := v - mean
			mean += step / float64(n)
			squares += step * (v - mean)
		}
	}
	return meanOf(n, mean, squares, confidence)
}

// MeanOfSums is Mean where only the number of values, their sum and the sum of their squares were kept, as rollups do. It is
// meant for scores: with means much larger than their spread digits are lost.
func MeanOfSums(n int, sum, sumOfSquares, confidence float64) Estimate {
	if n < 1 {
		return Estimate{Confidence: confidence, Reason: TooFew}
	}
	mean := sum / float64(n)
	return meanOf(n, mean, sumOfSquares-mean*sum, confidence)
}

// meanOf takes the sum of squared distances from the mean.
func meanOf(n int, mean, squares, confidence float64) Estimate {
	e := Estimate{Value: mean, Confidence: confidence, N: n}
	if n < 1 {
		e.Reason = TooFew
	}
	if n < 2 || squares <= 1e-14*float64(n)*(1+mean*mean) {
		return e
	}
	free := float64(n - 1)
	half := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: free}.Quantile((1+confidence)/2) * math.Sqrt(squares/free/float64(n))
	return e.within(mean-half, mean+half)
}
