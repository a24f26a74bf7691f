package web

import (
	"cmp"
	"encoding/json"
	"slices"

	"assay/store"
)

// lens is what of a trace gets to the page of a queue's reviewer. The zero lens lets everything through. What it holds back never
// leaves the server.
type lens struct {
	queue  store.Queue
	dots   bool // masks hold
	hidden bool // blind: what anyone said stays hidden until the reviewer has answered
	turn   int  // of a repeat, which the addresses within it name; 0: none
}

// clear reports whether the lens lets everything through.
func (l lens) clear() bool { return l.queue.ID == 0 && !l.hidden }

// lensFor is the lens through which the asker looks at a queue's item; answered tells that its own answer is stored.
func lensFor(w *identity, q store.Queue, answered bool) lens {
	return lens{queue: q, dots: !w.role.Includes(store.Curator), hidden: q.Blind && !answered}
}

// judgement reports whether what others said is let through.
func (l lens) judgement() bool { return !l.hidden && l.queue.View.Shows("feedback") }

// masks reports whether something of a field is held back.
func (l lens) masks(field string) bool { return l.dots && l.queue.View.Masking(field) }

func (l lens) trace(t store.Trace) store.Trace {
	if !l.judgement() {
		t.Scores, t.BySource, t.Reviews, t.Comments, t.Corrections, t.UserCorrections = nil, nil, 0, 0, 0, 0
	}
	if !l.queue.View.Shows("tags") {
		t.Tags = nil
	}
	return t
}

// judges are the types of spans in which a scorer says what it thinks.
var judges = []string{"score", "eval"}

// spans leaves out the votes on spans, and the spans of scorers with all below them, where judgement is held back.
func (l lens) spans(tree []node) []node {
	if l.judgement() {
		return tree
	}
	kept := make([]node, 0, len(tree))
	skip := -1 // depth of the scorer whose spans are being left out
	for _, n := range tree {
		if skip >= 0 && n.depth > skip {
			continue
		}
		skip = -1
		if slices.Contains(judges, n.Type) {
			skip = n.depth
			continue
		}
		n.Scores = nil
		kept = append(kept, n)
	}
	return kept
}

func (l lens) payload(p store.Payload) store.Payload {
	if l.hidden { // an approved value is somebody's judgement
		p.Expected, p.Approved = p.Logged, false
	}
	for field, value := range map[string]*string{"input": &p.Input, "output": &p.Output, "expected": &p.Expected, "logged": &p.Logged} {
		if field == "logged" {
			field = "expected"
		}
		switch {
		case !l.queue.View.Shows(field):
			*value = ""
		case l.dots:
			*value = l.queue.View.Mask(field, *value)
		}
	}
	return p
}

func (l lens) metadata(m json.RawMessage) json.RawMessage {
	if !l.queue.View.Shows("metadata") {
		return nil
	}
	if l.dots {
		return json.RawMessage(l.queue.View.Mask("metadata", string(m)))
	}
	return m
}

func (l lens) metrics(m json.RawMessage) json.RawMessage {
	if !l.queue.View.Shows("metrics") {
		return nil
	}
	return m
}

// format is how a field is shown: as the reader chose, else as the queue says.
func (l lens) format(field, chosen string) string { return cmp.Or(chosen, l.queue.View.Formats[field]) }
