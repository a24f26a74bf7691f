package similar

import (
	"encoding/binary"
	"iter"
)

// rows is how many bytes of a signature in a row must be equal for two texts to be compared. With 32 such bands a pair of
// similarity 0.8 is missed once in ten million times, one of 0.5 once in eight.
const rows = 4

// Group is texts of which each is like the first.
type Group struct {
	First string
	// Rest are in the order in which they were added, with their similarity to the first.
	Rest []Match
}

// Groups finds near-duplicates: every text joins the most similar of the earlier ones that lead a group, if it is at least that
// similar, and else leads one itself. Led this way, a chain of small changes never joins two texts that differ. Groups of one
// are left out; the others stand in the order of their first. Similarity is meant to be 0.5 or more.
func (x *Index) Groups(similarity float64) []Group {
	leaders := table{newest: make(map[uint64]int32, len(x.ids))}
	members := map[int][]Match{}
	var order []int
	seen := make([]int, len(x.ids)) // the last text that was compared with a leader, plus one
	for i, s := range x.sets {
		if len(s.hashes) == 0 {
			continue
		}
		leader, best := -1, Match{}
		keys := bands(&x.signs[i])
		for _, key := range keys {
			if best.Similarity == 1 {
				break // as near as can be
			}
			for candidate := range leaders.of(key) {
				if seen[candidate] == i+1 {
					continue
				}
				seen[candidate] = i + 1
				if m := compare(s, x.sets[candidate]); m.Similarity >= similarity && m.Similarity > best.Similarity {
					leader, best = candidate, m
				}
			}
		}
		if leader >= 0 {
			best.ID = x.ids[i]
			members[leader] = append(members[leader], best)
			continue
		}
		order = append(order, i)
		leaders.add(i, keys)
	}
	var out []Group
	for _, i := range order {
		if rest := members[i]; len(rest) > 0 {
			out = append(out, Group{x.ids[i], rest})
		}
	}
	return out
}

// bands are the keys under which a signature is looked up: where a band stands and its bytes.
func bands(s *signature) [parts / rows]uint64 {
	var out [parts / rows]uint64
	for i := range out {
		out[i] = uint64(i)<<32 | uint64(binary.LittleEndian.Uint32(s[i*rows:]))
	}
	return out
}

// table finds leaders by a band: the newest by key, from each the one before it.
type table struct {
	newest map[uint64]int32 // entries plus one
	leader []int32          // by entry
	before []int32          // by entry; entries plus one
}

func (t *table) add(leader int, keys [parts / rows]uint64) {
	for _, key := range keys {
		t.leader = append(t.leader, int32(leader))
		t.before = append(t.before, t.newest[key])
		t.newest[key] = int32(len(t.leader))
	}
}

func (t *table) of(key uint64) iter.Seq[int] {
	return func(yield func(int) bool) {
		for at := t.newest[key]; at > 0; at = t.before[at-1] {
			if !yield(int(t.leader[at-1])) {
				return
			}
		}
	}
}
