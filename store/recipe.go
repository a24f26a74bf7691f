package store

import (
	"strings"
	"time"
)

// RecipeHead is a recipe without what it does: a filter, a mapping and a sample that are kept under a name, to fill a dataset again
// when more traces have come.
type RecipeHead struct {
	ID      int
	Project ProjectID // of the dataset
	Dataset int
	Name    string
	Source  ProjectID // whose traces it takes
	Filter  string
	Author  string
	Created time.Time
	Changed time.Time
	Deleted bool
	Runs    int
	LastRun time.Time // zero before the first
}

// CheckRecipeName returns the name trimmed, or an Invalid naming the field "recipe".
func CheckRecipeName(s string) (string, error) {
	s = strings.TrimSpace(s)
	if n := len([]rune(s)); n < 1 || n > 100 || strings.ContainsAny(s, "\x00\r\n\t") {
		return "", Invalid{"recipe": "The name of a recipe has 1 to 100 characters in one line."}
	}
	return s, nil
}
