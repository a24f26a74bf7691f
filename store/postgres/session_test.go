package postgres_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// chats logs traces of some sessions, in a random order of time, and returns what each session has.
func (d *desk) chats(r *rand.Rand, n int) map[string]*store.Session {
	d.t.Helper()
	sessions := map[string]*store.Session{}
	var spans []store.Span
	for i, minute := range r.Perm(n) {
		name := fmt.Sprintf(`"s %d"`, r.IntN(n/4))
		key := store.SessionKeys[len(name)%2]
		if i%5 == 0 {
			key, name = "conversation_id", fmt.Sprint(r.IntN(3))
		}
		at := time.Date(2026, 5, 1, 0, minute, 0, 0, time.UTC)
		s := span(fmt.Sprint("c", i), func(s *store.Span) {
			s.Created, s.Metadata = at, json.RawMessage(`{"`+key+`":`+name+`}`)
			if i%7 == 0 {
				s.Error = "failed"
			}
		})
		of := sessions[key+name]
		if of == nil {
			of = &store.Session{Key: key, Value: json.RawMessage(name), First: at, Last: at}
			sessions[key+name] = of
		}
		if i%3 == 0 {
			s.Feedback = []store.Feedback{vote(store.User, "u", "liked", number(float64(i%2)))}
			of.UserMean = (of.UserMean*float64(of.UserScores) + float64(i%2)) / float64(of.UserScores+1)
			of.UserScores++
		}
		of.Traces++
		if s.Error != "" {
			of.Errors++
		}
		if at.Before(of.First) {
			of.First = at
		}
		if at.After(of.Last) {
			of.Last = at
		}
		spans = append(spans, s)
	}
	spans = append(spans, span("loose", func(s *store.Span) {
		s.Metadata = json.RawMessage(`{"session_id":null,"thread_id":{"a":1},"conversation_id":""}`)
	}))
	d.log(spans...)
	return sessions
}

func TestSessionsArePagedWithoutGapOrOverlap(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	want := d.chats(rand.New(rand.NewPCG(1, 2)), 120)
	got := map[string]bool{}
	var after store.Cursor
	loose, last := 0, time.Time{}
	for pages := 0; ; pages++ {
		require.Less(t, pages, 20)
		page, err := d.db.Sessions(t.Context(), postgres.Query{Project: d.project}, store.SessionKeys, after, 7)
		require.NoError(t, err)
		require.False(t, page.Partial)
		loose += page.Loose
		for i, s := range page.Sessions {
			name := s.Key + string(s.Value)
			require.False(t, got[name], "%s twice", name)
			got[name] = true
			require.True(t, last.IsZero() || s.Last.Before(last), "the last active first, %d on page %d", i, pages)
			last = s.Last
			w := want[name]
			require.NotNil(t, w, name)
			require.InDelta(t, w.UserMean, s.UserMean, 1e-9)
			s.UserMean, s.First, s.Last = w.UserMean, s.First.UTC(), s.Last.UTC()
			require.Equal(t, *w, s)
			require.Len(t, d.find(filter.Format(postgres.SessionCondition(s, store.SessionKeys)), 0), s.Traces, "its link leads to the traces it counts")
		}
		if after = page.Next; after.IsZero() {
			break
		}
	}
	require.Len(t, got, len(want))
	require.Equal(t, 1, loose)
}

func TestSessionsOfAFilterCountItsTraces(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	in := func(session string, change func(*store.Span)) func(*store.Span) {
		return func(s *store.Span) {
			s.Metadata = json.RawMessage(`{"chat":"` + session + `"}`)
			if change != nil {
				change(s)
			}
		}
	}
	failed := func(s *store.Span) { s.Error = "no" }
	d.log(span("a", in("x", failed)), span("b", in("x", nil)), span("c", in("y", nil)))
	expr, _, err := filter.Read("error IS NOT NULL", filter.Options{})
	require.NoError(t, err)
	page, err := d.db.Sessions(t.Context(), postgres.Query{Project: d.project, Filter: expr}, []string{"chat"}, store.Cursor{}, 10)
	require.NoError(t, err)
	require.Len(t, page.Sessions, 1)
	require.Equal(t, 1, page.Sessions[0].Traces)
	page, err = d.db.Sessions(t.Context(), postgres.Query{Project: d.project}, store.SessionKeys, store.Cursor{}, 10)
	require.NoError(t, err)
	require.Empty(t, page.Sessions)
	require.Equal(t, 3, page.Loose)

	key, err := d.db.SessionKey(t.Context(), d.project)
	require.NoError(t, err)
	require.Equal(t, store.SessionKeys, store.SessionKeysOf(key))
	require.NoError(t, d.db.SetSessionKey(t.Context(), d.project, "chat"))
	key, err = d.db.SessionKey(t.Context(), d.project)
	require.NoError(t, err)
	require.Equal(t, []string{"chat"}, store.SessionKeysOf(key))
}

func TestSummaryCountsWhatTheListHas(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	category := func(name string) store.Score { return store.Score{Category: name} }
	var spans []store.Span
	for i, v := range []float64{0, 0.1, 0.3, 0.31, 0.7, 1, 1} {
		spans = append(spans, span(fmt.Sprint("n", i), told(vote(store.User, "u", "rating", number(v)), vote(store.Review, "r", "rating", number(v)))))
	}
	spans = append(spans, span("g1", told(vote(store.Review, "a", "tone", category("good")))), span("g2", told(vote(store.Review, "a", "tone", category("good")))),
		span("b", told(vote(store.Review, "a", "tone", category("bad")))), span("t", told(vote(store.Review, "a", "tone", category("bad")), vote(store.Review, "b", "tone", category("good")))))
	d.log(spans...)
	wanted := []store.ScoreSummary{{Name: "rating"}, {Name: "tone"}, {Name: "rating", Source: store.User}, {Name: "nothing"}}
	sum, err := d.db.Summarize(t.Context(), postgres.Query{Project: d.project}, wanted)
	require.NoError(t, err)
	require.Equal(t, 11, sum.Traces)
	require.False(t, sum.Bounded)
	rating := sum.Scores[0]
	require.Equal(t, 7, rating.N)
	require.InDelta(t, 3.41/7, rating.Mean(), 1e-9)
	margin, ok := rating.Margin()
	require.True(t, ok)
	require.InDelta(t, 1.96*0.4133/2.6458, margin, 1e-4, "the standard deviation of the seven is 0.4133")
	require.Equal(t, [store.Bins]int{1, 1, 0, 2, 0, 0, 0, 1, 0, 2}, rating.Bins)
	require.Equal(t, []store.CategoryCount{{Category: "good", N: 2}, {Category: "bad", N: 1}}, sum.Scores[1].Categories)
	require.Equal(t, 1, sum.Scores[1].Split)
	require.Equal(t, rating.Bins, sum.Scores[2].Bins)
	require.Zero(t, sum.Scores[3].N)
	for bin, n := range rating.Bins {
		low, high := float64(bin)/10, float64(bin+1)/10
		require.Len(t, d.find(fmt.Sprintf("scores.rating >= %g AND scores.rating < %g", low, max(high, float64(bin/9)*2)), 0), n, "bin %d", bin)
	}
	none, err := d.db.Summarize(t.Context(), postgres.Query{Project: d.project, Filter: filter.Value(false)}, wanted)
	require.NoError(t, err)
	require.Zero(t, none.Traces)
}
