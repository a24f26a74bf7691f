package spantree

import "assay/store"

// Total is what a span comes to with everything below it.
type Total struct {
	Below  int // spans below it
	Tokens int64
	Cost   float64
	Errors int // spans with an error, itself among them
	// From and To are when it began and ended in Unix seconds: as measured, else from the first to the last moment of what is
	// below it. Timed tells that they are known.
	From, To float64
	Timed    bool
}

// Seconds is how long it took.
func (t Total) Seconds() float64 { return t.To - t.From }

// Totals sums a tree up, one total a span. Tokens and cost are added as those of the trace are: each span counts with what it
// reports itself.
func Totals(tree []store.SpanNode) []Total {
	totals := make([]Total, len(tree))
	above := parents(tree)
	for i := len(tree) - 1; i >= 0; i-- { // from the last one, so that what is below has been summed up already
		t, s := &totals[i], tree[i]
		t.Tokens, t.Cost = t.Tokens+s.Tokens, t.Cost+s.Cost
		if s.Error != "" {
			t.Errors++
		}
		if s.HasDuration {
			t.From, t.To, t.Timed = s.Start, s.Start+s.Duration.Seconds(), true
		}
		if above[i] >= 0 {
			totals[above[i]].join(*t)
		}
	}
	return totals
}

func (t *Total) join(child Total) {
	t.Below += child.Below + 1
	t.Tokens, t.Cost, t.Errors = t.Tokens+child.Tokens, t.Cost+child.Cost, t.Errors+child.Errors
	switch {
	case !child.Timed:
	case !t.Timed:
		t.From, t.To, t.Timed = child.From, child.To, true
	default:
		t.From, t.To = min(t.From, child.From), max(t.To, child.To)
	}
}

// parents has the index of the span right above each one, -1 at the top.
func parents(tree []store.SpanNode) []int {
	above := make([]int, len(tree))
	var open []int // the spans one stands below
	for i, s := range tree {
		for len(open) > 0 && tree[open[len(open)-1]].Depth >= s.Depth {
			open = open[:len(open)-1]
		}
		above[i] = -1
		if len(open) > 0 {
			above[i] = open[len(open)-1]
		}
		open = append(open, i)
	}
	return above
}

// Extent is when the whole tree began and ended; false where nothing was measured.
func Extent(totals []Total) (from, to float64, timed bool) {
	for _, t := range totals {
		switch {
		case !t.Timed:
		case !timed:
			from, to, timed = t.From, t.To, true
		default:
			from, to = min(from, t.From), max(to, t.To)
		}
	}
	return from, to, timed
}
