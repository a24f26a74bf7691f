package theme

import (
	"regexp"
	"runtime"
	"strings"
	"sync"
	"unicode/utf8"

	"assay/store/words"
)

const (
	longestBody  = 4 << 10 // bytes of a comment that are read
	mostRemarks  = 24      // remarks of a comment
	longestQuote = 6       // words of a quotation that still count as the writer's own
)

// feature is a word, a pair of words, a pair of characters, a label or a notion, as found in a remark.
type feature struct {
	term     string
	from, to int32 // the tokens it stands on
	kind     kind
}

type kind uint8

const (
	aWord kind = iota
	aGram      // pairs of characters overlap, so one word is several
	aPair      // of words
	aNotion
	aLabel // what the writer sorted the remark under
)

var kindWeight = [...]float32{aWord: 1, aGram: 0.6, aPair: 0.8, aNotion: 1, aLabel: 3}

// remark is a sentence, or a line, of a comment: what is said in one go is about one thing, and a comment often says several.
type remark struct {
	label    string // as written
	tokens   []words.Token
	features []feature
}

// reader finds remarks. It does not change while it reads.
type reader struct {
	lexicon *lexicon
	labels  map[string]bool // what comes before a colon in many texts
	ignore  map[string]bool
}

// numbered finds numbers of orders and the like.
var numbered = regexp.MustCompile(`\b[A-Za-z]{1,6}(?:[-#/]\d{4,}|\d{5,})\b`)

// read finds the remarks of a text.
func (r *reader) read(body string) []remark {
	body = numbered.ReplaceAllString(clipped(body), " ")
	var out []remark
	for line := range strings.Lines(body) {
		label, rest := r.label(line)
		tokens := own(words.Split(rest), label != "")
		if label == "" && len(tokens) == 0 {
			continue
		}
		language := words.Language(tokens)
		least := shortest
		if len(tokens) > explained {
			least = len(tokens)
		}
		for i, sentence := range sentences(tokens, least) {
			m := remark{tokens: sentence}
			if folded := plain(label); i == 0 && folded != "" && !r.ignore[folded] {
				m.label = label
				m.features = append(m.features, feature{labelPrefix + folded, -1, -1, aLabel})
			}
			r.features(&m, language)
			if len(m.features) > 0 && len(out) < mostRemarks {
				out = append(out, m)
			}
		}
	}
	return distinct(out)
}

// explained is how many words a comment has from which on its sentences explain one thing rather than say several.
const explained = 40

// shortest is how many words a sentence needs to stand alone; a shorter one belongs to the one before it, the first to the next.
const shortest = 3

// sentences cuts the tokens of a line. There is always one, which may be empty.
func sentences(tokens []words.Token, least int) [][]words.Token {
	var out [][]words.Token
	from := 0
	for i := 1; i < len(tokens); i++ {
		if tokens[i].Gap < words.Sentence || i-from < least {
			continue
		}
		end := i
		for end < len(tokens) && (end == i || tokens[end].Gap < words.Sentence) {
			end++
		}
		if end-i < least {
			continue
		}
		out, from = append(out, tokens[from:i]), i
	}
	return append(out, tokens[from:])
}

// features finds those of a remark.
func (r *reader) features(m *remark, language string) {
	taken := map[int32]bool{} // tokens that a notion has
	for _, f := range r.lexicon.find(m.tokens) {
		name := r.lexicon.notions[f.notion].Name
		if name == praise && (len(m.tokens) > longestPraise || f.from > 0 && words.WeightOf(m.tokens[f.from-1].Text, language) == words.Weak) {
			continue
		}
		if !r.ignore[name] {
			m.features = append(m.features, feature{notionPrefix + name, f.from, f.to, aNotion})
			for i := f.from; i <= f.to; i++ {
				taken[i] = true
			}
		}
	}
	before, weightBefore := int32(-1), words.Small // the last token that may be the first of a pair
	for i, t := range m.tokens {
		at, weight := int32(i), r.weight(t, language)
		if t.Gap >= words.Mark || r.ignore[t.Text] || and[t.Text] {
			before = -1
		}
		if weight == words.Small {
			continue
		}
		if t.Gram() {
			if !taken[at] {
				m.features = append(m.features, feature{t.Text, at, at, aGram})
			}
			before = -1
			continue
		}
		if weight == words.Full && !taken[at] {
			m.features = append(m.features, feature{t.Text, at, at, aWord})
		}
		if before >= 0 && at-before <= 2 && (weight == words.Full || weightBefore == words.Full) && !(taken[before] && taken[at]) {
			m.features = append(m.features, feature{m.tokens[before].Text + " " + t.Text, before, at, aPair})
		}
		before, weightBefore = at, weight
	}
	if len(m.features) == 0 { // "good", "not him"
		for i, t := range m.tokens {
			at := int32(i)
			switch {
			case len(m.tokens) == 1 && good[t.Text]:
				m.features = append(m.features, feature{notionPrefix + praise, at, at, aNotion})
			case r.weight(t, language) == words.Weak:
				m.features = append(m.features, feature{t.Text, at, at, aWord})
			}
		}
	}
}

// weight is how much a word says here.
func (r *reader) weight(t words.Token, language string) words.Weight {
	weight := words.WeightOf(t.Text, language)
	switch {
	case r.ignore[t.Text] || identifier(t.Text):
		return words.Small
	case weight == words.Full && (worn[t.Text] || utf8.RuneCountInString(t.Text) < 2):
		return words.Weak
	}
	return weight
}

func clipped(body string) string {
	if len(body) <= longestBody {
		return body
	}
	body = body[:longestBody]
	for len(body) > 0 && !utf8.RuneStart(body[len(body)-1]) {
		body = body[:len(body)-1]
	}
	return body
}

// own leaves out long quotations, which are the text that a comment is about, unless there is nothing else.
func own(tokens []words.Token, labelled bool) []words.Token {
	var kept []words.Token
	outside := labelled
	for from := 0; from < len(tokens); {
		to := from + 1
		for to < len(tokens) && tokens[to].Quoted == tokens[from].Quoted {
			to++
		}
		outside = outside || !tokens[from].Quoted
		if !tokens[from].Quoted || to-from <= longestQuote && !labelled {
			kept = append(kept, tokens[from:to]...)
		}
		from = to
	}
	if !outside {
		return tokens
	}
	return kept
}

// identifier tells words with many digits, which say nothing to others.
func identifier(word string) bool {
	digits := 0
	for i := range len(word) {
		if '0' <= word[i] && word[i] <= '9' {
			digits++
		}
	}
	return digits > 4 || digits > 2 && digits < len(word) && !strings.ContainsAny(word, ".,")
}

// distinct leaves out remarks that say what an earlier one of the text says.
func distinct(remarks []remark) []remark {
	if len(remarks) < 2 {
		return remarks
	}
	seen := map[string]bool{}
	out := remarks[:0]
	for _, m := range remarks {
		var key strings.Builder
		for _, f := range m.features {
			key.WriteString(f.term)
			key.WriteByte(0)
		}
		if !seen[key.String()] {
			seen[key.String()] = true
			out = append(out, m)
		}
	}
	return out
}

// eachOf calls f with every number below n, on all processors.
func eachOf(n int, f func(i int)) {
	var group sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() {
			for i := w; i < n; i += workers {
				f(i)
			}
		})
	}
	group.Wait()
}
