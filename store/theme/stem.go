package theme

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// endings are what words of European languages grow when they bend. One is taken off only where what is left, or that and an
// e, is a word of the texts too, so no dictionary is needed.
var endings = []string{"ings", "ing", "ies", "ed", "es", "er", "en", "em", "ly", "s", "d", "e", "n", "r"}

const (
	shortestStem = 4
	// A word this long that hardly anyone writes, a slip away from one that many do, is that one.
	shortestSlip   = 6
	rarestOfSlips  = 2
	commonestTimes = 4
)

// stemsOf says which words count as which, from the number of texts each is in.
func stemsOf(counts map[string]int) map[string]string {
	stems := map[string]string{}
	list := slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	for _, w := range list { // the shorter first, so that stems are stems already
		if stem := stemIn(w, counts); stem != "" {
			if s, ok := stems[stem]; ok {
				stem = s
			}
			stems[w] = stem
		}
	}
	slips(list, counts, stems)
	return stems
}

func stemIn(w string, counts map[string]int) string {
	for _, ending := range endings {
		stem, ok := strings.CutSuffix(w, ending)
		least := shortestStem
		if ending == "s" && !strings.HasSuffix(stem, "s") {
			least-- // days
		}
		if !ok || utf8.RuneCountInString(stem) < least {
			continue
		}
		if ending == "ies" {
			stem += "y"
		}
		if counts[stem] > 0 {
			return stem
		}
		if ending != "s" && ending != "e" && counts[stem+"e"] > 0 {
			return stem + "e"
		}
		if n := len(stem); ending != "s" && n > shortestStem && stem[n-1] == stem[n-2] && counts[stem[:n-1]] > 0 {
			return stem[:n-1] // stopped, stop
		}
	}
	return ""
}

// slips maps rare words to common ones that differ by one character left out, put in, changed, or by two in the wrong order:
// both give the same word when a character is left out of each.
func slips(list []string, counts map[string]int, stems map[string]string) {
	reduced := map[string]string{} // a common word less a character, to the word
	for _, w := range list {
		if counts[w] >= commonestTimes && utf8.RuneCountInString(w) >= shortestSlip {
			for _, r := range without(w) {
				if old, ok := reduced[r]; !ok || counts[w] > counts[old] {
					reduced[r] = w
				}
			}
		}
	}
	for _, w := range list {
		if counts[w] > rarestOfSlips || utf8.RuneCountInString(w) < shortestSlip || stems[w] != "" {
			continue
		}
		best := reduced[w]
		for _, r := range without(w) {
			if counts[r] >= commonestTimes && counts[r] > counts[best] {
				best = r
			}
			if other := reduced[r]; other != "" && counts[other] > counts[best] && (len(other) == len(w) || other == r) {
				best = other
			}
		}
		if best == "" || best == w {
			continue
		}
		if s, ok := stems[best]; ok {
			best = s
		}
		stems[w] = best
	}
}

// without are the words that are left when one character goes, not the first: slips there are rare, other words common.
func without(w string) []string {
	runes := []rune(w)
	out := make([]string, 0, len(runes))
	for i := 1; i < len(runes); i++ {
		out = append(out, string(runes[:i])+string(runes[i+1:]))
	}
	return out
}
