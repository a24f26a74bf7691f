package store_test

import (
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestEdgesCoverTheTimeWithoutGaps(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	at := func(text string) time.Time {
		got, err := time.ParseInLocation("2006-01-02 15:04", text, berlin)
		require.NoError(t, err)
		return got
	}
	for _, c := range []struct {
		first, last, step string
		most, n           int
		begins, ends      string
	}{
		{"2026-05-20 09:07", "2026-05-20 09:07", "minute", 60, 1, "2026-05-20 09:07", "2026-05-20 09:08"},
		{"2026-05-20 09:07", "2026-05-20 12:30", "5 minutes", 60, 42, "2026-05-20 09:05", "2026-05-20 12:35"},
		{"2026-05-20 09:07", "2026-05-23 09:00", "3 hours", 60, 25, "2026-05-20 09:00", "2026-05-23 12:00"},
		{"2026-03-28 00:00", "2026-03-29 23:59", "6 hours", 9, 8, "2026-03-28 00:00", "2026-03-30 00:00"},
		{"2026-10-24 00:00", "2026-10-25 23:59", "6 hours", 9, 9, "2026-10-24 00:00", "2026-10-26 00:00"},
		{"2026-03-20 10:00", "2026-04-05 10:00", "day", 30, 17, "2026-03-20 00:00", "2026-04-06 00:00"},
		{"2026-05-20 10:00", "2026-08-20 10:00", "week", 30, 14, "2026-05-18 00:00", "2026-08-24 00:00"},
		{"2025-12-20 10:00", "2026-02-01 00:00", "month", 3, 3, "2025-12-01 00:00", "2026-03-01 00:00"},
		{"2001-02-20 10:00", "2026-02-01 00:00", "year", 60, 26, "2001-01-01 00:00", "2027-01-01 00:00"},
		{"0001-02-20 10:00", "2026-02-01 00:00", "hundred years", 60, 21, "0000-01-01 00:00", "2100-01-01 00:00"},
	} {
		edges, step := store.Edges(at(c.first), at(c.last), berlin, c.most)
		require.Equal(t, c.step, step.Name, c.first)
		require.Len(t, edges, c.n+1, c.first)
		require.True(t, edges[0].Equal(at(c.begins)), "%s: %s", c.first, edges[0])
		require.True(t, edges[c.n].Equal(at(c.ends)), "%s: %s", c.first, edges[c.n])
		for i := range c.n {
			require.True(t, edges[i].Before(edges[i+1]), "%s", c.first)
		}
	}
}
