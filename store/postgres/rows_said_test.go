package postgres_test

import (
	"encoding/json"
	"testing"
	"time"

	"assay/store"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

func TestFeedbackOfTheWire(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	like := func(v float64) store.Feedback {
		return store.Feedback{Source: store.User, WireSource: "external", Scores: map[string]store.Score{"liked": store.Num(v)}}
	}
	full := like(0)
	full.User, full.Comment, full.Expected, full.Metadata, full.Tags = "ada", "no", json.RawMessage(`{"a":"\u0000"}`), json.RawMessage(`{"user_id":"ada","thumbs_up":false}`), []string{"bad"}

	t.Run("comes before its row and is there when the row comes", func(t *testing.T) {
		d.t = t
		d.write(says("early", "e1", full), says("early", "e2", like(1)))
		require.Empty(t, d.find("", 0))
		d.write(row(t, `{"id":"early","span_id":"es","root_span_id":"et","output":"o","tags":["good"]}`))
		got := d.trace("et")
		require.Equal(t, store.FoldedScores{"liked": store.Num(0.5)}, got.Scores)
		require.Equal(t, 1, got.Comments)
		require.Equal(t, 1, got.UserCorrections)
		require.False(t, got.HasExpected, "a correction is a proposal")
		require.Equal(t, []string{"bad", "good"}, got.Tags)
		require.JSONEq(t, `{"user_id":["ada"],"thumbs_up":[false]}`, string(got.Feedback))
		require.Equal(t, []string{"et"}, d.find("metadata.thumbs_up = false", 0))
		require.JSONEq(t, `{}`, string(got.Metadata))
	})

	t.Run("comes with its row, ahead of it or behind", func(t *testing.T) {
		d.t = t
		d.write(says("both", "b1", like(1)), row(t, `{"id":"both"}`), says("both", "b2", like(0)))
		require.Equal(t, store.FoldedScores{"liked": store.Num(0.5)}, d.trace("both").Scores)
	})

	t.Run("names a span instead of a row", func(t *testing.T) {
		d.t = t
		d.write(says("es", "s1", like(1)), says("ps", "s2", like(1)))
		require.InDelta(t, 2.0/3, *d.trace("et").Scores["liked"].Number, 1e-9)
		d.write(row(t, `{"id":"p","span_id":"ps","root_span_id":"pt"}`))
		require.Equal(t, store.FoldedScores{"liked": store.Num(1)}, d.trace("pt").Scores)
		d.write(says("qs", "s3", like(1)), row(t, `{"id":"q","span_id":"qs","root_span_id":"qt"}`))
		require.Equal(t, store.FoldedScores{"liked": store.Num(1)}, d.trace("qt").Scores)
	})

	t.Run("joins spans that are imported or come by other ways", func(t *testing.T) {
		d.t = t
		d.write(says("imported", "i1", full))
		d.log(span("imported"))
		require.Equal(t, store.FoldedScores{"liked": store.Num(0)}, d.trace("imported").Scores)
		require.Equal(t, []string{"bad"}, d.trace("imported").Tags)
	})

	t.Run("delivered again within a day is a replay, later it is another vote", func(t *testing.T) {
		d.t = t
		d.write(row(t, `{"id":"vote"}`))
		votes := func() int {
			all, err := d.db.Votes(t.Context(), d.project, store.TraceKey("vote"))
			require.NoError(t, err)
			return len(all)
		}
		d.write(says("vote", "v1", like(1)))
		d.write(says("vote", "v1", like(1)), says("vote", "v1", like(1)))
		require.Equal(t, 1, votes())
		d.write(says("vote", "v2", like(1)))
		require.Equal(t, 2, votes(), "the same words in another request are another vote")
		d.now = d.now.Add(24*time.Hour + time.Second)
		d.write(says("vote", "v1", like(1)))
		require.Equal(t, 3, votes())
		named := says("vote", "named", like(1))
		named.Named = true
		d.write(named)
		d.now = d.now.Add(48 * time.Hour)
		d.write(named)
		require.Equal(t, 4, votes(), "an id that the client gave holds for ever")
	})

	t.Run("a replay of feedback that still waits is one", func(t *testing.T) {
		d.t = t
		d.write(says("wait", "w1", like(1)))
		d.write(says("wait", "w1", like(1)))
		d.write(row(t, `{"id":"wait"}`))
		d.write(says("wait", "w1", like(1)))
		votes, err := d.db.Votes(t.Context(), d.project, store.TraceKey("wait"))
		require.NoError(t, err)
		require.Len(t, votes, 1)
	})

	t.Run("a comment row is known by its id and goes with it", func(t *testing.T) {
		d.t = t
		d.write(row(t, `{"id":"talk"}`))
		comment := postgres.LogWrite{Said: &store.Feedback{Source: store.Review, WireSource: "app", User: "rev", Comment: "hm"}, About: "talk",
			Event: postgres.CommentKey("c1"), Named: true, Comment: true}
		d.write(comment)
		d.write(comment)
		require.Equal(t, 1, d.trace("talk").Comments)
		d.write(row(t, `{"id":"c1","_object_delete":true}`))
		require.Zero(t, d.trace("talk").Comments)
		require.Equal(t, 1, d.trace("talk").Spans)
	})

	t.Run("about a row that must be there and is not fails the request and names it", func(t *testing.T) {
		d.t = t
		w := says("nowhere", "n1", like(1))
		w.MustExist = true
		_, err := d.db.WriteLogs(t.Context(), d.project, []postgres.LogWrite{says("vote", "n0", like(0)), w}, d.now)
		require.ErrorIs(t, err, store.ErrNotFound)
		var missing postgres.MissingRow
		require.ErrorAs(t, err, &missing)
		require.Equal(t, "nowhere", missing.ID)
		require.Equal(t, store.FoldedScores{"liked": store.Num(1)}, d.trace("vote").Scores, "all or nothing")
	})

	t.Run("a reviewer's vote does not touch the span's own score of that name", func(t *testing.T) {
		d.t = t
		d.write(row(t, `{"id":"ns","scores":{"x":0.2}}`), says("ns", "ns1", store.Feedback{Source: store.Review, WireSource: "app", User: "rev",
			Scores: map[string]store.Score{"x": store.Num(1)}}))
		got := d.trace("ns")
		require.Equal(t, store.FoldedScores{"x": store.Num(1)}, got.Scores)
		require.Equal(t, store.FoldedScores{"x": store.Num(0.2)}, got.BySource[store.Automated])
	})
}
