package filter

import "strings"

// knownMetrics are the metrics that SDKs send, with what they are.
var knownMetrics = [][2]string{
	{"prompt_tokens", "tokens of the prompt"}, {"completion_tokens", "tokens of the answer"}, {"tokens", "tokens of both"},
	{"prompt_cached_tokens", "tokens of the prompt that were read from a cache"},
	{"time_to_first_token", "seconds until the first token"},
	{"start", "when it began, in seconds since 1970"}, {"end", "when it ended, in seconds since 1970"},
}

// operands suggests what a condition can begin with.
func (c *completer) operands() {
	for _, f := range Fields() {
		c.add(SuggestField, f.Name, f.Help)
	}
	if c.word != "" {
		// a score or key is found by its own name, too
		for _, s := range c.vocab.Scores {
			c.add(SuggestScore, Format(At("scores", s)), "a score")
		}
		for _, k := range c.vocab.MetadataKeys {
			c.add(SuggestKey, Format(At("metadata", k)), "metadata")
		}
		for _, f := range Fields() {
			for _, a := range f.Aliases {
				if strings.HasPrefix(a, strings.ToLower(c.word)) && !strings.HasPrefix(f.Name, strings.ToLower(c.word)) {
					c.add(SuggestField, a, f.Help)
				}
			}
		}
	}
	c.add(SuggestKeyword, "NOT", "the opposite of a condition")
	c.add(SuggestKeyword, "ANY_SPAN(", "some span of the trace, not only its root")
	for _, f := range Functions() {
		text := f.Name + "("
		if f.Min == 0 {
			text += ")"
		}
		c.add(SuggestFunction, text, f.Usage+": "+f.Help)
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
	text := func(s string) string {
		if c.quote != "" {
			return quoteName(s, c.quote[0])
		}
		return QuoteKey(s)
	}
	// scores.user reads as a score of that name until something follows
	named := len(p.Keys) == 1 && p.Field.Dynamic() && isSource(p.Field, p.Key())
	if len(p.Keys) > 0 && !named {
		return
	}
	if p.Field.Kind == KindScores {
		for _, s := range c.vocab.Scores {
			c.add(SuggestScore, text(s), "a score")
		}
	}
	if len(p.Keys) == 0 && p.Source == "" {
		for _, s := range p.Field.Sources {
			c.add(SuggestKey, text(s), "only from this source")
		}
	}
	switch p.Field.Kind {
	case KindMetadata:
		for _, k := range c.vocab.MetadataKeys {
			c.add(SuggestKey, text(k), "metadata")
		}
	case KindMetrics:
		for _, m := range knownMetrics {
			c.add(SuggestKey, text(m[0]), m[1])
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
			c.add(SuggestOperator, op, OperatorHelp(op))
		}
		if t != TypeBool && t != TypeJSON {
			return
		}
	}
	c.add(SuggestKeyword, "AND", "both conditions")
	c.add(SuggestKeyword, "OR", "either condition")
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
	c.add(SuggestKeyword, "NULL", "there is no value")
	if !t.word("not") {
		c.add(SuggestKeyword, "NOT NULL", "there is a value")
	}
	c.add(SuggestKeyword, "TRUE", "is true")
	c.add(SuggestKeyword, "FALSE", "is false")
}

// values suggests what a field can be compared with.
func (c *completer) values(p *Path) {
	if p == nil || p.Field == nil {
		if c.quote == "" {
			c.operands()
		}
		return
	}
	quote := byte('\'')
	if c.quote != "" {
		quote = c.quote[0]
	}
	for _, v := range c.known(p) {
		c.add(SuggestValue, quoteName(v, quote), "")
	}
	if c.quote != "" {
		return
	}
	switch TypeOf(p) {
	case TypeTime:
		for _, s := range []string{"day(now())", "now() - interval 1 day", "now() - interval 7 day", "now() - interval 30 day"} {
			c.add(SuggestValue, s, "")
		}
	case TypeBool, TypeJSON:
		c.add(SuggestValue, "true", "")
		c.add(SuggestValue, "false", "")
	case TypeScore:
		for _, s := range []string{"0.5", "0.3", "0.8"} {
			c.add(SuggestValue, s, "")
		}
	}
}

// known returns the values a field is known to have.
func (c *completer) known(p *Path) []string {
	switch p.Field.Kind {
	case KindTags:
		return c.vocab.Tags
	case KindDataset:
		return c.vocab.Datasets
	case KindType:
		return []string{"task", "llm", "tool", "function", "eval", "score"}
	}
	return nil
}
