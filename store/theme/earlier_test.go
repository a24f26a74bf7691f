package theme

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// keep is what one would keep of a run.
func keep(r *Result) []Earlier {
	var out []Earlier
	for _, k := range r.Themes {
		out = append(out, Earlier{ID: k.ID, Name: k.Name, Terms: k.Terms, Members: ids(k), Named: k.Named, Pinned: k.Pinned, Excluded: k.Excluded})
	}
	return out
}

func TestFromRunToRun(t *testing.T) {
	t.Parallel()
	all := complaints()
	first := Find(all, Options{})
	more := append(complaints(), Text{"n1", "tent pole snapped"}, Text{"n2", "Tent poles bent"}, Text{"n3", "size chart missing"}, Text{"n4", "the mug leaks"}, Text{"n5", "mug leaks from the lid"}, Text{"n6", "my mug leaks too"})

	t.Run("themes keep id and name while they grow, and new ones are new", func(t *testing.T) {
		t.Parallel()
		second := Find(more, Options{Earlier: keep(first)})
		for _, part := range []string{"tent", "size chart", "slow"} {
			then, now := named(t, first, part), named(t, second, part)
			require.Equal(t, then.ID, now.ID)
			require.Equal(t, then.Name, now.Name)
			require.False(t, now.New)
		}
		require.True(t, named(t, second, "mug").New)
	})

	t.Run("ids are the same even if other words become the strongest", func(t *testing.T) {
		t.Parallel()
		earlier := keep(first)
		for i := range earlier {
			earlier[i].ID = "kept" + earlier[i].ID
		}
		second := Find(more, Options{Earlier: earlier})
		require.Equal(t, "kept"+named(t, first, "tent").ID, named(t, second, "tent").ID)
	})

	t.Run("a window that has moved on is matched by terms", func(t *testing.T) {
		t.Parallel()
		moved := texts("snapped tent pole", "tent poles broke", "the tent pole snapped at night", "tent: pole broken")
		for i := range moved {
			moved[i].ID = "moved" + moved[i].ID
		}
		second := Find(moved, Options{Earlier: keep(first)})
		require.Equal(t, named(t, first, "tent").ID, named(t, second, "tent").ID)
	})
}

func TestDecisions(t *testing.T) {
	t.Parallel()
	all := complaints()
	first := Find(all, Options{})
	tent, chart, slow := named(t, first, "tent"), named(t, first, "size chart"), named(t, first, "slow")
	decided := func(change func(id string, e *Earlier)) []Earlier {
		earlier := keep(first)
		for i := range earlier {
			change(earlier[i].ID, &earlier[i])
		}
		return earlier
	}
	find := func(r *Result, id string) (Theme, bool) {
		for _, k := range r.Themes {
			if k.ID == id {
				return k, true
			}
		}
		return Theme{}, false
	}

	t.Run("a name that a person gave stays", func(t *testing.T) {
		t.Parallel()
		r := Find(all, Options{Earlier: decided(func(id string, e *Earlier) {
			if id == tent.ID {
				e.Name, e.Named = "Weak poles", true
			}
		})})
		k, ok := find(r, tent.ID)
		require.True(t, ok)
		require.Equal(t, "Weak poles", k.Name)
		require.True(t, k.Named)
		require.Equal(t, ids(tent), ids(k))
		require.Len(t, r.Themes, len(first.Themes), "nothing splits off")
	})

	t.Run("a pinned theme stays without comments", func(t *testing.T) {
		t.Parallel()
		r := Find(texts("so slow", "slow again", "very slow"), Options{Earlier: decided(func(id string, e *Earlier) { e.Pinned = id == chart.ID })})
		k, ok := find(r, chart.ID)
		require.True(t, ok)
		require.True(t, k.Pinned)
		require.Empty(t, k.Members)
		_, ok = find(r, tent.ID)
		require.False(t, ok)
	})

	t.Run("merged themes are one, also for what comes later", func(t *testing.T) {
		t.Parallel()
		later := append(complaints(), Text{"n1", "tent pole snapped"}, Text{"n2", "size chart missing"})
		r := Find(later, Options{Earlier: decided(func(id string, e *Earlier) {
			if id == chart.ID {
				e.Into = tent.ID
			}
		})})
		k, ok := find(r, tent.ID)
		require.True(t, ok)
		require.Subset(t, ids(k), append(ids(tent), ids(chart)...))
		require.Subset(t, ids(k), []string{"n1", "n2"})
		_, ok = find(r, chart.ID)
		require.False(t, ok)
	})

	t.Run("merging in a circle loses nothing", func(t *testing.T) {
		t.Parallel()
		r := Find(all, Options{Earlier: decided(func(id string, e *Earlier) {
			switch id {
			case chart.ID:
				e.Into = tent.ID
			case tent.ID:
				e.Into = chart.ID
			}
		})})
		seen := map[string]bool{}
		for _, k := range r.Themes {
			for _, id := range ids(k) {
				seen[id] = true
			}
		}
		for _, id := range append(ids(tent), ids(chart)...) {
			require.True(t, seen[id], id)
		}
	})

	t.Run("an excluded theme takes its comments along", func(t *testing.T) {
		t.Parallel()
		r := Find(all, Options{Earlier: decided(func(id string, e *Earlier) { e.Excluded = id == slow.ID })})
		k, ok := find(r, slow.ID)
		require.True(t, ok)
		require.True(t, k.Excluded)
		require.Equal(t, ids(slow), ids(k))
		for _, other := range r.Themes {
			if other.ID != slow.ID {
				require.NotContains(t, ids(other), "c010")
			}
		}
	})
}
