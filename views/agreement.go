package views

import (
	"net/url"

	"assay/store"
)

// AgreementQuery is the state of the page of agreement.
type AgreementQuery struct {
	Filter       string
	Since, Until string // days, the last one included; empty: no bound
	Question     string // empty: the one with most items
	Segment      string // a metadata key
	A, B         string // the pair whose answers are crossed
}

// AgreementURL builds the address of the page of agreement.
func AgreementURL(project string, q AgreementQuery) string {
	v := url.Values{}
	set(v, "filter", q.Filter)
	set(v, "since", q.Since)
	set(v, "until", q.Until)
	set(v, "question", q.Question)
	set(v, "segment", q.Segment)
	set(v, "a", q.A)
	set(v, "b", q.B)
	return address(v, "p", project, "review", "agreement")
}

// AgreementPage says how far reviewers agree.
type AgreementPage struct {
	Shell     Shell
	Query     AgreementQuery
	Wrong     map[string]string // by field
	Read      CountView         // items that were read, and whether there are more
	Cap       int
	Questions []AgreementLine
	Detail    *AgreementDetail // nil while nobody has answered
	Keys      []string         // to cut by
	OwnOnly   bool             // a reviewer sees how they agree themselves, and nobody else by name
	Sources   []string
	Caution   string
}

// ItemLink is a number of items and the list of exactly those; without a URL there is no such list.
type ItemLink struct {
	N   int
	URL string
}

// Figure is one figure in words and numbers.
type Figure struct {
	Name     string
	Says     string // what it measures
	Value    string // empty: there is none, and Words say why
	Interval string
	Words    string
	Tint     string // class of the cell's colour
	Items    int
}

// AgreementLine is one question in the overview.
type AgreementLine struct {
	Name           string
	URL            string
	Current        bool
	Shared, Split  ItemLink
	Percent, Alpha Figure
	Baseline       string
	Settle         string // the lane over its disagreements; empty where there are none or one may not
}

// AgreementDetail is everything about one question.
type AgreementDetail struct {
	Name       string
	Scale      string
	Items      int
	Shared     ItemLink
	Split      ItemLink
	Figures    []Figure
	Prevalence []AgreementShare
	Baseline   string
	Matrix     *PairMatrix
	Cross      *PairCross
	Raters     []RaterLine
	Segments   []SegmentLine
	Segment    string
}

// AgreementShare is how common an answer is.
type AgreementShare struct {
	Label string
	N     int
	Share string
}

// PairMatrix compares everyone with everyone.
type PairMatrix struct {
	People []string
	Rows   []PairRow
	Left   int // people left out, who answered least
}

// PairRow is one person's line of the matrix.
type PairRow struct {
	Name  string
	Cells []PairCell
}

// PairCell is two people; Figure is empty on the diagonal.
type PairCell struct {
	Same          bool
	Figure        Figure
	URL           string // crosses their answers
	Items, Differ ItemLink
}

// PairCross is what two people answered on the same items.
type PairCross struct {
	A, B   string
	Labels []string
	Cells  [][]ItemLink // by A's answer, then B's
}

// RaterLine is one person against the others.
type RaterLine struct {
	Name                         string
	You                          bool
	Items                        ItemLink
	Percent, Alpha, AlphaWithout Figure
	Lean                         string
}

// SegmentLine is the items with one value of a metadata key.
type SegmentLine struct {
	Label          string
	Items, Split   ItemLink
	Percent, Alpha Figure
}

func orWord(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// reviewFilter is what the room Review opens with beside a page about a filter.
func reviewFilter(filter string) string {
	if filter == "" {
		return unreviewed
	}
	return filter
}

func mayAdjudicate(s Shell) bool { return s.Role.Includes(store.Curator) }
