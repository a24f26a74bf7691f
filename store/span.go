package store

import (
	"encoding/json"
	"time"
)

// Span is one step of a trace as a client sends it, with the feedback that came along.
type Span struct {
	RowID        string // unique in the project; what feedback names
	SpanID       string // what children name; RowID when the client has only one id
	RootSpanID   string // the trace
	ParentSpanID string // empty on a root
	Created      time.Time
	HasCreated   bool // false: Created is when we received it
	Position     int  // order within its batch or file
	Name, Type   string
	Input        json.RawMessage // any JSON value; nil when absent, so a logged null is "null"
	Output       json.RawMessage
	Expected     json.RawMessage
	Error        string
	Scores       map[string]Score
	Metadata     json.RawMessage // a JSON object or nil
	Metrics      json.RawMessage // a JSON object with numbers, or nil; start and end are Unix seconds
	Tags         []string
	Attributes   json.RawMessage // span_attributes of the wire beside name and type, an object or nil
	Context      json.RawMessage // where in the program it was logged, an object or nil
	Origin       json.RawMessage // the record it was made from, an object or nil
	// Classifications of the wire: name to list of labels, an object or nil.
	Classifications json.RawMessage
	Feedback        []Feedback
}

// IsRoot reports whether the span begins its trace. It has no parent; ids are never compared, because SDKs give a root a span
// id that differs from the trace's.
func (s *Span) IsRoot() bool { return s.ParentSpanID == "" }

// Feedback is what one person or program said about one span in one go.
type Feedback struct {
	Source     Source
	WireSource string // the client's word for it
	User       string // empty: anonymous, and then every submission counts
	Scores     map[string]Score
	Comment    string
	Anchor     *Anchor         // what the comment quotes; nil: nothing
	Expected   json.RawMessage // a proposed correction; nil when absent
	Metadata   json.RawMessage // belongs to the event, yet filters find it
	Tags       []string
	Created    time.Time // zero: when it was received
}
