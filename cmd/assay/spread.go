package main

import (
	"strings"
	"time"
)

// spread gives the nth of many spans without a time its place in a period.
type spread struct {
	from, to time.Time
	of       int
}

func (s *spread) at(n int) time.Time {
	return s.from.Add(time.Duration(float64(s.to.Sub(s.from)) * float64(n) / float64(max(s.of, 1)))).Truncate(time.Microsecond)
}

func parseSpread(text string, lines int) (*spread, error) {
	if text == "" {
		return nil, nil
	}
	if lines < 0 {
		return nil, usage("--spread needs files: how many lines standard input has is known too late")
	}
	from, to, ok := strings.Cut(text, "..")
	s := spread{of: lines}
	var err1, err2 error
	s.from, err1 = parseTime(from)
	s.to, err2 = parseTime(to)
	if !ok || err1 != nil || err2 != nil || s.to.Before(s.from) {
		return nil, usage("--spread takes two dates, the earlier first, as in 2026-01-01..2026-02-01")
	}
	return &s, nil
}

func parseTime(s string) (time.Time, error) {
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t, nil
	}
	return time.Parse(time.RFC3339, s)
}
