package agreement

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// none takes no resamples.
var none = Options{Resamples: -1}

// fromColumns reads one line per rater with one answer per item, a dot for none.
func fromColumns(scale Scale, lines ...string) *Table {
	var answers []Answer
	for r, line := range lines {
		for i, word := range strings.Fields(line) {
			if word != "." {
				answers = append(answers, Answer{fmt.Sprintf("item %02d", i), fmt.Sprintf("rater %02d", r), float64(word[0] - '0')})
			}
		}
	}
	return NewTable(scale, nil, answers)
}

// fromCounts reads a line per item: how many raters gave each value.
func fromCounts(scale Scale, items ...[]int) *Table {
	var answers []Answer
	for i, counts := range items {
		rater := 0
		for value, n := range counts {
			for range n {
				answers = append(answers, Answer{fmt.Sprintf("item %02d", i), fmt.Sprintf("rater %02d", rater), float64(value)})
				rater++
			}
		}
	}
	return NewTable(scale, nil, answers)
}

// fromSquare reads how often the first rater gave the i-th value and the second the j-th.
func fromSquare(scale Scale, square [][]int) *Table {
	var answers []Answer
	for a, line := range square {
		for b, n := range line {
			for range n {
				item := fmt.Sprintf("item %04d", len(answers)/2)
				answers = append(answers, Answer{item, "A", float64(a)}, Answer{item, "B", float64(b)})
			}
		}
	}
	return NewTable(scale, nil, answers)
}

// cohenTable has the frequencies of the second worked example of Cohen 1960, which Cohen 1968 takes up again.
var cohenTable = [][]int{{88, 14, 18}, {10, 40, 10}, {2, 6, 12}}

// fleissWorked is the worked example of the English Wikipedia's article on Fleiss' kappa: 10 items, 14 raters, 5 categories.
var fleissWorked = [][]int{
	{0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
	{7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7},
}

// diagnoses is table 1 of Fleiss 1971: 30 patients, six psychiatrists, five diagnoses.
var diagnoses = [][]int{
	{0, 0, 0, 6, 0}, {0, 3, 0, 0, 3}, {0, 1, 4, 0, 1}, {0, 0, 0, 0, 6}, {0, 3, 0, 3, 0}, {2, 0, 4, 0, 0}, {0, 0, 4, 0, 2},
	{2, 0, 3, 1, 0}, {2, 0, 0, 4, 0}, {0, 0, 0, 0, 6}, {1, 0, 0, 5, 0}, {1, 1, 0, 4, 0}, {0, 3, 3, 0, 0}, {1, 0, 0, 5, 0},
	{0, 2, 0, 3, 1}, {0, 0, 5, 0, 1}, {3, 0, 0, 1, 2}, {5, 1, 0, 0, 0}, {0, 2, 0, 4, 0}, {1, 0, 2, 0, 3}, {0, 0, 0, 0, 6},
	{0, 1, 0, 5, 0}, {0, 2, 0, 1, 3}, {2, 0, 0, 4, 0}, {1, 0, 0, 4, 1}, {0, 5, 0, 1, 0}, {4, 0, 0, 0, 2}, {0, 2, 0, 4, 0},
	{1, 0, 5, 0, 0}, {0, 0, 0, 0, 6},
}

// krippendorff is the data of section C to E of Krippendorff 2011: 12 units, four coders, missing answers.
var krippendorff = []string{
	"1 2 3 3 2 1 4 1 2 . . .",
	"1 2 3 3 2 2 4 1 2 5 . 3",
	". 3 3 3 2 3 4 2 2 5 1 .",
	"1 2 3 3 2 4 4 1 2 5 1 .",
}

func TestPublishedFigures(t *testing.T) {
	t.Parallel()
	digits := strings.NewReplacer("a", "0", "b", "1", "c", "2", "d", "3", "e", "4")
	for _, c := range []struct {
		name        string
		table       *Table
		coefficient Coefficient
		published   string  // as printed in the source
		exact       float64 // computed apart from this package, in fractions where the sum is one
	}{
		{"Cohen 1960, agreement", fromSquare(Nominal, cohenTable), Percent, "0.70", 140.0 / 200},
		{"Cohen 1960, kappa", fromSquare(Nominal, cohenTable), Kappa, "0.492", 29.0 / 59},
		// No source prints these; Python's statsmodels 0.13.5, cohens_kappa(wt="linear") and (wt="quadratic"), gives them.
		{"Cohen's table in order, linear weights", fromSquare(Ordinal, cohenTable), Linear, "0.474", 9.0 / 19},
		{"Cohen's table in order, quadratic weights", fromSquare(Ordinal, cohenTable), Quadratic, "0.455", 5.0 / 11},
		{"Fleiss 1971", fromCounts(Nominal, diagnoses...), Fleiss, "0.430", 0.43024452006014074},
		{"Fleiss' kappa, the worked example of Wikipedia", fromCounts(Nominal, fleissWorked...), Fleiss, "0.210", 0.20993070442195522},
		{"the same, agreement", fromCounts(Nominal, fleissWorked...), Percent, "0.378", 0.37802197802197803},
		{"Krippendorff 2011, section A, two observers, yes or no", fromColumns(Nominal, "0 1 0 0 0 0 0 0 1 0", "1 1 1 0 0 1 0 0 0 0"), Alpha, "0.095", 2.0 / 21},
		{"Krippendorff 2011, section B, two observers, five categories",
			fromColumns(Nominal, digits.Replace("a a b b d c c c e d d a"), digits.Replace("b a b b b c c c e d d d")), Alpha, "0.692", 155.0 / 224},
		{"Krippendorff 2011, section C, nominal", fromColumns(Nominal, krippendorff...), Alpha, "0.743", 113.0 / 152},
		{"Krippendorff 2011, section D, ordinal", fromColumns(Ordinal, krippendorff...), Alpha, "0.815", 108577.0 / 133160},
		{"Krippendorff 2011, section D, interval", fromColumns(Interval, krippendorff...), Alpha, "0.849", 951.0 / 1120},
		// The author of AC1 computes these from the same data in the vignette of his R package irrCAC, for raw4raters.
		{"Gwet's AC1 with missing answers", fromColumns(Nominal, krippendorff...), AC1, "0.775", 0.775444068126995},
		{"Fleiss' kappa with missing answers, after Gwet", fromColumns(Nominal, krippendorff...), Fleiss, "0.761", 0.7611692754224111},
		{"agreement with missing answers, after Gwet", fromColumns(Nominal, krippendorff...), Percent, "0.818", 9.0 / 11},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			f := c.table.Figure(none, c.coefficient)
			require.True(t, f.OK(), f.Reason)
			require.InDelta(t, c.exact, f.Value, 1e-12)
			require.Equal(t, c.published, fmt.Sprintf("%.*f", len(c.published)-2, f.Value))
			require.False(t, f.Bounded)
		})
	}
}

// TestAlphaByDefinition computes Krippendorff's alpha of random answers as he defines it: coincidences, and the distances of
// section D summed category by category.
func TestAlphaByDefinition(t *testing.T) {
	t.Parallel()
	for seed := range uint64(40) {
		answers := randomAnswers(seed)
		for scale, distance := range map[Scale]func(n []float64, values []float64, c, k int) float64{
			Nominal: func(_, _ []float64, c, k int) float64 { return 1 },
			Ordinal: func(n, _ []float64, c, k int) float64 {
				d := -(n[c] + n[k]) / 2
				for g := min(c, k); g <= max(c, k); g++ {
					d += n[g]
				}
				return d * d
			},
			Interval: func(_, v []float64, c, k int) float64 { return (v[c] - v[k]) * (v[c] - v[k]) },
		} {
			table := NewTable(scale, []float64{0, 1, 2, 3.5, 9}, answers)
			want := byDefinition(table, distance)
			got := table.Figure(none, Alpha)
			require.True(t, got.OK())
			require.InDelta(t, want, got.Value, 1e-9, "seed %d, scale %d", seed, scale)
		}
	}
}

func byDefinition(t *Table, distance func(n, values []float64, c, k int) float64) float64 {
	q := len(t.values)
	o := make([][]float64, q)
	for c := range o {
		o[c] = make([]float64, q)
	}
	n, total := make([]float64, q), 0.0
	for _, r := range t.rows {
		for i, a := range r.marks {
			for j, b := range r.marks {
				if i != j {
					o[a.value][b.value] += 1 / float64(len(r.marks)-1)
				}
			}
		}
	}
	for c := range o {
		for k := range o {
			n[c] += o[c][k]
			total += o[c][k]
		}
	}
	observed, expected := 0.0, 0.0
	for c := range o {
		for k := range o {
			if c != k {
				observed += o[c][k] * distance(n, t.values, c, k)
				expected += n[c] * n[k] * distance(n, t.values, c, k)
			}
		}
	}
	return 1 - (total-1)*observed/expected
}
