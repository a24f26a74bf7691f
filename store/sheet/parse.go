package sheet

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"assay/store/filter"
)

// Renderer is how a value is drawn.
type Renderer string

// The renderers.
const (
	Auto     Renderer = "" // as the value suggests
	Text     Renderer = "text"
	Markdown Renderer = "markdown"
	JSON     Renderer = "json"
	Chat     Renderer = "chat"
	Raw      Renderer = "raw"
	Number   Renderer = "number"
	Table    Renderer = "table" // of a list of objects
	Tags     Renderer = "tags"  // of a list of texts
)

// Renderers are the names that a template may use.
var Renderers = []Renderer{Text, Markdown, JSON, Chat, Raw, Number, Table, Tags}

// Limits of a template.
const (
	MaxBytes  = 10_000
	MaxFields = 60
)

// Template is what a sheet shows of a trace.
type Template struct {
	Title    *filter.Path // nil: the trace's name
	Sections []Section
}

// Section is fields under a heading; the first may have none.
type Section struct {
	Name   string
	Fields []Field
}

// Field is one value.
type Field struct {
	Path     *filter.Path
	Renderer Renderer
	Label    string
}

// Error says what is wrong with a line.
type Error struct {
	Line    int // from 1
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Message) }

// Parse reads a template. Its error is an *Error.
func Parse(text string) (Template, error) {
	var t Template
	if len(text) > MaxBytes {
		return t, &Error{1, fmt.Sprintf("a template has at most %d bytes", MaxBytes)}
	}
	fields := 0
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := t.read(line); err != nil {
			return Template{}, &Error{i + 1, err.Error()}
		}
		if n := len(t.Sections); n > 0 && len(t.Sections[n-1].Fields) > 0 {
			fields++
		}
		if fields > MaxFields {
			return Template{}, &Error{i + 1, fmt.Sprintf("a template has at most %d fields", MaxFields)}
		}
	}
	if fields == 0 {
		return Template{}, &Error{1, "a template shows at least one field: write a path such as input or metadata.order on a line of its own"}
	}
	return t, nil
}

// read adds what one line says.
func (t *Template) read(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	rest = strings.TrimSpace(rest)
	switch {
	case word == "title":
		if t.Title != nil {
			return errors.New("there is a title already")
		}
		p, err := readPath(rest)
		t.Title = p
		return err
	case word == "section":
		if rest == "" || utf8.RuneCountInString(rest) > 100 {
			return errors.New("a section has a name of up to 100 characters")
		}
		t.Sections = append(t.Sections, Section{Name: rest})
		return nil
	}
	f, err := readField(line)
	if err != nil {
		return err
	}
	if len(t.Sections) == 0 {
		t.Sections = append(t.Sections, Section{})
	}
	last := &t.Sections[len(t.Sections)-1]
	last.Fields = append(last.Fields, f)
	return nil
}

// readField reads path [as renderer] ["label"].
func readField(line string) (Field, error) {
	text, label, err := cutLabel(line)
	if err != nil {
		return Field{}, err
	}
	path, renderer := text, ""
	if at := strings.LastIndex(text, " as "); at >= 0 {
		path, renderer = strings.TrimSpace(text[:at]), strings.TrimSpace(text[at+4:])
		if !slices.Contains(Renderers, Renderer(renderer)) {
			return Field{}, fmt.Errorf("there is no way of showing named %q; there are %s", renderer, renderersInWords())
		}
	}
	p, err := readPath(path)
	if err != nil {
		return Field{}, err
	}
	if label == "" {
		label = filter.Format(p)
	}
	return Field{Path: p, Renderer: Renderer(renderer), Label: label}, nil
}

// cutLabel takes the label off the end of a line. A quote that follows a dot belongs to the path.
func cutLabel(line string) (rest, label string, err error) {
	if !strings.HasSuffix(line, `"`) {
		return line, "", nil
	}
	at := strings.LastIndex(line[:len(line)-1], ` "`)
	if at < 0 {
		return line, "", nil
	}
	label = line[at+2 : len(line)-1]
	if label == "" || utf8.RuneCountInString(label) > 100 {
		return "", "", errors.New("a label has 1 to 100 characters")
	}
	return strings.TrimSpace(line[:at]), label, nil
}

func renderersInWords() string {
	names := make([]string, len(Renderers))
	for i, r := range Renderers {
		names[i] = string(r)
	}
	return strings.Join(names, ", ")
}

// readPath reads a path of the filter language to something that a sheet can show.
func readPath(text string) (*filter.Path, error) {
	if text == "" {
		return nil, errors.New("a path is missing, such as metadata.customer")
	}
	e, err := filter.Parse(text)
	if err == nil {
		_, err = filter.Check(&filter.IsNull{X: e}, filter.Options{Text: text})
	}
	if wrong := new(filter.Error); errors.As(err, &wrong) {
		if wrong.Suggestion != "" {
			return nil, fmt.Errorf("%s (did you mean %s?)", wrong.Message, wrong.Suggestion)
		}
		return nil, errors.New(wrong.Message)
	}
	if err != nil {
		return nil, fmt.Errorf("read path: %w", err)
	}
	p, ok := e.(*filter.Path)
	if !ok || p.Field == nil {
		return nil, fmt.Errorf("%q is no path: a template shows values as they are and computes nothing", text)
	}
	if !shows(p) {
		return nil, fmt.Errorf("a sheet does not show %s; it shows %s", p.Name, strings.Join(Fields, ", "))
	}
	return p, nil
}
