package views

import (
	"net/url"

	"assay/store"
)

// JudgeQuery is the state of the page that sets users, an automated judge and reviewers beside each other.
type JudgeQuery struct {
	Filter                         string
	Since, Until                   string
	User, Judge, Question          string // score names; empty: those with most to go on
	CutUser, CutJudge, CutQuestion string // as typed: "0.5" or "0.3, 0.7"
}

// JudgeURL builds the address of the page.
func JudgeURL(project string, q JudgeQuery) string {
	v := url.Values{}
	set(v, "filter", q.Filter)
	set(v, "since", q.Since)
	set(v, "until", q.Until)
	set(v, "user", q.User)
	set(v, "judge", q.Judge)
	set(v, "question", q.Question)
	set(v, "cut_user", q.CutUser)
	set(v, "cut_judge", q.CutJudge)
	set(v, "cut_question", q.CutQuestion)
	return address(v, "p", project, "review", "judge")
}

// JudgePage is what three sources say of the same traces.
type JudgePage struct {
	Shell    Shell
	Query    JudgeQuery
	Wrong    map[string]string
	Sides    []JudgeSide // user, judge, reviewer
	Read     CountView
	Cap      int
	Conflict []Conflict
	Tables   []CrossTable
	AllThree ItemLink
	Neither  ItemLink
}

// JudgeSide is one source: its choices, and what it covers.
type JudgeSide struct {
	Title   string // Users
	Field   string // of the form
	Name    string // the chosen score; empty: the source has none
	Choices []ScoreChoice
	Cut     string // as typed
	HasCut  bool   // it has numbers, so that the cut means something
	Classes []string
	Covered ItemLink
}

// ScoreChoice is a score that one may choose.
type ScoreChoice struct {
	Name    string
	N       int
	Current bool
}

// Conflict is a set of traces on which two sources say the opposite.
type Conflict struct {
	Title     string
	Says      string
	Items     ItemLink
	ReviewURL string
	Filter    string // that finds them, for a queue
}

// CrossTable crosses two sources.
type CrossTable struct {
	ID              string
	Title           string
	Down, Across    string
	Rows, Columns   []string
	Cells           [][]CrossCell
	Both            ItemLink
	OnlyDown        ItemLink
	OnlyAcross      ItemLink
	Measure, Says   string
	Value, Interval string // Value is empty where there is none, and Why says why
	Why             string
	N               int
}

// CrossCell is one cell with its share of the row.
type CrossCell struct {
	ItemLink
	Share string
	Tint  string
}

// JudgeSources are the sides in the order of the page.
var JudgeSources = []store.Source{store.User, store.Automated, store.Review}
