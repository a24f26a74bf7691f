package assistant

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/store/filter"
)

var (
	rolling   = phrases("in|over|within|during|from|for? the? last|past|previous|recent", "in|within|over")
	lastWord  = phrases("last", "previous")
	thisWord  = phrases("this", "current", "so far this", "the current")
	leadTime  = phrases("from|in|on|during|of|created|logged|for", "created|logged|recorded|made|happened|sent on|in|during|at?")
	sinceWord = phrases("since", "starting|beginning from?|on?|with?", "from", "newer|later than", "as of")
	afterWord = phrases("after", "later than", "newer than")
	upToWord  = phrases("before", "until", "till", "older than", "earlier than", "up to", "prior to")
	untilNow  = phrases("on|onward|onwards", "until|till|to now|today")
	agoWord   = phrases("ago")
	older     = phrases("older than", "more than")
	newer     = phrases("newer than", "less than", "younger than")
)

// unitIntervals are intervals of the filter language by unit.
var unitIntervals = map[string]filter.Interval{"minute": {Duration: time.Minute}, "hour": {Duration: time.Hour}, "day": {Days: 1}, "week": {Days: 7}, "fortnight": {Days: 14}, "month": {Months: 1},
	"quarter": {Months: 3}, "year": {Months: 12}}

var months = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// timing takes when the traces were made.
func (p *planner) timing(i int) int {
	for _, read := range []func(int) (filter.Expr, int){p.ago, p.rollingTime, p.calendarTime, p.rangeTime, p.edgeTime, p.onDay} {
		if cond, n := read(i); n > 0 {
			return p.must(i, n, cond)
		}
	}
	return 0
}

func (p *planner) now() time.Time {
	at := time.UTC
	if p.o.Location != nil {
		at = p.o.Location
	}
	return p.o.Now.In(at)
}

// parsed reads a filter that a rule wrote; what does not read is none.
func parsed(format string, args ...any) filter.Expr {
	e, err := filter.Parse(fmt.Sprintf(format, args...))
	if err != nil {
		return nil
	}
	return e
}

// rollingTime reads "in the last 7 days", "the past week", "last 24 hours", "last two weeks".
func (p *planner) rollingTime(i int) (filter.Expr, int) {
	n := rolling.at(p.list, i)
	if n == 0 {
		return nil, 0
	}
	v, unit, m := p.quantity(i + n)
	bare := false
	if m == 0 && i+n < len(p.list) {
		v, unit, m, bare = 1, unitWords[singular(p.list[i+n].norm)], 1, true
	}
	iv, known := unitIntervals[unit]
	count, isWhole := whole(v)
	if !known || !isWhole || count > 10_000 {
		return nil, 0
	}
	if bare && n == 1 && lastWord.at(p.list, i) > 0 || bare && n == 2 && leadTime.at(p.list, i) == 1 && lastWord.at(p.list, i+1) == 1 {
		return nil, 0 // last week is the calendar's
	}
	iv.Months, iv.Days, iv.Duration = iv.Months*count, iv.Days*count, iv.Duration*time.Duration(count)
	return parsed("created > now() - interval %s", iv), n + m
}

// calendarTime reads today, yesterday, this week, last month.
func (p *planner) calendarTime(i int) (filter.Expr, int) {
	n := leadTime.at(p.list, i)
	if n > 0 && i+n < len(p.list) && p.list[i+n].norm == "the" {
		n++
	}
	day := func(w phrase) int { return w.at(p.list, i+n) }
	if m := day(phrases("today", "this morning|afternoon|evening")); m > 0 {
		return parsed("created >= day(now())"), n + m
	}
	if m := day(phrases("yesterday")); m > 0 {
		return parsed("created >= day(now()) - interval 1 day AND created < day(now())"), n + m
	}
	if m := day(thisWord); m > 0 && i+n+m < len(p.list) {
		switch unit := unitWords[p.list[i+n+m].norm]; unit {
		case "hour", "day", "week", "month":
			return parsed("created >= %s(now())", unit), n + m + 1
		case "year":
			return parsed("created >= '%d-01-01'", p.now().Year()), n + m + 1
		}
	}
	m := day(lastWord)
	if m == 0 || i+n+m >= len(p.list) {
		return nil, 0
	}
	unit := unitWords[p.list[i+n+m].norm]
	back, known := map[string]string{"week": "7 day", "month": "1 month"}[unit]
	if !known {
		return nil, 0
	}
	m++
	calendar := parsed("created >= %s(now()) - interval %s AND created < %s(now())", unit, back, unit)
	past := parsed("created > now() - interval %s", unitIntervals[unit])
	if p.ask(i+n, m, "last "+unit, "Which "+unit+"?", Option{Key: "calendar", Label: "the calendar " + unit + " before this one"},
		Option{Key: "past", Label: "the " + map[string]string{"week": "7 days", "month": "month"}[unit] + " up to now"}) == "past" {
		return past, n + m
	}
	return calendar, n + m
}

// ago reads "older than 3 days", "2 weeks ago", "more than a month ago".
func (p *planner) ago(i int) (filter.Expr, int) {
	n, op := older.at(p.list, i), "<"
	bare := false
	if m := newer.at(p.list, i); m > n {
		n, op = m, ">"
	}
	if m := sinceWord.at(p.list, i); n == 0 && m > 0 {
		n, op, bare = m, ">", true
	}
	if n == 0 {
		return nil, 0
	}
	skip := articles.at(p.list, i+n)
	v, unit, m := p.quantity(i + n + skip)
	if m == 0 && skip > 0 && i+n+skip < len(p.list) {
		v, unit, m = 1, unitWords[singular(p.list[i+n+skip].norm)], 1
	}
	iv, known := unitIntervals[unit]
	count, isWhole := whole(v)
	back := agoWord.at(p.list, i+n+skip+m)
	if !known || !isWhole || count > 10_000 || back == 0 && (bare || p.list[i].norm != "older" && p.list[i].norm != "newer" && p.list[i].norm != "younger") {
		return nil, 0
	}
	iv.Months, iv.Days, iv.Duration = iv.Months*count, iv.Days*count, iv.Duration*time.Duration(count)
	return parsed("created %s now() - interval %s", op, iv), n + skip + m + back
}

// rangeTime reads "between 1 and 10 May", "from 2026-05-01 to 2026-05-06".
func (p *planner) rangeTime(i int) (filter.Expr, int) {
	n := rangeFrom.at(p.list, i)
	if n == 0 {
		return nil, 0
	}
	for _, first := range p.dayAt(i + n) {
		to := rangeTo.at(p.list, i+n+first.n)
		if to == 0 {
			continue
		}
		for _, last := range p.dayAt(i + n + first.n + to) {
			from := first.from
			if first.bare { // 1 and 10 May: the month stands at the end
				from = time.Date(last.from.Year(), last.from.Month(), first.from.Day(), 0, 0, 0, 0, last.from.Location())
			}
			if last.bare {
				last.to = time.Date(from.Year(), from.Month(), last.from.Day()+1, 0, 0, 0, 0, from.Location())
			}
			if first.bare && last.bare || !from.Before(last.to) {
				continue
			}
			return span(from, last.to), n + first.n + to + last.n
		}
	}
	return nil, 0
}

func span(from, to time.Time) filter.Expr {
	return parsed("created >= '%s' AND created < '%s'", from.Format(time.DateOnly), to.Format(time.DateOnly))
}

// edgeTime reads since, after and before a day.
func (p *planner) edgeTime(i int) (filter.Expr, int) {
	for _, edge := range []struct {
		words  phrase
		format string
		end    bool
	}{{afterWord, "created >= '%s'", true}, {upToWord, "created < '%s'", false}, {sinceWord, "created >= '%s'", false}} {
		n := edge.words.at(p.list, i)
		if n == 0 {
			continue
		}
		if y := phrases("yesterday").at(p.list, i+n); y > 0 && !edge.end {
			return parsed("%s", strings.Replace(edge.format, "'%s'", "day(now()) - interval 1 day", 1)), n + y
		}
		if y := phrases("today").at(p.list, i+n); y > 0 && !edge.end {
			return parsed("%s", strings.Replace(edge.format, "'%s'", "day(now())", 1)), n + y
		}
		for _, d := range p.dayAt(i + n) {
			at := d.from
			if d.bare {
				continue
			}
			if edge.end {
				at = d.to
			}
			if p.list[i].norm == "from" && untilNow.at(p.list, i+n+d.n) == 0 && d.month {
				continue // from April is April
			}
			return parsed(edge.format, at.Format(time.DateOnly)), n + d.n + untilNow.at(p.list, i+n+d.n)
		}
	}
	return nil, 0
}

// onDay reads "on 3 May", "in April", "on Monday".
func (p *planner) onDay(i int) (filter.Expr, int) {
	n := leadTime.at(p.list, i)
	for _, d := range p.dayAt(i + n) {
		if d.bare || n == 0 && d.month {
			continue
		}
		return span(d.from, d.to), n + d.n
	}
	return nil, 0
}

// day is a day or a month that a sentence names, from and up to a midnight.
type day struct {
	from, to time.Time
	n        int  // tokens
	bare     bool // only the number of the day
	month    bool // a whole month
}

// dayAt reads a day or a month: 2026-05-03, 3 May, May 3rd, last Friday, April, 3. The longest reading comes first.
func (p *planner) dayAt(i int) []day {
	skip := 0
	if i < len(p.list) && slices.Contains([]string{"the", "last", "on"}, p.list[i].norm) {
		skip = 1
	}
	i += skip
	if i >= len(p.list) {
		return nil
	}
	now := p.now()
	midnight := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, now.Location()) }
	oneDay := func(from time.Time, n int) []day { return []day{{from: from, to: from.AddDate(0, 0, 1), n: n + skip}} }
	if p.list[i].kind == date {
		at, err := time.ParseInLocation(time.DateOnly, p.list[i].norm, now.Location())
		if err != nil {
			return nil
		}
		return oneDay(at, 1)
	}
	if w := indexOf(weekdays, p.list[i].norm); w >= 0 {
		ago := (int(now.Weekday()) - w + 7) % 7
		if ago == 0 {
			ago = 7
		}
		return oneDay(midnight(now.Year(), now.Month(), now.Day()-ago), 1)
	}
	m, d, n := p.monthAndDay(i)
	switch {
	case m >= 0 && d > 0:
		at := midnight(now.Year(), time.Month(m+1), d)
		if y, k := p.year(i + n); k > 0 {
			at, n = midnight(y, time.Month(m+1), d), n+k
		} else if at.After(now) {
			at = midnight(now.Year()-1, time.Month(m+1), d)
		}
		return oneDay(at, n)
	case m >= 0:
		from := midnight(now.Year(), time.Month(m+1), 1)
		if y, k := p.year(i + n); k > 0 {
			from, n = midnight(y, time.Month(m+1), 1), n+k
		} else if from.After(now) {
			from = from.AddDate(-1, 0, 0)
		}
		return []day{{from: from, to: from.AddDate(0, 1, 0), n: n + skip, month: true}}
	case d > 0:
		return []day{{from: midnight(2000, 1, d), n: n + skip, bare: true}}
	}
	return nil
}

// monthAndDay reads a month, counted from 0, and a day of it in either order; -1 and 0 for what is not there.
func (p *planner) monthAndDay(i int) (month, dayOf, n int) {
	if m := monthAt(p.list, i); m >= 0 {
		if d := dayNumber(p.list, i+1); d > 0 {
			return m, d, 2
		}
		return m, 0, 1
	}
	d := dayNumber(p.list, i)
	if d == 0 {
		return -1, 0, 0
	}
	next := i + 1
	if next < len(p.list) && p.list[next].norm == "of" {
		next++
	}
	if m := monthAt(p.list, next); m >= 0 {
		return m, d, next - i + 1
	}
	return -1, d, 1
}

func monthAt(list []token, i int) int {
	if i >= len(list) || list[i].kind != word || len(list[i].norm) < 3 {
		return -1
	}
	for m, name := range months {
		if list[i].norm == name || list[i].norm == name[:3] || m == 8 && list[i].norm == "sept" {
			return m
		}
	}
	return -1
}

// dayNumber reads the day of a month: 3, 3rd.
func dayNumber(list []token, i int) int {
	if i >= len(list) {
		return 0
	}
	text := list[i].norm
	for _, end := range []string{"st", "nd", "rd", "th"} {
		text = strings.TrimSuffix(text, end)
	}
	d, err := strconv.Atoi(text)
	if err != nil || d < 1 || d > 31 {
		return 0
	}
	return d
}

func (p *planner) year(i int) (int, int) {
	if i >= len(p.list) || p.list[i].kind != number || len(p.list[i].norm) != 4 {
		return 0, 0
	}
	y, err := strconv.Atoi(p.list[i].norm)
	if err != nil || y < 1970 || y > 2200 {
		return 0, 0
	}
	return y, 1
}

func indexOf(list []string, s string) int {
	for i, have := range list {
		if have == s || have[:3] == s {
			return i
		}
	}
	return -1
}
