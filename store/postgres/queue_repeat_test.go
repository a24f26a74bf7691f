package postgres_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"assay/store"
	"assay/store/postgres"
	"assay/store/repeat"

	"github.com/stretchr/testify/require"
)

// repeats is a desk whose reviewers have decided on so many items of a queue with repeats.
func repeats(t *testing.T, decided, people int) (*queueDesk, store.Queue) {
	t.Helper()
	d := newQueueDesk(t, decided+2, people)
	q := d.queue(func(q *store.Queue) { q.Answers, q.Repeats = people, store.MaxRepeats })
	for person := range people {
		for i := range decided {
			d.now = d.now.Add(time.Second)
			d.tell(q, person, fmt.Sprintf("t%d", i), configured(1, "good"))
		}
	}
	return d, q
}

// configured answers the question tone as it stands in the form.
func configured(version int, category string) store.Answer {
	return store.Answer{Config: store.ScoreConfig{ID: 7, Version: version, Name: "tone"}, Score: store.Score{Category: category}}
}

// turnOf is the first turn, up to so many decided items, at which a repeat comes for a person.
func (d *queueDesk) turnOf(q store.Queue, person, decided int) int {
	d.t.Helper()
	for turn := range decided + 1 {
		if repeat.Due(q.ID, d.people[person].ID, turn, q.Repeats) {
			return turn
		}
	}
	d.t.Fatalf("no repeat in %d turns", decided)
	return 0
}

func (d *queueDesk) repeatAt(q store.Queue, person, turn int) postgres.Repeat {
	d.t.Helper()
	r, err := d.db.RepeatAt(d.t.Context(), d.by(q, person), q.Repeats, turn)
	require.NoError(d.t, err)
	return r
}

// again answers a repeat.
func (d *queueDesk) again(q store.Queue, person int, r postgres.Repeat, answers ...store.Answer) (store.EventID, error) {
	d.t.Helper()
	a := postgres.RepeatAnswer{By: d.by(q, person), Trace: r.Trace, Turn: r.Turn, Submission: store.NewEventID(), Answers: answers}
	return a.Submission, d.db.AnswerRepeat(d.t.Context(), a)
}

// world is everything of the queue and its traces that people, programs and pages read.
func (d *queueDesk) world(q store.Queue, traces int) string {
	d.t.Helper()
	var b strings.Builder
	for i := range traces {
		id := store.TraceKey(fmt.Sprintf("t%d", i))
		trace, err := d.db.Trace(d.t.Context(), d.project, id)
		require.NoError(d.t, err)
		history, err := d.db.History(d.t.Context(), d.project, id)
		require.NoError(d.t, err)
		votes, err := d.db.Votes(d.t.Context(), d.project, id)
		require.NoError(d.t, err)
		comments, err := d.db.Comments(d.t.Context(), d.project, id)
		require.NoError(d.t, err)
		fmt.Fprintf(&b, "%+v %v %d %+v %+v %+v\n", trace, trace.Scores, trace.Reviews, history, votes, comments)
	}
	at, err := d.db.LogPosition(d.t.Context(), d.project)
	require.NoError(d.t, err)
	fmt.Fprintln(&b, at, d.board(q), d.requireCounts(q))
	for person := range d.people {
		paces, err := d.db.Paces(d.t.Context(), d.project, d.people[person].ID, d.now.Add(-24*time.Hour))
		require.NoError(d.t, err)
		last, err := d.db.LastSubmissions(d.t.Context(), d.project, d.people[person].ID, 3)
		require.NoError(d.t, err)
		decided, err := d.db.DecidedBefore(d.t.Context(), d.by(q, person), "", nil)
		require.NoError(d.t, err)
		fmt.Fprintln(&b, paces, last, decided)
	}
	return b.String()
}

func TestRepeatsComeOnlyAfterOthersAndToTheSamePerson(t *testing.T) {
	t.Parallel()
	const decided = 40
	d, q := repeats(t, decided, 2)
	for person := range 2 {
		seen := map[store.TraceID]bool{}
		before := store.TraceID("")
		for turn := range decided + 1 {
			r, err := d.db.RepeatAt(t.Context(), d.by(q, person), q.Repeats, turn)
			if !repeat.Due(q.ID, d.people[person].ID, turn, q.Repeats) {
				require.ErrorIs(t, err, store.ErrNotFound, "turn %d", turn)
				continue
			}
			require.NoError(t, err)
			require.Equal(t, r, d.repeatAt(q, person, turn), "asking again gives the same")
			place := slices.Index(names(decided), d.name(r.Trace))
			require.LessOrEqual(t, place+1, turn-repeat.Spacing, "%d others come between", repeat.Spacing)
			require.False(t, seen[r.Trace], "an item comes again once")
			require.NotEqual(t, before, r.Trace)
			seen[r.Trace], before = true, r.Trace
			_, err = d.again(q, person, r, configured(1, "good"))
			require.NoError(t, err)
		}
		require.NotEmpty(t, seen)
	}
	other := newPerson(d)
	_, err := d.db.RepeatAt(t.Context(), d.by(q, other), 1, decided)
	require.ErrorIs(t, err, store.ErrNotFound, "someone who answered nothing has nothing to repeat")
	said, err := d.db.Repeats(t.Context(), d.project, q.ID, d.people[0].ID, "")
	require.NoError(t, err)
	for _, s := range said {
		require.Equal(t, d.people[0].ID, s.Account)
	}
}

// names of so many traces, in the order in which they are handed out.
func names(n int) (list []string) {
	for i := range n {
		list = append(list, fmt.Sprintf("t%d", i))
	}
	return list
}

// newPerson adds a reviewer.
func newPerson(d *queueDesk) int {
	d.t.Helper()
	email := fmt.Sprintf("reviewer%d@example.org", len(d.people))
	id, err := d.db.CreateAccount(d.t.Context(), store.Account{Email: email})
	require.NoError(d.t, err)
	d.people = append(d.people, store.Account{ID: id, Email: email})
	return len(d.people) - 1
}

func TestRepeatsOfAnotherCannotBeAnswered(t *testing.T) {
	t.Parallel()
	d, q := repeats(t, 30, 2)
	turn := d.turnOf(q, 0, 30)
	r := d.repeatAt(q, 0, turn)
	for _, wrong := range []postgres.Repeat{
		{Trace: store.TraceKey("t29"), Turn: turn}, // just answered
		{Trace: store.TraceKey("t31"), Turn: turn}, // not answered
		{Trace: r.Trace, Turn: 3}, {Trace: r.Trace, Turn: -1},
	} {
		_, err := d.again(q, 0, wrong, configured(1, "bad"))
		require.ErrorIs(t, err, store.ErrConflict, "%+v", wrong)
	}
	stranger := newPerson(d)
	_, err := d.again(q, stranger, r, configured(1, "bad"))
	require.ErrorIs(t, err, store.ErrConflict)
	said, err := d.db.Repeats(t.Context(), d.project, q.ID, 0, "")
	require.NoError(t, err)
	require.Empty(t, said)
}

func TestRepeatsChangeNothingElse(t *testing.T) {
	t.Parallel()
	const decided = 30
	d, q := repeats(t, decided, 2)
	before := d.world(q, decided)
	turn := d.turnOf(q, 0, decided)
	r := d.repeatAt(q, 0, turn)
	require.NoError(t, d.db.ShowRepeat(t.Context(), d.by(q, 0), r))
	require.Equal(t, before, d.world(q, decided), "shown")
	id, err := d.again(q, 0, r, configured(1, "bad"))
	require.NoError(t, err)
	require.Equal(t, before, d.world(q, decided), "answered")

	said, err := d.db.Repeats(t.Context(), d.project, q.ID, 0, "")
	require.NoError(t, err)
	require.Len(t, said, 1)
	require.Equal(t, "tone good bad", strings.Join([]string{said[0].Question, said[0].First.Category, said[0].Second.Category}, " "))
	require.True(t, said[0].Compared())

	answered := d.repeatAt(q, 0, turn)
	require.False(t, answered.Open())
	require.NoError(t, d.db.AnswerRepeat(t.Context(), postgres.RepeatAnswer{By: d.by(q, 0), Trace: r.Trace, Turn: turn, Submission: id}), "sent twice it is said once")
	_, err = d.again(q, 0, r, configured(1, "good"))
	require.ErrorIs(t, err, store.ErrConflict, "another answer is none")
	_, _, err = d.db.UndoRepeat(t.Context(), d.project, d.people[1].ID, id)
	require.ErrorIs(t, err, store.ErrNotFound, "nobody takes back what another said")
	back, slug, err := d.db.UndoRepeat(t.Context(), d.project, d.people[0].ID, id)
	require.NoError(t, err)
	require.Equal(t, r.Trace, back.Trace)
	require.Equal(t, q.Slug, slug)
	_, _, err = d.db.UndoRepeat(t.Context(), d.project, d.people[0].ID, id)
	require.ErrorIs(t, err, store.ErrNotFound)
	require.True(t, d.repeatAt(q, 0, turn).Open(), "it waits again")
	require.Equal(t, before, d.world(q, decided), "taken back")
}

func TestRepeatsCompareWithWhatWasSaidOnCompletion(t *testing.T) {
	t.Parallel()
	d, q := repeats(t, 30, 1)
	turn := d.turnOf(q, 0, 30)
	r := d.repeatAt(q, 0, turn)
	d.tell(q, 0, d.name(r.Trace), configured(1, "mixed")) // after having seen what others said
	a := postgres.RepeatAnswer{By: d.by(q, 0), Trace: r.Trace, Turn: turn, Submission: store.NewEventID(), Beside: postgres.RepeatBeside{Comment: "Hm.", Tags: []string{"odd"}},
		Answers: []store.Answer{configured(2, "good"), {Config: store.ScoreConfig{ID: 8, Version: 1, Name: "why"}, Text: "since"}}}
	require.NoError(t, d.db.AnswerRepeat(t.Context(), a))
	said, err := d.db.Repeats(t.Context(), d.project, q.ID, 0, "")
	require.NoError(t, err)
	require.Len(t, said, 2)
	require.Equal(t, "good", said[0].First.Category)
	require.Equal(t, [2]int{1, 2}, [2]int{said[0].FirstVersion, said[0].SecondVersion})
	require.False(t, said[0].Compared(), "the question was another one")
	require.Equal(t, "since", said[1].SecondText)
	require.Zero(t, said[1].FirstVersion)
	require.Equal(t, postgres.RepeatBeside{Comment: "Hm.", Tags: []string{"odd"}}, said[0].Beside)
}

func TestRepeatsSkippedOrLeftDoNotComeForAnItemAgain(t *testing.T) {
	t.Parallel()
	d, q := repeats(t, 60, 1)
	turn := d.turnOf(q, 0, 60)
	r := d.repeatAt(q, 0, turn)
	require.NoError(t, d.db.ShowRepeat(t.Context(), d.by(q, 0), r)) // and left
	for later := turn + 1; later <= 60; later++ {
		if repeat.Due(q.ID, d.people[0].ID, later, q.Repeats) {
			require.NotEqual(t, r.Trace, d.repeatAt(q, 0, later).Trace)
		}
	}
	a := postgres.RepeatAnswer{By: d.by(q, 0), Trace: r.Trace, Turn: turn, Submission: store.NewEventID(), Answers: []store.Answer{configured(1, "bad")}, Skip: true}
	require.NoError(t, d.db.AnswerRepeat(t.Context(), a))
	said, err := d.db.Repeats(t.Context(), d.project, q.ID, 0, "")
	require.NoError(t, err)
	require.Len(t, said, 1)
	require.True(t, said[0].Skipped)
	require.Empty(t, said[0].Question)
}

func TestRepeatsOfAnswersTakenBackAreNone(t *testing.T) {
	t.Parallel()
	d, q := repeats(t, 30, 1)
	turn := d.turnOf(q, 0, 30)
	r := d.repeatAt(q, 0, turn)
	require.NoError(t, d.db.ShowRepeat(t.Context(), d.by(q, 0), r))
	history, err := d.db.History(t.Context(), d.project, r.Trace)
	require.NoError(t, err)
	_, err = d.db.Undo(t.Context(), d.project, d.people[0].ID, history[0].Submission, d.now)
	require.NoError(t, err)
	_, err = d.db.RepeatAt(t.Context(), d.by(q, 0), q.Repeats, turn)
	require.ErrorIs(t, err, store.ErrNotFound)
}

// TestFiftyReviewersAnswerExactlyWithRepeats is the day of fifty people with repeats between, which must change no count of it.
func TestFiftyReviewersAnswerExactlyWithRepeats(t *testing.T) {
	t.Parallel()
	const items, people, answers = 1000, 50, 3
	c := &crowd{queueDesk: newQueueDesk(t, items, people), repeats: true}
	c.spans, c.rose = c.spansOf(items), sync.NewCond(&c.mu)
	c.q = c.queue(func(q *store.Queue) {
		q.Answers, q.Order, q.Seed, q.Repeats = answers, store.RandomOrder, 3, store.MaxRepeats
	})
	var group sync.WaitGroup
	errs := make([]error, people)
	for person := range people {
		group.Go(func() { errs[person] = c.work(t.Context(), person) })
	}
	group.Wait()
	require.NoError(t, errors.Join(errs...))
	totals := c.requireCounts(c.q)
	require.Equal(t, items, totals.Complete)
	require.Equal(t, items*answers, totals.Answered)
	said, err := c.db.Repeats(t.Context(), c.project, c.q.ID, 0, "")
	require.NoError(t, err)
	t.Logf("%d answers to repeats", len(said))
	require.Greater(t, len(said), 100)
	once := map[string]bool{}
	for _, s := range said {
		key := fmt.Sprint(s.Account, s.Trace)
		require.False(t, once[key])
		once[key] = true
		slot, err := c.db.SlotOf(t.Context(), postgres.Claimant{Project: c.project, Queue: c.q.ID, Account: s.Account}, s.Trace)
		require.NoError(t, err)
		require.NotEqual(t, store.SlotOpen, slot.State)
	}
}

// askAgain answers the repeat that comes for a person now, if one does.
func (c *crowd) askAgain(by postgres.Claimant, chance *rand.Rand) error {
	ctx := c.t.Context()
	decided, err := c.db.DecidedBefore(ctx, by, "", nil)
	if err != nil {
		return err
	}
	r, err := c.db.RepeatAt(ctx, by, c.q.Repeats, decided)
	if errors.Is(err, store.ErrNotFound) || err == nil && !r.Open() {
		return nil
	}
	if err != nil {
		return fmt.Errorf("repeat at: %w", err)
	}
	if err := c.db.ShowRepeat(ctx, by, r); err != nil || chance.IntN(10) == 0 { // left
		return err
	}
	a := postgres.RepeatAnswer{By: by, Trace: r.Trace, Turn: r.Turn, Submission: store.NewEventID(), Answers: []store.Answer{configured(1, "good")}}
	if err := c.db.AnswerRepeat(ctx, a); err != nil {
		return err
	}
	if chance.IntN(10) == 0 {
		_, _, err = c.db.UndoRepeat(ctx, c.project, by.Account, a.Submission)
	}
	return err
}
