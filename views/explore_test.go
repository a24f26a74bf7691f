package views_test

import (
	"encoding/json"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/views"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"
)

// explorePages are the pages around the list, for the tests of all pages.
func explorePages() map[string]templ.Component {
	begin := time.Date(2026, 5, 20, 0, 0, 0, 0, time.UTC)
	list := views.LogsQuery{Filter: "name = 'a'", Facets: true}
	h := views.HistogramView{Project: "demo", List: list, Location: time.UTC, Zones: []string{"UTC", "Europe/Berlin"}, Step: "day", Says: views.CoverageSays(0, true, 10_000, begin), Score: "rating",
		From: "2026-05-20T00:00", ClearURL: "/clear"}
	for i, n := range []int{5, 0, 1, 200, 3} {
		bar := views.HistogramBar{From: begin.AddDate(0, 0, i), To: begin.AddDate(0, 0, i+1), N: n, URL: "/bar"}
		if i > 1 || i == 0 {
			bar.Rated, bar.Mean = n, float64(i)/4
		}
		h.Bars = append(h.Bars, bar)
	}
	facets := views.FacetsView{Project: "demo", List: list, N: 6, Says: "Of 6 traces.", CloseURL: "/close", Facets: []views.FacetView{
		{Name: "tags", Open: true, Rest: 1200, AllURL: "/all", Values: []views.FacetLine{{Label: `<b>"x"</b>`, N: 1234, URL: "/x"}, {Label: "chosen", N: 2, URL: "/y", Chosen: true}, {Label: "none", N: 1, URL: "/z", None: true}}},
		{Name: "metadata.k", Values: []views.FacetLine{{Label: "[1, 2]", N: 1}}},
	}}
	query := views.QueryPage{Shell: shell(store.Curator), Text: "SELECT </textarea><script>", Zone: "Europe/Berlin", Zones: []string{"UTC"}, Warnings: []string{"doubtful"}, CanSave: true,
		Answer: &views.QueryAnswer{Took: 1500 * time.Millisecond, Chart: "time", Zone: "Europe/Berlin", Notes: []string{"This is a sample."},
			Columns: []views.QueryColumn{{Name: "day"}, {Name: "<i>n</i>", Number: true, Measure: true}},
			Rows: []views.QueryRow{
				{Cells: []views.QueryCell{views.NewCell(begin, time.UTC, true), views.NewCell(1234.5678, time.UTC, false)}},
				{Cells: []views.QueryCell{{Text: "<script>alert(1)</script>", URL: "/cell"}, views.NewCell(nil, time.UTC, false)}},
			}}}
	query.Shell.Chart, query.Shell.Styles = true, []string{"css/explore.css"}
	start := views.QueryPage{Shell: shell(store.Viewer), Examples: []views.QueryExample{{Says: "How many?", Text: "SELECT count(*)\nFROM logs"}}, Measures: filter.AggregateFunctions()}
	wrong := views.QueryPage{Shell: shell(store.Viewer), Text: "SELECT nmae", Wrong: views.QueryMistake{Field: "q", Message: "unknown field nmae", Line: "SELECT nmae", Caret: "       ^^^^", Suggestion: "name"}}
	return map[string]templ.Component{
		"histogram": views.HistogramAlone(views.HistogramPage{Shell: shell(store.Viewer), Histogram: h}), "facets": views.FacetsAlone(views.FacetsPage{Shell: shell(store.Viewer), Facets: facets}),
		"query": views.Query(query), "query_start": views.Query(start), "query_wrong": views.Query(wrong),
	}
}

func TestCellsAreReadable(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	at := time.Date(2026, 5, 20, 22, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		value       any
		text, title string
	}{
		{nil, "NULL", ""}, {1234567.0, "1,234,567", ""}, {-1234.0, "-1,234", ""}, {0.123456, "0.1235", "0.123456"}, {12345.678, "12,346", "12345.678"}, {1e300, "1e+300", ""},
		{at, "2026-05-21 00:00", "2026-05-21T00:00:00+02:00"}, {"  two\nlines ", "two lines", ""}, {`[{"role":"user","content":"Where?"}]`, "Where?", ""},
		{[]any{"a", json.Number("5"), nil}, "a, 5, NULL", ""}, {map[string]any{"k": "v"}, "v", ""}, {true, "true", ""}, {json.Number("12345678901234567890"), "12345678901234567890", ""},
	} {
		c := views.NewCell(tt.value, berlin, false)
		require.Equal(t, tt.text, c.Text)
		require.Equal(t, tt.title, c.Title, tt.text)
	}
	require.Equal(t, "2026-05-21", views.NewCell(at, berlin, true).Text)
	require.True(t, views.OnlyDays([][]any{{at}, {nil}}, 0, berlin))
	require.False(t, views.OnlyDays([][]any{{at}}, 0, time.UTC))
}
