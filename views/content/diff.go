package content

import (
	"strings"
	"unicode"

	"github.com/aymanbagabas/go-udiff"
	"github.com/aymanbagabas/go-udiff/lcs"
)

// Op says which of two texts a segment belongs to.
type Op int8

// The operations of a difference.
const (
	Same    Op = iota // in both texts
	Removed           // in the old text only
	Added             // in the new text only
)

// Segment is a run of text with one operation.
type Segment struct {
	Op   Op
	Text string
}

// minShared is the part of two passages, by ink, that must be the same for the words between to be worth telling
// apart. Below it the passages are different sentences that share articles, and a whole replacement reads better.
const minShared = 0.25

// DiffText compares two texts, first by lines and then, in the lines that differ, by words. The segments that are Same
// or Removed join to old, those that are Same or Added to new; a replacement is Removed before Added, and no two
// neighbours have the same operation. Two equal texts are one Same segment, two empty ones none. Work is bounded: texts
// with very many differences come out coarser than they could be, never wrong.
func DiffText(old, new string) []Segment {
	var l segmentList
	last := 0
	for _, e := range udiff.Lines(old, new) {
		l.add(Same, old[last:e.Start])
		words(&l, old[e.Start:e.End], e.New)
		last = e.End
	}
	l.add(Same, old[last:])
	return l.done()
}

// words compares two passages word by word.
func words(l *segmentList, old, new string) {
	a, b := tokens(old), tokens(new)
	diffs := lcs.DiffLines(a, b)
	if !alike(a, b, diffs) {
		l.add(Removed, old)
		l.add(Added, new)
		return
	}
	last := 0
	for _, d := range diffs {
		l.add(Same, strings.Join(a[last:d.Start], ""))
		l.add(Removed, strings.Join(a[d.Start:d.End], ""))
		l.add(Added, strings.Join(b[d.ReplStart:d.ReplEnd], ""))
		last = d.End
	}
	l.add(Same, strings.Join(a[last:], ""))
}

// alike reports whether enough of the longer passage is shared.
func alike(a, b []string, diffs []lcs.Diff) bool {
	total, other := ink(a), ink(b)
	shared := total
	for _, d := range diffs {
		shared -= ink(a[d.Start:d.End])
	}
	return float64(shared) >= minShared*float64(max(total, other))
}

// ink counts the bytes of tokens that are not white space.
func ink(tokens []string) int {
	n := 0
	for _, t := range tokens {
		if strings.TrimSpace(t) != "" {
			n += len(t)
		}
	}
	return n
}

// tokens splits a text into words, runs of white space and single other characters. Scripts that write without spaces
// are split by character. The tokens join to the text.
func tokens(s string) []string {
	var list []string
	start, class := 0, -1
	for i, r := range s {
		c := classOf(r)
		if i > start && (c != class || c == tokenSingle) {
			list = append(list, s[start:i])
			start = i
		}
		class = c
	}
	if start < len(s) {
		list = append(list, s[start:])
	}
	return list
}

// The classes of characters in a text to be split.
const (
	tokenSingle = iota
	tokenWord
	tokenSpace
)

func classOf(r rune) int {
	switch {
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar):
		return tokenSingle
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r), r == '_':
		return tokenWord
	case unicode.IsSpace(r):
		return tokenSpace
	}
	return tokenSingle
}

// segmentList collects segments so that a replacement is one pair and not a flicker of words: white space between two
// changes belongs to both of them.
type segmentList struct {
	list           []Segment
	removed, added strings.Builder
	gap            string // white space seen after a change, not yet decided
}

func (l *segmentList) add(op Op, text string) {
	if text == "" {
		return
	}
	switch op {
	case Removed, Added:
		l.removed.WriteString(l.gap)
		l.added.WriteString(l.gap)
		l.gap = ""
		if op == Removed {
			l.removed.WriteString(text)
		} else {
			l.added.WriteString(text)
		}
	default:
		if l.pending() && l.gap == "" && strings.Trim(text, " \t") == "" {
			l.gap = text
			return
		}
		l.flush()
		l.push(Same, text)
	}
}

func (l *segmentList) pending() bool { return l.removed.Len()+l.added.Len() > 0 }

func (l *segmentList) flush() {
	l.push(Removed, l.removed.String())
	l.push(Added, l.added.String())
	l.removed.Reset()
	l.added.Reset()
	l.push(Same, l.gap)
	l.gap = ""
}

func (l *segmentList) push(op Op, text string) {
	if text == "" {
		return
	}
	if n := len(l.list); n > 0 && l.list[n-1].Op == op {
		l.list[n-1].Text += text
		return
	}
	l.list = append(l.list, Segment{op, text})
}

func (l *segmentList) done() []Segment {
	l.flush()
	return l.list
}

// visibleSpace draws white space that is all a change consists of; a colour behind nothing shows nothing.
var visibleSpace = strings.NewReplacer(" ", "·", "\t", "→\t", "\n", "↵\n")

// inked returns the text of a changed segment so that it can be seen.
func inked(s string) string {
	if strings.TrimSpace(s) == "" {
		return visibleSpace.Replace(s)
	}
	return s
}
