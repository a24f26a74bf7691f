package store

import (
	"strings"
	"unicode/utf8"
)

// Sheet is a template by which a project shows its traces. What the template says store/sheet reads.
type Sheet struct {
	ID       int // 0: not saved yet
	Slug     string
	Name     string
	Template string
	Deleted  bool
}

// CheckSheetName returns the name of a sheet without spaces around it, or an Invalid naming the field "name".
func CheckSheetName(text string) (string, error) {
	name := strings.TrimSpace(text)
	if n := utf8.RuneCountInString(name); n < 1 || n > 100 || !utf8.ValidString(name) {
		return "", Invalid{"name": "A sheet has a name of up to 100 characters."}
	}
	return name, nil
}
