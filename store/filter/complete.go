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
)

// Suggestion is one way to go on: Text replaces the bytes from Pos to End.
type Suggestion struct {
	Pos, End int
	Text     string
	Kind     SuggestionKind
	Help     string
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
	c.suggest()
	return c.ranked()
}

type completer struct {
	vocab    Vocabulary
	toks     []Token // before the word being typed
	word     string  // what is typed of it already
	quote    string  // the open quote when a string is being typed
	pos, end int     // what a suggestion replaces
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

func (c *completer) add(kind SuggestionKind, text, help string) {
	c.found = append(c.found, Suggestion{Pos: c.pos, End: c.end, Text: text, Kind: kind, Help: help})
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
		c.values(c.fieldBefore(1))
	case (t.is("(") || t.is("[") || t.is(",")) && c.inList():
		c.values(c.fieldBefore(c.listStart() + 1))
	case t.word("is") || t.word("not") && c.last(1).word("is"):
		c.afterIs(t)
	case t.word("not") && c.operandEnds(1):
		for _, op := range []string{"INCLUDES", "IN", "LIKE", "ILIKE", "MATCH", "BETWEEN"} {
			c.add(SuggestOperator, op, OperatorHelp(op))
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

// ranked keeps the suggestions that fit the word typed so far: those that begin with it, then those that contain it.
func (c *completer) ranked() []Suggestion {
	var begin, inside []Suggestion
	word := strings.ToLower(c.word)
	for _, s := range c.found {
		plain := strings.ToLower(strings.Trim(s.Text, "'\"`"))
		switch i := strings.Index(plain, word); {
		case i == 0:
			begin = append(begin, s)
		case i > 0 && s.Kind != SuggestKeyword:
			inside = append(inside, s)
		}
	}
	all := append(begin, inside...)
	return all[:min(len(all), maxSuggestions)]
}
