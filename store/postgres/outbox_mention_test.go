package postgres_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"assay/store"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// mention writes a comment on a trace that mentions people.
func (d *queueDesk) mention(by int, trace string, people ...int) store.EventID {
	d.t.Helper()
	s := postgres.Submission{ID: store.NewEventID(), Trace: store.TraceKey(trace), Span: store.SpanKey(trace), Account: d.people[by], Comment: "Look, the secret word is swordfish.", Now: d.now}
	for _, p := range people {
		s.About.Mentions = append(s.About.Mentions, store.Mention{Account: d.people[p].ID, As: d.people[p].Email})
	}
	require.NoError(d.t, d.db.Submit(d.t.Context(), d.project, s))
	return s.ID
}

// delivered sends everything that is due, and returns it a line a message.
func (d *queueDesk) delivered() (lines []string) {
	d.t.Helper()
	for {
		any, err := d.db.Deliver(d.t.Context(), d.now, func(m store.Message) error {
			require.NotContains(d.t, fmt.Sprintf("%+v", m), "swordfish")
			lines = append(lines, fmt.Sprintf("%s %s to %s by %s in %s on %s", m.Channel, m.Kind, m.To.Called(), store.Account{Email: m.By}.Called(), m.Queue.Slug, d.name(m.Trace)))
			return nil
		})
		require.NoError(d.t, err)
		if !any {
			slices.Sort(lines)
			return lines
		}
	}
}

// told is a queue that tells by both channels.
func (d *queueDesk) told(name string, change func(*store.Queue)) store.Queue {
	return d.queue(func(q *store.Queue) {
		q.Name, q.Mail, q.Webhook = name, true, "https://hooks.example.org/"+name
		if change != nil {
			change(q)
		}
	})
}

func TestMentionsAreToldByTheChannelsOfTheQueue(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 2, 3)
	d.mention(0, "t0", 1)
	d.told("one", nil)
	d.queue(func(q *store.Queue) { q.Name = "Silent" })
	d.told("closed", func(q *store.Queue) { q.Closed = true })
	d.mention(0, "t1", 1, 2, 0)
	require.Empty(t, d.delivered(), "a minute later, so that what is seen or taken back at once is not told")
	d.now = d.now.Add(time.Minute)
	require.Equal(t, []string{
		"mail mentioned to reviewer1 by reviewer0 in one on t1", "mail mentioned to reviewer2 by reviewer0 in one on t1",
		"webhook mentioned to reviewer1 by reviewer0 in one on t1", "webhook mentioned to reviewer2 by reviewer0 in one on t1",
	}, d.delivered(), "not to oneself, and nothing of before the queue")

	d.told("two", func(q *store.Queue) { q.Webhook = "https://hooks.example.org/two" })
	d.mention(0, "t1", 1)
	d.now = d.now.Add(time.Minute)
	require.Equal(t, []string{"mail mentioned to reviewer1 by reviewer0 in two on t1", "webhook mentioned to reviewer1 by reviewer0 in one on t1",
		"webhook mentioned to reviewer1 by reviewer0 in two on t1"}, d.delivered(), "one mail, and every webhook once")
}

func TestMentionsTakenBackOrSeenAreNotMailed(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 2, 2)
	d.told("one", nil)
	gone := d.mention(0, "t0", 1)
	_, err := d.db.Undo(t.Context(), d.project, d.people[0].ID, gone, d.now)
	require.NoError(t, err)
	d.mention(0, "t1", 1)
	require.NoError(t, d.db.ReadMentions(t.Context(), d.project, d.people[1].ID, store.TraceKey("t1"), nil, d.now))
	d.now = d.now.Add(time.Minute)
	require.Equal(t, []string{"webhook mentioned to reviewer1 by reviewer0 in one on t1"}, d.delivered())
	d.mention(0, "t1", 1)
	require.NoError(t, d.db.SetMember(t.Context(), d.project, d.people[1].ID, store.NoRole))
	d.now = d.now.Add(time.Minute)
	require.Empty(t, d.delivered(), "nor to somebody who left")
}

func TestMentionsWaitForTheAnswerInABlindQueue(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 2, 2)
	q := d.told("one", func(q *store.Queue) { q.Blind, q.Answers = true, 2 })
	d.must(q, 0, "t0")
	d.mention(0, "t0", 1)
	d.now = d.now.Add(time.Minute)
	require.Empty(t, d.delivered())
	d.must(q, 1, "t0")
	require.Empty(t, d.delivered(), "it is looked at once an hour")
	d.now = d.now.Add(time.Hour)
	require.Len(t, d.delivered(), 2)
}

func TestMentionsAreNotToldToThoseConfinedToQueues(t *testing.T) {
	t.Parallel()
	d := newQueueDesk(t, 2, 2)
	d.told("one", func(q *store.Queue) { q.Reviewers, q.Confined = []int{d.people[1].ID}, true })
	d.mention(0, "t0", 1)
	d.now = d.now.Add(time.Minute)
	require.Empty(t, d.delivered(), "they have no page of mentions")
}
