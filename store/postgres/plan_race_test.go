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

// shaken is a query as of a position, and a way to have an event change one after the other of its traces, over and over.
func shaken(t *testing.T) (c *changed, q Query, want []store.Cursor, shake func(ctx context.Context) error) {
	t.Helper()
	r := rand.New(rand.NewPCG(3, 9))
	c = newChanged(t, r)
	e, _, err := filter.Read("created > '2020-01-01'", c.options)
	require.NoError(t, err)
	q = Query{Project: c.project, Filter: e, Options: c.options, At: c.positions[len(c.positions)-1]}
	want = c.bare(t, q)
	require.Greater(t, len(want), 20)
	n := 0
	return c, q, want, func(ctx context.Context) error {
		n++
		trace := want[n%len(want)].ID
		var span store.SpanID
		if err := c.db.x.GetContext(ctx, &span, `SELECT id FROM span WHERE project_id = $1 AND trace_id = $2 LIMIT 1`, c.project, trace); err != nil {
			return err
		}
		id := store.NewEventID()
		_, err := c.db.Append(ctx, c.project, []store.Event{{ID: id, TraceID: trace, SpanID: span, Kind: store.TagEvent, Name: fmt.Sprint("shaken ", n), Score: store.Num(1),
			Source: store.Review, Author: "ada", Submission: id, At: c.options.Now}}, c.options.Now)
		return err
	}
}

func TestAListMissesNoTraceThatChangesWhileItIsRead(t *testing.T) {
	t.Parallel()
	c, q, want, shake := shaken(t)
	for round := range len(want) {
		limits := searchLimits{probe: 5, walk: 5, step: time.Nanosecond, time: time.Hour}
		s := &search{db: c.db, q: q, limits: limits, want: len(want) + 1}
		p, err := s.pageBy(t.Context(), func(ctx context.Context, l *leg) ([]traceRow, *store.Cursor, error) {
			rows, rest, err := s.read(ctx, l)
			if err == nil {
				err = shake(ctx)
			}
			return rows, rest, err
		})
		require.NoError(t, err)
		got := make([]store.TraceID, len(p.Traces))
		for i, trace := range p.Traces {
			got[i] = trace.ID
		}
		require.Equal(t, idsOf(want), got, "round %d", round)
	}
}

func TestACountMissesNoTraceThatChangesWhileItIsRead(t *testing.T) {
	t.Parallel()
	c, q, want, shake := shaken(t)
	enough, stop := context.WithCancel(t.Context())
	shaking := make(chan error, 1)
	go func() {
		var err error
		for err == nil && enough.Err() == nil { // one that was cut off ends in as many ways as there are moments
			err = shake(t.Context())
		}
		shaking <- err
	}()
	for range 100 {
		n, more, err := c.db.Count(t.Context(), q, store.Cursor{})
		require.NoError(t, err)
		require.False(t, more)
		require.Equal(t, len(want), n)
	}
	stop()
	require.NoError(t, <-shaking, "events went on until the end")
}
