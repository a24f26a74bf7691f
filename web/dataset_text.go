package web

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

	"assay/views/content"
)

// editText writes a stored JSON value as people edit it: a string without its quotes where parseEdited reads the same string
// back, else indented JSON.
func editText(stored json.RawMessage) string {
	if len(stored) == 0 {
		return ""
	}
	text := content.Plain(string(stored))
	// A browser sends every line end as CR LF, so text with a CR of its own would come back changed.
	if !strings.Contains(text, "\r") && sameJSON(parseEdited(text), string(stored)) {
		return text
	}
	return string(stored)
}

// parseEdited reads what a person typed: JSON as JSON, anything else as a string, nothing and null as "". Broken UTF-8 and
// NUL, which cannot be stored, become U+FFFD.
func parseEdited(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
	trimmed := strings.TrimSpace(text)
	switch {
	case trimmed == "" || trimmed == "null":
		return ""
	case json.Valid([]byte(trimmed)):
		return trimmed
	}
	return encoded(text)
}

// unlessSame returns the stored value where the edited one differs from it only in how it is spelt, so that opening a form
// and saving it changes nothing.
func unlessSame(stored json.RawMessage, edited string) string {
	if sameJSON(string(stored), edited) {
		return string(stored)
	}
	return edited
}

// sameJSON compares two values by what they say: strings by their characters, others by their tokens.
func sameJSON(a, b string) bool { return spelt(a) == spelt(b) }

func spelt(text string) string {
	var s string
	if strings.HasPrefix(strings.TrimSpace(text), `"`) && json.Unmarshal([]byte(text), &s) == nil && utf8.ValidString(text) {
		return encoded(s)
	}
	if json.Valid([]byte(text)) {
		return encoded(json.RawMessage(text))
	}
	return text
}

// encoded writes a value as JSON on one line, with markup as it is.
func encoded(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil {
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}
