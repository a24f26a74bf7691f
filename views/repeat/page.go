package repeat

import (
	"net/url"
	"strconv"

	"assay/store"
	"assay/views"
)

// Page is how steady the reviewers of a queue are, and the answers that tell.
type Page struct {
	Shell    views.Shell
	Name     string // of the queue
	Slug     string
	Rate     string // how often items come twice, in words; empty: never
	Method   string // what counts as the same, in words
	All      bool   // everybody's are shown, not the reader's alone
	Query    Query
	Lines    []Line
	Items    []Item
	Shown    string // what the items are, in words, where the address narrows them
	More     int    // further items that are not listed
	RoomURL  string // empty for those who do not review in it
	BoardURL string // empty for those who may not see it
	EditURL  string // empty for those who may not change it
}

// Query is the state of the page: whose items are listed, of which question, and with which outcome.
type Query struct {
	Reviewer int // account; 0: of all that are shown
	Question string
	Answers  Outcome
}

// Outcome is how two answers compare.
type Outcome string

const (
	Any   Outcome = ""
	Same  Outcome = "same"
	Other Outcome = "other"
	Both  Outcome = "both" // whatever they are, both were given and can be compared
)

// URL builds the address of the page.
func URL(project, queue string, q Query) string {
	v := url.Values{}
	if q.Reviewer > 0 {
		v.Set("reviewer", strconv.Itoa(q.Reviewer))
	}
	if q.Question != "" {
		v.Set("question", q.Question)
	}
	if q.Answers != Any {
		v.Set("answers", string(q.Answers))
	}
	address := views.QueueURL(project, queue, "repeats")
	if len(v) > 0 {
		address += "?" + v.Encode()
	}
	return address
}

// Line is how steady one reviewer is on one question.
type Line struct {
	Name, Question string
	Repeated       views.ItemLink // items that were shown again, whatever was said about this question
	Compared       views.ItemLink
	Same           views.ItemLink
	Other          views.ItemLink
	Rate           string // empty: too few to say
	Interval       string
	Kappa          string // empty: there is none
	KappaSays      string // its interval and word, or why there is none
}

// Item is one item that came twice.
type Item struct {
	Trace   store.TraceID
	Title   string
	URL     string
	Who     string
	When    string
	Skipped bool
	Answers []Answer
	Beside  []string // what else was said the second time
}

// Answer is what was said both times to a question.
type Answer struct {
	Question, First, Second string
	Outcome                 Outcome
	Note                    string // why they are not compared
}
