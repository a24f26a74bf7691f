package theme

import (
	"container/heap"
	"maps"
	"math"
	"slices"
)

// seeds hands out the terms that explain most of what no theme explains yet: a greedy cover, in which a term that is taken
// makes its companions worth less.
type seeds struct {
	c     *corpus
	left  []float32 // by remark: the share of its vector that is unexplained
	apt   []float64 // by term: how far what is said with it is alike, 0 to 1
	worth []float64 // by term, as last computed: never too low, since what is left only shrinks
	order []int32   // a heap of terms by worth
}

func (c *corpus) newSeeds() *seeds {
	s := &seeds{c: c, left: make([]float32, len(c.vectors)), worth: make([]float64, len(c.terms)), apt: make([]float64, len(c.terms))}
	for i := range s.left {
		s.left[i] = 1
	}
	eachOf(len(c.terms), func(t int) { s.apt[t] = c.aptness(int32(t)) })
	for t := range c.terms {
		s.worth[t] = s.of(int32(t))
		s.order = append(s.order, int32(t))
	}
	heap.Init(s)
	return s
}

// of is how many remarks' worth a term would explain: its share of each vector, as far as that is unexplained.
func (s *seeds) of(term int32) float64 {
	sum := 0.0
	for _, p := range s.c.postings[term] {
		sum += float64(p.weight * p.weight * s.left[p.at])
	}
	return sum * s.apt[term]
}

// aptness tells words that make a theme from words that may stand in any remark, like "instead": where the first stand, the
// rest of the remark is alike too, or there is no rest. It is the mean share of the term in its remarks' vectors, and for what
// is left of them the mean likeness of two.
func (c *corpus) aptness(term int32) float64 {
	sums := map[int32]float64{}
	own, squares, n := 0.0, 0.0, 0.0
	for _, p := range c.postings[term] {
		share := float64(p.weight) * float64(p.weight)
		own += share
		if share > 0.99 {
			continue
		}
		n++
		squares++
		scale := 1 / math.Sqrt(1-share)
		for _, e := range c.vectors[p.at] {
			if e.at != term {
				sums[e.at] += float64(e.weight) * scale
			}
		}
	}
	own /= float64(len(c.postings[term]))
	if n < 2 {
		return own
	}
	length := 0.0
	for _, at := range slices.Sorted(maps.Keys(sums)) {
		length += sums[at] * sums[at]
	}
	return own + (1-own)*(length-squares)/(n*(n-1))
}

// next is the best term and its worth; false when none is left.
func (s *seeds) next() (term int32, worth float64, ok bool) {
	for len(s.order) > 0 {
		top := s.order[0]
		now := s.of(top)
		if now >= s.worth[top]-1e-9 {
			heap.Pop(s)
			return top, now, true
		}
		s.worth[top] = now
		heap.Fix(s, 0)
	}
	return 0, 0, false
}

// explain takes off what a cluster explains.
func (s *seeds) explain(k *cluster) {
	in := map[int32]bool{}
	for _, centre := range k.centres {
		strongest := float32(0)
		for _, e := range centre {
			strongest = max(strongest, e.weight)
		}
		for _, e := range centre {
			in[e.at] = in[e.at] || e.weight >= strongest/3
		}
	}
	for _, m := range k.members {
		share := float32(0)
		for _, e := range s.c.vectors[m.at] {
			if in[e.at] {
				share += e.weight * e.weight
			}
		}
		s.left[m.at] = max(0, s.left[m.at]-share)
	}
}

// The rest is what package heap asks for.

func (s *seeds) Len() int { return len(s.order) }

func (s *seeds) Less(i, j int) bool {
	a, b := s.order[i], s.order[j]
	return s.worth[a] > s.worth[b] || s.worth[a] == s.worth[b] && a < b
}

func (s *seeds) Swap(i, j int) { s.order[i], s.order[j] = s.order[j], s.order[i] }

func (s *seeds) Push(x any) { s.order = append(s.order, x.(int32)) }

func (s *seeds) Pop() any {
	last := s.order[len(s.order)-1]
	s.order = s.order[:len(s.order)-1]
	return last
}
