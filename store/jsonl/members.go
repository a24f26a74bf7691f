package jsonl

import (
	"encoding/json"

	"assay/store"
)

// Span reads a line whose members were taken apart already, by the rules of Decode. Its error is a *LineError.
func Span(members map[string]json.RawMessage) (store.Span, error) {
	o := object{members: members}
	return o.span(Options{})
}

// Feedback reads one entry of a line's list of feedback by the rules of Decode. Its error is a *LineError.
func Feedback(members map[string]json.RawMessage) (store.Feedback, error) {
	o := object{members: members}
	f := o.oneFeedback(Options{})
	if o.err != nil {
		return store.Feedback{}, o.err
	}
	return f, nil
}
