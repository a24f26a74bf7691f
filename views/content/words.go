package content

import (
	"fmt"
	"strings"
)

// maxUnfolded is how many levels of a tree stand open at first.
const maxUnfolded = 6

// maxFilterable is the longest JSON text of a scalar that becomes a link, in bytes: nobody filters by an essay.
const maxFilterable = 256

// class names a kind in style sheets.
func (k kind) class() string {
	switch k {
	case kindNumber:
		return "number"
	case kindBool, kindNull:
		return "word"
	case kindList, kindObject:
		return "empty"
	case kindDeep:
		return "deep"
	}
	return "string"
}

// count says how much a container holds.
func (n *node) count() string {
	one, many := "item", "items"
	if n.kind == kindObject {
		one, many = "key", "keys"
	}
	if n.cut {
		return fmt.Sprintf("%d+ %s", len(n.children), many)
	}
	if len(n.children) == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", len(n.children), many)
}

// alone returns n as the root of a tree of its own, without the key it had elsewhere.
func (n *node) alone() *node {
	root := *n
	root.key, root.member = "", false
	return &root
}

// shown returns the text of a leaf: a string in quotes but with its own line breaks, so that it can be read.
func (n *node) shown() string {
	switch n.kind {
	case kindString:
		if n.cut {
			return `"` + n.text
		}
		return `"` + n.text + `"`
	case kindList:
		return "[]"
	case kindObject:
		return "{}"
	}
	return n.text
}

// link returns where a leaf leads, "" for nowhere.
func (n *node) link(path []string, l links) string {
	if l.filter == nil || n.cut || n.container() || n.kind == kindDeep || len(n.text) > maxFilterable {
		return ""
	}
	return l.filter(path, n.jsonText())
}

// class names a kind of part in style sheets.
func (k partKind) class() string {
	switch k {
	case partThink:
		return "think"
	case partCall:
		return "call"
	case partResult:
		return "result"
	}
	return "other"
}

// label says what a part is.
func (k partKind) label() string {
	switch k {
	case partThink:
		return "reasoning"
	case partCall:
		return "calls"
	case partResult:
		return "returns"
	}
	return "part"
}

// class names a role in style sheets; the words of strangers never become class names.
func (t turn) class() string {
	switch strings.ToLower(t.role) {
	case "user", "human":
		return "user"
	case "assistant", "ai", "model":
		return "assistant"
	case "system", "developer":
		return "system"
	case "tool", "function":
		return "tool"
	}
	return "other"
}

// size returns the length of what a message says, in bytes.
func (t turn) size() int {
	n := 0
	for _, p := range t.parts {
		n += len(p.text)
	}
	return n
}

// maxInstruction is the longest instruction of a system that stands open, in bytes. It is the same in every trace of an
// application, and the question and the answer are what one came for.
const maxInstruction = 1200

// long reports whether a message is folded at first.
func (t turn) long() bool { return t.class() == "system" && t.size() > maxInstruction }
