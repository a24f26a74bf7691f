package chart

import (
	"assay/store"
	"assay/store/filter"
)

// Starter is a chart to begin with.
type Starter struct {
	Key, Says string
	store.Chart
}

// Starters are charts to begin with, about the score that users give, or about reviews where users give none.
func Starters(score string) []Starter {
	if score == "" {
		score = "user_rating"
	}
	path := filter.Format(filter.At("scores", score))
	count := func(m Measure, more Form, kind store.ChartKind, key, name, says string) Starter {
		more.Measures = append([]Measure{m}, more.Measures...)
		text, _ := more.Write(filter.Options{})
		return Starter{key, says, store.Chart{Name: name, Kind: kind, Query: text}}
	}
	return []Starter{
		count(Measure{Func: "avg", Field: path}, Form{Step: "day"}, store.LineChart, "satisfaction", "Satisfaction by day", "The mean of "+score+", day by day."),
		count(Measure{Func: "rows"}, Form{Step: "day", Measures: []Measure{{Func: "count", Field: "error", Name: "with errors"}}}, store.BarChart, "volume", "Volume and errors", "How many traces there are each day, and how many of them failed."),
		count(Measure{Func: "sum", Field: "cost"}, Form{By: "metadata.model", Order: "desc", Limit: "10", Measures: []Measure{{Func: "rows"}}}, store.TopChart, "cost", "Cost by model", "What each model costs, the dearest first."),
		count(Measure{Func: "avg", Field: path}, Form{By: "metadata.feature", Order: "asc", Limit: "10", Measures: []Measure{{Func: "count", Field: path}}}, store.TopChart, "lowest", "Lowest features", "The features that users like least."),
	}
}
