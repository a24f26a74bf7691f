package views

import (
	"strconv"

	"assay/store/schema"
)

// UnfitView tells of rows that do not fit the schemas of the dataset which they are to go to. The zero UnfitView tells nothing.
type UnfitView struct {
	Rows, Of int    // that do not fit, of how many that were looked at
	Part     bool   // there are more rows, which nobody has looked at
	Leave    bool   // they will be left out
	Offer    bool   // not all rows were looked at, and the dataset has a schema: leaving out is offered in any case
	Told     bool   // they were, and there is nothing to choose any more
	Schema   string // address of the schema
	Lines    []UnfitLine
}

// UnfitLine is what one row has that does not fit.
type UnfitLine struct {
	Row, URL    string // what the row is called, and where to see it; empty: nowhere
	Where, Says string
}

// unfitShown is how many rows are told of one by one.
const unfitShown = 10

// NewUnfit prepares what is told of a refusal, nil being none. name says what a row is called and where to see it.
func NewUnfit(r *schema.Refusal, leave bool, schemaURL string, name func(schema.Misfit) (row, url string)) UnfitView {
	if r == nil {
		return UnfitView{Leave: leave}
	}
	v := UnfitView{Rows: r.Rows, Of: r.Written, Leave: leave, Schema: schemaURL}
	told := map[string]bool{}
	for _, m := range r.First {
		if told[m.Row] = true; len(told) > unfitShown {
			break
		}
		row, url := name(m)
		if m.Line > 0 {
			row = "line " + strconv.Itoa(m.Line)
		}
		for _, f := range m.Faults {
			v.Lines = append(v.Lines, UnfitLine{Row: row, URL: url, Where: string(m.Field) + f.Path, Says: f.Says})
		}
	}
	return v
}

// title heads what is told.
func (v UnfitView) title() string {
	words := plural(v.Rows, "row does", "rows do") + " not fit the schema"
	if v.Part {
		return words + ", of the first " + Thousands(int64(v.Of))
	}
	return words + ", of " + Thousands(int64(v.Of))
}

// LeftOut says how many rows were left out because they do not fit; empty for none.
func LeftOut(r *schema.Refusal) string {
	if r == nil {
		return ""
	}
	return " " + plural(r.Rows, "row was", "rows were") + " left out, as the schema asks for something else."
}
