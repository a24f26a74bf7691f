package schema

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// What inference takes for a rule and what for chance.
const (
	enumMost    = 8   // different texts
	enumRunes   = 40  // length of each
	enumSeen    = 10  // texts seen at least
	enumEach    = 3   // times each was seen on average at least
	membersMost = 100 // different members, above which they are taken for data
	inferDepth  = 8
)

// Examples is what values have in common. The order in which they are added does not matter.
type Examples struct {
	root node
	n    int
}

// node is what is known of the values in one place.
type node struct {
	types   map[string]int
	texts   map[string]int // different texts, as long as they are few and short
	free    bool           // texts are any
	members map[string]*node
	wide    bool // members are data
	items   *node
}

// Add looks at one more value; no value at all is null. It is false for one that no schema here accepts, because it is no JSON or
// beyond the limits of what is looked at.
func (e *Examples) Add(value []byte) bool {
	if len(bytes.TrimSpace(value)) == 0 {
		value = []byte("null")
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(value))
	if err != nil || tooMuch(doc, maxDepth) != "" {
		return false
	}
	e.n++
	e.root.add(doc, inferDepth)
	return true
}

// Len is how many values were looked at.
func (e *Examples) Len() int { return e.n }

func (n *node) add(value any, depth int) {
	if n.types == nil {
		n.types = map[string]int{}
	}
	switch v := value.(type) {
	case nil:
		n.types["null"]++
	case bool:
		n.types["boolean"]++
	case json.Number:
		if strings.ContainsAny(string(v), ".eE") {
			n.types["number"]++
		} else {
			n.types["integer"]++
		}
	case string:
		n.types["string"]++
		n.text(v)
	case []any:
		n.types["array"]++
		if depth > 0 && len(v) > 0 {
			if n.items == nil {
				n.items = &node{}
			}
			for _, item := range v {
				n.items.add(item, depth-1)
			}
		}
	case map[string]any:
		n.types["object"]++
		if depth > 0 {
			n.object(v, depth)
		}
	}
}

// text remembers a text until there are too many for a list of them.
func (n *node) text(s string) {
	if n.free {
		return
	}
	if n.texts == nil {
		n.texts = map[string]int{}
	}
	n.texts[s]++
	if len(n.texts) > enumMost || utf8.RuneCountInString(s) > enumRunes {
		n.texts, n.free = nil, true
	}
}

func (n *node) object(v map[string]any, depth int) {
	if n.members == nil {
		n.members = map[string]*node{}
	}
	for name, member := range v {
		if n.wide {
			return
		}
		m := n.members[name]
		if m == nil {
			m = &node{}
			n.members[name] = m
		}
		m.add(member, depth-1)
		if len(n.members) > membersMost {
			n.members, n.wide = nil, true
		}
	}
}

// inferred is a schema as it is written, its keywords in this order.
type inferred struct {
	Dialect    string               `json:"$schema,omitempty"`
	Type       any                  `json:"type,omitempty"`
	Enum       []any                `json:"enum,omitempty"`
	Properties map[string]*inferred `json:"properties,omitempty"`
	Required   []string             `json:"required,omitempty"`
	Items      *inferred            `json:"items,omitempty"`
}

// Schema writes a schema that accepts every value that was added: the same text for the same values. Without any it accepts all.
func (e *Examples) Schema() string {
	for depth := inferDepth; ; depth-- {
		root := e.root.schema(depth)
		root.Dialect = dialect
		var b bytes.Buffer
		w := json.NewEncoder(&b)
		w.SetEscapeHTML(false)
		w.SetIndent("", "  ")
		_ = w.Encode(root) // texts, lists and maps of them always have a JSON form
		if b.Len() <= MaxBytes || depth == 0 {
			return b.String()
		}
	}
}

func (n *node) schema(depth int) *inferred {
	s := &inferred{}
	types := slices.Sorted(maps.Keys(n.types))
	if slices.Contains(types, "number") {
		types = slices.DeleteFunc(types, func(t string) bool { return t == "integer" })
	}
	if len(types) == 1 {
		s.Type = types[0]
	} else if len(types) > 1 {
		s.Type = types
	}
	s.Enum = n.enum()
	if depth == 0 {
		return s
	}
	if n.items != nil {
		s.Items = n.items.schema(depth - 1)
	}
	for _, name := range slices.Sorted(maps.Keys(n.members)) {
		m := n.members[name]
		if s.Properties == nil {
			s.Properties = map[string]*inferred{}
		}
		s.Properties[name] = m.schema(depth - 1)
		if m.seen() == n.types["object"] {
			s.Required = append(s.Required, name)
		}
	}
	return s
}

func (n *node) seen() int {
	sum := 0
	for _, count := range n.types {
		sum += count
	}
	return sum
}

// enum lists the texts where there are few of them that come again and again, and nothing but them and null.
func (n *node) enum() []any {
	seen := n.types["string"]
	if n.free || seen+n.types["null"] != n.seen() || seen < enumSeen || seen < enumEach*len(n.texts) {
		return nil
	}
	var list []any
	for _, s := range slices.Sorted(maps.Keys(n.texts)) {
		list = append(list, s)
	}
	if n.types["null"] > 0 {
		list = append(list, nil)
	}
	return list
}
