package schema

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// position tells the line and the column, both from 1, of an offset in bytes.
func position(text string, offset int) (line, column int) {
	before := text[:max(0, min(offset, len(text)))]
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
}

// place tells where in a JSON text the value at a path begins; 0 when it has none.
func place(text string, path []string) (line, column int) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	for _, step := range path {
		if !enter(d, step) {
			return 0, 0
		}
	}
	offset := int(d.InputOffset())
	for offset < len(text) && strings.IndexByte(" \t\r\n:,", text[offset]) >= 0 {
		offset++
	}
	return position(text, offset)
}

// enter goes to the value of a step in the value that comes next.
func enter(d *json.Decoder, step string) bool {
	open, err := d.Token()
	if err != nil {
		return false
	}
	for i := 0; d.More(); i++ {
		name := strconv.Itoa(i)
		if open == json.Delim('{') {
			key, err := d.Token()
			if err != nil {
				return false
			}
			name, _ = key.(string)
		}
		if name == step {
			return true
		}
		var passed json.RawMessage
		if d.Decode(&passed) != nil {
			return false
		}
	}
	return false
}
