package charts

import (
	"net/url"
	"strconv"

	"assay/store"
	"assay/store/chart"
	"assay/views"
)

// Ranges are the stretches that one can choose, from short to long.
var Ranges = []string{"24h", "7d", "30d", "90d", "all"}

// Scope is what a dashboard is about, as its address has it.
type Scope struct {
	Filter   string
	Range    string // one of Ranges, or empty: the page chooses, unless there is From or To
	From, To string // as views.FieldTime writes times, in the zone
	Zone     string // empty: UTC
}

// Values is the scope as an address has it.
func (s Scope) Values() url.Values {
	v := url.Values{}
	for _, f := range s.fields() {
		v.Set(f[0], f[1])
	}
	return v
}

// fields are the parts of the scope that say something, by name.
func (s Scope) fields() (out [][2]string) {
	for _, f := range [][2]string{{"filter", s.Filter}, {"range", s.Range}, {"from", s.From}, {"to", s.To}, {"tz", s.Zone}} {
		if f[1] != "" {
			out = append(out, f)
		}
	}
	return out
}

// ListURL builds the address of the list of dashboards.
func ListURL(project string) string { return "/p/" + url.PathEscape(project) + "/dashboards" }

// URL builds the address of a dashboard.
func URL(project, dashboard string, s Scope) string {
	return with(ListURL(project)+"/"+url.PathEscape(dashboard), s.Values())
}

// ChartURL builds the address of one chart of a dashboard; 0 is a new one.
func ChartURL(project, dashboard string, id int, s Scope) string {
	name := "new"
	if id != 0 {
		name = strconv.Itoa(id)
	}
	return with(ListURL(project)+"/"+url.PathEscape(dashboard)+"/charts/"+name, s.Values())
}

// ExportURL builds the address of the numbers of a chart as CSV.
func ExportURL(project, dashboard string, id int, s Scope) string {
	return with(ListURL(project)+"/"+url.PathEscape(dashboard)+"/charts/"+strconv.Itoa(id)+"/export", s.Values())
}

func with(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// ListPage is the page of the dashboards of a project.
type ListPage struct {
	Shell    views.Shell
	Lines    []Line
	Starters []chart.Starter
	MayShare bool
	Name     string // as typed
	Wrong    map[string]string
}

// Line is one dashboard of the list.
type Line struct {
	store.Dashboard
	URL string
}

// Page is a dashboard.
type Page struct {
	Shell     views.Shell
	Dashboard store.Dashboard
	Scope     Scope
	Bar       Bar
	Charts    []Chart
	MayEdit   bool
	MayShare  bool
	Starters  []chart.Starter
	Name      string // as typed
	Wrong     map[string]string
}

// Bar is what chooses the scope of a page.
type Bar struct {
	Action string
	Hidden [][2]string // of the address, beside the scope
	Scope  Scope
	Ranges []Choice
	Zones  []string
	Wrong  map[string]string
	Says   string
}

// Choice is one of several states of the page.
type Choice struct {
	Name, URL string
	Current   bool
}

// Chart is a chart with the answer to its query.
type Chart struct {
	store.Chart
	Key       string // of its DOM ids
	URL       string
	QueryURL  string
	ExportURL string // empty: who asks may not download
	Wrong     views.QueryMistake
	Notes     []string
	Why       string // it is not drawn
	Columns   []Column
	Rows      []Row
	Data      chart.Data
	Panels    []Panel
	Zone      string
}

// Column is one column of the answer.
type Column struct {
	Name            string
	Number, Measure bool
}

// Row is one row of the answer. URL leads to all its traces.
type Row struct {
	URL   string
	Cells []Cell
}

// Cell is one value. Note has n and the interval of a mean.
type Cell struct {
	Text, URL, Title, Note, Tint string
	Null                         bool
}

// Panel is one axis of a drawing.
type Panel struct {
	chart.Plot
	Series []int
}

// ChartPage is a chart in full, with what makes it.
type ChartPage struct {
	Shell     views.Shell
	Dashboard store.Dashboard
	Bar       Bar
	Chart     Chart
	Saved     bool // it is what the dashboard has
	New       bool
	MayEdit   bool
	Wrong     map[string]string // by field of what was saved
	Form      chart.Form
	ByHand    bool // the query says what the form has no place for
	Faults    []chart.Fault
	Fields    []views.FieldGroup
}
