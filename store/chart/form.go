package chart

import (
	"assay/store/filter"
)

// Form is a query as point and click shows it. Read makes one of a query and Write writes it back; for what Read gives the two
// are exact. All of it is text as it stands in the fields of the form.
type Form struct {
	Spans    bool // rows are spans, and the conditions are about them; else traces
	Measures []Measure
	Step     string // one of Steps: rows are stretches of time; "" for none
	By       string // path of the field that rows are values of; "" for none
	Split    string // path of the field whose values become columns or lines; "" for none
	Filter   filter.Form
	Order    string // one of Orders, by the first measure
	Limit    string // the most rows; "" for as many as there are
}

// Measure is one figure of each row.
type Measure struct {
	Func  string // one of Funcs
	Field string // path; "" for what takes none
	Name  string // what the answer calls it; "" for DefaultName
}

// Choice is a word of the form with what people read for it.
type Choice struct{ Value, Words string }

// Steps are the stretches of time that rows can be.
var Steps = []Choice{{"", "no time"}, {"hour", "hour"}, {"day", "day"}, {"week", "week"}, {"month", "month"}}

// Orders are the orders of rows.
var Orders = []Choice{{"", "as grouped"}, {"desc", "largest first"}, {"asc", "smallest first"}}

// Funcs are the measures.
var Funcs = []Choice{{"rows", "number of traces"}, {"count", "how many have"}, {"distinct", "different values of"}, {"avg", "mean of"}, {"sum", "sum of"}, {"min", "lowest"}, {"max", "highest"},
	{"p50", "median of"}, {"p95", "95th percentile of"}, {"p99", "99th percentile of"}}

// MaxMeasures is how many measures the form has room for.
const MaxMeasures = 6

var percentiles = map[string]float64{"p50": 0.5, "p95": 0.95, "p99": 0.99}

// NeedsField reports whether a measure is of a field.
func (m Measure) NeedsField() bool { return m.Func != "rows" && m.Func != "" }

// Blank reports whether nothing was entered.
func (m Measure) Blank() bool { return m.Func == "" }

// DefaultName is what the answer calls a measure that was given no name.
func (m Measure) DefaultName(spans bool) string {
	of := lastOf(m.Field)
	switch m.Func {
	case "rows":
		if spans {
			return "spans"
		}
		return "traces"
	case "count":
		return "with " + of
	case "distinct":
		return "different " + of
	case "avg":
		return "mean " + of
	case "min":
		return "lowest " + of
	case "max":
		return "highest " + of
	case "p50", "p95", "p99":
		return m.Func + " " + of
	}
	return of
}

// lastOf is the last part of a path, as it is called in short.
func lastOf(field string) string {
	p := filter.PathOf(field)
	switch {
	case p == nil:
		return field
	case len(p.Keys) > 0 && !p.Keys[len(p.Keys)-1].IsIndex:
		return p.Keys[len(p.Keys)-1].Key
	}
	return p.Name
}

// Fault is what is wrong with a field of the form. Part names it: "measure", "field", "by", "split", "limit" or "filter"; N is the
// number of the measure or of the condition.
type Fault struct {
	Part    string
	N       int
	Message string // one sentence without a full stop
}
