package store

import (
	"encoding/json"
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
	Deleted  time.Time // zero: it stands
}

// DatasetRecord is a row with what the API shows beside its content.
type DatasetRecord struct {
	DatasetRow
	Origin   json.RawMessage // as the client sent it, or made of the trace it is from; nil without one
	Comments []DatasetComment
}

// SpanRecord is a span as the API shows it: what was logged with what was said about it folded in.
type SpanRecord struct {
	RowID, SpanID, RootSpanID, ParentSpanID string
	Version                                 Version
	Created                                 time.Time
	Input, Output, Expected                 json.RawMessage // nil: null
	Error, Name, Type                       string
	Scores, Metadata, Metrics               json.RawMessage // objects
	Attributes                              json.RawMessage // of span_attributes, beside name and type
	Context, Origin                         json.RawMessage // nil: null
	Tags                                    []string
	Comments                                []SpanComment
}

// SpanComment is a standing comment on a span as the API shows it.
type SpanComment struct {
	ID     EventID   `json:"id"`
	Source string    `json:"source"`
	Author string    `json:"author"`
	Body   string    `json:"body"`
	At     time.Time `json:"at"`
}
