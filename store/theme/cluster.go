package theme

import (
	"cmp"
	"maps"
	"slices"
)

// cluster is a theme in the making.
type cluster struct {
	seed    int32     // the term it began with, -1 if it was carried over
	carried int       // which of the earlier themes it is, -1 if none
	centres [][]entry // of unit length, by term ascending: one, and one more for each theme that a person merged into it
	members []entry   // remarks, ascending, with their likeness to the nearest centre
}

const (
	centreTerms = 16   // terms of a centre
	joining     = 0.32 // likeness at which a remark belongs to a theme
	having      = 0.18 // the same if it has the term that the theme began with
	same        = 0.4  // likeness of centres at which two themes are one
	within      = 0.85 // share of a theme's texts that another has, at which it is part of it,
	withPraise  = 0.65 // the same of praise, of which nobody wants to read in many themes,
	andMore     = 2    // if that is so many times what chance gives
)

// clusters finds themes: a term that explains much, the remarks that have it and those like them.
func (c *corpus) clusters(carried []*cluster, least, most int) []*cluster {
	scratch := make([]float32, len(c.vectors))
	s := c.newSeeds()
	out := carried
	for _, k := range carried {
		k.members = c.like(k, scratch)
		s.explain(k)
	}
	for tries := 0; len(out) < most && tries < 10*most; tries++ {
		term, _, ok := s.next()
		if !ok {
			break
		}
		if int(c.df[term]) < c.enough(term, least) || s.apt[term] < leastApt {
			tries--
			continue
		}
		k := &cluster{seed: term, carried: -1, members: c.postings[term]}
		for range 2 {
			k.centres = [][]entry{c.anchored(k)}
			k.members = c.like(k, scratch)
		}
		s.explain(k)
		if into := c.nearest(out, k); into != nil {
			c.absorb(into, k, scratch)
			continue
		}
		if c.textsOf(k.members) >= c.enough(term, least) {
			out = append(out, k)
		}
	}
	return out
}

// enough is how many texts a theme with that seed needs: half as many for a notion, which says something by itself.
func (c *corpus) enough(seed int32, least int) int {
	if c.noted(seed) {
		return max(min(least, 3), least/2)
	}
	return least
}

// leastApt is how apt a term must be to begin a theme.
const leastApt = 0.15

// nearest is the cluster that is the same as k, if any. Notions and labels are the same as nothing else but themselves.
func (c *corpus) nearest(all []*cluster, k *cluster) *cluster {
	var best *cluster
	most := float32(same)
	for _, other := range all {
		if c.noted(other.seed) && c.noted(k.seed) && other.seed != k.seed {
			continue
		}
		for _, a := range other.centres {
			for _, b := range k.centres {
				if v := dot(a, b); v > most {
					best, most = other, v
				}
			}
		}
	}
	return best
}

// absorb makes k part of another. A theme that was carried over stays what it is.
func (c *corpus) absorb(into, k *cluster, scratch []float32) {
	if into.carried >= 0 {
		return
	}
	into.members = union(into.members, k.members)
	into.centres = [][]entry{c.anchored(into)}
	into.members = c.like(into, scratch)
}

// anchored is the centre of a cluster's members, in which no term is stronger than the one it began with, so that it does not
// drift to what another theme is about.
func (c *corpus) anchored(k *cluster) []entry {
	centre := c.centreOf(k.members)
	// What is said of a thing is not the thing: "refund" is a theme beside "wrong", not a part of it.
	centre = slices.DeleteFunc(centre, func(e entry) bool { return c.noted(e.at) && e.at != k.seed })
	strongest := float32(0)
	for _, e := range centre {
		strongest = max(strongest, e.weight)
	}
	at, there := slices.BinarySearchFunc(centre, k.seed, func(e entry, seed int32) int { return cmp.Compare(e.at, seed) })
	if there {
		centre[at].weight = strongest
	} else {
		centre = slices.Insert(centre, at, entry{k.seed, strongest})
	}
	unit(centre)
	return centre
}

func union(a, b []entry) []entry {
	all := map[int32]float32{}
	for _, list := range [][]entry{a, b} {
		for _, e := range list {
			all[e.at] = max(all[e.at], e.weight)
		}
	}
	out := make([]entry, 0, len(all))
	for _, at := range slices.Sorted(maps.Keys(all)) {
		out = append(out, entry{at, all[at]})
	}
	return out
}

func dot(a, b []entry) float32 {
	sum, j := float32(0), 0
	for _, e := range a {
		for j < len(b) && b[j].at < e.at {
			j++
		}
		if j < len(b) && b[j].at == e.at {
			sum += e.weight * b[j].weight
		}
	}
	return sum
}

// centreOf is the direction of remarks, of its strongest terms.
func (c *corpus) centreOf(members []entry) []entry {
	sums := map[int32]float32{}
	for _, m := range members {
		for _, e := range c.vectors[m.at] {
			sums[e.at] += e.weight
		}
	}
	centre := make([]entry, 0, len(sums))
	for at, w := range sums {
		centre = append(centre, entry{at, w})
	}
	slices.SortFunc(centre, func(a, b entry) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.at, b.at)) })
	centre = slices.Clone(centre[:min(len(centre), centreTerms)])
	slices.SortFunc(centre, func(a, b entry) int { return cmp.Compare(a.at, b.at) })
	unit(centre)
	return centre
}

// like are the remarks that are enough like one of a cluster's centres, ascending.
func (c *corpus) like(k *cluster, scratch []float32) []entry {
	var out []entry
	for _, centre := range k.centres {
		var touched []int32
		for _, e := range centre {
			for _, p := range c.postings[e.at] {
				if scratch[p.at] == 0 {
					touched = append(touched, p.at)
				}
				scratch[p.at] += e.weight * p.weight
			}
		}
		slices.Sort(touched)
		var found []entry
		for _, i := range touched {
			if scratch[i] >= joining || scratch[i] >= having && k.seed >= 0 && c.has(i, k.seed) {
				found = append(found, entry{i, scratch[i]})
			}
			scratch[i] = 0
		}
		if out == nil {
			out = found
		} else {
			out = union(out, found)
		}
	}
	return out
}

// noted tells whether a term is a notion or a label.
func (c *corpus) noted(term int32) bool {
	return term >= 0 && (c.terms[term][:1] == notionPrefix || c.terms[term][:1] == labelPrefix)
}

// has tells whether a remark has a term.
func (c *corpus) has(remark, term int32) bool {
	_, there := slices.BinarySearchFunc(c.vectors[remark], term, func(e entry, t int32) int { return cmp.Compare(e.at, t) })
	return there
}

// textsOf is how many texts the remarks are in.
func (c *corpus) textsOf(members []entry) int {
	n, last := 0, int32(-1)
	for _, m := range members {
		if c.text[m.at] != last {
			last = c.text[m.at]
			n++
		}
	}
	return n
}
