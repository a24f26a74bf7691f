package assistant

import "assay/store/filter"

var (
	newestWords = phrases("newest", "latest", "most recent", "last", "recent", "freshest", "first")
	randomWords = phrases("random", "randomly", "at random", "randomly chosen|selected|sampled|picked?", "randomised|randomized")
	sampleWords = phrases("a? random? sample of?", "sample", "sampled", "sampling", "a? subset of?")
	ofEach      = phrases("of|for|from|per|in? each|every", "per", "each of", "each", "examples|traces|rows|cases|answers|ones? of|for|from|per each|every", "examples|traces|rows|cases|answers|ones? per")
	acrossWords = phrases("balanced across|by|over|between|per", "evenly spread? across|over|by", "spread across|over", "evenly distributed? across|over|by", "split|spread|distributed evenly? across|over|by|between", "equal|equally across|by|per|from|number? each?")
	shareWords  = phrases("stratified by|over|across|on", "proportional|proportionally|proportionate|representative to|of|by|across|over", "representative sample", "in proportion to", "weighted by")
	limitWords  = phrases("up to", "at most", "no more than", "max|maximum", "limit|limited|capped to|at|of?", "only", "just", "about|around|roughly|approximately", "top")
	byWords     = phrases("by", "across", "over", "per", "of", "from")
	inTotal     = phrases("in total", "total", "altogether", "overall", "in all")
	rowWords    = phrases("trace|log|conversation|request|answer|response|reply|case|example|item|row|record|run|call|message|one|entry|question|interaction|sample|ticket|chat|output|thing", "of them|those|these")
	adjectives  = phrases("random", "newest", "latest", "recent", "most recent", "different", "good", "bad", "more")
)

// sampling takes how many traces, and which.
func (p *planner) sampling(i int) int {
	for _, read := range []func(int) int{p.eachOf, p.across, p.newestOf, p.randomOf, p.countOf} {
		if n := read(i); n > 0 {
			return p.skip(i, n)
		}
	}
	return 0
}

// eachOf reads "200 of each segment", "50 per language", "100 each of billing, shipping and login".
func (p *planner) eachOf(i int) int {
	lead := limitWords.at(p.list, i)
	v, unit, n := p.quantity(i + lead)
	rows, ok := whole(v)
	if n == 0 || !ok || unit != "" {
		return 0
	}
	n += lead
	m := adjectives.at(p.list, i+n)
	n += m
	m = ofEach.at(p.list, i+n)
	if m > 0 {
		skip := articles.at(p.list, i+n+m)
		if key, ok := p.keyed(i + n + m + skip); ok {
			p.count, p.by, p.each = rows, filter.Format(key.path), true
			return n + m + skip + key.n
		}
		if list := p.at(i+n+m+skip, valueName); len(list) > 0 { // of each of billing, shipping: the values stay conditions
			p.count, p.by, p.each = rows, filter.Format(list[0].path), true
			return n + m + skip
		}
	}
	return p.eachLater(i, n, rows)
}

// eachLater reads "50 thumbs-up traces of each language": what stands between is read on its own.
func (p *planner) eachLater(i, n, rows int) int {
	for at := i + n; at < min(len(p.list), i+n+8); at++ {
		if p.list[at].kind == sign {
			break
		}
		m := phrases("of|for|from|per|in each|every", "per each|every?", "each").at(p.list, at)
		if m == 0 {
			continue
		}
		if key, ok := p.keyed(at + m); ok {
			p.count, p.by, p.each = rows, filter.Format(key.path), true
			p.taken(at, m+key.n)
			return n
		}
	}
	return 0
}

// taken marks tokens ahead as understood, so that reading goes past them.
func (p *planner) taken(i, n int) {
	for at := i; at < i+n; at++ {
		p.list[at].kind, p.list[at].norm = sign, ""
	}
}

// across reads "balanced across languages" and "stratified by segment".
func (p *planner) across(i int) int {
	each := true
	n := acrossWords.at(p.list, i)
	if m := shareWords.at(p.list, i); m > n {
		n, each = m, false
	}
	if n == 0 {
		return 0
	}
	extra := 0
	if m := phrases("of").at(p.list, i+n); m > 0 { // representative sample of 300 by language
		if v, _, q := p.quantity(i + n + m); q > 0 {
			if rows, ok := whole(v); ok {
				p.count, extra = rows, m+q
			}
		}
	}
	at := i + n + extra
	at += rowWords.at(p.list, at)
	at += byWords.at(p.list, at)
	at += articles.at(p.list, at)
	key, ok := p.keyed(at)
	if !ok {
		return 0
	}
	p.by, p.each, p.share = filter.Format(key.path), p.each || each, p.share || !each
	return at + key.n - i
}

// newestOf reads "newest 50", "the 20 latest".
func (p *planner) newestOf(i int) int {
	n := newestWords.at(p.list, i)
	if n > 0 {
		v, unit, m := p.quantity(i + n)
		if rows, ok := whole(v); ok && m > 0 && unitIntervals[unit].Seconds() == 0 && unit == "" {
			p.count, p.latest = rows, true
			return n + m
		}
		if w := p.list[i].norm; w == "newest" || w == "latest" || w == "most" {
			p.latest = true
			return n
		}
		return 0
	}
	v, unit, m := p.quantity(i)
	rows, ok := whole(v)
	if m == 0 || !ok || unit != "" {
		return 0
	}
	if n := newestWords.at(p.list, i+m); n > 0 {
		p.count, p.latest = rows, true
		return m + n
	}
	return 0
}

// randomOf reads "random 50", "a sample of 30", "200 random ones", "at random".
func (p *planner) randomOf(i int) int {
	n := randomWords.at(p.list, i)
	if m := sampleWords.at(p.list, i); m > n {
		n = m
	}
	if n > 0 {
		p.random = true
		if v, unit, m := p.quantity(i + n); m > 0 && unit == "" {
			if rows, ok := whole(v); ok && p.eachOf(i+n) == 0 {
				p.count = rows
				return n + m
			}
		}
		return n
	}
	v, unit, m := p.quantity(i)
	if rows, ok := whole(v); ok && m > 0 && unit == "" {
		if k := randomWords.at(p.list, i+m); k > 0 {
			p.count, p.random = rows, true
			return m + k
		}
	}
	return 0
}

// countOf reads a bare number of traces: "50 traces", "up to 500", "200 thumbs up answers", "120 in total".
func (p *planner) countOf(i int) int {
	lead := limitWords.at(p.list, i)
	v, unit, m := p.quantity(i + lead)
	rows, ok := whole(v)
	if m == 0 || !ok || unit != "" || p.list[i+lead].kind == word && lead == 0 && v < 3 {
		return 0
	}
	n := lead + m
	if k := inTotal.at(p.list, i+n); k > 0 {
		p.count = rows
		return n + k
	}
	if rowWords.at(p.list, i+n+adjectives.at(p.list, i+n)) > 0 || lead > 0 && wordsLimit(p.list, i) {
		p.count, p.named = rows, true
		return n
	}
	if p.startsCondition(i + n) {
		p.count = rows
		return n
	}
	return 0
}

// wordsLimit reports whether the words before a number can be about nothing but how many.
func wordsLimit(list []token, i int) bool {
	return phrases("limit|limited|capped", "max|maximum", "top").at(list, i) > 0
}

// startsCondition reports whether what stands at i says which traces, so that a number before it is how many.
func (p *planner) startsCondition(i int) bool {
	for _, ph := range []phrase{upWords, downWords, positiveWords, negativeWords, failedWords, correctedWords, randomWords, lowRated, highRated, unreviewedWords, flaggedWords} {
		if ph.at(p.list, i) > 0 {
			return true
		}
	}
	return len(p.at(i, valueName, tagName, labelName)) > 0
}

// sample is what was said about how many.
func (p *planner) sample() Sample {
	switch {
	case p.count == 0:
		return Sample{}
	case p.by != "" && p.share:
		return Sample{Kind: Shares, Rows: p.count, By: p.by}
	case p.by != "":
		return Sample{Kind: Each, Rows: p.count, By: p.by}
	case p.random && !p.latest:
		return Sample{Kind: Random, Rows: p.count}
	}
	return Sample{Kind: Newest, Rows: p.count}
}
