package chart

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Plot is a drawing of one axis. What lies across is a part of its width, from 0 to 1, so that it fits any width; what lies
// upwards is in pixels from the top.
type Plot struct {
	Height  float64
	Ticks   []Tick // of numbers, at their Y
	Labels  []Tick // of places, at their X
	Lines   []Line
	Bars    []Bar
	Slots   []Bar // the stretch of each place over the whole height
	Ends    []End // names of lines, where these end
	Several bool  // there is more than one series
}

// Tick is a place with a name.
type Tick struct {
	At   float64
	Text string
}

// Line is one series as a line: parts without a gap, each a list of points in a box of Width by the height of the plot.
type Line struct {
	Series int
	Paths  []string
	Points []Point
}

// Point is a value on a line.
type Point struct {
	X, Y        float64
	Place       int // of Data
	Shown, Last bool
}

// Bar is a value as a rectangle.
type Bar struct {
	X, Width, Y, Height float64
	Series, Place       int
}

// End is the name of a line at its end. From is where the line ends, Y where the name stands.
type End struct {
	Series  int
	From, Y float64
}

// Width is the width of the box in which Line.Paths are written.
const Width = 1000

// The sizes of a drawing, in pixels.
const (
	labelGap  = 14
	mostShown = 62 // points of a line that are marked
)

// DrawLines draws series as lines over time.
func DrawLines(d Data, series []int, height float64) Plot {
	p, scale := d.begin(series, height, false)
	x := d.across()
	var ends []float64
	for _, i := range series {
		line := Line{Series: i}
		var part []string
		flush := func() {
			if len(part) > 1 {
				line.Paths = append(line.Paths, strings.Join(part, " "))
			}
			part = nil
		}
		for place, v := range d.Series[i].Values {
			if math.IsNaN(v) {
				flush()
				continue
			}
			at := Point{X: x[place], Y: height * (1 - scale.At(v)), Place: place, Shown: len(d.Rows) <= mostShown}
			line.Points = append(line.Points, at)
			part = append(part, coordinate(at.X*Width)+","+coordinate(at.Y))
		}
		flush()
		if n := len(line.Points); n > 0 {
			line.Points[n-1].Last = true
			ends = append(ends, line.Points[n-1].Y)
			p.Ends = append(p.Ends, End{Series: i, From: line.Points[n-1].Y})
		}
		p.Lines = append(p.Lines, line)
	}
	for i, y := range Apart(ends, labelGap, 6, height-2) {
		p.Ends[i].Y = y
	}
	return p
}

// DrawBars draws series as bars side by side, or on top of each other.
func DrawBars(d Data, series []int, height float64, stacked bool) Plot {
	p, scale := d.begin(series, height, stacked)
	starts, width := d.slots()
	zero := height * (1 - scale.At(0))
	for place := range d.Rows {
		p.Slots = append(p.Slots, Bar{X: starts[place], Width: width, Height: height, Place: place})
		up := 0.0
		for k, i := range series {
			v := d.Series[i].Values[place]
			if math.IsNaN(v) {
				continue
			}
			b := Bar{Series: i, Place: place, X: starts[place] + width*0.1, Width: width * 0.8}
			from, to := zero, height*(1-scale.At(v))
			if stacked {
				from, to = height*(1-scale.At(up)), height*(1-scale.At(up+v))
				up += v
			} else {
				b.Width = width * 0.8 / float64(len(series))
				b.X += b.Width * float64(k)
				b.Width *= 0.94
			}
			b.Y, b.Height = math.Min(from, to), math.Abs(from-to)
			p.Bars = append(p.Bars, b)
		}
	}
	return p
}

// begin makes the axes.
func (d Data) begin(series []int, height float64, stacked bool) (Plot, Scale) {
	low, high := 0.0, 0.0
	for place := range d.Rows {
		sum := 0.0
		for _, i := range series {
			if v := d.Series[i].Values[place]; !math.IsNaN(v) {
				low, high = math.Min(low, v), math.Max(high, v)
				sum += v
			}
		}
		if stacked {
			high = math.Max(high, sum)
		}
	}
	scale := NewScale(low, high, max(2, int(height/45)))
	p := Plot{Height: height, Several: len(d.Series) > 1}
	for _, t := range scale.Ticks {
		p.Ticks = append(p.Ticks, Tick{height * (1 - scale.At(t)), Short(t)})
	}
	p.Labels = d.labels()
	return p, scale
}

// gap is the shortest stretch between two places in time.
func (d Data) gap() time.Duration {
	least := time.Duration(math.MaxInt64)
	for i := 1; i < len(d.Times); i++ {
		least = min(least, d.Times[i].Sub(d.Times[i-1]))
	}
	if len(d.Times) < 2 || least <= 0 {
		return 24 * time.Hour
	}
	return least
}

// across is where the places lie as points.
func (d Data) across() []float64 {
	out := make([]float64, len(d.Rows))
	for i := range out {
		switch {
		case len(out) == 1:
			out[i] = 0.5
		case d.Times != nil:
			out[i] = float64(d.Times[i].Sub(d.Times[0])) / float64(d.Times[len(d.Times)-1].Sub(d.Times[0]))
		default:
			out[i] = float64(i) / float64(len(out)-1)
		}
	}
	return out
}

// slots is where the places begin as stretches of the same width.
func (d Data) slots() (starts []float64, width float64) {
	n := len(d.Rows)
	starts = make([]float64, n)
	if d.Times == nil || n == 0 {
		for i := range starts {
			starts[i] = float64(i) / float64(n)
		}
		return starts, 1 / math.Max(1, float64(n))
	}
	gap := d.gap()
	whole := float64(d.Times[n-1].Sub(d.Times[0]) + gap)
	for i := range starts {
		starts[i] = float64(d.Times[i].Sub(d.Times[0])) / whole
	}
	return starts, float64(gap) / whole
}

// mostLabels is how many names of places fit below a drawing on a small screen.
const mostLabels = 5

// labels names some of the places, evenly chosen.
func (d Data) labels() []Tick {
	n := len(d.Rows)
	every := max(1, int(math.Ceil(float64(n)/mostLabels)))
	x, gap := d.across(), d.gap()
	starts, width := d.slots()
	var out []Tick
	for i := 0; i < n; i += every {
		text := ""
		if d.Times != nil {
			text = Moment(d.Times[i], gap)
		} else {
			text = d.Names[i]
			x[i] = starts[i] + width/2
		}
		out = append(out, Tick{x[i], text})
	}
	return out
}

func coordinate(x float64) string { return strconv.FormatFloat(math.Round(x*100)/100, 'f', -1, 64) }

// Ordered is the data with its places in the order of time.
func (d Data) Ordered() Data {
	if d.Times == nil {
		return d
	}
	order := make([]int, len(d.Rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(d.Times[a].UnixNano(), d.Times[b].UnixNano()) })
	out := Data{Series: slices.Clone(d.Series)}
	for _, i := range order {
		out.Times, out.Names, out.Rows = append(out.Times, d.Times[i]), append(out.Names, d.Names[i]), append(out.Rows, d.Rows[i])
	}
	for k, s := range d.Series {
		values := make([]float64, len(order))
		for i, o := range order {
			values[i] = s.Values[o]
		}
		out.Series[k].Values = values
	}
	return out
}
