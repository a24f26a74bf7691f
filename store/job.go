package store

import (
	"encoding/json"
	"time"
)

// JobState is where a job stands.
type JobState string

const (
	JobWaiting   JobState = "waiting"
	JobRunning   JobState = "running"
	JobDone      JobState = "done"
	JobFailed    JobState = "failed"
	JobCancelled JobState = "cancelled"
)

// Over reports whether nothing more will happen to the job.
func (s JobState) Over() bool { return s == JobDone || s == JobFailed || s == JobCancelled }

// Job is work that takes longer than a request: what is to be done, how far it is, and what came of it.
type Job struct {
	Project   ProjectID
	ID        EventID
	Kind      string // letters; says who carries it out, and what Request and Result hold
	Title     string // for people: "Add 100,000 traces to golden"
	Lane      string // jobs of one lane of a project run one after another; empty: beside any other
	AccountID int    // who started it; 0: the program
	Author    string
	Request   json.RawMessage
	State     JobState
	Cancelled bool   // someone asked for it to be cancelled
	Stage     string // what it is doing, for people
	Done      int64  // of Total, in the stage
	Total     int64  // 0: not known
	Result    json.RawMessage
	Error     string // a sentence for people
	Attempts  int
	Created   time.Time
	Started   time.Time // zero before the first attempt
	Finished  time.Time // zero until it is over
}
