package views

import (
	"strings"

	"github.com/a-h/templ"
)

// fieldState ties a field to its hint and, when something is wrong with it, to the error. The ids are name-hint and name-error.
func fieldState(id string, hint bool, wrong map[string]string) templ.Attributes {
	var by []string
	a := templ.Attributes{}
	if hint {
		by = append(by, id+"-hint")
	}
	if wrong[id] != "" {
		by = append(by, id+"-error")
		a["aria-invalid"], a["autofocus"] = "true", true
	}
	if by != nil {
		a["aria-describedby"] = strings.Join(by, " ")
	}
	return a
}

// FieldState is fieldState for the pages in packages of their own.
func FieldState(id string, hint bool, wrong map[string]string) templ.Attributes {
	return fieldState(id, hint, wrong)
}

// FieldError says what is wrong with a field, in an element that FieldState names.
func FieldError(id, message string) templ.Component { return fieldError(id, message) }
