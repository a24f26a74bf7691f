package views

import (
	"net/url"
	"strconv"

	"assay/store"
)

// FindView is what one looks for in a trace, and where it stands.
type FindView struct {
	Shown          bool   // there is a place to type
	Words          string // empty: nothing is looked for
	Action         string // address of the trace
	State          []stateField
	Matches, Spans int    // in the whole trace
	Before         int    // matches in the spans before the current one
	Here           int    // in the current one
	Looked, Of     int    // how many spans were looked into, where time ran out
	Previous, Next string // addresses of the spans with matches before and behind the current one
	Excerpts       []Excerpt
	More           int // matches in the current span without an excerpt
}

// Excerpt is a match with the text around it.
type Excerpt struct{ Field, Before, Match, After string }

// Carry keeps the rest of the address through the form.
func (v *FindView) Carry(project string, trace store.TraceID, q TraceQuery) {
	q.Find, q.From = "", 0
	v.Action = TraceURL(project, trace, TraceQuery{})
	u, err := url.Parse(TraceURL(project, trace, q))
	if err != nil {
		return // our own addresses always read
	}
	state := u.Query()
	for _, name := range sortedNames(state) {
		for _, value := range state[name] {
			v.State = append(v.State, stateField{name, value})
		}
	}
}

// says puts what was found into words.
func (v FindView) says() string {
	if v.Matches == 0 {
		return "No matches"
	}
	return Thousands(int64(v.Matches)) + map[bool]string{true: " match in ", false: " matches in "}[v.Matches == 1] + plural(v.Spans, "span", "spans")
}

func (v FindView) partial() string {
	if v.Looked == v.Of {
		return ""
	}
	return "Only the first " + Thousands(int64(v.Looked)) + " of " + Thousands(int64(v.Of)) + " spans were looked into before time ran out."
}

func (v FindView) here() string { return strconv.Itoa(v.Here) }
