package postgres_test

import (
	"fmt"
	"testing"

	"assay/store"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// asking is a desk with the question tone, and answers to it under the version that is given.
func asking(t *testing.T, traces, people int) (*queueDesk, store.ScoreConfig) {
	t.Helper()
	d := newQueueDesk(t, traces, people)
	tone, err := d.db.SaveScoreConfig(t.Context(), d.project, store.ScoreConfig{Name: "tone", Kind: store.Categorical, Options: []store.Option{{Label: "good"}, {Label: "bad"}}}, 0)
	require.NoError(t, err)
	return d, tone
}

// reword changes the rubric of a question, or a key, which is no other question.
func (d *queueDesk) reword(c store.ScoreConfig, rubric, key string) store.ScoreConfig {
	d.t.Helper()
	c.Rubric, c.Options = rubric, []store.Option{{Label: "good", Key: key}, {Label: "bad"}}
	c, err := d.db.SaveScoreConfig(d.t.Context(), d.project, c, 0)
	require.NoError(d.t, err)
	return c
}

func choosing(c store.ScoreConfig, category string) store.Answer {
	return store.Answer{Config: c, Score: store.Score{Category: category}}
}

// older lists the answers under older rubrics, a line each.
func (d *queueDesk) older(q store.Queue) []string {
	d.t.Helper()
	list, err := d.db.OlderAnswers(d.t.Context(), d.project, q)
	require.NoError(d.t, err)
	lines := []string{}
	for _, a := range list {
		for n, p := range d.people {
			if p.ID == a.Account {
				lines = append(lines, fmt.Sprintf("%s by %d", d.name(a.Trace), n))
			}
		}
	}
	return lines
}

func (d *queueDesk) askAgain(q store.Queue) (store.EventID, int) {
	d.t.Helper()
	a := postgres.AskAgain{ID: store.NewEventID(), Queue: q, By: d.people[0].ID, Notify: []store.OutboxChannel{store.MailChannel}, Now: d.now}
	n, err := d.db.AskAgain(d.t.Context(), d.project, a)
	require.NoError(d.t, err)
	return a.ID, n
}

func TestAnswersUnderAnOlderRubricAreFoundAndAskedForAgain(t *testing.T) {
	t.Parallel()
	d, tone := asking(t, 4, 2)
	q := d.queue(func(q *store.Queue) { q.Answers = 2 })
	d.tell(q, 0, "t0", choosing(tone, "good"))
	d.tell(q, 1, "t0", choosing(tone, "bad"))
	d.tell(q, 0, "t1", choosing(tone, "good"))
	d.must(q, 0, "t2") // completed without an answer
	require.Empty(t, d.older(q))
	tone = d.reword(tone, "", "g")
	require.Empty(t, d.older(q), "a key is no other question")
	tone = d.reword(tone, "Be strict.", "g")
	d.tell(q, 1, "t1", choosing(tone, "good"))
	require.Equal(t, []string{"t0 by 0", "t0 by 1", "t1 by 0"}, d.older(q))
	said := d.world(q, 4)

	before := d.requireCounts(q)
	act, n := d.askAgain(q)
	require.Equal(t, 3, n)
	require.Equal(t, before.Answered-3, d.requireCounts(q).Answered)
	require.Empty(t, d.older(q))
	require.Equal(t, map[string]string{"t0": "pending 0/2 0:open 1:open", "t1": "pending 1/2 1:done 0:open", "t2": "pending 1/2 0:done", "t3": "backlog 0/2"}, d.board(q))
	back, err := d.db.UndoAskAgain(t.Context(), d.project, q.ID, act, d.now)
	require.NoError(t, err)
	require.Equal(t, 3, back)
	require.Equal(t, said, d.world(q, 4), "taken back, everything is as it was")
	_, err = d.db.UndoAskAgain(t.Context(), d.project, q.ID, act, d.now)
	require.ErrorIs(t, err, store.ErrNotFound)

	act, _ = d.askAgain(q)
	require.Equal(t, "t0", d.claim(q, 0), "to whom it was, before what is new")
	d.tell(q, 0, "t0", choosing(tone, "good")) // the same, under the new rubric
	back, err = d.db.UndoAskAgain(t.Context(), d.project, q.ID, act, d.now)
	require.NoError(t, err)
	require.Equal(t, 2, back, "what was answered again stays")
	require.Equal(t, []string{"t0 by 1", "t1 by 0"}, d.older(q))
	d.requireCounts(q)
	var told []string
	for {
		any, err := d.db.Deliver(t.Context(), d.now, func(m store.Message) error {
			told = append(told, fmt.Sprint(m.To.Called(), " ", m.Items))
			return nil
		})
		require.NoError(t, err)
		if !any {
			break
		}
	}
	require.Equal(t, []string{"reviewer1 1", "reviewer1 1"}, told, "each time, but not to who asks")
}

func TestAnswersOfThoseWhoLeftAreAskedOfEveryone(t *testing.T) {
	t.Parallel()
	d, tone := asking(t, 2, 3)
	q := d.queue(nil)
	d.tell(q, 0, "t0", choosing(tone, "good"))
	d.tell(q, 1, "t1", choosing(tone, "good"))
	d.reword(tone, "Be strict.", "")
	require.NoError(t, d.db.SetMember(t.Context(), d.project, d.people[0].ID, store.NoRole))
	act, n := d.askAgain(q)
	require.Equal(t, 2, n)
	require.Equal(t, map[string]string{"t0": "backlog 0/1", "t1": "pending 0/1 1:open"}, d.board(q))
	d.requireCounts(q)
	require.Equal(t, "t0", d.claim(q, 2))
	back, err := d.db.UndoAskAgain(t.Context(), d.project, q.ID, act, d.now)
	require.NoError(t, err)
	require.Equal(t, 1, back, "somebody has the other in work")
	d.requireCounts(q)
	require.NoError(t, d.db.Leave(t.Context(), d.by(q, 2)))
	d.requireCounts(q)
}

func TestItemsThatWereEndedAreNotAskedForAgain(t *testing.T) {
	t.Parallel()
	d, tone := asking(t, 1, 2)
	q := d.queue(func(q *store.Queue) { q.Answers = 2 })
	d.tell(q, 0, "t0", choosing(tone, "good"))
	_, err := d.db.CloseItems(t.Context(), d.project, q.ID, []store.TraceID{store.TraceKey("t0")}, d.people[1].ID, store.NewEventID(), d.now)
	require.NoError(t, err)
	d.reword(tone, "Be strict.", "")
	require.Empty(t, d.older(q))
	_, n := d.askAgain(q)
	require.Zero(t, n)
	d.requireCounts(q)
}
