package copying

import (
	"strconv"
	"strings"

	"assay/store"
	"assay/store/adding"
	"assay/views"
)

// Page is the page.
type Page struct {
	Shell   views.Shell
	Dataset string // that the rows are of
	BackURL string
	Version store.Version
	Old     bool     // it is not the newest
	Rows    []string // the chosen ones
	All     bool     // not those, but all that match Query
	Query   views.RowsQuery
	Count   int  // rows that are copied
	More    bool // there are more than Count
	Job     store.EventID
	Places  []Place
	Form    Form
	Preview Preview
	Wrong   store.Invalid
}

// Place is a project with its datasets that rows can go to.
type Place struct {
	Project  string
	Datasets []store.Dataset
}

// Form is what was chosen, as it was typed.
type Form struct {
	To              string // uid of the dataset; empty: a new one
	Project, New    string // of a new one
	Splits, Split   string // keep, none or into, and which
	Origin, Content string // an adding.Action each
	Note            string
}

// Preview is what copying would come to.
type Preview struct {
	Into     string // what the dataset is called
	Inserted int
	Tally    map[adding.Kind]adding.Tally
	Part     int    // only so many rows were looked at; 0: all
	Locked   string // why the target refuses it
	Failed   string // why there is no preview
	Unfit    views.UnfitView
}

// choices of what happens to splits.
var splitChoices = []struct{ Value, Label string }{{"keep", "Keep each row's"}, {"none", "None"}, {"into", "All into this one"}}

// kinds of duplicates, as the form asks about them.
var kinds = []struct {
	Name, Label, Hint string
	Kind              adding.Kind
}{
	{"origin", "The same trace", "The dataset has a row that was made from the same trace.", adding.Origin},
	{"content", "The same input", "The dataset has a row with the same input to the letter.", adding.Content},
}

var actions = map[adding.Action]string{adding.Skip: "skip it", adding.Merge: "merge into the row", adding.Insert: "insert it anyway"}

// action is what was chosen about a kind.
func (f Form) action(name string) string {
	if name == "origin" {
		return f.Origin
	}
	return f.Content
}

// rowsOf is a number of rows.
func rowsOf(n int, more bool) string {
	words := views.Thousands(int64(n)) + " rows"
	if n == 1 {
		words = "1 row"
	}
	if more {
		return "more than " + words
	}
	return words
}

// Words say what copying came to, or would.
func Words(inserted, merged, skipped int, would bool) string {
	does := "Copied "
	if would {
		does = "It would copy "
	}
	parts := []string{does + rowsOf(inserted, false)}
	if merged > 0 {
		parts = append(parts, map[bool]string{true: "merge ", false: "merged "}[would]+views.Thousands(int64(merged))+" into rows that are there")
	}
	if skipped > 0 {
		parts = append(parts, map[bool]string{true: "skip ", false: "skipped "}[would]+views.Thousands(int64(skipped))+" that are there already")
	}
	return strings.Join(parts, ", ") + "."
}

func (p Preview) words() string {
	merged, skipped := 0, 0
	switch {
	case p.Unfit.Rows > 0 && !p.Unfit.Leave:
		return "It would copy nothing, because of rows that do not fit the schema there."
	case p.Locked != "":
		return "It would copy nothing, because of a split that is locked there."
	}
	for _, t := range p.Tally {
		merged, skipped = merged+t.Merged, skipped+t.Skipped
	}
	return Words(max(0, p.Inserted-p.Unfit.Rows), merged, skipped, true)
}

// lines are what the preview says of each kind of duplicates.
func (p Preview) lines() []string {
	var lines []string
	for _, k := range kinds {
		if t := p.Tally[k.Kind]; t.Found > 0 {
			did := "inserted anyway"
			if t.Skipped > 0 {
				did = "skipped"
			} else if t.Merged > 0 {
				did = "merged"
			}
			lines = append(lines, k.Label+": "+strconv.Itoa(t.Found)+" "+did)
		}
	}
	return lines
}
