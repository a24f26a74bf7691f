package views

import (
	"net/url"
	"strconv"

	"assay/store"
)

// AssistantQuery is where a sentence is asked: on a list with a filter, about selected traces, in a thread.
type AssistantQuery struct {
	Filter string
	Traces []store.TraceID
	Ask    string // a sentence that stands in the box
	Turn   int    // of a thread, which is opened; 0: the last one
}

// AssistantURL builds the address of the assistant, or of a thread of it; 0: none yet.
func AssistantURL(project string, thread int, q AssistantQuery) string {
	v := url.Values{}
	set(v, "filter", q.Filter)
	set(v, "ask", q.Ask)
	for _, t := range q.Traces {
		v.Add("trace", string(t))
	}
	if q.Turn > 0 {
		v.Set("turn", strconv.Itoa(q.Turn))
	}
	if thread == 0 {
		return address(v, "p", project, "assistant")
	}
	return address(v, "p", project, "assistant", strconv.Itoa(thread))
}

// NewQueueURL builds the address where a queue of what a filter finds is made, or where traces are put into one.
func NewQueueURL(project, name, filter string, traces []store.TraceID) string {
	v := url.Values{}
	page := "new"
	if len(traces) > 0 {
		page = "add"
		for _, t := range traces {
			v.Add("trace", string(t))
		}
	} else {
		set(v, "filter", filter)
		set(v, "name", name)
	}
	return address(v, "p", project, "queues", page)
}

// ThreadActionURL builds the address that a form about a thread posts to.
func ThreadActionURL(project string, thread int, action ...string) string {
	return address(nil, append([]string{"p", project, "assistant", strconv.Itoa(thread)}, action...)...)
}
