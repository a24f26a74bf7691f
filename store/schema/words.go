package schema

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strconv"
	"unicode"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// visible keeps what can be seen.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case !unicode.IsGraphic(r):
		return '\uFFFD'
	}
	return r
}

// typeWords are the types as people say them.
var typeWords = map[string]string{"array": "a list", "boolean": "true or false", "integer": "a whole number", "number": "a number", "object": "an object", "string": "text", "null": "null"}

func typeWord(t string) string {
	if words := typeWords[t]; words != "" {
		return words
	}
	return t
}

func quoted(name string) string { return strconv.Quote(short(name)) }

func jsonWords(value any) string {
	b, err := json.Marshal(value)
	if err != nil {
		return short(fmt.Sprint(value))
	}
	return short(string(b))
}

func decimal(n *big.Rat) string {
	if n.IsInt() {
		return short(n.Num().String())
	}
	f, _ := n.Float64()
	return strconv.FormatFloat(f, 'g', -1, 64)
}

// said is the fault that an error without causes, or one of alternatives, stands for.
func said(e *jsonschema.ValidationError) Fault {
	return Fault{pointer(e.InstanceLocation), faultWords(e.ErrorKind)}
}

func faultWords(k jsonschema.ErrorKind) string {
	switch k := k.(type) {
	case *kind.Type:
		want := ""
		for i, t := range k.Want {
			if i > 0 {
				want += " or "
			}
			want += typeWord(t)
		}
		if k.Got == "null" {
			return "is missing or null; write " + want + ", or allow null in the schema"
		}
		return "is " + gotWord(k.Got) + "; make it " + want
	case *kind.Required:
		return "lacks " + listed(k.Missing, quoted) + "; add what is missing"
	case *kind.AdditionalProperties:
		return "has " + listed(k.Properties, quoted) + ", which the schema does not know; take it out, or add it to the schema"
	case *kind.Enum:
		return "is " + jsonWords(k.Got) + "; use one of " + listed(k.Want, jsonWords)
	case *kind.Const:
		return "is " + jsonWords(k.Got) + "; make it " + jsonWords(k.Want)
	case *kind.AnyOf:
		return "fits none of the alternatives of the schema; make it fit one"
	case *kind.OneOf:
		if len(k.Subschemas) > 0 {
			return "fits more than one of the alternatives of the schema; make it fit exactly one"
		}
		return "fits none of the alternatives of the schema; make it fit one"
	case *kind.Not:
		return "is what the schema excludes; change it"
	case *kind.FalseSchema:
		return "is not allowed by the schema; take it out"
	case *kind.Format:
		return "is no valid " + short(k.Want) + "; correct it"
	case *kind.Pattern:
		return "is " + jsonWords(k.Got) + ", which does not match " + short(k.Want) + "; change it"
	}
	return measureWords(k)
}

// gotWord says what is there in place of what should be.
func gotWord(t string) string {
	if t == "boolean" {
		return "a boolean"
	}
	return typeWord(t)
}

// measureWords are the faults of how long, large or many something is.
func measureWords(k jsonschema.ErrorKind) string {
	switch k := k.(type) {
	case *kind.MinLength:
		return fmt.Sprintf("has %d characters; write at least %d", k.Got, k.Want)
	case *kind.MaxLength:
		return fmt.Sprintf("has %d characters; leave at most %d", k.Got, k.Want)
	case *kind.MinItems:
		return fmt.Sprintf("has %d entries; write at least %d", k.Got, k.Want)
	case *kind.MaxItems:
		return fmt.Sprintf("has %d entries; leave at most %d", k.Got, k.Want)
	case *kind.MinProperties:
		return fmt.Sprintf("has %d members; write at least %d", k.Got, k.Want)
	case *kind.MaxProperties:
		return fmt.Sprintf("has %d members; leave at most %d", k.Got, k.Want)
	case *kind.UniqueItems:
		return fmt.Sprintf("has the same entry at %d and %d; take one out", k.Duplicates[0], k.Duplicates[1])
	case *kind.Minimum:
		return "is " + decimal(k.Got) + "; make it at least " + decimal(k.Want)
	case *kind.Maximum:
		return "is " + decimal(k.Got) + "; make it at most " + decimal(k.Want)
	case *kind.ExclusiveMinimum:
		return "is " + decimal(k.Got) + "; make it more than " + decimal(k.Want)
	case *kind.ExclusiveMaximum:
		return "is " + decimal(k.Got) + "; make it less than " + decimal(k.Want)
	case *kind.MultipleOf:
		return "is " + decimal(k.Got) + "; make it a multiple of " + decimal(k.Want)
	}
	return "does not fit: " + short(k.LocalizedString(message.NewPrinter(language.English))) + "; change it"
}
