package assistant

import "strings"

// slot is one place of a phrase: the words that may stand there, in any number.
type slot struct {
	words    []string
	optional bool
}

// phrase is a list of wordings, each a list of slots.
type phrase [][]slot

// phrases reads wordings: words with spaces between them, | between words that may stand for each other, ? after what may be
// left out. Apostrophes and capitals are not written.
func phrases(wordings ...string) phrase {
	var p phrase
	for _, w := range wordings {
		var slots []slot
		for f := range strings.FieldsSeq(w) {
			f, optional := strings.CutSuffix(f, "?")
			slots = append(slots, slot{strings.Split(f, "|"), optional})
		}
		p = append(p, slots)
	}
	return p
}

// words calls visit with every word that a phrase knows.
func (p phrase) words(visit func(string)) {
	for _, slots := range p {
		for _, s := range slots {
			for _, w := range s.words {
				visit(w)
			}
		}
	}
}

// at returns how many tokens from the i-th on the longest wording covers that stands there; 0 for none.
func (p phrase) at(list []token, i int) int {
	best := 0
	for _, slots := range p {
		if n, ok := standing(slots, list, i); ok && n > best {
			best = n
		}
	}
	return best
}

// standing matches slots from the i-th token on, taking what may be left out where it is there.
func standing(slots []slot, list []token, i int) (int, bool) {
	if len(slots) == 0 {
		return 0, true
	}
	s := slots[0]
	if i < len(list) && s.is(list[i]) {
		if n, ok := standing(slots[1:], list, i+1); ok {
			return n + 1, true
		}
	}
	if s.optional {
		return standing(slots[1:], list, i)
	}
	return 0, false
}

func (s slot) is(t token) bool {
	if t.kind == quoted {
		return false
	}
	for _, w := range s.words {
		if t.norm == w || t.kind == word && singular(t.norm) == w {
			return true
		}
	}
	return false
}
