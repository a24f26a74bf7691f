package adding

import (
	"slices"
	"strconv"
	"strings"

	"assay/store"
)

// Expected says where rows take their expected value from.
type Expected string

const (
	// ExpectedBest takes the approved value, else a reviewer's correction, else the logged value, else a user's correction. The
	// output is never among them.
	ExpectedBest Expected = "best"
	// ExpectedUser takes the newest correction of a user, else what ExpectedBest takes.
	ExpectedUser Expected = "user"
	// ExpectedOutput takes the output where there is nothing better, and marks the row so.
	ExpectedOutput Expected = "output"
	// ExpectedPath takes the value of Plan.From.
	ExpectedPath Expected = "path"
	// ExpectedNone leaves it empty.
	ExpectedNone Expected = "none"
)

// Expecteds in the order in which pages offer them.
var Expecteds = []Expected{ExpectedBest, ExpectedUser, ExpectedOutput, ExpectedPath, ExpectedNone}

// Order lists where the expected value may come from, the first that is there counting. It is empty for a path and for none.
func (e Expected) Order() []store.ExpectedFrom {
	best := []store.ExpectedFrom{store.FromApproved, store.FromReviewer, store.FromLogged, store.FromUser}
	switch e {
	case ExpectedUser:
		return []store.ExpectedFrom{store.FromUser, store.FromApproved, store.FromReviewer, store.FromLogged}
	case ExpectedOutput:
		return append(best, store.FromOutput)
	case ExpectedPath, ExpectedNone:
		return nil
	}
	return best
}

// Action is what happens to a trace that the dataset has in some way already.
type Action string

const (
	Skip   Action = "skip"   // nothing is written
	Merge  Action = "merge"  // the row that is there gains the provenance, and what it lacks
	Insert Action = "insert" // it becomes a row all the same
)

// Actions in the order in which pages offer them.
var Actions = []Action{Skip, Merge, Insert}

// Kind says in which way the dataset has a trace already.
type Kind string

const (
	NotYet  Kind = ""        // it does not
	Origin  Kind = "origin"  // a row was made from the same span
	Content Kind = "content" // a row has the same input, byte for byte
	Near    Kind = "near"    // a row has an input that says nearly the same
)

// Kinds of duplicates, the surest first.
var Kinds = []Kind{Origin, Content, Near}

// Duplicates says what happens to each kind.
type Duplicates struct {
	Origin  Action `json:"origin"`
	Content Action `json:"content"`
	Near    Action `json:"near"`
	// Similarity is the Jaccard index from which on two inputs are near duplicates, 0.5 to 1; 0 does not look for them.
	Similarity float64 `json:"similarity,omitempty"`
}

// Of is the action for a kind.
func (d Duplicates) Of(k Kind) Action {
	switch k {
	case Origin:
		return d.Origin
	case Content:
		return d.Content
	case Near:
		return d.Near
	}
	return Insert
}

// Span says which span of a trace becomes a row. The zero Span is the root.
type Span struct {
	ID    store.SpanID `json:"id,omitempty"`    // this one
	Name  string       `json:"name,omitempty"`  // the first of this name
	Every bool         `json:"every,omitempty"` // with Name: each of them becomes a row
}

// IsRoot reports whether it is the root.
func (s Span) IsRoot() bool { return s.ID == "" && s.Name == "" }

// Field is a member of a row's metadata and the value that it takes.
type Field struct {
	Key  string `json:"key"`
	Path Path   `json:"path"`
}

// Limits of a plan.
const (
	MaxFields = 50
	MaxName   = 200 // characters of a name: of a span, a metadata key, a split
	MaxSample = 1_000_000
)

// Plan says how traces become rows. The zero Plan is not a good one: begin with Default.
type Plan struct {
	Span       Span              `json:"span"`
	Input      Path              `json:"input"`
	Expected   Expected          `json:"expected"`
	From       Path              `json:"from,omitzero"`    // where ExpectedPath takes it from
	Metadata   bool              `json:"metadata"`         // copy the metadata of the trace
	Fields     []Field           `json:"fields,omitempty"` // over it
	Tags       bool              `json:"tags"`
	Split      string            `json:"split,omitempty"` // that the new rows go into
	Duplicates Duplicates        `json:"duplicates"`
	Choices    map[string]Action `json:"choices,omitempty"` // over Duplicates, by the id of the span, or of the trace while it has no root
	Sample     Sample            `json:"sample,omitzero"`
}

// Default is the plan that a page opens with.
func Default() Plan {
	return Plan{Input: Path{Root: "input"}, Expected: ExpectedBest, Metadata: true, Tags: true,
		Duplicates: Duplicates{Origin: Skip, Content: Merge, Near: Insert, Similarity: 0.8}}
}

// Check returns an Invalid that names the fields of a plan that make no sense, as forms spell them.
func (p Plan) Check() error {
	wrong := store.Invalid{}
	if p.Input.IsZero() {
		wrong["input"] = "Say what becomes the input, for example input or input.question."
	}
	if p.Expected == ExpectedPath && p.From.IsZero() {
		wrong["from"] = "Say what becomes the expected value, for example metadata.answer."
	}
	if len([]rune(p.Span.Name)) > MaxName {
		wrong["span"] = "The name of a span has at most " + strconv.Itoa(MaxName) + " characters here."
	}
	if p.Span.ID != "" && !store.IsKey(string(p.Span.ID)) {
		wrong["span"] = "This is no span of ours."
	}
	if len(p.Fields) > MaxFields {
		wrong["fields"] = "A row takes at most " + strconv.Itoa(MaxFields) + " fields here."
	}
	if s := p.Split; s != strings.TrimSpace(s) || len([]rune(s)) > MaxName || strings.ContainsAny(s, "\x00\r\n\t") {
		wrong["split"] = "The name of a split has at most " + strconv.Itoa(MaxName) + " characters in one line."
	}
	if s := p.Duplicates.Similarity; s != 0 && !(s >= 0.5 && s <= 1) {
		wrong["similarity"] = "Similarity is a number from 50 to 100 per cent."
	}
	if !slices.Contains(Expecteds, p.Expected) {
		wrong["expected"] = "Choose where the expected value comes from."
	}
	for _, k := range Kinds {
		if !slices.Contains(Actions, p.Duplicates.Of(k)) {
			wrong["duplicates"] = "Choose what happens to duplicates: skip, merge or insert."
		}
	}
	for id, action := range p.Choices {
		if !store.IsKey(id) || !slices.Contains(Actions, action) {
			wrong["choices"] = "One of the choices for single traces cannot be read. Choose again."
		}
	}
	p.Sample.check(wrong)
	return wrong.OrNil()
}

// ParseFields reads lines of "key = path", an empty text being none. The error names the line that cannot be read.
func ParseFields(text string) ([]Field, error) {
	var fields []Field
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		at := func(problem string) error {
			return store.Invalid{"fields": "Line " + strconv.Itoa(n+1) + ": " + problem + "."}
		}
		key, from, found := strings.Cut(line, "=")
		key = strings.TrimSpace(key)
		if !found || key == "" || strings.TrimSpace(from) == "" {
			return nil, at("write a key, an equals sign and a path, as in asked_by = metadata.user")
		}
		if len([]rune(key)) > MaxName || strings.ContainsRune(key, 0) {
			return nil, at("a key has at most " + strconv.Itoa(MaxName) + " characters")
		}
		path, err := ParsePath(from)
		if err != nil {
			return nil, at(err.Error())
		}
		fields = append(fields, Field{Key: key, Path: path})
	}
	return fields, nil
}

// FormatFields writes fields as ParseFields reads them.
func FormatFields(fields []Field) string {
	var b strings.Builder
	for _, f := range fields {
		b.WriteString(f.Key + " = " + f.Path.String() + "\n")
	}
	return b.String()
}
