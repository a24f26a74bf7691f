package views

import (
	"slices"
	"strconv"

	"assay/store"
	"assay/store/draft"
	"assay/views/content"
)

// ReviewPage is one item of a review run or of a queue, with the next ones ready behind it.
type ReviewPage struct {
	Shell   Shell
	Run     ReviewQuery
	Room    *RoomView    // the queue that hands out the items; nil in a run
	Rows    *RowRun      // the run, where it is of rows of a dataset
	Items   []ReviewItem // the shown one first
	Total   CountView
	People  []PersonView // whom a comment may mention
	ListURL string
	Last    Said
}

// ReviewItem is one trace, or a row of a dataset, with the form about it.
type ReviewItem struct {
	Trace       TraceView
	Row         *RowItem // in place of the trace
	Questions   []Question
	Done        bool // this reviewer completed it before
	Stays       bool // completed, it stays on the screen
	Hidden      bool // what others said is hidden until the answer is stored
	Submission  store.EventID
	Seen        int64    // position in the log that the decision is based on
	Visible     []string // what of others' judgement is shown
	Action      string   // where the form posts to
	URL         string
	NextURL     string // empty at the end
	AfterURL    string // where a decision leads without script, if not to the next item
	PreviousURL string
	Position    CountView
	CanApprove  bool
	Approving   Approving
	NoExpected  bool // parts of the output are masked, so that nobody can say what it should be
}

// StatusLine says what was saved last and offers to take it back.
type StatusLine struct {
	Project, Back string
	UndoURL       string // empty: that of the project
	Said
	Reveal Reveal
}

// Said is what a reviewer said last, and what that did beside.
type Said struct {
	Words string // empty when nothing
	Notes []Note
}

// Reveal is what others said about an item whose answer was just stored in a blind queue.
type Reveal struct {
	Says string // empty: nothing to tell
	URL  string // the item, with everything shown
}

// skipReasons are offered with a key less than typing; the comment field takes any other.
var skipReasons = []string{"I cannot tell", "Not enough context", "Not in my language", "Broken or empty"}

// Question is one score config with this reviewer's answer.
type Question struct {
	store.ScoreConfig
	Field   string // name of the form field
	Value   string // as the field takes it
	Options []OptionView
}

// OptionView is one option with the key that picks it.
type OptionView struct {
	store.Option
	ID      string
	Key     string
	Checked bool
}

// sliderStops are the values that digits set on a slider, in per cent.
var sliderStops = []int{0, 25, 50, 75, 100}

// NewQuestion prepares a config for the form.
func NewQuestion(c store.ScoreConfig, a store.Answer) Question {
	q := Question{ScoreConfig: c, Field: "q" + strconv.Itoa(c.ID)}
	switch c.Kind {
	case store.Slider:
		if a.Score.Number != nil {
			q.Value = strconv.FormatFloat(*a.Score.Number*100, 'f', -1, 64)
		}
	case store.FreeText:
		q.Value = a.Text
	case store.Categorical:
		q.Value = a.Score.Category
		chosen := c.Chosen(a.Score.Category)
		for i, o := range c.Options {
			view := OptionView{Option: o, ID: q.Field + "-" + strconv.Itoa(i), Checked: slices.Contains(chosen, o.Label)}
			if i < 9 {
				view.Key = strconv.Itoa(i + 1)
			}
			q.Options = append(q.Options, view)
		}
	}
	return q
}

// subject is the span the answers are about.
func (i ReviewItem) subject() string {
	if i.Trace.Trace.RootID != "" {
		return string(i.Trace.Trace.RootID)
	}
	return string(i.Trace.Span.ID)
}

// next is where a decision leads without script.
func (i ReviewItem) next() string {
	if i.Stays {
		return i.URL
	}
	return i.onward()
}

// onward is where skipping leads, whether completed items stay or not.
func (i ReviewItem) onward() string {
	switch {
	case i.AfterURL != "":
		return i.AfterURL
	case i.NextURL != "":
		return i.NextURL
	}
	return i.URL
}

// outputText is what the expected output is compared with while one types.
func (i ReviewItem) outputText() string {
	if i.Row != nil {
		return draft.Text(i.Row.Row.Expected)
	}
	for _, v := range i.Trace.Span.Values {
		if v.Title == "Output" {
			return content.Plain(v.Value.JSON)
		}
	}
	return ""
}

// userCorrection is the newest value a user proposed, to accept with one key; empty when there is none.
func (i ReviewItem) userCorrection() string {
	for _, c := range i.Trace.Corrections {
		if c.Source == store.User && c.State == store.Proposed {
			return c.Text
		}
	}
	return ""
}

// jumpURL is where an item is asked for by its number.
func (p ReviewPage) jumpURL() string {
	if p.Rows != nil {
		return RowReviewURL(p.Shell.Project, RowRun{Dataset: p.Rows.Dataset})
	}
	if p.Room != nil {
		return RoomURL(p.Shell.Project, p.Room.Slug, RoomQuery{})
	}
	return ReviewURL(p.Shell.Project, ReviewQuery{})
}

// currentURL is the address of the shown item.
func currentURL(p ReviewPage) string {
	if len(p.Items) > 0 {
		return p.Items[0].URL
	}
	return p.ListURL
}

// undoURL is where what was saved last is taken back.
func (l StatusLine) undoURL() string {
	if l.UndoURL != "" {
		return l.UndoURL
	}
	return UndoURL(l.Project)
}

func sliderValue(v string) string {
	if v == "" {
		return "50"
	}
	return v
}
