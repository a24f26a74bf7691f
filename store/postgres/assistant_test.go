package postgres

import (
	"testing"
	"time"

	"assay/store"
	"assay/store/assistant"
	"assay/store/pgtest"

	"github.com/stretchr/testify/require"
)

func TestThreadsKeepWhatWasAskedPlannedAndDone(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), pgtest.DSN(t))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	ctx, now := t.Context(), time.Date(2026, 5, 20, 12, 0, 0, 0, time.UTC)
	p, _, err := db.CreateProject(ctx, "p")
	require.NoError(t, err)
	ada, err := db.CreateAccount(ctx, store.Account{Email: "ada@example.org"})
	require.NoError(t, err)
	bo, err := db.CreateAccount(ctx, store.Account{Email: "bo@example.org"})
	require.NoError(t, err)

	id, err := db.StartThread(ctx, p.ID, ada, "Thumbs down", now)
	require.NoError(t, err)
	turn := assistant.Turn{Sentence: "thumbs \x00down", Context: assistant.Context{Filter: "error IS NULL", Traces: []store.TraceID{"x"}}, Choices: assistant.Choices{"a": "b"},
		Plan: assistant.Plan{Verb: assistant.Dataset, Filter: "scores.thumbs < 1", Sample: assistant.Sample{Kind: assistant.Newest, Rows: 3}}, Made: assistant.Made{Model: "m", Tokens: 70}, At: 9, Asked: now}
	n, err := db.SaveTurn(ctx, p.ID, id, turn, now)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	turn.N, turn.Plan.Target = n, "bad"
	n, err = db.SaveTurn(ctx, p.ID, id, turn, now.Add(time.Minute))
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.NoError(t, db.FinishTurn(ctx, p.ID, id, 1, assistant.Done{Dataset: "bad", Rows: 3}))

	thread, turns, err := db.Thread(ctx, p.ID, ada, id)
	require.NoError(t, err)
	require.Equal(t, "ada@example.org", thread.By)
	require.Len(t, turns, 1)
	require.Equal(t, "thumbs down", turns[0].Sentence[:7]+turns[0].Sentence[len(turns[0].Sentence)-4:])
	require.Equal(t, turn.Plan, turns[0].Plan)
	require.Equal(t, turn.Context, turns[0].Context)
	require.Equal(t, 3, turns[0].Done.Rows)
	spent, err := db.AssistantSpent(ctx, p.ID, now.Add(-time.Hour))
	require.NoError(t, err)
	require.Equal(t, 70, spent)

	_, _, err = db.Thread(ctx, p.ID, bo, id)
	require.ErrorIs(t, err, store.ErrNotFound)
	require.NoError(t, db.ShareThread(ctx, p.ID, id, true))
	list, err := db.Threads(ctx, p.ID, bo, 10)
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, 1, list[0].Turns)

	may, err := db.AssistantModel(ctx, p.ID)
	require.NoError(t, err)
	require.True(t, may)
	require.NoError(t, db.LetAssistantAsk(ctx, p.ID, false))
	may, err = db.AssistantModel(ctx, p.ID)
	require.NoError(t, err)
	require.False(t, may)
}
