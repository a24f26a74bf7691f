package filter

import (
	"cmp"
	"slices"
	"strings"
)

// nearest returns the candidate that differs from word by the fewest slips of the finger, or "" if none is near: at most one
// slip in three letters, and three in all. Of equals the first wins.
func nearest(word string, candidates []string) string {
	best, bestDistance := "", min(3, max(1, len([]rune(word))/3))+1
	for _, c := range candidates {
		if d := distance(word, c, bestDistance); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// nearestOf is nearest with the first candidate where none is near.
func nearestOf(word string, candidates []string) string {
	if near := nearest(word, candidates); near != "" {
		return near
	}
	return candidates[0]
}

// distance counts insertions, deletions, replacements and swaps of neighbours between two words (the restricted
// Damerau-Levenshtein distance). It gives up with limit where the lengths alone differ by that much.
func distance(a, b string, limit int) int {
	s, t := []rune(a), []rune(b)
	if len(s)-len(t) >= limit || len(t)-len(s) >= limit || len(s) > 200 {
		return limit
	}
	before, prev, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(s); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, prev, row = prev, row, before
	}
	return prev[len(t)]
}

// Near lists the names that a mistaken one may have meant, in any case, the nearest first: those within the slips that nearest allows,
// and those that it begins.
func Near(word string, names []string, most int) []string {
	type candidate struct {
		name     string
		distance int
	}
	word = strings.ToLower(word)
	limit := min(3, max(1, len([]rune(word))/3)) + 1
	var near []candidate
	for _, n := range names {
		d := distance(word, strings.ToLower(n), limit)
		if d >= limit && strings.HasPrefix(strings.ToLower(n), word) {
			d = limit - 1
		}
		if d < limit {
			near = append(near, candidate{n, d})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	var out []string
	for _, c := range near[:min(len(near), most)] {
		out = append(out, c.name)
	}
	return out
}
