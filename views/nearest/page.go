package nearest

import (
	"slices"
	"strconv"

	"assay/store"
	"assay/store/filter"
	"assay/views"
)

// Page is the traces nearest to some others.
type Page struct {
	Shell    views.Shell
	Query    views.SimilarQuery
	Sources  []store.Trace // those that were compared with
	Rows     []Row         // the nearest first
	Compared int           // sources that say something
	Looked   int           // traces looked at
	All      bool          // there are no more
	Left     int           // traces that cannot be found yet
	Mistake  views.Mistake // in the filter
	CanRate  bool
	CanAdd   bool
	BackURL  string
}

// Row is one of them.
type Row struct {
	Trace      store.Trace
	Similarity float64 // 0 to 1
	Source     int     // number of the nearest source, from 1
}

// score is a value of a trace with its name.
type score struct {
	Name  string
	Score store.Score
}

// mostScores is how many values a row shows.
const mostScores = 3

// scores are the first values of a trace, by name.
func (r Row) scores() []score {
	var out []score
	for name, s := range r.Trace.Scores {
		out = append(out, score{name, s})
	}
	slices.SortFunc(out, func(a, b score) int {
		if a.Name < b.Name {
			return -1
		}
		return 1
	})
	return out[:min(len(out), mostScores)]
}

// Percent is a share in whole hundredths; only what is the same has 100.
func Percent(share float64) string {
	n := int(share*100 + 0.5)
	if n == 100 && share < 1 {
		n = 99
	}
	return strconv.Itoa(n) + " %"
}

// width is a share as the width of a bar.
func width(share float64) string { return strconv.FormatFloat(share*100, 'f', 1, 64) }

// these is a filter that means exactly the traces shown.
func (p Page) these() string {
	items := make([]filter.Expr, len(p.Rows))
	for i, r := range p.Rows {
		items[i] = filter.Value(r.Trace.RootSpanID)
	}
	return filter.Format(&filter.In{X: filter.At("root_span_id"), Items: items})
}

// by is the page that compares what was asked, or what was answered.
func (p Page) by(outputs bool) string {
	q := p.Query
	q.Outputs = outputs
	return views.SimilarURL(p.Shell.Project, q)
}

// looked says among how many traces was looked.
func (p Page) looked() string {
	n := views.Thousands(int64(p.Looked))
	words := "Looked at the newest " + n + " traces."
	if p.All {
		words = "Looked at all " + n + " traces."
	}
	if p.Left > 0 {
		words += " " + views.Thousands(int64(p.Left)) + " that came since are still being read."
	}
	if len(p.Query.To) > len(p.Sources) {
		words += " Compared with the first " + strconv.Itoa(len(p.Sources)) + " of the " + strconv.Itoa(len(p.Query.To)) + " that were chosen."
	}
	if silent := len(p.Sources) - p.Compared; silent > 0 && p.Compared > 0 {
		words += " " + strconv.Itoa(silent) + " of these say nothing to compare."
	}
	return words
}

// text is a preview, or that there is none.
func text(preview string) string {
	if preview == "" {
		return "–"
	}
	return preview
}

// selects is what a screen reader says for the box of a row.
func selects(t store.Trace) string { return "Select: " + store.Preview(text(t.Input), 60) }
