package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// ada is the account that the desk's submissions are by.
func (d *desk) ada() store.Account {
	d.t.Helper()
	account, err := d.db.AccountByEmail(d.t.Context(), "ada@example.org")
	if err == nil {
		return account
	}
	id, err := d.db.CreateAccount(d.t.Context(), store.Account{Email: "ada@example.org"})
	require.NoError(d.t, err)
	return store.Account{ID: id, Email: "ada@example.org"}
}

// bulk does one thing about all that matches a filter, and returns how it ended.
func (d *desk) bulk(text string, action store.BulkAction) store.Bulk {
	d.t.Helper()
	expr, _, err := filter.Read(text, filter.Options{Now: d.now})
	require.NoError(d.t, err)
	at, err := d.db.LogPosition(d.t.Context(), d.project)
	require.NoError(d.t, err)
	b, err := d.db.StartBulk(d.t.Context(), postgres.Query{Project: d.project, Filter: expr, Options: filter.Options{Now: d.now}, At: at}, store.NewEventID(), d.ada().ID, action, d.now)
	require.NoError(d.t, err)
	return d.finish(b)
}

// finish goes on with a bulk action to its end.
func (d *desk) finish(b store.Bulk) store.Bulk {
	d.t.Helper()
	for !b.Over() {
		next, err := d.db.BulkStep(d.t.Context(), d.project, b.ID, d.now)
		require.NoError(d.t, err)
		require.True(d.t, next.Done > b.Done || next.Over(), "a step gets on")
		b = next
	}
	return b
}

// undoBulk takes back a bulk action.
func (d *desk) undoBulk(b store.Bulk) store.Bulk {
	d.t.Helper()
	b, err := d.db.UndoBulk(d.t.Context(), d.project, d.ada().ID, b.ID, d.now)
	require.NoError(d.t, err)
	return d.finish(b)
}

func TestTagsAreGivenAndTakenByEvents(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	tagged := func(tags ...string) func(*store.Span) { return func(s *store.Span) { s.Tags = tags } }
	d.log(span("a", tagged("x", "y")), span("a1", childOf("a"), tagged("y", "slow")), span("b"))
	before := d.trace("a")

	given := d.bulk("", store.BulkAction{Do: store.BulkTag, Tags: []string{"y", "new"}})
	require.Equal(t, 2, given.Changed)
	require.Equal(t, []string{"new", "slow", "x", "y"}, d.trace("a").Tags)
	require.Equal(t, []string{"new", "y"}, d.trace("b").Tags, "what a trace has is not given again")
	require.ElementsMatch(t, []string{"b", "a"}, d.find("tags INCLUDES 'new'", 0))
	require.ElementsMatch(t, []string{"b", "a"}, d.find("ANY_SPAN(is_root AND tags = 'new')", 0))

	taken := d.bulk("tags INCLUDES 'y'", store.BulkAction{Do: store.BulkUntag, Tags: []string{"y"}})
	require.Equal(t, []string{"new", "slow", "x"}, d.trace("a").Tags, "every span of it loses the tag")
	require.Empty(t, d.find("tags INCLUDES 'y'", 0))
	require.Empty(t, d.find("ANY_SPAN(tags INCLUDES 'y')", 0))

	d.log(span("a", tagged("x", "y", "z")), span("a1", childOf("a"), tagged("y")))
	require.Equal(t, []string{"new", "x", "z"}, d.trace("a").Tags, "logging the span again does not bring it back")

	d.undoBulk(taken)
	require.Equal(t, []string{"new", "x", "y", "z"}, d.trace("a").Tags)
	d.log(span("a", tagged("x", "y")), span("a1", childOf("a"), tagged("y", "slow")))
	d.undoBulk(given)
	require.Equal(t, before, d.trace("a"))
	require.Empty(t, d.trace("b").Tags)
}

func TestLogsAsOfAVersionHaveTheTagsOfThen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.log(span("a", func(s *store.Span) { s.Tags = []string{"x", "y"} }))
	var positions []int64
	for _, action := range []store.BulkAction{{Do: store.BulkTag, Tags: []string{"new"}}, {Do: store.BulkUntag, Tags: []string{"x"}}, {Do: store.BulkUntag, Tags: []string{"new"}}} {
		at, err := d.db.LogPosition(t.Context(), d.project)
		require.NoError(t, err)
		positions = append(positions, at)
		d.bulk("", action)
	}
	for i, want := range [][]string{{"x", "y"}, {"x", "y", "new"}, {"y", "new"}, {"y"}} {
		q := postgres.SpanQuery{Project: d.project}
		if i < len(positions) {
			q.At = positions[i]
		}
		read := 0
		require.NoError(t, d.db.EachSpanRecord(t.Context(), q, 10, func(r store.SpanRecord, _ postgres.SpanPlace) (bool, error) {
			read++
			require.Equal(t, want, r.Tags, "after %d actions", i)
			return true, nil
		}))
		require.Equal(t, 1, read)
	}
}

func TestFlagIsTheLastWordOnATrace(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.log(span("a"), span("b"))
	at, err := d.db.LogPosition(t.Context(), d.project)
	require.NoError(t, err)
	flagged := d.bulk("root_span_id = 'a'", store.BulkAction{Do: store.BulkFlag})
	require.True(t, d.trace("a").Flagged)
	require.Equal(t, []string{"a"}, d.find("flagged = true", 0))
	require.Equal(t, []string{"b"}, d.find("NOT flagged", 0))
	require.Equal(t, []string{"a"}, d.find("ANY_SPAN(flagged)", 0))
	require.Empty(t, d.find("flagged", at), "as of before")

	again := d.bulk("", store.BulkAction{Do: store.BulkFlag})
	require.Equal(t, 1, again.Changed, "what is flagged is left alone")
	cleared := d.bulk("root_span_id = 'a'", store.BulkAction{Do: store.BulkUnflag})
	require.False(t, d.trace("a").Flagged)
	d.undoBulk(cleared)
	require.True(t, d.trace("a").Flagged)
	d.undoBulk(flagged)
	require.Equal(t, []string{"b"}, d.find("flagged", 0))
}

func TestBulkScoresAreOneSubmission(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	config := store.ScoreConfig{ID: 1, Version: 3, Name: "quality", Kind: store.Slider}
	d.log(span("a", told(vote(store.Review, "bob", "quality", number(0)))), span("b"), span("c", childOf("never came")))
	ada := d.ada()
	d.submit("b", func(s *postgres.Submission) {
		s.Account, s.Answers = ada, []store.Answer{{Config: config, Score: number(1)}}
	})
	before := d.trace("a")
	b := d.bulk("", store.BulkAction{Do: store.BulkScore, Answer: store.Answer{Config: config, Score: number(1)}})
	require.Equal(t, 3, b.Total)
	require.Equal(t, 2, b.Changed, "an answer that stands is not given again")
	require.Equal(t, "0.5", d.trace("a").Scores["quality"].String(), "it is one reviewer's vote")
	require.Equal(t, "1", d.trace("never came").Scores["quality"].String(), "without a root it is about the first span")

	text := d.bulk("", store.BulkAction{Do: store.BulkScore, Answer: store.Answer{Config: store.ScoreConfig{ID: 2, Name: "why", Kind: store.FreeText}, Text: "so"}})
	require.Equal(t, 3, text.Changed)
	require.Len(t, d.find("metadata.why = 'so'", 0), 2, "the metadata of a trace is its root's")
	d.undoBulk(text)
	d.undoBulk(b)
	require.Equal(t, before, d.trace("a"))
	require.Equal(t, "1", d.trace("b").Scores["quality"].String(), "what was said before stays")
}

func TestBulkActionGoesOnInSteps(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var spans []store.Span
	for i := range 600 {
		spans = append(spans, span(fmt.Sprint("t", i)))
	}
	d.log(spans...)
	start := func(action store.BulkAction) store.Bulk {
		b, err := d.db.StartBulk(t.Context(), postgres.Query{Project: d.project}, store.NewEventID(), d.ada().ID, action, d.now)
		require.NoError(t, err)
		return b
	}
	b := start(store.BulkAction{Do: store.BulkFlag})
	require.Equal(t, 600, b.Total)
	b, err := d.db.BulkStep(t.Context(), d.project, b.ID, d.now)
	require.NoError(t, err)
	require.Equal(t, store.BulkRunning, b.State)
	require.Len(t, d.find("flagged", 0), b.Done)
	open, err := d.db.OpenBulks(t.Context(), d.now.Add(time.Second))
	require.NoError(t, err)
	require.Equal(t, []postgres.OpenBulk{{Project: d.project, ID: b.ID}}, open)

	again, err := d.db.StartBulk(t.Context(), postgres.Query{Project: d.project}, b.ID, d.ada().ID, store.BulkAction{Do: store.BulkFlag}, d.now)
	require.NoError(t, err)
	require.Equal(t, b.Done, again.Done, "sent twice it goes on")

	b = d.undoBulk(b) // in the middle
	require.Equal(t, store.BulkUndone, b.State)
	require.Empty(t, d.find("flagged", 0))
	_, err = d.db.UndoBulk(t.Context(), d.project, d.ada().ID, b.ID, d.now)
	require.ErrorIs(t, err, store.ErrNotFound, "once")

	b = d.finish(start(store.BulkAction{Do: store.BulkFlag}))
	require.Equal(t, 600, b.Changed)
	require.Len(t, d.find("flagged = true", 0), 600)
	_, err = d.db.UndoBulk(t.Context(), d.project, d.ada().ID+1, b.ID, d.now)
	require.ErrorIs(t, err, store.ErrNotFound, "nobody takes back what another did")
	taken, err := d.db.Undo(t.Context(), d.project, d.ada().ID, b.ID, d.now)
	require.NoError(t, err)
	require.Len(t, taken, 600, "it is a submission like any other")
}

func TestBulkOfNothingIsRefused(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, err := d.db.StartBulk(t.Context(), postgres.Query{Project: d.project}, store.NewEventID(), d.ada().ID, store.BulkAction{Do: store.BulkFlag}, d.now)
	var invalid store.Invalid
	require.ErrorAs(t, err, &invalid)
	require.Contains(t, invalid, "trace")
}
