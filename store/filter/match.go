package filter

import "strings"

// The letters of MATCH, as the inside of a bracket expression that Go's regexp and Postgres' regular expressions read alike.
//
// spaced are the letters, digits and marks of scripts that put spaces between words: a word ends where they end. joined are
// those of scripts that do not, or that hang endings on (Thai, Lao, Khmer, Chinese, Japanese, Korean): there a word is found
// wherever it stands.
const (
	spaced = "0-9A-Za-z_" +
		"\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u0386\u0388-\u0559\u0560-\u0588" + // Latin, Greek, Cyrillic, Armenian
		"\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05d0-\u05f2" + // Hebrew
		"\u0610-\u061a\u0620-\u0669\u066e-\u06d3\u06d5-\u06ff\u0710-\u0963\u0966-\u0df3" + // Arabic to the scripts of India
		"\u10a0-\u10fa\u10fc-\u10ff\u1200-\u135f\u1380-\u13f5\u1e00-\u1fff\u2c00-\u2dff\ua640-\ua69f\ua720-\ua7ff"
	joined = "\u0e01-\u0e4e\u0e50-\u0eff\u0f00-\u109f\u1100-\u11ff\u1780-\u17d3\u17e0-\u17ff\u3005-\u3007\u3041-\u30fa" +
		"\u30fc-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003fffd"
)

var spacedRunes, joinedRunes = runeRanges(spaced), runeRanges(joined)

// MatchPattern returns the regular expression that MATCH tests against the lower-case text: the words of the query in
// order, with nothing but what is no letter between them, and with no letter before and after where the script puts spaces
// between words. It is "" for a query without a word. The same expression runs in Go and, as an advanced regular
// expression, in Postgres with an UTF-8 database.
func MatchPattern(query string) string {
	var b strings.Builder
	last, gap := none, false // the class of the letter before, and whether something else came since
	for _, r := range strings.ToLower(query) {
		class := classOf(r)
		if class == none {
			gap = true
			continue
		}
		switch {
		case last == none && class == word:
			b.WriteString("(?:^|[^" + spaced + "])")
		case last == none:
		case gap && last == word && class == word:
			b.WriteString("[^" + spaced + joined + "]+")
		case gap:
			b.WriteString("[^" + spaced + joined + "]*")
		}
		b.WriteRune(r)
		last, gap = class, false
	}
	if last == word {
		b.WriteString("(?:$|[^" + spaced + "])")
	}
	return b.String()
}

type letterClass int

const (
	none letterClass = iota
	word
	part
)

func classOf(r rune) letterClass {
	switch {
	case inRanges(r, spacedRunes):
		return word
	case inRanges(r, joinedRunes):
		return part
	}
	return none
}

// runeRanges reads the inside of a bracket expression.
func runeRanges(class string) [][2]rune {
	var out [][2]rune
	runes := []rune(class)
	for i := 0; i < len(runes); i++ {
		r := [2]rune{runes[i], runes[i]}
		if i+2 < len(runes) && runes[i+1] == '-' {
			r[1] = runes[i+2]
			i += 2
		}
		out = append(out, r)
	}
	return out
}

func inRanges(r rune, ranges [][2]rune) bool {
	for _, rg := range ranges {
		if r >= rg[0] && r <= rg[1] {
			return true
		}
	}
	return false
}

// SearchFields are the fields that search() looks into, in the order of the help page.
var SearchFields = []string{"input", "output", "expected", "comment", "error"}

// ExpandSearch returns what search('words') stands for: MATCH on any of SearchFields, where a missing field counts as one
// without the words.
func ExpandSearch(c *Call) Expr {
	var terms []Expr
	for _, name := range SearchFields {
		p := At(name)
		p.Range = c.Range
		terms = append(terms, &IsBool{Range: c.Range, Value: true, X: &Match{Range: c.Range, X: p, Query: c.Args[0]}})
	}
	return &Logic{Range: c.Range, Op: OpOr, Terms: terms}
}
