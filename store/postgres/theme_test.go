package postgres_test

import (
	"fmt"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// complain logs traces with comments about two things.
func (d *desk) complain() {
	d.t.Helper()
	for i := range 16 {
		comment := fmt.Sprintf("The refund has the wrong amount, order %d", i)
		if i%2 == 1 {
			comment = fmt.Sprintf("The delivery address was ignored by courier %d", i)
		}
		d.log(span(fmt.Sprint("c", i), told(store.Feedback{Source: store.User, User: "ada", Comment: comment})))
	}
}

func (d *desk) themes() []store.Theme {
	d.t.Helper()
	list, err := d.db.Themes(d.t.Context(), d.project)
	require.NoError(d.t, err)
	return list
}

func (d *desk) themeOf(text string) store.Theme {
	d.t.Helper()
	for _, h := range d.themes() {
		if len(d.find("theme = '"+h.Name+"' AND comment MATCH '"+text+"'", 0)) > 0 {
			return h
		}
	}
	d.t.Fatalf("no theme of %s among %+v", text, d.themes())
	return store.Theme{}
}

func TestThemesAreFoundFilteredAndDecidedAbout(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	d.complain()
	behind, err := d.db.ThemesBehind(ctx, d.now)
	require.NoError(t, err)
	require.Equal(t, []store.ProjectID{d.project}, behind)
	look := func() { d.t.Helper(); require.NoError(t, d.db.FindThemes(ctx, d.project, d.now)) }
	look()
	behind, err = d.db.ThemesBehind(ctx, d.now.Add(time.Hour))
	require.NoError(t, err)
	require.Empty(t, behind, "nothing was said since")

	refund, delivery := d.themeOf("refund"), d.themeOf("delivery")
	require.NotEqual(t, refund.ID, delivery.ID)
	require.Len(t, d.find("theme = '"+refund.Name+"'", 0), 8)
	require.NotEmpty(t, refund.Quote)
	require.NotEmpty(t, refund.QuotedIn)

	change := func(id string, c store.ThemeChange) store.EventID {
		t.Helper()
		act, err := d.db.ChangeTheme(ctx, d.project, id, d.ada().ID, c, d.now)
		require.NoError(t, err)
		return act
	}
	name, yes := "refund wrong", true
	renamed := change(refund.ID, store.ThemeChange{Name: &name})
	require.Len(t, d.find(`theme = "refund wrong"`, 0), 8)
	_, err = d.db.ChangeTheme(ctx, d.project, delivery.ID, d.ada().ID, store.ThemeChange{Name: &name}, d.now)
	require.ErrorAs(t, err, new(store.Invalid))
	d.log(span("late", told(store.Feedback{Source: store.User, User: "bo", Comment: "Wrong amount of the refund again, order 99"})))
	look()
	require.Len(t, d.find("theme = 'refund wrong'", 0), 9, "the name and the id outlive a run")
	require.Equal(t, refund.ID, d.themeOf("refund").ID)

	merged := change(delivery.ID, store.ThemeChange{Into: &refund.ID})
	require.Len(t, d.find("theme = 'refund wrong'", 0), 17)
	_, err = d.db.ChangeTheme(ctx, d.project, refund.ID, d.ada().ID, store.ThemeChange{Into: &delivery.ID}, d.now)
	require.ErrorAs(t, err, new(store.Invalid), "no circles")
	require.NoError(t, d.db.UndoTheme(ctx, d.project, d.ada().ID, merged, d.now))
	require.ErrorIs(t, d.db.UndoTheme(ctx, d.project, d.ada().ID, merged, d.now), store.ErrNotFound)
	require.Len(t, d.find("theme = 'refund wrong'", 0), 9)
	change(delivery.ID, store.ThemeChange{Excluded: &yes})
	require.Empty(t, d.find("theme = '"+delivery.Name+"'", 0))
	look()
	require.Empty(t, d.find("theme = '"+delivery.Name+"'", 0))
	require.NoError(t, d.db.UndoTheme(ctx, d.project, d.ada().ID, renamed, d.now))
	require.Equal(t, refund.Name, d.themeOf("refund").Name)
	_, err = d.db.ChangeTheme(ctx, d.project, "nothing", d.ada().ID, store.ThemeChange{Pinned: &yes}, d.now)
	require.ErrorIs(t, err, store.ErrNotFound)
}
