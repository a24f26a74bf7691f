package content

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Format is a way of showing a value.
type Format string

// The formats. Auto stands for what Detect finds. Every other one falls back to the nearest that fits, so a choice made
// for one value may be kept while looking at the next: what is no conversation is shown as JSON, a structure asked for
// as markdown too, and text asked for as JSON or YAML is parsed if it holds JSON.
const (
	Auto     Format = ""
	Markdown Format = "markdown" // text with markup
	Text     Format = "text"     // text as written, in the font of prose
	JSON     Format = "json"     // a tree to unfold
	YAML     Format = "yaml"     // a structure as YAML, which reads like an outline
	Chat     Format = "chat"     // messages with their roles
	Raw      Format = "raw"      // exact text: that of a string, the stored JSON of anything else
)

// DefaultLimit is how much of a value is shown when Value.Limit is not set, in bytes.
const DefaultLimit = 64 << 10

// Value is something a trace carries and how it shall be shown.
type Value struct {
	// JSON is the value as stored. Text that is no JSON is shown as text.
	JSON string
	// Size is how many bytes the whole value has where JSON is only its beginning, longer than Limit.
	Size int
	// Format is the way of showing it; the zero value is Auto.
	Format Format
	// ID is the id of the block in the page, left out when empty. It must be unique in the page.
	ID string
	// Limit is how many bytes are shown; zero or less means DefaultLimit.
	Limit int
	// MoreURL leads to the whole value; without it a value cut short says so and offers nothing.
	MoreURL string
	// FilterURL, where set, turns the short scalars of a JSON tree into links: it gets the keys and list positions that
	// lead to one and its JSON text. An empty answer leaves the scalar plain. The page answers for the address.
	FilterURL func(path []string, jsonValue string) string
	// FileURL, where set, turns references to uploaded files into links, and shows pictures, sounds and films. It gets the
	// file's key. An empty answer leaves the reference as it is. What it answers is all that is ever fetched for a value, so
	// it has to be an address of this program.
	FileURL func(key string) string
}

// links are the addresses that a value may have in it.
func (v Value) links() links { return links{v.FilterURL, v.FileURL} }

// links make addresses for parts of a value; either may be nil.
type links struct {
	filter func(path []string, jsonValue string) string
	file   func(key string) string
}

// files are the links without those that filter: of what stands within a message.
func (l links) files() links { return links{file: l.file} }

// Detect names the format that suits a stored value. A string is Markdown if it uses markup and Text if not, a list or
// an object of messages is Chat, every other JSON value is JSON, and text that is no JSON is judged like a string. It
// reads no more than DefaultLimit bytes.
func Detect(text string) Format {
	return prepare(Value{JSON: text}).format
}

// Plain returns the text of a value for a comparison: what a string says, the indented JSON of anything else, and what
// is no JSON unchanged.
func Plain(jsonText string) string {
	trimmed := strings.TrimSpace(jsonText)
	var s string
	if strings.HasPrefix(trimmed, `"`) && json.Unmarshal([]byte(trimmed), &s) == nil {
		return s
	}
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if json.Valid([]byte(trimmed)) && e.Encode(json.RawMessage(trimmed)) == nil {
		return strings.TrimSuffix(b.String(), "\n")
	}
	return jsonText
}

// prepared is a value that has been read as far as its limit allows.
type prepared struct {
	Value
	format Format // never Auto
	text   string // what Markdown, Text, YAML and Raw show
	root   *node  // what JSON shows
	turns  []turn // what Chat shows
	rest   *node  // members beside the messages of a conversation, shown below it
	shown  int    // bytes of JSON that were read, less than len(JSON) when cut short
}

// prepare reads a value and settles its format.
func prepare(v Value) prepared {
	if v.Limit <= 0 {
		v.Limit = DefaultLimit
	}
	p := prepared{Value: v}
	switch firstByte(v.JSON) {
	case '"':
		trimmed := strings.TrimSpace(v.JSON)
		if s, n, ok := stringPrefix(trimmed, v.Limit); ok {
			p.text, p.shown = s, n+len(v.JSON)-len(trimmed)
			return p.asText()
		}
	case '{', '[':
		if root, n, err := parse(v.JSON, v.Limit); err == nil {
			p.root, p.shown = root, n
			return p.asStructure()
		}
	default:
		if v.Format == Raw {
			break
		}
		if root, n, err := parse(v.JSON, v.Limit); err == nil && n == len(v.JSON) {
			p.root, p.shown, p.format = root, n, JSON
			return p
		}
	}
	p.text = cutText(v.JSON, v.Limit)
	p.shown = len(p.text)
	return p.asText()
}

// asText settles the format of a text.
func (p prepared) asText() prepared {
	p.format = p.Format
	switch p.format {
	case Raw, Text, Markdown:
		return p
	case JSON, YAML, Chat: // models often answer with JSON in a string
		if b := firstByte(p.text); b == '{' || b == '[' {
			if root, _, err := parse(p.text, p.Limit); err == nil {
				p.root = root
				return p.asStructure()
			}
		}
	}
	p.format = Text
	if looksLikeMarkdown(p.text) {
		p.format = Markdown
	}
	return p
}

// asStructure settles the format of an object or a list.
func (p prepared) asStructure() prepared {
	switch p.Format {
	case JSON:
		p.format = JSON
		return p
	case YAML:
		if text, err := yamlText(p.root); err == nil {
			p.format, p.text = YAML, text
			return p
		}
	case Raw:
		p.format, p.text = Raw, cutText(p.JSON, p.Limit)
		p.shown = len(p.text)
		return p
	}
	if turns, rest, ok := conversation(p.root); ok {
		p.format, p.turns, p.rest = Chat, turns, rest
		return p
	}
	p.format = JSON
	return p
}

// cut reports whether a part of the value is not shown.
func (p prepared) cut() bool { return p.shown < p.whole() }

// whole is how many bytes the value has.
func (v Value) whole() int { return max(v.Size, len(v.JSON)) }

// Partial reports whether JSON is only the beginning of the value.
func (v Value) Partial() bool { return v.Size > len(v.JSON) }

// firstByte returns the first byte that is no white space, or zero.
func firstByte(s string) byte {
	s = strings.TrimLeft(s, " \t\r\n")
	if s == "" {
		return 0
	}
	return s[0]
}

// cutText returns at most n bytes of s and never a part of a character.
func cutText(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// stringPrefix decodes the beginning of a JSON string from at most limit bytes of it, and says how many it took. The
// cut may fall inside an escape, so it moves back until what is left is a string; the longest escape, a pair of
// surrogates, has twelve bytes.
func stringPrefix(text string, limit int) (s string, read int, ok bool) {
	if len(text) <= limit {
		return s, len(text), json.Unmarshal([]byte(text), &s) == nil
	}
	head := cutText(text, limit)
	for range 12 {
		if json.Unmarshal([]byte(head+`"`), &s) == nil {
			return s, len(head), true
		}
		if head == "" {
			break
		}
		head = head[:len(head)-1]
	}
	return "", 0, false
}

// size writes a number of bytes the way people say it, in steps of 1024.
func size(n int) string {
	const kb, mb = 1 << 10, 1 << 20
	switch {
	case n < kb:
		return fmt.Sprintf("%d bytes", n)
	case n < mb:
		return fmt.Sprintf("%.3g KB", float64(n)/kb)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/mb)
}
