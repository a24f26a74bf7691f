package filter

import (
	"cmp"
	"slices"
	"strings"
)

// knownMetrics are the metrics that SDKs send, with what they are.
var knownMetrics = [][2]string{
	{"prompt_tokens", "tokens of the prompt"}, {"completion_tokens", "tokens of the answer"}, {"tokens", "tokens of both"},
	{"prompt_cached_tokens", "tokens of the prompt that were read from a cache"},
	{"time_to_first_token", "seconds until the first token"},
	{"start", "when it began, in seconds since 1970"}, {"end", "when it ended, in seconds since 1970"},
}

// KnownMetrics lists the names of the metrics that SDKs send.
func KnownMetrics() []string {
	names := make([]string, len(knownMetrics))
	for i, m := range knownMetrics {
		names[i] = m[0]
	}
	return names
}

// operands suggests what a condition can begin with.
func (c *completer) operands() {
	for _, f := range usefulFirst() {
		c.field(f, f.Name)
	}
	if c.word != "" {
		// a score or key is found by its own name, too
		for _, s := range c.vocab.Scores {
			c.score(At("scores", s), Format)
		}
		c.metadata()
		for _, f := range Fields() {
			for _, a := range f.Aliases {
				if strings.HasPrefix(a, strings.ToLower(c.word)) && !strings.HasPrefix(f.Name, strings.ToLower(c.word)) {
					c.field(f, a)
				}
			}
		}
	}
	c.keyword("NOT", "the opposite of a condition")
	if !c.inSpan {
		c.keyword("ANY_SPAN(", "some span of the trace, not only its root")
	}
	for _, f := range Functions() {
		text, next := f.Name+"(", ""
		if f.Min == 0 {
			text, next = text+")", " "
		}
		s := Suggestion{Kind: SuggestFunction, Text: text, Next: next, Help: f.Usage + ": " + f.Help}
		if f.Result != TypeNull {
			s.Type = f.Result.String()
		}
		c.add(s)
	}
	if c.quote == "" {
		c.conditions()
	}
}

// usefulFirst are the fields in the order of how often people ask for them; ids are pasted, not thought of.
func usefulFirst() []*Field {
	order := map[Kind]int{KindScores: 1, KindMetadata: 2, KindComment: 3, KindTags: 4, KindCreated: 5, KindInput: 6, KindOutput: 7, KindExpected: 8, KindError: 9, KindUser: 10}
	rank := func(f *Field) int {
		switch n := order[f.Kind]; {
		case n > 0:
			return n
		case f.Kind == KindID || f.Kind == KindSpanID || f.Kind == KindRootSpanID:
			return 30
		}
		return 20
	}
	all := Fields()
	slices.SortStableFunc(all, func(a, b *Field) int { return cmp.Compare(rank(a), rank(b)) })
	return all
}

// field suggests a field by one of its names. What holds many values goes on with a dot.
func (c *completer) field(f *Field, name string) {
	s := Suggestion{Kind: SuggestField, Text: name, Next: " ", Type: f.Type.String(), Help: f.Help}
	if f.Type == TypeObject {
		s.Next, s.Type = ".", "by name"
	}
	if h := c.vocab.Census.At(&Path{Field: f}, c.inSpan); h != nil && f.Kind != KindUser {
		s.Rows = h.Rows
	}
	c.add(s)
}

// score suggests the score at a path, written by write.
func (c *completer) score(p *Path, write func(Expr) string) {
	s := Suggestion{Kind: SuggestScore, Text: write(p), Next: " ", Type: TypeScore.String(), Help: "a score"}
	if h := c.vocab.Census.At(p, c.inSpan); h != nil {
		s.Rows, s.Help = h.Rows, c.example(h)
	}
	c.add(s)
}

// key suggests a place in metadata, written by write.
func (c *completer) key(p *Path, h *Holding, write func(Expr) string) {
	s := Suggestion{Kind: SuggestKey, Text: write(p), Next: " ", Help: "metadata"}
	if h != nil {
		s.Rows, s.Type, s.Help = h.Rows, h.Type().String(), c.example(h)
		if h.Type() == TypeObject {
			s.Next = "."
		}
	}
	c.add(s)
}

// metadata suggests every place in metadata that is known.
func (c *completer) metadata() {
	known := map[string]bool{}
	c.vocab.Census.Places(c.inSpan, func(p *Path, h *Holding) {
		if len(p.Keys) == 1 {
			known[p.Key()] = true
		}
		c.key(p, h, Format)
	})
	for _, k := range c.vocab.MetadataKeys {
		if !known[k] && !c.inSpan {
			c.key(At("metadata", k), nil, Format)
		}
	}
}

// keys suggests what can follow the dot after a path.
func (c *completer) keys(path []Token) {
	if len(path) == 0 {
		return
	}
	p := pathEnding(path)
	if p == nil || p.Field == nil || c.quote == "'" && !c.last(0).is("[") {
		return
	}
	// only the last step is typed here, in the quotes that are open
	step := func(e Expr) string {
		s := e.(*Path).Keys[len(e.(*Path).Keys)-1].Key
		if c.quote != "" {
			return quoteName(s, c.quote[0])
		}
		return QuoteKey(s)
	}
	if p.Field.Kind == KindMetadata {
		c.below(p, step)
		return
	}
	// scores.user reads as a score of that name until something follows
	named := len(p.Keys) == 1 && p.Field.Dynamic() && isSource(p.Field, p.Key())
	if len(p.Keys) > 0 && !named {
		return
	}
	switch p.Field.Kind {
	case KindScores, KindAnswers, KindDisagreement, KindSettled:
		for _, s := range c.vocab.Scores {
			c.score(At("scores", s), step)
		}
	}
	if len(p.Keys) == 0 && p.Source == "" {
		for _, s := range p.Field.Sources {
			next := " "
			if p.Field.Dynamic() {
				next = "."
			}
			c.add(Suggestion{Kind: SuggestKey, Text: step(At("scores", s)), Next: next, Help: "only from this source"})
		}
	}
	if p.Field.Kind == KindMetrics {
		for _, m := range knownMetrics {
			c.add(Suggestion{Kind: SuggestKey, Text: step(At("metrics", m[0])), Next: " ", Type: TypeNumber.String(), Help: m[1]})
		}
	}
}

// below suggests the keys at a place in metadata.
func (c *completer) below(p *Path, step func(Expr) string) {
	h := c.vocab.Census.At(p, c.inSpan)
	names := h.Names()
	for _, name := range names {
		c.key(At("metadata", name), h.Key(name), step)
	}
	if len(p.Keys) > 0 || c.inSpan {
		return
	}
	for _, k := range c.vocab.MetadataKeys {
		if h.Key(k) == nil {
			c.key(At("metadata", k), nil, step)
		}
	}
}

func isSource(f *Field, name string) bool {
	for _, s := range f.Sources {
		if s == name {
			return true
		}
	}
	return false
}

// operators suggests what can follow a complete value: an operator if a test still lacks one, else AND and OR.
func (c *completer) operators() {
	if c.quote != "" {
		return
	}
	if !c.tested() {
		t := TypeJSON
		if p := c.fieldBefore(0); p != nil && p.Field != nil {
			t = TypeOf(p)
		}
		for _, op := range operatorsOf(t) {
			c.operator(op)
		}
		if t != TypeBool && t != TypeJSON {
			return
		}
	}
	c.keyword("AND", "both conditions")
	c.keyword("OR", "either condition")
}

// tested reports whether the condition at the end of the tokens already has its operator.
func (c *completer) tested() bool {
	closed := 0
	for n := range c.toks {
		t := c.last(n)
		_, compares := t.compareOp()
		switch {
		case t.is(")"), t.is("]"):
			closed++
		case t.is("("), t.is("["):
			if closed == 0 {
				return false
			}
			closed--
			if c.last(n + 1).word("any_span") {
				return true
			}
		case closed > 0 || c.last(n+1).is("."):
		case t.word("and", "or"):
			return false
		case compares, t.word("is", "in", "like", "ilike", "match", "includes", "contains", "between"):
			return true
		}
	}
	return false
}

// afterIs suggests what can follow IS and IS NOT.
func (c *completer) afterIs(t Token) {
	c.keyword("NULL", "there is no value")
	if !t.word("not") {
		c.keyword("NOT NULL", "there is a value")
	}
	c.keyword("TRUE", "is true")
	c.keyword("FALSE", "is false")
}
