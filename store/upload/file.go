package upload

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"

	"assay/store"
)

// Limits of a file.
const (
	MaxBytes   = 15 << 20
	MaxRows    = 200_000
	MaxColumns = 200
)

// Kind is how a file is written.
type Kind string

// The kinds of files.
const (
	CSV       Kind = "CSV"
	JSON      Kind = "JSON"
	JSONLines Kind = "JSON lines"
)

// File is what a file holds.
type File struct {
	Kind     Kind
	Columns  []string // in the order in which they appear
	Rows     []Row
	Problems []Problem // lines that are no rows
}

// Row is a row of a file.
type Row struct {
	Line   int               // on which it begins, from 1
	Values []json.RawMessage // by column; nil where there is none, or null. There may be fewer than columns
}

// Problem is something wrong in one place.
type Problem struct {
	Line   int
	Column string // empty: the line as a whole
	Says   string // a sentence without the place
}

func (p Problem) String() string {
	if p.Column != "" {
		return fmt.Sprintf("Line %d, %s: %s", p.Line, p.Column, p.Says)
	}
	return fmt.Sprintf("Line %d: %s", p.Line, p.Says)
}

// Read reads a file. A file as a whole that cannot be read is an Invalid naming the field "file".
func Read(body []byte) (*File, error) {
	text, err := decoded(body)
	if err != nil {
		return nil, err
	}
	f := &File{}
	switch first := bytes.TrimLeft(text, " \t\r\n"); {
	case len(first) == 0:
		return nil, wrong("The file is empty.")
	case first[0] == '[':
		f.Kind, err = JSON, f.readJSON(text)
	case first[0] == '{':
		f.Kind, err = JSONLines, f.readLines(text)
	default:
		f.Kind, err = CSV, f.readCSV(text)
	}
	if err != nil {
		return nil, err
	}
	if len(f.Rows) == 0 && len(f.Problems) == 0 {
		return nil, wrong("The file has no rows.")
	}
	return f, nil
}

func wrong(sentence string) store.Invalid { return store.Invalid{"file": sentence} }

// decoded is a file as UTF-8 without a byte order mark.
func decoded(body []byte) ([]byte, error) {
	switch {
	case len(body) > MaxBytes:
		return nil, wrong(fmt.Sprintf("The file has more than %d MB.", MaxBytes>>20))
	case bytes.HasPrefix(body, []byte{0xFF, 0xFE}):
		return wide(body[2:], binary.LittleEndian), nil
	case bytes.HasPrefix(body, []byte{0xFE, 0xFF}):
		return wide(body[2:], binary.BigEndian), nil
	}
	body = bytes.TrimPrefix(body, []byte("\uFEFF"))
	if !utf8.Valid(body) {
		line, rest := 1, body
		for len(rest) > 0 {
			r, n := utf8.DecodeRune(rest)
			if r == utf8.RuneError && n == 1 {
				break
			}
			if r == '\n' {
				line++
			}
			rest = rest[n:]
		}
		return nil, wrong(fmt.Sprintf("Line %d is not UTF-8. Save the file as UTF-8, in spreadsheets “CSV UTF-8”.", line))
	}
	return body, nil
}

// wide is UTF-16 as UTF-8.
func wide(body []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(body)/2)
	for i := range units {
		units[i] = order.Uint16(body[2*i:])
	}
	return []byte(string(utf16.Decode(units)))
}

// column is the place of a column, which is new when the name was not met before.
func (f *File) column(places map[string]int, name string) (int, error) {
	at, known := places[name]
	if !known {
		at = len(f.Columns)
		if at == MaxColumns {
			return 0, wrong(fmt.Sprintf("The file has more than %d columns.", MaxColumns))
		}
		places[name] = at
		f.Columns = append(f.Columns, name)
	}
	return at, nil
}

func (f *File) add(r Row) error {
	if len(f.Rows) == MaxRows {
		return wrong(fmt.Sprintf("The file has more than %d rows.", MaxRows))
	}
	f.Rows = append(f.Rows, r)
	return nil
}

func (f *File) refuse(line int, column, says string) {
	f.Problems = append(f.Problems, Problem{line, column, says})
}
