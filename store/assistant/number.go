package assistant

import (
	"math"
	"strconv"
	"strings"

	"assay/store/filter"
)

// numberWords are small numbers as people write them.
var numberWords = map[string]float64{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
	"twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "thousand": 1000, "dozen": 12, "couple": 2, "half": 0.5}

// quantity reads a number with its unit: 10, 2,000, 50%, $0.10, 20s, five cents. The unit is "" for a bare one.
func (p *planner) quantity(i int) (v float64, unit string, n int) {
	if i >= len(p.list) {
		return 0, "", 0
	}
	if t := p.list[i]; t.kind == sign && strings.Contains("$€£", t.text) {
		if v, _, n := p.quantity(i + 1); n > 0 {
			return v, "money", n + 1
		}
		return 0, "", 0
	}
	v, unit, ok := readNumber(p.list[i])
	if !ok {
		return 0, "", 0
	}
	n = 1
	if i+1 < len(p.list) && unit == "" {
		next := p.list[i+1]
		if u, known := unitWords[singular(next.norm)]; known || next.text == "%" {
			if next.text == "%" {
				u = "percent"
			}
			return v, u, 2
		}
		if scale := numberWords[next.norm]; scale >= 100 {
			return v * scale, "", 2
		}
	}
	return v, unit, n
}

// unitWords are units by the word for them.
var unitWords = map[string]string{"percent": "percent", "pct": "percent", "s": "second", "sec": "second", "second": "second", "ms": "millisecond", "millisecond": "millisecond", "minute": "minute",
	"min": "minute", "hour": "hour", "h": "hour", "hr": "hour", "day": "day", "week": "week", "month": "month", "year": "year", "star": "star", "cent": "cent", "dollar": "money", "usd": "money", "euro": "money", "eur": "money",
	"token": "token", "character": "character", "char": "character", "fortnight": "fortnight", "quarter": "quarter", "night": "day", "mo": "month", "wk": "week"}

// suffixes are units that stand right behind a number.
var suffixes = map[string]string{"s": "second", "sec": "second", "ms": "millisecond", "min": "minute", "m": "minute", "h": "hour", "d": "day", "w": "week", "k": "thousand", "st": "", "nd": "", "rd": "", "th": "", "c": "cent"}

// readNumber reads the number of one token.
func readNumber(t token) (v float64, unit string, ok bool) {
	switch t.kind {
	case number:
		v, err := strconv.ParseFloat(t.norm, 64)
		return v, "", err == nil && !math.IsInf(v, 0)
	case word:
		if v, ok := numberWords[t.norm]; ok {
			return v, "", true
		}
		end := strings.LastIndexFunc(t.norm, func(r rune) bool { return r >= '0' && r <= '9' }) + 1
		if end == 0 || end == len(t.norm) {
			return 0, "", false
		}
		unit, known := suffixes[t.norm[end:]]
		v, err := strconv.ParseFloat(t.norm[:end], 64)
		if !known || err != nil {
			return 0, "", false
		}
		if unit == "thousand" {
			return v * 1000, "", true
		}
		return v, unit, true
	}
	return 0, "", false
}

// whole returns the number as a whole one, if it is one that can be counted to.
func whole(v float64) (int, bool) {
	n := int(v)
	return n, float64(n) == v && n >= 1 && n <= MaxRows
}

var (
	lessWords   = phrases("below", "under", "less|lower|smaller|fewer|shorter|cheaper|faster than", "<", "beneath")
	moreWords   = phrases("above", "over", "more|greater|higher|longer|bigger|larger|slower|worse than", ">", "exceeding|exceeds|exceed", "in excess of", "past")
	atMostWords = phrases("at most", "no|not more than", "up to", "<=", "maximum", "max", "no|not higher|longer than")
	leastWords  = phrases("at least", "no|not less than", ">=", "minimum", "min", "no|not lower than")
	equalWords  = phrases("=", "is", "of", "equals|equal to?", "exactly", "was", "being", "are", "with")
	orLess      = phrases("or|and less|lower|below|fewer|under|worse", "stars? or|and less|lower|below|fewer|under|worse")
	orMore      = phrases("or|and more|higher|above|up|over|better")
	rangeFrom   = phrases("between", "from", "in the range", "ranging from")
	rangeTo     = phrases("and", "to", "until", "till")
	copulas     = phrases("is", "was", "were", "are", "score|scores", "of", "rated", "value", "being", "a|an|the", "with|has|have|had")
)

// comparator reads words that compare.
func (p *planner) comparator(i int) (op filter.CompareOp, n int) {
	for _, c := range []struct {
		op    filter.CompareOp
		words phrase
	}{{filter.OpLessEqual, atMostWords}, {filter.OpGreaterEqual, leastWords}, {filter.OpLess, lessWords}, {filter.OpGreater, moreWords}, {filter.OpEqual, equalWords}} {
		if m := c.words.at(p.list, i); m > n {
			op, n = c.op, m
		}
	}
	return op, n
}

// bounds is a comparison with a number, or with two.
type bounds struct {
	op        filter.CompareOp
	low, high float64
	unit      string
	two       bool
}

// on compares a value, its numbers multiplied.
func (b bounds) on(x filter.Expr, scale float64) filter.Expr {
	round := func(v float64) *filter.Literal { return filter.Value(math.Round(v*scale*1e9) / 1e9) }
	if b.two {
		return &filter.Between{X: x, Low: round(b.low), High: round(b.high)}
	}
	return &filter.Compare{Op: b.op, Left: x, Right: round(b.low)}
}

// bounded reads a comparison from the i-th token on: below 0.3, between 5 and 10 seconds, 3 or more, 7.
func (p *planner) bounded(i int) (b bounds, n int) {
	for skip := copulas.at(p.list, i+n); skip > 0; skip = copulas.at(p.list, i+n) {
		n += skip
	}
	if m := rangeFrom.at(p.list, i+n); m > 0 {
		low, unit, l := p.quantity(i + n + m)
		to := rangeTo.at(p.list, i+n+m+l)
		high, unit2, h := p.quantity(i + n + m + l + to)
		if l > 0 && to > 0 && h > 0 {
			if unit2 != "" {
				unit = unit2
			}
			return bounds{low: min(low, high), high: max(low, high), two: true, unit: unit}, n + m + l + to + h
		}
	}
	op, m := p.comparator(i + n)
	v, unit, q := p.quantity(i + n + m)
	if q == 0 {
		return bounds{}, 0
	}
	if m == 0 {
		op = filter.OpEqual
	}
	n += m + q
	if k := orLess.at(p.list, i+n); k > 0 {
		op, n = filter.OpLessEqual, n+k
	} else if k := orMore.at(p.list, i+n); k > 0 {
		op, n = filter.OpGreaterEqual, n+k
	}
	return bounds{op: op, low: v, unit: unit}, n
}
