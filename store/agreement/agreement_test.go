package agreement

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// randomAnswers are of five raters on 60 items, about two thirds of them given, half of them the truth.
func randomAnswers(seed uint64) []Answer {
	dice := rand.New(rand.NewPCG(seed, 1))
	values := []float64{0, 1, 2, 3.5, 9}
	var out []Answer
	for i := range 60 {
		truth := values[dice.IntN(4)]
		for r := range 5 {
			v := truth
			if dice.IntN(2) == 0 {
				v = values[dice.IntN(4)]
			}
			if dice.IntN(3) > 0 {
				out = append(out, Answer{fmt.Sprint("item ", i), fmt.Sprint("rater ", r), v})
			}
		}
	}
	return out
}

func TestWhereThereIsNoFigure(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		table  *Table
		figure Coefficient
		reason Reason
	}{
		{"no answers", NewTable(Nominal, nil, nil), Alpha, NoAnswers},
		{"an answer that is no number", NewTable(Nominal, nil, []Answer{{"1", "ann", math.NaN()}, {"1", "bob", math.Inf(1)}}), Alpha, NoAnswers},
		{"one person", fromColumns(Nominal, "1 2 1 1"), Percent, OneRater},
		{"two who never met", fromColumns(Nominal, "1 2 . .", ". . 1 2"), Percent, NoOverlap},
		{"two who never met, kappa", fromColumns(Nominal, "1 2 . .", ". . 1 2"), Kappa, NoOverlap},
		{"one category, kappa", fromColumns(Nominal, "1 1 1", "1 1 1"), Kappa, OneValue},
		{"one category, weighted", fromColumns(Ordinal, "1 1 1", "1 1 1"), Quadratic, OneValue},
		{"one category, fleiss", fromColumns(Nominal, "1 1 1", "1 1 1", "1 1 1"), Fleiss, OneValue},
		{"one category, alpha", fromColumns(Nominal, "1 1 1", "1 1 1"), Alpha, OneValue},
		{"one rank, alpha", fromColumns(Ordinal, "1 1 1", "1 1 1"), Alpha, OneValue},
		{"one number, alpha", fromColumns(Interval, "1 1 1", "1 1 1"), Alpha, OneValue},
		{"one category and no other known, AC1", fromColumns(Nominal, "1 1 1", "1 1 1"), AC1, OneValue},
		{"kappa of three", fromColumns(Nominal, "1 2 1", "1 1 1", "1 2 2"), Kappa, NotTwoRaters},
		{"kappa of numbers", fromColumns(Interval, "1 2 1", "1 1 1"), Kappa, NotItsScale},
		{"weights without order", fromColumns(Nominal, "1 2 1", "1 1 1"), Linear, NotItsScale},
		{"Fleiss of numbers", fromColumns(Interval, "1 2 1", "1 1 1"), Fleiss, NotItsScale},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := c.table.Figure(Options{Resamples: 50}, c.figure)
			require.Equal(t, c.reason, f.Reason)
			require.False(t, f.OK())
			require.False(t, f.Bounded)
			require.Zero(t, f.Value)
			require.NotEmpty(t, f.Words())
			require.Equal(t, c.reason.String(), f.Words())
		})
	}
}

func TestAllTheSameIsFullAgreementWhereOthersWerePossible(t *testing.T) {
	t.Parallel()
	table := NewTable(Nominal, []float64{0, 1}, []Answer{{"1", "ann", 1}, {"1", "bob", 1}, {"2", "ann", 1}, {"2", "bob", 1}})
	require.Equal(t, 1.0, table.Figure(none, AC1).Value)
	require.Equal(t, 1.0, table.Figure(none, Percent).Value)
	require.Equal(t, OneValue, table.Figure(none, Fleiss).Reason)
}

func TestIntervals(t *testing.T) {
	t.Parallel()

	t.Run("the same seed gives the same interval and the value lies in it", func(t *testing.T) {
		t.Parallel()
		table := NewTable(Ordinal, nil, randomAnswers(3))
		first := table.Figure(Options{Seed: 7}, Alpha)
		require.Equal(t, first, table.Figure(Options{Seed: 7}, Alpha))
		require.NotEqual(t, first, table.Figure(Options{Seed: 8}, Alpha))
		require.True(t, first.Bounded)
		require.Less(t, first.Low, first.Value)
		require.Greater(t, first.High, first.Value)
		require.Equal(t, 0.95, first.Confidence)
	})

	t.Run("the order of answers does not matter", func(t *testing.T) {
		t.Parallel()
		answers := randomAnswers(4)
		want := NewTable(Nominal, nil, answers).Report(Options{Resamples: 20})
		rand.New(rand.NewPCG(1, 1)).Shuffle(len(answers), func(i, j int) { answers[i], answers[j] = answers[j], answers[i] })
		require.Equal(t, want, NewTable(Nominal, nil, answers).Report(Options{Resamples: 20}))
	})

	t.Run("a share of equal pairs has about the interval of a share", func(t *testing.T) {
		t.Parallel()
		// 140 of 200 equal: the standard error is sqrt(0.7 × 0.3 / 200) = 0.0324, so 95 % are within 0.0635.
		f := fromSquare(Nominal, cohenTable).Figure(Options{Resamples: 4000}, Percent)
		require.InDelta(t, 0.7-0.0635, f.Low, 0.01)
		require.InDelta(t, 0.7+0.0635, f.High, 0.01)
	})

	t.Run("kappa has about the interval of its standard error", func(t *testing.T) {
		t.Parallel()
		// statsmodels 0.13.5, cohens_kappa of Cohen's table: 95 % from 0.3915 to 0.5916.
		f := fromSquare(Nominal, cohenTable).Figure(Options{Resamples: 4000}, Kappa)
		require.InDelta(t, 0.3915, f.Low, 0.015)
		require.InDelta(t, 0.5916, f.High, 0.015)
	})

	t.Run("more confidence is a wider interval", func(t *testing.T) {
		t.Parallel()
		table := NewTable(Nominal, nil, randomAnswers(5))
		wide, narrow := table.Figure(Options{Confidence: 0.99}, Alpha), table.Figure(Options{Confidence: 0.8}, Alpha)
		require.Less(t, wide.Low, narrow.Low)
		require.Greater(t, wide.High, narrow.High)
	})

	t.Run("there is none where many resamples have all answers the same", func(t *testing.T) {
		t.Parallel()
		// (5/6)^6, a third, of the resamples miss the item that differs.
		f := fromColumns(Nominal, "1 1 1 1 1 2", "1 1 1 1 1 2").Figure(Options{}, Kappa)
		require.True(t, f.OK())
		require.False(t, f.Bounded)
		require.True(t, f.TooFew())
		f = fromColumns(Nominal, "1 1 1 1 1 1", "1 1 1 1 1 2").Figure(Options{}, Percent)
		require.True(t, f.Bounded)
	})

	t.Run("one may do without", func(t *testing.T) {
		t.Parallel()
		require.False(t, NewTable(Nominal, nil, randomAnswers(5)).Figure(none, Alpha).Bounded)
	})
}

func TestWords(t *testing.T) {
	t.Parallel()
	figure := func(value, low, high float64, items int) Figure {
		return Figure{Coefficient: Alpha, Value: value, Low: low, High: high, Bounded: true, Items: items}
	}
	for _, c := range []struct {
		figure Figure
		want   string
	}{
		{figure(0.5, 0.45, 0.55, 100), "moderate"},
		{figure(0.5, 0.35, 0.55, 100), "moderate, maybe fair"},
		{figure(0.5, 0.45, 0.65, 100), "moderate, maybe substantial"},
		{figure(0.5, 0.3, 0.7, 100), "moderate, maybe fair to substantial"},
		{figure(0.5, 0.1, 0.7, 100), "too few to say"},
		{figure(1, 1, 1, 9), "too few to say"},
		{figure(1, 1, 1, 10), "almost perfect"},
		{figure(-0.3, -0.4, -0.2, 50), "worse than chance"},
		{figure(0.2, 0.2, 0.2, 50), "slight"}, // 0.00 to 0.20 in the paper
		{figure(0.21, 0.21, 0.21, 50), "fair"},
		{figure(0.40, 0.40, 0.40, 50), "fair"},
		{figure(0.81, 0.81, 0.81, 50), "almost perfect"},
		{Figure{Coefficient: Alpha, Value: 0.5, Items: 50}, "too few to say"}, // no interval
		{Figure{Coefficient: Percent, Value: 0.5, Low: 0.4, High: 0.6, Bounded: true, Items: 50}, ""},
	} {
		require.Equal(t, c.want, c.figure.Words(), "%+v", c.figure)
	}
}
