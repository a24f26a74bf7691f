package postgres_test

import (
	"context"
	"encoding/json"
	"testing"

	"assay/store"
	"assay/store/draft"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

// editor makes an account that has a draft of the dataset.
func (g *goldmine) editor(email string) postgres.DraftOf {
	g.t.Helper()
	id, err := g.db.CreateAccount(context.Background(), store.Account{Email: email})
	require.NoError(g.t, err)
	return postgres.DraftOf{Project: g.project, Dataset: g.dataset, Account: id}
}

// draft keeps one edit in a draft.
func (g *goldmine) draft(of postgres.DraftOf, id string, apply func(*draft.Row)) {
	g.t.Helper()
	_, err := g.db.EditDraft(context.Background(), of, []postgres.DraftEdit{{ID: id, Apply: func(r draft.Row) draft.Row { apply(&r); return r }}}, g.now)
	require.NoError(g.t, err)
}

func (g *goldmine) commit(of postgres.DraftOf) (store.DatasetVersion, error) {
	return g.db.CommitDraft(context.Background(), of, g.by("ada@example.org"))
}

func expecting(s string) func(*draft.Row) {
	return func(r *draft.Row) { r.Expected = text(s) }
}

func TestDraft(t *testing.T) {
	t.Parallel()
	ctx := context.Background()

	t.Run("is seen by nobody else and becomes one version", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.add(postgres.OutputExpected, g.trace(1, nil), g.trace(2, nil), g.trace(3, nil))
		before, rows := g.contents(0), g.rows(0)
		ada, bob := g.editor("ada@example.org"), g.editor("bob@example.org")
		g.draft(ada, rows[0].ID, func(r *draft.Row) { r.Expected, r.Tags, r.Split = text("better"), []string{"a", "b"}, "train" })
		g.draft(ada, rows[1].ID, func(r *draft.Row) { r.Removed = true })
		g.draft(ada, rows[2].ID, func(r *draft.Row) { r.Metadata = json.RawMessage(`{"k": [1]}`) })
		require.Equal(t, before, g.contents(0))
		n, moved, err := g.db.DraftSize(ctx, bob)
		require.NoError(t, err)
		require.Zero(t, n+moved)
		mine, err := g.db.DraftRows(ctx, ada, 0, 10)
		require.NoError(t, err)
		require.Len(t, mine, 3)
		require.Equal(t, rows[0].ID, mine[0].ID)
		require.Equal(t, []draft.Field{draft.Expected, draft.Tags, draft.Split}, draft.Changes(mine[0].Now, mine[0].Mine))

		done, err := g.commit(ada)
		require.NoError(t, err)
		require.Equal(t, [3]int{0, 2, 1}, [3]int{done.Inserted, done.Updated, done.Deleted})
		after := g.rows(0)
		require.Len(t, after, 2)
		require.Equal(t, `"better"`, string(after[0].Expected))
		require.Equal(t, store.FromEdit, after[0].ExpectedFrom)
		require.Equal(t, []string{"a", "b"}, after[0].Tags)
		require.Equal(t, "train", after[0].Split)
		require.JSONEq(t, `{"k":[1]}`, string(after[1].Metadata))
		require.Equal(t, rows[0].Provenance, after[0].Provenance)
		require.Equal(t, rows[0].OriginTrace, after[0].OriginTrace)
		again, err := g.commit(ada)
		require.NoError(t, err)
		require.Zero(t, again.Version, "it is empty now")

		g.undo(done.Version)
		require.Equal(t, before, g.contents(0))
	})

	t.Run("an edit that is taken back is no part of it", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.add(postgres.OutputExpected, g.trace(1, nil))
		row, ada := g.rows(0)[0], g.editor("ada@example.org")
		g.draft(ada, row.ID, expecting("x"))
		g.draft(ada, row.ID, func(r *draft.Row) { r.Expected = row.Expected })
		n, _, err := g.db.DraftSize(ctx, ada)
		require.NoError(t, err)
		require.Zero(t, n)
		_, err = g.db.EditDraft(ctx, ada, []postgres.DraftEdit{{ID: "never", Apply: draft.Bulk{Do: draft.Remove}.Apply}}, g.now)
		require.ErrorIs(t, err, store.ErrNotFound)
		_, err = g.db.EditDraft(ctx, ada, []postgres.DraftEdit{{ID: row.ID, Seen: row.Since + 1, Apply: draft.Bulk{Do: draft.Remove}.Apply}}, g.now)
		require.ErrorIs(t, err, store.ErrNotFound)
	})

	t.Run("goes on top of what others wrote, and stops where both wrote", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.add(postgres.OutputExpected, g.trace(1, nil), g.trace(2, nil), g.trace(3, nil))
		rows, ada, bob := g.rows(0), g.editor("ada@example.org"), g.editor("bob@example.org")
		g.draft(ada, rows[0].ID, func(r *draft.Row) { r.Split = "train" })
		g.draft(ada, rows[1].ID, expecting("ada"))
		g.draft(ada, rows[2].ID, expecting("ada"))
		g.draft(bob, rows[0].ID, expecting("bob"))
		g.draft(bob, rows[1].ID, expecting("bob"))
		g.draft(bob, rows[2].ID, func(r *draft.Row) { r.Removed = true })
		_, err := g.commit(bob)
		require.NoError(t, err)
		stood := g.contents(0)

		_, err = g.commit(ada)
		var conflict *postgres.DraftConflict
		require.ErrorAs(t, err, &conflict)
		require.ErrorIs(t, err, store.ErrConflict)
		require.Equal(t, []string{rows[1].ID, rows[2].ID}, conflict.Rows)
		require.Equal(t, stood, g.contents(0), "nothing was written")
		n, moved, err := g.db.DraftSize(ctx, ada)
		require.NoError(t, err)
		require.Equal(t, [2]int{3, 3}, [2]int{n, moved})

		mine, err := g.db.DraftRows(ctx, ada, 0, 10)
		require.NoError(t, err)
		take := func(side draft.Side) func(postgres.DraftRow) draft.Row {
			return func(r postgres.DraftRow) draft.Row { return draft.Settle(r.Base, r.Mine, r.Now, side) }
		}
		require.ErrorIs(t, g.db.SettleDraft(ctx, ada, rows[1].ID, mine[1].Seen, take(draft.Mine), g.now), store.ErrConflict, "it moved on again")
		require.NoError(t, g.db.SettleDraft(ctx, ada, rows[1].ID, mine[1].Stands, take(draft.Theirs), g.now))
		require.NoError(t, g.db.SettleDraft(ctx, ada, rows[2].ID, mine[2].Stands, take(draft.Mine), g.now))
		done, err := g.commit(ada)
		require.NoError(t, err)
		require.Equal(t, [3]int{1, 1, 0}, [3]int{done.Inserted, done.Updated, done.Deleted})
		after := g.rows(0)
		require.Equal(t, `"bob"`, string(after[0].Expected))
		require.Equal(t, "train", after[0].Split)
		require.Equal(t, `"bob"`, string(after[1].Expected))
		require.Equal(t, `"ada"`, string(after[2].Expected), "the row that went is back")
		require.Equal(t, rows[2].Provenance, after[2].Provenance)
	})

	t.Run("is discarded row by row or as a whole", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.add(postgres.OutputExpected, g.trace(1, nil), g.trace(2, nil))
		rows, ada, bob := g.rows(0), g.editor("ada@example.org"), g.editor("bob@example.org")
		for _, row := range rows {
			g.draft(ada, row.ID, expecting("x"))
			g.draft(bob, row.ID, expecting("y"))
		}
		n, err := g.db.DiscardDraft(ctx, ada, []string{rows[0].ID})
		require.NoError(t, err)
		require.Equal(t, 1, n)
		n, err = g.db.DiscardDraft(ctx, ada, nil)
		require.NoError(t, err)
		require.Equal(t, 1, n)
		n, _, err = g.db.DraftSize(ctx, bob)
		require.NoError(t, err)
		require.Equal(t, 2, n)
	})
}

func TestCommentRow(t *testing.T) {
	t.Parallel()
	ctx, g := context.Background(), newGoldmine(t)
	g.add(postgres.OutputExpected, g.trace(1, nil))
	row, version := g.rows(0)[0], g.newest()
	c := store.DatasetComment{Source: "app", Author: "ada@example.org", Text: "Is this so?", At: g.now}
	require.NoError(t, g.db.CommentRow(ctx, g.project, g.by("ada@example.org"), row.ID, c))
	require.NoError(t, g.db.CommentRow(ctx, g.project, g.by("ada@example.org"), row.ID, c))
	require.ErrorIs(t, g.db.CommentRow(ctx, g.project, g.by("ada@example.org"), "never", c), store.ErrNotFound)
	said, err := g.db.RowComments(ctx, g.project, g.dataset, row.ID, 0)
	require.NoError(t, err)
	require.Len(t, said, 1)
	require.Equal(t, "Is this so?", said[0].Text)
	require.Equal(t, version, g.newest(), "it makes no version")
	past, err := g.db.RowComments(ctx, g.project, g.dataset, row.ID, version)
	require.NoError(t, err)
	require.Empty(t, past)
}
