package views

import "assay/store"

// QueueFormPage makes a queue or changes one. Values are as typed.
type QueueFormPage struct {
	Shell         Shell
	Slug          string // empty: a new one
	Version       int
	Action        string
	BackURL       string
	Name          string
	Instructions  string
	ByFilter      bool
	Filter        string
	Rule          bool
	Matches       MatchesView
	Configs       []CheckView
	OwnVerdicts   bool // keys of its own that answer and complete
	Verdicts      []VerdictChoice
	People        []CheckView
	Answers       string
	Doubled       string // per cent
	Repeats       string // per cent
	Order         store.QueueOrder
	Blind         bool
	Confined      bool
	Fields        []CheckView // parts of a trace that are shown
	Formats       []FormatChoice
	Masks         string // one path a line
	Due           string // as date fields write it
	Idle          string // minutes
	Webhook       string
	Secret        string
	Mail, CanMail bool
	Closed        bool
	Wrong         map[string]string
}

// VerdictChoice is an option of a question with the key that answers with it and completes.
type VerdictChoice struct {
	Field, Question, Option, Key string
}

// CheckView is one box of a list to tick.
type CheckView struct {
	Value, Label, Hint string
	Checked            bool
}

// FormatChoice is how one part of a trace is shown at first.
type FormatChoice struct {
	Field, Label string
	Chosen       string // empty: as its content suggests
}

// MatchesView is what the filter of the form finds just now.
type MatchesView struct {
	Asked      bool // false: there is no filter to ask
	Count      CountView
	Error      string
	Suggestion string
	URL        string // the same traces in Logs
}

// OrderChoice is an order of items, in words.
type OrderChoice struct {
	Order      store.QueueOrder
	Name, Says string
}

// OrderChoices are all orders.
var OrderChoices = []OrderChoice{
	{store.NewestFirst, "Newest first", "what arrives later comes before what is there"},
	{store.OldestFirst, "Oldest first", ""},
	{store.RandomOrder, "Random", "the first ones are a fair sample of all, for a rate with an interval"},
	{store.MostUseful, "Most useful", "what judge and users disagree about, then names of traces with few reviews, then what nobody has reviewed, then what anyone scored low"},
}

// advanced reports whether one of the fields that stand folded away is in use or wrong.
func (p QueueFormPage) advanced() bool {
	for _, field := range []string{"hidden", "format", "masks", "confined", "webhook", "idle"} {
		if p.Wrong[field] != "" {
			return true
		}
	}
	return p.Masks != "" || p.Confined || p.Webhook != ""
}
