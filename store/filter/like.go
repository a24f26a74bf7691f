package filter

import (
	"strings"
	"unicode/utf8"
)

// likeMatches tests a text against a pattern: % is any characters, _ is one.
func likeMatches(text string, n *Like) bool {
	pattern := likePattern(n.Pattern.(*Literal).Text, n.Escape)
	if n.ILike {
		text = strings.ToLower(text)
		for i, p := range pattern {
			if p >= 0 {
				pattern[i] = []rune(strings.ToLower(string(p)))[0]
			}
		}
	}
	return like([]rune(text), pattern)
}

// The wildcards of a pattern, told apart from its characters by being negative.
const (
	anyText rune = -1 - iota
	anyChar
)

// likePattern reads a pattern to characters and wildcards.
func likePattern(pattern, escape string) []rune {
	esc, _ := utf8.DecodeRuneInString(escape)
	var out []rune
	escaped := false
	for _, r := range pattern {
		switch {
		case escaped:
			out, escaped = append(out, r), false
		case escape != "" && r == esc:
			escaped = true
		case r == '%':
			out = append(out, anyText)
		case r == '_':
			out = append(out, anyChar)
		default:
			out = append(out, r)
		}
	}
	return out
}

// like walks text and pattern together and goes back to the last % where they part.
func like(text, pattern []rune) bool {
	i, j := 0, 0
	star, taken := -1, 0 // where the last % stood, and how far the text goes that it has taken
	for i < len(text) {
		switch {
		case j < len(pattern) && pattern[j] == anyText:
			star, taken, j = j, i, j+1
		case j < len(pattern) && (pattern[j] == anyChar || pattern[j] == text[i]):
			i, j = i+1, j+1
		case star >= 0:
			taken++
			i, j = taken, star+1
		default:
			return false
		}
	}
	for j < len(pattern) && pattern[j] == anyText {
		j++
	}
	return j == len(pattern)
}
