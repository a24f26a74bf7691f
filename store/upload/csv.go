package upload

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// readCSV reads records with the names of columns in the first.
func (f *File) readCSV(text []byte) error {
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.ReuseRecord = delimiter(text), -1, true
	header := false
	for {
		record, err := r.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &bad):
			f.refuse(bad.StartLine, "", quoteWords(bad))
			continue
		case err != nil:
			return fmt.Errorf("read records: %w", err)
		}
		line, _ := r.FieldPos(0)
		if !header {
			header = true
			if err := f.header(record); err != nil {
				return err
			}
			continue
		}
		if len(record) > len(f.Columns) {
			f.refuse(line, "", fmt.Sprintf("There are %d cells for %d columns. A cell with %q in it has to be in quotes.", len(record), len(f.Columns), string(r.Comma)))
			continue
		}
		values, some := make([]json.RawMessage, len(record)), false
		for i, cell := range record {
			values[i] = cellValue(cell)
			some = some || values[i] != nil
		}
		if some {
			if err := f.add(Row{line, values}); err != nil {
				return err
			}
		}
	}
}

func quoteWords(bad *csv.ParseError) string {
	if errors.Is(bad.Err, csv.ErrQuote) {
		return "A quoted cell does not end. Quotes inside of one are doubled."
	}
	return "There is a quote in a cell that does not begin with one. Quotes inside of a quoted cell are doubled."
}

// header names the columns: those without a name by their number, those of one name apart.
func (f *File) header(record []string) error {
	places := map[string]int{}
	for i, name := range record {
		if name = strings.TrimSpace(name); name == "" {
			name = fmt.Sprintf("column %d", i+1)
		}
		for base, n := name, 2; ; n++ {
			if _, taken := places[name]; !taken {
				break
			}
			name = fmt.Sprintf("%s %d", base, n)
		}
		if _, err := f.column(places, name); err != nil {
			return err
		}
	}
	return nil
}

// delimiter is what stands most often between the cells of the first line.
func delimiter(text []byte) rune {
	counts := map[rune]int{}
	quoted := false
	for _, c := range string(text[:min(len(text), 64<<10)]) {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '\n':
			quoted = true // the rest does not count
			goto counted
		case c == ',' || c == ';' || c == '\t':
			counts[c]++
		}
	}
counted:
	best := ','
	for _, c := range []rune{';', '\t'} {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}

// cellValue is what a cell says: nothing, an object or a list, or text. The apostrophe goes that exports put before what
// spreadsheets would take for a formula.
func cellValue(cell string) json.RawMessage {
	if cell == "" {
		return nil
	}
	if trimmed := strings.TrimSpace(cell); (trimmed[:min(1, len(trimmed))] == "{" || trimmed[:min(1, len(trimmed))] == "[") && json.Valid([]byte(trimmed)) {
		return json.RawMessage(trimmed)
	}
	if rest, escaped := strings.CutPrefix(cell, "'"); escaped && rest != "" && strings.ContainsAny(rest[:1], "=+-@\t\r\n") {
		cell = rest
	}
	return textValue(cell)
}

// textValue is a text as JSON.
func textValue(s string) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always has a JSON form
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
