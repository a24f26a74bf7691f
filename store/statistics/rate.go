package statistics

import "math"

// Rate is hits of n with Wilson's score interval (Wilson 1927; method 3 of Newcombe 1998). Hits lie between 0 and n.
func Rate(hits, n int, confidence float64) Estimate {
	e := Estimate{Confidence: confidence, N: n}
	if n < 1 {
		e.Reason = TooFew
		return e
	}
	p, total, z := float64(hits)/float64(n), float64(n), normal(confidence)
	middle := (p + z*z/(2*total)) / (1 + z*z/total)
	half := z / (1 + z*z/total) * math.Sqrt(p*(1-p)/total+z*z/(4*total*total))
	e.Value = p
	low, high := max(0, middle-half), min(1, middle+half)
	if hits == 0 {
		low = 0 // exactly, where the formula leaves a rounding error
	}
	if hits == n {
		high = 1
	}
	return e.within(low, high)
}

// RateDifference is how much higher the first rate is than the second, with Newcombe's hybrid score interval (method 10 of his
// second paper of 1998). N is the values of both.
func RateDifference(hits1, n1, hits2, n2 int, confidence float64) Estimate {
	e := Estimate{Confidence: confidence, N: n1 + n2}
	a, b := Rate(hits1, n1, confidence), Rate(hits2, n2, confidence)
	if !a.OK() || !b.OK() {
		e.Reason = TooFew
		return e
	}
	e.Value = a.Value - b.Value
	return e.within(e.Value-math.Hypot(a.Value-a.Low, b.High-b.Value), e.Value+math.Hypot(a.High-a.Value, b.Value-b.Low))
}

// RateRatio is how many times as high the first rate is as the second: the lift of a segment over the rest. Its interval joins
// Wilson's limits of both (Donner and Zou 2012, for a ratio). High is +Inf where the second rate may as well be zero.
func RateRatio(hits1, n1, hits2, n2 int, confidence float64) Estimate {
	e := Estimate{Confidence: confidence, N: n1 + n2}
	a, b := Rate(hits1, n1, confidence), Rate(hits2, n2, confidence)
	switch {
	case !a.OK() || !b.OK():
		e.Reason = TooFew
		return e
	case hits2 == 0:
		e.Reason = NoBase
		return e.within(math.Sqrt(a.Low*(2*a.Value-a.Low))/b.High, math.Inf(1))
	}
	e.Value = a.Value / b.Value
	product := a.Value * b.Value
	lower, upper := b.High*(2*b.Value-b.High), b.Low*(2*b.Value-b.Low)
	low := ratioLimit(product, a.Low*(2*a.Value-a.Low), lower, -1)
	high := ratioLimit(product, a.High*(2*a.Value-a.High), upper, 1)
	return e.within(max(0, low), high)
}

// ratioLimit solves the quadratic equation of which a limit of the ratio is a root.
func ratioLimit(product, numerator, denominator, sign float64) float64 {
	root := math.Sqrt(max(0, product*product-numerator*denominator))
	if math.Abs(denominator) < 1e-15 {
		if sign > 0 {
			return math.Inf(1)
		}
		return numerator / (2 * product)
	}
	return (product + sign*root) / denominator
}
