package store

import (
	"strings"
	"time"
	"unicode"
)

// View is a saved state of the list of traces: its filter, columns and order under a name.
type View struct {
	ID      int
	Slug    string // its name in addresses
	Name    string
	State   string // the query of the list's address
	Owner   int    // account that saved it
	By      string // the owner's name or address
	Shared  bool   // with everyone in the project; else the owner's alone
	Project bool   // the list of the project opens with it
	Own     bool   // the list opens with it for whoever asks
	Deleted bool
	Created time.Time
}

// AllTraces is the slug that stands for no view, where the list would otherwise open with one.
const AllTraces = "all"

// CheckViewName returns the name trimmed, or an Invalid naming the field "name".
func CheckViewName(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	if n := len([]rune(s)); n < 1 || n > 100 {
		return "", Invalid{"name": "A view has a name of 1 to 100 characters."}
	}
	return s, nil
}

// Slug makes a name for addresses of one for people: small letters, digits and hyphens, at most 60 of them.
func Slug(name string) string {
	var b strings.Builder
	n, gap := 0, false
	for _, r := range strings.ToLower(name) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = n > 0
			continue
		}
		if n >= 60 || gap && n >= 59 {
			break
		}
		if gap {
			b.WriteByte('-')
			n++
			gap = false
		}
		b.WriteRune(r)
		n++
	}
	if slug := b.String(); slug != "" && slug != AllTraces {
		return slug
	}
	return "view"
}
