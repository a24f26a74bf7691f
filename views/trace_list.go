package views

import (
	"strconv"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/views/ui"
)

// TraceListPage is the list of traces and, beside it, the open one.
type TraceListPage struct {
	Shell   Shell
	Query   LogsQuery
	Filter  FilterBox
	Build   *BuildView // nil: the filter stands as text
	Columns []Column
	Blind   bool // what others said waits for the reader's own answers in a queue
	Choices []ColumnChoice
	Menu    ColumnMenu
	// Custom are the values of columns that show an expression, by the column's ID; Mistakes says why some have none.
	Custom   map[string]CustomValues
	Mistakes []ColumnMistake
	Views    ViewMenu
	Rows     []store.Trace
	Sessions *SessionList // instead of Rows, when the list is grouped
	Count    CountView
	At       int64  // position in the log that the page was read at; fixes what "all matching" means
	Previous string // address of the page before, empty on the first
	Next     string // address of the next page, empty on the last
	Empty    bool   // the project has no trace at all
	// Searched is how far back an unfinished search looked; zero when it came to its end.
	Searched time.Time
	Panel    *TraceView
	PanelAt  int64 // position in the log that the panel was read at
	CanAdd   bool
	CanRate  bool
}

// FilterBox is the filter as typed, with what is wrong or doubtful about it.
type FilterBox struct {
	Text       string
	Error      string
	Line       string // the line of the filter with the mistake
	Caret      string // spaces and carets to stand under it
	Suggestion string
	Expr       filter.Expr // nil for one that cannot be read
	Warnings   []string
	Chips      []Chip
	Examples   []FilterExample
	Offer      *FilterOffer // of a text that does not read because it is words
}

// Mistake is what is wrong with an expression, shown under it. Without Error nothing is.
type Mistake struct {
	Error      string
	Line       string // the line of the expression with the mistake
	Caret      string // spaces and carets to stand under it
	Suggestion string
}

// ColumnMenu is the form of new columns as it was sent.
type ColumnMenu struct {
	Label, Expression string
	Wrong             Mistake
}

// ColumnMistake is a mistake in the expression of a column.
type ColumnMistake struct {
	Column string
	Mistake
}

// CustomValues is what an expression gives for each trace: several texts where one of its fields has several values.
type CustomValues struct {
	Numbers bool
	Of      map[store.TraceID][]string
}

// FilterExample is a filter to start from.
type FilterExample struct {
	Text, Says string
	URL        string
}

// CountView is a number of traces, exact or capped.
type CountView struct {
	N    int
	More bool
}

// String is "1,283" or "10,000+".
func (c CountView) String() string {
	s := Thousands(int64(c.N))
	if c.More {
		s += "+"
	}
	return s
}

// Noun is "trace" or "traces", to go with the number.
func (c CountView) Noun() string {
	if c.N == 1 && !c.More {
		return "trace"
	}
	return "traces"
}

func Thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Live reports whether the page tells what came since: a list that is fixed at a position does not change.
func (p TraceListPage) Live() bool { return p.Query.At == 0 && p.Filter.Error == "" }

// news is how the page learns what came since, with nothing to tell yet.
func (p TraceListPage) news() NewsView {
	return NewsView{Ask: NewsURL(p.Shell.Project, p.Query, p.At), Part: ResultsPart}
}

// panelNews is how the page learns what came to the open trace since.
func (p TraceListPage) panelNews(v TraceView) NewsView {
	return NewsView{Ask: TraceNewsURL(p.Shell.Project, v.Trace.ID, p.PanelAt, PanelPart, v.Return), Part: PanelPart}
}

// here is the state of the page with one thing changed, as a URL.
func (p TraceListPage) here(change func(*LogsQuery)) string {
	q := p.Query
	change(&q)
	return LogsURL(p.Shell.Project, q)
}

func (p TraceListPage) openURL(t store.TraceID) string {
	return p.here(func(q *LogsQuery) { q.Open = t })
}

func (p TraceListPage) closeURL() string { return p.openURL("") }

func (p TraceListPage) defaultsURL() string {
	return p.here(func(q *LogsQuery) { q.Columns, q.Rows, q.After, q.Before = nil, "", store.Cursor{}, store.Cursor{} })
}

// withFilter is the address of the list filtered by text.
func (p TraceListPage) withFilter(text string) string {
	return p.here(func(q *LogsQuery) { q.Filter, q.After, q.Before, q.Open = text, store.Cursor{}, store.Cursor{}, "" })
}

// stamp writes a time as lists do; the year only when it is not this one.
func stamp(t time.Time) string {
	if t.Year() != time.Now().UTC().Year() {
		return t.UTC().Format("2006-01-02 15:04")
	}
	return t.UTC().Format("Jan 2 15:04")
}

func exactly(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05.000 UTC") }

// Length writes a duration in the two digits that matter.
func Length(d time.Duration) string {
	switch {
	case d >= time.Hour:
		return strconv.FormatFloat(d.Hours(), 'f', 1, 64) + " h"
	case d >= 2*time.Minute:
		return strconv.FormatFloat(d.Minutes(), 'f', 1, 64) + " min"
	case d >= 10*time.Second:
		return strconv.FormatFloat(d.Seconds(), 'f', 0, 64) + " s"
	case d >= time.Second:
		return strconv.FormatFloat(d.Seconds(), 'f', 1, 64) + " s"
	}
	return strconv.FormatInt(d.Milliseconds(), 10) + " ms"
}

// Seconds writes a number of seconds as Length does.
func Seconds(s float64) string { return Length(time.Duration(s * float64(time.Second))) }

// Money writes an amount in the client's currency, US dollars by convention; nothing for none.
func Money(v float64) string { return money(v) }

func money(v float64) string {
	if v == 0 {
		return ""
	}
	return "$" + strconv.FormatFloat(v, 'f', 4, 64)
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return Thousands(int64(n))
}

// label is what a screen reader says for the checkbox of a row.
func label(t store.Trace) string {
	text := t.Input
	if text == "" {
		text = t.Name
	}
	if r := []rune(text); len(r) > 60 {
		text = string(r[:60]) + "…"
	}
	return "Select: " + text
}

func number(v float64) string { return ui.Number(v) }

// linkColumn is the column whose cell opens the trace: input, or the first when that is not shown.
func linkColumn(columns []Column) int {
	for _, id := range []string{"input", "output", "name", "created"} {
		for i, c := range columns {
			if c.ID == id {
				return i
			}
		}
	}
	return 0
}

// customTexts are the values of a custom column for a trace, numbers in the digits that matter.
func (p TraceListPage) customTexts(t store.TraceID, c Column) []string {
	values := p.Custom[c.ID]
	texts := values.Of[t]
	if !values.Numbers {
		return texts
	}
	short := make([]string, len(texts))
	for i, text := range texts {
		short[i] = text
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			short[i] = shortNumber(v)
		}
	}
	return short
}

// columnClass is the class of the cells of a column.
func (p TraceListPage) columnClass(i int) string {
	c := p.Columns[i]
	class := "col-" + c.Kind
	if p.Custom[c.ID].Numbers {
		class += " number"
	}
	if pin := pinClass(p.Columns, i); pin != "" {
		class += " " + pin
	}
	return class
}

// tableClass is the class of the table, which says how wide its columns and how tall its rows are.
func (p TraceListPage) tableClass() string {
	class := "traces"
	if fixedLayout(p.Columns) {
		class += " fixed"
	}
	if p.CanRate {
		class += " picked"
	}
	if p.Query.Rows != "" {
		class += " rows-" + p.Query.Rows
	}
	return class
}

// summaryURL is where the summary of the scores that the list shows is read; empty when it shows none.
func (p TraceListPage) summaryURL() string {
	for _, c := range p.Columns {
		if c.Kind == "scores" && p.Filter.Error == "" && !p.Blind {
			return ScoresURL(p.Shell.Project, p.Query)
		}
	}
	return ""
}

// sortURL is the list in another order, from its beginning.
func (p TraceListPage) sortURL(order string) string {
	return p.here(func(q *LogsQuery) { q.Sort, q.After, q.Before = order, store.Cursor{}, store.Cursor{} })
}

// pageNames call the page before and the next one.
func (p TraceListPage) pageNames() [2]string {
	if p.Query.Sort == SortOldest {
		return [2]string{"Older", "Newer"}
	}
	return [2]string{"Newer", "Older"}
}

func widthValue(c Column) string {
	if c.Width == 0 {
		return ""
	}
	return strconv.Itoa(c.Width)
}

// showsFlags reports whether flags have a column of their own.
func showsFlags(columns []Column) bool {
	for _, c := range columns {
		if c.Kind == "flagged" {
			return true
		}
	}
	return false
}
