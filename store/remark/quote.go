package remark

import (
	"slices"
	"unicode"
)

// folded is the letters and digits of a text, in lower case, with the place of each. What stands between them differs from format to
// format: markup goes, lines break elsewhere, JSON is indented.
type folded struct {
	runes []rune
	place []int // in characters of the text
}

func fold(text string) folded {
	var f folded
	n := 0
	for _, r := range text {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			f.runes, f.place = append(f.runes, unicode.ToLower(r)), append(f.place, n)
		}
		n++
	}
	return f
}

// exact is a text of which every character counts: quotes without a letter or digit are looked for as they stand.
func exact(text string) folded {
	f := folded{runes: []rune(text)}
	for i := range f.runes {
		f.place = append(f.place, i)
	}
	return f
}

// Places lists where a quote stands in a text, in characters, at most limit of them. Only letters and digits are compared, whatever
// their case, so that a passage is found whichever way the text was shown when it was quoted.
func Places(text, quote string, limit int) []int {
	in, what := fold(text), fold(quote)
	if len(what.runes) == 0 {
		in, what = exact(text), exact(quote)
	}
	if len(what.runes) == 0 {
		return nil
	}
	var places []int
	next := failures(what.runes)
	matched := 0
	for i, r := range in.runes { // Knuth, Morris and Pratt: a hostile text costs no more than its length
		for matched > 0 && what.runes[matched] != r {
			matched = next[matched-1]
		}
		if what.runes[matched] == r {
			matched++
		}
		if matched == len(what.runes) {
			if places = append(places, in.place[i-matched+1]); len(places) == limit {
				break
			}
			matched = 0 // places do not overlap
		}
	}
	return places
}

// failures is, for each beginning of a pattern, how long the longest shorter beginning is that it ends with.
func failures(pattern []rune) []int {
	next := make([]int, len(pattern))
	for i, n := 1, 0; i < len(pattern); i++ {
		for n > 0 && pattern[n] != pattern[i] {
			n = next[n-1]
		}
		if pattern[n] == pattern[i] {
			n++
		}
		next[i] = n
	}
	return next
}

// mostPlaces is how many places of a quote are told apart.
const mostPlaces = 1000

// At is where the nth place of a quote is in a text, counted from 0, or the last one when there are fewer; -1: the quote is not there.
func At(text, quote string, nth int) int {
	places := Places(text, quote, min(max(nth, 0), mostPlaces-1)+1)
	if len(places) == 0 {
		return -1
	}
	return places[len(places)-1]
}

// Nth is which of the quote's places in a text, counted from 0, is nearest to at; -1: the quote is not there any more.
func Nth(text, quote string, at int) int {
	places := Places(text, quote, mostPlaces)
	if len(places) == 0 {
		return -1
	}
	i, there := slices.BinarySearch(places, at)
	if there || i == 0 {
		return i
	}
	if i == len(places) || at-places[i-1] <= places[i]-at {
		return i - 1
	}
	return i
}
