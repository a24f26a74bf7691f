package store

import (
	"slices"
	"strings"
	"time"
)

// Access is what an API key may do with the projects it is good for.
type Access string

const (
	ReadAccess  Access = "read"
	WriteAccess Access = "write" // and read
)

// Includes reports whether access a allows what needs other.
func (a Access) Includes(other Access) bool { return a == WriteAccess || a == other && a == ReadAccess }

// ParseAccess reads the name of an access; anything else is an Invalid naming the field "access".
func ParseAccess(s string) (Access, error) {
	if a := Access(s); a == ReadAccess || a == WriteAccess {
		return a, nil
	}
	return "", Invalid{"access": "Choose read or write."}
}

// Key is an API key: what a program shows in place of a person's password. The token itself is kept nowhere.
type Key struct {
	ID       int
	Name     string
	Prefix   string // the first characters of the token, to tell keys apart by
	Access   Access
	Scoped   bool // good for Projects only; false: for every project, also for those to come
	Projects []ProjectID
	MadeBy   string // as the account is called; empty: made from the command line
	Created  time.Time
	Expires  time.Time // zero: never
	Revoked  time.Time // zero: it was not
	LastUsed time.Time // zero: never; exact to a minute
}

// Covers reports whether the key is good for a project, whatever its access.
func (k Key) Covers(project ProjectID) bool {
	return !k.Scoped || slices.Contains(k.Projects, project)
}

// Expired reports whether the key's time is over.
func (k Key) Expired(now time.Time) bool { return !k.Expires.IsZero() && !now.Before(k.Expires) }

// CheckKeyName returns the name trimmed, or an Invalid naming the field "name".
func CheckKeyName(s string) (string, error) {
	s = strings.TrimSpace(s)
	if n := len([]rune(s)); n < 1 || n > 100 || strings.ContainsAny(s, "\x00\r\n\t") {
		return "", Invalid{"name": "A name has 1 to 100 characters on one line."}
	}
	return s, nil
}
