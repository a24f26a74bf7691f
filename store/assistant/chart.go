package assistant

import (
	"strings"

	"assay/store/filter"
)

// chartWords is what a sentence says about a chart.
type chartWords struct {
	wanted bool
	path   filter.Expr // what is measured; nil: traces are counted
	label  string
	how    string // avg, sum, percentile, max, min
	time   string // hour, day, week or month
	by     string // a path
	byName string
	rate   *Score // the share of a score that is yes
}

// measure sets what is measured; a way that was said before stays.
func (c *chartWords) measure(path filter.Expr, label, how string) {
	c.path, c.label = path, label
	if c.how == "" {
		c.how = how
	}
}

var (
	perTime  = phrases("per|by|each|every|a hour|day|week|month", "hourly|daily|weekly|monthly")
	overTime = phrases("over|across time", "trend", "time series", "going|went|gone up|down or? up|down?", "develop|developed|develops|evolve|evolved|evolves|change|changed|changing over? time?")
	averages = phrases("average|avg|mean")
	sums     = phrases("total|sum|overall of?")
	counts   = phrases("count|number of?", "how many")
	groupBy  = phrases("by|per|for each|every?", "grouped|broken|split|down by", "broken down by", "for|of each|every", "across", "by each")
)

// charted takes words of charts: chart, over time, per week, by feature.
func (p *planner) charted(i int) int {
	if n := chartLead.at(p.list, i); n > 0 {
		p.wantsChart()
		if overTime.at(p.list, i) > 0 && p.chart.time == "" {
			p.chart.time = "day"
		}
		return p.skip(i, n)
	}
	if n := perTime.at(p.list, i); n > 0 && (p.chart.wanted || p.hasMeasure()) {
		p.wantsChart()
		p.chart.time = strings.TrimSuffix(strings.Replace(p.list[i+n-1].norm, "daily", "dayly", 1), "ly")
		return p.skip(i, n)
	}
	if n := overTime.at(p.list, i); n > 0 {
		p.wantsChart()
		if p.chart.time == "" {
			p.chart.time = "day"
		}
		return p.skip(i, n)
	}
	if n := averages.at(p.list, i) + counts.at(p.list, i) + sums.at(p.list, i); n > 0 && p.groupAhead(i+n) {
		p.wantsChart()
		switch {
		case averages.at(p.list, i) > 0:
			p.chart.how = "avg"
		case sums.at(p.list, i) > 0:
			p.chart.how = "sum"
		}
		return p.skip(i, n)
	}
	n := groupBy.at(p.list, i)
	if n == 0 || !p.chart.wanted {
		return 0
	}
	key, ok := p.keyed(i + n)
	if !ok {
		return 0
	}
	p.chart.by, p.chart.byName = filter.Format(key.path), key.text
	return p.skip(i, n+key.n)
}

func (p *planner) wantsChart() {
	p.chart.wanted = true
	p.wants(Chart)
}

func (p *planner) hasMeasure() bool { return p.chart.path != nil || p.chart.rate != nil }

// groupAhead reports whether groups, or times, are named later in the sentence.
func (p *planner) groupAhead(i int) bool {
	if p.chart.wanted {
		return true
	}
	for at := i; at < len(p.list); at++ {
		if n := groupBy.at(p.list, at); n > 0 {
			if _, ok := p.keyed(at + n); ok {
				return true
			}
		}
		if perTime.at(p.list, at) > 0 || overTime.at(p.list, at) > 0 {
			return true
		}
	}
	return false
}

// chartMeasure takes what a chart measures: a score, or duration, cost and tokens.
func (p *planner) chartMeasure(i int) int {
	n := averages.at(p.list, i)
	if n > 0 {
		p.chart.how = "avg"
	} else if n = sums.at(p.list, i); n > 0 {
		p.chart.how = "sum"
	}
	for _, f := range fields[:3] {
		m := f.says.at(p.list, i+n)
		if m == 0 {
			continue
		}
		if _, b := p.bounded(i + n + m); b > 0 {
			return 0
		}
		how := "sum"
		if f.name == "duration" {
			how = "avg"
		}
		p.chart.measure(f.expr(), f.name, how)
		return p.skip(i, n+m)
	}
	if s, m := p.scoreAt(i + n); m > 0 {
		if _, b := p.bounded(i + n + m); b == 0 {
			p.chart.measure(s.path(), s.Name, "avg")
			return p.skip(i, n+m)
		}
		return 0
	}
	if n > 0 {
		return p.skip(i, n)
	}
	return 0
}

// query writes the query of the chart. Without a word about groups it is by day.
func (p *planner) query(where string) string {
	c := p.chart
	if c.time == "" && c.by == "" {
		c.time = "day"
	}
	if c.rate != nil {
		c.path, c.label, c.how = c.rate.path(), c.rate.Name, "avg"
	}
	var columns, groups []string
	if c.time != "" {
		columns, groups = append(columns, c.time+"(created) AS "+c.time), append(groups, c.time)
	}
	if c.by != "" {
		columns, groups = append(columns, c.by+" AS "+filter.QuoteKey(c.byName)), append(groups, filter.QuoteKey(c.byName))
	}
	if c.path != nil {
		columns = append(columns, c.how+"("+filter.Format(c.path)+") AS "+filter.QuoteKey(c.label))
	}
	columns = append(columns, "count(*) AS traces")
	text := "SELECT " + strings.Join(columns, ", ") + " FROM logs"
	if where != "" {
		text += " WHERE " + where
	}
	return text + " GROUP BY " + strings.Join(groups, ", ")
}

// WithFilter is a query of a chart, as Make writes them, about other traces. One of another shape comes back as it is.
func WithFilter(query, where string) string {
	const from, group = " FROM logs", " GROUP BY "
	head, rest, ok := strings.Cut(query, from)
	at := strings.LastIndex(rest, group)
	if !ok || at < 0 {
		return query
	}
	if where != "" {
		where = " WHERE " + where
	}
	return head + from + where + rest[at:]
}
