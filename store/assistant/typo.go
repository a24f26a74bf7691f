package assistant

import (
	"strings"
	"sync"
)

// lexicon is every word that the rules know. It is read off their phrases.
var lexicon = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	add := func(w string) { known[w] = true }
	for _, p := range allPhrases() {
		p.words(add)
	}
	for _, list := range [][]string{months, weekdays} {
		for _, w := range list {
			add(w)
		}
	}
	for w := range numberWords {
		add(w)
	}
	for w := range unitWords {
		add(w)
	}
	for w := range languages {
		add(w)
	}
	for w := range countries {
		add(w)
	}
	for w := range synonyms {
		add(w)
	}
	return known
})

// allPhrases lists the phrases of the rules.
func allPhrases() []phrase {
	list := []phrase{wordsOr, wordsAnd, wordsNot, nouns, fillers, leaving, pageWords, selectedWords, mentions, abouts, asked, articles, stops,
		upWords, downWords, positiveWords, negativeWords, noFeedback, anyFeedback, lowWords, highWords, ratingWords, lowRated, highRated, ofReviewer, ofUser, ofJudge,
		judgeWords, passWords, failWords, passedBy, failedBy, judgeAndUser, amongReviewers, lessWords, moreWords, atMostWords, leastWords, orLess, orMore, rangeFrom, rangeTo, copulas,
		rolling, lastWord, thisWord, leadTime, sinceWord, afterWord, upToWord, agoWord, newestWords, randomWords, sampleWords, ofEach, acrossWords, shareWords, limitWords, inTotal, rowWords, adjectives,
		failedWords, noErrors, correctedWords, userCorrected, reviewCorrected, asExpected, expectedOutput, commented, uncommented, unreviewedWords, reviewedWords, flaggedWords, hasExpected, noExpected, untagged,
		datasetWords, queueWords, giveWords, chartLead, themeWords, whatAbout, explainWords, intoWords, namedWords, addWords, memberIn, memberNot, perTime, overTime, averages, sums, counts, groupBy,
		phrases("today|yesterday|morning|tagged|labelled|view|saved|rate|ratio|share|percentage")}
	for _, f := range fields {
		list = append(list, f.says, f.much, f.little, f.more, f.less)
	}
	return list
}

// lexical reports whether the i-th token is a word of the rules, so that as a value it needs more around it.
func (p *planner) lexical(i int) bool {
	t := p.list[i]
	return t.kind == word && (lexicon()[t.norm] || lexicon()[singular(t.norm)])
}

// correct puts slips of the finger right: a word that neither the rules nor the project know becomes the one that is nearest,
// if one is near and no other as near.
func (p *planner) correct() {
	for i := range p.list {
		t := &p.list[i]
		if t.kind != word || len(t.norm) < 4 || strings.ContainsAny(t.norm, "0123456789") || p.k.knows(t.norm) || p.k.knows(singular(t.norm)) {
			continue
		}
		if p.k.knows(strings.TrimPrefix(t.norm, "un")) || p.k.knows(strings.TrimPrefix(t.norm, "in")) {
			continue // not a slip: the opposite
		}
		if w := nearest(t.norm, p.k.words); w != "" {
			t.norm = w
			p.note("“" + t.text + "” was taken for “" + w + "”.")
		}
	}
}

// nearest is the known word that differs by the fewest slips: one in a word of four to seven letters, two in a longer one.
func nearest(w string, words []string) string {
	most := 1
	if len([]rune(w)) >= 8 {
		most = 2
	}
	best, bestAt, tied := "", most+1, false
	for _, candidate := range words {
		if len(candidate) < 4 || candidate[0] != w[0] && len(w) < 6 {
			continue
		}
		d := slips(w, candidate, bestAt+1)
		switch {
		case d < bestAt:
			best, bestAt, tied = candidate, d, false
		case d == bestAt && candidate != best && singular(candidate) != singular(best):
			tied = true
		}
	}
	if tied || bestAt > most {
		return ""
	}
	return best
}

// slips counts insertions, deletions, replacements and swaps of neighbours (the restricted Damerau-Levenshtein distance),
// and gives up with limit where the lengths alone differ by that much.
func slips(a, b string, limit int) int {
	s, t := []rune(a), []rune(b)
	if len(s)-len(t) >= limit || len(t)-len(s) >= limit || len(s) > 40 || len(t) > 40 {
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
