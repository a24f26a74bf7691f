package postgres

import (
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestKeys(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	ctx := t.Context()
	other, _, err := h.CreateProject(ctx, "other")
	require.NoError(t, err)
	ada := h.person("ada@example.org", store.Admin)
	create := func(name string, projects ...store.ProjectID) store.Key {
		k, err := h.CreateKey(ctx, store.Key{Name: name, Prefix: "ak-abc", Access: store.WriteAccess, Scoped: len(projects) > 0, Projects: projects,
			Created: morning, Expires: morning.Add(time.Hour)}, []byte("hash of "+name), ada)
		require.NoError(t, err)
		return k
	}
	names := func(p store.ProjectID) []string {
		keys, err := h.Keys(ctx, p)
		require.NoError(t, err)
		var names []string
		for _, k := range keys {
			names = append(names, k.Name)
		}
		return names
	}
	create("all")
	demo := create("demo", h.project.ID)
	both := create("both", h.project.ID, other.ID)

	t.Run("a key comes back as it was made", func(t *testing.T) {
		k, err := h.KeyByToken(ctx, []byte("hash of both"))
		require.NoError(t, err)
		require.Equal(t, both.ID, k.ID)
		require.Equal(t, []store.ProjectID{h.project.ID, other.ID}, k.Projects)
		require.Equal(t, "ada@example.org", k.MadeBy)
		require.True(t, k.Expires.Equal(morning.Add(time.Hour)))
		require.True(t, k.Covers(other.ID))
		_, err = h.KeyByToken(ctx, []byte("hash of none"))
		require.ErrorIs(t, err, store.ErrNotFound)
	})
	t.Run("a project lists the keys that are good for it", func(t *testing.T) {
		require.Equal(t, []string{"both", "demo", "all"}, names(h.project.ID))
		require.Equal(t, []string{"both", "all"}, names(other.ID))
	})
	t.Run("only a key of the project is revoked, and goes to the end", func(t *testing.T) {
		_, err := h.RevokeKey(ctx, other.ID, demo.ID, morning)
		require.ErrorIs(t, err, store.ErrNotFound)
		k, err := h.RevokeKey(ctx, h.project.ID, both.ID, morning)
		require.NoError(t, err)
		require.True(t, k.Revoked.Equal(morning))
		require.Equal(t, []string{"demo", "all", "both"}, names(h.project.ID))
		k, err = h.RevokeKey(ctx, h.project.ID, both.ID, time.Time{})
		require.NoError(t, err)
		require.Zero(t, k.Revoked)
	})
	t.Run("a key whose projects are gone is good for none", func(t *testing.T) {
		_, err := h.x.ExecContext(ctx, `DELETE FROM api_key_project WHERE key_id = $1`, demo.ID)
		require.NoError(t, err)
		k, err := h.KeyByToken(ctx, []byte("hash of demo"))
		require.NoError(t, err)
		require.False(t, k.Covers(h.project.ID))
	})
	t.Run("what makes no key is refused", func(t *testing.T) {
		for field, k := range map[string]store.Key{"name": {Access: store.ReadAccess}, "access": {Name: "k", Access: "all"}} {
			_, err := h.CreateKey(ctx, k, []byte(field), 0)
			invalid := store.Invalid{}
			require.ErrorAs(t, err, &invalid)
			require.Contains(t, invalid, field)
		}
	})
}
