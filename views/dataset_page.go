package views

import (
	"strconv"

	"assay/store"
)

// DatasetPage shows the rows of a dataset as of a version.
type DatasetPage struct {
	Shell    Shell
	Dataset  store.Dataset
	Shown    store.Version // the version on the page; 0 only before the first write
	Old      bool          // it is not the newest one
	At       *store.DatasetVersion
	Rows     []DatasetLine
	First    string // address of the first page, when this is another one
	Next     string // address of the next page, or empty
	Versions []DatasetVersionLine
	CanEdit  bool   // may change rows, and this is the newest version
	MayTake  bool   // may export
	Scored   bool   // a row on the page has scores
	Review   string // address of the review of these rows; empty: the person reviews nothing

	Query   RowsQuery // of the newest version
	Mistake Mistake   // in its filter
	Splits  []string  // to choose from
	Matched string    // how many rows match, in words; empty: all do
	Draft   DraftBar
	Editing *RowForm // of the row Query.Edit
	Bulk    BulkForm
}

// DraftBar tells of the person's own draft.
type DraftBar struct{ Rows, Moved int }

// BulkForm is an edit of many rows as it was typed.
type BulkForm struct {
	Do, Key, Value string
	All            bool
	Rows           map[string]bool // that are selected
	Wrong          store.Invalid
}

// DatasetLine is one row in the list.
type DatasetLine struct {
	ID, URL         string
	Input, Expected string // previews
	From            store.ExpectedFrom
	Tags            []string
	Split           string
	TraceURL        string // empty: not made from a trace, or from one that cannot be seen
	EditURL         string // empty: it cannot be edited
	Scores          []RowScore
	Drafted         string // what the person's own draft does to it: "edited", "deleted"; empty: nothing
}

// DatasetVersionLine is one version in the list of versions.
type DatasetVersionLine struct {
	store.DatasetVersion
	URL     string
	Shown   bool
	CanUndo bool
	Names   []string // of its snapshots
}

// versionChanges writes what a version did: "+3 ~1 −2", without what it did not do.
func versionChanges(v store.DatasetVersion) string {
	s := ""
	for _, part := range []struct {
		sign string
		n    int
	}{{"+", v.Inserted}, {"~", v.Updated}, {"−", v.Deleted}} {
		if part.n > 0 {
			if s != "" {
				s += " "
			}
			s += part.sign + Thousands(int64(part.n))
		}
	}
	return s
}

// versionChangesSpoken says the same in words.
func versionChangesSpoken(v store.DatasetVersion) string {
	return plural(v.Inserted, "row", "rows") + " added, " + strconv.Itoa(v.Updated) + " changed, " + strconv.Itoa(v.Deleted) + " deleted"
}
