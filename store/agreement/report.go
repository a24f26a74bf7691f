package agreement

import "math"

// Share is how common one value is.
type Share struct {
	Value float64
	N     int     // answers
	Share float64 // of all answers
}

// Baseline is what a reviewer reaches who does not look and always gives one answer.
type Baseline struct {
	Guess float64 // the answer given most; on Interval, the median answer
	// Percent is the share of all answers that are the guess, so what the guesser agrees with others on.
	Percent float64
	// Distance is how far answers are from the guess on average. It means something on Interval only.
	Distance float64
}

// Report is the agreement on one question.
type Report struct {
	Items   int // with an answer
	Shared  int // with two or more: the n of the figures
	Answers int
	Raters  []string
	// Prevalence has a line for each possible value, ascending.
	Prevalence []Share
	Baseline   Baseline
	// Distance is how far two answers on an item are apart on average, and means something on Interval with Shared > 0.
	Distance float64
	// Percent to AC1 are as their coefficients say. Kappa, Linear and Quadratic exist where there are two raters.
	Percent, Kappa, Linear, Quadratic, Fleiss, Alpha, AC1 Figure
}

// Report measures everything at once.
func (t *Table) Report(o Options) Report {
	f := t.Figures(o, Percent, Kappa, Linear, Quadratic, Fleiss, Alpha, AC1)
	r := Report{
		Items: len(t.rows), Shared: t.shared(), Raters: t.Raters(), Distance: t.distance(),
		Percent: f[0], Kappa: f[1], Linear: f[2], Quadratic: f[3], Fleiss: f[4], Alpha: f[5], AC1: f[6],
	}
	n := make([]int, len(t.values))
	for _, row := range t.rows {
		r.Answers += len(row.marks)
		for _, c := range row.tally {
			n[c.value] += c.n
		}
	}
	for v, count := range n {
		share := Share{Value: t.values[v], N: count}
		if r.Answers > 0 {
			share.Share = float64(count) / float64(r.Answers)
		}
		r.Prevalence = append(r.Prevalence, share)
	}
	r.Baseline = baseline(t.scale, r.Prevalence, r.Answers)
	return r
}

// baseline guesses the most common answer, the lower of several, and on Interval the lower median, which is nearest to all.
func baseline(scale Scale, prevalence []Share, answers int) Baseline {
	if answers == 0 {
		return Baseline{}
	}
	best, before := prevalence[0], 0
	for _, s := range prevalence {
		if scale != Interval && s.N > best.N || scale == Interval && 2*before < answers && s.N > 0 {
			best = s
		}
		before += s.N
	}
	b := Baseline{Guess: best.Value, Percent: best.Share}
	for _, s := range prevalence {
		b.Distance += s.Share * math.Abs(s.Value-best.Value)
	}
	return b
}

// distance is the mean over items with two answers or more of the mean distance of their pairs.
func (t *Table) distance() float64 {
	sum, items := 0.0, 0.0
	for _, r := range t.rows {
		m := len(r.marks)
		if m < 2 {
			continue
		}
		items++
		apart := 0.0
		for i, a := range r.tally {
			for _, b := range r.tally[:i] {
				apart += float64(a.n*b.n) * (t.values[a.value] - t.values[b.value])
			}
		}
		sum += apart / float64(m*(m-1)/2)
	}
	if items == 0 {
		return 0
	}
	return sum / items
}
