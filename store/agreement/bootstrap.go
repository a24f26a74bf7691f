package agreement

import (
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Options say how intervals are made. The zero value is usable.
type Options struct {
	Confidence float64 // between 0 and 1; 0 means 0.95
	Resamples  int     // 0 means 1,000, below 0 no intervals
	Seed       uint64  // the same seed and answers give the same interval
}

func (o Options) filled() Options {
	if o.Confidence <= 0 || o.Confidence >= 1 {
		o.Confidence = 0.95
	}
	if o.Resamples == 0 {
		o.Resamples = 1000
	}
	return o
}

// Figures computes coefficients over all items of the table, their intervals from the same resamples.
func (t *Table) Figures(o Options, names ...Coefficient) []Figure {
	o = o.filled()
	lack, items := t.lack(), t.shared()
	out := make([]Figure, len(names))
	for i, name := range names {
		out[i] = Figure{Coefficient: name, Items: items, Confidence: o.Confidence, Reason: lack}
		if lack == Exists {
			out[i].Value, out[i].Reason = coefficients[name](t, nil)
		}
	}
	t.bound(o, out)
	return out
}

// Figure is Figures of one coefficient.
func (t *Table) Figure(o Options, name Coefficient) Figure { return t.Figures(o, name)[0] }

// shared is how many items have two answers or more.
func (t *Table) shared() int {
	n := 0
	for _, r := range t.rows {
		if len(r.marks) > 1 {
			n++
		}
	}
	return n
}

// bound gives the figures percentile intervals over resamples of the items. Resamples in which a figure does not exist are
// left out of its interval, and where they are a quarter or more there is none, as what is left leans to one side.
func (t *Table) bound(o Options, figures []Figure) {
	found := make([][]float64, len(figures))
	o.resample(len(t.rows), func(w weights) {
		for i, f := range figures {
			if !f.OK() {
				continue
			}
			if v, why := coefficients[f.Coefficient](t, w); why == Exists {
				found[i] = append(found[i], v)
			}
		}
	})
	for i := range figures {
		figures[i].bound(found[i], o)
	}
}

// resample draws as many rows as there are, with replacement, again and again.
func (o Options) resample(rows int, each func(weights)) {
	if rows == 0 {
		return
	}
	dice := rand.New(rand.NewPCG(o.Seed, uint64(rows)))
	w := make(weights, rows)
	for range o.Resamples {
		clear(w)
		for range w {
			w[dice.IntN(rows)]++
		}
		each(w)
	}
}

// bound sets the interval from the values of the resamples that had one.
func (f *Figure) bound(found []float64, o Options) {
	if f.Bounded = f.OK() && 4*len(found) > 3*max(0, o.Resamples); f.Bounded {
		slices.Sort(found)
		tail := (1 - o.Confidence) / 2
		f.Low = stat.Quantile(tail, stat.Empirical, found, nil)
		f.High = stat.Quantile(1-tail, stat.Empirical, found, nil)
	}
}

// meanOf is a Percent figure from the share of equal pairs on each row.
func (t *Table) meanOf(shares []float64, o Options) Figure {
	o = o.filled()
	f := Figure{Coefficient: Percent, Items: len(t.rows), Confidence: o.Confidence, Reason: t.lack()}
	if !f.OK() {
		return f
	}
	f.Value = stat.Mean(shares, nil)
	var found []float64
	o.resample(len(t.rows), func(w weights) {
		sum := 0.0
		for i, n := range w {
			sum += float64(n) * shares[i]
		}
		found = append(found, sum/float64(len(shares)))
	})
	f.bound(found, o)
	return f
}
