package theme

import (
	"cmp"
	"slices"

	"assay/store/statistics"
)

// Lift is how much more often the comments of one segment are of a theme than all others.
type Lift struct {
	Segment string
	In      int // comments of the theme in the segment
	Of      int // all comments of the segment
	// Ratio is the theme's share in the segment over its share in the rest. It has no value where the rest has none of the theme.
	Ratio statistics.Estimate
}

// Lifts compares the segments of comments, by id, for one theme: those that are surely above the rest first. Comments without
// a segment belong to the rest.
func (t Theme) Lifts(texts []Text, segment map[string]string, confidence float64) []Lift {
	in := map[string]bool{}
	for _, m := range t.Members {
		in[m.ID] = true
	}
	counts := map[string]*Lift{}
	var order []*Lift
	hits, all := 0, 0
	for _, text := range texts {
		one := 0
		if in[text.ID] {
			one = 1
		}
		hits, all = hits+one, all+1
		name, ok := segment[text.ID]
		if !ok {
			continue
		}
		l := counts[name]
		if l == nil {
			l = &Lift{Segment: name}
			counts[name], order = l, append(order, l)
		}
		l.In, l.Of = l.In+one, l.Of+1
	}
	out := make([]Lift, 0, len(order))
	for _, l := range order {
		l.Ratio = statistics.RateRatio(l.In, l.Of, hits-l.In, all-l.Of, confidence)
		out = append(out, *l)
	}
	slices.SortStableFunc(out, func(a, b Lift) int {
		return cmp.Or(cmp.Compare(b.Ratio.Low, a.Ratio.Low), cmp.Compare(b.In, a.In), cmp.Compare(a.Segment, b.Segment))
	})
	return out
}
