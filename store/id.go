package store

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
)

// Our ids are UUIDs in their 36-character form. Clients' ids are text and never used as keys.
type (
	ProjectID int
	TraceID   string
	SpanID    string
	EventID   string
)

// MaxClientID is the longest id a client may send, in bytes.
const MaxClientID = 1024

// TraceKey computes the id of the trace whose root span id, as the client calls it, is rootSpanID. Ids hold within one
// project. Computing them spares ingest a look-up and makes replays and early children land on the same row.
func TraceKey(rootSpanID string) TraceID { return TraceID(keyOf("trace", rootSpanID)) }

// SpanKey computes the id of the span whose row id is rowID.
func SpanKey(rowID string) SpanID { return SpanID(keyOf("span", rowID)) }

// EventKey computes the id of an event that a machine delivered without one, from whatever tells two events apart. The same
// parts give the same id, which makes a second delivery recognisable.
func EventKey(parts ...string) EventID { return EventID(keyOf("event", parts...)) }

// NewEventID returns a random id, for what a person does: pressing a key twice is two events.
func NewEventID() EventID {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never fails since Go 1.24
	return EventID(format(b, 4))
}

// keyOf hashes length-prefixed parts, so that ("ab","c") and ("a","bc") differ. The result is a UUID of version 8, the one
// RFC 9562 section 5.8 leaves to the application.
func keyOf(kind string, parts ...string) string {
	text := make([]byte, 0, 128)
	text = appendPart(text, kind)
	for _, p := range parts {
		text = appendPart(text, p)
	}
	sum := sha256.Sum256(text)
	return format([16]byte(sum[:16]), 8)
}

func appendPart(text []byte, part string) []byte {
	return append(append(strconv.AppendInt(text, int64(len(part)), 10), ':'), part...)
}

func format(b [16]byte, version byte) string {
	b[6] = b[6]&0x0f | version<<4
	b[8] = b[8]&0x3f | 0x80
	var s [36]byte
	hex.Encode(s[:8], b[:4])
	hex.Encode(s[9:13], b[4:6])
	hex.Encode(s[14:18], b[6:8])
	hex.Encode(s[19:23], b[8:10])
	hex.Encode(s[24:], b[10:])
	s[8], s[13], s[18], s[23] = '-', '-', '-', '-'
	return string(s[:])
}

// IsKey reports whether s has the form of one of our ids, so that a query with it cannot fail on its form.
func IsKey(s string) bool {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return false
	}
	_, err := hex.DecodeString(strings.ReplaceAll(s, "-", ""))
	return err == nil
}
