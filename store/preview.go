package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// previewBytes is how much of a value Preview reads. A line of a list needs far less; a long conversation needs this
// much to come to its last question.
const previewBytes = 1 << 20

// Preview returns one line of plain text that stands for a JSON value in a list, at most max runes long, the ellipsis
// included; max below 1 gives "". A conversation gives the text of its last user message, or of its last message with
// text where the user said nothing; a string its text; an
// object of one text that text, a flat object its names and values; anything else its JSON without white space. Runs of white space
// become one space and invisible characters are left out. Text that is no JSON is taken as it is. It reads no more
// than the first megabyte, so it is cheap for any value.
func Preview(jsonText string, max int) string {
	text := strings.TrimLeft(prefix(jsonText, previewBytes), " \t\r\n")
	if text == "" || max < 1 {
		return ""
	}
	switch text[0] {
	case '"':
		return oneLine(stringPrefix(text, max), max)
	case '[', '{':
		if said, ok := lastSaid(text); ok {
			return oneLine(said, max)
		}
		if flat, ok := flatMembers(text); ok {
			return oneLine(flat, max)
		}
		return oneLine(compactPrefix(text, max), max)
	}
	return oneLine(text, max)
}

// flatMembersMost is how many members an object may have to be shown as names and values.
const flatMembersMost = 6

// flatMembers writes an object without nested values as "name: value · name: value", and one text alone as that text. It is
// false for every other value.
func flatMembers(text string) (string, bool) {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return "", false
	}
	var parts []string
	var only string
	for d.More() {
		key, err := d.Token()
		if err != nil || len(parts) == flatMembersMost {
			return "", false
		}
		value, err := d.Token()
		if _, nested := value.(json.Delim); err != nil || nested {
			return "", false
		}
		only = ""
		switch v := value.(type) {
		case nil:
			continue
		case string:
			only = v
			parts = append(parts, key.(string)+": "+v)
		default:
			parts = append(parts, fmt.Sprintf("%s: %v", key, v))
		}
	}
	if len(parts) == 1 && only != "" {
		return only, true
	}
	return strings.Join(parts, " · "), len(parts) > 0
}

// Invisible reports whether r has no ink of its own yet may change or hide what a reader sees: the control characters
// apart from tab and line feed, the directional overrides and marks, the zero-width characters, line and paragraph
// separators, the tag characters, and the selectors that carry hidden payloads. The two joiners (U+200C, U+200D) are
// left out, because Persian, Indic scripts and emoji are written with them.
func Invisible(r rune) bool {
	switch {
	case r < 0x20:
		return r != '\n' && r != '\t'
	case r < 0x7F:
		return false
	case r <= 0x9F, r == 0xAD, r == 0x61C, r == 0x180E, r == 0x200B, r == 0xFEFF:
		return true
	case r >= 0x200E && r <= 0x200F, r >= 0x2028 && r <= 0x202E, r >= 0x2060 && r <= 0x206F, r >= 0xFFF9 && r <= 0xFFFB:
		return true
	}
	return r >= 0xE0000 && r <= 0xE01EF
}

// message is one turn of a conversation in the spellings that instrumentation writes.
type message struct {
	Role    string          `json:"role"`
	Content json.RawMessage `json:"content"`
	Parts   json.RawMessage `json:"parts"`
	Message *message        `json:"message"` // a choice of a completion
}

// text returns what the message says; tool calls and images say nothing.
func (m message) text() string {
	raw := m.Content
	if len(raw) == 0 || string(raw) == "null" {
		raw = m.Parts
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var parts []json.RawMessage
	if json.Unmarshal(raw, &parts) != nil {
		return ""
	}
	said := make([]string, 0, len(parts))
	for _, p := range parts {
		var part struct{ Text, Content string }
		if json.Unmarshal(p, &s) == nil {
			said = append(said, s)
		} else if json.Unmarshal(p, &part) == nil && part.Text+part.Content != "" {
			said = append(said, part.Text+part.Content)
		}
	}
	return strings.Join(said, " ")
}

// lastSaid finds the line that stands for a conversation: a list of messages, an object that holds one under
// "messages" or "choices", or a single message. It is false for every other value.
func lastSaid(text string) (string, bool) {
	if !namesRole(text) {
		return "", false
	}
	d := json.NewDecoder(strings.NewReader(text))
	if text[0] == '[' {
		return lastOfList(d)
	}
	var one message
	if json.Unmarshal([]byte(text), &one) == nil && one.Role != "" && (one.Content != nil || one.Parts != nil) {
		return one.text(), true
	}
	if _, err := d.Token(); err != nil {
		return "", false
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return "", false
		}
		if key == "messages" || key == "choices" {
			return lastOfList(d)
		}
		var skipped json.RawMessage
		if d.Decode(&skipped) != nil {
			return "", false
		}
	}
	return "", false
}

// namesRole is a quick look for what every conversation has, so that other values are not decoded to find that they are none.
func namesRole(text string) bool {
	const role = `"role"`
	for {
		at := strings.IndexByte(text, '"')
		if at < 0 || len(text)-at < len(role) {
			return false
		}
		if text = text[at:]; strings.EqualFold(text[:len(role)], role) {
			return true
		}
		text = text[1:]
	}
}

// lastOfList reads messages until the list ends or the text does, whichever comes first.
func lastOfList(d *json.Decoder) (string, bool) {
	if open, err := d.Token(); err != nil || open != json.Delim('[') {
		return "", false
	}
	var last, lastUser string
	found := false
	for d.More() {
		var m message
		if err := d.Decode(&m); errors.Is(err, io.ErrUnexpectedEOF) {
			break
		} else if err != nil {
			return "", false
		}
		if m.Message != nil {
			m = *m.Message
		}
		if m.Role == "" {
			return "", false
		}
		found = true
		if said := m.text(); said != "" {
			last = said
			if m.Role == "user" {
				lastUser = said
			}
		}
	}
	if lastUser != "" {
		return lastUser, found
	}
	return last, found
}

// stringPrefix decodes the beginning of a JSON string, enough for max runes. The cut may fall inside an escape, so it
// moves back until what is left is a string; the longest escape, a surrogate pair, has twelve bytes.
func stringPrefix(text string, max int) string {
	var s string
	if len(text) <= 16*max {
		if json.Unmarshal([]byte(text), &s) == nil {
			return s
		}
	}
	// White space and invisible characters go, so more is read than is shown.
	for cut, tries := min(len(text), 16*max+64), 0; tries < 12 && cut > 0; cut, tries = cut-1, tries+1 {
		if json.Unmarshal([]byte(text[:cut]+`"`), &s) == nil || json.Unmarshal([]byte(text[:cut]), &s) == nil {
			return s
		}
	}
	return text
}

// compactPrefix drops the white space between JSON tokens, reading only as far as max runes need.
func compactPrefix(text string, max int) string {
	var b strings.Builder
	quoted, escaped := false, false
	for _, r := range text {
		if b.Len() > 4*max+64 {
			break
		}
		switch {
		case escaped:
			escaped = false
		case quoted && r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		case !quoted && unicode.IsSpace(r):
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// oneLine joins the lines of s, drops what cannot be seen and ends with an ellipsis where it had to cut.
func oneLine(s string, max int) string {
	var b strings.Builder
	runes, space := 0, false
	for _, r := range s {
		if unicode.IsSpace(r) || r == 0x2028 || r == 0x2029 {
			space = runes > 0
			continue
		}
		if Invisible(r) {
			continue
		}
		need := 1
		if space {
			need = 2
		}
		if runes+need > max {
			return cutShort(b.String(), runes, max)
		}
		if space {
			b.WriteByte(' ')
		}
		b.WriteRune(r) // a byte that is no UTF-8 arrives here as U+FFFD
		runes, space = runes+need, false
	}
	return b.String()
}

// cutShort makes room for the ellipsis where the line is full already.
func cutShort(line string, runes, max int) string {
	if runes >= max {
		_, size := utf8.DecodeLastRuneInString(line)
		line = strings.TrimRight(line[:len(line)-size], " ")
	}
	return line + "…"
}

// prefix returns at most n bytes of s, never half a rune of it.
func prefix(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
