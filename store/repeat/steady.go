package repeat

import (
	"cmp"
	"slices"

	"assay/store"
	"assay/store/agreement"
	"assay/store/gold"
	"assay/store/statistics"
)

// Enough is the fewest pairs of answers from which a share is told.
const Enough = gold.Enough

// Pair is what an account said both times about one question of one item.
type Pair struct {
	Trace         store.TraceID
	Question      string
	Account       int
	First, Second store.Score
}

// Same reports whether both answers are equal, by the rule for known answers: the same category, or numbers within gold.Tolerance.
func (p Pair) Same() bool { return gold.Right(p.First, p.Second) }

// Line is how steady one account is on one question.
type Line struct {
	Account  int
	Question string
	Same     []store.TraceID
	Other    []store.TraceID
	// Rate is the share of equal answers, at the usual confidence.
	Rate statistics.Estimate
	// Kappa takes off what chance would give: Cohen's on plain categories, weighted by distance where answers have an order.
	Kappa agreement.Figure
}

// N is the number of pairs.
func (l Line) N() int { return len(l.Same) + len(l.Other) }

// Few reports whether they are too few to tell a share from.
func (l Line) Few() bool { return l.N() < Enough }

// Steadiness sorts pairs by account and question, each once, in that order. options are those of each question, which tell whether its
// answers have an order. No account may have two pairs of one question about one trace.
func Steadiness(pairs []Pair, options map[string][]store.Option) []Line {
	pairs = slices.Clone(pairs)
	slices.SortStableFunc(pairs, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Question, b.Question))
	})
	var lines []Line
	for len(pairs) > 0 {
		n := slices.IndexFunc(pairs, func(p Pair) bool { return p.Account != pairs[0].Account || p.Question != pairs[0].Question })
		if n < 0 {
			n = len(pairs)
		}
		lines = append(lines, line(pairs[:n], options[pairs[0].Question]))
		pairs = pairs[n:]
	}
	return lines
}

// line is made of all pairs of one account and question.
func line(pairs []Pair, options []store.Option) Line {
	l := Line{Account: pairs[0].Account, Question: pairs[0].Question}
	var said []agreement.Said
	for _, p := range pairs {
		if p.Same() {
			l.Same = append(l.Same, p.Trace)
		} else {
			l.Other = append(l.Other, p.Trace)
		}
		said = append(said, agreement.Said{Item: string(p.Trace), Rater: "first", Score: p.First}, agreement.Said{Item: string(p.Trace), Rater: "second", Score: p.Second})
	}
	l.Rate = statistics.Rate(len(l.Same), len(pairs), statistics.Usual)
	asked := agreement.NewQuestion(options, said)
	kappa := agreement.Linear
	if asked.Scale == agreement.Nominal {
		kappa = agreement.Kappa
	}
	l.Kappa = asked.Figure(agreement.Options{Seed: 1}, kappa)
	return l
}
