package merge

import (
	"bytes"
	"encoding/json"
)

// member is one member of an object.
type member struct {
	name  string
	value json.RawMessage
}

// readObject reads an object with its members in order; of two with one name the last counts, in the place of the first. The
// second result is false for everything else.
func readObject(raw json.RawMessage) ([]member, bool) {
	if !startsWith(raw, '{') {
		return nil, false
	}
	in := json.NewDecoder(bytes.NewReader(raw))
	if _, err := in.Token(); err != nil {
		return nil, false
	}
	var object []member
	place := map[string]int{}
	for in.More() {
		token, err := in.Token()
		name, isText := token.(string)
		var value json.RawMessage
		if err != nil || !isText || in.Decode(&value) != nil {
			return nil, false
		}
		if at, twice := place[name]; twice {
			object[at].value = value
			continue
		}
		place[name] = len(object)
		object = append(object, member{name, value})
	}
	return object, true
}

func writeObject(object []member) json.RawMessage {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, m := range object {
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(quote(m.name))
		out.WriteByte(':')
		out.Write(m.value)
	}
	out.WriteByte('}')
	return out.Bytes()
}

// quote writes text as JSON without touching <, > and &, which are common in what people log.
func quote(s string) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // text always has a JSON form
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}

func readList(raw json.RawMessage) ([]json.RawMessage, bool) {
	if !startsWith(raw, '[') {
		return nil, false
	}
	var list []json.RawMessage
	return list, json.Unmarshal(raw, &list) == nil
}

func writeList(list []json.RawMessage) json.RawMessage {
	out := []byte{'['}
	for i, value := range list {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, value...)
	}
	return append(out, ']')
}

// distinct is the list without the values that mean the same as an earlier one.
func distinct(list []json.RawMessage) []json.RawMessage {
	seen := make(map[string]bool, len(list))
	var out []json.RawMessage
	for _, value := range list {
		if key := canonical(value); !seen[key] {
			seen[key] = true
			out = append(out, value)
		}
	}
	return out
}

// setOf holds the values of a list by what they mean.
func setOf(list []json.RawMessage) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, value := range list {
		set[canonical(value)] = true
	}
	return set
}

// canonical is the same text for values that mean the same: white space, the order of members and how text is escaped make no
// difference.
func canonical(raw json.RawMessage) string {
	in := json.NewDecoder(bytes.NewReader(raw))
	in.UseNumber()
	var v any
	if in.Decode(&v) != nil {
		return string(raw)
	}
	out, err := json.Marshal(v)
	if err != nil {
		return string(raw)
	}
	return string(out)
}

func startsWith(raw json.RawMessage, c byte) bool {
	raw = bytes.TrimLeft(raw, " \t\r\n")
	return len(raw) > 0 && raw[0] == c
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(bytes.TrimSpace(raw)) == "null" }
