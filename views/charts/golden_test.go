package charts_test

import (
	"math"
	"testing"
	"time"

	"assay/store"
	"assay/store/chart"
	"assay/store/filter"
	"assay/views"
	"assay/views/charts"
	"assay/views/viewtest"

	"github.com/a-h/templ"
)

func drawn(kind store.ChartKind, id string) charts.Chart {
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	c := charts.Chart{Chart: store.Chart{ID: 7, Name: "Felt <i>now</i> " + id, Kind: kind, Query: "SELECT 1"}, Key: "chart-" + id, URL: "/full", QueryURL: "/query", ExportURL: "/csv",
		Columns: []charts.Column{{Name: "day"}, {Name: "<b>mean</b>", Number: true, Measure: true}, {Name: "other", Number: true, Measure: true}},
		Data: chart.Data{Times: []time.Time{day(1), day(2), day(3)}, Names: []string{"1 Mar", "2 Mar", "3 Mar"}, Rows: []int{0, 1, 2},
			Series: []chart.Series{{Name: "<b>mean</b>", Column: 1, Values: []float64{0.2, math.NaN(), 0.5}}, {Name: "other", Column: 2, Values: []float64{0.4, 0.1, 0.6}}}}}
	for range 3 {
		cell := charts.Cell{Text: "0.2", URL: "/logs?filter=x", Note: "n 3, 0.1 to 0.3", Title: "0.2000", Tint: "heat-2"}
		c.Rows = append(c.Rows, charts.Row{URL: "/logs", Cells: []charts.Cell{{Text: "a <script>"}, cell, {Text: "–", Null: true}}})
	}
	switch kind {
	case store.LineChart, store.BarChart, store.StackedChart:
		c.Panels = charts.NewPanels(kind, c.Data)
	}
	return c
}

func pages() map[string]templ.Component {
	shell := views.Shell{Title: "Title", Project: "demo", Projects: []string{"demo"}, Room: "Trends", Account: "Ada", Role: store.Curator}
	board := store.Dashboard{Slug: "felt", Name: "Felt <b>", Shared: true, By: "ada"}
	bar := charts.Bar{Action: "/here", Scope: charts.Scope{Filter: "name = '<i>'", Range: "7d"}, Ranges: []charts.Choice{{Name: "7d", URL: "/7d", Current: true}}, Zones: []string{"UTC"}, Wrong: map[string]string{"tz": "No such zone."}}
	wrong, empty := drawn(store.TableChart, "wrong"), drawn(store.LineChart, "none")
	wrong.Wrong = views.QueryMistake{Message: "unknown field <x>", Line: "SELECT <x>", Caret: "       ^^^", Suggestion: "name"}
	empty.Rows, empty.Panels = nil, nil
	page := charts.Page{Shell: shell, Dashboard: board, Scope: bar.Scope, Bar: bar, MayEdit: true, MayShare: true, Name: "Felt", Starters: chart.Starters("")}
	full := page
	for _, kind := range store.ChartKinds {
		full.Charts = append(full.Charts, drawn(kind, string(kind)))
	}
	full.Charts = append(full.Charts, wrong, empty)
	return map[string]templ.Component{
		"list":      charts.List(charts.ListPage{Shell: shell, Lines: []charts.Line{{Dashboard: board, URL: "/felt"}}, Starters: chart.Starters(""), MayShare: true, Wrong: map[string]string{"name": "A name, please."}}),
		"dashboard": charts.Show(full), "empty": charts.Show(page),
		"editor": charts.Edit(charts.ChartPage{Shell: shell, Dashboard: board, Bar: bar, Chart: drawn(store.LineChart, "7"), MayEdit: true, Saved: true,
			Form:   chart.Form{Step: "day", Measures: []chart.Measure{{Func: "avg", Field: "scores.a"}}, Filter: filter.Form{Rows: []filter.FormRow{{Field: "name", Operator: "=", Value: "<i>"}, {Written: "a = b OR c"}}}},
			Faults: []chart.Fault{{Part: "field", Message: "There is no such field."}}, Fields: []views.FieldGroup{{Name: "Scores", Fields: []views.FieldChoice{{Path: "scores.a", Label: "scores.a"}}}}}),
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	viewtest.Pages(t, pages())
}
