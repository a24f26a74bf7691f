package gold

import (
	"cmp"
	"math"
	"slices"

	"assay/store"
	"assay/store/statistics"
)

const (
	// Tolerance is how far a number may be from the known one and still be right, of 1: nobody sets a slider twice to the same place.
	Tolerance = 0.1
	// Enough is the fewest answers from which a share is told.
	Enough = 5
)

// Right reports whether an answer is the known one: the same category, or where neither has a category a number within Tolerance.
func Right(known, said store.Score) bool {
	if known.Category != "" || said.Category != "" {
		return known.Category == said.Category
	}
	// The hair more is what 0.3 - 0.2 is off in binary.
	return known.Number != nil && said.Number != nil && math.Abs(*known.Number-*said.Number) <= Tolerance+1e-9
}

// Answer is what an account said where the answer is known.
type Answer struct {
	Trace    store.TraceID
	Question string
	Account  int
	Known    store.Score
	Said     store.Score
}

// Line is how one account did on one question.
type Line struct {
	Account  int
	Question string
	Right    []store.TraceID
	Wrong    []store.TraceID
	// Rate is the share of right answers, at the usual confidence.
	Rate statistics.Estimate
}

// N is the number of answers.
func (l Line) N() int { return len(l.Right) + len(l.Wrong) }

// Few reports whether they are too few to tell a share from.
func (l Line) Few() bool { return l.N() < Enough }

// Accuracy sorts answers by account and question, each pair once, in that order. No account may have two answers to one question about
// one trace.
func Accuracy(answers []Answer) []Line {
	var lines []Line
	for _, a := range answers {
		i, found := slices.BinarySearchFunc(lines, a, func(l Line, a Answer) int {
			return cmp.Or(cmp.Compare(l.Account, a.Account), cmp.Compare(l.Question, a.Question))
		})
		if !found {
			lines = slices.Insert(lines, i, Line{Account: a.Account, Question: a.Question})
		}
		if Right(a.Known, a.Said) {
			lines[i].Right = append(lines[i].Right, a.Trace)
		} else {
			lines[i].Wrong = append(lines[i].Wrong, a.Trace)
		}
	}
	for i, l := range lines {
		lines[i].Rate = statistics.Rate(len(l.Right), l.N(), statistics.Usual)
	}
	return lines
}
