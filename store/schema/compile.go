package schema

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

const (
	// MaxBytes is how long the text of a schema may be.
	MaxBytes = 64 << 10
	// maxSchemaDepth and maxDepth are how deep schemas and values may be nested.
	maxSchemaDepth = 64
	maxDepth       = 500
	// dialect is the only one.
	dialect = "https://json-schema.org/draft/2020-12/schema"
	// home is what references within a schema are relative to. Nothing is there: the name is reserved (RFC 2606).
	home = "https://schema.invalid/"
)

// Error says what is wrong with the text of a schema, and where.
type Error struct {
	Line, Column int // from 1, the column in characters; 0: the text as a whole
	Says         string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Says
	}
	return fmt.Sprintf("Line %d, column %d: %s", e.Line, e.Column, e.Says)
}

// Schema is a schema that values are held to. It is for one goroutine at a time.
type Schema struct {
	compiled *jsonschema.Schema
	steps    *steps
}

// Compile reads a schema. What is wrong with one is an *Error.
func Compile(text string) (*Schema, error) {
	if len(text) > MaxBytes {
		return nil, &Error{Says: fmt.Sprintf("The schema has more than %d KB.", MaxBytes>>10)}
	}
	if !utf8.ValidString(text) {
		return nil, &Error{Says: "The schema is not UTF-8."}
	}
	doc, err := parse(text)
	if err != nil {
		return nil, err
	}
	if says := tooMuch(doc, maxSchemaDepth); says != "" {
		return nil, &Error{Says: "The schema " + says + "."}
	}
	switch root := doc.(type) {
	case bool:
	case map[string]any:
		if named, ok := root["$schema"]; ok && named != dialect {
			line, column := place(text, []string{"$schema"})
			return nil, &Error{line, column, "Schemas here are those of the draft 2020-12. Write \"$schema\": \"" + dialect + "\", or leave it out."}
		}
	default:
		return nil, &Error{1, 1, `A schema is an object, such as {"type": "string"}.`}
	}
	s := &Schema{steps: &steps{}}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.UseLoader(nothing{})
	c.AssertFormat()
	c.RegisterVocabulary(s.steps.vocabulary())
	c.AssertVocabs()
	if err := c.AddResource(home, doc); err != nil {
		return nil, &Error{Says: wordsOfCompiler(err)}
	}
	if s.compiled, err = c.Compile(home); err != nil {
		return nil, explain(text, err)
	}
	return s, nil
}

// errElsewhere is why nothing is loaded.
var errElsewhere = errors.New("a schema here refers to itself only")

// nothing loads no schema, neither from the network nor from a file.
type nothing struct{}

// Load refuses.
func (nothing) Load(string) (any, error) { return nil, errElsewhere }

// parse reads JSON.
func parse(text string) (any, error) {
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err == nil {
		return doc, nil
	}
	var syntax *json.SyntaxError
	switch {
	case strings.TrimSpace(text) == "":
		return nil, &Error{1, 1, `A schema is an object, such as {"type": "string"}.`}
	case errors.As(err, &syntax):
		line, column := position(text, int(syntax.Offset)-1)
		return nil, &Error{line, column, "This is no JSON: " + strings.TrimPrefix(syntax.Error(), "json: ") + "."}
	case strings.Contains(err.Error(), "EOF"):
		line, column := position(text, len(text))
		return nil, &Error{line, column, "The JSON ends too early: a bracket, brace or quote is missing."}
	}
	line, column := position(text, len(text))
	return nil, &Error{line, column, "There is something behind the schema. It is one JSON object."}
}

// explain says at which place of the text the compiler stopped.
func explain(text string, err error) *Error {
	var load *jsonschema.LoadURLError
	var invalid *jsonschema.SchemaValidationError
	switch {
	case errors.As(err, &load):
		return &Error{Says: "The schema refers to " + short(strings.TrimPrefix(load.URL, home)) + ". Nothing is fetched: put what it needs under $defs, and refer to it as \"#/$defs/name\"."}
	case errors.As(err, &invalid):
		var v *jsonschema.ValidationError
		if errors.As(invalid.Err, &v) {
			deep := deepest(v)
			line, column := place(text, deep.InstanceLocation)
			f := said(deep)
			if format, ok := deep.ErrorKind.(*kind.Format); ok && format.Want == "regex" {
				f.Says = "is no regular expression of RE2, which knows neither lookahead nor back references: " + short(fmt.Sprint(format.Err))
			}
			return &Error{line, column, "The keyword at " + pathWords(f.Path) + " " + f.Says + "."}
		}
	}
	return &Error{Says: wordsOfCompiler(err)}
}

// wordsOfCompiler are the compiler's own, without the address that schemas are given.
func wordsOfCompiler(err error) string {
	return "The schema cannot be used: " + short(strings.ReplaceAll(err.Error(), home, "")) + "."
}

// deepest is the cause that lies deepest in the schema, which is the most exact one.
func deepest(e *jsonschema.ValidationError) *jsonschema.ValidationError {
	best := e
	for _, c := range e.Causes {
		if d := deepest(c); len(d.InstanceLocation) > len(best.InstanceLocation) || len(best.Causes) > 0 && len(d.Causes) == 0 {
			best = d
		}
	}
	return best
}
