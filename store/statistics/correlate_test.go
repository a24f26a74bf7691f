package statistics

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

var correlated = map[string]struct {
	x, y                       []float64
	pearson, spearman, kendall [3]float64 // value, low, high
}{
	// Values by SciPy 1.10.1: pearsonr, spearmanr, kendalltau; the intervals of the last two from those by their formulas.
	"without ties": {
		[]float64{106, 86, 100, 101, 99, 103, 97, 113, 112, 110}, []float64{7, 0, 27, 50, 28, 29, 20, 12, 6, 17},
		[3]float64{-0.03760147384687594, -0.6517965706817493, 0.6063808177360824},
		[3]float64{-0.17575757575757575, -0.7278300282394071, 0.5145466616329561}, // -29/165
		[3]float64{-0.1111111111111111, -0.5652535280568273, 0.39471795347380123},
	},
	"with ties": {
		[]float64{1, 2, 2, 3, 4, 4, 4, 5, 6, 7, 7, 8}, []float64{2, 1, 3, 3, 5, 4, 4, 4, 7, 6, 8, 8},
		[3]float64{0.9315945908402632, 0.7686431435673157, 0.9810070341860612},
		[3]float64{0.9392857142857144, 0.738719653944058, 0.9870393295655319},
		[3]float64{0.836065573770492, 0.6350739362876318, 0.9310261262873185},
	},
	// Anscombe FJ. Graphs in statistical analysis. Am Stat 27 (1973) 17–21, first set, whose r is printed as .816.
	"Anscombe": {
		[]float64{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5}, []float64{8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68},
		[3]float64{0.81642051634484, 0.4243912133932165, 0.9506932537865606},
		[3]float64{0.8181818181818182, 0.3370204870698274, 0.9604636343630895},
		[3]float64{0.6363636363636364, 0.2564714892609471, 0.8459538581529751},
	},
}

func TestCorrelations(t *testing.T) {
	t.Parallel()
	for name, c := range correlated {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, m := range []struct {
				got  Estimate
				want [3]float64
			}{
				{Pearson(c.x, c.y, Usual), c.pearson}, {Spearman(c.x, c.y, Usual), c.spearman}, {Kendall(c.x, c.y, Usual), c.kendall},
			} {
				require.True(t, m.got.OK())
				require.Equal(t, len(c.x), m.got.N)
				require.InDelta(t, m.want[0], m.got.Value, 1e-12)
				require.True(t, m.got.Bounded)
				require.InDelta(t, m.want[1], m.got.Low, 1e-9)
				require.InDelta(t, m.want[2], m.got.High, 1e-9)
			}
		})
	}
}

func TestCorrelationsWithoutAnswer(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	for name, f := range map[string]func(x, y []float64, confidence float64) Estimate{"pearson": Pearson, "spearman": Spearman, "kendall": Kendall} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, TooFew, f(nil, nil, Usual).Reason)
			require.Equal(t, TooFew, f([]float64{1, 2}, []float64{2, 1}, Usual).Reason)
			require.Equal(t, TooFew, f([]float64{1, 2, nan, 3}, []float64{2, nan, 1, 4}, Usual).Reason)
			e := f([]float64{1, 2, 3, 4, 5}, []float64{0.7, 0.7, 0.7, 0.7, 0.7}, Usual)
			require.Equal(t, Constant, e.Reason)
			require.Equal(t, 5, e.N)
			require.Zero(t, e.Value)
			require.NotEmpty(t, e.Reason.String())
			require.Equal(t, Constant, f([]float64{1, 1, 1}, []float64{1, 2, 3}, Usual).Reason)

			e = f([]float64{1, 2, 3}, []float64{1, 3, 2}, Usual)
			require.True(t, e.OK())
			require.False(t, e.Bounded, "three pairs have no interval")
			e = f([]float64{1, 2, 3, 4, 5, 6}, []float64{2, 4, 6, 8, 10, 12}, Usual)
			require.InDelta(t, 1, e.Value, 1e-12)
			require.False(t, e.Bounded, "one has no interval")
			require.InDelta(t, -1, f([]float64{1, 2, 3, 4, 5, 6}, []float64{6, 5, 4, 3, 2, 1}, Usual).Value, 1e-12)
		})
	}
}

// TestKendallByDefinition compares with a count of all pairs.
func TestKendallByDefinition(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		dice := rand.New(rand.NewPCG(seed, 2))
		n := 3 + dice.IntN(80)
		x, y := make([]float64, n), make([]float64, n)
		for i := range n {
			x[i], y[i] = float64(dice.IntN(1+int(seed)%9)), float64(dice.IntN(7))
		}
		score, untiedX, untiedY := 0.0, 0.0, 0.0
		for i := range n {
			for j := range i {
				dx, dy := sign(x[i]-x[j]), sign(y[i]-y[j])
				score, untiedX, untiedY = score+dx*dy, untiedX+dx*dx, untiedY+dy*dy
			}
		}
		e := Kendall(x, y, Usual)
		if untiedX == 0 || untiedY == 0 {
			require.Equal(t, Constant, e.Reason)
			continue
		}
		require.InDelta(t, score/math.Sqrt(untiedX*untiedY), e.Value, 1e-12, "seed %d", seed)
	}
}

func sign(v float64) float64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

func TestRanks(t *testing.T) {
	t.Parallel()
	require.Equal(t, []float64{2.5, 1, 2.5, 5, 5, 5}, Ranks([]float64{3, 1, 3, 7, 7, 7}))
	require.Empty(t, Ranks(nil))
}

// TestIntervalsCover draws samples of a known correlation and counts how many intervals hold it.
func TestIntervalsCover(t *testing.T) {
	t.Parallel()
	const samples, n, rho = 2000, 30, 0.5
	dice := rand.New(rand.NewPCG(11, 12))
	pearson, spearman, kendall := 0, 0, 0
	for range samples {
		x, y := make([]float64, n), make([]float64, n)
		for i := range n {
			x[i] = dice.NormFloat64()
			y[i] = rho*x[i] + math.Sqrt(1-rho*rho)*dice.NormFloat64()
		}
		// Of a normal pair these are the population's values (Kendall and Gibbons, Rank Correlation Methods, section 10).
		holds(&pearson, Pearson(x, y, Usual), rho)
		holds(&spearman, Spearman(x, y, Usual), 6/math.Pi*math.Asin(rho/2))
		holds(&kendall, Kendall(x, y, Usual), 2/math.Pi*math.Asin(rho))
	}
	require.InDelta(t, 0.95, float64(pearson)/samples, 0.015)
	require.InDelta(t, 0.95, float64(spearman)/samples, 0.015)
	require.InDelta(t, 0.95, float64(kendall)/samples, 0.015)
}

func holds(count *int, e Estimate, value float64) {
	if e.Bounded && e.Low <= value && value <= e.High {
		*count++
	}
}
