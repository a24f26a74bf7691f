package chart_test

import (
	"math"
	"testing"
	"time"

	"assay/store"
	"assay/store/chart"
	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

func TestTheFormWritesWhatItReads(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"SELECT day(created) AS day, count(*) AS traces\nFROM logs\nGROUP BY day(created)",
		"SELECT count(*) AS traces\nFROM logs",
		"SELECT metadata.model AS model, sum(cost) AS cost, count(*) AS traces\nFROM logs\nWHERE error IS NOT NULL AND metadata.a.b = 'x'\nGROUP BY metadata.model\nORDER BY cost DESC\nLIMIT 10",
		"SELECT week(created) AS week, metadata.feature AS feature, avg(scores.user.thumbs) AS \"mean thumbs\"\nFROM logs\nGROUP BY week(created), metadata.feature\nPIVOT metadata.feature",
		"SELECT name, avg(scores.x) AS \"mean x\"\nFROM logs\nGROUP BY name\nORDER BY 2",
		"SELECT type, percentile(duration, 0.95) AS \"p95 duration\"\nFROM logs spans\nGROUP BY type",
		"SELECT metadata.name AS \"metadata.name\", name, count(scores.\"a b\") AS \"with a b\"\nFROM logs\nGROUP BY metadata.name, name\nPIVOT name",
	} {
		form, ok := chart.Read(text, filter.Options{})
		require.True(t, ok, text)
		back, faults := form.Write(filter.Options{})
		require.Empty(t, faults)
		require.Equal(t, text, back)
	}
}

func TestTheFormReadsOtherSpellings(t *testing.T) {
	t.Parallel()
	form, ok := chart.Read("dimensions: day(created) as day | measures: count(*) as n, avg(scores.x) as \"mean x\" | filter: name = 'a'", filter.Options{})
	require.True(t, ok)
	require.Equal(t, "day", form.Step)
	require.Equal(t, []chart.Measure{{Func: "rows", Name: "n"}, {Func: "avg", Field: "scores.x"}}, form.Measures)
	require.Equal(t, []filter.FormRow{{Field: "name", Operator: "=", Value: "a"}}, form.Filter.Rows)
}

func TestWhatTheFormHasNoPlaceForStaysText(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"SELECT name FROM logs", "error IS NOT NULL", "SELECT count(*) * 2 AS n FROM logs", "SELECT name, count(*) AS n FROM logs GROUP BY name HAVING count(*) > 2",
		"SELECT sum(cost + 1) AS n FROM logs", "dimensions: score | measures: count(*) as n | unpivot: scores as (score, value)", "SELECT lower(name) AS name, count(*) AS traces FROM logs GROUP BY lower(name)",
		"SELECT percentile(duration, 0.42) AS p FROM logs", "SELECT (", "SELECT day(created) AS day, count(*) AS traces FROM logs GROUP BY day ORDER BY day",
		"SELECT name, count(*) AS traces FROM logs GROUP BY name SAMPLE 5%",
	} {
		_, ok := chart.Read(text, filter.Options{})
		require.False(t, ok, text)
	}
}

func TestTheFormSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	form := chart.Form{By: "nmae", Limit: "many", Measures: []chart.Measure{{Func: "avg"}, {Func: "sum", Field: "nope"}, {Func: "best", Field: "cost"}},
		Filter: filter.Form{Rows: []filter.FormRow{{}, {Field: "cost", Operator: "<", Value: ""}}}}
	text, faults := form.Write(filter.Options{})
	require.Equal(t, "SELECT count(*) AS traces\nFROM logs", text, "what is left is a query")
	var at []string
	for _, f := range faults {
		at = append(at, f.Part)
		require.NotEmpty(t, f.Message)
	}
	require.Equal(t, []string{"by", "field", "field", "field", "filter", "limit"}, at)
}

func TestStartersAreForms(t *testing.T) {
	t.Parallel()
	for _, s := range chart.Starters("user_rating") {
		_, ok := chart.Read(s.Query, filter.Options{})
		require.True(t, ok, s.Query)
		_, err := store.CheckChart(s.Chart)
		require.NoError(t, err)
	}
}

func TestScopeNarrowsTheQueryAndMeansTellHowSureTheyAre(t *testing.T) {
	t.Parallel()
	from, to := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	e, _, err := filter.Read("metadata.a = 'b'", filter.Options{})
	require.NoError(t, err)
	q, err := chart.Prepare("SELECT name, avg(scores.x) AS x, count(*) AS n FROM logs WHERE error IS NULL AND created > '2020-01-01' GROUP BY name ORDER BY avg(scores.x)",
		chart.Scope{Filter: e, From: from, To: to}, filter.Options{Now: to})
	require.NoError(t, err)
	require.Equal(t, "error IS NULL AND metadata.a = 'b' AND created >= '2026-01-02T00:00:00Z' AND created < '2026-01-05T00:00:00Z'", filter.Format(q.Query.Filter), "the page's time takes the place of the chart's")
	require.Equal(t, 3, q.Own)
	require.Equal(t, map[int][2]int{1: {3, 4}}, q.Sure)
	require.Equal(t, "count(scores.x)", filter.Format(q.Query.Columns[3].Expr))
	require.Equal(t, "avg(scores.x * scores.x)", filter.Format(q.Query.Columns[4].Expr))

	_, err = chart.Prepare("SELECT nmae, count(*) FROM logs GROUP BY nmae", chart.Scope{}, filter.Options{})
	var wrong *filter.Error
	require.ErrorAs(t, err, &wrong)
	require.Equal(t, "nmae", "SELECT nmae, count(*) FROM logs GROUP BY nmae"[wrong.Pos:wrong.End], "errors know their place in the text")

	spans, err := chart.Prepare("SELECT name, count(*) AS n FROM logs spans GROUP BY name", chart.Scope{Filter: e}, filter.Options{})
	require.NoError(t, err)
	require.True(t, spans.Apart, "the filter of the page means spans there, and the page says so")
}

func TestAxesAreRoundAndHaveZero(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		low, high float64
		want      []float64
	}{{0, 9, []float64{0, 2, 4, 6, 8, 10}}, {0.3, 0.9, []float64{0, 0.2, 0.4, 0.6, 0.8, 1}}, {-3, 7, []float64{-4, -2, 0, 2, 4, 6, 8}}, {0, 0, []float64{0, 0.2, 0.4, 0.6, 0.8, 1}}, {5, 1200, []float64{0, 500, 1000, 1500}}} {
		require.InDeltaSlice(t, c.want, chart.NewScale(c.low, c.high, 5).Ticks, 1e-9, "%v", c)
	}
	require.Equal(t, []string{"1.2k", "0.25", "3M", "-2k"}, []string{chart.Short(1200), chart.Short(0.25), chart.Short(3e6), chart.Short(-2000)})
}

func TestLabelsLieApart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ at, want []float64 }{
		"those with room stay":             {[]float64{10, 60, 35}, []float64{10, 60, 35}},
		"two in one place move alike":      {[]float64{50, 50}, []float64{43, 57}},
		"order is kept":                    {[]float64{52, 50, 51}, []float64{65, 37, 51}},
		"blocks push into each other":      {[]float64{40, 42, 60}, []float64{33.333, 47.333, 61.333}},
		"the edge holds them":              {[]float64{0, 0, 0}, []float64{0, 14, 28}},
		"so does the other":                {[]float64{100, 99}, []float64{100, 86}},
		"without room they share it":       {[]float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, []float64{0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100}},
		"nothing is nothing":               {nil, nil},
		"one alone stays within the edges": {[]float64{140}, []float64{100}},
	} {
		require.InDeltaSlice(t, c.want, chart.Apart(c.at, 14, 0, 100), 1e-3, name)
	}
}

func TestSeriesOfOtherSizesGetAnAxisOfTheirOwn(t *testing.T) {
	t.Parallel()
	series := func(v float64) chart.Series { return chart.Series{Values: []float64{v, math.NaN()}} }
	require.Equal(t, [][]int{{0, 2, 4}, {1, 3}}, chart.Panels([]chart.Series{series(1000), series(0.4), series(-300), series(1), series(0)}))
}

func days(values ...float64) chart.Data {
	d := chart.Data{Series: []chart.Series{{Name: "a", Values: values}}}
	for i := range values {
		d.Times, d.Names, d.Rows = append(d.Times, time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.UTC)), append(d.Names, ""), append(d.Rows, i)
	}
	return d
}

func TestLinesBreakWhereThereIsNothing(t *testing.T) {
	t.Parallel()
	p := chart.DrawLines(days(1, 2, math.NaN(), 4, 2), []int{0}, 100)
	require.Equal(t, []string{"0,75 250,50", "750,0 1000,50"}, p.Lines[0].Paths)
	require.Len(t, p.Lines[0].Points, 4)
	require.InDelta(t, 50, p.Ends[0].Y, 1e-9)
	require.Equal(t, "1 Jan", p.Labels[0].Text)
}

func TestBarsStandOnZeroAndStack(t *testing.T) {
	t.Parallel()
	d := days(2, 4)
	d.Series = append(d.Series, chart.Series{Name: "b", Values: []float64{2, math.NaN()}})
	p := chart.DrawBars(d, []int{0, 1}, 100, true)
	require.Len(t, p.Bars, 3)
	require.InDelta(t, 50, p.Bars[0].Y, 1e-9)
	require.InDelta(t, 0, p.Bars[1].Y, 1e-9, "on top of the first")
	require.InDelta(t, 50, p.Bars[1].Height, 1e-9)
	side := chart.DrawBars(d, []int{0, 1}, 100, false)
	require.Less(t, side.Bars[0].X+side.Bars[0].Width, side.Bars[1].X, "side by side")
	require.InDelta(t, 1, p.Slots[1].X+p.Slots[1].Width, 1e-9)
	below := chart.DrawBars(days(-2, 2), []int{0}, 100, false)
	require.InDelta(t, below.Bars[1].Y+below.Bars[1].Height, below.Bars[0].Y, 1e-9, "what is below zero hangs from it")
}

func TestPlacesAreDrawnInTheOrderOfTime(t *testing.T) {
	t.Parallel()
	d := days(1, 2, 3)
	d.Times[0], d.Times[2] = d.Times[2], d.Times[0]
	o := d.Ordered()
	require.Equal(t, []int{2, 1, 0}, o.Rows)
	require.Equal(t, []float64{3, 2, 1}, o.Series[0].Values)
}
