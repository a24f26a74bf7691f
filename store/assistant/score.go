package assistant

import (
	"fmt"
	"strings"

	"assay/store"
	"assay/store/filter"
)

var (
	lowWords    = phrases("low", "bad", "poor", "lowest", "weak", "terrible", "awful", "lower")
	highWords   = phrases("high", "good", "great", "highest", "strong", "excellent", "perfect", "top")
	ratingWords = phrases("rating", "rated", "star", "score", "user rating")
	lowRated    = phrases("low|bad|poor|badly|poorly|lowest rated|rating", "rated low|badly|poorly|bad|poor", "rating is|was|were|are low|bad|poor")
	highRated   = phrases("high|highly|good|well|top|best rated|rating", "rated high|highly|well|good", "rating is|was|were|are high|good")
	ofReviewer  = phrases("reviewer", "review", "annotator", "rater", "human")
	ofUser      = phrases("user", "customer", "client")
	ofJudge     = phrases("judge", "automated", "automatic", "scorer", "llm", "model", "ai")
)

// scored takes a score by its name with what its value should be: correctness below 0.5, low faithfulness, a csat of 4 stars.
func (p *planner) scored(i int) int {
	lean := 0
	n := 0
	if m := lowWords.at(p.list, i); m > 0 {
		lean, n = -1, m
	} else if m := highWords.at(p.list, i); m > 0 {
		lean, n = 1, m
	}
	s, m := p.scoreAt(i + n)
	if m == 0 {
		return 0
	}
	n += m
	if lean != 0 {
		return p.must(i, n, s.half(lean > 0))
	}
	if b, m := p.bounded(i + n); m > 0 {
		return p.must(i, n+m, s.within(b))
	}
	for skip := copulas.at(p.list, i+n); skip > 0; skip = copulas.at(p.list, i+n) {
		n += skip
	}
	switch {
	case lowWords.at(p.list, i+n) > 0:
		return p.must(i, n+lowWords.at(p.list, i+n), s.half(false))
	case highWords.at(p.list, i+n) > 0:
		return p.must(i, n+highWords.at(p.list, i+n), s.half(true))
	}
	return p.labelOf(i, n, s)
}

// labelOf takes a category behind the name of its score.
func (p *planner) labelOf(i, n int, s Score) int {
	not := wordsNot.at(p.list, i+n)
	for _, f := range p.at(i+n+not, labelName) {
		if f.score.Name == s.Name {
			op := filter.OpEqual
			if not > 0 {
				op = filter.OpNotEqual
			}
			return p.must(i, n+not+f.n, &filter.Compare{Op: op, Left: s.path(), Right: filter.Value(f.text)})
		}
	}
	return 0
}

// scoreAt reads the name of a score. Of several sources it is the one that the words before name, else all of them together.
func (p *planner) scoreAt(i int) (Score, int) {
	list := p.at(i, scoreName)
	if len(list) == 0 {
		return Score{}, 0
	}
	first, sources := list[0], 0
	for _, f := range list {
		if f.n != first.n || f.score.Name != first.score.Name {
			continue
		}
		sources++
		for source, words := range map[store.Source]phrase{store.Review: ofReviewer, store.User: ofUser, store.Automated: ofJudge} {
			if f.score.Source == source && i > 0 && p.before(words, i) {
				return f.score, f.n
			}
		}
	}
	s := first.score
	if sources > 1 {
		s.Source = ""
	}
	return s, first.n
}

// half is the condition that the score is in the upper or the lower half of its scale.
func (s Score) half(up bool) filter.Expr {
	if !s.numeric() {
		return s.leaning(up != s.inverted())
	}
	if up {
		return s.is(filter.OpGreater, 0.5)
	}
	return s.is(filter.OpLess, 0.5)
}

// within compares a score with numbers as people give them: in per cent, in stars of five, or from 0 to 1.
func (s Score) within(b bounds) filter.Expr {
	if !s.numeric() {
		return nil
	}
	switch {
	case b.unit == "star":
		b.low, b.high = stars(b.low), stars(b.high)
	case b.unit == "percent" || b.low > 1 && b.unit == "":
		b.low, b.high = b.low/100, b.high/100
	}
	return b.on(s.path(), 1)
}

// stars maps one to five stars to 0 to 1.
func stars(n float64) float64 { return max(0, min(1, (n-1)/4)) }

// stars takes one to five stars: of what users rate, in five steps.
func (p *planner) stars(i int) int {
	b, n := p.bounded(i)
	if n == 0 || b.unit != "star" || b.low < 0 || b.low > 5 || b.high > 5 {
		return 0
	}
	list := p.k.ratings()
	if len(list) == 0 {
		return 0
	}
	var any []filter.Expr
	for _, s := range list {
		any = append(any, s.within(b))
	}
	p.note("Five stars are 1, one star is 0.")
	n += ratingWords.at(p.list, i+n)
	return p.must(i, n, or(any...))
}

// ratings takes low and high ratings.
func (p *planner) ratings(i int) int {
	up := false
	n := lowRated.at(p.list, i)
	if m := highRated.at(p.list, i); m > n {
		n, up = m, true
	}
	if n == 0 {
		if n = p.rated(i); n > 0 {
			return n
		}
		return 0
	}
	list := p.k.ratings()
	if len(list) == 0 {
		return p.must(i, n, p.opinion(up))
	}
	return p.must(i, n, leaning(list, up))
}

// rated takes "rated below 0.3" and "ratings under 30%".
func (p *planner) rated(i int) int {
	n := ratingWords.at(p.list, i)
	list := p.k.ratings()
	if n == 0 || len(list) == 0 {
		return 0
	}
	b, m := p.bounded(i + n)
	if m == 0 {
		return 0
	}
	var any []filter.Expr
	for _, s := range list {
		any = append(any, s.within(b))
	}
	return p.must(i, n+m, or(any...))
}

// bareScore takes the name of a score that nothing is said about: what people answer with yes or no means yes, for a chart it
// is what is measured, and otherwise that there is one.
func (p *planner) bareScore(i int) int {
	if p.list[i].kind == word && strings.HasPrefix(p.list[i].norm, "un") {
		for _, s := range p.k.Scores {
			if w := namesWords(s.Name); s.Binary && len(w) == 1 && "un"+w[0] == p.list[i].norm {
				return p.must(i, 1, s.bad())
			}
		}
	}
	s, n := p.scoreAt(i)
	if n == 0 {
		return 0
	}
	switch {
	case s.Binary && !p.chart.wanted:
		return p.must(i, n, s.good())
	case p.chart.wanted:
		p.chart.measure(s.path(), s.Name, "avg")
		return p.skip(i, n)
	}
	p.note(fmt.Sprintf("Nothing is said about the value of %s, so any counts.", s.Name))
	return p.must(i, n, &filter.IsNull{X: s.path(), Not: true})
}

// labels takes a category of a score that stands alone, as in rude replies, or with the score's name behind it.
func (p *planner) labels(i int) int {
	if list := p.at(i, labelName); len(list) > 0 {
		f := list[0]
		n := f.n
		if s, m := p.scoreAt(i + n); m > 0 && s.Name == f.score.Name {
			n += m
		}
		return p.must(i, n, &filter.Compare{Op: filter.OpEqual, Left: f.score.path(), Right: filter.Value(f.text)})
	}
	return p.adjective(i)
}

// adjective takes a word that a score's name is made of: toxic is much toxicity, hallucinated much hallucination.
func (p *planner) adjective(i int) int {
	t := p.list[i]
	if t.kind != word || len(t.norm) < 5 {
		return 0
	}
	for _, s := range p.k.Scores {
		w := namesWords(s.Name)
		if len(w) != 1 || !s.numeric() || len(w[0]) <= len(t.norm) && w[0] != t.norm {
			continue
		}
		stem := t.norm[:len(t.norm)-1]
		if strings.HasPrefix(w[0], stem) && (strings.HasSuffix(w[0], "ity") || strings.HasSuffix(w[0], "ness") || strings.HasSuffix(w[0], "ion") || strings.HasSuffix(w[0], "cy")) {
			return p.must(i, 1, s.half(true))
		}
	}
	return 0
}
