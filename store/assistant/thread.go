package assistant

import (
	"time"

	"assay/store"
)

// Thread is what someone asked, kept with what was planned and done.
type Thread struct {
	ID               int
	Owner            int    // account
	By               string // as the owner is called
	Title            string
	Shared           bool // everyone of the project sees it
	Created, Touched time.Time
	Turns            int
}

// Turn is one sentence of a thread.
type Turn struct {
	N        int // from 1
	Sentence string
	Context  Context
	Choices  Choices
	Plan     Plan
	Made     Made
	Done     Done
	At       int64 // position in the log as of which its traces are asked
	Asked    time.Time
}

// Context is where a sentence was asked.
type Context struct {
	Filter string          `json:"filter,omitempty"`
	Traces []store.TraceID `json:"traces,omitempty"` // that were selected
}

// Page is the context as the planner reads it.
func (c Context) Page() Page { return Page{Filter: c.Filter, Selected: len(c.Traces)} }

// Made says how a plan came about.
type Made struct {
	Model   string  `json:"model,omitempty"` // that filled it; empty: the rules did
	Tokens  int     `json:"tokens,omitempty"`
	Cost    float64 `json:"cost,omitempty"` // in dollars; 0 is not known
	Seconds float64 `json:"seconds,omitempty"`
	Failed  string  `json:"failed,omitempty"` // why a model was asked in vain, in words for a person
	Edited  bool    `json:"edited,omitempty"` // a person changed the plan
}

// Done is what was written after a person said so. The zero Done is nothing.
type Done struct {
	Dataset string        `json:"dataset,omitempty"`
	Version store.Version `json:"version,omitempty"`
	Rows    int           `json:"rows,omitempty"`
	Already int           `json:"already,omitempty"` // traces that the dataset had
	Job     bool          `json:"job,omitempty"`     // a job writes them; the counts are not known
	By      string        `json:"by,omitempty"`
	At      time.Time     `json:"at,omitzero"`
}

// IsZero reports whether nothing was done.
func (d Done) IsZero() bool { return d.Dataset == "" }
