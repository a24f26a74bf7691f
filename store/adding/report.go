package adding

import (
	"assay/store"
	"assay/store/schema"
)

// MaxPairs is how many duplicates a report shows one by one.
const MaxPairs = 50

// Report says what carrying out a plan did, or would do.
type Report struct {
	Version store.Version `json:"version,omitzero"`  // 0: nothing was written
	Traces  int           `json:"traces"`            // that the query names
	Rows    int           `json:"rows"`              // that they come to, which is more where every span of a name counts
	Removed int           `json:"removed,omitempty"` // left out: taken by an earlier run of the recipe, and deleted since
	Taken   int           `json:"taken"`             // rows left of them and after sampling
	// Segments is how many segments the sample drew from, Unsegmented of how many rows the value that tells is missing: those are one
	// segment together.
	Segments    int `json:"segments,omitempty"`
	Unsegmented int `json:"unsegmented,omitempty"`
	// Inserted rows are new, Merged ones had something added to them.
	Inserted int            `json:"inserted"`
	Merged   int            `json:"merged"`
	Tally    map[Kind]Tally `json:"tally"`
	Leaks    int            `json:"leaks"`           // new rows nearly the same as a row in another split
	Pairs    []Pair         `json:"pairs,omitempty"` // the first MaxPairs duplicates, in the order of the traces
	// Compared is how many different inputs of the dataset near duplicates were looked for among, Unread how many more there are.
	Compared int `json:"compared,omitempty"`
	Unread   int `json:"unread,omitempty"`
	// Unfit are the rows that do not fit the schemas of the dataset: left out of what was written, or of what would be. nil: all fit.
	Unfit *schema.Refusal `json:"unfit,omitempty"`
}

// Tally counts the duplicates of one kind and what became of them.
type Tally struct {
	Found    int `json:"found"`
	Skipped  int `json:"skipped"`
	Merged   int `json:"merged"`
	Inserted int `json:"inserted"`
}

// Pair is a duplicate and what it is a duplicate of.
type Pair struct {
	Kind       Kind          `json:"kind"`
	Action     Action        `json:"action"`
	Trace      store.TraceID `json:"trace"`
	Span       store.SpanID  `json:"span,omitempty"`
	Input      string        `json:"input"`           // preview
	Row        string        `json:"row,omitempty"`   // the row that is there
	Twin       store.TraceID `json:"twin,omitempty"`  // or the earlier one of the traces
	Other      string        `json:"other"`           // preview of its input
	Similarity float64       `json:"similarity"`      // Jaccard index, 1 for an exact duplicate
	Split      string        `json:"split,omitempty"` // of the row that is there
	Leak       bool          `json:"leak,omitempty"`
}
