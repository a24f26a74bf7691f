package similar

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Said is what a JSON value says in words: its strings and numbers without names of members and punctuation. Of a conversation
// that is what was said in it, without the instructions that the application put before it: they are the same in every
// conversation and would make all of them alike. Text that is no JSON is taken as it is. It reads 256 KB at most.
func Said(value string) string {
	var read any
	if len(value) > longestSaid || json.Unmarshal([]byte(value), &read) != nil {
		return value[:min(len(value), longestSaid)]
	}
	var b strings.Builder
	say(&b, read)
	if b.Len() == 0 { // nothing but instructions
		sayAll(&b, read)
	}
	return b.String()
}

const longestSaid = 256 << 10

// say writes the words of a value, but for messages of the system.
func say(b *strings.Builder, value any) {
	if m, ok := value.(map[string]any); ok {
		if role, _ := m["role"].(string); role == "system" || role == "developer" {
			return
		}
		if _, talks := m["role"].(string); talks && m["content"] != nil {
			say(b, m["content"])
			return
		}
	}
	each(value, func(inner any) { say(b, inner) }, func(word string) { b.WriteString(word + "\n") })
}

func sayAll(b *strings.Builder, value any) {
	each(value, func(inner any) { sayAll(b, inner) }, func(word string) { b.WriteString(word + "\n") })
}

// each takes a value apart, members of an object in the order of their names.
func each(value any, inner func(any), word func(string)) {
	switch v := value.(type) {
	case string:
		word(v)
	case float64:
		text, _ := json.Marshal(v) // a number that was read has a JSON form
		word(string(text))
	case []any:
		for _, e := range v {
			inner(e)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			inner(v[name])
		}
	}
}
