package theme

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
)

// Earlier is a theme of the run before, and what people decided about it. A theme about which something was decided is carried
// over: its terms stay what they were, and comments gather around it before new themes are looked for.
type Earlier struct {
	ID, Name string
	Terms    []Term
	Members  []string // ids of its comments
	Named    bool     // a person chose the name
	Pinned   bool     // it stays, even without comments
	Excluded bool     // nobody wants to see it; what its comments say begins no other theme
	// Into is the id of the theme that a person merged this one into; empty if none.
	Into string
}

func (e Earlier) decided() bool { return e.Named || e.Pinned || e.Excluded }

// carried are clusters for the themes about which something was decided, and for those that others were merged into.
func (c *corpus) carried(earlier []Earlier) []*cluster {
	place := map[string]int{}
	for i, e := range earlier {
		place[e.ID] = i
	}
	parts := map[int][][]entry{}
	merged := map[int]bool{}
	for i := range earlier {
		into := i
		for range earlier { // no more steps than themes, even if they were merged in a circle
			next, ok := place[earlier[into].Into]
			if !ok || next == i {
				break
			}
			into = next
		}
		merged[into] = merged[into] || into != i
		if centre := c.centreFrom(earlier[i].Terms); len(centre) > 0 {
			if into == i {
				parts[i] = slices.Insert(parts[i], 0, centre)
			} else {
				parts[into] = append(parts[into], centre)
			}
		}
	}
	var out []*cluster
	for i, e := range earlier {
		if _, gone := place[e.Into]; e.Into != "" && gone && !merged[i] || !e.decided() && !merged[i] {
			continue
		}
		k := &cluster{seed: -1, carried: i, centres: parts[i]}
		if len(k.centres) > 0 {
			k.seed = slices.MaxFunc(k.centres[0], func(a, b entry) int { return cmp.Compare(a.weight, b.weight) }).at
		}
		out = append(out, k)
	}
	return out
}

// centreFrom is the centre of the terms that the texts still have.
func (c *corpus) centreFrom(terms []Term) []entry {
	var centre []entry
	for _, t := range terms {
		if at, ok := c.place[t.Text]; ok {
			centre = append(centre, entry{at, float32(t.Weight)})
		}
	}
	slices.SortFunc(centre, func(a, b entry) int { return cmp.Compare(a.at, b.at) })
	unit(centre)
	return centre
}

const (
	sameTheme = 0.3 // share of the comments of two runs' themes that both have, at which they are one theme
	sameTerms = 0.6 // likeness of their terms, where they have no comments in common to go by
	sameName  = 0.5 // share at which a theme keeps its name
)

// pairing is a theme of each run and how much they have in common.
type pairing struct {
	now, then int
	share     float64
}

// identify gives the themes their ids: those of the earlier themes they are, or new ones. A theme that is mostly the same keeps
// its name too.
func (r *Result) identify(earlier []Earlier) {
	used, given := map[int]bool{}, map[string]bool{}
	for _, e := range earlier {
		given[e.ID] = true
	}
	kept := make([]bool, len(r.Themes)) // themes with the name from before
	take := func(now, then int, name bool) {
		e := earlier[then]
		used[then] = true
		t := &r.Themes[now]
		t.ID, t.Named, t.Pinned, t.Excluded = e.ID, e.Named, e.Pinned, e.Excluded
		if kept[now] = e.Named || name && e.Name != ""; kept[now] {
			t.Name = e.Name
		}
	}
	for i, k := range r.parts {
		if k.carried >= 0 {
			take(i, k.carried, true)
		}
	}
	for _, p := range r.pairings(earlier) {
		if !used[p.then] && r.Themes[p.now].ID == "" {
			take(p.now, p.then, p.share >= sameName)
		}
	}
	names := map[string]bool{}
	for i := range r.Themes {
		if kept[i] {
			names[r.Themes[i].Name] = true
		}
	}
	for i := range r.Themes {
		t := &r.Themes[i]
		if t.ID == "" {
			t.ID, t.New = newID(t.Terms, given), true
			given[t.ID] = true
		}
		if kept[i] {
			continue
		}
		base := r.corpus.name(r.parts[i])
		t.Name = base
		for n := 2; names[t.Name]; n++ {
			t.Name = fmt.Sprintf("%s (%d)", base, n)
		}
		names[t.Name] = true
	}
}

// pairings are the themes of this run and of the one before that may be the same, the likeliest first.
func (r *Result) pairings(earlier []Earlier) []pairing {
	now := map[string][]int{} // the themes of this run by comment
	seen := map[string]bool{} // comments of both runs
	for i, t := range r.Themes {
		for _, m := range t.Members {
			now[m.ID] = append(now[m.ID], i)
		}
	}
	common := make([]map[int]int, len(earlier))
	left := make([]int, len(earlier)) // comments of an earlier theme that are still there
	still := map[string]bool{}
	for _, t := range r.corpus.texts {
		still[t.ID] = true
	}
	for j, e := range earlier {
		common[j] = map[int]int{}
		for _, id := range e.Members {
			if !still[id] {
				continue
			}
			left[j]++
			seen[id] = true
			for _, i := range now[id] {
				common[j][i]++
			}
		}
	}
	var out []pairing
	for i, t := range r.Themes {
		old := 0
		for _, m := range t.Members {
			if seen[m.ID] {
				old++
			}
		}
		for j, e := range earlier {
			if e.Into != "" || e.decided() {
				continue
			}
			both := common[j][i]
			share := 0.0
			if all := old + left[j] - both; all > 0 {
				share = float64(both) / float64(all)
			}
			if left[j] == 0 || old == 0 { // nothing in common to go by
				if v := r.likeTerms(i, e.Terms); v >= sameTerms {
					share = v
				}
			}
			if share >= sameTheme {
				out = append(out, pairing{i, j, share})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b pairing) int { return cmp.Compare(b.share, a.share) })
	return out
}

func (r *Result) likeTerms(i int, terms []Term) float64 {
	then, most := r.corpus.centreFrom(terms), float32(0)
	for _, centre := range r.parts[i].centres {
		most = max(most, dot(then, centre))
	}
	return float64(most)
}

// newID is made of the strongest term, so that a theme has the same id even where nothing was kept from the run before.
func newID(terms []Term, given map[string]bool) string {
	for n := 0; ; n++ {
		h := fnv.New64a()
		fmt.Fprint(h, terms[0].Text, n)
		if id := fmt.Sprintf("t%010x", h.Sum64()>>24); !given[id] {
			return id
		}
	}
}
