package postgres

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

// TestDaysLeaveNoTraceOut asks for what the counts know, in part: some traces are counted, some changed since, some came since.
func TestDaysLeaveNoTraceOut(t *testing.T) {
	t.Parallel()
	seed := uint64(environment("ASSAY_SEED", 1))
	t.Logf("seed %d: run again with ASSAY_SEED=%d", seed, seed)
	r := rand.New(rand.NewPCG(seed, 17))
	c := newChanged(t, r)
	g := generator{r: r}
	segment := func() string {
		return pick(r, []string{
			filter.Format(filter.At("metadata", pick(r, metadataKeys))) + " = " + quoted(pick(r, words)), "tags INCLUDES " + quoted(pick(r, words)),
			filter.Format(filter.At("metadata", pick(r, metadataKeys))) + " IN (" + quoted(pick(r, words)) + ", " + quoted(pick(r, words)) + ")", "name = " + quoted(pick(r, words)),
		})
	}
	listed, narrowed := 0, 0
	for range environment("ASSAY_FILTERS", 150) {
		text := pick(r, []string{segment(), segment(), segment() + " AND " + segment(), segment() + " AND " + g.test(0),
			segment() + " AND created " + pick(r, []string{"<", "<=", ">", ">="}) + " '2026-0" + fmt.Sprint(1+r.IntN(9)) + "-10'"})
		e, _, err := filter.Read(text, c.options)
		if err != nil {
			continue
		}
		q := Query{Project: c.project, Filter: e, Options: c.options, At: pick(r, append([]int64{0, 0, 0}, c.positions...))}
		want := c.bare(t, q)
		limits := someLimits(r)
		limits.few, limits.probe, limits.late = 0, 1+r.IntN(3), 1000
		about := fmt.Sprintf("%s\nat %d, limits %+v", text, q.At, limits)
		listed += len(want)
		c.requirePages(t, q, want, limits, 1+r.IntN(4), about)
		c.requireBefore(t, q, want, limits, 1+r.IntN(4), about)

		s := &search{db: c.db, q: q, limits: limits, want: len(want) + 1}
		_, err = s.page(t.Context())
		require.NoError(t, err, about)
		if s.days != nil && s.hit > 0 {
			narrowed++
		}
	}
	require.Greater(t, listed, 150, "the filters find something")
	require.Greater(t, narrowed, 30, "the counts leave something out")
}

// TestDaysMissNoTraceThatIsCountedMeanwhile has traces change and changes counted between the statements of a search as of an earlier
// position.
func TestDaysMissNoTraceThatIsCountedMeanwhile(t *testing.T) {
	t.Parallel()
	c, q, _, shake := shaken(t)
	narrowed := 0
	for _, word := range words {
		e, _, err := filter.Read("tags INCLUDES "+quoted(word), c.options)
		require.NoError(t, err)
		q.Filter = e
		want := c.bare(t, q)
		for limit := 1; limit <= len(want); limit++ {
			limits := searchLimits{probe: 1, walk: 1, gap: 1, late: 1000, step: time.Nanosecond, time: time.Hour}
			s := &search{db: c.db, q: q, limits: limits, want: limit + 1}
			p, err := s.pageBy(t.Context(), func(ctx context.Context, l *leg) ([]traceRow, *store.Cursor, error) {
				rows, rest, err := s.read(ctx, l)
				if err == nil {
					err = shake(ctx)
				}
				if err == nil {
					err = c.db.FoldRollups(ctx, c.project)
				}
				return rows, rest, err
			})
			require.NoError(t, err)
			if s.days != nil {
				narrowed++
			}
			got := make([]store.TraceID, len(p.Traces))
			for i, trace := range p.Traces {
				got[i] = trace.ID
			}
			require.Equal(t, idsOf(want[:limit]), got, word)
		}
	}
	require.Greater(t, narrowed, 10)
}
