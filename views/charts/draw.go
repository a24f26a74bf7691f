package charts

import (
	"strconv"

	"assay/store"
	"assay/store/chart"
)

// NewPanels draws the data of a chart in the way of its kind, an axis for each size of numbers.
func NewPanels(kind store.ChartKind, d chart.Data) []Panel {
	groups := chart.Panels(d.Series)
	if kind == store.StackedChart {
		groups = [][]int{nil}
		for i := range d.Series {
			groups[0] = append(groups[0], i)
		}
	}
	height := 190.0
	if len(groups) > 1 {
		height = 130
	}
	var out []Panel
	for _, g := range groups {
		p := Panel{Series: g}
		if kind == store.LineChart {
			p.Plot = chart.DrawLines(d, g, height)
		} else {
			p.Plot = chart.DrawBars(d, g, height, kind == store.StackedChart)
		}
		out = append(out, p)
	}
	return out
}

// markers are the shapes of points by series, about the origin.
var markers = []string{"M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z", "M-3-3h6v6h-6z", "M0-4l4 7h-8z", "M0-4.500l4 4.500l-4 4.500l-4-4.500z", "M-3-3l6 6M3-3l-6 6", "M0-4v8M-4 0h8", "M0 4l4-7h-8z", "M-4-1.500h8v3h-8z"}

func marker(series int) string { return markers[series%len(markers)] }

func seriesClass(series int) string { return "series-" + strconv.Itoa(series%chart.MaxSeries+1) }

// percent writes a part of the width.
func percent(x float64) string { return strconv.FormatFloat(x*100, 'f', 2, 64) + "%" }

func px(y float64) string { return strconv.FormatFloat(y, 'f', 1, 64) }

// short cuts a name for where there is little room.
func short(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}

// slanted reports whether the names below a drawing are many and long, and stand on a slope.
func (c Chart) slanted() bool { return c.Data.Times == nil && len(c.Data.Rows) > 4 }

// below is the room for names of places.
func (c Chart) below() float64 {
	if c.slanted() {
		return 74
	}
	return 22
}

func (p Panel) full(c Chart) string { return px(p.Height + 10 + c.below()) }

func (p Panel) box() string { return "0 0 " + strconv.Itoa(chart.Width) + " " + px(p.Height) }

// cell is the value of a series at a place.
func (c Chart) cell(series, place int) Cell {
	return c.Rows[c.Data.Rows[place]].Cells[c.Data.Series[series].Column]
}

// says is a value in words.
func (c Chart) says(series, place int) string {
	cell := c.cell(series, place)
	s := c.Data.Names[place] + " · " + c.Data.Series[series].Name + ": " + cell.Text
	if cell.Note != "" {
		s += ", " + cell.Note
	}
	return s
}

func (c Chart) rowURL(place int) string { return c.Rows[c.Data.Rows[place]].URL }

func (c Chart) pattern(series int) string {
	return c.Key + "-fill-" + strconv.Itoa(series%chart.MaxSeries+1)
}

func (c Chart) fill(series int) string {
	if len(c.Data.Series) < 2 {
		return "currentColor"
	}
	return "url(#" + c.pattern(series) + ")"
}

// top is one line of a top list.
type top struct {
	Name, Value, Note, URL, Title string
	Y                             float64
	From, Width                   float64
}

const topHeight = 36

// tops are the lines of a top list, by the first measure.
func (c Chart) tops() []top {
	if len(c.Data.Series) == 0 {
		return nil
	}
	low, high := 0.0, 0.0
	for _, v := range c.Data.Series[0].Values {
		if v == v {
			low, high = min(low, v), max(high, v)
		}
	}
	scale := chart.Scale{Low: low, High: max(high, low+1e-12)}
	var out []top
	for place, v := range c.Data.Series[0].Values {
		cell := c.cell(0, place)
		line := top{Name: c.Data.Names[place], Value: cell.Text, Note: cell.Note, URL: cell.URL, Title: c.says(0, place), Y: float64(len(out) * topHeight)}
		if v == v {
			line.From, line.Width = scale.At(min(0, v)), scale.At(max(0, v))-scale.At(min(0, v))
		}
		out = append(out, line)
	}
	return out
}

func (c Chart) drawn() bool {
	return len(c.Panels) > 0 || c.Kind == store.TopChart && c.Why == "" && len(c.Rows) > 0
}

// figure is one number of a chart that is a number.
type figure struct {
	Name string
	Cell
}

func (c Chart) figures() []figure {
	var out []figure
	if len(c.Rows) > 0 {
		for i, column := range c.Columns {
			if column.Measure {
				out = append(out, figure{column.Name, c.Rows[0].Cells[i]})
			}
		}
	}
	return out
}

var kindWords = map[store.ChartKind]string{store.LineChart: "Lines", store.BarChart: "Bars", store.StackedChart: "Stacked bars", store.TopChart: "Top list",
	store.NumberChart: "Big number", store.TableChart: "Table", store.CrossChart: "Cross table"}

// fault is what is wrong with a part of the form; empty for nothing.
func (p ChartPage) fault(part string, n int) string {
	for _, f := range p.Faults {
		if f.Part == part && f.N == n {
			return f.Message
		}
	}
	return ""
}
