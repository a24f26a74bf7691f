package statistics

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSampleFor holds it to the table that textbooks print for 95 % and ±5 %: Krejcie and Morgan 1970.
func TestSampleFor(t *testing.T) {
	t.Parallel()
	for population, want := range map[int]int{100: 80, 500: 217, 1000: 278, 10_000: 370, 1_000_000: 384} {
		require.InDelta(t, want, SampleFor(0.05, 0.95, population), 1, "of %d", population)
	}
	require.Equal(t, 1, SampleFor(0.05, 0.95, 1))
	require.Zero(t, SampleFor(0.05, 0.95, 0))
	require.Zero(t, SampleFor(0, 0.95, 10))
	for _, margin := range []float64{0.01, 0.1, 0.6} {
		require.LessOrEqual(t, SampleFor(margin, 0.95, 50), 50)
	}
}
