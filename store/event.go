package store

import "time"

// EventKind says what an event of the log records.
type EventKind string

const (
	ScoreEvent      EventKind = "score"      // Name and Score; a null score withdraws
	CommentEvent    EventKind = "comment"    // Body is the text
	CorrectionEvent EventKind = "correction" // Body is the proposed expected value as JSON
	DecisionEvent   EventKind = "decision"   // Name is approved or rejected, Body the correction's event id
	MetadataEvent   EventKind = "metadata"   // Metadata is an object
	TextEvent       EventKind = "text"       // Name is the path in the metadata, Body the answer, Metadata {key: {…: answer}} where the path has several keys
	LabelEvent      EventKind = "label"      // Name and Score.Category: a choice that the correction of the same submission has in it
	CompleteEvent   EventKind = "complete"   // the author is done with the trace
	SkipEvent       EventKind = "skip"       // Body is the reason
	DatasetEvent    EventKind = "dataset"    // Name is the dataset, Body the row id
	TagEvent        EventKind = "tag"        // Name is the tag; Score 1 gives it to the span, 0 takes it away
	FlagEvent       EventKind = "flag"       // Score 1 flags the trace for review, 0 says that it needs none
	RetractEvent    EventKind = "retract"    // Retracts is the event taken back
)

// SpanAuthor is who the scores that a span carries itself are by.
const SpanAuthor = "span"

// Event is one entry of the log.
type Event struct {
	ID            EventID
	Seq           int64 // position in the project's log, growing in the order of commits
	TraceID       TraceID
	SpanID        SpanID
	Kind          EventKind
	Source        Source
	WireSource    string
	Author        string // empty: anonymous
	AccountID     int    // 0: not one of our accounts
	Name          string
	Score         Score
	Body          string
	Metadata      string // JSON object or empty
	Submission    EventID
	Replaces      EventID
	Retracts      EventID
	ConfigID      int
	ConfigVersion int
	Adjudicates   bool      // a score that settles a question: it outranks the votes of its source; Body is the reason
	At            time.Time // when it was said
	Received      time.Time
	Retracted     bool // a later event took it back
	// On what it was said, filled when history is read.
	SpanName string
}
