package web

import (
	"assay/store"
	"assay/views"
)

// node is a span at its place in the tree.
type node struct {
	store.SpanNode
	depth int
}

// arrange orders spans as a tree is read: each span before its children, siblings by start. A span whose parent is not there
// (it has not arrived, or lives in another system) stands at the top; a ring of parents is broken where it is found.
func arrange(spans []store.SpanNode) []node {
	known := make(map[string]bool, len(spans))
	for _, s := range spans {
		known[s.SpanID] = true
	}
	children := map[string][]store.SpanNode{}
	var tops []store.SpanNode
	for _, s := range spans {
		if s.Parent == "" || !known[s.Parent] || s.Parent == s.SpanID {
			tops = append(tops, s)
			continue
		}
		children[s.Parent] = append(children[s.Parent], s)
	}
	tree, placed := make([]node, 0, len(spans)), map[store.SpanID]bool{}
	var place func(s store.SpanNode, depth int)
	place = func(s store.SpanNode, depth int) {
		if placed[s.ID] {
			return
		}
		placed[s.ID] = true
		tree = append(tree, node{s, depth})
		for _, child := range children[s.SpanID] {
			place(child, depth+1)
		}
	}
	for _, s := range tops {
		place(s, 0)
	}
	for _, s := range spans { // what only a ring of parents leads to
		place(s, 0)
	}
	return tree
}

// currentSpan is the index of the wanted span, else of the root, else of the first; -1 in an empty tree.
func currentSpan(tree []node, wanted, root store.SpanID) int {
	current := min(0, len(tree)-1)
	for i, n := range tree {
		if n.ID == wanted {
			return i
		}
		if n.ID == root {
			current = i
		}
	}
	return current
}

// spanLinks builds the addresses within a trace: on its own page, in the side panel of a list, or in the room of a queue.
type spanLinks struct {
	trace   store.TraceID
	project string
	query   views.TraceQuery
	onPage  bool   // the trace has a page to itself
	room    string // slug of the queue; empty elsewhere
	turn    int    // of a repeat in that room; 0: none
}

func (l spanLinks) with(change func(*views.TraceQuery)) string {
	q := l.query
	q.From = 0
	change(&q)
	if l.room != "" { // which shows a tree as it is
		return views.RoomURL(l.project, l.room, views.RoomQuery{Item: l.trace, Turn: l.turn, Span: q.Span, Format: q.Format})
	}
	return views.TraceURL(l.project, l.trace, q)
}

func (l spanLinks) span(id store.SpanID) string {
	return l.with(func(q *views.TraceQuery) { q.Span = id })
}

func (l spanLinks) withFormat(id store.SpanID, format string) string {
	return l.with(func(q *views.TraceQuery) { q.Span, q.Format = id, format })
}

// file is the address of a file that a value of a span refers to.
func (l spanLinks) file(id store.SpanID, key string) string {
	if l.room != "" {
		return views.RoomFileURL(l.project, l.room, views.RoomQuery{Item: l.trace, Turn: l.turn, Span: id}, key)
	}
	return projectFiles(l.project)(key)
}

// fileOf is file for one span.
func (l spanLinks) fileOf(id store.SpanID) func(key string) string {
	return func(key string) string { return l.file(id, key) }
}

func (l spanLinks) value(id store.SpanID, part string) string {
	if l.room != "" {
		return views.RoomValueURL(l.project, l.room, views.RoomQuery{Item: l.trace, Turn: l.turn, Span: id}, part)
	}
	return views.ValueURL(l.project, l.trace, id, part)
}
