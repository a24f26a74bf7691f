package views

import (
	"assay/store"
)

// TracePage is a trace on a page of its own.
type TracePage struct {
	Shell Shell
	Trace TraceView
	Back  string // the list one came from, empty when unknown
	At    int64  // position in the log that the page was read at
}

// news is how the page learns what came since, with nothing to tell yet.
func (p TracePage) news() NewsView {
	return NewsView{Ask: TraceNewsURL(p.Shell.Project, p.Trace.Trace.ID, p.At, TracePart, p.Trace.Return), Part: TracePart}
}

// TraceView is everything about one trace, in the side panel, on its own page and in review.
type TraceView struct {
	Project     string
	Trace       store.Trace
	Tree        []SpanPiece // empty for a single span
	Head        TreeHead
	Thread      []ThreadPiece // instead of the tree, in the layout of that name
	Find        FindView
	Sheets      []FormatTab // the project's templates, and none of them
	Sheet       *SheetView  // instead of the rest, where one is chosen
	Span        SpanView    // the one whose content is shown
	Scores      []ScoreLine
	Comments    []store.Comment
	People      []PersonView // whom a comment may mention
	Corrections []CorrectionView
	History     []HistoryLine
	Rows        []store.RowLink // rows of datasets made from the trace
	Approving   Approving       // what approving a value of the shown span does beside
	Blind       bool            // what was said about it waits for the reader's own answer in a queue
	Narrow      Narrow          // the list that a value of the trace narrows
	CanReview   bool
	CanDecide   bool
	Return      string // where forms return to
	Level       int    // of the first heading
}

// SpanView is the content of one span.
type SpanView struct {
	ID       store.SpanID
	RowID    string
	SpanID   string
	Name     string
	Type     string
	Error    string
	IsRoot   bool
	Values   []ValueView
	Metadata []Fact
	Metrics  []Fact
}

func spanIcon(kind string) string {
	switch kind {
	case "llm":
		return "llm"
	case "tool", "function":
		return "tool"
	case "score", "eval":
		return "review"
	}
	return "logs"
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// exampleLine is a whole line of an import file.
const exampleLine = `{"id":"1","name":"answer","input":"How do I reset it?","output":"Hold the button.","feedback":[{"scores":{"user_rating":0.2},"comment":"which button?"}]}`
