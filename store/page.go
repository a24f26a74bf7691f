package store

import (
	"encoding/base64"
	"errors"
	"strings"
	"time"
)

// Cursor is a place in a list that is ordered from new to old: the page begins after it. The zero Cursor begins at the top.
type Cursor struct {
	Created time.Time
	ID      TraceID
}

// IsZero reports whether the cursor stands at the top.
func (c Cursor) IsZero() bool { return c.ID == "" }

// String packs the cursor for a URL; the zero cursor is "".
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(c.Created.UTC().Format(time.RFC3339Nano) + " " + string(c.ID)))
}

// ParseCursor reads what String wrote. Anything else is an Invalid naming the field "after".
func ParseCursor(s string) (Cursor, error) {
	if s == "" {
		return Cursor{}, nil
	}
	bad := Invalid{"after": "This page link is damaged. Start from the first page."}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return Cursor{}, errors.Join(bad, err)
	}
	at, id, _ := strings.Cut(string(b), " ")
	t, err := time.Parse(time.RFC3339Nano, at)
	if err != nil || !IsKey(id) {
		return Cursor{}, bad
	}
	return Cursor{Created: t, ID: TraceID(id)}, nil
}
