package upload

import (
	"bytes"
	"encoding/json"
	"errors"
)

// readLines reads one object a line.
func (f *File) readLines(text []byte) error {
	places := map[string]int{}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if err := f.object(places, n, line); err != nil {
			return err
		}
	}
	return nil
}

// readJSON reads a list of objects. What comes after a mistake in the list cannot be told.
func (f *File) readJSON(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return f.broken(text, d, err)
	}
	places := map[string]int{}
	at := counter{text: text}
	for d.More() {
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return f.broken(text, d, err)
		}
		if err := f.object(places, at.line(int(d.InputOffset())-len(value)), value); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return f.broken(text, d, err)
	}
	return nil
}

// broken says where a file stops being JSON.
func (f *File) broken(text []byte, d *json.Decoder, err error) error {
	offset := int(d.InputOffset())
	if syntax := new(json.SyntaxError); errors.As(err, &syntax) {
		offset = max(offset, int(syntax.Offset))
	}
	for offset < len(text) && bytes.IndexByte([]byte(" \t\r\n,"), text[offset]) >= 0 {
		offset++ // to where the value begins that is none
	}
	line := (&counter{text: text}).line(min(offset, len(text)))
	f.refuse(line, "", "From here on it is no JSON: "+err.Error()+".")
	return nil
}

// counter tells lines of places that only go on.
type counter struct {
	text     []byte
	at, seen int
}

func (c *counter) line(offset int) int {
	if offset > c.at {
		c.seen += bytes.Count(c.text[c.at:offset], []byte("\n"))
		c.at = offset
	}
	return c.seen + 1
}

// object adds a row.
func (f *File) object(places map[string]int, line int, value []byte) error {
	d := json.NewDecoder(bytes.NewReader(value))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		f.refuse(line, "", "This is no JSON object, such as {\"input\": …, \"expected\": …}.")
		return nil
	}
	var values []json.RawMessage
	for d.More() {
		name, err := d.Token()
		var member json.RawMessage
		if err == nil {
			err = d.Decode(&member)
		}
		if err != nil {
			f.refuse(line, "", "This is no JSON: "+err.Error()+".")
			return nil
		}
		at, err := f.column(places, name.(string)) // the names of members are strings
		if err != nil {
			return err
		}
		for len(values) <= at {
			values = append(values, nil)
		}
		if string(member) != "null" {
			values[at] = member
		}
	}
	if _, err := d.Token(); err != nil || len(bytes.TrimSpace(value[d.InputOffset():])) > 0 {
		f.refuse(line, "", "There is something behind the object, or it does not end.")
		return nil
	}
	return f.add(Row{line, values})
}
