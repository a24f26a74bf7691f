package theme

import (
	"cmp"
	"slices"
)

// beside is how much as like as to its best theme a remark must be to another to belong to that too.
const beside = 0.75

// settle decides which remark belongs where: to the theme it is most like, and to others that are nearly as like. Themes that
// are too small then, and those that lie within another, give up their remarks.
func (c *corpus) settle(clusters []*cluster, least int) []*cluster {
	for {
		// Notions and labels do not compete with what else is said: "refund" stands beside "wrong".
		best := map[bool][]float32{true: make([]float32, len(c.vectors)), false: make([]float32, len(c.vectors))}
		for _, k := range clusters {
			of := best[c.noted(k.seed)]
			for _, m := range k.members {
				of[m.at] = max(of[m.at], m.weight)
			}
		}
		settled := make([][]entry, len(clusters))
		for i, k := range clusters {
			of := best[c.noted(k.seed)]
			for _, m := range k.members {
				if m.weight >= beside*of[m.at] {
					settled[i] = append(settled[i], m)
				}
			}
		}
		drop := c.dropped(clusters, settled, least)
		if drop < 0 {
			for i, k := range clusters {
				k.members = settled[i]
			}
			return clusters
		}
		clusters = slices.Delete(slices.Clone(clusters), drop, drop+1)
	}
}

// dropped is the cluster to give up next, the smallest one first, or -1. Carried ones stay whatever their size.
func (c *corpus) dropped(clusters []*cluster, settled [][]entry, least int) int {
	order := make([]int, len(clusters))
	texts := make([][]int32, len(clusters))
	for i := range order {
		order[i], texts[i] = i, c.textsIn(settled[i])
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(texts[a]), len(texts[b])) })
	for _, i := range order {
		if clusters[i].carried < 0 && len(texts[i]) < c.enough(clusters[i].seed, least) {
			return i
		}
	}
	for at, i := range order {
		if clusters[i].carried >= 0 || c.labelled(clusters[i]) {
			continue
		}
		if c.nearest(others(clusters, i), clusters[i]) != nil {
			return i
		}
		for _, j := range order[at+1:] {
			shared := float64(common(texts[i], texts[j]))
			chance := float64(len(texts[i])) * float64(len(texts[j])) / float64(len(c.texts))
			part := within
			if seed := clusters[j].seed; seed >= 0 && c.terms[seed] == notionPrefix+praise {
				part = withPraise
			}
			if !c.labelled(clusters[j]) && shared >= part*float64(len(texts[i])) && shared >= andMore*chance {
				return i
			}
		}
	}
	return -1
}

func others(all []*cluster, i int) []*cluster {
	return slices.Concat(all[:i], all[i+1:])
}

// labelled tells whether a cluster began with a label that people sort by: it is part of nothing else.
func (c *corpus) labelled(k *cluster) bool {
	return k.seed >= 0 && c.terms[k.seed][:1] == labelPrefix
}

// textsIn are the texts the remarks are in, ascending.
func (c *corpus) textsIn(members []entry) []int32 {
	var out []int32
	for _, m := range members {
		if n := len(out); n == 0 || out[n-1] != c.text[m.at] {
			out = append(out, c.text[m.at])
		}
	}
	return out
}

// common counts what two ascending lists share.
func common(a, b []int32) int {
	n, j := 0, 0
	for _, v := range a {
		for j < len(b) && b[j] < v {
			j++
		}
		if j < len(b) && b[j] == v {
			n++
		}
	}
	return n
}
