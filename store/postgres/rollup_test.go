package postgres_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/store/rollup"

	"github.com/stretchr/testify/require"
)

// agree fails when a count is not what counting anew gives.
func (d *desk) agree() postgres.RollupChecked {
	d.t.Helper()
	done, err := d.db.CheckRollups(d.t.Context(), d.project, func(x postgres.RollupDifference) {
		d.t.Errorf("%+v (days: %v): kept %+v, counted %+v", x.Key, x.Days, x.Kept, x.Made)
	})
	require.NoError(d.t, err)
	if d.t.Failed() {
		d.t.FailNow()
	}
	return done
}

func (d *desk) count() {
	d.t.Helper()
	require.NoError(d.t, d.db.FoldRollups(d.t.Context(), d.project))
}

// happen does something by chance: traces come, late feedback, edits, deletes, what is taken back.
func (d *desk) happen(r *rand.Rand, n int, said *[]store.EventID) {
	id := fmt.Sprintf("t%d", r.IntN(12))
	at := time.Date(2026, 5, 1, r.IntN(60), 0, 0, 0, time.UTC)
	feature, score := []string{"search", "chat"}[r.IntN(2)], float64(r.IntN(11))/10
	switch r.IntN(9) {
	case 0, 1:
		d.write(row(d.t, fmt.Sprintf(`{"id":%q,"created":%q,"metadata":{"feature":%q,"n":%d,"user":%q},"scores":{"own":%v},"tags":["a","t%d"],"metrics":{"start":1,"end":%v,"tokens":%d}}`,
			id, at.Format(time.RFC3339), feature, r.IntN(3), fmt.Sprint("u", n), score, r.IntN(3), 1+score*9, r.IntN(1000))))
	case 2:
		d.write(row(d.t, fmt.Sprintf(`{"id":%q,"_is_merge":true,"metadata":{"feature":%q},"error":"late","metrics":{"cost":%v}}`, id, feature, score)))
	case 3:
		d.write(row(d.t, fmt.Sprintf(`{"id":%q,"_object_delete":true}`, id)))
	case 4:
		d.write(says(id, fmt.Sprint("e", n), vote(store.User, fmt.Sprint("u", r.IntN(3)), "rating", store.Num(score))))
	case 5:
		f := vote(store.User, "", "mood", store.Score{Category: []string{"good", "bad"}[r.IntN(2)]})
		f.Comment = "what was said"
		d.write(says(id, fmt.Sprint("c", n), f))
	case 6, 7:
		if _, err := d.db.Trace(d.t.Context(), d.project, store.TraceKey(id)); err == nil {
			*said = append(*said, d.submit(id, func(s *postgres.Submission) {
				s.Answers = []store.Answer{{Config: store.ScoreConfig{ID: 1, Name: "quality", Kind: store.Slider}, Score: store.Num(score)}}
				s.Complete = true
			}))
		}
	case 8:
		if len(*said) > 0 {
			_, err := d.db.Undo(d.t.Context(), d.project, 7, (*said)[r.IntN(len(*said))], d.now)
			if err != nil {
				require.ErrorIs(d.t, err, store.ErrNotFound)
			}
		}
	}
}

func TestRollupsAreWhatCountingAnewGives(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			d, r := newDesk(t), rand.New(rand.NewPCG(seed, 7))
			var said []store.EventID
			for n := range 120 {
				d.now = d.now.Add(time.Minute)
				d.happen(r, n, &said)
				if r.IntN(6) == 0 {
					d.count()
				}
				if n%20 == 0 {
					d.agree() // also while changes wait
				}
			}
			d.count()
			done := d.agree()
			require.Zero(t, done.Waiting)
			require.Positive(t, done.Traces)
			d.agreeWithFilters()
		})
	}
}

// agreeWithFilters asks the filter language for the traces of every count.
func (d *desk) agreeWithFilters() {
	d.t.Helper()
	ctx := d.t.Context()
	edges := []time.Time{time.Date(2026, 4, 30, 5, 0, 0, 0, time.UTC), time.Date(2026, 5, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 5, 5, 7, 0, 0, 0, time.UTC)}
	fields, _, err := d.db.RollupFields(ctx, d.project)
	require.NoError(d.t, err)
	require.Contains(d.t, fields, "metadata.feature")
	looked := 0
	for _, field := range append([]string{""}, slices.Sorted(maps.Keys(fields))...) {
		points, err := d.db.Rollup(ctx, postgres.RollupRead{Project: d.project, Edges: edges, Field: field, Bins: true})
		require.NoError(d.t, err)
		for _, p := range points {
			condition := p.Condition()
			switch p.Measure {
			case rollup.Traces:
			case rollup.Errors:
				condition = filter.And(condition, &filter.IsNull{X: filter.At("error"), Not: true})
			case rollup.Score:
				path := filter.At("scores", p.Name)
				if p.Source != "" {
					path = filter.At("scores", string(p.Source), p.Name)
				}
				condition = filter.And(condition, &filter.IsNull{X: path, Not: true})
			default:
				continue
			}
			text := filter.Format(filter.InTime(condition, edges[p.Bucket], edges[p.Bucket+1], filter.Options{Now: d.now}))
			expr, _, err := filter.Read(text, filter.Options{Now: d.now})
			require.NoError(d.t, err, text)
			n, _, err := d.db.Count(ctx, postgres.Query{Project: d.project, Filter: expr, Options: filter.Options{Now: d.now}}, store.Cursor{})
			require.NoError(d.t, err, text)
			require.EqualValues(d.t, n, p.Cell.N, text)
			looked++
		}
		all := postgres.Query{Project: d.project, Options: filter.Options{Now: d.now}}
		sums, cover, err := d.db.RollupOf(ctx, all, edges[0], edges[2], field)
		require.NoError(d.t, err)
		require.False(d.t, cover.Partial)
		require.ElementsMatch(d.t, points, sums.Points(edges, field), "counting on the spot gives the same")
	}
	require.Greater(d.t, looked, 30)
}

func TestAFieldOfManyValuesIsNoSegment(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for n := range rollup.MostValues + 1 {
		d.log(span(fmt.Sprint("s", n), func(s *store.Span) { s.Metadata = fmt.Appendf(nil, `{"session":"s%d","env":"live"}`, n) }))
		if n%40 == 0 {
			d.count()
		}
	}
	d.count()
	kept, wide, err := d.db.RollupFields(t.Context(), d.project)
	require.NoError(t, err)
	require.Equal(t, []string{"metadata.session"}, wide)
	require.Equal(t, map[string]int{"metadata.env": 1, "name": 1}, kept)
	d.agree()
	d.log(span("s1", func(s *store.Span) { s.Metadata = []byte(`{"session":"other"}`) }))
	d.count()
	d.agree()
	behind, err := d.db.RollupsBehind(t.Context())
	require.NoError(t, err)
	require.Empty(t, behind)
}
