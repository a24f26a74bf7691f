package theme

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/store/words"
)

// namedFrom is how many comments of a theme are looked at for spelling.
const namedFrom = 400

// spelling is how the terms are mostly written in the cluster.
func (c *corpus) spelling(k *cluster, terms []int32) []string {
	want := map[string]int{}
	for i, t := range terms {
		want[c.terms[t]] = i
	}
	forms := make([]map[string]int, len(terms))
	runs := make([][]string, len(terms))
	for i := range forms {
		forms[i] = map[string]int{}
	}
	for _, text := range some(c.textsIn(k.members), namedFrom) {
		for _, m := range c.reader.read(c.texts[text].Body) {
			c.stem(m.features)
			for _, f := range m.features {
				i, ok := want[f.term]
				switch {
				case !ok || f.kind == aNotion:
				case f.kind == aLabel:
					forms[i][m.label]++
				case f.kind == aGram:
					runs[i] = append(runs[i], run(m.tokens, int(f.from)))
				default:
					forms[i][written(m.tokens[f.from:f.to+1])]++
				}
			}
		}
	}
	out := make([]string, len(terms))
	for i, t := range terms {
		switch term := c.terms[t]; {
		case term[:1] == notionPrefix:
			out[i] = term[1:]
		case len(runs[i]) > 0:
			out[i] = longest(term, runs[i])
		case term[:1] == labelPrefix:
			out[i] = mostOften(forms[i])
		default:
			out[i] = commonest(forms[i], term)
		}
	}
	return out
}

// some are up to n of a list, evenly from all of it.
func some(list []int32, n int) []int32 {
	if len(list) <= n {
		return list
	}
	out := make([]int32, n)
	for i := range out {
		out[i] = list[i*len(list)/n]
	}
	return out
}

func written(tokens []words.Token) string {
	parts := make([]string, len(tokens))
	for i, t := range tokens {
		parts[i] = t.Original
	}
	return strings.Join(parts, " ")
}

// mostOften is the most frequent form, the first of several.
func mostOften(forms map[string]int) string {
	best := ""
	for _, form := range slices.Sorted(maps.Keys(forms)) {
		if forms[form] > forms[best] {
			best = form
		}
	}
	return best
}

// commonest is the most frequent form, without regard to capitals unless all are.
func commonest(forms map[string]int, otherwise string) string {
	folded, best := map[string]int{}, map[string]string{}
	for _, form := range slices.Sorted(maps.Keys(forms)) {
		key := strings.ToLower(form)
		folded[key] += forms[form]
		if forms[form] > forms[best[key]] {
			best[key] = form
		}
	}
	out, most := otherwise, 0
	for _, key := range slices.Sorted(maps.Keys(folded)) {
		if folded[key] > most {
			out, most = key, folded[key]
			if form := best[key]; form == strings.ToUpper(form) || 2*forms[form] > folded[key] && form[1:] != strings.ToLower(form[1:]) {
				out = form
			}
		}
	}
	return out
}

// run is the stretch of a script without spaces that a pair of characters stands in.
func run(tokens []words.Token, at int) string {
	from, to := at, at
	for from > 0 && tokens[from-1].Run == tokens[at].Run {
		from--
	}
	for to+1 < len(tokens) && tokens[to+1].Run == tokens[at].Run {
		to++
	}
	var b strings.Builder
	b.WriteString(tokens[from].Text)
	for _, t := range tokens[from+1 : to+1] {
		b.WriteString(t.Text[lastCharacter(t.Text):])
	}
	return b.String()
}

// lastCharacter is where the last character of a text begins, with the marks on it.
func lastCharacter(text string) int {
	at := len(text)
	for at > 0 {
		r, n := utf8.DecodeLastRuneInString(text[:at])
		if at -= n; !unicode.Is(unicode.M, r) {
			break
		}
	}
	return at
}

// firstCharacter is where the first character of a text ends, with the marks on it.
func firstCharacter(text string) int {
	for i, r := range text {
		if i > 0 && !unicode.Is(unicode.M, r) {
			return i
		}
	}
	return len(text)
}

// longest grows a pair of characters to what most runs that have it share around it.
func longest(pair string, runs []string) string {
	const mostly = 0.6
	for grown := pair; ; pair = grown {
		sides := map[string]int{}
		for _, r := range runs {
			at := strings.Index(r, pair)
			if at < 0 {
				continue
			}
			if at > 0 {
				sides[r[lastCharacter(r[:at]):at+len(pair)]]++
			}
			if after := r[at+len(pair):]; after != "" {
				sides[pair+after[:firstCharacter(after)]]++
			}
		}
		most := 0
		for _, side := range slices.Sorted(maps.Keys(sides)) {
			if sides[side] > most {
				grown, most = side, sides[side]
			}
		}
		if float64(most) < mostly*float64(len(runs)) || len(runs) < 2 || len([]rune(grown)) > 12 {
			return pair
		}
	}
}
