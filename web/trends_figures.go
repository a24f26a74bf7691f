package web

import (
	"strconv"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/rollup"
	"assay/store/statistics"
	"assay/views"
	"assay/views/trends"
)

// failed is the condition that a trace has an error.
func failed() filter.Expr { return present(filter.At("error")) }

// tiles are the figures at the top.
func (r *trendReport) tiles(scores []rollup.Series) {
	of := func(points []rollup.Point, m rollup.Measure) rollup.Cell {
		return r.total(points, rollup.Series{Measure: m})
	}
	now, past := of(r.points, rollup.Traces), of(r.before, rollup.Traces)
	compared := len(r.past) > 0
	add := func(t trends.Tile) { r.page.Tiles = append(r.page.Tiles, t) }
	t := trends.Tile{Name: "Traces", Value: views.Thousands(now.N), URL: r.of()}
	if compared {
		t.Change, t.ChangeNote = change(float64(now.N), float64(past.N)), views.Thousands(past.N)+" before"
	}
	add(t)
	for i, s := range scores {
		if i > 0 && (s.Source != store.User || i > 1) {
			break
		}
		add(r.scoreTile(s, compared))
	}
	add(r.errorTile(of(r.points, rollup.Errors), now, of(r.before, rollup.Errors), past, compared))
	said, saidBefore := of(r.points, rollup.Commented), of(r.before, rollup.Commented)
	t = trends.Tile{Name: "With a comment", Value: views.Thousands(said.N), URL: r.of(present(filter.At("comment")))}
	if compared {
		t.Change, t.ChangeNote = change(float64(said.N), float64(saidBefore.N)), views.Thousands(saidBefore.N)+" before"
	}
	add(t)
	if d := of(r.points, rollup.Duration); d.N > 0 {
		add(r.lengthTile(d, of(r.before, rollup.Duration), compared))
	}
	if c := of(r.points, rollup.Cost); c.N > 0 {
		b := of(r.before, rollup.Cost)
		t := trends.Tile{Name: "Cost", Value: money(c.Total(rollup.Cost)), Note: money(c.Mean(rollup.Cost)) + " a trace, n " + views.Thousands(c.N), URL: r.of(present(filter.At("cost")))}
		if compared && b.N > 0 {
			t.Change, t.ChangeNote = change(c.Total(rollup.Cost), b.Total(rollup.Cost)), money(b.Total(rollup.Cost))+" before"
		}
		add(t)
	}
}

func (r *trendReport) scoreTile(s rollup.Series, compared bool) trends.Tile {
	c, b := r.total(r.points, s), r.total(r.before, s)
	e := meanOf(c)
	t := trends.Tile{Name: scoreLabel(s), Value: decimal(e.Value), Note: "n " + views.Thousands(c.N), URL: r.of(present(seriesPath(s)))}
	if e.Bounded {
		t.Note += ", " + decimal(e.Low) + " to " + decimal(e.High)
	}
	if !compared || b.N == 0 {
		return t
	}
	was := meanOf(b)
	t.Change, t.ChangeNote = signed(e.Value-was.Value), decimal(was.Value)+" before, n "+views.Thousands(b.N)
	switch {
	case !e.Bounded || !was.Bounded || e.Low <= was.High && was.Low <= e.High:
		t.ChangeNote += ", may be chance"
	case e.Value > was.Value:
		t.Sense = "better"
	default:
		t.Sense = "worse"
	}
	return t
}

func (r *trendReport) errorTile(errors, all, errorsBefore, allBefore rollup.Cell, compared bool) trends.Tile {
	e := statistics.Rate(int(errors.N), int(all.N), statistics.Usual)
	t := trends.Tile{Name: "Failed", Value: finePercent(e.Value), Note: views.Thousands(errors.N) + " of " + views.Thousands(all.N) + ", " + finePercent(e.Low) + " to " + finePercent(e.High), URL: r.of(failed())}
	if !compared || allBefore.N == 0 {
		return t
	}
	d := statistics.RateDifference(int(errors.N), int(all.N), int(errorsBefore.N), int(allBefore.N), statistics.Usual)
	t.Change, t.ChangeNote = signed(100*d.Value)+" points", finePercent(float64(errorsBefore.N)/float64(allBefore.N))+" before"
	switch {
	case d.Low > 0:
		t.Sense = "worse"
	case d.High < 0:
		t.Sense = "better"
	default:
		t.ChangeNote += ", may be chance"
	}
	return t
}

func (r *trendReport) lengthTile(d, before rollup.Cell, compared bool) trends.Tile {
	half, _ := d.Quantile(0.5)
	most, _ := d.Quantile(0.95)
	t := trends.Tile{Name: "Half take less than", Value: seconds(half), Note: "95 % less than " + seconds(most) + ", n " + views.Thousands(d.N), URL: r.of(present(filter.At("duration")))}
	if was, ok := before.Quantile(0.5); ok && compared {
		t.Change, t.ChangeNote = change(half, was), seconds(was)+" before"
	}
	return t
}

// volumes are the charts of how much there was, how it failed, how long it took and what it cost.
func (r *trendReport) volumes() []trends.Chart {
	by := index(r.points)
	get := func(m rollup.Measure, b int) rollup.Cell { return by[place{rollup.Series{Measure: m}, b}] }
	out := []trends.Chart{r.chart("volume", "Traces and failures", "How many traces began, and how many of them have an error.", []string{"traces", "failed"}, func(b int) []trends.Cell {
		return []trends.Cell{count(get(rollup.Traces, b).N, r.in(b)), count(get(rollup.Errors, b).N, r.in(b, failed()))}
	})}
	if r.total(r.points, rollup.Series{Measure: rollup.Duration}).N > 0 {
		out = append(out, r.chart("length", "Latency in seconds", "Half of the traces took less than the first line, 95 % less than the second, to within a tenth.", []string{"half", "95 %"}, func(b int) []trends.Cell {
			d, url := get(rollup.Duration, b), r.in(b, present(filter.At("duration")))
			return []trends.Cell{quantile(d, 0.5, url), quantile(d, 0.95, url)}
		}))
	}
	if r.total(r.points, rollup.Series{Measure: rollup.Tokens}).N > 0 {
		out = append(out, r.chart("tokens", "Tokens", "All tokens of all traces.", []string{"tokens"}, func(b int) []trends.Cell {
			return []trends.Cell{sum(get(rollup.Tokens, b), rollup.Tokens, r.in(b, present(filter.At("tokens"))))}
		}))
	}
	if r.total(r.points, rollup.Series{Measure: rollup.Cost}).N > 0 {
		out = append(out, r.chart("cost", "Cost", "What all traces cost together, as they report it.", []string{"cost"}, func(b int) []trends.Cell {
			return []trends.Cell{sum(get(rollup.Cost, b), rollup.Cost, r.in(b, present(filter.At("cost"))))}
		}))
	}
	return out
}

func count(n int64, url string) trends.Cell {
	c := trends.Cell{Text: views.Thousands(n), Plot: strconv.FormatInt(n, 10)}
	if n > 0 {
		c.URL = url
	}
	return c
}

func quantile(d rollup.Cell, share float64, url string) trends.Cell {
	x, ok := d.Quantile(share)
	if !ok {
		return trends.Cell{Text: "–"}
	}
	return trends.Cell{Text: seconds(x), Plot: strconv.FormatFloat(x, 'g', 4, 64), URL: url, Note: "n " + views.Thousands(d.N)}
}

func sum(c rollup.Cell, m rollup.Measure, url string) trends.Cell {
	if c.N == 0 {
		return trends.Cell{Text: "–", Plot: "0"}
	}
	x := c.Total(m)
	cell := trends.Cell{Text: views.Thousands(int64(x)), Plot: strconv.FormatFloat(x, 'g', 8, 64), URL: url, Note: "n " + views.Thousands(c.N)}
	if m == rollup.Cost {
		cell.Text = money(x)
	}
	return cell
}

func seconds(x float64) string { return views.Length(time.Duration(x * float64(time.Second))) }

func money(x float64) string {
	digits := 2
	if x < 1 && x > -1 {
		digits = 4
	}
	return strconv.FormatFloat(x, 'f', digits, 64)
}

// percent is a share with a digit where it is small.
func finePercent(share float64) string {
	if share > 0 && share < 0.1 {
		return strconv.FormatFloat(100*share, 'f', 1, 64) + " %"
	}
	return inPercent(share)
}

func signed(x float64) string {
	if x > 0 {
		return "+" + decimal(x)
	}
	return decimal(x)
}

// change is how much more or less there is than before.
func change(now, before float64) string {
	if before == 0 {
		return ""
	}
	x := 100 * (now - before) / before
	s := strconv.FormatFloat(x, 'f', 0, 64) + " %"
	if x > 0 {
		s = "+" + s
	}
	return s
}
