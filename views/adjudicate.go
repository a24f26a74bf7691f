package views

import (
	"net/url"

	"assay/store"
)

// AdjudicateQuery is the state of the lane of disagreements. At fixes its members.
type AdjudicateQuery struct {
	Question string // empty: the first one that has any
	Filter   string
	At       int64
	Item     store.TraceID
}

// AdjudicateURL builds the address of the lane, or of one item in it.
func AdjudicateURL(project string, q AdjudicateQuery) string {
	v := url.Values{}
	set(v, "question", q.Question)
	set(v, "filter", q.Filter)
	setInt(v, "at", q.At)
	set(v, "item", string(q.Item))
	return address(v, "p", project, "review", "adjudicate")
}

// AdjudicatePage is one item on which reviewers disagree, with the next ones ready behind it.
type AdjudicatePage struct {
	Shell     Shell
	Query     AdjudicateQuery
	Questions []LaneQuestion
	Items     []AdjudicateItem // the shown one first
	Total     CountView
	ListURL   string
	Last      Said
}

// LaneQuestion is a question with what is left to settle on it.
type LaneQuestion struct {
	Name    string
	URL     string
	Left    CountView
	Current bool
}

// AdjudicateItem is one trace with the sides that reviewers take.
type AdjudicateItem struct {
	ReviewItem
	Question string
	Rubric   string
	Sides    []Side
	Others   []Side // answers that nobody gave
	Number   bool   // a number may be written in per cent
	Settled  string // what was decided, and by whom; empty while open
	Seen     int64
}

// Side is one answer and who gave it.
type Side struct {
	Label  string
	Value  string // as the form posts it
	Key    string
	People []SidePerson
}

// SidePerson is a reviewer with the comments that may say why.
type SidePerson struct {
	Name    string
	Reasons []string
}

// SideValue writes an answer as the form posts it: a category and a number that reads the same are two things.
func SideValue(s store.Score) string {
	if s.Category != "" {
		return "c" + s.Category
	}
	return "n" + s.String()
}

// SideLabel names an answer for people.
func SideLabel(s store.Score) string {
	if s.Category == "" && s.Number != nil {
		return number(*s.Number)
	}
	return s.String()
}

func laneURL(p AdjudicatePage) string {
	if len(p.Items) > 0 {
		return p.Items[0].URL
	}
	return AdjudicateURL(p.Shell.Project, p.Query)
}
