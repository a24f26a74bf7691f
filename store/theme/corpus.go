package theme

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// entry is a term in a vector, or a remark in a list of postings.
type entry struct {
	at     int32
	weight float32
}

// corpus is the remarks of texts as vectors of unit length over terms.
type corpus struct {
	texts    []Text
	reader   *reader
	stems    map[string]string // words and the form they count as
	text     []int32           // by remark: the text it is in
	terms    []string          // ascending
	place    map[string]int32
	df       []int32   // by term: remarks with it
	idf      []float32 // by term
	vectors  [][]entry // by remark, by term ascending
	postings [][]entry // by term, by remark ascending
}

// fewest is how many remarks a term must be in to be one.
const fewest = 2

// newCorpus reads the texts.
func newCorpus(texts []Text, notions []Notion, ignore map[string]bool) *corpus {
	c := &corpus{texts: texts, place: map[string]int32{}}
	c.reader = &reader{lexicon: newLexicon(notions), labels: commonLabels(texts), ignore: ignore}
	readings := c.read()
	counts := map[string]int{}
	for _, m := range readings {
		for _, word := range differentWords(m) {
			counts[word]++
		}
	}
	c.stems = stemsOf(counts)
	eachOf(len(readings), func(i int) { c.stem(readings[i]) })
	c.count(readings)
	c.weigh(readings)
	return c
}

// read finds the features of all remarks.
func (c *corpus) read() [][]feature {
	byText := make([][]remark, len(c.texts))
	eachOf(len(c.texts), func(i int) { byText[i] = c.reader.read(c.texts[i].Body) })
	var out [][]feature
	c.text = c.text[:0]
	for i, remarks := range byText {
		for _, m := range remarks {
			out = append(out, m.features)
			c.text = append(c.text, int32(i))
		}
	}
	return out
}

// stem puts words into the form they count as.
func (c *corpus) stem(features []feature) {
	for i := range features {
		switch f := &features[i]; f.kind {
		case aWord:
			if s, ok := c.stems[f.term]; ok {
				f.term = s
				if known := c.reader.lexicon.whole[s]; known != nil { // a slip of a word that says a notion
					f.term, f.kind = notionPrefix+c.reader.lexicon.notions[known[0]].Name, aNotion
				}
			}
		case aPair:
			first, second, _ := strings.Cut(f.term, " ")
			a, changedA := c.stems[first]
			b, changedB := c.stems[second]
			switch {
			case changedA && changedB:
				f.term = a + " " + b
			case changedA:
				f.term = a + " " + second
			case changedB:
				f.term = first + " " + b
			}
		}
	}
}

// differentWords are the words of a remark.
func differentWords(features []feature) []string {
	var out []string
	for _, f := range features {
		if f.kind == aWord {
			out = append(out, f.term)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// count numbers the terms that are in enough remarks.
func (c *corpus) count(readings [][]feature) {
	in, last := map[string]int32{}, map[string]int32{}
	for i, features := range readings {
		for _, f := range features {
			if last[f.term] != int32(i+1) {
				last[f.term] = int32(i + 1)
				in[f.term]++
			}
		}
	}
	for term, n := range in {
		if n < fewest {
			delete(in, term)
		}
	}
	c.terms = slices.Sorted(maps.Keys(in))
	c.df, c.idf = make([]int32, len(c.terms)), make([]float32, len(c.terms))
	for i, term := range c.terms {
		c.place[term] = int32(i)
		n := float64(in[term])
		c.df[i] = in[term]
		// BM25's weight of a term (Robertson and Zaragoza 2009, section 3.1), with the 1 that keeps it above zero.
		c.idf[i] = float32(math.Log(1 + (float64(len(readings))-n+0.5)/(n+0.5)))
	}
}

// weigh makes the vectors and their postings.
func (c *corpus) weigh(readings [][]feature) {
	c.vectors, c.postings = make([][]entry, len(readings)), make([][]entry, len(c.terms))
	eachOf(len(readings), func(i int) { c.vectors[i] = c.vector(readings[i]) })
	for t, n := range c.df {
		c.postings[t] = make([]entry, 0, n)
	}
	for i, v := range c.vectors {
		for _, e := range v {
			c.postings[e.at] = append(c.postings[e.at], entry{int32(i), e.weight})
		}
	}
}

const (
	// notionShare is how much of a vector is its notions, if they are not in most remarks anyway: without it they would weigh
	// little beside rare words.
	notionShare = 0.5
	rareNotion  = 1.5 // idf from which a notion has its whole share
	// labelShare is the same of a label: what else stands there is what is labelled.
	labelShare = 0.97
)

// vector weighs the terms of a remark: how rare they are and, with less and less effect, how often they come (BM25's k of 1.2).
func (c *corpus) vector(features []feature) []entry {
	type weighed struct {
		entry
		kind kind
	}
	var v []weighed
	for _, f := range features {
		if at, ok := c.place[f.term]; ok {
			v = append(v, weighed{entry{at, kindWeight[f.kind]}, f.kind})
		}
	}
	slices.SortFunc(v, func(a, b weighed) int { return cmp.Compare(a.at, b.at) })
	out := make([]entry, 0, len(v))
	var notions, labels []int
	rarest := float32(0)
	for from := 0; from < len(v); {
		to := from + 1
		for to < len(v) && v[to].at == v[from].at {
			to++
		}
		times := float32(to - from)
		switch v[from].kind {
		case aNotion:
			notions = append(notions, len(out))
			rarest = max(rarest, c.idf[v[from].at])
		case aLabel:
			labels = append(labels, len(out))
		}
		out = append(out, entry{v[from].at, v[from].weight * c.idf[v[from].at] * times * 2.2 / (times + 1.2)})
		from = to
	}
	share(out, notions, notionShare*min(1, float64(rarest)/rareNotion))
	share(out, labels, labelShare)
	unit(out)
	return out
}

// share scales some entries so that they have that share of the squared length.
func share(v []entry, some []int, part float64) {
	all, own := 0.0, 0.0
	for _, e := range v {
		all += float64(e.weight) * float64(e.weight)
	}
	for _, i := range some {
		own += float64(v[i].weight) * float64(v[i].weight)
	}
	if own == 0 || own == all {
		return
	}
	scale := float32(math.Sqrt(part / (1 - part) * (all - own) / own))
	for _, i := range some {
		v[i].weight *= scale
	}
}

// unit scales a vector to length 1.
func unit(v []entry) {
	sum := 0.0
	for _, e := range v {
		sum += float64(e.weight) * float64(e.weight)
	}
	if sum > 0 {
		scale := float32(1 / math.Sqrt(sum))
		for i := range v {
			v[i].weight *= scale
		}
	}
}
