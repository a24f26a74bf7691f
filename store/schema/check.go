package schema

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// maxFaults is how many faults of one value are told.
const maxFaults = 5

// Fault is one thing about a value that does not fit.
type Fault struct {
	Path string // JSON Pointer (RFC 6901); empty: the value as a whole
	Says string // the rest of a sentence about what is there, and what to do
}

func (f Fault) String() string { return pathWords(f.Path) + " " + f.Says }

// Check says what of a JSON value does not fit, at most the first five things; nothing where all does. No value at all is null.
func (s *Schema) Check(value []byte) (faults []Fault) {
	if len(bytes.TrimSpace(value)) == 0 {
		value = []byte("null")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(value))
	if err != nil {
		return []Fault{{Says: "is no JSON; write a JSON value"}}
	}
	if says := tooMuch(doc, maxDepth); says != "" {
		return []Fault{{Says: says + "; make it simpler, or take the schema away"}}
	}
	defer func() {
		switch p := recover(); {
		case p == nil:
		case p == any(errEndless):
			faults = []Fault{{Says: "takes too many steps to check against this schema; make the schema simpler"}}
		default:
			panic(p)
		}
	}()
	s.steps.left = min(stepsFree+stepsPerByte*len(value), stepsMost)
	var wrong *jsonschema.ValidationError
	if err := s.compiled.Validate(doc); !errors.As(err, &wrong) {
		return nil
	}
	faults = collect(nil, wrong)
	slices.SortStableFunc(faults, func(a, b Fault) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return strings.Compare(a.Says, b.Says)
	})
	faults = slices.Compact(faults)
	return faults[:min(len(faults), maxFaults)]
}

// collect lists the faults that an error stands for. Alternatives are one fault: what each of them misses tells nobody anything.
func collect(faults []Fault, e *jsonschema.ValidationError) []Fault {
	switch e.ErrorKind.(type) {
	case *kind.AnyOf, *kind.OneOf, *kind.Not, *kind.Contains, *kind.PropertyNames:
		return append(faults, said(e))
	}
	if len(e.Causes) == 0 {
		return append(faults, said(e))
	}
	for _, c := range e.Causes {
		faults = collect(faults, c)
	}
	return faults
}

// pointer writes a path as RFC 6901 says.
func pointer(path []string) string {
	var b strings.Builder
	for _, step := range path {
		b.WriteByte('/')
		b.WriteString(strings.ReplaceAll(strings.ReplaceAll(step, "~", "~0"), "/", "~1"))
	}
	return b.String()
}

// pathWords name a place in a sentence.
func pathWords(path string) string {
	if path == "" {
		return "the top"
	}
	return short(path)
}

// short keeps a piece of a sentence from becoming the whole of it.
func short(text string) string {
	const most = 200
	runes := []rune(strings.Map(visible, strings.ToValidUTF8(text, "\uFFFD")))
	if len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return string(runes)
}

// listed is a list of names or values in a sentence.
func listed[T any](values []T, show func(T) string) string {
	const most = 8
	var parts []string
	for _, v := range values[:min(len(values), most)] {
		parts = append(parts, show(v))
	}
	if more := len(values) - most; more > 0 {
		parts = append(parts, fmt.Sprintf("%d more", more))
	}
	return strings.Join(parts, ", ")
}
