package draft

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"assay/store"
	"assay/store/jsonl"
)

// BrokenJSON tells where a text stops being JSON. Line and Column count from 1, the column in characters.
type BrokenJSON struct{ Line, Column int }

func (e *BrokenJSON) Error() string {
	return fmt.Sprintf("This is not valid JSON: line %d, column %d. Put it in quotes to keep it as text.", e.Line, e.Column)
}

// Mistake is what is wrong with what someone typed, as a sentence for that person.
type Mistake string

func (m Mistake) Error() string { return string(m) }

// Parse reads a value as people type it: JSON as JSON, any other text as a string, nothing and null as nil. What begins as an
// object or a list and is not JSON is a *BrokenJSON: nobody means it as text. Line ends become \n; broken UTF-8 and NUL, which cannot
// be stored, become U+FFFD.
func Parse(text string) (json.RawMessage, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed == "" || trimmed == "null":
		return nil, nil
	case json.Valid([]byte(trimmed)):
		clean, err := jsonl.CleanJSON(json.RawMessage(trimmed))
		if err != nil {
			return nil, Mistake("This value " + err.Error() + ".")
		}
		return clean, nil
	case trimmed[0] == '{' || trimmed[0] == '[':
		return nil, broken(text)
	}
	return encoded(text), nil
}

// ParseObject reads a JSON object as people type it; nothing is an empty one. What is none is an error whose text says so.
func ParseObject(text string) (json.RawMessage, error) {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" || trimmed == "null" {
		return json.RawMessage("{}"), nil
	}
	value, err := Parse(text)
	if err != nil {
		return nil, err
	}
	if value[0] != '{' {
		return nil, Mistake(`This is an object such as {"team": "billing"}.`)
	}
	return value, nil
}

// broken finds where a text stops being JSON.
func broken(text string) error {
	at := int64(len(text))
	var syntax *json.SyntaxError
	var v any
	if err := json.NewDecoder(strings.NewReader(text)).Decode(&v); errors.As(err, &syntax) {
		at = max(syntax.Offset-1, 0)
	} else if err == nil { // one value, and more behind it
		d := json.NewDecoder(strings.NewReader(text))
		_ = d.Decode(&v) // it was read above
		rest := text[d.InputOffset():]
		at = int64(len(text) - len(strings.TrimLeft(rest, " \t\r\n")))
	}
	before := text[:min(at, int64(len(text)))]
	line := strings.Count(before, "\n")
	return &BrokenJSON{Line: line + 1, Column: utf8.RuneCountInString(before[strings.LastIndex(before, "\n")+1:]) + 1}
}

// Text writes a stored value as people edit it: a string without its quotes where Parse reads the same string back, JSON
// otherwise.
func Text(stored json.RawMessage) string {
	if len(stored) == 0 {
		return ""
	}
	var s string
	if stored[0] == '"' && json.Unmarshal(stored, &s) == nil && !strings.Contains(s, "\r") { // a browser makes CR LF of line ends
		if back, err := Parse(s); err == nil && Equal(back, stored) {
			return s
		}
	}
	return indented(stored)
}

func indented(raw json.RawMessage) string {
	var out bytes.Buffer
	if raw[0] != '{' && raw[0] != '[' || json.Indent(&out, raw, "", "  ") != nil {
		return string(raw)
	}
	return out.String()
}

// ObjectText writes an object as people edit it; nothing for an empty one.
func ObjectText(stored json.RawMessage) string {
	if Equal(objectOf(stored), json.RawMessage("{}")) {
		return ""
	}
	return indented(stored)
}

// TagText writes tags as people edit them: with commas between, or as a JSON list where one of them holds a comma.
func TagText(tags []string) string {
	text := strings.Join(tags, ", ")
	if back, err := ParseTags(text); err == nil && slices.Equal(back, tags) {
		return text
	}
	return string(encoded(tags))
}

// ParseTags reads what TagText writes. A list that is too long is an error whose text says so.
func ParseTags(text string) ([]string, error) {
	var list []string
	if trimmed := strings.TrimSpace(text); !strings.HasPrefix(trimmed, "[") || json.Unmarshal([]byte(trimmed), &list) != nil {
		list = strings.Split(text, ",")
		for i := range list {
			list[i] = strings.TrimSpace(list[i])
		}
	}
	tags, seen := []string{}, map[string]bool{}
	for _, tag := range list {
		tag = strings.ReplaceAll(strings.ToValidUTF8(tag, "\uFFFD"), "\x00", "\uFFFD")
		if tag != "" && !seen[tag] {
			seen[tag] = true
			tags = append(tags, tag)
		}
	}
	if wrong := store.CheckTags(tags); wrong != "" {
		return nil, Mistake("This " + wrong + ".")
	}
	return tags, nil
}
