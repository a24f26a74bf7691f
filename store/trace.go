package store

import (
	"encoding/json"
	"time"
)

// Trace is a root span with its children, as lists show it: folded values and no payload but the previews.
type Trace struct {
	ID              TraceID
	RootSpanID      string
	RootID          SpanID // empty until the root span arrives
	Created         time.Time
	CreatedReceived bool // the client gave no time
	Name, Type      string
	Duration        time.Duration
	HasDuration     bool
	Error           string // of the first span that has one
	Errors, Spans   int
	Tokens          int64
	Cost            float64 // in the client's currency, US dollars by convention
	Scores          FoldedScores
	BySource        map[Source]FoldedScores
	Metadata        json.RawMessage // the root's, an object
	Feedback        json.RawMessage // key to list of values, from feedback metadata and free-text answers
	Tags            []string
	Flagged         bool // for review
	Comments        int
	Corrections     int
	UserCorrections int
	Reviews         int
	HasExpected     bool
	Input, Output   string // previews: one line of plain text
	Expected        string // preview
	LastComment     string // preview of the newest standing comment
	Datasets        []string
	// StillMatches is false when the trace is listed because it matched as of an earlier position and no longer does.
	StillMatches bool
}

// FoldedScores holds one value a name. A present name with a null score is a tie between categories.
type FoldedScores map[string]Score

// UnmarshalJSON reads the stored form: name to number, category or null.
func (f *FoldedScores) UnmarshalJSON(b []byte) error {
	var raw map[string]any
	if err := json.Unmarshal(b, &raw); err != nil {
		return err
	}
	*f = make(FoldedScores, len(raw))
	for name, v := range raw {
		switch v := v.(type) {
		case float64:
			(*f)[name] = Num(v)
		case string:
			(*f)[name] = Score{Category: v}
		default:
			(*f)[name] = Score{}
		}
	}
	return nil
}

// SpanNode is a span as the trace page shows it in the tree: everything but the payload.
type SpanNode struct {
	ID          SpanID
	RowID       string
	SpanID      string
	Parent      string // the client's id of the parent span
	Name, Type  string
	Error       string
	Created     time.Time
	Start       float64 // Unix seconds, 0 when not measured
	Duration    time.Duration
	HasDuration bool
	Tokens      int64
	Cost        float64
	Scores      FoldedScores
	Tags        []string
	Metadata    json.RawMessage
	Metrics     json.RawMessage
	Depth       int
	IsRoot      bool
}

// Payload is what a span carried, as JSON text; empty when absent.
type Payload struct {
	Input, Output string
	Expected      string // the value that counts: approved, else as logged
	Logged        string // as logged
	Approved      bool
}

// PayloadHead is the beginning of what a span carried, with how many bytes the whole of each value has.
type PayloadHead struct {
	Payload
	InputSize, OutputSize, ExpectedSize int
}

// Comment is a standing comment.
type Comment struct {
	ID       EventID
	SpanID   SpanID
	Source   Source
	Author   string
	Body     string
	At       time.Time
	SpanName string
	About    About
}

// CorrectionState is where a proposed expected value stands.
type CorrectionState string

const (
	Proposed   CorrectionState = "proposed"
	Approved   CorrectionState = "approved"
	Rejected   CorrectionState = "rejected"
	Superseded CorrectionState = "superseded"
)

// Correction is an expected value that someone proposed for a span.
type Correction struct {
	ID        EventID
	TraceID   TraceID
	SpanID    SpanID
	Source    Source
	Author    string
	Body      string // JSON text
	State     CorrectionState
	DecidedBy string
	At        time.Time
	SpanName  string
}

// Vote is one author's standing score, as the breakdown of a value shows it.
type Vote struct {
	ID     EventID
	SpanID SpanID
	Name   string
	Source Source
	Author string
	Score  Score
	At     time.Time
	Span   string // name of the span
	// Adjudicates tells that the vote settles the question: those of its source no longer count beside it.
	Adjudicates bool
}
