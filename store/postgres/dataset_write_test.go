package postgres_test

import (
	"context"
	"testing"

	"assay/store"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

func TestUndoVersion(t *testing.T) {
	t.Parallel()
	ctx := context.Background()

	t.Run("takes back an add, an edit and a delete exactly", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.add(postgres.BestExpected, g.trace(1, nil), g.trace(2, nil))
		start := g.rows(0)
		for name, write := range map[string]func() store.DatasetVersion{
			"add":    func() store.DatasetVersion { return g.add(postgres.BestExpected, g.trace(3, nil)).DatasetVersion },
			"edit":   func() store.DatasetVersion { return g.edit(g.rows(0)[0], `"edited"`) },
			"delete": func() store.DatasetVersion { return g.remove(start[0].ID, start[1].ID) },
		} {
			done := write()
			require.NotEqual(t, g.contents(done.Version-1), g.contents(0), name)
			undone := g.undo(done.Version)
			require.Equal(t, []int{done.Deleted, done.Updated, done.Inserted}, []int{undone.Inserted, undone.Updated, undone.Deleted}, name)
			now := g.rows(0)
			require.Len(t, now, 2, name)
			for i := range now {
				now[i].Since = start[i].Since
			}
			require.Equal(t, start, now, name)
			require.Zero(t, g.undo(done.Version).Version, "%s: a second undo does nothing", name)
			g.undo(undone.Version)
			require.Equal(t, g.contents(done.Version), g.contents(0), "%s: an undo can be undone", name)
			g.undo(g.newest())
		}
	})

	t.Run("leaves rows alone that changed again since", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		added := g.add(postgres.BestExpected, g.trace(1, nil), g.trace(2, nil))
		edited := g.edit(g.rows(0)[0], `"first"`)
		undone := g.undo(added.Version)
		require.Equal(t, 1, undone.Deleted)
		require.Equal(t, []string{`"question 1" → "first"`}, g.contents(0))
		g.edit(g.rows(0)[0], `"second"`)
		require.Zero(t, g.undo(edited.Version).Version)
		gone := g.edit(g.rows(0)[0], `"third"`)
		g.remove(g.rows(0)[0].ID)
		require.Zero(t, g.undo(gone.Version).Version, "a deleted row does not come back by undoing an older edit")
		require.Empty(t, g.contents(0))
	})

	t.Run("knows only versions of the dataset", func(t *testing.T) {
		t.Parallel()
		g := newGoldmine(t)
		g.add(postgres.BestExpected, g.trace(1, nil))
		for _, v := range []store.Version{0, 1, -1, 1<<63 - 1, 1<<63 - 2} {
			_, err := g.db.UndoVersion(ctx, g.project, g.by("ada"), v)
			require.ErrorIs(t, err, store.ErrNotFound, "version %d", v)
		}
		require.Len(t, g.rows(0), 1)
	})
}

func (g *goldmine) newest() store.Version {
	d, err := g.db.Dataset(context.Background(), g.project, "gold")
	require.NoError(g.t, err)
	return d.Version
}
