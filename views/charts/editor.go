package charts

import (
	"net/url"

	"assay/store/chart"
	"assay/store/filter"
	"assay/views"
)

// TrendsURL builds the address of the page of trends.
func TrendsURL(project string) string { return "/p/" + url.PathEscape(project) + "/trends" }

// measureRows are the measures of a form and room for one more.
func measureRows(f chart.Form) []chart.Measure {
	rows := append([]chart.Measure(nil), f.Measures...)
	if len(rows) < chart.MaxMeasures {
		rows = append(rows, chart.Measure{})
	}
	return rows
}

// conditionRows are the conditions of a form and room for one more.
func conditionRows(f chart.Form) []filter.FormRow {
	return append(append([]filter.FormRow(nil), f.Filter.Rows...), filter.FormRow{})
}

func calledPlaceholder(f chart.Form, m chart.Measure) string {
	if m.Blank() {
		return "called"
	}
	return m.DefaultName(f.Spans)
}

func whereOf(r filter.FormRow) string {
	if r.Anywhere {
		return "anywhere"
	}
	return ""
}

// operators are the comparisons that a field takes.
func operators(field string) []chart.Choice {
	names := filter.FieldOperators(field)
	if field == "" {
		names = []string{"=", "<", "<=", ">", ">=", "IS NULL", "IS NOT NULL"}
	}
	var out []chart.Choice
	for _, name := range names {
		words := name
		if op, ok := filter.LookupOperator(name); ok {
			words = op.Words
		} else if name == filter.Within {
			words = "is in the last"
		}
		out = append(out, chart.Choice{Value: name, Words: words})
	}
	return out
}

func known(groups []views.FieldGroup, path string) bool {
	for _, g := range groups {
		for _, f := range g.Fields {
			if f.Path == path {
				return true
			}
		}
	}
	return false
}
