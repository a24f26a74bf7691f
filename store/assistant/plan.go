package assistant

import (
	"strings"

	"assay/store/filter"
)

// Verb is what a plan does.
type Verb string

// The verbs. None is for sentences of which nothing was understood.
const (
	None    Verb = ""
	Logs    Verb = "logs"    // show the traces
	Dataset Verb = "dataset" // make rows of them
	Queue   Verb = "queue"   // have people review them
	Chart   Verb = "chart"   // count or measure them
	Themes  Verb = "themes"  // say what comments on them are about
	Explain Verb = "explain" // say a filter in words
	Similar Verb = "similar" // find others that say nearly the same
)

// Verbs are all that do something, in the order in which pages offer them.
var Verbs = []Verb{Logs, Dataset, Queue, Chart, Themes, Explain, Similar}

// SampleKind says which of the matching traces are taken.
type SampleKind string

// The kinds of samples.
const (
	All    SampleKind = ""       // each of them
	Newest SampleKind = "newest" // the last ones
	Random SampleKind = "random" // any
	Each   SampleKind = "each"   // any, so many of each value of By
	Shares SampleKind = "shares" // any, of each value of By as large a share as it has of all
)

// Sample picks some of the traces.
type Sample struct {
	Kind SampleKind `json:"kind,omitempty"`
	Rows int        `json:"rows,omitempty"` // in all; for Each of every value. At least 1 unless Kind is All
	By   string     `json:"by,omitempty"`   // a path of the filter language, such as metadata.segment; for Each and Shares
}

// MaxRows bounds Sample.Rows.
const MaxRows = 1_000_000

// Expected says where rows take their expected value from.
type Expected string

// The choices that a sentence can ask for.
const (
	Best   Expected = ""       // what is best known
	ByUser Expected = "user"   // the users' corrections first
	Output Expected = "output" // the output where there is nothing better
)

// Plan is what a sentence comes to. Nothing of it is done before a person says so.
type Plan struct {
	Verb     Verb     `json:"verb"`
	Filter   string   `json:"filter,omitempty"` // in canonical spelling; empty: every trace
	Selected bool     `json:"selected,omitempty"`
	Sample   Sample   `json:"sample,omitzero"`
	Expected Expected `json:"expected,omitempty"`
	Target   string   `json:"target,omitempty"` // name of the dataset or queue; empty: not named
	Chart    string   `json:"chart,omitempty"`  // a query, for the verb Chart
	Asks     []Ask    `json:"asks,omitempty"`
	Unclear  []Part   `json:"unclear,omitempty"`
	// Notes say how the sentence was taken where that is not plain, each a sentence.
	Notes []string `json:"notes,omitempty"`
}

// Part is a stretch of the sentence, in bytes.
type Part struct {
	Pos  int    `json:"pos"`
	End  int    `json:"end"`
	Text string `json:"text"`
}

// Ask is a word with several meanings.
type Ask struct {
	Part
	// Key names the question in Choices: the same word asks the same.
	Key     string   `json:"key"`
	Says    string   `json:"says"` // the question
	Options []Option `json:"options"`
}

// Option is one of the meanings.
type Option struct {
	Key    string `json:"key"`
	Label  string `json:"label"`
	Chosen bool   `json:"chosen,omitempty"`
}

// Choices are answers to asks, the key of an option by the key of its ask. Unknown ones count for nothing.
type Choices map[string]string

// Page is what the person was looking at.
type Page struct {
	Filter   string // of the list, in canonical spelling; what does not read counts as empty
	Selected int    // how many traces are selected
}

// Settle checks a plan that someone else filled: it puts the filter into canonical spelling and takes out what makes no sense.
// The error is about the filter or the query of the chart, as a *filter.Error.
func Settle(p Plan, o filter.Options) (Plan, error) {
	e, _, err := filter.Read(p.Filter, o)
	if err != nil {
		return p, err
	}
	p.Filter = filter.Format(e)
	if p.Verb == Chart {
		if _, _, err := filter.ReadQuery(p.Chart, filter.QueryOptions{Options: o}); err != nil {
			return p, err
		}
	} else {
		p.Chart = ""
	}
	p.Sample = p.Sample.settled()
	p.Target = strings.TrimSpace(p.Target)
	if r := []rune(p.Target); len(r) > 200 || strings.ContainsAny(p.Target, "/\\?#%\x00\r\n\t") {
		p.Target = ""
	}
	return p, nil
}

// settled takes out what makes no sense.
func (s Sample) settled() Sample {
	if s.Rows < 1 || s.Rows > MaxRows {
		return Sample{}
	}
	switch s.Kind {
	case Newest, Random:
		s.By = ""
		return s
	case Each, Shares:
		e, err := filter.Parse(s.By)
		if p, ok := e.(*filter.Path); err == nil && ok && p.Field != nil {
			s.By = filter.Format(p)
			return s
		}
	}
	return Sample{}
}
