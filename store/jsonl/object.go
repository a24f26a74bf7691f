package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"assay/store"
)

// maxScoreName keeps the name of a score short enough to stand in an index, in bytes.
const maxScoreName = 200

// object reads the members of one JSON object by name. It keeps the first complaint, after which its methods return zero
// values, so that a caller reads everything and asks once. A map and not a struct, because encoding/json would take "ID"
// for "id".
type object struct {
	members map[string]json.RawMessage
	at      string // prefix of field paths: "" at the top of the line, "feedback[2]." inside
	err     *LineError
}

func (o *object) fail(field, format string, args ...any) {
	if o.err == nil {
		o.err = refuse(o.at+field, format, args...)
	}
}

// value returns the member, null included, with no more escapes than it needs; nil when it is absent.
func (o *object) value(name string) json.RawMessage {
	return Unescape(o.members[name])
}

// present returns the member or nil when it is absent or null.
func (o *object) present(name string) json.RawMessage {
	raw := o.members[name]
	if o.err != nil || len(raw) == 0 || string(raw) == "null" {
		return nil
	}
	return raw
}

func (o *object) text(name string) string {
	raw := o.present(name)
	if raw == nil {
		return ""
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		o.fail(name, "must be text in quotes, not %s", kindOf(raw))
		return ""
	}
	return CleanText(s)
}

// anyText takes what should be text but is often logged as an object, such as an error, and keeps such a value as its JSON.
func (o *object) anyText(name string) string {
	if raw := o.present(name); raw != nil && raw[0] != '"' {
		return CleanText(string(raw))
	}
	return o.text(name)
}

// id reads an identifier; an absent or empty one is "".
func (o *object) id(name string) string {
	raw := o.present(name)
	if raw == nil {
		return ""
	}
	return o.checkID(name, raw)
}

func (o *object) checkID(field string, raw json.RawMessage) string {
	var s string
	switch {
	case json.Unmarshal(raw, &s) != nil:
		o.fail(field, "must be text in quotes, not %s", kindOf(raw))
	case len(s) > store.MaxClientID:
		o.fail(field, "has %d bytes; the most is %d", len(s), store.MaxClientID)
	case strings.ContainsRune(s, 0):
		o.fail(field, `holds the character \u0000, which an id may not; remove it`)
	default:
		return s
	}
	return ""
}

// first reads a list of ids and returns its first, or "" when it is absent or empty.
func (o *object) first(name string) string {
	list := o.list(name)
	if len(list) == 0 || string(list[0]) == "null" {
		return ""
	}
	return o.checkID(name+"[0]", list[0])
}

func (o *object) list(name string) []json.RawMessage {
	raw := o.present(name)
	if raw == nil {
		return nil
	}
	list, ok := SplitList(raw)
	if !ok {
		o.fail(name, "must be a list in [ ], not %s", kindOf(raw))
	}
	return list
}

func (o *object) texts(name string) []string {
	var out []string
	for i, raw := range o.list(name) {
		var s *string
		if json.Unmarshal(raw, &s) != nil || s == nil {
			o.fail(name+"["+strconv.Itoa(i)+"]", "must be text in quotes, not %s", kindOf(raw))
			return nil
		}
		out = append(out, CleanText(*s))
	}
	return out
}

func (o *object) tags(name string) []string {
	tags := o.texts(name)
	if wrong := store.CheckTags(tags); wrong != "" {
		o.fail(name, "%s", wrong)
		return nil
	}
	return tags
}

// time reads an RFC 3339 time, in UTC; the zero time when it is absent.
func (o *object) time(name string) time.Time {
	raw := o.present(name)
	if raw == nil {
		return time.Time{}
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		o.fail(name, "must be a time as text, such as \"2026-01-31T09:30:00Z\", not %s", kindOf(raw))
		return time.Time{}
	}
	return o.checkTime(name, s)
}

func (o *object) checkTime(field, s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		o.fail(field, "is %s, not a time of RFC 3339; write it with its zone, as 2026-01-31T09:30:00Z", excerpt([]byte(s)))
		return time.Time{}
	}
	return o.checkYear(field, t.UTC())
}

func (o *object) checkYear(field string, t time.Time) time.Time {
	if t.Year() < 1 || t.Year() > 9999 {
		o.fail(field, "lies outside the years 1 to 9999; correct it")
		return time.Time{}
	}
	return t
}

// object reads a member that jsonb will hold. nil when it is absent.
func (o *object) object(name string) json.RawMessage {
	raw := o.present(name)
	if raw == nil {
		return nil
	}
	if raw[0] != '{' {
		o.fail(name, "must be an object in { }, not %s", kindOf(raw))
		return nil
	}
	clean, err := CleanJSON(raw)
	if err != nil {
		o.fail(name, "%v", err)
	}
	return clean
}

// numbers reads an object of numbers. Members that are null say nothing and are dropped.
func (o *object) numbers(name string) json.RawMessage {
	raw := o.object(name)
	if raw == nil {
		return nil
	}
	members, _ := Split(raw) // it is an object
	nulls := false
	for key, value := range members {
		if string(value) == "null" {
			delete(members, key)
			nulls = true
			continue
		}
		var v float64
		if err := json.Unmarshal(value, &v); err != nil || math.IsInf(v, 0) {
			o.fail(name+"."+CleanText(key), "must be a number, not %s %s; put other values into metadata", kindOf(value), excerpt(value))
			return nil
		}
	}
	if !nulls {
		return raw
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(members); err != nil {
		o.fail(name, "cannot be written: %v", err)
	}
	return bytes.TrimSpace(out.Bytes())
}

// scores reads an object of scores. A null stays: it withdraws.
func (o *object) scores(name string) map[string]store.Score {
	raw := o.present(name)
	if raw == nil {
		return nil
	}
	members, ok := Split(raw)
	if !ok {
		o.fail(name, "must be an object of scores such as {\"helpful\":0.5}, not %s", kindOf(raw))
		return nil
	}
	if len(members) > store.MaxScores {
		o.fail(name, "has %d scores; the most is %d", len(members), store.MaxScores)
		return nil
	}
	out := make(map[string]store.Score, len(members))
	for key, value := range members {
		key = CleanText(key)
		if key == "" || len(key) > maxScoreName {
			o.fail(name, "has a score whose name is %d bytes long; use 1 to %d", len(key), maxScoreName)
			return nil
		}
		score, err := store.ParseScore(value)
		var typed *json.UnmarshalTypeError // a number that no float64 holds
		switch {
		case errors.As(err, &typed):
			o.fail(name+"."+key, "is out of range: scale scores to 0 to 1")
			return nil
		case err != nil:
			o.fail(name+"."+key, "cannot be used: %v; scale numbers to 0 to 1", err)
			return nil
		}
		score.Category = CleanText(score.Category)
		out[key] = score
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
