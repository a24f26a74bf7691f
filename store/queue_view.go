package store

import (
	"encoding/json"
	"slices"
	"strings"
)

// QueueView is what the reviewers of a queue see of a trace.
type QueueView struct {
	Hidden  []string          // of ViewFields, that are not shown to anyone
	Formats map[string]string // of input, output and expected, how each is shown at first; missing: as its content suggests
	Masks   []string          // paths such as metadata.email that those see as dots who are reviewers and no more
}

// ViewFields are the parts of a trace that a queue may hide.
var ViewFields = []string{"input", "output", "expected", "metadata", "metrics", "tags", "spans", "feedback"}

// ViewFormats are the ways to show a value.
var ViewFormats = []string{"text", "markdown", "chat", "json", "yaml", "raw"}

// Dots stand in the place of what is masked.
const Dots = "•••"

// maskable are the parts of a trace that masks reach into.
var maskable = []string{"input", "output", "expected", "metadata"}

func (v QueueView) wrong() Invalid {
	bad := Invalid{}
	for _, h := range v.Hidden {
		if !slices.Contains(ViewFields, h) {
			bad["hidden"] = "Choose from the fields of the list."
		}
	}
	for field, format := range v.Formats {
		if !slices.Contains([]string{"input", "output", "expected"}, field) || !slices.Contains(ViewFormats, format) {
			bad["format"] = "Choose from the formats of the list."
		}
	}
	if len(v.Masks) > 100 {
		bad["masks"] = "A queue masks at most 100 paths."
	}
	for _, m := range v.Masks {
		field, _, _ := strings.Cut(m, ".")
		if len(m) > 500 || !slices.Contains(maskable, field) || slices.Contains(strings.Split(m, "."), "") {
			bad["masks"] = "A path begins with input, output, expected or metadata, and goes on with names between dots: " + m + " does not."
		}
	}
	return bad
}

// Shows reports whether a part of a trace is shown.
func (v QueueView) Shows(field string) bool { return !slices.Contains(v.Hidden, field) }

// Masking reports whether any mask reaches into a part of a trace.
func (v QueueView) Masking(field string) bool {
	return slices.ContainsFunc(v.Masks, func(m string) bool { return m == field || strings.HasPrefix(m, field+".") })
}

// Mask returns the JSON text of a part of a trace with what the masks name replaced by dots. A name is looked for in objects, in
// every element of lists, and in text that is JSON itself. What cannot be read as JSON is masked whole when any mask reaches into
// it, since nobody can tell where in it the name is.
func (v QueueView) Mask(field, text string) string {
	if text == "" || !v.Masking(field) {
		return text
	}
	var value any
	if decodeNumbers(text, &value) != nil {
		return `"` + Dots + `"`
	}
	for _, m := range v.Masks {
		if path := strings.Split(m, "."); path[0] == field {
			value = masked(value, path[1:])
		}
	}
	b, err := json.Marshal(value)
	if err != nil {
		return `"` + Dots + `"`
	}
	return string(b)
}

// masked replaces what lies at a path.
func masked(value any, path []string) any {
	if len(path) == 0 {
		return Dots
	}
	switch v := value.(type) {
	case map[string]any:
		for name, member := range v {
			switch {
			case strings.EqualFold(name, path[0]):
				v[name] = masked(member, path[1:])
			case name == strings.Join(path, "."): // a name with dots in it
				v[name] = Dots
			}
		}
	case []any:
		for i := range v {
			v[i] = masked(v[i], path)
		}
	case string:
		if trimmed := strings.TrimSpace(v); trimmed != "" && (trimmed[0] == '{' || trimmed[0] == '[') {
			return maskedText(v, path)
		}
	}
	return value
}

// maskedText masks JSON that was logged as text. Words behind it stay.
func maskedText(text string, path []string) string {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var inner any
	if d.Decode(&inner) != nil {
		return text
	}
	b, err := json.Marshal(masked(inner, path))
	if err != nil {
		return Dots
	}
	return string(b) + text[d.InputOffset():]
}

func decodeNumbers(text string, to any) error {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	return d.Decode(to)
}
