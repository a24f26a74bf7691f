package store

import (
	"encoding/json"
	"strings"
	"time"
)

// Session is traces that belong together, by the value of a metadata key that they share.
type Session struct {
	Key    string          // the metadata key that holds the value
	Value  json.RawMessage // a JSON string or number
	Traces int
	Capped bool      // there are more traces than counting went
	First  time.Time // zero when not known
	Last   time.Time
	Errors int // traces with an error
	// UserScores counts the numbers that users gave to its traces; UserMean is their mean.
	UserScores int
	UserMean   float64
}

// SessionKeys are the metadata keys that applications usually name their sessions by, the first there is counting.
var SessionKeys = []string{"session_id", "thread_id", "conversation_id"}

// CheckSessionKey returns the metadata key that someone typed, with or without "metadata." before it; empty is the usual ones.
// Its error is an Invalid naming the field "session_key".
func CheckSessionKey(text string) (string, error) {
	key := strings.TrimPrefix(strings.TrimSpace(text), "metadata.")
	if len([]rune(key)) > 100 || strings.ContainsAny(key, "\x00\r\n\t\"") {
		return "", Invalid{"session_key": "A key has at most 100 characters, without quotes and line breaks."}
	}
	return key, nil
}

// SessionKeysOf are the keys to look for in a project whose setting is key.
func SessionKeysOf(key string) []string {
	if key == "" {
		return SessionKeys
	}
	return []string{key}
}
