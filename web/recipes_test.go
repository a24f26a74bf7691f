package web

import (
	"net/http"
	"net/url"
	"testing"

	"assay/store"

	"github.com/PuerkitoBio/goquery"
	"github.com/stretchr/testify/require"
)

func TestRecipeIsSavedFromThePageAndRunForWhatIsNew(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	curator := a.as(store.Curator)
	form := url.Values{"filter": {"metadata.model = 'small'"}, "at": {"0"}, "new": {"golden"}, "expected": {"output"}, "split": {"train"}, "recipe": {"weekly"}, "do": {"recipe"}}
	mixed := url.Values{"trace": {string(a.traces[0])}, "new": {"golden"}, "recipe": {"weekly"}, "do": {"recipe"}}
	require.Contains(t, curator.post("/p/demo/add", mixed).text("#trace-error"), "not single traces")
	saved := curator.post("/p/demo/add", form)
	require.Equal(t, http.StatusSeeOther, saved.status, saved.text("#main"))
	page := curator.follow(saved)
	require.Contains(t, page.text(".notice"), "Nothing was added yet")
	require.Contains(t, page.text("#preview"), "It would add 4 rows.")
	require.Contains(t, page.text("#preview"), "output, unchecked")
	require.Empty(t, a.rowsOf(a.project.ID, "golden"))
	require.Contains(t, curator.post("/p/demo/add", form).text("#recipe-error"), "There is a recipe of this name already.")
	curator.requireFragments(saved.location()+"?at=1000000&job="+string(store.NewEventID()), "preview")

	run := func() result {
		page := curator.get(saved.location())
		f := choicesOf(page)
		f.Set("do", "run")
		return curator.follow(curator.post(saved.location(), f))
	}
	require.Contains(t, run().text(".notice"), "Added 4 rows.")
	require.Contains(t, run().text(".notice"), "Nothing was added")
	a.logged("fresh", func(s *store.Span) { s.Input, s.Metadata = quote("Do you ship to Malta?"), []byte(`{"model":"small"}`) })
	page = curator.get(saved.location())
	require.Contains(t, page.text("#preview"), "It would add 1 row", "it says what is new before it writes")
	page = run()
	require.Contains(t, page.text(".notice"), "Added 1 row")
	require.Equal(t, 3, page.doc.Find("[aria-labelledby=runs-title] tbody tr").Length())
	require.Equal(t, 5, a.newest().Rows)
	require.Equal(t, "train", a.rowsOf(a.project.ID, "golden")[4].Split)
	require.Contains(t, curator.get(golden("")).text(".versions"), "Recipe “weekly”")
}

// choicesOf is what the form of a recipe holds.
func choicesOf(page result) url.Values {
	f := url.Values{}
	page.doc.Find("#recipe-form input").Each(func(_ int, s *goquery.Selection) {
		kind, _ := s.Attr("type")
		if _, on := s.Attr("checked"); on || kind != "radio" && kind != "checkbox" {
			f.Add(s.AttrOr("name", ""), s.AttrOr("value", ""))
		}
	})
	page.doc.Find("#recipe-form select").Each(func(_ int, s *goquery.Selection) {
		f.Add(s.AttrOr("name", ""), s.Find("option[selected]").AttrOr("value", ""))
	})
	f.Set("fields", page.text("#recipe-form textarea"))
	return f
}

func TestRecipesAreEditedDeletedAndRestored(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.dataset("golden", 1)
	curator := a.as(store.Curator)
	list := golden("/recipes")
	require.Contains(t, curator.get(list).text("#main"), "No recipes")
	require.Equal(t, http.StatusForbidden, a.as(store.Reviewer).get(list).status)
	bad := curator.post(list, url.Values{"recipe": {"weekly"}, "filter": {"scores. >"}})
	require.Equal(t, http.StatusUnprocessableEntity, bad.status)
	require.Contains(t, bad.text("#filter-error"), "cannot be read")
	require.Equal(t, "scores. >", bad.doc.Find("#filter").AttrOr("value", ""))
	made := curator.post(list, url.Values{"recipe": {"weekly"}, "filter": {""}})
	form := choicesOf(curator.get(made.location()))

	form.Set("sample", "quota")
	form.Set("rows", "2")
	form.Set("do", "save")
	wrong := curator.post(made.location(), form)
	require.Equal(t, http.StatusUnprocessableEntity, wrong.status)
	require.Contains(t, wrong.text("#segment-error"), "makes the segments")
	require.Equal(t, "2", wrong.doc.Find("#rows").AttrOr("value", ""))
	form.Set("segment", "name")
	form.Set("recipe", "of each")
	require.Contains(t, curator.follow(curator.post(made.location(), form)).text(".notice"), "Saved.")
	require.Contains(t, curator.get(list).text("tbody"), "2 of each name")
	require.Contains(t, curator.get(made.location()).text("#preview"), "It would add 1 row", "of two, one is there")

	curator.post(made.location(), url.Values{"do": {"delete"}})
	require.Contains(t, curator.get(list).text("#main"), "No recipes")
	gone := curator.get(made.location())
	require.Contains(t, gone.text("#main"), "This recipe was deleted.")
	require.Zero(t, gone.doc.Find("button[value=run]").Length())
	form.Set("do", "run")
	require.Equal(t, http.StatusForbidden, curator.post(made.location(), form).status)
	curator.post(made.location(), url.Values{"do": {"restore"}})
	require.Contains(t, curator.get(list).text("tbody"), "of each")
	require.Equal(t, http.StatusNotFound, curator.get(list+"/999").status)
	require.Equal(t, http.StatusNotFound, curator.get(list+"/x").status)
}

func TestRecipeOfAProjectOneMayNotTakeFromIsShownAndNotRun(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	other := a.curated("other", store.Curator)
	curator := a.as(store.Curator)
	saved := curator.post("/p/demo/add", url.Values{"filter": {"name = 'answer'"}, "at": {"0"}, "project": {"other"}, "new": {"golden"}, "recipe": {"weekly"}, "do": {"recipe"}})
	require.Equal(t, http.StatusSeeOther, saved.status)
	guest := a.account("guest@example.org", false)
	require.NoError(t, a.db.SetMember(t.Context(), other.ID, guest.ID, store.Curator))
	page := a.signedIn(guest).get(saved.location())
	require.Equal(t, http.StatusOK, page.status)
	require.NotContains(t, page.text("#main"), "demo")
	require.NotContains(t, page.text("#main"), "parcel")
	require.Zero(t, page.doc.Find("button[value=run]").Length())
	require.Equal(t, http.StatusForbidden, a.signedIn(guest).post(saved.location(), url.Values{"do": {"run"}, "recipe": {"weekly"}, "filter": {""}}).status)
}
