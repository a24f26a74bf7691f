package store

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// SpanFound tells how often words stand in what a span has, whatever their case.
type SpanFound struct {
	ID                                             SpanID
	Name, Input, Output, Expected, Error, Metadata int
}

// Sum is how often they stand in the span altogether.
func (f SpanFound) Sum() int {
	return f.Name + f.Input + f.Output + f.Expected + f.Error + f.Metadata
}

// MaxFind is how long words may be that one looks for in a trace, in characters.
const MaxFind = 200

// Spellings are the ways in which words stand in stored JSON: as they are, with their quotes, backslashes and line ends
// escaped, and with every letter beyond ASCII escaped, as some encoders do.
func Spellings(words string) []string {
	quoted, err := json.Marshal(words)
	if err != nil {
		return []string{words} // a string always has JSON
	}
	escaped := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(quoted[1 : len(quoted)-1]))
	var ascii strings.Builder
	for _, r := range escaped {
		switch {
		case r < utf8.RuneSelf:
			ascii.WriteRune(r)
		case r > 0xffff:
			r -= 0x10000
			fmt.Fprintf(&ascii, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		default:
			fmt.Fprintf(&ascii, `\u%04x`, r)
		}
	}
	all := []string{words, escaped, ascii.String()}
	slices.Sort(all)
	return slices.Compact(all)
}

// DocumentText is how stored JSON reads where text is asked for: a string without its quotes, anything else as stored.
func DocumentText(text string) string {
	var s string
	if strings.HasPrefix(text, `"`) && json.Unmarshal([]byte(text), &s) == nil {
		return s
	}
	return text
}

// excerptAround is how many characters an excerpt has on each side of a match.
const excerptAround = 60

// Excerpts are the first matches of words in a text, whatever their case: what stands before, the match, and what stands
// behind, in one line each.
func Excerpts(text, words string, most int) [][3]string {
	spellings := Spellings(words)
	for i, s := range spellings {
		spellings[i] = regexp.QuoteMeta(s)
	}
	pattern, err := regexp.Compile("(?i)" + strings.Join(spellings, "|"))
	if err != nil || most <= 0 || words == "" {
		return nil
	}
	var all [][3]string
	for _, at := range pattern.FindAllStringIndex(text, most) {
		before, after := []rune(text[max(at[0]-4*excerptAround, 0):at[0]]), []rune(text[at[1]:min(at[1]+4*excerptAround, len(text))])
		before, after = before[max(len(before)-excerptAround, 0):], after[:min(len(after), excerptAround)]
		all = append(all, [3]string{flattened(string(before)), flattened(text[at[0]:at[1]]), flattened(string(after))})
	}
	return all
}

// flattened keeps spaces at the ends, which part a match from what is around it.
func flattened(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\r', '\t':
			return ' '
		case utf8.RuneError:
			return -1 // half a character at the edge
		}
		return r
	}, s)
}
