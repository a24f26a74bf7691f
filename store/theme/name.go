package theme

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"assay/store/words"
)

const (
	mostNameTerms = 2
	// A further term of a name is in this share of the remarks, and in this share of those that the terms before it are not in.
	leastNameShare = 0.34
	leastNameFresh = 0.12
)

// candidate is a term that may name a cluster.
type candidate struct {
	term  int32
	in    []int32 // places in the members
	score float64
}

// name puts a cluster into a few words: those that are in it much more often than elsewhere (a class-based weighting of terms:
// their share in the theme times the logarithm of how many times their share elsewhere that is).
func (c *corpus) name(k *cluster) string {
	all := c.candidates(k)
	if i := c.first(k, all); i > 0 {
		all = slices.Insert(slices.Delete(slices.Clone(all), i, i+1), 0, all[i])
	}
	covered := make([]bool, len(k.members))
	var chosen []int32
	for _, next := range all {
		fresh := 0
		for _, i := range next.in {
			if !covered[i] {
				fresh++
			}
		}
		size := float64(len(k.members))
		if len(chosen) > 0 && (float64(len(next.in)) < leastNameShare*size || float64(fresh) < leastNameFresh*size || c.overlaps(chosen, next.term)) {
			continue
		}
		for _, i := range next.in {
			covered[i] = true
		}
		if chosen = append(chosen, next.term); len(chosen) == mostNameTerms {
			break
		}
	}
	return strings.Join(c.spelling(k, chosen), " · ")
}

// first is the place of the candidate that a name begins with: the label or notion that the theme began with, else the best,
// or a pair with its word that most who have the word use.
func (c *corpus) first(k *cluster, all []candidate) int {
	const mostly = 0.5
	if len(all) == 0 {
		return 0
	}
	if c.noted(k.seed) {
		return slices.IndexFunc(all, func(n candidate) bool { return n.term == k.seed })
	}
	word := c.terms[all[0].term]
	for i, n := range all {
		first, second, pair := strings.Cut(c.terms[n.term], " ")
		if pair && (first == word || second == word) && float64(len(n.in)) >= mostly*float64(len(all[0].in)) {
			return i
		}
	}
	return 0
}

// candidates are the terms of a cluster, the best first; a label or notion it began with comes before all.
func (c *corpus) candidates(k *cluster) []candidate {
	in := map[int32][]int32{}
	for i, m := range k.members {
		for _, e := range c.vectors[m.at] {
			in[e.at] = append(in[e.at], int32(i))
		}
	}
	size, rest := float64(len(k.members)), float64(len(c.vectors)-len(k.members))
	var out []candidate
	for _, term := range slices.Sorted(maps.Keys(in)) {
		own := float64(len(in[term])) / size
		elsewhere := (float64(int(c.df[term])-len(in[term])) + 0.5) / (rest + 1)
		score := own * math.Log(own/elsewhere)
		switch c.terms[term][:1] {
		case labelPrefix, notionPrefix:
			if score *= 1.5; term != k.seed && own < 0.5 {
				score = 0 // of another theme
			}
		default:
			if strings.Contains(c.terms[term], " ") {
				score *= 1.4 // two words say more than one
			}
		}
		if term == k.seed {
			score *= 1.25
		}
		if score > 0 || term == k.seed {
			out = append(out, candidate{term, in[term], score})
		}
	}
	slices.SortStableFunc(out, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	return out
}

// overlaps tells whether a term has a word, or half of a pair of characters, with one of the chosen.
func (c *corpus) overlaps(chosen []int32, term int32) bool {
	for _, other := range chosen {
		a, b := strings.TrimLeft(c.terms[other], labelPrefix+notionPrefix), strings.TrimLeft(c.terms[term], labelPrefix+notionPrefix)
		for _, x := range strings.Fields(a) {
			for _, y := range strings.Fields(b) {
				if x == y || strings.HasPrefix(x, y) || strings.HasPrefix(y, x) || dense(x) && dense(y) && strings.ContainsAny(x, y) {
					return true
				}
			}
		}
	}
	return false
}

// dense tells whether a term is of a script without spaces.
func dense(term string) bool {
	for _, r := range term {
		return words.Unspaced(r)
	}
	return false
}
