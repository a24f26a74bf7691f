package plan

import (
	"strconv"

	"assay/store"
	"assay/store/assistant"
	"assay/views"
)

// Page is the assistant's page.
type Page struct {
	Shell  views.Shell
	Thread Thread
	Recent []ThreadLink
}

// Thread is a thread with its turns, and the box for the next sentence.
type Thread struct {
	Project  string
	ID       int // 0: nothing was asked yet
	Title    string
	By       string // who asked
	Mine     bool   // the person may go on with it
	Shared   bool
	MayBuild bool // the person may write datasets
	Context  assistant.Context
	Turns    []Turn
	Typed    string // the sentence as it stands in the box
	Wrong    store.Invalid
	Examples []string
	Model    string // that fills plans; empty: the rules do
	Opens    bool   // the person lets the assistant open lists and charts unasked
}

// ThreadLink leads to a thread.
type ThreadLink struct {
	URL, Title, By string
	Shared         bool
	Current        bool
}

// Turn is one sentence. Steps are those of the turn that is open.
type Turn struct {
	N        int
	URL      string
	Sentence []Piece
	Plan     assistant.Plan
	Made     assistant.Made
	Done     assistant.Done
	DoneURL  string
	Open     bool
	Thinks   bool // a model may still plan it
	Wrong    store.Invalid
	Form     Form
	Words    string // the filter in words
	Mistake  views.Mistake
	Steps    *Steps // nil while they are being loaded
	StepsURL string
}

// Piece is a part of the sentence.
type Piece struct {
	Text    string
	Unclear bool
}

// Form is what a person may change of a plan, as typed.
type Form struct {
	Filter, Sample, Rows, By, Expected, Target, New, Recipe string
	Datasets                                                []string
	Keys                                                    []string // paths to take so many of each
}

// Steps are what follows from the filter.
type Steps struct {
	Count     views.CountView
	CountURL  string
	ByHand    bool     // the traces are some that were selected by hand
	Taken     int      // after sampling
	Whole     bool     // Taken and Reports are about all of them
	Reports   []string // about duplicates, each a sentence
	Rows      []Row
	Chart     string // query
	ChartURL  string
	QueueURL  string
	Themes    []Theme
	Other     int
	Explained string
	Failed    string // why there are no steps
	RowsNoun  string
	Near      *Near  // instead of all that, where others like some are looked for
	RowsURL   string // where duplicates and rows are still to come from; empty: they are here, or there are none
}

// Near are the traces nearest to some.
type Near struct {
	URL      string // of the page of them
	To       int    // how many they are near to
	Selected bool   // which were selected by hand
	Rows     []NearRow
}

// NearRow is one of them.
type NearRow struct {
	URL, Input, Share string
}

// Row is one line of the preview.
type Row struct {
	TraceURL        string
	Input, Expected string
	From            store.ExpectedFrom
	Present         bool
}

// Theme is what several comments are about.
type Theme struct {
	Name, Quote string
	N           int
	URL         string // of exactly its traces
}

// BoxLimit is how many characters the box takes.
const BoxLimit = "2000"

// verbWords say what a plan does.
func verbWords(v assistant.Verb) string {
	return map[assistant.Verb]string{assistant.Logs: "Show the traces", assistant.Dataset: "Make a dataset", assistant.Queue: "Make a review queue", assistant.Chart: "Draw a chart",
		assistant.Themes: "Say what comments are about", assistant.Explain: "Explain the filter",
		assistant.Similar: "Find similar ones"}[v]
}

// samples are the ways to take some of the traces.
var samples = []struct{ Value, Label string }{{"", "All of them"}, {"newest", "The newest"}, {"random", "Random ones"}, {"each", "So many of each"}, {"shares", "In proportion to"}}

// expecteds are the ways to choose the expected value.
var expecteds = []struct{ Value, Label, Hint string }{
	{"", "Best available", "The approved value, else a reviewer's correction, else the logged value, else a user's correction."},
	{"user", "Users' corrections first", "What a user said the answer should have been, else the best available."},
	{"output", "Output where there is nothing better", "Nobody has checked it, so these rows are marked."},
}

// sampled is a sample in words.
func sampled(s assistant.Sample) string {
	n := views.Thousands(int64(s.Rows))
	switch s.Kind {
	case assistant.Newest:
		return "the newest " + n
	case assistant.Random:
		return n + " random ones"
	case assistant.Each:
		return n + " of each " + s.By
	case assistant.Shares:
		return n + " in proportion to " + s.By
	}
	return "all of them"
}

// rowsOf is a number of rows.
func rowsOf(n int) string {
	if n == 1 {
		return "1 row"
	}
	return views.Thousands(int64(n)) + " rows"
}

// counting goes on from the number of traces, to how many of them are taken.
func (s *Steps) counting(of assistant.Sample) string {
	as := "match"
	switch {
	case s.ByHand:
		as = "of those you selected"
	case s.Count.N == 1 && !s.Count.More:
		as = "matches"
	}
	if of.Kind == assistant.All {
		return as + "."
	}
	return as + "; of these " + sampled(of) + "."
}

// asksWhich is what the filter of a plan answers.
func (t Turn) asksWhich() string {
	if t.Plan.Verb == assistant.Similar && t.Plan.Selected {
		return "only where (empty: wherever)"
	}
	return "which traces"
}

// selectedWords say what selected traces are to the plan.
func (t Turn) selectedWords() string {
	if t.Plan.Verb == assistant.Similar {
		return "To the traces that you selected."
	}
	return "The traces that you selected."
}

// nearTo says what was compared with, where it was not selected.
func nearTo(n int) string {
	if n == 1 {
		return "the one that matches:"
	}
	return "the newest " + strconv.Itoa(n) + " that match:"
}

// id names an element of a turn.
func (t Turn) id(what string) string { return "turn-" + strconv.Itoa(t.N) + "-" + what }

// cost is what a model's plan cost, in words.
func cost(m assistant.Made) string {
	words := "by " + m.Model + " in " + strconv.FormatFloat(m.Seconds, 'f', 1, 64) + " s, " + views.Thousands(int64(m.Tokens)) + " tokens"
	if m.Cost > 0 {
		words += ", about $" + strconv.FormatFloat(m.Cost, 'f', 4, 64)
	}
	return words
}
