package views

import (
	"strconv"
	"strings"

	"assay/store"
	"assay/store/draft"
	"assay/views/content"
)

// DraftPage shows a person's own draft of a dataset as differences, and commits it.
type DraftPage struct {
	Shell   Shell
	Dataset string
	Rows    int // of the whole draft
	Moved   int // of these, rows that someone else changed since
	Lines   []DraftLine
	Torn    int    // conflicts among all of its rows
	First   string // address of the first page, when this is another one
	Next    string
	Note    string
	Wrong   store.Invalid
}

// DraftLine is a row of a draft.
type DraftLine struct {
	ID, URL   string
	Title     string // of its input
	Changes   []FieldChange
	Moved     bool // someone else changed it since
	Conflicts []FieldConflict
	Stands    store.Version
	Gone      bool // the conflict is that one side removed the row
	MineGone  bool
}

// FieldChange is how a commit changes a field of a row.
type FieldChange struct {
	Field    draft.Field
	Old, New string // texts to compare
}

// FieldConflict is a field that two people changed.
type FieldConflict struct {
	Field              draft.Field
	Base, Mine, Theirs string // texts to compare
	Text               string // of mine, to be edited
}

// FieldName is what a field of a row is called on pages.
func FieldName(f draft.Field) string {
	if f == draft.Presence {
		return "Row"
	}
	return strings.ToUpper(string(f[:1])) + string(f[1:])
}

// FieldText is a field of a row as a text to be compared.
func FieldText(r draft.Row, f draft.Field) string {
	switch {
	case r.Removed && f == draft.Presence:
		return "deleted"
	case f == draft.Input:
		return content.Plain(string(r.Input))
	case f == draft.Expected:
		return content.Plain(string(r.Expected))
	case f == draft.Metadata:
		return draft.ObjectText(r.Metadata)
	case f == draft.Tags:
		return strings.Join(r.Tags, "\n")
	case f == draft.Split:
		return r.Split
	}
	return content.Plain(string(r.Input))
}

// EditText is a field of a row as people type it.
func EditText(r draft.Row, f draft.Field) string {
	switch f {
	case draft.Input:
		return draft.Text(r.Input)
	case draft.Expected:
		return draft.Text(r.Expected)
	case draft.Metadata:
		return draft.ObjectText(r.Metadata)
	case draft.Tags:
		return draft.TagText(r.Tags)
	case draft.Split:
		return r.Split
	}
	return ""
}

// NewFieldChanges lists in which fields two states of a row differ.
func NewFieldChanges(old, now draft.Row) []FieldChange {
	var list []FieldChange
	for _, f := range draft.Changes(old, now) {
		if f != draft.Presence {
			list = append(list, FieldChange{f, FieldText(old, f), FieldText(now, f)})
			continue
		}
		change := FieldChange{Field: f}
		if now.Removed {
			change.Old = FieldText(old, f)
		} else {
			change.New = FieldText(now, f)
		}
		list = append(list, change)
	}
	return list
}

// draftSummary says what a draft holds.
func draftSummary(b DraftBar) string {
	words := plural(b.Rows, "row", "rows") + " changed"
	if b.Moved > 0 {
		words += ", " + plural(b.Moved, "of them", "of them") + " also by someone else since"
	}
	return words
}

// deletes reports whether a line deletes its row.
func (l DraftLine) deletes() bool {
	return len(l.Changes) == 1 && l.Changes[0].Field == draft.Presence && l.Changes[0].New == ""
}

// versionText writes a version as forms carry it.
func versionText(v store.Version) string { return strconv.FormatInt(int64(v), 10) }

// SettleField is the id of the input that settles a field of a row, and the key of what is wrong with it.
func SettleField(f draft.Field, row string) string { return "settle-" + string(f) + "-" + row }

// hasFieldError reports whether what was written to settle a row is wrong.
func hasFieldError(wrong store.Invalid, l DraftLine) bool {
	for _, c := range l.Conflicts {
		if wrong[SettleField(c.Field, l.ID)] != "" {
			return true
		}
	}
	return false
}
