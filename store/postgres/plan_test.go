package postgres

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/stretchr/testify/require"
)

// changed is a world whose traces came and changed in steps, with the position of the log after each.
type changed struct {
	*filterWorld
	positions []int64
}

func newChanged(t *testing.T, r *rand.Rand) *changed {
	t.Helper()
	c := &changed{filterWorld: newFilterWorld(t, nil)}
	spans := generatedSpans(r, 90)
	for i := range spans { // many traces of one time
		spans[i].Created = spans[i].Created.Truncate(10 * 24 * time.Hour)
	}
	for len(spans) > 0 {
		n := min(20, len(spans))
		c.write(t, spans[:n])
		again := slices.Clone(spans[:n])
		for i := range again { // the same spans said of something else; some change their root's time
			again[i].Feedback = generatedSpan(r, again[i].RootSpanID, i).Feedback
		}
		c.write(t, again[:n/2])
		c.mark(t, spans[:n])
		if spans = spans[n:]; len(spans) > 0 && r.IntN(3) > 0 { // whatever comes later is in no count
			require.NoError(t, c.db.FoldRollups(t.Context(), c.project))
		}
	}
	return c
}

func (c *changed) write(t *testing.T, spans []store.Span) {
	t.Helper()
	_, err := c.db.InsertSpans(t.Context(), c.project, fmt.Sprint("origin ", len(c.positions)), spans, c.options.Now)
	require.NoError(t, err)
	at, err := c.db.LogPosition(t.Context(), c.project)
	require.NoError(t, err)
	c.positions = append(c.positions, at)
}

// bare lists the query's traces by the bare condition, without anything that a plan could do wrong.
func (c *changed) bare(t *testing.T, q Query) []store.Cursor {
	t.Helper()
	args := &arguments{}
	args.add(q.Project)
	at := q.asOf(args)
	condition, err := compileFilter(q.Filter, q.Options, args)
	require.NoError(t, err)
	from := "SELECT t.created, t.id FROM trace t WHERE t.project_id = $1 AND " + condition
	if at != "" {
		from += " AND t.changed <= " + at + " AND t.arrived <= " + at +
			" UNION ALL SELECT t.created, t.id FROM trace_past t WHERE t.project_id = $1 AND " + condition + " AND t.changed <= " + at + " AND t.arrived <= " + at + " AND t.until > " + at
	}
	var rows []store.Cursor
	require.NoError(t, c.db.x.SelectContext(t.Context(), &rows, from+" ORDER BY created DESC, id DESC", args.values...))
	return rows
}

// someLimits are small, so that a small world takes every path.
func someLimits(r *rand.Rand) searchLimits {
	return searchLimits{probe: 1 + r.IntN(6), near: r.IntN(20), few: pick(r, []int{0, 3, 1000}), walk: 1 + r.IntN(10), rare: r.IntN(4), score: r.IntN(20),
		far: pick(r, []int{0, 0, 12, 30}), gap: r.IntN(5), late: pick(r, []int{0, 10, 1000, 1000}), step: pick(r, []time.Duration{time.Nanosecond, time.Hour}), time: time.Hour}
}

func TestEveryPlanListsTheSameTraces(t *testing.T) {
	t.Parallel()
	seed := uint64(environment("ASSAY_SEED", 1))
	t.Logf("seed %d: run again with ASSAY_SEED=%d", seed, seed)
	r := rand.New(rand.NewPCG(seed, 5))
	c := newChanged(t, r)
	listed, partial := 0, 0
	for n := 0; n < environment("ASSAY_FILTERS", 150); {
		text := drivenFilter(r)
		e, _, err := filter.Read(text, c.options)
		if err != nil {
			continue
		}
		n++
		q := Query{Project: c.project, Filter: e, Options: c.options, At: pick(r, append([]int64{0, 0, 0}, c.positions...))}
		want := c.bare(t, q)
		limits, limit := someLimits(r), 1+r.IntN(12)
		about := fmt.Sprintf("%s\nat %d, %d a page, limits %+v", text, q.At, limit, limits)
		listed += len(want)
		partial += c.requirePages(t, q, want, limits, limit, about)
		c.requireBefore(t, q, want, limits, limit, about)
		c.requireOtherWays(t, q, want, about)
		ids, err := c.db.IDs(t.Context(), q)
		require.NoError(t, err, about)
		require.Equal(t, idsOf(want), idsOf(ids), about)
	}
	require.Greater(t, listed, 1500, "the filters find something")
	require.Greater(t, partial, 20, "some searches run out")
}

// requireOtherWays asks what else takes its traces from a query: the list from old to new, summaries, bulk actions, exports.
func (c *changed) requireOtherWays(t *testing.T, q Query, want []store.Cursor, about string) {
	t.Helper()
	all := len(want) + 1
	oldest, err := c.db.PageOldest(t.Context(), q, store.Cursor{}, all)
	require.NoError(t, err, about)
	turned := idsOf(want)
	slices.Reverse(turned)
	got := make([]store.TraceID, len(oldest.Traces))
	for i, trace := range oldest.Traces {
		got[i] = trace.ID
	}
	require.Equal(t, turned, got, about)
	require.True(t, oldest.Next.IsZero(), about)

	places, err := c.db.places(t.Context(), q, store.Cursor{}, all)
	require.NoError(t, err, about)
	require.Len(t, places.Traces, len(want), about)
	for i, trace := range places.Traces {
		require.Equal(t, want[i].ID, trace.ID, about)
	}

	b, err := c.db.StartBulk(t.Context(), q, store.NewEventID(), c.someone(t), store.BulkAction{Do: store.BulkFlag}, c.options.Now)
	if len(want) == 0 {
		require.Error(t, err, about)
		return
	}
	require.NoError(t, err, about)
	var members []store.TraceID
	require.NoError(t, c.db.x.Select(&members, `SELECT trace_id FROM bulk_member WHERE project_id = $1 AND bulk_id = $2 ORDER BY n`, c.project, b.ID))
	require.Equal(t, turned, members, about)
}

// someone is an account.
func (c *changed) someone(t *testing.T) int {
	t.Helper()
	account, err := c.db.AccountByEmail(t.Context(), "ada@example.org")
	if err == nil {
		return account.ID
	}
	id, err := c.db.CreateAccount(t.Context(), store.Account{Email: "ada@example.org"})
	require.NoError(t, err)
	return id
}

// drivenFilter writes a filter that has more often than not something for an index.
func drivenFilter(r *rand.Rand) string {
	g := generator{r: r}
	indexed := func() string {
		return pick(r, []string{
			g.score() + pick(r, []string{" < ", " >= ", " = ", " > "}) + pick(r, []string{"0.25", "0.5", "0.8"}),
			g.score() + " BETWEEN 0.25 AND 0.75",
			filter.Format(filter.At("metadata", pick(r, metadataKeys))) + " = " + quoted(pick(r, words)),
			"tags INCLUDES " + quoted(pick(r, words)), "comment IS NOT NULL", "flagged = true", "ANY_SPAN(name = " + quoted(pick(r, words)) + ")",
			"ANY_SPAN(type IN ('llm', 'tool'))", "created " + pick(r, []string{"<", "<=", ">", ">="}) + " '2026-0" + fmt.Sprint(1+r.IntN(9)) + "-10'",
			"created BETWEEN '2026-02-01' AND '2026-09-01'",
		})
	}
	return pick(r, []string{g.condition(2), indexed(), indexed(), indexed() + " AND " + indexed(), indexed() + " AND " + g.condition(1), indexed() + " OR " + g.test(0)})
}

// requirePages reads page after page from some place to the end and returns how many were partial.
func (c *changed) requirePages(t *testing.T, q Query, want []store.Cursor, limits searchLimits, limit int, about string) (partial int) {
	t.Helper()
	cursor, start := store.Cursor{}, 0
	if len(want) > 0 && len(about)%2 == 0 {
		start = len(about) % len(want)
		cursor = want[start]
		start++
	}
	got := []store.TraceID{}
	for {
		s := &search{db: c.db, q: q, limits: limits, want: limit + 1, cursor: cursor}
		p, err := s.page(t.Context())
		require.NoError(t, err, about)
		require.LessOrEqual(t, len(p.Traces), limit)
		for _, trace := range p.Traces {
			got = append(got, trace.ID)
		}
		if p.Partial {
			partial++
			require.Equal(t, p.Next.Created, p.Searched)
		}
		if p.Next.IsZero() {
			break
		}
		require.NotEqual(t, cursor, p.Next, "a page gets further: %s", about)
		cursor = p.Next
	}
	require.Equal(t, idsOf(want[start:]), got, about)
	return partial
}

// requireBefore reads the page that ends at some place, and counts what lies before it.
func (c *changed) requireBefore(t *testing.T, q Query, want []store.Cursor, limits searchLimits, limit int, about string) {
	t.Helper()
	end, cursor := len(want), store.Cursor{}
	if len(want) > 0 && len(about)%3 > 0 {
		end = len(about) % len(want)
		cursor = want[end]
		limits.far = 0
		s := &search{db: c.db, q: q, limits: limits, want: limit, cursor: cursor, backwards: true}
		p, err := s.page(t.Context())
		require.NoError(t, err, about)
		got := make([]store.Cursor, len(p.Traces))
		for i, trace := range p.Traces {
			got[i].ID = trace.ID
		}
		require.Equal(t, idsOf(want[max(0, end-limit):end]), idsOf(got), about)
	}
	s := &search{db: c.db, q: q, limits: limits, want: CountCap + 1, cursor: cursor, backwards: true}
	n, err := s.count(t.Context())
	require.NoError(t, err, about)
	require.Equal(t, end, n, about)
}

func idsOf[T store.Cursor | store.TraceID](list []T) []store.TraceID {
	ids := make([]store.TraceID, len(list))
	for i, v := range list {
		switch v := any(v).(type) {
		case store.Cursor:
			ids[i] = v.ID
		case store.TraceID:
			ids[i] = v
		}
	}
	return ids
}

func TestASearchWithoutTimeSaysHowFarItGot(t *testing.T) {
	t.Parallel()
	c := newChanged(t, rand.New(rand.NewPCG(1, 6)))
	e, _, err := filter.Read("duration > 1e9", c.options)
	require.NoError(t, err)
	q := Query{Project: c.project, Filter: e, Options: c.options}
	limits := searchLimits{probe: 10, walk: 10, step: time.Hour, time: 0}
	s := &search{db: c.db, q: q, limits: limits, want: 51}
	p, err := s.page(t.Context())
	require.NoError(t, err)
	require.Empty(t, p.Traces)
	require.True(t, p.Partial)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s = &search{db: c.db, q: q, limits: defaultLimits, want: 51}
	_, err = s.page(ctx)
	require.ErrorIs(t, err, context.Canceled, "the caller's own end is no partial page")
}
