package filter

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Code says what sort of mistake an Error reports, for callers that act on it; people read Message.
type Code int

// The sorts of mistakes.
const (
	CodeSyntax       Code = iota // the text does not read as a condition
	CodeUnknownField             // a field or function that does not exist
	CodeType                     // an operator that does not fit what it stands between
	CodeFullQuery                // a whole query (select, from, sort, …) where only a condition is accepted
	CodeLimit                    // too long or nested too deep
)

// Error is a mistake in a filter, with its place. Parse and Check return no other type.
type Error struct {
	Pos, End   int // the place in Text: byte offsets, End exclusive, equal where something is missing
	Code       Code
	Message    string // one sentence without a full stop, in lower case
	Suggestion string // what to write instead, as text for the filter box; "" where there is none
	Text       string // the filter as the user typed it; "" if Check was not told

	unclosed bool // a string goes on to the end of the text, where completion may still help
}

// Error returns one line: the place counted in characters from 1, the message, and the suggestion if there is one.
func (e *Error) Error() string {
	s := "filter: " + e.Message
	if e.Text != "" {
		at := utf8.RuneCountInString(e.Text[:clamp(e.Pos, len(e.Text))]) + 1
		s = fmt.Sprintf("filter: at character %d: %s", at, e.Message)
	}
	if e.Suggestion != "" {
		s += ": did you mean " + e.Suggestion
	}
	return s
}

// Caret returns the line of the text that holds the mistake and how many characters stand before it on that line, so that
// a page can print a caret below.
func (e *Error) Caret() (line string, offset int) {
	pos := clamp(e.Pos, len(e.Text))
	start := strings.LastIndexByte(e.Text[:pos], '\n') + 1
	line, _, _ = strings.Cut(e.Text[start:], "\n")
	return strings.TrimSuffix(line, "\r"), utf8.RuneCountInString(e.Text[start:pos])
}

// Width returns how many characters of Caret's line the mistake covers, at least one.
func (e *Error) Width() int {
	pos := clamp(e.Pos, len(e.Text))
	bad, _, _ := strings.Cut(e.Text[pos:max(pos, clamp(e.End, len(e.Text)))], "\n")
	return max(1, utf8.RuneCountInString(bad))
}

// Warning is a doubt about a filter that runs nevertheless.
type Warning struct {
	Pos, End   int
	Message    string
	Suggestion string // as in Error
}

func clamp(n, limit int) int { return max(0, min(n, limit)) }
