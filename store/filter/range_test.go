package filter

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTimeRanges(t *testing.T) {
	t.Parallel()
	at := func(text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		got, err := time.Parse(time.RFC3339Nano, text)
		require.NoError(t, err)
		return got
	}
	for _, c := range []struct{ in, from, to, within string }{
		{"", "", "", "created >= '2026-01-01T00:00:00Z' AND created < '2026-02-01T00:00:00Z'"},
		{"name = 'a'", "", "", "name = 'a' AND created >= '2026-01-01T00:00:00Z' AND created < '2026-02-01T00:00:00Z'"},
		{"created > now() - interval 7 day AND name = 'a'", "2026-05-13T12:00:00.000001Z", "", "name = 'a' AND created >= '2026-01-01T00:00:00Z' AND created < '2026-02-01T00:00:00Z'"},
		{"created BETWEEN '2026-03-01' AND '2026-03-02' AND '2026-03-01 12:00' <= created", "2026-03-01T12:00:00Z", "2026-03-02T00:00:00.000001Z",
			"created >= '2026-01-01T00:00:00Z' AND created < '2026-02-01T00:00:00Z'"},
		{"created < '2026-03-01' OR name = 'a'", "", "", "(created < '2026-03-01' OR name = 'a') AND created >= '2026-01-01T00:00:00Z' AND created < '2026-02-01T00:00:00Z'"},
		{"NOT created < '2026-03-01'", "", "", "NOT created < '2026-03-01' AND created >= '2026-01-01T00:00:00Z' AND created < '2026-02-01T00:00:00Z'"},
		{"day(created) = '2026-03-01'", "", "", "day(created) = '2026-03-01' AND created >= '2026-01-01T00:00:00Z' AND created < '2026-02-01T00:00:00Z'"},
	} {
		e, _, err := Read(c.in, atNoon)
		require.NoError(t, err, c.in)
		from, to := TimeRange(e, atNoon)
		require.True(t, from.Equal(at(c.from)) && to.Equal(at(c.to)), "%s: %s to %s", c.in, from, to)
		require.Equal(t, c.within, Format(InTime(e, at("2026-01-01T00:00:00Z"), at("2026-02-01T00:00:00Z"), atNoon)))
		again, _, err := Read(Format(InTime(e, time.Time{}, time.Time{}, atNoon)), atNoon)
		require.NoError(t, err)
		from, to = TimeRange(again, atNoon)
		require.True(t, from.IsZero() && to.IsZero())
	}
}
