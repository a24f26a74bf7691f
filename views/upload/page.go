package upload

import (
	"assay/store"
	"assay/store/upload"
	"assay/views"
)

// Page is the page.
type Page struct {
	Shell    views.Shell
	Dataset  string
	Upload   string // id of the file that was brought; empty: none yet
	Name     string // of the file
	Kind     upload.Kind
	Columns  []Column
	Rows     []Row // the first
	Good     int   // rows that would be written
	Problems []upload.Problem
	Refused  int // lines that are left out, of which Problems are the first
	Long     bool
	Unfit    views.UnfitView
	Refusal  string // why the rows cannot be written otherwise, such as a split that is locked
	Pasted   string // text as typed
	Job      store.EventID
	Wrong    store.Invalid
}

// Column is a column with what becomes of it.
type Column struct {
	Name, Sample string
	As           upload.Target
}

// Row is a row as it would be written.
type Row struct {
	ID, Input, Expected, Metadata, Tags string
}

// words are what a target is called.
func words(t upload.Target) string {
	return map[upload.Target]string{upload.Input: "Input", upload.Expected: "Expected", upload.Metadata: "Metadata", upload.Tags: "Tags", upload.ID: "Row id", upload.Leave: "Leave out"}[t]
}

// lines is a number of lines.
func lines(n int) string {
	if n == 1 {
		return "1 line"
	}
	return views.Thousands(int64(n)) + " lines"
}

// rowsOf is a number of rows.
func rowsOf(n int) string {
	if n == 1 {
		return "1 row"
	}
	return views.Thousands(int64(n)) + " rows"
}
