package views

import (
	"strconv"

	"assay/store"
	"assay/store/adding"
)

// AddPage asks where traces go, what of them makes a row, and what happens to what is there already.
type AddPage struct {
	Shell    Shell
	Count    AddCount
	Filter   string
	At       int64
	Traces   []store.TraceID // the chosen ones; empty: all that match Filter at At
	Job      store.EventID   // the id of the job that the form may start, so that sending it twice starts one
	BackURL  string
	Back     string          // the page of ours to return to; empty: the dataset when it is done, and the list when it is not
	Projects []string        // where the person may curate
	Project  string          // of the dataset
	Datasets []store.Dataset // of that project, the last changed first
	Chosen   string          // name of the dataset in the list
	NewName  string          // as typed
	Splits   []string        // that the dataset has
	Form     AddForm
	Note     string
	Recipe   string // name of the recipe to save, as typed
	Preview  AddPreviewView
	Wrong    store.Invalid
}

// AddForm is a plan as a form holds it: as typed, so that mistakes can be shown where they were made.
type AddForm struct {
	Take       string // root, span, each, one, trace or reference
	Span       string // name, for span and each
	SpanID     string // for one
	Input      string
	Expected   string // an adding.Expected
	From       string
	Metadata   bool
	Tags       bool
	Fields     string
	Split      string
	Origin     string // an adding.Action, and so the next two
	Content    string
	Near       string
	Similarity string // per cent; 0: near duplicates are not looked for
	Choices    map[string]string
	Sample     string // an adding.SampleKind
	Rows       string
	Segment    string
	Seed       string
}

// AddCount is a number of traces and what kind of number it is.
type AddCount struct {
	CountView
	Timed bool // counting took too long: there are as many at least
}

// Says explains a number that is not exact; empty for one that is.
func (c AddCount) Says() string {
	switch {
	case c.Timed:
		return "There are at least as many: counting stopped because it took too long. All that match are added."
	case c.More:
		return "There are more: counting stops at " + Thousands(int64(c.N)) + ". All that match are added."
	}
	return ""
}

// AddPreviewView is what an add would do.
type AddPreviewView struct {
	Rows   []AddLine
	Report AddReport
	Whole  bool // Report is about all traces, not only about Rows
	// Compared tells that near duplicates were looked for.
	Compared bool
	Paths    []string // to choose from, as the first trace has them
	Failed   string   // why there is no preview
	Unfit    UnfitView
}

// AddLine is a row as it would be written.
type AddLine struct {
	TraceURL        string
	Input, Expected string // previews
	From            store.ExpectedFrom
	Kind            adding.Kind
	Action          adding.Action
	Similarity      float64
	OtherURL        string // the row, or the earlier trace, that it is a duplicate of; empty when it is none
}

// AddReport is a report in words, with links.
type AddReport struct {
	adding.Report
	Pairs []PairLine
	Split string // of the new rows
}

// PairLine is a duplicate beside what it is a duplicate of.
type PairLine struct {
	adding.Pair
	ID       string // what a choice for it is named by
	TraceURL string
	OtherURL string
	ByKind   adding.Action // what happens to its kind
	Choice   string        // as chosen for it alone; empty: as its kind
}

// ExpectedOption is one way to choose the expected value.
type ExpectedOption struct {
	Value, Label, Hint string
}

var expectedOptions = []ExpectedOption{
	{string(adding.ExpectedBest), "Best available",
		"The approved value, else a reviewer's correction, else the logged value, else a user's correction. A row without any of them has no expected value."},
	{string(adding.ExpectedUser), "Users' corrections first",
		"What a user said the answer should have been, else the best available."},
	{string(adding.ExpectedOutput), "Output where there is nothing better",
		"The best available, else the output becomes expected. Nobody has checked it, so these rows are marked “output, unchecked”."},
	{string(adding.ExpectedPath), "Another value", "The value of a path that you name."},
	{string(adding.ExpectedNone), "None", "Rows without an expected value, to be filled later."},
}

// TakeOption is one way to say what of a trace becomes a row.
type TakeOption struct {
	Value, Label, Hint string
}

var takeOptions = []TakeOption{
	{"root", "The trace's own input", "What its root span was asked, or a part of that."},
	{"span", "A span of it", "The first span of a name, such as a retrieval or a tool call."},
	{"each", "Each such span", "Every span of a name becomes a row of its own."},
	{"trace", "The whole trace", "All spans with what they were asked and what they answered, as one value."},
	{"reference", "A reference to it", "Only its ids: the row stays small, and whoever evaluates it looks the trace up."},
}

// takes are the options that a page offers: one span only where one was chosen.
func (f AddForm) takes() []TakeOption {
	if f.SpanID == "" {
		return takeOptions
	}
	return append([]TakeOption{{"one", "The span you chose", "What this one span was asked."}}, takeOptions...)
}

// took is the option in use in a few words.
func (f AddForm) took() string {
	switch f.Take {
	case "span":
		return "the first span " + strconv.Quote(f.Span)
	case "each":
		return "each span " + strconv.Quote(f.Span)
	}
	for _, o := range f.takes() {
		if o.Value == f.Take {
			return lowerFirst(o.Label)
		}
	}
	return f.Take
}

// ownsInput reports whether a path to the input is asked for.
func (f AddForm) ownsInput() bool { return f.Take != "trace" && f.Take != "reference" }

// fieldsInWords sums up what goes into a row.
func (f AddForm) fieldsInWords() string {
	words := f.took()
	if f.ownsInput() && f.Input != "input" {
		words += ", " + f.Input
	}
	switch {
	case f.Metadata && f.Tags:
		words += "; metadata and tags"
	case f.Metadata:
		words += "; metadata"
	case f.Tags:
		words += "; tags"
	}
	if f.Fields != "" {
		words += "; more fields"
	}
	return words
}

// DuplicateKind is a kind of duplicates as the form asks about it.
type DuplicateKind struct {
	Field, Label, Hint string
	Kind               adding.Kind
}

var duplicateKinds = []DuplicateKind{
	{"origin", "The same trace", "The dataset has a row that was made from it.", adding.Origin},
	{"content", "The same input", "The dataset, or an earlier one of these traces, has the same input to the letter.", adding.Content},
	{"near", "Nearly the same input", "The input says almost the same in almost the same words.", adding.Near},
}

// action is what the form says about a kind.
func (f AddForm) action(field string) string {
	switch field {
	case "origin":
		return f.Origin
	case "content":
		return f.Content
	}
	return f.Near
}

// actionLabels name what may happen to a duplicate.
var actionLabels = map[string]string{
	string(adding.Skip): "skip it", string(adding.Merge): "merge into the row", string(adding.Insert): "insert it anyway",
}

// similarities are the thresholds offered, in per cent.
var similarities = []string{"70", "75", "80", "85", "90", "95", "0"}

func similarityLabel(percent string) string {
	if percent == "0" {
		return "do not look for them"
	}
	return percent + " % of the words and more"
}

// expectedInWords sums up where the expected value is from.
func (f AddForm) expectedInWords() string {
	if f.Expected == string(adding.ExpectedPath) {
		return f.From
	}
	for _, o := range expectedOptions {
		if o.Value == f.Expected {
			return lowerFirst(o.Label)
		}
	}
	return ""
}

// duplicatesInWords sums up what happens to duplicates.
func (f AddForm) duplicatesInWords() string {
	words := "same trace: " + f.Origin + "; same input: " + f.Content
	if f.Similarity == "0" {
		return words + "; nearly the same: not looked for"
	}
	return words + "; nearly the same: " + f.Near
}

// SampleOption is one way to take some of the traces.
type SampleOption struct{ Value, Label string }

var sampleOptions = []SampleOption{
	{string(adding.All), "All of them"}, {string(adding.Newest), "The newest"}, {string(adding.Random), "Random ones"},
	{string(adding.Stratified), "Random ones, each segment in proportion"}, {string(adding.Quota), "So many of each segment"},
}

// sampleInWords sums up which traces are taken.
func (f AddForm) sampleInWords() string {
	switch adding.SampleKind(f.Sample) {
	case adding.Newest:
		return "the newest " + f.Rows
	case adding.Random:
		return f.Rows + " at random"
	case adding.Stratified:
		return f.Rows + " at random, in proportion by " + f.Segment
	case adding.Quota:
		return f.Rows + " of each " + f.Segment
	}
	return "all of them"
}

// previewTitle heads a preview of n rows.
func previewTitle(n int) string {
	if n == 1 {
		return "The row as it will be written"
	}
	return "The first " + strconv.Itoa(n) + " rows as they will be written"
}

// verb is what the page's button says.
func (c AddCount) verb(sample string) string {
	if sample != string(adding.All) {
		return "Add the sample"
	}
	return "Add " + c.String() + " " + c.Noun()
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return string(s[0]|0x20) + s[1:]
}
