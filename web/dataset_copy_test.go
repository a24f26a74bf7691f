package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/store"
	"assay/store/postgres"
	"assay/store/schema"

	"github.com/stretchr/testify/require"
)

// copyFormOf is the form of the page as it would be sent, with what it hides.
func copyFormOf(page result) url.Values {
	form := url.Values{}
	for _, hidden := range page.doc.Find("#copy input[type=hidden]").EachIter() {
		form.Add(hidden.AttrOr("name", ""), hidden.AttrOr("value", ""))
	}
	return form
}

func TestRowsAreCopiedToAnotherDataset(t *testing.T) {
	t.Parallel()

	t.Run("the selected ones to a new one, which can be undone", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 3)
		curator := a.as(store.Curator)
		form := url.Values{"row": {rows[0].ID, rows[2].ID}, "do": {"tag"}, "filter": {""}}
		page := curator.post(golden("/copy"), form)
		require.Equal(t, http.StatusOK, page.status)
		require.Contains(t, page.text("h1"), "Copy 2 rows of golden")
		require.Contains(t, page.text("#copy-preview"), "Name the new dataset")
		require.Equal(t, 2, page.doc.Find("#copy input[name=row]").Length())
		form = copyFormOf(page)
		form.Set("new", "silver")
		form.Set("splits", "into")
		form.Set("into", "train")
		require.Contains(t, curator.post(golden("/copy"), form).text("#copy-preview"), "silver: It would copy 2 rows.")
		form.Set("step", "copy")
		page = curator.follow(curator.post(golden("/copy"), form))
		require.Contains(t, page.text(".notice"), "Copied 2 rows.")
		require.Equal(t, 2, page.doc.Find(".rows tbody tr").Length())
		require.Equal(t, 2, strings.Count(page.text(".rows"), "train"))
		row := curator.get(page.doc.Find(".row-link").AttrOr("href", ""))
		require.Contains(t, row.text("#main"), "a row of golden")
		require.Equal(t, http.StatusOK, curator.get(row.doc.Find(".facts a[href*=golden]").AttrOr("href", "")).status)
		require.Contains(t, row.text("#main"), "trace", "it is still from its trace")

		again := curator.get(golden("/copy?all=1&new=silver"))
		require.Contains(t, again.text("#copy-preview"), "It would copy 1 row, skip 2 that are there already.")
		require.Contains(t, again.text("#copy-preview"), "The same trace: 2 skipped")
	})

	t.Run("all that match, as the version has them", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		a.dataset("golden", 4)
		a.dataset("silver", 1)
		curator := a.as(store.Curator)
		page := curator.get(golden("?" + url.Values{"filter": {"expected IS NOT NULL"}}.Encode()))
		page = curator.get(page.doc.Find("a[href*='/copy?']").AttrOr("href", ""))
		require.Contains(t, page.text("h1"), "Copy 2 rows")
		form := copyFormOf(page)
		form.Set("step", "copy")
		form.Set("origin", "insert")
		form.Set("content", "insert")
		page = curator.follow(curator.post(golden("/copy"), form))
		require.Contains(t, page.text(".notice"), "Copied 2 rows.")
		require.Contains(t, page.text("h1"), "silver 3 rows")
	})

	t.Run("which tells first what does not fit there", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		a.dataset("golden", 4)
		a.dataset("silver", 1)
		d, err := a.db.Dataset(t.Context(), a.project.ID, "silver")
		require.NoError(t, err)
		require.NoError(t, a.db.SetSchema(t.Context(), a.project.ID, postgres.DatasetWrite{Dataset: d.ID, Author: "curator@example.org", Now: a.clock.now()}, schema.Expected, `{"type":"string"}`))
		curator := a.as(store.Curator)
		page := curator.get(golden("/copy?all=1&to=" + d.UID))
		require.Contains(t, page.text(".unfit"), "not fit the schema, of 3")
		form := copyFormOf(page)
		form.Set("to", d.UID)
		form.Set("step", "copy")
		refused := curator.post(golden("/copy"), form)
		require.Equal(t, http.StatusUnprocessableEntity, refused.status)
		require.Contains(t, refused.text("#schema-error"), "not fit the schema of this dataset")
		form.Set("fit", "1")
		page = curator.follow(curator.post(golden("/copy"), form))
		require.Contains(t, page.text(".notice"), "left out, as the schema asks for something else")
	})

	t.Run("or within its own, in the draft, as the form says", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 1)
		curator := a.as(store.Curator)
		page := curator.get(golden("/rows/" + rows[0].ID))
		form := formOf(page)
		form.Set("expected", "Said otherwise.")
		form.Set("do", "copy")
		page = curator.follow(curator.post(golden("/rows/"+rows[0].ID), form))
		require.Contains(t, page.text(".notice"), "Saved as a new row in your draft.")
		require.Contains(t, page.text("main"), "added: Where is my parcel?")
		added := page.doc.Find(".draft-title a").AttrOr("href", "")
		require.Equal(t, golden("/draft"), curator.get(added).location(), "there is no such row yet")
		a.commit(curator)
		require.Equal(t, 2, a.newest().Rows)
		require.Contains(t, curator.get(added).text(".facts"), "a row of golden")
	})

	t.Run("and says what is missing", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		a.dataset("golden", 1)
		curator := a.as(store.Curator)
		none := curator.post(golden("/copy"), url.Values{"do": {"tag"}})
		require.Equal(t, http.StatusUnprocessableEntity, none.status)
		require.Contains(t, none.text("#row-error"), "No row was selected")
		same := curator.post(golden("/copy"), url.Values{"all": {"1"}, "new": {"golden"}, "step": {"copy"}})
		require.Equal(t, http.StatusUnprocessableEntity, same.status)
		require.Contains(t, same.text("#new-error"), "The rows are of this dataset")
		require.Equal(t, http.StatusForbidden, a.as(store.Reviewer).get(golden("/copy?all=1")).status)
	})
}
