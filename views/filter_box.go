package views

import (
	"assay/store"
	"assay/store/filter"
)

// TabBuild is the tab in which a filter is clicked together; the other one is the text.
const TabBuild = "build"

// Chip is one of the conditions that must hold, with the addresses of the list without it and with its opposite.
type Chip struct {
	Text     string
	Negative bool // it leaves out rather than picks
	Remove   string
	Turn     string
}

// FilterOffer is the filter that a text comes to which is words and no filter.
type FilterOffer struct {
	Filter  string // empty: the words were not understood
	URL     string // of the list with it
	Says    string // the filter in words
	Unclear []string
	AskURL  string // of the assistant, with the words in its box
}

// NewChips takes a filter apart into the conditions that must hold.
func NewChips(project string, list LogsQuery, e filter.Expr) []Chip {
	terms := filter.Conjuncts(e)
	list.After, list.Before, list.Open = store.Cursor{}, store.Cursor{}, ""
	at := func(terms []filter.Expr) string {
		list.Filter = filter.Format(filter.And(terms...))
		return LogsURL(project, list)
	}
	var chips []Chip
	for i, term := range terms {
		without := append(append([]filter.Expr{}, terms[:i]...), terms[i+1:]...)
		turned := append([]filter.Expr{}, terms...)
		turned[i] = filter.Negate(term)
		chips = append(chips, Chip{Text: filter.Format(term), Negative: filter.Negative(term), Remove: at(without), Turn: at(turned)})
	}
	return chips
}

// turnSays is what turning a chip into its opposite does.
func (c Chip) turnSays() string {
	if c.Negative {
		return "Only these instead"
	}
	return "Exclude instead"
}

func (c Chip) turnIcon() string {
	if c.Negative {
		return "equal"
	}
	return "differ"
}

// inTab is the address of the list with its filter in a tab.
func (p TraceListPage) inTab(tab string) string {
	return p.here(func(q *LogsQuery) { q.Tab = tab })
}

// asText is the address of the list filtered by text, which stands as text.
func (p TraceListPage) asText(text string) string {
	return p.here(func(q *LogsQuery) {
		q.Filter, q.Tab, q.After, q.Before, q.Open = text, "", store.Cursor{}, store.Cursor{}, ""
	})
}
