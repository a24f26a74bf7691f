package postgres_test

import (
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestViews(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ada := d.ada().ID
	bob, err := d.db.CreateAccount(t.Context(), store.Account{Email: "bob@example.org", Name: "Bob"})
	require.NoError(t, err)
	save := func(owner int, name string, shared bool) store.View {
		v, err := d.db.CreateView(t.Context(), d.project, store.View{Name: name, Owner: owner, Shared: shared, State: "filter=error+IS+NOT+NULL"})
		require.NoError(t, err)
		return v
	}
	seen := func(account int) (names []string) {
		views, err := d.db.Views(t.Context(), d.project, account)
		require.NoError(t, err)
		for _, v := range views {
			names = append(names, v.Slug)
		}
		return names
	}
	mine, team := save(ada, "Schlechte Übung!", false), save(bob, "Failed", true)
	again := save(bob, "failed", false)
	require.Equal(t, "schlechte-übung", mine.Slug)
	require.Equal(t, "failed-2", again.Slug, "a link leads to one view")
	require.Equal(t, "Bob", team.By)
	require.Equal(t, []string{"schlechte-übung", "failed"}, seen(ada))
	require.Equal(t, []string{"failed-2", "failed"}, seen(bob))
	_, err = d.db.View(t.Context(), d.project, bob, mine.Slug)
	require.ErrorIs(t, err, store.ErrNotFound, "a personal view is its owner's")

	require.NoError(t, d.db.OpenWith(t.Context(), d.project, team.ID))
	require.NoError(t, d.db.OpenOwnWith(t.Context(), d.project, ada, mine.ID))
	require.NoError(t, d.db.OpenOwnWith(t.Context(), d.project, bob, team.ID))
	views, err := d.db.Views(t.Context(), d.project, ada)
	require.NoError(t, err)
	require.True(t, views[0].Own)
	require.True(t, views[1].Project)
	require.False(t, views[1].Own, "that is Bob's choice")

	require.NoError(t, d.db.DeleteView(t.Context(), d.project, team.ID, d.now))
	require.Equal(t, []string{"schlechte-übung"}, seen(ada))
	other := save(bob, "Other", true)
	require.NoError(t, d.db.OpenWith(t.Context(), d.project, other.ID))
	require.NoError(t, d.db.RestoreView(t.Context(), d.project, team.ID))
	team, err = d.db.View(t.Context(), d.project, bob, "failed")
	require.NoError(t, err)
	require.False(t, team.Project, "the project opens with one view")
	require.True(t, team.Own)

	other.Shared, other.Name, other.State = false, "Renamed", "rows=tall"
	require.NoError(t, d.db.SaveView(t.Context(), d.project, other))
	other, err = d.db.View(t.Context(), d.project, bob, other.Slug)
	require.NoError(t, err)
	require.Equal(t, store.View{ID: other.ID, Slug: "other", Name: "Renamed", State: "rows=tall", Owner: bob, By: "Bob", Created: other.Created}, other)
	require.NoError(t, d.db.OpenWith(t.Context(), d.project, other.ID))
	other, err = d.db.View(t.Context(), d.project, bob, other.Slug)
	require.NoError(t, err)
	require.False(t, other.Project, "a personal view is nobody else's")
	require.NoError(t, d.db.OpenOwnWith(t.Context(), d.project, bob, 0))
	require.Equal(t, []string{"failed-2", "other", "failed"}, seen(bob))
}
