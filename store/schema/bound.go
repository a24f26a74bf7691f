package schema

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

const (
	// maxDigits and maxExponent bound numbers: those of any length are compared exactly, which takes as long as they are.
	maxDigits   = 400
	maxExponent = 400
)

// tooMuch says in half a sentence why a value is not looked at, or nothing.
func tooMuch(value any, depth int) string {
	if depth < 0 {
		return "is nested too deeply"
	}
	switch v := value.(type) {
	case json.Number:
		if !bounded(string(v)) {
			return "has the number " + short(string(v)) + ", which is too long or too large to be compared"
		}
	case []any:
		for _, item := range v {
			if says := tooMuch(item, depth-1); says != "" {
				return says
			}
		}
	case map[string]any:
		for _, item := range v {
			if says := tooMuch(item, depth-1); says != "" {
				return says
			}
		}
	}
	return ""
}

// bounded tells whether a number can be compared in little time.
func bounded(number string) bool {
	digits, exponent := number, "0"
	if at := strings.IndexAny(number, "eE"); at >= 0 {
		digits, exponent = number[:at], number[at+1:]
	}
	n, err := strconv.Atoi(exponent)
	return err == nil && len(digits) <= maxDigits && n >= -maxExponent && n <= maxExponent
}

const (
	// A check of a value takes as many steps, one for each schema that each part of it is held to: a schema can be written so
	// that they double with each level.
	stepsFree    = 100_000
	stepsPerByte = 20
	stepsMost    = 20_000_000
)

// errEndless ends a check that takes too many steps.
var errEndless = errors.New("too many steps")

// steps counts down what is left of a check.
type steps struct{ left int }

// vocabulary is one without keywords, which only hears of every step.
func (s *steps) vocabulary() *jsonschema.Vocabulary {
	return &jsonschema.Vocabulary{URL: home + "steps", Compile: func(*jsonschema.CompilerContext, map[string]any) (jsonschema.SchemaExt, error) {
		return s, nil
	}}
}

// Validate counts a step. It panics with errEndless when there are none left, which Check recovers: there is no other way out of
// the validator.
func (s *steps) Validate(*jsonschema.ValidatorContext, any) {
	if s.left--; s.left < 0 {
		panic(errEndless)
	}
}
