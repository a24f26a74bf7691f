package views

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// HistogramView is a list over time.
type HistogramView struct {
	Project   string
	List      LogsQuery // the state of the list it stands above
	Location  *time.Location
	Zones     []string
	Bars      []HistogramBar
	Step      string // width of a bar in words
	Says      string // what the bars count, honestly
	Score     string // whose mean the line shows; empty without a line
	From, To  string // the range of the filter, as fields for a time have it; empty where it is open
	ClearURL  string // the list without a range; empty where there is none
	WrongZone string
}

// HistogramBar is one bar.
type HistogramBar struct {
	From, To time.Time
	N        int
	Mean     float64
	Rated    int
	URL      string // the list of its traces
}

// HistogramPage is a list over time on a page of its own, for readers without script.
type HistogramPage struct {
	Shell     Shell
	Histogram HistogramView
}

// fieldTime writes a time as a field for times has it.
func (h HistogramView) fieldTime(t time.Time) string {
	return t.In(h.Location).Format("2006-01-02T15:04")
}

// FieldTime is the layout of a field for a time.
const FieldTime = "2006-01-02T15:04"

const (
	barWidth  = 10  // of the drawing, which is stretched to the width there is
	barHeight = 100 // of the highest one
)

func (h HistogramView) width() string {
	return "0 0 " + strconv.Itoa(len(h.Bars)*barWidth) + " " + strconv.Itoa(barHeight)
}

func (h HistogramView) highest() int {
	most := 1
	for _, b := range h.Bars {
		most = max(most, b.N)
	}
	return most
}

// bar is the rectangle of a bar: what is there is seen, however little.
func (h HistogramView) bar(i int) (x, y, height string) {
	n := float64(h.Bars[i].N) / float64(h.highest()) * barHeight
	if h.Bars[i].N > 0 {
		n = max(n, 2)
	}
	return strconv.Itoa(i*barWidth + 1), decimals(barHeight - n), decimals(n)
}

func decimals(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// means are the lines of the means, 0 at the bottom and 1 at the top, broken where no trace has the score.
func (h HistogramView) means() []string {
	var lines []string
	var points []string
	flush := func() {
		if len(points) == 1 { // a line of one point would not be seen
			x, y, _ := strings.Cut(points[0], ",")
			at, _ := strconv.ParseFloat(x, 64)
			points = []string{decimals(at-2) + "," + y, decimals(at+2) + "," + y}
		}
		if len(points) > 0 {
			lines = append(lines, strings.Join(points, " "))
		}
		points = nil
	}
	for i, b := range h.Bars {
		if b.Rated == 0 {
			flush()
			continue
		}
		points = append(points, decimals(float64(i*barWidth)+barWidth/2)+","+decimals(barHeight-b.Mean*barHeight))
	}
	flush()
	return lines
}

// says is a bar in words.
func (h HistogramView) says(b HistogramBar) string {
	s := h.when(b.From) + ": " + Thousands(int64(b.N)) + " " + CountView{N: b.N}.Noun()
	if h.Score != "" && b.Rated > 0 {
		s += ", mean " + h.Score + " " + number(b.Mean) + " (n = " + Thousands(int64(b.Rated)) + ")"
	}
	return s
}

// when names the beginning of a bar: its day, with its hour where bars are shorter than days.
func (h HistogramView) when(t time.Time) string {
	t = t.In(h.Location)
	if len(h.Bars) > 0 && h.Bars[0].To.Sub(h.Bars[0].From) < 23*time.Hour {
		return t.Format("Jan 2 15:04")
	}
	if h.Step == "month" || h.Step == "quarter" {
		return t.Format("Jan 2006")
	}
	return t.Format("Jan 2 2006")
}

// ticks are the times that stand below the bars: the first, some between, and the end.
func (h HistogramView) ticks() []string {
	n := len(h.Bars)
	if n == 0 {
		return nil
	}
	parts := min(4, n)
	out := make([]string, 0, parts+1)
	for i := range parts {
		out = append(out, h.when(h.Bars[i*n/parts].From))
	}
	return append(out, h.when(h.Bars[n-1].To))
}

// summary is the drawing in one sentence, for those who do not see it.
func (h HistogramView) summary() string {
	best := 0
	for i, b := range h.Bars {
		if b.N > h.Bars[best].N {
			best = i
		}
	}
	return "Traces over time, a bar for each " + h.Step + ". Most are in the one from " + h.says(h.Bars[best]) + ". All numbers are in the table."
}

func (h HistogramView) zone() string {
	if h.Location == time.UTC {
		return ""
	}
	return h.Location.String()
}

func (h HistogramView) zoneName() string { return h.Location.String() }

// hideURL is the list without its histogram.
func (h HistogramView) hideURL() string {
	q := h.List
	q.Chart = HideChart
	return LogsURL(h.Project, q)
}

func sortedNames(v url.Values) []string { return slices.Sorted(maps.Keys(v)) }

// CoverageSays says how much of a list numbers are of: all of it, or its newest traces.
func CoverageSays(n int, partial bool, looked int, back time.Time) string {
	if !partial {
		return Thousands(int64(n)) + " " + CountView{N: n}.Noun()
	}
	return "the newest " + Thousands(int64(looked)) + " matches, back to " + back.UTC().Format("2006-01-02 15:04 UTC")
}
