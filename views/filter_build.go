package views

import (
	"strconv"

	"assay/store/filter"
)

// BuildView is a filter as rows of field, operator and value.
type BuildView struct {
	Any    bool
	Rows   []BuildRow // one at least
	Groups []FieldGroup
	Writes string // the filter that the rows write, as far as they are complete
	Open   int    // rows that are not complete
	AsText int    // rows that stand as text, since rows cannot show them
	// Unreadable is what is wrong with the filter of the list, which rows cannot show then.
	Unreadable string
	Draft      bool // the rows are not what the list shows
}

// BuildRow is one condition.
type BuildRow struct {
	filter.FormRow
	AsText    bool // written, which Field, Operator and Value cannot show
	Operators []filter.Operator
	Operand   filter.Operand
	Type      filter.Type // of the field
	Values    []string    // known ones, to choose from
	Error     string
	Part      string // of the row that is wrong, as filter.FormError names it
	Focus     bool   // the part that is wrong, or the field where nothing is, wants the cursor
}

// FieldGroup is a part of the list of fields.
type FieldGroup struct {
	Name   string
	Fields []FieldChoice
}

// FieldChoice is a field to choose, by its path.
type FieldChoice struct {
	Path, Label string
}

// AsTextField is what stands for a field where a condition is written as text.
const AsTextField = "*"

// knows reports whether the path is among the choices.
func (v BuildView) knows(path string) bool {
	for _, g := range v.Groups {
		for _, f := range g.Fields {
			if f.Path == path {
				return true
			}
		}
	}
	return false
}

// part names a field of a row in the form.
func part(name string, row int) string { return name + "." + strconv.Itoa(row) }

// partID is the id of a field of a row.
func partID(name string, row int) string { return "build-" + name + "-" + strconv.Itoa(row) }

// nth says which condition a field belongs to.
func nth(what string, row int) string { return what + " of condition " + strconv.Itoa(row+1) }

// inputType is the field that fits the value: a calendar for a day, text for the rest.
func (r BuildRow) inputType() string {
	if r.Type == filter.TypeTime && r.Operator != filter.Within && (r.Value == "" || len(r.Value) == len("2026-01-31")) {
		return "date"
	}
	return "text"
}

// wants reports whether a part of the row wants the cursor.
func (r BuildRow) wants(part string) bool {
	return r.Focus && (part == r.Part || part == "field" && r.Part == "")
}

func (r BuildRow) placeholder() string {
	switch {
	case r.Operator == filter.Within:
		return "7 days"
	case r.Operand == filter.OperandList:
		return "a, b, c"
	}
	return ""
}
