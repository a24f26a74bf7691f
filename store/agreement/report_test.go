package agreement

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReport(t *testing.T) {
	t.Parallel()

	t.Run("says how common answers are and what always giving one would reach", func(t *testing.T) {
		t.Parallel()
		r := NewTable(Nominal, []float64{0, 1, 2}, []Answer{
			{"1", "ann", 1}, {"1", "bob", 1}, {"2", "ann", 1}, {"2", "bob", 0}, {"3", "ann", 1}, {"4", "cid", 1},
		}).Report(none)
		require.Equal(t, 4, r.Items)
		require.Equal(t, 2, r.Shared)
		require.Equal(t, 6, r.Answers)
		require.Equal(t, []string{"ann", "bob", "cid"}, r.Raters)
		require.Equal(t, []Share{{0, 1, 1.0 / 6}, {1, 5, 5.0 / 6}, {2, 0, 0}}, r.Prevalence)
		require.Equal(t, 1.0, r.Baseline.Guess)
		require.InDelta(t, 5.0/6, r.Baseline.Percent, 1e-12)
		require.Equal(t, 0.5, r.Percent.Value)
		require.Equal(t, 2, r.Percent.Items)
		require.Equal(t, NotTwoRaters, r.Kappa.Reason)
	})

	t.Run("high agreement and a low kappa go together where one answer is rare", func(t *testing.T) {
		t.Parallel()
		// Feinstein and Cicchetti 1990, table 1: 40, 9, 6, 45 and 80, 10, 5, 5 have the same agreement.
		even, odd := fromSquare(Nominal, [][]int{{40, 9}, {6, 45}}).Report(none), fromSquare(Nominal, [][]int{{80, 10}, {5, 5}}).Report(none)
		require.InDelta(t, 0.85, even.Percent.Value, 1e-12)
		require.InDelta(t, 0.85, odd.Percent.Value, 1e-12)
		require.InDelta(t, 0.70, even.Kappa.Value, 0.005)
		require.InDelta(t, 0.32, odd.Kappa.Value, 0.005)
		require.InDelta(t, 0.875, odd.Baseline.Percent, 1e-12)
		require.Greater(t, odd.AC1.Value, 0.8)
	})

	t.Run("numbers have distances instead", func(t *testing.T) {
		t.Parallel()
		r := NewTable(Interval, nil, []Answer{
			{"1", "ann", 0.2}, {"1", "bob", 0.4}, {"2", "ann", 1}, {"2", "bob", 0.6}, {"2", "cid", 1}, {"3", "cid", 0.4},
		}).Report(none)
		require.InDelta(t, (0.2+0.8/3)/2, r.Distance, 1e-12)
		require.Equal(t, 0.4, r.Baseline.Guess)
		require.InDelta(t, (0.2+0+0+0.2+0.6+0.6)/6, r.Baseline.Distance, 1e-12)
		require.Equal(t, NotItsScale, r.Fleiss.Reason)
		require.True(t, r.Alpha.OK())
	})

	t.Run("an empty question has an empty report", func(t *testing.T) {
		t.Parallel()
		r := NewTable(Ordinal, []float64{0, 1}, nil).Report(Options{})
		require.Equal(t, NoAnswers, r.Alpha.Reason)
		require.Len(t, r.Prevalence, 2)
		require.Zero(t, r.Baseline)
	})
}

func TestPairs(t *testing.T) {
	t.Parallel()
	table := NewTable(Ordinal, []float64{0, 1, 2}, []Answer{
		{"1", "ann", 0}, {"1", "bob", 0}, {"2", "ann", 2}, {"2", "bob", 0}, {"3", "ann", 1}, {"3", "bob", 1},
		{"3", "cid", 1}, {"4", "cid", 2}, {"5", "dan", 2}, {"6", "ann", 2},
	})
	pairs := table.Pairs(none)
	require.Len(t, pairs, 6)

	t.Run("rest on the items both answered", func(t *testing.T) {
		t.Parallel()
		p := pairs[0]
		require.Equal(t, "ann", p.A)
		require.Equal(t, "bob", p.B)
		require.Equal(t, 3, p.Items)
		require.InDelta(t, 2.0/3, p.Percent.Value, 1e-12)
		require.Equal(t, [][]int{{1, 0, 0}, {0, 1, 0}, {1, 0, 0}}, p.Counts)
		// Observed distance 2/3; expected of 0, 1, 2 with 0, 0, 1 is 8/9, squared 12/9.
		require.InDelta(t, 1-(2.0/3)/(8.0/9), p.Linear.Value, 1e-12)
		require.InDelta(t, 1-(4.0/3)/(12.0/9), p.Quadratic.Value, 1e-12)
	})

	t.Run("say so where two never met", func(t *testing.T) {
		t.Parallel()
		for _, p := range pairs {
			if p.B == "dan" {
				require.Equal(t, 0, p.Items)
				require.Equal(t, NoOverlap, p.Percent.Reason)
				require.Equal(t, NoOverlap, p.Kappa.Reason)
				require.Equal(t, NoOverlap, p.Alpha.Reason)
			}
		}
	})

	t.Run("every cell opens its items", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, []string{"2"}, table.Cell("ann", "bob", 2, 0))
		require.Empty(t, table.Cell("ann", "bob", 0, 2))
		require.Empty(t, table.Cell("ann", "nobody", 0, 2))
		for _, p := range pairs {
			for i, line := range p.Counts {
				for j, n := range line {
					require.Len(t, table.Cell(p.A, p.B, p.Values[i], p.Values[j]), n)
				}
			}
		}
	})
}

func TestPerRater(t *testing.T) {
	t.Parallel()
	// Three agree but for one item each; the fourth answers upside down.
	raters := fromColumns(Ordinal, "0 1 2 0 1 2 0 1 2 0", "0 1 2 0 1 2 0 1 1 0", "0 1 2 0 1 2 0 2 2 0", "2 1 0 2 1 0 2 1 0 2").PerRater(Options{Resamples: 100})
	require.Len(t, raters, 4)
	odd := raters[3]
	require.Equal(t, 10, odd.Items)
	require.Less(t, odd.Percent.Value, 0.35)
	require.Greater(t, raters[0].Percent.Value, 0.6)
	require.Greater(t, odd.AlphaWithout.Value, odd.Alpha.Value+0.5)
	require.Less(t, raters[0].AlphaWithout.Value, raters[0].Alpha.Value)
	require.True(t, odd.Percent.Bounded)

	t.Run("leaning is in the units of the answers", func(t *testing.T) {
		t.Parallel()
		raters := NewTable(Interval, nil, []Answer{{"1", "ann", 0.5}, {"1", "bob", 0.3}, {"1", "cid", 0.1}, {"2", "ann", 1}, {"2", "bob", 1}}).PerRater(none)
		require.InDelta(t, (0.3+0)/2, raters[0].Lean, 1e-12)
	})

	t.Run("someone who shares nothing has no figure", func(t *testing.T) {
		t.Parallel()
		raters := NewTable(Nominal, nil, []Answer{{"1", "ann", 1}, {"1", "bob", 1}, {"2", "cid", 1}}).PerRater(none)
		require.Equal(t, NoOverlap, raters[2].Percent.Reason)
		require.Equal(t, NoOverlap, raters[2].Alpha.Reason)
	})
}

func TestSegmentsAndSplits(t *testing.T) {
	t.Parallel()
	table := NewTable(Interval, nil, []Answer{
		{"de-1", "ann", 1}, {"de-1", "bob", 0}, {"de-2", "ann", 1}, {"de-2", "bob", 0.75}, {"en-1", "ann", 0.5}, {"en-1", "cid", 0.5},
	})
	require.Equal(t, []Split{{"de-1", 1}, {"de-2", 0.25}}, table.Splits())
	german := table.Only(func(item string) bool { return item[:2] == "de" })
	require.Equal(t, []string{"ann", "bob"}, german.Raters())
	require.Equal(t, table.Values(), german.Values())
	require.Equal(t, 2, german.Figure(none, Percent).Items)
	require.InDelta(t, 0, german.Figure(none, Percent).Value, 1e-12)
	require.Equal(t, []Split{{"1", 2.0 / 3}}, NewTable(Nominal, nil, []Answer{{"1", "ann", 0}, {"1", "bob", 0}, {"1", "cid", 1}, {"2", "ann", 1}}).Splits())
}
