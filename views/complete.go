package views

import (
	"strconv"
	"unicode/utf8"

	"assay/store/filter"
)

// CompletionView is how one can go on in a filter box, best first.
type CompletionView struct {
	Options []CompletionOption
	// Sample says what the shares are of; empty where all were counted, or nothing was.
	Sample string
}

// CompletionOption is one way to go on: Text replaces the characters of the box from From to To, counted as a browser counts
// them (UTF-16), and Next is typed behind it unless it is there.
type CompletionOption struct {
	From, To   int
	Text, Next string
	Kind       string
	Type, Help string
	Share      string // "12" or "31 %" of the traces have it
}

// NewCompletion prepares suggestions for a text.
func NewCompletion(text string, suggestions []filter.Suggestion) CompletionView {
	var v CompletionView
	for _, s := range suggestions {
		o := CompletionOption{From: UTF16Length(text[:s.Pos]), To: UTF16Length(text[:s.End]), Text: s.Text, Next: s.Next, Kind: string(s.Kind), Type: s.Type, Help: s.Help, Share: share(s.Rows, s.Of)}
		if s.Rows > 0 && s.Of > 0 {
			v.Sample = "Shares are of " + Thousands(int64(s.Of)) + " looked at: the newest, and others of all times."
		}
		v.Options = append(v.Options, o)
	}
	return v
}

// share writes how many rows have something: their number where all were counted, else per cent of the sample.
func share(rows, of int) string {
	switch {
	case rows == 0:
		return ""
	case of == 0:
		return Thousands(int64(rows))
	case rows*100 < of:
		return "<1 %"
	}
	return strconv.Itoa(min(rows*100/of, 100)) + " %"
}

// UTF16Length counts a text as browsers do.
func UTF16Length(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}

// ByteOffset finds the byte of a text at a place counted as browsers do, its end for a place behind it.
func ByteOffset(s string, utf16 int) int {
	n := 0
	for i, r := range s {
		if n >= utf16 {
			return i
		}
		if n++; utf8.RuneLen(r) == 4 {
			n++
		}
	}
	return len(s)
}

// kindOf is what stands at the end of an option: what it holds where that is known, else what it is.
func kindOf(o CompletionOption) string {
	if o.Type != "" {
		return o.Type
	}
	return o.Kind
}
