package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// LineError tells why one line was refused. The Reader that returned it goes on with the next line.
type LineError struct {
	Line   int    // counted from 1; 0 when the line came without a file
	Field  string // path of the member at fault, such as "feedback[2].scores.helpful"; empty when it is the line as a whole
	Reason string // a clause for the person who made the file: names the member and says what to do
}

// Error is "line 3: reason".
func (e *LineError) Error() string {
	if e.Line == 0 {
		return e.Reason
	}
	return "line " + strconv.Itoa(e.Line) + ": " + e.Reason
}

// refuse makes a LineError whose reason begins with the name of the field.
func refuse(field, format string, args ...any) *LineError {
	return &LineError{Field: field, Reason: field + " " + fmt.Sprintf(format, args...)}
}

// notJSON turns a decoder's complaint about line into one that names the column, in characters counted from 1.
func notJSON(line []byte, err error) *LineError {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return &LineError{Reason: "the line must be a JSON object such as {\"id\":\"…\"}, not " + kindOf(line)}
	}
	at := min(max(int(syntax.Offset)-1, 0), len(line))
	column := utf8.RuneCount(line[:at]) + 1
	switch message := syntax.Error(); {
	case strings.Contains(message, "unexpected end"):
		return &LineError{Reason: fmt.Sprintf(
			"the line ends at column %d in the middle of its JSON; a span must be on one line, with line breaks in text written as \\n",
			utf8.RuneCount(line))}
	case strings.Contains(message, "after top-level value"):
		return &LineError{Reason: fmt.Sprintf("there is more after the end of the JSON value, at column %d: %s; write one object a line",
			column, excerpt(line[at:]))}
	case strings.Contains(message, "max depth"):
		return &LineError{Reason: fmt.Sprintf("the JSON is nested too deeply, at column %d", column)}
	}
	return &LineError{Reason: fmt.Sprintf("the line is not JSON from column %d on: %s", column, excerpt(line[at:]))}
}

// excerpt quotes the first few characters of b.
func excerpt(b []byte) string {
	const most = 24
	runes := []rune(string(b[:min(len(b), most*utf8.UTFMax)]))
	if len(runes) > most {
		return strconv.Quote(string(runes[:most])) + "…"
	}
	return strconv.Quote(string(runes))
}

// kindOf names the kind of a JSON value the way people do.
func kindOf(raw []byte) string {
	raw = bytes.TrimLeft(raw, " \t\r\n")
	if len(raw) == 0 {
		return "nothing"
	}
	switch raw[0] {
	case '{':
		return "an object"
	case '[':
		return "a list"
	case '"':
		return "text"
	case 't', 'f':
		return "true or false"
	case 'n':
		return "null"
	}
	return "a number"
}
