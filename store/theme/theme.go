package theme

import (
	"cmp"
	"math"
	"slices"
	"unicode/utf8"
)

// Text is a comment. Ids are unique.
type Text struct{ ID, Body string }

// Options say how themes are found. The zero value is usable.
type Options struct {
	// Most is how many themes there are at most, those carried over aside; 0 means 30.
	Most int
	// Least is how many comments a theme has at least; 0 means a quarter of the root of all, and three.
	Least int
	// Notions are added to those that come with the package.
	Notions []Notion
	// Ignore lists words, labels and names of notions that make no theme.
	Ignore []string
	// Earlier are the themes of the run before, with what people decided about them.
	Earlier []Earlier
}

// Term is how a theme is known again. Text is folded, and begins with = for a notion and # for a label.
type Term struct {
	Text   string
	Weight float64 // 0 to 1
}

// Theme is comments about one thing. A comment can be of several.
type Theme struct {
	ID   string // the same from run to run as long as the theme is
	Name string
	// Named, Pinned and Excluded are as in Earlier. New tells that no earlier theme was this one.
	Named, Pinned, Excluded, New bool
	Terms                        []Term   // the strongest first
	Members                      []Member // in the order of the texts
	// Quote is the member that says best what all say: near the centre and of a length one likes to read.
	Quote Text
}

// Member is a comment of a theme.
type Member struct {
	ID       string
	Likeness float64 // to the centre of the theme, 0 to 1
}

// Result is the themes of some comments. It can be asked by several goroutines.
type Result struct {
	Themes []Theme  // the largest first
	Other  []string // ids of the comments of no theme, in the order of the texts
	corpus *corpus
	parts  []*cluster // by theme
}

// Find finds the themes of comments. The same texts and options give the same themes.
func Find(texts []Text, o Options) *Result {
	if o.Most <= 0 {
		o.Most = 30
	}
	if o.Least <= 0 {
		o.Least = max(3, int(math.Sqrt(float64(len(texts)))/4))
	}
	ignore := map[string]bool{}
	for _, word := range o.Ignore {
		ignore[plain(word)] = true
		ignore[word] = true // the name of a notion as it is
	}
	c := newCorpus(texts, slices.Concat(notions, o.Notions), ignore)
	carried := c.carried(o.Earlier)
	r := &Result{corpus: c, parts: c.settle(c.clusters(carried, o.Least, len(carried)+o.Most), o.Least)}
	slices.SortStableFunc(r.parts, func(a, b *cluster) int { return cmp.Compare(c.textsOf(b.members), c.textsOf(a.members)) })
	in := make([]bool, len(texts))
	for _, k := range r.parts {
		r.Themes = append(r.Themes, c.theme(k))
		for _, i := range c.textsIn(k.members) {
			in[i] = true
		}
	}
	r.identify(o.Earlier)
	for i, t := range texts {
		if !in[i] {
			r.Other = append(r.Other, t.ID)
		}
	}
	return r
}

// theme describes a cluster; its id and what was decided about it come later.
func (c *corpus) theme(k *cluster) Theme {
	t := Theme{Terms: c.known(k.centres)}
	for _, m := range k.members {
		text := c.texts[c.text[m.at]]
		likeness := math.Min(1, float64(m.weight))
		if n := len(t.Members); n > 0 && t.Members[n-1].ID == text.ID {
			t.Members[n-1].Likeness = max(t.Members[n-1].Likeness, likeness)
			continue
		}
		t.Members = append(t.Members, Member{text.ID, likeness})
	}
	best := 0.0
	for _, m := range k.members {
		text := c.texts[c.text[m.at]]
		if worth := float64(m.weight) * readable(text.Body) * c.single(m.at); worth > best {
			best, t.Quote = worth, text
		}
	}
	return t
}

// single is how far a remark is all that its text says, 0.7 to 1.
func (c *corpus) single(remark int32) float64 {
	from, to := remark, remark+1
	for from > 0 && c.text[from-1] == c.text[remark] {
		from--
	}
	for int(to) < len(c.text) && c.text[to] == c.text[remark] {
		to++
	}
	return 0.7 + 0.3/float64(to-from)
}

// readable is how good the length of a text is for a quotation, 0 to 1: not a word or two, and not a page.
func readable(body string) float64 {
	const short, long = 20, 140 // characters
	switch n := utf8.RuneCountInString(body); {
	case n < short:
		return 0.8 + 0.2*float64(n)/short
	case n > long:
		return math.Pow(long/float64(n), 0.4)
	}
	return 1
}

// known are the terms of centres, the strongest first.
func (c *corpus) known(centres [][]entry) []Term {
	weights := map[int32]float32{}
	for _, centre := range centres {
		for _, e := range centre {
			weights[e.at] = max(weights[e.at], e.weight)
		}
	}
	terms := make([]Term, 0, len(weights))
	for at, w := range weights {
		terms = append(terms, Term{c.terms[at], float64(w)})
	}
	slices.SortFunc(terms, func(a, b Term) int { return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Text, b.Text)) })
	return terms
}

// Of are the ids of the themes that a comment would be of which was not among the texts.
func (r *Result) Of(body string) []string {
	c := r.corpus
	best, likeness := map[bool]float32{}, make([]float32, len(r.parts))
	for _, m := range c.reader.read(body) {
		c.stem(m.features)
		v := c.vector(m.features)
		for i, k := range r.parts {
			for _, centre := range k.centres {
				likeness[i] = max(likeness[i], dot(v, centre))
			}
			best[c.noted(k.seed)] = max(best[c.noted(k.seed)], likeness[i])
		}
	}
	var ids []string
	for i, k := range r.parts {
		if likeness[i] >= joining && likeness[i] >= beside*best[c.noted(k.seed)] {
			ids = append(ids, r.Themes[i].ID)
		}
	}
	return ids
}
