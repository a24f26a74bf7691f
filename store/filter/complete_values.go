package filter

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// values suggests what a field can be compared with. element tells that what is asked is part of the value and not all of it.
func (c *completer) values(p *Path, element bool) {
	if p == nil || p.Field == nil {
		if c.quote == "" {
			c.operands()
		}
		return
	}
	for _, v := range knownValues(p, c.vocab, c.inSpan, element) {
		if p.Field.Kind == KindUser {
			v.Rows = 0 // how often they gave feedback, which is not how many traces
		}
		c.literal(v)
	}
	if c.quote != "" {
		return
	}
	plain := func(texts ...string) {
		for _, s := range texts {
			c.add(Suggestion{Kind: SuggestValue, Text: s, Next: " "})
		}
	}
	switch TypeOf(p) {
	case TypeTime:
		plain("day(now())", "now() - interval 1 day", "now() - interval 7 day", "now() - interval 30 day")
	case TypeBool:
		plain("true", "false")
	case TypeJSON:
		if t := c.vocab.Census.At(p, c.inSpan).Type(); t == TypeJSON || t == TypeBool {
			c.missing("true", "false")
		}
	case TypeScore:
		c.missing("0.5", "0.3", "0.8")
	}
}

// missing suggests values that are not suggested yet.
func (c *completer) missing(texts ...string) {
	there := map[string]bool{}
	for _, s := range c.found {
		there[s.Text] = true
	}
	for _, s := range texts {
		if !there[s] {
			c.add(Suggestion{Kind: SuggestValue, Text: s, Next: " "})
		}
	}
}

// literal suggests a constant, in the quotes that are open.
func (c *completer) literal(v Count) {
	text := Format(v.Value)
	if v.Value.Kind == LitString && c.quote != "" {
		text = quoteName(v.Value.Text, c.quote[0])
	}
	if v.Value.Kind != LitString && c.quote != "" {
		return
	}
	c.add(Suggestion{Kind: SuggestValue, Text: text, Next: " ", Rows: v.Rows})
}

// Known returns the values that a path is known to have, those seen most often first.
func Known(p *Path, vocab Vocabulary, inSpan bool) []*Literal {
	if p == nil || p.Field == nil {
		return nil
	}
	var all []*Literal
	for _, v := range knownValues(p, vocab, inSpan, true) {
		all = append(all, v.Value)
	}
	return all
}

// knownValues are those of the sample by how often they are seen, then those that the project has names for.
func knownValues(p *Path, vocab Vocabulary, inSpan, element bool) []Count {
	var all []Count
	seen := map[string]bool{}
	h := vocab.Census.At(p, inSpan)
	if h != nil && (element || h.Type() != TypeList || TypeOf(p) == TypeList) {
		for _, v := range h.Values {
			if p.Field.Kind == KindScores && v.Value.Kind == LitNumber && len(h.Values) > 12 {
				continue // every mean is another one
			}
			all = append(all, v)
			seen[v.Value.Text] = true
		}
	}
	var named []string
	switch p.Field.Kind {
	case KindTags:
		named = vocab.Tags
	case KindDataset:
		named = vocab.Datasets
	case KindSplit:
		named = vocab.Splits
	case KindTheme:
		named = vocab.Themes
	case KindType:
		named = []string{"task", "llm", "tool", "function", "eval", "score"}
	}
	for _, text := range named {
		if !seen[text] {
			all = append(all, Count{Value: Value(text)})
		}
	}
	return all
}

// maxConditions is how many whole conditions are suggested for a word.
const maxConditions = 8

// conditions suggests whole conditions that a word can mean: a value that some field has, and at last the word itself, in
// what traces say. So one finds a model or a customer without knowing where it stands.
func (c *completer) conditions() {
	if utf8.RuneCountInString(c.word) < 2 {
		return
	}
	n := 0
	look := func(p *Path, h *Holding) {
		if h == nil || n >= maxConditions {
			return
		}
		for _, v := range h.Values {
			if v.Value.Kind != LitString || n >= maxConditions || !strings.Contains(strings.ToLower(v.Value.Text), strings.ToLower(c.word)) {
				continue
			}
			n++
			if p.Field.Kind == KindUser {
				v.Rows = 0
			}
			c.add(Suggestion{Kind: SuggestTest, Text: Format(Equal(p, v.Value.Text)), Next: " ", Rows: v.Rows, Help: "has this value"})
		}
	}
	for _, f := range Fields() {
		switch f.Kind {
		case KindName, KindType, KindTags, KindUser, KindDataset:
			look(At(f.Name), c.vocab.Census.At(At(f.Name), c.inSpan))
		}
	}
	c.vocab.Census.Places(c.inSpan, look)
	if _, ok := LookupFunction(c.word); !ok && !isReserved(c.word) {
		c.add(Suggestion{Kind: SuggestTest, Text: Format(&Call{Name: "search", Args: []Expr{Value(c.word)}}), Next: " ",
			Help: "the word in the input, output, expected value, a comment or an error"})
	}
}

// example says in few words what is at a place.
func (c *completer) example(h *Holding) string {
	switch t := h.Type(); {
	case t == TypeNumber && len(h.Values) > 3:
		return shortNumber(h.Least) + " to " + shortNumber(h.Most)
	case len(h.Values) > 0:
		var texts []string
		for _, v := range h.Values[:min(3, len(h.Values))] {
			text := v.Value.Text
			if v.Value.Kind != LitString {
				text = Format(v.Value)
			}
			texts = append(texts, text)
		}
		return "such as " + strings.Join(texts, ", ")
	case t == TypeObject:
		names := h.Names()
		return "with " + strings.Join(names[:min(3, len(names))], ", ")
	}
	return ""
}

func shortNumber(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
