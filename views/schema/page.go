package schema

import (
	"time"

	"assay/store/schema"
	"assay/views"
)

// Page is the page.
type Page struct {
	Shell    views.Shell
	Dataset  string
	Field    schema.Field
	Has      map[schema.Field]bool // fields with a schema
	Author   string                // who gave the field its schema; empty: it has none
	At       time.Time
	Text     string // as it is, was inferred or typed
	Inferred int    // rows that the text was inferred from; 0: it was not
	Empty    bool   // there are no rows to infer from
	Fit      *Fit   // nil: the rows were not looked at
	Wrong    string // about the text
	Changes  []Change
}

// Fit is how rows fit the text.
type Fit struct {
	Rows, Failing int
	More          bool // there are rows that were not looked at
	First         []Line
}

// Line is a row that does not fit.
type Line struct{ ID, URL, Words string }

// Change is something done to a schema of the dataset.
type Change struct {
	Field  schema.Field
	Text   string // empty: it was taken away
	Author string
	At     time.Time
}

// rowsOf is a number of rows.
func rowsOf(n int) string {
	if n == 1 {
		return "1 row"
	}
	return views.Thousands(int64(n)) + " rows"
}

// words say how the rows fit.
func (f *Fit) words() string {
	looked := "the " + rowsOf(f.Rows)
	if f.More {
		looked = "the first " + rowsOf(f.Rows)
	}
	switch f.Failing {
	case 0:
		return "All of " + looked + " fit."
	case 1:
		return "1 of " + looked + " does not fit."
	}
	return views.Thousands(int64(f.Failing)) + " of " + looked + " do not fit."
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

func asThey(n int) string {
	if n == 1 {
		return "it is"
	}
	return "they are"
}
