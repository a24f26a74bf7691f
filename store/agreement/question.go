package agreement

import (
	"cmp"
	"slices"
	"strconv"

	"assay/store"
)

// Said is what one reviewer said about one item, as scores hold it.
type Said struct {
	Item, Rater string
	Score       store.Score
}

// Question is a table of answers with the names of its values.
type Question struct {
	*Table
	Scale  Scale
	labels []string      // of the values, on Nominal and Ordinal
	scores []store.Score // that stand for them
}

// NewQuestion chooses the scale on which answers are compared and sorts them into a table. Plain numbers are Interval. Options
// that all stand for different numbers are Ordinal in the order of those, and everything else is Nominal; an answer that is
// none of the options, as from an earlier version of the question, takes its place by its number or makes the scale Nominal.
// Answers are equal where they have the same category, or the same number and none.
func NewQuestion(options []store.Option, said []Said) Question {
	interval := len(options) == 0
	for _, s := range said {
		interval = interval && s.Score.Category == "" && s.Score.Number != nil
	}
	if interval {
		answers := make([]Answer, len(said))
		for i, s := range said {
			answers[i] = Answer{Item: s.Item, Rater: s.Rater, Value: *s.Score.Number}
		}
		return Question{Table: NewTable(Interval, nil, answers), Scale: Interval}
	}
	return categories(options, said)
}

// spelling tells answers apart: a category is never a number that reads the same.
func spelling(s store.Score) string {
	if s.Category != "" {
		return "c" + s.Category
	}
	return "n" + s.String()
}

func categories(options []store.Option, said []Said) Question {
	var scores []store.Score
	seen := map[string]bool{}
	add := func(s store.Score) {
		if !seen[spelling(s)] {
			seen[spelling(s)] = true
			scores = append(scores, s)
		}
	}
	for _, o := range options {
		add(store.Score{Number: o.Value, Category: o.Label})
	}
	var others []store.Score
	for _, s := range said {
		if !seen[spelling(s.Score)] {
			others = append(others, s.Score)
		}
	}
	slices.SortFunc(others, func(a, b store.Score) int { return cmp.Compare(spelling(a), spelling(b)) })
	for _, s := range others {
		add(s)
	}
	q := Question{Scale: scaleOf(scores), scores: scores}
	if q.Scale == Ordinal {
		slices.SortStableFunc(q.scores, func(a, b store.Score) int { return cmp.Compare(*a.Number, *b.Number) })
	}
	place, possible := map[string]float64{}, make([]float64, len(q.scores))
	for i, s := range q.scores {
		place[spelling(s)], possible[i] = float64(i), float64(i)
		q.labels = append(q.labels, s.String())
	}
	answers := make([]Answer, len(said))
	for i, s := range said {
		answers[i] = Answer{Item: s.Item, Rater: s.Rater, Value: place[spelling(s.Score)]}
	}
	q.Table = NewTable(q.Scale, possible, answers)
	return q
}

// scaleOf is Ordinal where every value stands for a number of its own.
func scaleOf(scores []store.Score) Scale {
	numbers := map[float64]bool{}
	for _, s := range scores {
		if s.Number == nil || numbers[*s.Number] {
			return Nominal
		}
		numbers[*s.Number] = true
	}
	return Ordinal
}

// Label names a value of the table for people.
func (q Question) Label(value float64) string {
	if i := int(value); q.Scale != Interval && i >= 0 && i < len(q.labels) {
		return q.labels[i]
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

// Score is the answer that a value of the table stands for.
func (q Question) Score(value float64) store.Score {
	if i := int(value); q.Scale != Interval && i >= 0 && i < len(q.scores) {
		return q.scores[i]
	}
	return store.Num(value)
}

// Only is the question on the items that keep accepts.
func (q Question) Only(keep func(item string) bool) Question {
	q.Table = q.Table.Only(keep)
	return q
}
