package main

import (
	"bytes"
	"testing"
	"time"

	"assay/store"
	"assay/store/merge"
	"assay/store/pgtest"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

func TestUpkeepForgetsFeedbackThatWaitsForARowWhichNeverComes(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db, err := postgres.Open(ctx, pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	project, _, err := db.CreateProject(ctx, "p")
	require.NoError(t, err)
	clock := time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)
	var log bytes.Buffer
	keeper := &upkeep{db: db, now: func() time.Time { return clock }, log: &log}
	say := func(about string) {
		f := &store.Feedback{Source: store.User, Scores: map[string]store.Score{"ok": store.Num(1)}}
		_, err := db.WriteLogs(ctx, project.ID, []postgres.LogWrite{{Said: f, About: about, Event: store.NewEventID(), Named: true}}, clock)
		require.NoError(t, err)
	}
	waiting := func() store.Waiting {
		w, err := db.Waiting(ctx, project.ID)
		require.NoError(t, err)
		return w
	}
	say("never")
	clock = clock.Add(24 * time.Hour)
	say("late")
	say("never again")

	clock = clock.Add(29 * 24 * time.Hour)
	keeper.turn(ctx)
	require.Equal(t, store.Waiting{N: 3, About: []string{"never again", "late", "never"}}, waiting(), "thirty days to the second are not over")
	clock = clock.Add(time.Second)
	keeper.turn(ctx)
	require.Equal(t, 2, waiting().N)

	row := merge.Change{ID: "late", Fields: merge.Row{"input": []byte(`1`)}}
	_, err = db.WriteLogs(ctx, project.ID, []postgres.LogWrite{{Change: row}}, clock)
	require.NoError(t, err)
	trace, err := db.Trace(ctx, project.ID, store.TraceKey("late"))
	require.NoError(t, err)
	require.Equal(t, store.FoldedScores{"ok": store.Num(1)}, trace.Scores, "what still waited joins its row")

	clock = clock.Add(24 * time.Hour)
	keeper.turn(ctx)
	require.Zero(t, waiting().N)
	require.Empty(t, log.String())

	require.NoError(t, db.Close())
	keeper.turn(ctx)
	require.Contains(t, log.String(), "forget waiting feedback", "it says what it could not do and goes on")
}
