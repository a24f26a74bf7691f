package statistics

import (
	"testing"

	"github.com/stretchr/testify/require"

	"assay/store"
)

func scores(values ...any) []store.Score {
	var out []store.Score
	for _, v := range values {
		switch v := v.(type) {
		case float64:
			out = append(out, store.Num(v))
		case int:
			out = append(out, store.Num(float64(v)))
		case string:
			out = append(out, store.Score{Category: v})
		default:
			out = append(out, store.Score{})
		}
	}
	return out
}

func TestScale(t *testing.T) {
	t.Parallel()
	half := 0.5
	s := Scale{Cuts: []float64{0.5, 0.8}, Categories: []string{"bad", "good"}}
	require.Equal(t, []string{"below 0.5", "0.5 to 0.8", "0.8 and above", "bad", "good"}, s.Classes())
	for _, c := range []struct {
		score store.Score
		place int
		ok    bool
	}{
		{store.Num(0), 0, true}, {store.Num(0.5), 1, true}, {store.Num(0.79), 1, true}, {store.Num(1), 2, true},
		{store.Score{Category: "good"}, 4, true}, {store.Score{Category: "other"}, 0, false}, {store.Score{}, 0, false},
		{store.Score{Category: "bad", Number: &half}, 3, true}, {store.Score{Category: "other", Number: &half}, 1, true},
	} {
		place, ok := s.Place(c.score)
		require.Equal(t, c.ok, ok, c.score)
		require.Equal(t, c.place, place, c.score)
	}
	_, ok := Scale{Categories: []string{"bad"}}.Place(store.Num(1))
	require.False(t, ok)
	require.Equal(t, []string{"any number"}, Scale{Numbers: true}.Classes())
}

func TestCrosstab(t *testing.T) {
	t.Parallel()
	users := scores(0, 0, 1, 1, 0.2, nil, nil, 1)
	judge := scores(0.9, 0.3, 0.95, nil, 0.85, 0.9, nil, 0.2)
	table := Cross(users, judge, Scale{Cuts: []float64{0.5}}, Scale{Cuts: []float64{0.8}})
	require.Equal(t, [][]int{{1, 2}, {1, 1}}, table.Counts)
	require.Equal(t, Coverage{Both: 5, OnlyRows: 1, OnlyColumns: 1, Neither: 1}, table.Coverage)
	require.Equal(t, 8, table.Coverage.All())
	rows, columns, all := table.Sums()
	require.Equal(t, []int{3, 2}, rows)
	require.Equal(t, []int{2, 3}, columns)
	require.Equal(t, 5, all)
	require.Equal(t, Rate(2, 3, Usual), table.OfRow(0, 1, Usual))
	require.Equal(t, Rate(2, 3, Usual), table.OfColumn(0, 1, Usual))
	require.Equal(t, Rate(2, 5, Usual), table.Same(Usual))
}

func TestCramersV(t *testing.T) {
	t.Parallel()
	table := func(counts ...[]int) Crosstab {
		return Crosstab{Rows: make([]string, len(counts)), Columns: make([]string, len(counts[0])), Counts: counts}
	}

	t.Run("equals the reference", func(t *testing.T) {
		t.Parallel()
		// SciPy 1.10.1: contingency.association; the interval by optimize.brentq of ncx2.cdf.
		e := table([]int{30, 10, 5}, []int{8, 25, 12}).CramersV(Usual)
		require.Equal(t, 90, e.N)
		require.InDelta(t, 0.4949496772962666, e.Value, 1e-12)
		require.InDelta(t, 0.2732697847913316, e.Low, 1e-6)
		require.InDelta(t, 0.6920458519610542, e.High, 1e-6)
	})

	t.Run("empty rows and columns do not count", func(t *testing.T) {
		t.Parallel()
		want := table([]int{30, 10, 5}, []int{8, 25, 12}).CramersV(Usual)
		require.Equal(t, want, table([]int{30, 10, 0, 5}, []int{0, 0, 0, 0}, []int{8, 25, 0, 12}).CramersV(Usual))
	})

	t.Run("nothing, everything and neither", func(t *testing.T) {
		t.Parallel()
		none := table([]int{10, 10}, []int{10, 10}).CramersV(Usual)
		require.InDelta(t, 0, none.Value, 1e-12)
		require.True(t, none.OK())
		require.False(t, none.Bounded)
		little := table([]int{10, 12}, []int{11, 9}).CramersV(Usual)
		require.Zero(t, little.Low)
		require.Greater(t, little.High, little.Value)
		all := table([]int{10, 0}, []int{0, 10}).CramersV(Usual)
		require.InDelta(t, 1, all.Value, 1e-12)
		require.False(t, all.Bounded)
		require.Equal(t, Constant, table([]int{10, 0}, []int{7, 0}).CramersV(Usual).Reason)
		require.Equal(t, TooFew, table([]int{1, 0}, []int{0, 1}).CramersV(Usual).Reason)
	})
}

func TestNoncentralDistributions(t *testing.T) {
	t.Parallel()
	// SciPy 1.10.1: ncx2.cdf with 4 degrees of freedom, ncf.cdf with 2 and 20.
	for _, c := range [][3]float64{{3, 1, 0.33138126}, {10, 10, 0.31482065}, {30, 30, 0.3915107}, {500, 450, 0.85961431}} {
		require.InDelta(t, c[2], chiSquaredBelow(c[0], 4, c[1]), 1e-7)
	}
	for _, c := range [][3]float64{{1, 0.5, 0.53214357}, {2, 3, 0.48212647}, {5, 10, 0.42748133}, {3, 4, 0.56603138}} {
		require.InDelta(t, c[2], fBelow(c[0], 2, 20, c[1]), 1e-7)
	}
}

func TestAssociate(t *testing.T) {
	t.Parallel()

	t.Run("a number with one of two categories", func(t *testing.T) {
		t.Parallel()
		m, e := Associate(scores(.9, .2, .6, .7, .4, .1, .3, .5, nil, .4), scores("pass", "fail", "pass", "pass", "fail", "fail", "pass", "fail", "pass", nil), Usual)
		require.Equal(t, ByPointBiserial, m)
		require.Equal(t, 8, e.N)
		require.InDelta(t, 0.6508140266182865, e.Value, 1e-12) // SciPy 1.10.1, pointbiserialr
		require.InDelta(t, -0.09948281994023477, e.Low, 1e-9)
		require.InDelta(t, 0.929299813924643, e.High, 1e-9)
	})

	t.Run("a number with one of three", func(t *testing.T) {
		t.Parallel()
		numbers := scores(.1, .3, .2, .5, .4, .6, .7, .4, .9, .3, .5, .8, .6, .7, .2)
		words := scores("a", "a", "a", "a", "a", "b", "b", "b", "b", "c", "c", "c", "c", "c", "c")
		m, e := Associate(words, numbers, Usual)
		require.Equal(t, ByCorrelationRatio, m)
		require.InDelta(t, 0.6036313016232009, e.Value, 1e-12) // SciPy 1.10.1: from f_oneway, the interval by ncf
		require.Zero(t, e.Low)
		require.InDelta(t, 0.7693796855632524, e.High, 1e-6)
	})

	t.Run("numbers with numbers and categories with categories", func(t *testing.T) {
		t.Parallel()
		m, e := Associate(scores(.1, .2, .3, .4), scores(1, 2, nil, 4), Usual)
		require.Equal(t, ByRank, m)
		require.Equal(t, 3, e.N)
		m, e = Associate(scores("a", "b", "a", "b"), scores("x", "y", "x", "x"), Usual)
		require.Equal(t, ByCramersV, m)
		require.True(t, e.OK())
	})

	t.Run("says why not", func(t *testing.T) {
		t.Parallel()
		_, e := Associate(nil, nil, Usual)
		require.Equal(t, TooFew, e.Reason)
		_, e = Associate(scores(1, 1, 1, 1), scores("a", "b", "a", "c"), Usual)
		require.Equal(t, Constant, e.Reason)
		_, e = Associate(scores(.1, .2, .3), scores("a", "a", "a"), Usual)
		require.Equal(t, Constant, e.Reason)
		e = CorrelationRatio([]float64{1, 1, 2, 2}, []string{"a", "a", "b", "b"}, Usual)
		require.InDelta(t, 1, e.Value, 1e-12)
		require.False(t, e.Bounded)
	})
}
