package gold

import (
	"assay/store"
	"assay/views"
)

// AddPage makes a trace a gold item of a queue.
type AddPage struct {
	Shell     views.Shell
	Trace     store.TraceID
	Title     string // what the trace is about
	TraceURL  string
	Back      string // where one came from, and returns to
	Queues    []views.CheckView
	Queue     string // slug of the chosen one
	QueueName string
	Blind     bool
	In        bool // the trace is in the queue already
	Gold      bool // it is a gold item there, whose known answers the form shows
	Own       bool // the form shows the reader's own answers
	Questions []views.Question
	Wrong     map[string]string
}
