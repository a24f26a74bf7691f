package postgres_test

import (
	"context"
	"testing"
	"time"

	"assay/store"
	"assay/store/draft"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

func TestReviewOfDatasetRows(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	g := newGoldmine(t)
	g.add(postgres.OutputExpected, g.trace(1, nil), g.trace(2, nil))
	rows, before := g.rows(0), g.contents(0)
	ada, bob := g.editor("ada@example.org"), g.editor("bob@example.org")
	good, bad := 1.0, 0.0
	quality := store.ScoreConfig{ID: 1, Version: 3, Name: "quality", Kind: store.Slider}
	tone := store.ScoreConfig{ID: 2, Version: 1, Name: "tone", Kind: store.Categorical, Options: []store.Option{{Label: "good", Value: &good}, {Label: "bad", Value: &bad}}}
	why := store.ScoreConfig{ID: 3, Version: 1, Name: "why", Kind: store.FreeText}
	submission := func(of postgres.DraftOf, email string, row store.DatasetRow, answers ...store.Answer) postgres.RowSubmission {
		return postgres.RowSubmission{ID: store.NewEventID(), Dataset: g.dataset, Row: row.ID, Seen: row.Since, Account: store.Account{ID: of.Account, Email: email},
			Answers: answers, Complete: true, Now: g.now}
	}
	submit := func(s postgres.RowSubmission) postgres.RowSubmission {
		t.Helper()
		require.NoError(t, g.db.SubmitRow(ctx, g.project, s))
		return s
	}
	folded := func() store.FoldedScores {
		t.Helper()
		votes, err := g.db.RowVotes(ctx, g.project, g.dataset, []string{rows[0].ID, rows[1].ID}, 0)
		require.NoError(t, err)
		return postgres.FoldRowVotes(votes)[rows[0].ID]
	}
	comments := func() []store.DatasetComment {
		t.Helper()
		list, err := g.db.RowComments(ctx, g.project, g.dataset, rows[0].ID, 0)
		require.NoError(t, err)
		return list
	}

	first := submission(ada, "ada@example.org", rows[0], store.Answer{Config: quality, Score: store.Num(0.5)}, store.Answer{Config: tone, Score: store.Score{Number: &good, Category: "good"}}, store.Answer{Config: why, Text: "short"})
	first.Comment, first.EditSeen = "Good one.", rows[0].Since
	first.Edit = func(r draft.Row) draft.Row { r.Expected, r.Tags = text("better"), []string{"checked"}; return r }
	submit(first)
	submit(first)
	submit(submission(bob, "bob@example.org", rows[0], store.Answer{Config: quality, Score: store.Num(1)}))
	require.Equal(t, store.Num(0.75), folded()["quality"], "each person once, also when it is sent twice")
	require.Equal(t, store.Num(1), folded()["tone"])
	require.Len(t, comments(), 1)
	require.Equal(t, before, g.contents(0), "reviewing makes no version")
	require.Equal(t, `"better"`, string(g.drafted(ada)[rows[0].ID].Expected))
	require.Empty(t, g.drafted(bob))
	votes, err := g.db.RowVotes(ctx, g.project, g.dataset, []string{rows[0].ID}, 0)
	require.NoError(t, err)
	require.Equal(t, "why", votes[3].Name)
	require.Equal(t, "short", votes[3].Text)
	require.Equal(t, 3, votes[0].ConfigVersion)

	answers, err := g.db.RowAnswers(ctx, g.project, g.dataset, rows[0].ID, ada.Account)
	require.NoError(t, err)
	require.Equal(t, store.Num(0.5), answers[1].Score)
	require.Equal(t, "short", answers[3].Text)
	done, err := g.db.RowCompleted(ctx, g.project, g.dataset, rows[0].ID, ada.Account)
	require.NoError(t, err)
	require.Equal(t, rows[0].Since, done)

	second := submission(ada, "ada@example.org", rows[0], store.Answer{Config: quality})
	second.Now = g.now.Add(time.Minute)
	submit(second)
	require.Equal(t, store.Num(1), folded()["quality"], "withdrawn")
	last, err := g.db.LastRowSubmission(ctx, g.project, g.dataset, ada.Account, g.now)
	require.NoError(t, err)
	require.Equal(t, second.ID, last[0].Submission)
	_, row, err := g.db.UndoRow(ctx, g.project, g.dataset, ada.Account, second.ID, g.now)
	require.NoError(t, err)
	require.Equal(t, rows[0].ID, row)
	require.Equal(t, store.Num(0.75), folded()["quality"])
	events, _, err := g.db.UndoRow(ctx, g.project, g.dataset, ada.Account, first.ID, g.now)
	require.NoError(t, err)
	require.Len(t, events, 5)
	require.Equal(t, store.FoldedScores{"quality": store.Num(1)}, folded())
	require.Empty(t, comments())
	require.Empty(t, g.drafted(ada))
	_, _, err = g.db.UndoRow(ctx, g.project, g.dataset, ada.Account, first.ID, g.now)
	require.ErrorIs(t, err, store.ErrNotFound, "a second press does nothing")
	submit(first)
	require.Empty(t, g.drafted(ada), "sent again after it was taken back")

	never := submission(ada, "ada@example.org", rows[1])
	never.Seen++
	require.ErrorIs(t, g.db.SubmitRow(ctx, g.project, never), store.ErrNotFound)

	ids, more, err := g.db.RowIDs(ctx, g.project, g.dataset, rows[0].Since, 1)
	require.NoError(t, err)
	require.True(t, more)
	require.Equal(t, []string{rows[0].ID}, ids)
	g.draft(bob, rows[0].ID, expecting("bob"))
	_, err = g.commit(bob)
	require.NoError(t, err)
	changed, err := g.db.RowsChangedSince(ctx, g.project, g.dataset, rows[0].Since, []string{rows[0].ID, rows[1].ID})
	require.NoError(t, err)
	require.Equal(t, map[string]bool{rows[0].ID: true}, changed)
}
