package store

import (
	"strings"
	"time"
)

// Release is when a version of the application went out, which charts mark.
type Release struct {
	Name string
	At   time.Time
	Seen bool // nobody told of it: At is the first trace whose metadata.release names it
}

// CheckReleaseName returns the name without blanks around it, or an Invalid about "name".
func CheckReleaseName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" || len(name) > 200 || strings.ContainsRune(name, 0) {
		return "", Invalid{"name": "Name the release in 1 to 200 bytes, such as v2.4 or 2026-05-31."}
	}
	return name, nil
}
