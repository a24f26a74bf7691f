package views

import (
	"strconv"
	"strings"

	"assay/store"
)

// BulkPage asks what to do with many traces.
type BulkPage struct {
	Shell      Shell
	Do         store.BulkDo // what was asked for first
	Count      CountView
	Filter     string
	At         int64
	Traces     []store.TraceID // the chosen ones; empty: all that match Filter at At
	Back       string
	Submission store.EventID // so that sending the form twice does it once
	Tags       string        // as typed
	Known      []string      // tags in use
	Questions  []Question
	CanExport  bool
	Wrong      store.Invalid
}

// of is the selection in words, for buttons.
func (p BulkPage) of() string { return p.Count.String() + " " + p.Count.Noun() }

// exportURL is where the form sends its selection to be written to a file.
func (p BulkPage) exportURL() string { return ExportTracesURL(p.Shell.Project, "", "", 0) }

// BulkProgressPage is a bulk action on its way.
type BulkProgressPage struct {
	Shell   Shell
	Bulk    store.Bulk
	URL     string // of this page
	Back    string
	Mine    bool
	Stalled bool // nobody works on it
}

// title names a bulk action that is on its way.
func (p BulkProgressPage) title() string {
	a := p.Bulk.Action
	switch a.Do {
	case store.BulkTag:
		return "Tag traces " + strings.Join(a.Tags, ", ")
	case store.BulkUntag:
		return "Take " + strings.Join(a.Tags, ", ") + " off traces"
	case store.BulkFlag:
		return "Flag traces for review"
	case store.BulkUnflag:
		return "Take the flag off traces"
	}
	return "Score traces: " + a.Answer.Config.Name
}

// BulkWords says what a bulk action did to so many traces.
func BulkWords(b store.Bulk) string {
	traces, tags := plural(b.Changed, "trace", "traces"), strings.Join(b.Action.Tags, ", ")
	switch b.Action.Do {
	case store.BulkTag:
		return "Tagged " + traces + " " + tags
	case store.BulkUntag:
		return "Took " + tags + " off " + traces
	case store.BulkFlag:
		return "Flagged " + traces + " for review"
	case store.BulkUnflag:
		return "Took the flag off " + traces
	}
	a := b.Action.Answer
	if a.Score.IsNull() && a.Text == "" {
		return "Withdrew " + a.Config.Name + " on " + traces
	}
	return "Scored " + a.Config.Name + " on " + traces
}

// BulkSays is BulkWords with what was so already.
func BulkSays(b store.Bulk) string {
	already := b.Total - b.Changed
	switch {
	case b.Changed == 0:
		return "Nothing changed: it was so already."
	case already > 0:
		return BulkWords(b) + "; " + plural(already, "was", "were") + " so already."
	}
	return BulkWords(b) + "."
}

// per is the progress of a bulk action as the attribute of its bar.
func (p BulkProgressPage) per() string { return strconv.Itoa(p.Bulk.Done) }
