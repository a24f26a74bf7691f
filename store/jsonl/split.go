package jsonl

import "encoding/json"

// Split takes a JSON object or null apart into its members as they stand. It is false for values of another kind. raw is JSON
// that something has checked already, such as a RawMessage that encoding/json filled: it is read once here, where decoding into a
// map reads it three times, and that is most of what taking a batch costs. Of members with one name the last counts; the
// values share raw's memory.
func Split(raw json.RawMessage) (map[string]json.RawMessage, bool) {
	i := skipSpace(raw, 0)
	if i < len(raw) && raw[i] == 'n' {
		return nil, true
	}
	if i == len(raw) || raw[i] != '{' {
		return nil, false
	}
	members := make(map[string]json.RawMessage, 16)
	for i = skipSpace(raw, i+1); i < len(raw) && raw[i] == '"'; {
		end := stringEnd(raw, i)
		from := skipSpace(raw, skipSpace(raw, end)+1) // over the colon
		if end < i+2 || from >= len(raw) {
			return nil, false // no JSON, against what is asked for
		}
		name := memberName(raw[i:end])
		i = valueEnd(raw, from)
		members[name] = raw[from:i:i]
		if i = skipSpace(raw, i); i < len(raw) && raw[i] == ',' {
			i = skipSpace(raw, i+1)
		}
	}
	return members, true
}

// SplitList takes a JSON list or null apart as Split does an object.
func SplitList(raw json.RawMessage) ([]json.RawMessage, bool) {
	i := skipSpace(raw, 0)
	if i < len(raw) && raw[i] == 'n' {
		return nil, true
	}
	if i == len(raw) || raw[i] != '[' {
		return nil, false
	}
	list := []json.RawMessage{}
	for i = skipSpace(raw, i+1); i < len(raw) && raw[i] != ']'; {
		from := i
		if i = valueEnd(raw, from); i == from {
			return nil, false // no JSON, against what is asked for
		}
		list = append(list, raw[from:i:i])
		if i = skipSpace(raw, i); i < len(raw) && raw[i] == ',' {
			i = skipSpace(raw, i+1)
		}
	}
	return list, true
}

// memberName decodes a quoted name, as encoding/json does.
func memberName(quoted []byte) string {
	plain := true
	for _, c := range quoted {
		plain = plain && c != '\\' && c < 0x80
	}
	if plain {
		return string(quoted[1 : len(quoted)-1])
	}
	var name string
	_ = json.Unmarshal(quoted, &name) // it was checked
	return name
}

func skipSpace(raw []byte, i int) int {
	for i < len(raw) && (raw[i] == ' ' || raw[i] == '\n' || raw[i] == '\t' || raw[i] == '\r') {
		i++
	}
	return i
}

// valueEnd is the index after the value that begins at i.
func valueEnd(raw []byte, i int) int {
	depth := 0
	for i < len(raw) {
		switch raw[i] {
		case '"':
			i = stringEnd(raw, i)
			if depth == 0 {
				return i
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i // of the object around a number or a word
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case ',', ' ', '\n', '\t', '\r':
			if depth == 0 {
				return i
			}
		}
		i++
	}
	return i
}
