package web

import (
	"net/http"
	"net/url"
	"testing"

	"assay/store"
	"assay/store/postgres"
	"assay/store/schema"

	"github.com/stretchr/testify/require"
)

// strict makes a dataset that has a schema of its expected values: text.
func (a *app) strict(name string) store.Dataset {
	a.t.Helper()
	d, err := a.db.CreateDataset(a.t.Context(), a.project.ID, name, "")
	require.NoError(a.t, err)
	w := postgres.DatasetWrite{Dataset: d.ID, Author: "curator@example.org", Now: a.clock.now()}
	require.NoError(a.t, a.db.SetSchema(a.t.Context(), a.project.ID, w, schema.Expected, `{"type":"string"}`))
	return d
}

func TestWhatDoesNotFitIsToldBeforeItIsWritten(t *testing.T) {
	t.Parallel()

	t.Run("when traces are added", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		a.strict("golden")
		curator := a.as(store.Curator)
		form := url.Values{"dataset": {"golden"}}
		for _, id := range a.traces[:4] {
			form.Add("trace", string(id))
		}
		page := curator.post("/p/demo/add", form)
		require.Contains(t, page.text(".unfit h2"), "2 rows do not fit the schema, of 4")
		require.Equal(t, "expected", page.doc.Find(".unfit tbody td.mono").First().Text())
		require.Equal(t, http.StatusOK, curator.get(page.doc.Find(".unfit tbody a").AttrOr("href", "")).status)
		require.Zero(t, a.newest().Rows, "nothing is written")
		form.Set("do", "add")
		refused := curator.post("/p/demo/add", form)
		require.Equal(t, http.StatusUnprocessableEntity, refused.status)
		require.Contains(t, refused.text("#schema-error"), "Nothing was written")
		form.Set("fit", "1")
		page = curator.follow(curator.post("/p/demo/add", form))
		require.Contains(t, page.text(".notice"), "Added 2 rows. 2 rows were left out, as the schema asks for something else.")
		require.Equal(t, 2, a.newest().Rows)
	})

	t.Run("when a file is uploaded", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		a.strict("golden")
		curator := a.as(store.Curator)
		page := curator.follow(curator.post(golden("/upload"), url.Values{"rows": {`{"input":"a","expected":"fits"}` + "\n" + `{"input":"b","expected":3}`}}))
		require.Contains(t, page.text(".unfit h2"), "1 row does not fit the schema, of 2")
		require.Contains(t, page.text(".unfit"), "line 2")
		form := url.Values{"do": {"write"}, "upload": {page.doc.Find("input[name=upload]").AttrOr("value", "")}, "fit": {"1"}}
		page = curator.follow(curator.post(golden("/upload"), form))
		require.Contains(t, page.text(".notice"), "Added 1 row. 1 row was left out")
		require.Equal(t, 1, a.newest().Rows)
	})

	t.Run("when a recipe is run", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		a.strict("golden")
		curator := a.as(store.Curator)
		made := curator.post(golden("/recipes"), url.Values{"recipe": {"weekly"}})
		at := made.header.Get("Location")
		require.Contains(t, curator.follow(made).text(".unfit h2"), "not fit the schema")
		form := url.Values{"recipe": {"weekly"}, "do": {"run"}}
		refused := curator.post(at, form)
		require.Equal(t, http.StatusUnprocessableEntity, refused.status)
		require.Contains(t, refused.text("#schema-error"), "Nothing was written")
		form.Set("fit", "1")
		require.Contains(t, curator.follow(curator.post(at, form)).text(".notice"), "left out, as the schema asks")
	})
}
