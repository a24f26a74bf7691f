package postgres_test

import (
	"fmt"
	"slices"
	"testing"

	"assay/store"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// telling makes a submission answer questions.
func telling(answers ...store.Answer) func(*postgres.QueueAnswer) {
	return func(a *postgres.QueueAnswer) { a.Answers = answers }
}

func toned(category string) store.Answer {
	return store.Answer{Config: store.ScoreConfig{Name: "tone"}, Score: store.Score{Category: category}}
}

func rated(value float64) store.Answer {
	return store.Answer{Config: store.ScoreConfig{Name: "quality"}, Score: store.Num(value)}
}

// mark makes gold of traces for a person, and returns the names of those it made it of.
func (d *queueDesk) mark(q store.Queue, person int, traces ...string) []string {
	d.t.Helper()
	ids := make([]store.TraceID, len(traces))
	for i, name := range traces {
		ids[i] = store.TraceKey(name)
	}
	marked, err := d.db.MarkGold(d.t.Context(), d.project, q, ids, d.people[person].ID, d.now)
	require.NoError(d.t, err)
	var names []string
	for _, id := range marked {
		names = append(names, d.name(id))
	}
	slices.Sort(names)
	return names
}

// known is what a queue has as gold, a line an answer, in the order of names.
func (d *queueDesk) known(q store.Queue) []string {
	d.t.Helper()
	list, err := d.db.Gold(d.t.Context(), d.project, q.ID)
	require.NoError(d.t, err)
	var lines []string
	for _, k := range list {
		line := fmt.Sprintf("%s %s %s", d.name(k.Trace), k.Question, k.Score)
		if k.Settled {
			line += " settled"
		}
		lines = append(lines, line)
	}
	slices.Sort(lines)
	return lines
}

// checked is what is known beside what reviewers said.
func (d *queueDesk) checked(q store.Queue) []string {
	d.t.Helper()
	list, err := d.db.CheckGold(d.t.Context(), d.project, q.ID)
	require.NoError(d.t, err)
	var lines []string
	for _, a := range list {
		for n, p := range d.people {
			if p.ID == a.Account {
				lines = append(lines, fmt.Sprintf("%d %s %s %s/%s", n, d.name(a.Trace), a.Question, a.Said, a.Known))
			}
		}
	}
	slices.Sort(lines)
	return lines
}

// tell answers an item of a queue.
func (d *queueDesk) tell(q store.Queue, person int, trace string, answers ...store.Answer) store.EventID {
	d.t.Helper()
	id, err := d.answer(q, person, trace, telling(answers...))
	require.NoError(d.t, err)
	return id
}

func (d *queueDesk) settle(person int, trace, category string) {
	d.t.Helper()
	_, err := d.db.Settle(d.t.Context(), d.project, postgres.Settlement{ID: store.NewEventID(), Trace: store.TraceKey(trace), Question: "tone", Account: d.people[person],
		Score: store.Score{Category: category}, Now: d.now})
	require.NoError(d.t, err)
}

func TestGoldIsWhatWasSettledElseOnesOwnAnswer(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 4, 3)
	q := d.queue(func(q *store.Queue) { q.Answers = 3 })
	d.tell(q, 0, "t0", toned("good"), rated(0.5))
	d.tell(q, 1, "t0", toned("bad"))
	d.settle(2, "t0", "bad")
	d.tell(q, 0, "t1", toned("good"), rated(0.25))
	d.tell(q, 0, "t1", toned("mixed")) // thinks better of it
	d.tell(q, 1, "t2", toned("good"))  // not the one who marks
	require.Equal(t, []string{"t0", "t1"}, d.mark(q, 0, "t0", "t1", "t2", "t3"))
	require.Equal(t, []string{"t0 tone bad settled", "t1 quality 0.25", "t1 tone mixed"}, d.known(q))
	require.Empty(t, d.mark(q, 0, "t2"))

	is, err := d.db.GoldItems(t.Context(), d.project, q.ID, []store.TraceID{store.TraceKey("t0"), store.TraceKey("t2")})
	require.NoError(t, err)
	require.Equal(t, map[store.TraceID]bool{store.TraceKey("t0"): true}, is)

	d.tell(q, 0, "t1", toned("bad"))
	require.Equal(t, []string{"t1"}, d.mark(q, 0, "t1"), "marked again it takes what is known now")
	require.Equal(t, []string{"t0 tone bad settled", "t1 quality 0.25", "t1 tone bad"}, d.known(q))
	n, err := d.db.UnmarkGold(t.Context(), d.project, q.ID, []store.TraceID{store.TraceKey("t0"), store.TraceKey("t1"), store.TraceKey("t3")})
	require.NoError(t, err)
	require.Equal(t, 2, n)
	require.Empty(t, d.known(q))
	d.requireCounts(q)
}

func TestGoldIsOnlyOfWhatTheQueueAsksAndHas(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 2, 1)
	tone, err := d.db.SaveScoreConfig(t.Context(), d.project, store.ScoreConfig{Name: "tone", Kind: store.Categorical, Options: []store.Option{{Label: "good"}, {Label: "bad"}}}, 0)
	require.NoError(t, err)
	q := d.queue(func(q *store.Queue) { q.Configs = []int{tone.ID} })
	d.tell(q, 0, "t0", toned("good"), rated(1))
	d.tell(q, 0, "t1", rated(1))
	require.Equal(t, []string{"t0"}, d.mark(q, 0, "t0", "t1"))
	require.Equal(t, []string{"t0 tone good"}, d.known(q))
	empty := d.queue(func(q *store.Queue) { q.Name, q.Filter = "Empty", nil })
	require.Empty(t, d.mark(empty, 0, "t0"))
}

func TestReviewersAreCheckedByWhatTheySaidInTheQueue(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 3, 3)
	q := d.queue(func(q *store.Queue) { q.Answers = 3 })
	d.tell(q, 0, "t0", toned("good"), rated(1))
	require.Equal(t, []string{"t0"}, d.mark(q, 0, "t0"))
	require.Empty(t, d.checked(q), "nobody is checked by an answer of their own")

	d.tell(q, 1, "t0", toned("bad"))
	d.tell(q, 1, "t0", toned("good")) // after having seen what the others said
	undone := d.tell(q, 2, "t0", toned("good"), rated(0.9))
	require.Equal(t, []string{"1 t0 tone bad/good", "2 t0 quality 0.9/1", "2 t0 tone good/good"}, d.checked(q))
	_, err := d.db.Undo(t.Context(), d.project, d.people[2].ID, undone, d.now)
	require.NoError(t, err)
	require.Equal(t, []string{"1 t0 tone bad/good"}, d.checked(q), "an answer that was taken back is none")
	_, err = d.answer(q, 2, "t0", func(a *postgres.QueueAnswer) {
		a.Complete, a.Skip, a.Answers = false, true, []store.Answer{toned("bad")}
	})
	require.NoError(t, err)
	require.Len(t, d.checked(q), 1, "nor is a skip")

	other := d.queue(func(q *store.Queue) { q.Name = "Other" })
	d.tell(other, 2, "t0", toned("bad"))
	require.Len(t, d.checked(q), 1, "nor what was said in another queue")
	d.requireCounts(q)
}
