package gold

import (
	"assay/store"
	"assay/views"
	"assay/views/repeat"
)

// Page is what is known of a queue's items, and what its reviewers make of them.
type Page struct {
	Shell  views.Shell
	Name   string // of the queue
	Slug   string
	Blind  bool
	Method string // what counts as right, in words
	Lines  []Line
	Steady []repeat.Line // how steady reviewers are, beside how right
	Items  []Item
}

// URL builds the address of the page of a queue's gold, which is also what takes items off it.
func URL(project, queue string) string { return views.QueueURL(project, queue, "gold") }

// Line is how right one reviewer is on one question.
type Line struct {
	Name, Question string
	Answered       views.ItemLink
	Right          views.ItemLink
	Wrong          views.ItemLink
	Rate           string // empty: too few to say
	Interval       string
}

// Item is one item whose answers are known.
type Item struct {
	Trace   store.TraceID
	Title   string
	URL     string
	Answers []Answer
	From    string // where the answers come from, in words
	Marked  string // when and by whom
}

// Answer is the known answer to a question.
type Answer struct{ Question, Score string }
