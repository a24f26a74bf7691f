package statistics

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRate(t *testing.T) {
	t.Parallel()
	// Newcombe 1998, first paper, table I, method 3.
	for _, c := range []struct {
		hits, n   int
		low, high float64
	}{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611}, {1, 29, 0.0061, 0.1718},
		{29, 29, 0.8830, 1}, {7, 10, 0.3968, 0.8922}, // not of the table: statsmodels 0.13.5, proportion_confint
	} {
		e := Rate(c.hits, c.n, Usual)
		require.True(t, e.OK())
		require.True(t, e.Bounded)
		require.Equal(t, c.n, e.N)
		require.InDelta(t, c.low, e.Low, 0.00005)
		require.InDelta(t, c.high, e.High, 0.00005)
		require.LessOrEqual(t, e.Low, e.Value)
		require.GreaterOrEqual(t, e.High, e.Value)
	}
	require.Equal(t, TooFew, Rate(0, 0, Usual).Reason)
	require.Equal(t, 0.0, Rate(0, 5, Usual).Low)
	require.Equal(t, 1.0, Rate(5, 5, Usual).High)
}

func TestRateDifference(t *testing.T) {
	t.Parallel()
	// Newcombe 1998, second paper, table II, method 10.
	for _, c := range []struct {
		hits1, n1, hits2, n2 int
		low, high            float64
	}{
		{56, 70, 48, 80, 0.0524, 0.3339}, {9, 10, 3, 10, 0.1705, 0.8090}, {6, 7, 2, 7, 0.0582, 0.8062}, {5, 56, 0, 29, -0.0381, 0.1926},
		{0, 10, 0, 20, -0.1611, 0.2775}, {0, 10, 0, 10, -0.2775, 0.2775}, {10, 10, 0, 20, 0.6791, 1}, {10, 10, 0, 10, 0.6075, 1},
	} {
		e := RateDifference(c.hits1, c.n1, c.hits2, c.n2, Usual)
		require.InDelta(t, c.low, e.Low, 0.00005)
		require.InDelta(t, c.high, e.High, 0.00005)
		require.Equal(t, c.n1+c.n2, e.N)
	}
	require.Equal(t, TooFew, RateDifference(1, 2, 0, 0, Usual).Reason)
}

func TestRateRatio(t *testing.T) {
	t.Parallel()
	// Limits found apart from the closed form, as the roots of (p1 - t p2)² = (p1 - l1)² + t² (u2 - p2)² and its mirror, by
	// SciPy 1.10.1, optimize.brentq.
	for _, c := range []struct {
		hits1, n1, hits2, n2 int
		value, low, high     float64
	}{
		{56, 70, 48, 80, 4.0 / 3, 1.0782946132402962, 1.6629199665110603},
		{9, 10, 3, 10, 3, 1.322396507007786, 8.368906115741074},
		{7, 34, 1, 34, 7, 1.153668689233678, 41.97626167251793},
		{0, 10, 3, 20, 0, 0, 2.4371120758923097},
		{5, 56, 20, 29, 0.1294642857142857, 0.055348913278161, 0.29868104529001954},
	} {
		e := RateRatio(c.hits1, c.n1, c.hits2, c.n2, Usual)
		require.InDelta(t, c.value, e.Value, 1e-12)
		require.InDelta(t, c.low, e.Low, 1e-9)
		require.InDelta(t, c.high, e.High, 1e-7)
	}
	none := RateRatio(6, 6, 0, 13, Usual)
	require.Equal(t, NoBase, none.Reason)
	// (p1 - t p2)² = (p1 - l1)² + t² (u2 - p2)² with p1 = 1, p2 = 0 and Wilson's l1 = 0.6097, u2 = 0.2281.
	require.InDelta(t, 4.0365, none.Low, 0.001)
	require.True(t, math.IsInf(none.High, 1))
	require.Zero(t, RateRatio(0, 10, 0, 10, Usual).Low)
	require.Equal(t, TooFew, RateRatio(0, 0, 1, 10, Usual).Reason)
	for hits := range 11 {
		for other := 1; other <= 10; other++ {
			e := RateRatio(hits, 10, other, 10, Usual)
			require.False(t, math.IsNaN(e.Low) || math.IsNaN(e.High), "%d %d", hits, other)
			require.LessOrEqual(t, e.Low, e.Value+1e-12)
			require.GreaterOrEqual(t, e.High, e.Value-1e-12)
		}
	}
}

func TestMean(t *testing.T) {
	t.Parallel()
	values := []float64{0.2, 0.5, 0.9, 1.0, 0.7, 0.4, 0.4}
	// SciPy 1.10.1, stats.t.interval.
	for confidence, want := range map[float64][2]float64{0.95: {0.3164556396015809, 0.8549729318269903}, 0.8: {0.4272832889331602, 0.7441452824954111}} {
		e := Mean(append(values, math.NaN(), math.Inf(1)), confidence)
		require.Equal(t, 7, e.N)
		require.InDelta(t, 0.5857142857142856, e.Value, 1e-12)
		require.InDelta(t, want[0], e.Low, 1e-9)
		require.InDelta(t, want[1], e.High, 1e-9)

		sum, squares := 0.0, 0.0
		for _, v := range values {
			sum, squares = sum+v, squares+v*v
		}
		sums := MeanOfSums(len(values), sum, squares, confidence)
		require.InDelta(t, e.Value, sums.Value, 1e-12)
		require.InDelta(t, e.Low, sums.Low, 1e-9)
		require.InDelta(t, e.High, sums.High, 1e-9)
	}
	require.Equal(t, TooFew, Mean(nil, Usual).Reason)
	require.Equal(t, TooFew, MeanOfSums(0, 0, 0, Usual).Reason)
	for _, values := range [][]float64{{0.3}, {0.1, 0.1, 0.1}} {
		e := Mean(values, Usual)
		require.True(t, e.OK())
		require.False(t, e.Bounded)
		require.InDelta(t, values[0], e.Value, 1e-15)
	}
	require.False(t, MeanOfSums(3, 0.3, 0.03, Usual).Bounded)
}
