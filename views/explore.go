package views

// HideChart is the state of a list whose histogram one has hidden.
const HideChart = "hide"

// explored reports whether there is anything to count in the list.
func (p TraceListPage) explored() bool { return !p.Empty && p.Filter.Error == "" }

func (p TraceListPage) toggleFacetsURL() string {
	return p.here(func(q *LogsQuery) { q.Facets = !q.Facets })
}

func (p TraceListPage) showChartURL() string {
	return p.here(func(q *LogsQuery) { q.Chart = "" })
}

// startQuery is a query about the traces of the list, to be changed.
func (p TraceListPage) startQuery() string {
	q := "SELECT day(created) AS day, count(*) AS traces\nFROM logs\n"
	if p.Filter.Text != "" && p.Filter.Error == "" {
		q += "WHERE " + p.Filter.Text + "\n"
	}
	return q + "GROUP BY day"
}
