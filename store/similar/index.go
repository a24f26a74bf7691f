package similar

import (
	"cmp"
	"math"
	"slices"
)

// Index holds texts to be found again.
type Index struct {
	ids   []string
	place map[string]int
	sets  []set
	signs []signature
}

// New makes an empty index.
func New() *Index { return &Index{place: map[string]int{}} }

// Add puts a text into the index, in place of an earlier one with the same id. A text without letters or digits is like none.
func (x *Index) Add(id, text string) {
	s := shingles(text)
	var sig signature
	if len(s.hashes) > 0 {
		sig = sign(s)
	}
	if at, there := x.place[id]; there {
		x.sets[at], x.signs[at] = s, sig
		return
	}
	x.place[id] = len(x.ids)
	x.ids, x.sets, x.signs = append(x.ids, id), append(x.sets, s), append(x.signs, sig)
}

// Len is how many texts there are.
func (x *Index) Len() int { return len(x.ids) }

// Match is a text like another.
type Match struct {
	ID string
	// Similarity is the Jaccard index of the shingles, 0 to 1.
	Similarity float64
	// Containment is how much of the shorter text is in the longer, 0 to 1.
	Containment float64
}

// Query says what counts as like.
type Query struct {
	// Similarity and Containment are each enough; 0 asks for none of the kind. Below 0.1 and 0.5 matches get lost.
	Similarity, Containment float64
	Limit                   int // matches, the best; 0 is all
}

// margin is how far an estimate may be off: three of its standard errors at most.
const margin = 0.12

// Like finds the texts like one, the most similar first, then in the order in which they were added.
func (x *Index) Like(text string, q Query) []Match { return x.like(shingles(text), -1, q) }

// LikeID finds the texts like one in the index, without itself. There are none like an id that is not there.
func (x *Index) LikeID(id string, q Query) []Match {
	at, there := x.place[id]
	if !there {
		return nil
	}
	return x.like(x.sets[at], at, q)
}

func (x *Index) like(s set, except int, q Query) []Match {
	if len(s.hashes) == 0 {
		return nil
	}
	sig := sign(s)
	var out []Match
	for i := range x.signs {
		other := x.sets[i]
		if i == except || len(other.hashes) == 0 || sig.estimate(&x.signs[i]) < q.least(s, other) {
			continue
		}
		if m := compare(s, other); q.accepts(m) {
			m.ID = x.ids[i]
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b Match) int {
		return cmp.Or(cmp.Compare(b.Similarity, a.Similarity), cmp.Compare(b.Containment, a.Containment))
	})
	if q.Limit > 0 && len(out) > q.Limit {
		out = out[:q.Limit]
	}
	return out
}

func (q Query) accepts(m Match) bool {
	return q.Similarity > 0 && m.Similarity >= q.Similarity || q.Containment > 0 && m.Containment >= q.Containment
}

// least is the estimate below which two sets need not be compared. What contains a set to a share c shares c of the smaller one,
// which is a Jaccard index that depends on their sizes.
func (q Query) least(a, b set) float64 {
	least := math.Inf(1)
	if q.Similarity > 0 {
		least = q.Similarity
	}
	if q.Containment > 0 {
		small, large := a.size(), b.size()
		if small > large {
			small, large = large, small
		}
		shared := q.Containment * small
		least = min(least, shared/(small+large-shared))
	}
	// The error of a share p of 128 is the root of p(1-p)/128: smaller near 0.
	return least - min(margin, 3*math.Sqrt(max(0, least*(1-least))/parts)+0.01)
}

// size is about how many shingles the text had.
func (s set) size() float64 { return math.Ldexp(float64(len(s.hashes)), int(s.sampled)) }

// compare measures two sets.
func compare(a, b set) Match {
	both, ofA, ofB := overlap(a, b)
	var m Match
	if all := ofA + ofB - both; all > 0 {
		m.Similarity = float64(both) / float64(all)
	}
	if smaller := min(ofA, ofB); smaller > 0 {
		m.Containment = float64(both) / float64(smaller)
	}
	return m
}
