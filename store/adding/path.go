package adding

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"assay/store"
)

// MaxPath is how long the text of a path may be, in bytes, and MaxSteps how deep it may reach.
const (
	MaxPath  = 500
	MaxSteps = 20
)

// Path names a value of a trace, or of one of its spans: a root such as input, and where that has an inside a place in it.
// The zero Path names nothing.
type Path struct {
	Root   string
	Source store.Source // of comments, corrections and scores; empty: of any source
	Steps  []Step
}

// Step is one step into a value: a key of an object, or an index of a list.
type Step struct {
	Key     string
	Index   int // negative counts from the end, -1 being the last
	IsIndex bool
}

// inside says what a root has below it.
type inside int

const (
	nothing inside = iota
	anything
	keys // an object of ours
)

// root is one word that a path may begin with.
type root struct {
	name    string
	below   inside
	sourced bool // a source may follow
	help    string
}

// roots is the one table of what a path may begin with, in the order of the help.
var roots = []root{
	{"input", anything, false, "what the application was asked"},
	{"output", anything, false, "what it answered"},
	{"expected", anything, false, "the approved answer, else the one logged with the trace"},
	{"correction", anything, true, "the newest right answer that someone proposed"},
	{"corrections", nothing, true, "all of them, as a list"},
	{"comment", nothing, true, "the newest comment"},
	{"comments", nothing, true, "all comments, as a list"},
	{"metadata", keys, false, "metadata, or one key of it"},
	{"scores", keys, true, "the scores, or one of them by name"},
	{"tags", nothing, false, "the tags, as a list"},
	{"name", nothing, false, "the name of the span"},
	{"type", nothing, false, "its type"},
	{"error", nothing, false, "its error"},
	{"id", nothing, false, "its row id, as the client sent it"},
	{"created", nothing, false, "when it began"},
	{"trace", nothing, false, "the whole trace with all its spans"},
	{"reference", nothing, false, "the ids of the trace and the span, in place of what they hold"},
}

// RootHelp is a word that a path may begin with, and what it means.
type RootHelp struct{ Name, Help string }

// Roots lists what a path may begin with.
func Roots() []RootHelp {
	list := make([]RootHelp, len(roots))
	for i, r := range roots {
		list[i] = RootHelp{r.name, r.help}
	}
	return list
}

func rootOf(name string) (root, bool) {
	for _, r := range roots {
		if r.name == name {
			return r, true
		}
	}
	return root{}, false
}

// IsZero reports whether the path names nothing.
func (p Path) IsZero() bool { return p.Root == "" }

// Bare reports whether the path names a whole value.
func (p Path) Bare() bool { return len(p.Steps) == 0 && p.Source == "" }

// ParsePath reads a path such as input.messages[-1].content, metadata["odd key"] or correction.user. Empty text gives the zero
// Path. The error says what is wrong with the text in words for the person who typed it.
func ParsePath(text string) (Path, error) {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return Path{}, nil
	case len(text) > MaxPath:
		return Path{}, fmt.Errorf("a path has at most %d characters", MaxPath)
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return Path{}, errors.New("the path holds characters that no text has")
	}
	name, rest := word(text)
	r, known := rootOf(strings.ToLower(name))
	if !known {
		return Path{}, fmt.Errorf("a path begins with a word such as input, output, metadata or comment, not with %q", clip(text))
	}
	steps, err := parseSteps(rest)
	if err != nil {
		return Path{}, err
	}
	p := Path{Root: r.name, Steps: steps}
	if r.sourced && strings.HasPrefix(rest, ".") && slices.Contains(store.Sources, store.Source(steps[0].Key)) {
		p.Source, p.Steps = store.Source(steps[0].Key), steps[1:]
	}
	if len(p.Steps) == 0 {
		p.Steps = nil
	}
	return p, r.check(p)
}

// check reports steps where the root has nothing to step into.
func (r root) check(p Path) error {
	switch {
	case len(p.Steps) == 0:
		return nil
	case r.below == nothing:
		return fmt.Errorf("there is nothing below %s", r.name)
	case r.below == keys && p.Steps[0].IsIndex:
		return fmt.Errorf("%s is no list: name a key of it, as in %s.name", r.name, r.name)
	case len(p.Steps) > MaxSteps:
		return fmt.Errorf("a path has at most %d steps", MaxSteps)
	}
	return nil
}

// parseSteps reads .key, [0] and ["key"] to the end of the text.
func parseSteps(text string) ([]Step, error) {
	var steps []Step
	for text != "" {
		switch text[0] {
		case '.':
			key, rest := word(text[1:])
			if key == "" {
				return nil, fmt.Errorf("a key is missing after the dot in %q", clip(text))
			}
			steps, text = append(steps, Step{Key: key}), rest
		case '[':
			step, rest, err := bracket(text[1:])
			if err != nil {
				return nil, err
			}
			steps, text = append(steps, step), rest
		default:
			return nil, fmt.Errorf("%q cannot be read: steps look like .key, [0] or [\"a key\"]", clip(text))
		}
	}
	return steps, nil
}

// bracket reads a step behind its opening bracket: a whole number, or a key as a JSON string.
func bracket(text string) (Step, string, error) {
	if strings.HasPrefix(text, `"`) {
		d := json.NewDecoder(strings.NewReader(text))
		var key string
		if err := d.Decode(&key); err != nil {
			return Step{}, "", fmt.Errorf("the key in %q has no end", clip("["+text))
		}
		rest, closed := strings.CutPrefix(text[d.InputOffset():], "]")
		if !closed {
			return Step{}, "", fmt.Errorf("a closing bracket is missing after %q", clip("["+text))
		}
		return Step{Key: strings.ReplaceAll(key, "\x00", "\uFFFD")}, rest, nil
	}
	number, rest, closed := strings.Cut(text, "]")
	index, err := strconv.ParseInt(number, 10, 32)
	if !closed || err != nil {
		return Step{}, "", fmt.Errorf("%q is neither an index such as [0] nor a key such as [\"a key\"]", clip("["+text))
	}
	return Step{Index: int(index), IsIndex: true}, rest, nil
}

// word takes the letters, digits and signs that a key may have without quotes from the front of a text.
func word(text string) (string, string) {
	for i, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_-$@/", r) {
			return text[:i], text[i:]
		}
	}
	return text, ""
}

func clip(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// String writes the path as ParsePath reads it.
func (p Path) String() string {
	var b strings.Builder
	b.WriteString(p.Root)
	if p.Source != "" {
		b.WriteString("." + string(p.Source))
	}
	r, _ := rootOf(p.Root)
	for i, s := range p.Steps {
		source := i == 0 && p.Source == "" && r.sourced && slices.Contains(store.Sources, store.Source(s.Key)) // would be read as one
		switch plain, rest := word(s.Key); {
		case s.IsIndex:
			b.WriteString("[" + strconv.Itoa(s.Index) + "]")
		case plain != "" && rest == "" && !source:
			b.WriteString("." + s.Key)
		default:
			quoted, _ := json.Marshal(s.Key) // a string always has a JSON form
			b.WriteString("[" + string(quoted) + "]")
		}
	}
	return b.String()
}

// MarshalText and UnmarshalText make a path its text wherever it is stored.
func (p Path) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText is ParsePath.
func (p *Path) UnmarshalText(text []byte) error {
	var err error
	*p, err = ParsePath(string(text))
	return err
}
