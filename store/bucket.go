package store

import "time"

// Step is the width of the stretches that a time axis is cut into: a duration within a day, or days, weeks and months of the
// calendar.
type Step struct {
	Duration      time.Duration
	Days, Months  int
	Name          string // as people say it: "5 minutes", "day"
	approximately time.Duration
}

const day = 24 * time.Hour

// steps are the widths that read well, narrow to wide.
var steps = []Step{
	{Duration: time.Minute, Name: "minute"}, {Duration: 5 * time.Minute, Name: "5 minutes"}, {Duration: 15 * time.Minute, Name: "15 minutes"},
	{Duration: time.Hour, Name: "hour"}, {Duration: 3 * time.Hour, Name: "3 hours"}, {Duration: 6 * time.Hour, Name: "6 hours"}, {Duration: 12 * time.Hour, Name: "12 hours"},
	{Days: 1, Name: "day", approximately: day}, {Days: 7, Name: "week", approximately: 7 * day}, {Months: 1, Name: "month", approximately: 30 * day},
	{Months: 3, Name: "quarter", approximately: 91 * day}, {Months: 12, Name: "year", approximately: 365 * day}, {Months: 120, Name: "ten years", approximately: 3652 * day},
	{Months: 1200, Name: "hundred years", approximately: 36524 * day},
}

// Edges cuts the time from the first to the last moment, both included, into at most about most stretches of one width by the
// clock and calendar of loc, and returns where they begin, and behind them where the last one ends. Stretches within a day begin
// anew at midnight, so that a day of 23 or 25 hours has one that is shorter.
func Edges(first, last time.Time, loc *time.Location, most int) ([]time.Time, Step) {
	step := steps[len(steps)-1]
	for _, s := range steps {
		width := s.Duration + s.approximately
		if (last.Unix()-first.Unix())/int64(width.Seconds()) < int64(most) { // a time.Duration holds no more than 292 years
			step = s
			break
		}
	}
	edges := []time.Time{step.begin(first.In(loc))}
	for !edges[len(edges)-1].After(last) {
		edges = append(edges, step.next(edges[len(edges)-1]))
	}
	return edges, step
}

// begin is the beginning of the stretch that t is in.
func (s Step) begin(t time.Time) time.Time {
	y, m, d := t.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, t.Location())
	switch {
	case s.Duration > 0:
		return midnight.Add(t.Sub(midnight).Truncate(s.Duration))
	case s.Days == 7:
		return time.Date(y, m, d-(int(t.Weekday())+6)%7, 0, 0, 0, 0, t.Location())
	case s.Months > 0:
		months := (y*12 + int(m) - 1) / s.Months * s.Months
		return time.Date(months/12, time.Month(months%12+1), 1, 0, 0, 0, 0, t.Location())
	}
	return midnight
}

// next is where the stretch that begins at t ends.
func (s Step) next(t time.Time) time.Time {
	y, m, d := t.Date()
	if s.Duration == 0 {
		return time.Date(y, m+time.Month(s.Months), d+s.Days, 0, 0, 0, 0, t.Location())
	}
	end, midnight := t.Add(s.Duration), time.Date(y, m, d+1, 0, 0, 0, 0, t.Location())
	if end.After(midnight) {
		return midnight
	}
	return end
}
