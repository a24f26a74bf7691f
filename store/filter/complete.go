package filter

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// SuggestionKind says what a suggestion is, for its icon.
type SuggestionKind string

// The kinds of suggestions.
const (
	SuggestField    SuggestionKind = "field"
	SuggestKey      SuggestionKind = "key" // of metadata, a source of scores, a metric
	SuggestScore    SuggestionKind = "score"
	SuggestOperator SuggestionKind = "operator"
	SuggestKeyword  SuggestionKind = "keyword"
	SuggestFunction SuggestionKind = "function"
	SuggestValue    SuggestionKind = "value"
	SuggestTest     SuggestionKind = "condition" // a whole one, found by its value
)

// Suggestion is one way to go on: Text replaces the bytes from Pos to End.
type Suggestion struct {
	Pos, End int
	Text     string
	Next     string // what one types behind it to go on, unless it is there: a space, a dot or nothing
	Kind     SuggestionKind
	Type     string // what it is: "a number", "a text"; "" where the kind says enough
	Help     string
	Rows     int // how many traces, or spans inside of ANY_SPAN, have it; 0 where that is not known
	Of       int // of how many that were looked at; 0 where those are all there are
}

// maxSuggestions is how many suggestions Complete gives at most: more than a list on a page shows.
const maxSuggestions = 50

// Complete suggests how to go on at a place in a filter, given as a byte offset, best first. The text around the cursor need
// not read yet.
func Complete(text string, cursor int, vocab Vocabulary) []Suggestion {
	cursor = clamp(cursor, len(text))
	for cursor > 0 && cursor < len(text) && !utf8.RuneStart(text[cursor]) {
		cursor--
	}
	if len(text) > MaxBytes {
		return nil
	}
	c := &completer{vocab: vocab, pos: cursor, end: cursor}
	toks, err := lex(text[:cursor])
	if err != nil && !err.unclosed {
		return nil
	}
	if err == nil {
		toks = toks[:len(toks)-1]
	}
	c.toks = toks
	switch {
	case err != nil:
		c.inString(text, err.Pos)
	case len(toks) > 0 && toks[len(toks)-1].Kind == TokenWord && toks[len(toks)-1].End == cursor:
		c.typed(toks[len(toks)-1], text)
	}
	c.skipPrefix()
	c.inSpan = c.insideSpan()
	c.suggest()
	return c.ranked()
}

type completer struct {
	vocab    Vocabulary
	toks     []Token // before the word being typed
	word     string  // what is typed of it already
	quote    string  // the open quote when a string is being typed
	pos, end int     // what a suggestion replaces
	inSpan   bool    // inside of ANY_SPAN
	found    []Suggestion
}

// typed sets the word at the cursor aside. What follows the cursor without a gap belongs to it.
func (c *completer) typed(t Token, text string) {
	c.word, c.pos = t.Text, t.Pos
	c.toks = c.toks[:len(c.toks)-1]
	c.end = c.end + wordLen(text[c.end:])
}

// inString completes a value, or a key, whose quote is open. A quote that follows at once is replaced with the rest.
func (c *completer) inString(text string, open int) {
	c.quote, c.word, c.pos = text[open:open+1], text[open+1:c.end], open
	line, _, _ := strings.Cut(text[c.end:], "\n")
	if i := strings.Index(line, c.quote); i >= 0 && !strings.ContainsAny(line[:i], " \t()") {
		c.end += i + 1
	}
}

func (c *completer) skipPrefix() {
	p := &parser{toks: append(slices.Clone(c.toks), Token{})}
	p.skipPrefix()
	c.toks = c.toks[min(p.i, len(c.toks)):]
}

// add takes a suggestion whose Text, Kind and Help are set, and those of the others that are known.
func (c *completer) add(s Suggestion) {
	s.Pos, s.End = c.pos, c.end
	if s.Rows > 0 {
		s.Of = c.vocab.Census.of(c.inSpan)
	}
	c.found = append(c.found, s)
}

func (c *completer) keyword(text, help string) {
	next := " "
	if strings.HasSuffix(text, "(") {
		next = ""
	}
	c.add(Suggestion{Kind: SuggestKeyword, Text: text, Next: next, Help: help})
}

func (c *completer) operator(name string) {
	c.add(Suggestion{Kind: SuggestOperator, Text: name, Next: " ", Help: OperatorHelp(name)})
}

// last returns the n-th token from the end, 0 being the last; TokenEnd where there is none.
func (c *completer) last(n int) Token {
	if n >= len(c.toks) {
		return Token{}
	}
	return c.toks[len(c.toks)-1-n]
}

// suggest decides by the token before what can stand here.
func (c *completer) suggest() {
	t := c.last(0)
	_, compares := t.compareOp()
	compares = compares || t.word("like", "ilike", "match", "includes", "contains", "between")
	switch {
	case t.is("."):
		c.keys(c.toks[:len(c.toks)-1])
	case t.is("[") && c.quote != "" && c.last(1).Kind == TokenWord && !isReserved(c.last(1).Text):
		c.keys(c.toks[:len(c.toks)-1])
	case compares && c.operandEnds(1):
		c.values(c.fieldBefore(1), t.word("includes", "contains"))
	case (t.is("(") || t.is("[") || t.is(",")) && c.inList():
		c.values(c.fieldBefore(c.listStart()+1), c.last(c.listStart()).word("includes", "contains"))
	case t.word("is") || t.word("not") && c.last(1).word("is"):
		c.afterIs(t)
	case t.word("not") && c.operandEnds(1):
		for _, op := range []string{"INCLUDES", "IN", "LIKE", "ILIKE", "MATCH", "BETWEEN"} {
			c.operator(op)
		}
	case c.operandEnds(0):
		c.operators()
	case c.quote == "" || c.quote == "`" || c.quote == `"`:
		c.operands()
	}
}

// operandEnds reports whether the n-th token from the end can be the last of a value.
func (c *completer) operandEnds(n int) bool {
	t := c.last(n)
	switch t.Kind {
	case TokenWord:
		return !isReserved(t.Text) && !t.word("interval") || t.word("null", "true", "false") || c.last(n+1).is(".")
	case TokenName, TokenString, TokenNumber:
		return true
	}
	return t.is(")") || t.is("]")
}

// fieldBefore reads the path that ends at the n-th token from the end, a NOT left of the operator skipped; nil if none does.
func (c *completer) fieldBefore(n int) *Path {
	if c.last(n).word("not") {
		n++
	}
	end := len(c.toks) - n
	if end <= 0 {
		return nil
	}
	return pathEnding(c.toks[:end])
}

// pathEnding reads the path that the tokens end with.
func pathEnding(toks []Token) *Path {
	start := len(toks) - 1
	for start >= 2 {
		if toks[start-1].is(".") {
			start -= 2
			continue
		}
		if toks[start].is("]") && start >= 3 && toks[start-2].is("[") {
			start -= 3
			continue
		}
		break
	}
	p := &parser{toks: append(slices.Clone(toks[start:]), Token{})}
	t := p.next()
	if t.Kind != TokenWord && t.Kind != TokenName && t.Quote != '"' {
		return nil
	}
	e, err := p.path(t)
	if err != nil {
		return nil
	}
	return e.(*Path)
}

// inList reports whether the cursor is between the brackets of IN or INCLUDES.
func (c *completer) inList() bool {
	n := c.listStart()
	return n >= 0 && c.last(n).word("in", "includes", "contains")
}

// listStart returns how far from the end the word before the innermost open bracket stands, -1 if none is open.
func (c *completer) listStart() int {
	closed := 0
	for n := range c.toks {
		switch t := c.last(n); {
		case t.is(")"), t.is("]"):
			closed++
		case (t.is("(") || t.is("[")) && closed > 0:
			closed--
		case t.is("("), t.is("["):
			return n + 1
		}
	}
	return -1
}

// insideSpan reports whether the cursor is between the brackets of ANY_SPAN.
func (c *completer) insideSpan() bool {
	closed := 0
	for n := range c.toks {
		switch t := c.last(n); {
		case t.is(")"):
			closed++
		case t.is("(") && closed > 0:
			closed--
		case t.is("(") && c.last(n+1).word("any_span", "any_spans"):
			return true
		}
	}
	return false
}

// ranked keeps the suggestions that fit the word typed so far: those that begin with it, those with a part that does, those
// that contain it.
func (c *completer) ranked() []Suggestion {
	var tiers [3][]Suggestion
	word := strings.ToLower(c.word)
	for _, s := range c.found {
		plain := strings.ToLower(strings.Trim(s.Text, "'\"`"))
		switch i := strings.Index(plain, word); {
		case i == 0:
			tiers[0] = append(tiers[0], s)
		case i < 0 || s.Kind == SuggestKeyword:
		case strings.ContainsAny(plain[i-1:i], ".'\"_- "):
			tiers[1] = append(tiers[1], s)
		default:
			tiers[2] = append(tiers[2], s)
		}
	}
	all := slices.Concat(tiers[:]...)
	return all[:min(len(all), maxSuggestions)]
}
