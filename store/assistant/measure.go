package assistant

import (
	"math"
	"strconv"

	"assay/store/filter"
)

// field is a number of every trace that sentences compare.
type field struct {
	name   string // for asks
	says   phrase // its noun: duration above 10
	much   phrase // much of it, without a number: slow
	little phrase
	more   phrase // a comparison that says which field it is: slower than
	less   phrase
	path   string
	unit   map[string]float64 // factors to the unit of the field
	unitIs bool               // one of the units says which field is meant: more than 20 seconds
}

var fields = []field{
	{name: "duration", path: "duration", says: phrases("duration", "latency", "response time", "run time", "took", "takes|take|taking", "lasting|lasted"),
		much: phrases("slow", "slowest", "sluggish", "took|takes|taking very? long|ages|forever", "long running", "high latency", "laggy"), little: phrases("fast", "fastest", "quick", "low latency"),
		more: phrases("slower than", "took|takes|taking longer|more than", "longer than"), less: phrases("faster|quicker than", "took|takes less|shorter than"),
		unit: map[string]float64{"second": 1, "": 1, "millisecond": 0.001, "minute": 60, "hour": 3600}, unitIs: true},
	{name: "cost", path: "cost", says: phrases("cost", "price", "spend", "costing", "costs"), much: phrases("expensive", "costly", "most expensive", "high cost", "pricey"), little: phrases("cheap", "cheapest", "low cost"),
		more: phrases("costing|cost|costs more than", "more expensive than"), less: phrases("costing|cost|costs less than", "cheaper than"), unit: map[string]float64{"money": 1, "": 1, "cent": 0.01}},
	{name: "tokens", path: "tokens", says: phrases("token count|usage?", "tokens"), much: phrases("many|lots|lot of? tokens", "token heavy", "verbose"),
		unit: map[string]float64{"token": 1}, unitIs: true},
	{name: "length", path: "len(output)", says: phrases("output|answer|response|reply length", "length of? the? output|answer|response|reply", "output|answer|response|reply", "length"),
		more: phrases("output|answer|response|reply is|are? longer than"), less: phrases("output|answer|response|reply is|are? shorter than"), unit: map[string]float64{"character": 1}},
}

// measured takes numbers of traces: slow, slower than 20 s, more than 8000 tokens, retries at least 2.
func (p *planner) measured(i int) int {
	if p.chart.wanted {
		if n := p.chartMeasure(i); n > 0 {
			return n
		}
	}
	for _, f := range fields {
		if n := p.fieldBounded(i, f); n > 0 {
			return n
		}
	}
	if n := p.vague(i); n > 0 {
		return n
	}
	return p.keyBounded(i)
}

// fieldBounded takes a field with numbers.
func (p *planner) fieldBounded(i int, f field) int {
	for op, words := range map[filter.CompareOp]phrase{filter.OpGreater: f.more, filter.OpLess: f.less} {
		if n := words.at(p.list, i); n > 0 {
			v, unit, m := p.quantity(i + n)
			if factor, ok := f.unit[unit]; ok && m > 0 {
				return p.must(i, n+m, bounds{op: op, low: v}.on(f.expr(), factor))
			}
		}
	}
	n := f.says.at(p.list, i)
	b, m := p.bounded(i + n)
	if m == 0 || n == 0 && !f.unitIs {
		return 0
	}
	factor, ok := f.unit[b.unit]
	if !ok || n == 0 && (b.unit == "" || b.op == filter.OpEqual && !b.two) {
		return 0
	}
	return p.must(i, n+m, b.on(f.expr(), factor))
}

func (f field) expr() filter.Expr {
	if f.path == "len(output)" {
		e := parsed("len(output) > 0")
		return e.(*filter.Compare).Left
	}
	return filter.At(f.path)
}

// vague takes slow, expensive and their kin: the tenth of the traces with most, unless the person means something else.
func (p *planner) vague(i int) int {
	for _, f := range fields {
		n, op, most := f.much.at(p.list, i), filter.OpGreater, map[string]float64{"duration": p.k.Slow, "cost": p.k.Costly, "tokens": p.k.Wordy}[f.name]
		if m := f.little.at(p.list, i); m > n {
			n, op, most = m, filter.OpLess, 0
			if f.name == "duration" {
				most = p.k.Fast
			}
		}
		if n == 0 || most <= 0 {
			continue
		}
		unit := map[string]string{"duration": " s", "tokens": " tokens"}[f.name]
		options := []Option{{Key: "tenth", Label: "the tenth of the traces with most: over " + plain(most) + unit}, {Key: "double", Label: "over " + plain(most*2) + unit}, {Key: "half", Label: "over " + plain(most/2) + unit}}
		if op == filter.OpLess {
			options = []Option{{Key: "tenth", Label: "the tenth of the traces with least: under " + plain(most) + unit}, {Key: "double", Label: "under " + plain(most*2) + unit}}
		}
		switch p.ask(i, n, f.name, "How much is “"+p.part(i, n).Text+"”?", options...) {
		case "double":
			most *= 2
		case "half":
			most /= 2
		}
		return p.must(i, n, &filter.Compare{Op: op, Left: f.expr(), Right: filter.Value(most)})
	}
	return 0
}

func plain(v float64) string { return strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64) }

// keyBounded takes a number in metadata: retries at least 2, more than 3 retries.
func (p *planner) keyBounded(i int) int {
	if key, ok := p.numericKey(i); ok {
		if b, m := p.bounded(i + key.n); m > 0 {
			return p.must(i, key.n+m, b.on(key.path, 1))
		}
	}
	b, n := p.bounded(i)
	if n == 0 || b.unit != "" {
		return 0
	}
	key, ok := p.numericKey(i + n)
	if !ok {
		return 0
	}
	return p.must(i, n+key.n, b.on(key.path, 1))
}

func (p *planner) numericKey(i int) (found, bool) {
	for _, key := range p.at(i, keyName) {
		if key.hold.Type() == filter.TypeNumber {
			return key, true
		}
	}
	return found{}, false
}
