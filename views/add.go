package views

import (
	"strconv"

	"assay/store"
)

// AddPage asks where traces go and what becomes the expected value.
type AddPage struct {
	Shell    Shell
	Count    CountView
	Filter   string
	At       int64
	Traces   []store.TraceID // the chosen ones; empty: all that match Filter at At
	BackURL  string
	Datasets []store.Dataset // the last changed first
	Chosen   string          // name of the dataset in the list
	NewName  string          // as typed
	Expected string          // which ExpectedOption
	Options  []ExpectedOption
	Note     string
	Preview  []AddLine
	Wrong    store.Invalid
}

// ExpectedOption is one way to choose the expected value.
type ExpectedOption struct {
	Value, Label, Hint string
}

// AddLine is a row as it would be written.
type AddLine struct {
	TraceURL        string
	Input, Expected string // previews
	From            store.ExpectedFrom
	Present         bool // the dataset has it already
}

// previewTitle heads a preview of n rows.
func previewTitle(n int) string {
	if n == 1 {
		return "The row as it will be written"
	}
	return "The first " + strconv.Itoa(n) + " rows as they will be written"
}
