package sample

import "time"

// Days is how far back the sample reaches.
const Days = 60

// BadRelease is the release whose answers about returns are wrong. Release names are fixed, their dates move with now.
const BadRelease = "2026.10.3"

// Release is a version of the sample's application.
type Release struct {
	Name   string
	At     time.Time
	prompt string
}

// Releases returns the sample's releases, oldest first. now is the time given to Spans.
func Releases(now time.Time) []Release {
	end := lastDay(now)
	day := func(ago int) time.Time { return end.AddDate(0, 0, -ago).Add(9 * time.Hour) }
	return []Release{
		{"2026.09.1", end.AddDate(0, 0, -Days), "p12"},
		{"2026.09.2", day(47), "p12"},
		{"2026.10.1", day(36), "p13"},
		{"2026.10.2", day(27), "p13"},
		{BadRelease, day(18), "p14"},
		{"2026.10.4", day(10), "p15"},
	}
}

// SpikeStart and SpikeEnd bound the two days of slow answers.
func SpikeStart(now time.Time) time.Time { return lastDay(now).AddDate(0, 0, -33) }

// SpikeEnd is when answers are fast again.
func SpikeEnd(now time.Time) time.Time { return lastDay(now).AddDate(0, 0, -31) }

// lastDay cuts now to the midnight, UTC, at which the sample ends, so that it is the same all day.
func lastDay(now time.Time) time.Time { return now.UTC().Truncate(24 * time.Hour) }

// releaseAt is the release in use at t.
func releaseAt(releases []Release, t time.Time) Release {
	in := releases[0]
	for _, r := range releases {
		if !t.Before(r.At) {
			in = r
		}
	}
	return in
}
