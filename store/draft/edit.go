package draft

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"assay/store"
)

// Do is what a bulk edit does to each of its rows.
type Do string

// The bulk edits. Each of them needs what its comment says.
const (
	AddTag      Do = "tag"    // Value
	RemoveTag   Do = "untag"  // Value
	SetSplit    Do = "split"  // Value; an empty one takes the row out of its split
	SetKey      Do = "key"    // Key, and Value as a JSON value or text
	RemoveKey   Do = "unkey"  // Key
	Remove      Do = "remove" // nothing
	maxSplit       = 200      // characters
	maxKey         = 1024     // bytes
	splitTooBig    = "A split has at most 200 characters, in one line."
)

// Bulk is one edit of many rows.
type Bulk struct {
	Do         Do
	Key, Value string
}

// Check returns the edit ready to be applied, or an Invalid naming the field "do", "key" or "value".
func (b Bulk) Check() (Bulk, error) {
	b.Key = strings.TrimSpace(b.Key)
	switch b.Do {
	case AddTag, RemoveTag:
		b.Value = strings.TrimSpace(b.Value)
		if b.Value == "" {
			return b, store.Invalid{"value": "Write the tag."}
		}
		if wrong := store.CheckTags([]string{b.Value}); wrong != "" {
			return b, store.Invalid{"value": "This " + wrong + "."}
		}
	case SetSplit:
		var err error
		if b.Value, err = CheckSplit(b.Value); err != nil {
			return b, store.Invalid{"value": splitTooBig}
		}
	case SetKey, RemoveKey:
		if b.Key == "" || len(b.Key) > maxKey {
			return b, store.Invalid{"key": "Write the key of the metadata."}
		}
		if b.Do == RemoveKey {
			return b, nil
		}
		if _, err := Parse(b.Value); err != nil {
			return b, store.Invalid{"value": err.Error()}
		}
	case Remove:
	default:
		return b, store.Invalid{"do": "Choose what to do with the rows."}
	}
	return b, nil
}

// CheckSplit returns the name of a split trimmed, or an Invalid naming the field "split".
func CheckSplit(split string) (string, error) {
	split = strings.TrimSpace(split)
	if len([]rune(split)) > maxSplit || strings.ContainsAny(split, "\r\n\x00") {
		return "", store.Invalid{"split": splitTooBig}
	}
	return split, nil
}

// Apply is a row after the edit, which Check has accepted.
func (b Bulk) Apply(r Row) Row {
	if r.Removed {
		return r
	}
	switch b.Do {
	case AddTag:
		if !slices.Contains(r.Tags, b.Value) && len(r.Tags) < store.MaxTags {
			r.Tags = append(slices.Clone(r.Tags), b.Value)
		}
	case RemoveTag:
		r.Tags = slices.DeleteFunc(slices.Clone(r.Tags), func(t string) bool { return t == b.Value })
	case SetSplit:
		r.Split = b.Value
	case SetKey:
		value, err := Parse(b.Value)
		if err == nil {
			r.Metadata = withKey(r.Metadata, b.Key, value)
		}
	case RemoveKey:
		r.Metadata = withKey(r.Metadata, b.Key, nil)
	case Remove:
		r.Removed = true
	}
	return r
}

// withKey is an object with a member set, or without it for no value. What is no object stays as it is.
func withKey(object json.RawMessage, key string, value json.RawMessage) json.RawMessage {
	members := map[string]json.RawMessage{}
	if len(object) > 0 && json.Unmarshal(object, &members) != nil || members == nil {
		return object
	}
	if _, there := members[key]; !there && value == nil {
		return object
	}
	delete(members, key)
	if value != nil {
		members[key] = value
	}
	return encoded(members)
}

// encoded writes a value as JSON on one line, with markup as it is.
func encoded(v any) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil {
		return nil
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
