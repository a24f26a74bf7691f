package assistant

import (
	"strings"

	"assay/store/filter"
)

// place is where a text is looked for.
type place struct {
	said phrase
	path string // of the filter language; empty: everywhere
}

var (
	mentions = phrases("that|which? mention|mentions|mentioning|mentioned", "that|which? contain|contains|containing", "that|which? say|says|saying|said",
		"with|containing the word|phrase|text|term", "include|includes|including the word|phrase", "that|which? talk|talks|talking about", "that? match|matches|matching")
	abouts = phrases("about", "regarding", "concerning", "related to", "around", "on the topic of", "relating to", "dealing with", "that|which? are? about", "that? have? to do with")
	asked  = phrases("user|customer|people|someone|who|they? asked|asking|asks|ask for|about", "user|customer|people|someone|who|they? wanted|wanting|requested|requesting|requests")

	places = []place{
		{said: phrases("comment", "feedback", "user|customer comment", "remark"), path: "comment"},
		{said: phrases("question", "input", "prompt", "query|queries", "user|customer question|message|input"), path: "input"},
		{said: phrases("answer", "output", "response", "reply", "completion"), path: "output"},
		{said: phrases("error", "error message", "exception", "failure"), path: "error"},
		{said: phrases("correction"), path: "correction"},
		{said: phrases("expected value|answer|output?"), path: "expected"},
	}
	between = phrases("that|which? are|is|were|was|have|had|has?", "all|only")
)

// mention takes what is looked for as text: comments that mention X, questions about X, anything containing X.
func (p *planner) mention(i int) int {
	if n := asked.at(p.list, i); n > 0 {
		return p.lookFor(i, n, "input", true)
	}
	for _, where := range places {
		n := where.said.at(p.list, i)
		if n == 0 {
			continue
		}
		for _, gap := range []int{0, between.at(p.list, i+n)} {
			if m := mentions.at(p.list, i+n+gap); m > 0 {
				return p.lookFor(i, n+gap+m, where.path, false)
			}
			m := abouts.at(p.list, i+n+gap)
			if m > 0 && where.path != "comment" && where.path != "correction" {
				return p.lookFor(i, n+gap+m, where.path, true)
			}
			if m > 0 && where.path == "comment" && p.list[i+n-1].norm != "feedback" {
				return p.lookFor(i, n+gap+m, where.path, false)
			}
		}
	}
	if n := mentions.at(p.list, i); n > 0 {
		return p.lookFor(i, n, "", false)
	}
	if n := abouts.at(p.list, i); n > 0 {
		return p.lookFor(i, n, "input", true)
	}
	return 0
}

// lookFor takes the object behind n tokens. A topic may be a value that the project has, which says more than a word.
func (p *planner) lookFor(i, n int, where string, topic bool) int {
	if topic {
		if v := p.topic(i + n); v.n > 0 {
			return p.topical(i, n+v.n, v, where)
		}
	}
	m, text := p.object(i + n)
	if m == 0 {
		return 0
	}
	if where == "" {
		return p.must(i, n+m, searching(text))
	}
	return p.must(i, n+m, matching(where, text))
}

// topic is the value that stands at the i-th token, behind an article.
func (p *planner) topic(i int) found {
	skip := articles.at(p.list, i)
	for _, v := range p.at(i+skip, valueName, tagName) {
		v.n += skip
		return v
	}
	return found{}
}

// topical asks whether a word that is a value is meant as that value.
func (p *planner) topical(i, n int, v found, where string) int {
	is := equal(v)
	text := v.text
	if p.ask(i, n, "topic:"+v.text, "What is “"+text+"”?", Option{Key: "value", Label: filter.Format(is)},
		Option{Key: "word", Label: filter.Format(matching(where, text))}) == "word" {
		return p.must(i, n, matching(where, text))
	}
	return p.must(i, n, is)
}

// equal is the condition that a trace has a value or tag of the project.
func equal(v found) filter.Expr {
	if v.kind == tagName {
		return filter.Equal(filter.At("tags"), v.text)
	}
	return filter.Equal(v.path, v.text)
}

// longestObject is how many words a text without quotes may have.
const longestObject = 4

var (
	articles = phrases("a", "an", "the", "their", "his", "her", "our", "my", "its", "any", "some", "word", "the word|phrase|term|text")
	stops    = phrases("in", "from", "with", "by", "for", "and", "or", "but", "that", "which", "who", "not", "this", "last", "since", "before", "after", "during", "on", "at", "as", "into", "to", "of",
		"where", "when", "is", "are", "was", "were", "has", "have", "had", "without", "yet", "within", "over", "today", "yesterday", "then", "while", "although", "also", "only", "per", "between", "under", "above", "below",
		"feature", "segment", "except", "werent", "wasnt", "isnt", "arent", "didnt")
)

// object reads the text to look for: a quoted one, or words up to one that begins something else.
func (p *planner) object(i int) (n int, text string) {
	n = articles.at(p.list, i)
	from := i + n
	if from < len(p.list) && p.list[from].kind == quoted {
		return n + 1, p.list[from].text
	}
	to := from
	for to < len(p.list) && to-from < longestObject+p.joinedWithin(from, to) && p.list[to].kind != sign && p.list[to].kind != quoted && stops.at(p.list, to) == 0 {
		to++
	}
	if to == from {
		return 0, ""
	}
	return to - i, p.text[p.list[from].pos:p.list[to-1].end]
}

// joinedWithin counts the tokens that are parts of one written word.
func (p *planner) joinedWithin(from, to int) int {
	n := 0
	for _, t := range p.list[from:to] {
		if t.joined {
			n++
		}
	}
	return n
}

// matching is the condition that words stand in a field. A text without a word is looked for as it is.
func matching(field, text string) filter.Expr {
	if filter.MatchPattern(text) == "" {
		return &filter.Includes{X: filter.At(field), Items: []filter.Expr{filter.Value(text)}}
	}
	return &filter.Match{X: filter.At(field), Query: filter.Value(text)}
}

// searching is the condition that words stand somewhere.
func searching(text string) filter.Expr {
	if filter.MatchPattern(text) == "" {
		return nil
	}
	e, err := filter.Parse("search(" + filter.QuoteString(strings.ReplaceAll(text, "\x00", " ")) + ")")
	if err != nil {
		return nil
	}
	return e
}
