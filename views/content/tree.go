package content

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// maxDepth is how far a tree unfolds; deeper values are shown as their JSON text. HTML parsers give up at 512 open
// elements and a level takes three.
const maxDepth = 64

// bytesPerNode bounds the number of nodes by the limit of the value: a list of single digits would otherwise make forty
// bytes of markup out of each byte. The smallest values are not worth bounding.
const (
	bytesPerNode = 16
	fewNodes     = 64
)

// kind is the JSON type of a node.
type kind uint8

const (
	kindString kind = iota
	kindNumber
	kindBool
	kindNull
	kindList
	kindObject
	kindDeep // JSON text beyond maxDepth
)

// node is a JSON value that kept the order of its members and the spelling of its numbers.
type node struct {
	kind     kind
	key      string // its name in the object around it
	member   bool   // it has a key, which may be empty
	text     string // what a string says, or the JSON text of another scalar
	children []*node
	cut      bool // the limit fell inside of it
}

// get returns the first member of an object with a key, or nil.
func (n *node) get(key string) *node {
	if n == nil || n.kind != kindObject {
		return nil
	}
	for _, c := range n.children {
		if c.key == key {
			return c
		}
	}
	return nil
}

// str returns the text of a string member, or "".
func (n *node) str(key string) string {
	if c := n.get(key); c != nil && c.kind == kindString {
		return c.text
	}
	return ""
}

// container reports whether n is a list or an object.
func (n *node) container() bool { return n.kind == kindList || n.kind == kindObject }

// jsonText returns the JSON text of a scalar.
func (n *node) jsonText() string {
	if n.kind != kindString {
		return n.text
	}
	b, err := json.Marshal(n.text)
	if err != nil {
		return `""` // a string always has JSON
	}
	return string(b)
}

// errCut ends reading where the limit is.
var errCut = errors.New("value cut short")

// reader reads a bounded beginning of a JSON text.
type reader struct {
	text   string // what may be read
	whole  bool   // text is all there is
	d      *json.Decoder
	budget int // nodes that may still be made
}

// parse reads at most limit bytes of a JSON text into a tree and says how many bytes that took: len(text) when the
// value was read whole. It fails if what it read is no JSON.
func parse(text string, limit int) (root *node, read int, err error) {
	head := cutText(text, limit)
	p := &reader{text: head, whole: len(head) == len(text), d: json.NewDecoder(strings.NewReader(head))}
	p.d.UseNumber()
	p.budget = max(limit/bytesPerNode, fewNodes)
	root, err = p.value(0)
	if errors.Is(err, errCut) && root != nil {
		read = len(head)
		if p.budget == 0 {
			read = int(p.d.InputOffset())
		}
		return root, min(read, len(text)-1), nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("parse JSON: %w", err)
	}
	if !p.whole {
		return root, len(head), nil
	}
	if _, err := p.d.Token(); !errors.Is(err, io.EOF) {
		return nil, 0, errors.New("parse JSON: text after the value")
	}
	return root, len(text), nil
}

// value reads the next value. With errCut it returns what it has of it, which may be nil.
func (p *reader) value(depth int) (*node, error) {
	if p.budget == 0 {
		return nil, errCut
	}
	p.budget--
	token, err := p.d.Token()
	if err != nil {
		return p.rescue(err)
	}
	switch t := token.(type) {
	case string:
		return &node{kind: kindString, text: t}, nil
	case json.Number:
		n := &node{kind: kindNumber, text: t.String()}
		if !p.whole && int(p.d.InputOffset()) == len(p.text) {
			n.cut = true // its digits may go on behind the limit
			return n, errCut
		}
		return n, nil
	case bool:
		return &node{kind: kindBool, text: fmt.Sprint(t)}, nil
	case json.Delim:
		return p.open(t, depth)
	}
	return &node{kind: kindNull, text: "null"}, nil
}

// open reads a list or an object whose bracket was just read.
func (p *reader) open(bracket json.Delim, depth int) (*node, error) {
	if depth >= maxDepth {
		return p.deep()
	}
	n := &node{kind: kindList}
	if bracket == '{' {
		n.kind = kindObject
	}
	for p.d.More() {
		key := ""
		if n.kind == kindObject {
			token, err := p.d.Token()
			if err != nil {
				return n.cutBy(p.cutOr(err))
			}
			key, _ = token.(string) // the decoder lets nothing else stand here
		}
		child, err := p.value(depth + 1)
		if child != nil {
			child.key, child.member = key, n.kind == kindObject
			n.children = append(n.children, child)
		}
		if err != nil {
			return n.cutBy(err)
		}
	}
	if _, err := p.d.Token(); err != nil {
		return n.cutBy(p.cutOr(err))
	}
	return n, nil
}

// cutBy hands on what n holds if the limit ended it, and nothing if it is no JSON.
func (n *node) cutBy(err error) (*node, error) {
	if !errors.Is(err, errCut) {
		return nil, err
	}
	n.cut = true
	return n, err
}

// cutOr turns the end of the text into errCut where it is our doing.
func (p *reader) cutOr(err error) error {
	if !p.whole && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)) {
		return errCut
	}
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// rescue keeps the beginning of a string that the limit cut.
func (p *reader) rescue(err error) (*node, error) {
	if err = p.cutOr(err); !errors.Is(err, errCut) {
		return nil, err
	}
	rest := strings.TrimLeft(p.text[p.d.InputOffset():], " \t\r\n:,")
	if strings.HasPrefix(rest, `"`) {
		if s, _, ok := stringPrefix(rest+" ", len(rest)); ok {
			return &node{kind: kindString, text: s, cut: true}, err
		}
	}
	return nil, err
}

// deep skips a value that is nested too far and keeps its text.
func (p *reader) deep() (*node, error) {
	start := int(p.d.InputOffset()) - 1
	n := &node{kind: kindDeep}
	for open := 1; open > 0; {
		token, err := p.d.Token()
		if err != nil {
			n.text = p.text[start:]
			return n.cutBy(p.cutOr(err))
		}
		switch token {
		case json.Delim('['), json.Delim('{'):
			open++
		case json.Delim(']'), json.Delim('}'):
			open--
		}
	}
	n.text = p.text[start:p.d.InputOffset()]
	return n, nil
}
