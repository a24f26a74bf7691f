package store

import (
	"encoding/json"
	"strings"
	"time"
)

// DatasetComment is what someone said about a row of a dataset. It is no part of the row's content.
type DatasetComment struct {
	ID       string // empty: made, and the same text of the same author within a day is one comment
	Since    Version
	Source   string // as the client spelled it
	Author   string // empty: anonymous
	Text     string
	Metadata json.RawMessage // an object or nil
	At       time.Time
}

// ProjectDataset is a dataset as machines know it, with the project it is in and what SDKs keep with it.
type ProjectDataset struct {
	Dataset
	Project  Project
	Metadata json.RawMessage // an object or nil
	Tags     []string
}

// DatasetRecord is a row with what the API shows beside its content.
type DatasetRecord struct {
	DatasetRow
	Origin   json.RawMessage // as the client sent it, or made of the trace it is from; nil without one
	Comments []DatasetComment
	Writes   []RowWrite // oldest first, the last one being what the row is
}

// RowWrite is a write that gave a row its content.
type RowWrite struct {
	Version Version
	Until   Version // when the next one came, or the row went; not reached in the newest
	Author  string
	Person  bool // not a program with an API key
}

// SpanRecord is a span as the API shows it: what was logged with what was said about it folded in.
type SpanRecord struct {
	RowID, SpanID, RootSpanID, ParentSpanID string
	Version                                 Version // of the last write
	First                                   Version // of the first write; 0: not known
	Created                                 time.Time
	Input, Output, Expected                 json.RawMessage // nil: null
	Error, Name, Type                       string
	Scores, Metadata, Metrics               json.RawMessage // objects
	Attributes                              json.RawMessage // of span_attributes, beside name and type
	Context, Origin                         json.RawMessage // nil: null
	Classifications                         json.RawMessage // nil: null
	Tags                                    []string
	Comments                                []SpanComment
	Changes                                 []SpanChange // by people and programs, oldest first
	Extra                                   []any        // values that were asked for beside it, as an answer to a query has them
}

// SpanComment is a standing comment on a span as the API shows it.
type SpanComment struct {
	ID         EventID   `json:"id"`
	Since      int64     `json:"since"` // position in the log
	Source     Source    `json:"source"`
	WireSource string    `json:"wire_source"`
	Author     string    `json:"author"`
	Body       string    `json:"body"`
	At         time.Time `json:"at"`
}

// SpanChange is one event about a span as the API shows it. What the members mean is as in Event.
type SpanChange struct {
	ID         EventID         `json:"id"`
	Seq        int64           `json:"seq"`
	Kind       EventKind       `json:"kind"`
	Source     Source          `json:"source"`
	WireSource string          `json:"wire_source"`
	Author     string          `json:"author"`
	Name       string          `json:"name"`
	Value      *float64        `json:"value"`
	Category   string          `json:"category"`
	Body       string          `json:"body"` // of corrections, decisions and free-text answers; empty for all others and when very large
	Metadata   json.RawMessage `json:"metadata"`
	Submission EventID         `json:"submission"`
	Replaces   EventID         `json:"replaces"`
	Retracts   EventID         `json:"retracts"`
	At         time.Time       `json:"at"`
}

// Snapshot is a name that someone gave to a version of a dataset.
type Snapshot struct {
	ID          string
	DatasetUID  string
	Name        string
	Description *string
	Version     Version
	Author      string
	Created     time.Time
}

// Environment is a name that stands for a version of a dataset and is moved on from one to the next, such as production.
type Environment struct {
	Name    string
	Version Version
	Author  string
	Changed time.Time
}

// CheckEnvironmentName returns the name trimmed, or an Invalid naming the field "environment".
func CheckEnvironmentName(s string) (string, error) {
	name, err := CheckSnapshotName(s)
	if err != nil || strings.ContainsAny(name, "/\\?#%") {
		return "", Invalid{"environment": `The name of an environment has 1 to 200 characters, in one line and without / \ ? # %.`}
	}
	return name, nil
}

// CheckSnapshotName returns the name trimmed, or an Invalid naming the field "name".
func CheckSnapshotName(s string) (string, error) {
	s = strings.TrimSpace(s)
	if n := len([]rune(s)); n < 1 || n > 200 || strings.ContainsAny(s, "\x00\r\n\t") {
		return "", Invalid{"name": "The name of a snapshot has 1 to 200 characters, in one line."}
	}
	return s, nil
}
