package views

import (
	"slices"
	"strconv"

	"assay/store"
	"assay/views/content"
)

// ReviewPage is one item of a review run, with the next ones ready behind it.
type ReviewPage struct {
	Shell   Shell
	Run     ReviewQuery
	Items   []ReviewItem // the shown one first
	Total   CountView
	ListURL string
	Last    string // what the reviewer said last, empty when nothing
}

// ReviewItem is one trace with the form about it.
type ReviewItem struct {
	Trace       TraceView
	Questions   []Question
	Done        bool // this reviewer completed it before
	Submission  store.EventID
	Run         ReviewQuery
	URL         string
	NextURL     string // empty at the end
	PreviousURL string
	Position    CountView
	CanApprove  bool
}

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

func (i ReviewItem) next() string {
	if i.NextURL != "" {
		return i.NextURL
	}
	return i.URL
}

// outputText is what the expected output is compared with while one types.
func (i ReviewItem) outputText() string {
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

// currentURL is the address of the shown item.
func currentURL(p ReviewPage) string {
	if len(p.Items) > 0 {
		return p.Items[0].URL
	}
	return ReviewURL(p.Shell.Project, p.Run)
}

func sliderValue(v string) string {
	if v == "" {
		return "50"
	}
	return v
}
