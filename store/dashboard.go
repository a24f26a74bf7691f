package store

import (
	"slices"
	"strings"
	"time"
)

// Dashboard is a page of charts under a name.
type Dashboard struct {
	ID      int
	Slug    string // its name in addresses
	Name    string
	State   string // the query of the address it opens with: filter, range, time zone
	Owner   int    // account that made it
	By      string // the owner's name or address
	Shared  bool   // with everyone in the project; else the owner's alone
	Deleted bool
	Created time.Time
	Charts  int // how many it has
}

// Chart is one question of a dashboard and how its answer is drawn.
type Chart struct {
	ID      int
	Name    string
	Kind    ChartKind
	Query   string // as the log explorer reads it
	Wide    bool   // over the whole width of the dashboard
	Deleted bool
}

// ChartKind is how the answer to a query is shown.
type ChartKind string

// The kinds of charts.
const (
	LineChart    ChartKind = "line"
	BarChart     ChartKind = "bar"
	StackedChart ChartKind = "stacked"
	TopChart     ChartKind = "top"
	NumberChart  ChartKind = "number"
	TableChart   ChartKind = "table"
	CrossChart   ChartKind = "cross"
)

// ChartKinds lists the kinds in the order in which they are offered.
var ChartKinds = []ChartKind{LineChart, BarChart, StackedChart, TopChart, NumberChart, TableChart, CrossChart}

// MaxCharts is how many charts a dashboard may have: each is a query when it opens.
const MaxCharts = 24

// CheckChart returns the chart with its texts trimmed, or an Invalid by field: name, kind, q.
func CheckChart(c Chart) (Chart, error) {
	wrong := Invalid{}
	c.Name, c.Query = strings.Join(strings.Fields(c.Name), " "), strings.TrimSpace(c.Query)
	if n := len([]rune(c.Name)); n < 1 || n > 100 {
		wrong["name"] = "A chart has a name of 1 to 100 characters."
	}
	if !slices.Contains(ChartKinds, c.Kind) {
		wrong["kind"] = "Choose how the chart is drawn."
	}
	if c.Query == "" {
		wrong["q"] = "A chart asks something: build a query, or write one."
	}
	return c, wrong.OrNil()
}

// CheckDashboardName returns the name trimmed, or an Invalid naming the field "name".
func CheckDashboardName(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	if n := len([]rune(s)); n < 1 || n > 100 {
		return "", Invalid{"name": "A dashboard has a name of 1 to 100 characters."}
	}
	return s, nil
}
