package views

import (
	"strconv"
	"time"

	"assay/store"
	"assay/store/filter"
)

// ScoreSummaryPage is what the traces of a list have of its scores.
type ScoreSummaryPage struct {
	Shell   Shell
	Filter  string
	Back    string // the list
	Traces  CountView
	Bounded bool // only the newest Traces were looked at
	Since   time.Time
	Scores  []ScoreHistogram
}

// ScoreHistogram is one score with links to the traces of each of its bars.
type ScoreHistogram struct {
	store.ScoreSummary
	Key  string // as a column names it
	Bars []Bar
}

// Bar is one range of a score, or one of its categories.
type Bar struct {
	Label  string // "0.1–0.2", "good"
	N      int
	URL    string // the list narrowed to it
	X, Y   string // of the drawing
	Height string
}

// Size of the drawing, in its own units.
const (
	histogramWidth  = 100
	histogramHeight = 24
	mostBars        = 12 // of categories; the page has them all in words
)

// NewHistogram prepares a summary for the page. narrow is the address of the list with one more condition.
func NewHistogram(key string, s store.ScoreSummary, narrow func(filter.Expr) string) ScoreHistogram {
	h := ScoreHistogram{ScoreSummary: s, Key: key}
	keys := []any{s.Name}
	if s.Source != "" {
		keys = []any{string(s.Source), s.Name}
	}
	at := filter.At("scores", keys...)
	if s.N > 0 {
		for i, n := range s.Bins {
			from, to := float64(i)/store.Bins, float64(i+1)/store.Bins
			h.Bars = append(h.Bars, Bar{Label: tenth(from) + "–" + tenth(to), N: n, URL: narrow(inRange(at, from, to))})
		}
	}
	for _, c := range s.Categories {
		h.Bars = append(h.Bars, Bar{Label: c.Category, N: c.N, URL: narrow(filter.Equal(at, c.Category))})
	}
	h.draw()
	return h
}

// inRange is the condition that a score lies in a bin; the last one includes 1.
func inRange(at *filter.Path, from, to float64) filter.Expr {
	above := &filter.Compare{Op: filter.OpGreaterEqual, Left: at, Right: filter.Value(from)}
	if to >= 1 {
		return above
	}
	return filter.And(above, &filter.Compare{Op: filter.OpLess, Left: at, Right: filter.Value(to)})
}

func tenth(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// draw gives the bars their places. One with anything in it is high enough to be seen.
func (h *ScoreHistogram) draw() {
	most := 0
	for _, b := range h.Bars {
		most = max(most, b.N)
	}
	shown := min(len(h.Bars), mostBars)
	for i := range h.Bars[:shown] {
		height := 0.0
		if h.Bars[i].N > 0 {
			height = max(2, float64(h.Bars[i].N)/float64(most)*histogramHeight)
		}
		h.Bars[i].X = decimal(float64(i) * histogramWidth / float64(max(shown, store.Bins)))
		h.Bars[i].Y, h.Bars[i].Height = decimal(histogramHeight-height), decimal(height)
	}
}

// barWidth is how wide a bar is drawn, with a gap to the next.
func (h ScoreHistogram) barWidth() string {
	return decimal(histogramWidth/float64(max(min(len(h.Bars), mostBars), store.Bins)) - 1)
}

// drawn are the bars that there is room for.
func (h ScoreHistogram) drawn() []Bar { return h.Bars[:min(len(h.Bars), mostBars)] }

func decimal(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// headline is the mean of the numbers, or the most frequent category.
func (h ScoreHistogram) headline() string {
	switch {
	case h.N > 0:
		return number(h.Mean())
	case len(h.Categories) > 0:
		return h.Categories[0].Category
	}
	return "–"
}

// count is how many traces have the score.
func (h ScoreHistogram) count() int { return h.N + h.Categorized() + h.Split }

// spread is the mean with its interval, for those who want to know how sure it is.
func (h ScoreHistogram) spread() string {
	if h.N == 0 {
		return ""
	}
	text := "mean " + number(h.Mean())
	if margin, ok := h.Margin(); ok {
		text += " ± " + strconv.FormatFloat(margin, 'f', 2, 64) + " (95 %)"
	}
	return text + ", n " + Thousands(int64(h.N))
}
