package trends

import (
	"assay/views"
)

// Page is what people see of a project's trends.
type Page struct {
	Shell    views.Shell
	Query    Query
	Wrong    map[string]string // by field of the form
	Zones    []string
	Zone     string // as charts read it, never empty
	Ranges   []Choice
	From, To string // the stretch that is shown, as fields for times have it
	Says     string // which traces the figures are of
	Notes    []string
	Empty    bool // there is no trace in the project
	Nothing  bool // nothing in the stretch or the filter
	Tiles    []Tile
	Felt     Chart
	Classes  *Table // categories, where scores have some
	Segments Segments
	Beside   Beside
	Said     Said
	Volumes  []Chart
	Releases []Release
}

// Choice is one of several states of the page.
type Choice struct {
	Name, URL string
	Current   bool
}

// Tile is one figure with what it rests on.
type Tile struct {
	Name, Value string
	Note        string // n and interval
	URL         string
	Change      string // against the stretch before; empty where nothing is compared
	ChangeNote  string
	Sense       string // "better", "worse" or nothing
}

// Chart is a table that is drawn: its first column is time.
type Chart struct {
	ID, Title, Says string
	Columns         []string
	Rows            []Row
	Unit            string // what one place on the first column is
	Kind            string // "time" or "category"
	None            string // said instead of the chart where there is nothing to show
	Open            bool   // the table stands open
	From0           bool
}

// Row is a line of a Chart.
type Row struct {
	Name, Plot string
	URL        string
	Cells      []Cell
}

// Cell is a figure. Plot is empty where there is none.
type Cell struct {
	Text, Plot, URL, Title, Note string
}

// Table is a table that is not drawn.
type Table struct {
	Columns []string
	Rows    []Row
}

// Segments are the values of a field, the unhappiest first.
type Segments struct {
	Field, Score string
	Fields       []Choice
	Scores       []Choice
	Lines        []Segment
	Rest         int // values that are not shown
	Says, None   string
	Over         Chart // the score over time for the largest of them
}

// Segment is one value of a field.
type Segment struct {
	Name, URL string
	Traces    Cell
	Mean      Cell
	Interval  string
	Bar       Bar
	Low       Cell // scores in the lower half
	Errors    Cell
	Duration  Cell
	Cost      Cell
	ReviewURL string
	AddURL    string
}

// Bar is an interval on a line from 0 to 100.
type Bar struct {
	Low, High, Mean float64
	Bounded         bool
}

// Beside sets a score of users beside an automated one.
type Beside struct {
	User, Judge  string
	Users        []Choice
	Judges       []Choice
	None         string
	N            int
	PairsURL     string
	Figures      []Figure
	Cross        views.CrossTable
	Dots         []Dot
	Disagree     []Disagreement
	Note         string
	AgreementURL string
}

// Figure is a coefficient with its interval, or why there is none.
type Figure struct {
	Name, Says, Value, Interval, Why string
	N                                int
}

// Dot is a place of the scatter plot, of 100 by 100, and how many traces are there.
type Dot struct {
	X, Y, R float64
	N       int
	Title   string
}

// Disagreement is a trace on which users and the judge are far apart.
type Disagreement struct {
	Text, URL, User, Judge, When string
}

// Release is a marker.
type Release struct {
	Name, At, Plot string
	Seen           bool
	URL            string // traces from then on
}
