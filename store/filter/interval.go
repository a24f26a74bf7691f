package filter

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The longest interval that is read: a thousand years in calendar units, a million hours in clock units.
const (
	maxMonths   = 12_000
	maxDays     = 366_000
	maxDuration = 1_000_000 * time.Hour
)

const intervalHint = "expected a number and a unit, such as interval 7 day"

// interval reads interval 7 day, interval '7' day and interval '1 day 2 hours'.
func (p *parser) interval(word Token) (Expr, *Error) {
	t := p.next()
	n := &Literal{Range: Range{word.Pos, t.End}, Kind: LitInterval}
	parts := strings.Fields(t.Text)
	if u := p.peek(); len(parts) == 1 && u.Kind == TokenWord && !isReserved(u.Text) {
		parts = append(parts, u.Text)
		n.End = p.next().End
	}
	if len(parts) == 0 || len(parts)%2 != 0 {
		return nil, &Error{Pos: word.Pos, End: n.End, Message: intervalHint}
	}
	for i := 0; i < len(parts); i += 2 {
		if message := n.Interval.add(parts[i], parts[i+1]); message != "" {
			return nil, &Error{Pos: word.Pos, End: n.End, Message: message}
		}
	}
	return n, nil
}

var units = map[string]Interval{
	"second": {Duration: time.Second}, "sec": {Duration: time.Second},
	"minute": {Duration: time.Minute}, "min": {Duration: time.Minute},
	"hour": {Duration: time.Hour}, "day": {Days: 1}, "week": {Days: 7}, "month": {Months: 1}, "year": {Months: 12},
}

// add adds an amount as written; it returns what is wrong with it, or "".
func (iv *Interval) add(amount, unit string) string {
	u, ok := units[strings.TrimSuffix(strings.ToLower(unit), "s")]
	if !ok {
		return "an interval has no unit " + strconv.Quote(unit) + ": use second, minute, hour, day, week, month or year"
	}
	n, err := strconv.Atoi(amount)
	if err != nil || n < 0 {
		return intervalHint + ", with a whole number"
	}
	tooLong := n > 1_000_000_000 || u.Duration > 0 && n > int(maxDuration/u.Duration)
	if tooLong {
		return "the interval is too long"
	}
	iv.Months += n * u.Months
	iv.Days += n * u.Days
	iv.Duration += time.Duration(n) * u.Duration
	if iv.Months > maxMonths || iv.Days > maxDays || iv.Duration > maxDuration {
		return "the interval is too long"
	}
	return ""
}

// String writes the interval as Parse reads it, without the word interval: one unit bare, several in quotes.
func (iv Interval) String() string {
	var parts []string
	add := func(n int, unit string) {
		if n != 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, unit))
		}
	}
	add(iv.Months, "month")
	add(iv.Days, "day")
	d := iv.Duration
	add(int(d/time.Hour), "hour")
	add(int(d%time.Hour/time.Minute), "minute")
	add(int(d%time.Minute/time.Second), "second")
	switch len(parts) {
	case 0:
		return "0 second"
	case 1:
		return parts[0]
	}
	return "'" + strings.Join(parts, " ") + "'"
}

// AddInterval moves a time by an interval, back for sign -1, by the calendar of loc: months first, where the day is cut to
// the last of a shorter month as Postgres does it, then days, then the clock. False if that leaves the years 1 to 9999.
func AddInterval(t time.Time, iv Interval, sign int, loc *time.Location) (time.Time, bool) {
	t = t.In(loc)
	if iv.Months != 0 {
		first := time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC).AddDate(0, sign*iv.Months, 0)
		day := min(t.Day(), first.AddDate(0, 1, -1).Day())
		t = time.Date(first.Year(), first.Month(), day, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), loc)
	}
	if iv.Days != 0 {
		t = t.AddDate(0, 0, sign*iv.Days)
	}
	t = t.Add(time.Duration(sign) * iv.Duration)
	return t, t.Year() >= 1 && t.Year() <= 9999
}

// Seconds gives the length by which intervals compare: a month has 30 days and a day 24 hours, as in Postgres.
func (iv Interval) Seconds() float64 {
	return float64(iv.Months*30+iv.Days)*86_400 + iv.Duration.Seconds()
}
