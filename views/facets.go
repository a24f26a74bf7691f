package views

// FacetsView is how the traces of a list differ: values of their fields, each with its traces.
type FacetsView struct {
	Project  string
	List     LogsQuery
	Says     string // what the counts are of
	N        int
	Facets   []FacetView
	CloseURL string
}

// FacetView is one field.
type FacetView struct {
	Name   string
	Values []FacetLine
	Rest   int    // values that are not shown
	AllURL string // all values, as an answer to a query
	Open   bool
}

// FacetLine is one value.
type FacetLine struct {
	Label  string
	N      int
	URL    string // the list narrowed to it, or without it where it is narrowed already; empty where no filter says it
	Chosen bool   // the filter demands it
	None   bool   // traces without a value
}

// FacetsPage is the counts on a page of their own, for readers without script.
type FacetsPage struct {
	Shell  Shell
	Facets FacetsView
}
