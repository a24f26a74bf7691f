package otel

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// maxPath is how many parts of a dotted name become levels; the rest stays one key.
const maxPath = 16

// wrappers are levels of OpenInference that hold nothing but one object, so that names stay unique when flattened.
var wrappers = []string{"message", "tool_call", "message_content", "document"}

// list takes the attributes prefix.N.… and makes them what they were before someone flattened them: a list of objects. It is
// nil when there are none.
func (a *attributes) list(prefix string) json.RawMessage {
	tree := map[string]any{}
	for _, rest := range a.after(prefix + ".") {
		index, _, _ := strings.Cut(rest, ".")
		if !isIndex(index) {
			continue
		}
		v, _ := a.take(prefix + "." + rest)
		path := strings.SplitN(rest, ".", maxPath)
		put(tree, path, leaf(path[len(path)-1], jsonOf(v, asText)))
	}
	if len(tree) == 0 {
		return nil
	}
	return encode(raise(tree))
}

// leaf is a value at the end of a path. The content of a message may be a list of parts written as JSON; all other text is
// what somebody said or what a tool is called with, and stays text.
func leaf(name string, v json.RawMessage) json.RawMessage {
	if name != "content" || len(v) == 0 || v[0] != '"' {
		return v
	}
	if text := textOf(v); strings.HasPrefix(strings.TrimSpace(text), "[{") {
		return textJSON(text, documents)
	}
	return v
}

// put hangs a value into the tree. Where a name is both a value and a beginning of longer ones, the longer ones win.
func put(tree map[string]any, path []string, v json.RawMessage) {
	for _, name := range path[:len(path)-1] {
		next, ok := tree[name].(map[string]any)
		if !ok {
			next = map[string]any{}
			tree[name] = next
		}
		tree = next
	}
	if _, deeper := tree[path[len(path)-1]].(map[string]any); !deeper {
		tree[path[len(path)-1]] = v
	}
}

// raise turns objects whose names are all numbers into lists, and takes wrappers away.
func raise(v any) any {
	object, ok := v.(map[string]any)
	if !ok {
		return v
	}
	names := make([]string, 0, len(object))
	numbers := true
	for name := range object {
		names = append(names, name)
		numbers = numbers && isIndex(name)
	}
	if numbers {
		slices.SortFunc(names, func(x, y string) int { return index(x) - index(y) })
		list := make([]any, len(names))
		for i, name := range names {
			list[i] = raise(object[name])
		}
		return list
	}
	if len(names) == 1 && slices.Contains(wrappers, names[0]) {
		return raise(object[names[0]])
	}
	raised := make(map[string]any, len(object))
	for _, name := range names {
		key := name
		if name == "contents" && object["content"] == nil { // OpenInference's name for a content in parts
			key = "content"
		}
		raised[key] = raise(object[name])
	}
	return raised
}

// isIndex reports whether a part of a name is a place in a list.
func isIndex(s string) bool {
	if s == "" || len(s) > 6 {
		return false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func index(s string) int {
	n, _ := strconv.Atoi(s) // isIndex has seen it
	return n
}
