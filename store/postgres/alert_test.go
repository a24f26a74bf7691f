package postgres_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// fail logs traces that began at a time, the first of them with an error.
func (d *desk) fail(at time.Time, errors, all int) {
	d.t.Helper()
	for i := range all {
		d.log(span(fmt.Sprint("f ", at.UnixMilli(), " ", i), func(s *store.Span) {
			if s.Created = at; i < errors {
				s.Error = "timeout"
			}
		}))
	}
}

func (d *desk) fired() []store.Firing {
	d.t.Helper()
	list, err := d.db.Firings(d.t.Context(), d.project, 0, 10)
	require.NoError(d.t, err)
	return list
}

func TestAlertGoesOffOnceUntilItsCooldownIsOver(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	check := func() { d.t.Helper(); require.NoError(t, d.db.CheckAlerts(ctx, d.now)) }
	id, err := d.db.SaveAlert(ctx, d.project, store.Alert{Name: "Failures", Filter: "error IS NOT NULL", Rate: true, Of: "name = 'chat'", Window: time.Hour, Threshold: 0.4, Least: 4, Cooldown: 30 * time.Minute,
		Webhook: "https://hooks.example.org/x", Secret: "whsec_eA==", Slack: "https://slack.example.org/y", Mail: "ada@example.org, bo@example.org", Owner: d.ada().ID, Created: d.now})
	require.NoError(t, err)
	d.fail(d.now.Add(-2*time.Hour), 9, 9)
	d.fail(d.now.Add(-time.Minute), 2, 3)
	check()
	require.Empty(t, d.fired(), "three traces say nothing, and those of two hours ago are over")
	d.fail(d.now.Add(-2*time.Minute), 1, 2)
	check()
	require.Empty(t, d.fired(), "it was checked within the minute")
	d.now = d.now.Add(time.Minute)
	check()
	first := d.fired()
	require.Len(t, first, 1)
	require.Equal(t, []int{3, 5}, []int{first[0].Hits, first[0].N})
	require.Len(t, d.find(first[0].Filter, 0), 3, "its link has the traces that it counted")

	d.now = d.now.Add(20 * time.Minute)
	check()
	require.Len(t, d.fired(), 1, "silent")
	d.now = d.now.Add(10 * time.Minute)
	check()
	require.Len(t, d.fired(), 2, "and not any more")
	require.NoError(t, d.db.PauseAlert(ctx, d.project, id, true))
	d.now = d.now.Add(20 * time.Minute)
	check()
	require.Len(t, d.fired(), 2)
	_, err = d.db.TestAlert(ctx, d.project, id, d.now)
	require.NoError(t, err)
	require.True(t, d.fired()[0].Test)
}

func TestAlertMessagesAreTriedAgainAndLogged(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	id, err := d.db.SaveAlert(ctx, d.project, store.Alert{Name: "Few", Filter: "", Window: time.Hour, Below: true, Threshold: 1, Slack: "https://slack.example.org/y", Mail: "ada@example.org", Owner: d.ada().ID, Created: d.now})
	require.NoError(t, err)
	require.NoError(t, d.db.CheckAlerts(ctx, d.now))
	require.Len(t, d.fired(), 1)
	var sent []store.AlertChannel
	deliver := func() bool {
		t.Helper()
		any, err := d.db.DeliverAlert(ctx, d.now, func(m store.AlertMessage) error {
			require.Equal(t, "Few", m.Alert.Name)
			require.Equal(t, "desk", m.Project)
			if m.Channel == store.AlertSlack && m.Attempts == 0 {
				return errors.New("no route")
			}
			sent = append(sent, m.Channel)
			return nil
		})
		require.NoError(t, err)
		return any
	}
	require.True(t, deliver())
	require.True(t, deliver())
	require.False(t, deliver(), "the one that failed waits")
	require.Equal(t, []store.AlertChannel{store.AlertMail}, sent)
	log := func() store.AlertMessage {
		t.Helper()
		all, err := d.db.AlertMessages(ctx, d.project, d.fired())
		require.NoError(t, err)
		return all[d.fired()[0].ID][1]
	}
	require.Equal(t, "no route", log().Error)
	d.now = d.now.Add(10 * time.Second)
	require.True(t, deliver())
	require.NotNil(t, log().Delivered)
	require.Equal(t, 2, log().Attempts)

	require.NoError(t, d.db.DeleteAlert(ctx, d.project, id, d.now))
	_, err = d.db.Alert(ctx, d.project, id)
	require.ErrorIs(t, err, store.ErrNotFound)
	require.NoError(t, d.db.RestoreAlert(ctx, d.project, id))
	_, err = d.db.SaveAlert(ctx, d.project, store.Alert{Name: "Broken", Filter: "nam ==", Window: time.Hour, Owner: d.ada().ID, Created: d.now})
	require.NoError(t, err)
	d.now = d.now.Add(2 * time.Minute)
	require.NoError(t, d.db.CheckAlerts(ctx, d.now))
	alerts, err := d.db.Alerts(ctx, d.project)
	require.NoError(t, err)
	require.Contains(t, alerts[0].Trouble, "read filter", "what is wrong with one stands beside it")
}
