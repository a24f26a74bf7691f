package postgres_test

import (
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestReleasesAreToldOrSeen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	day := func(n int) time.Time { return time.Date(2026, 5, n, 12, 0, 0, 0, time.UTC) }
	named := func(id, release string, n int) store.Span {
		return span(id, func(s *store.Span) { s.Created, s.Metadata = day(n), []byte(`{"release":"`+release+`"}`) })
	}
	d.log(named("a", "r2", 5), named("b", "r2", 4), named("c", "r1", 2))
	d.count()
	require.NoError(t, d.db.SaveRelease(t.Context(), d.project, "r3", day(6)))
	require.NoError(t, d.db.SaveRelease(t.Context(), d.project, "r1", day(1)))
	d.log(named("d", "r1", 1), named("e", "r2", 3))
	d.count()
	got, err := d.db.Releases(t.Context(), d.project, day(1), day(6))
	require.NoError(t, err)
	for i := range got {
		got[i].At = got[i].At.UTC()
	}
	require.Equal(t, []store.Release{{Name: "r1", At: day(1)}, {Name: "r2", At: day(3), Seen: true}}, got)
}
