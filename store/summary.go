package store

import "math"

// Bins is how many equal ranges a histogram of scores has.
const Bins = 10

// ScoreSummary is what the traces of a list have of one score.
type ScoreSummary struct {
	Name       string
	Source     Source // empty: the combined value
	N          int    // traces with a number
	Sum        float64
	Squares    float64   // sum of the squares
	Bins       [Bins]int // numbers from i/10 on, below (i+1)/10; the last one includes 1
	Categories []CategoryCount
	Split      int // traces on which categories tie
}

// CategoryCount is how many traces have a category, the most frequent first.
type CategoryCount struct {
	Category string
	N        int
}

// Mean is the mean of the numbers; it needs one at least.
func (s ScoreSummary) Mean() float64 { return s.Sum / float64(s.N) }

// Margin is half the width of the 95 % confidence interval of the mean by the normal approximation, 1.96 standard errors;
// false for fewer than two numbers, of which no spread is known.
func (s ScoreSummary) Margin() (float64, bool) {
	if s.N < 2 {
		return 0, false
	}
	n := float64(s.N)
	variance := math.Max(0, (s.Squares-s.Sum*s.Sum/n)/(n-1))
	return 1.96 * math.Sqrt(variance/n), true
}

// Categorized counts the traces that have a category.
func (s ScoreSummary) Categorized() int {
	n := 0
	for _, c := range s.Categories {
		n += c.N
	}
	return n
}
