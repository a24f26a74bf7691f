package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

func TestBulkEditOfRows(t *testing.T) {
	t.Parallel()

	t.Run("changes the selected rows in the draft", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 3)
		curator := a.as(store.Curator)
		page := curator.follow(curator.post(golden("/bulk"), url.Values{"row": {rows[0].ID, rows[1].ID}, "do": {"tag"}, "value": {"checked"}}))
		require.Contains(t, page.text(".notice"), "Edited 2 rows in your draft.")
		require.Equal(t, 2, page.doc.Find(".row-drafted").Length())
		require.Contains(t, page.text(".rows"), "checked")
		require.NotContains(t, a.as(store.Viewer).get(golden("")).text(".rows"), "checked")
		page = curator.follow(curator.post(golden("/bulk"), url.Values{"row": {rows[2].ID}, "quick": {"remove"}, "do": {"tag"}, "which": {"all"}}))
		require.Contains(t, page.text(".notice"), "Deleted 1 row in your draft.")
		a.commit(curator)
		require.Equal(t, 2, a.newest().Rows)
		require.Contains(t, a.as(store.Viewer).get(golden("")).text(".rows"), "checked")
	})

	t.Run("changes all that match the filter", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		a.dataset("golden", 4)
		curator := a.as(store.Curator)
		const filter = "expected IS NOT NULL"
		page := curator.get(golden("?" + url.Values{"filter": {filter}}.Encode()))
		require.Contains(t, page.text(".rows-filter"), "2 of 4 rows match")
		require.Equal(t, 2, page.doc.Find(".rows tbody tr").Length())
		page = curator.follow(curator.post(golden("/bulk"), url.Values{"which": {"all"}, "filter": {filter}, "do": {"split"}, "value": {"holdout"}}))
		require.Contains(t, page.text(".notice"), "Edited 2 rows")
		a.commit(curator)
		page = curator.get(golden("?split=holdout"))
		require.Contains(t, page.text(".rows-filter"), "2 of 4 rows match")
		in := curator.get(golden("?" + url.Values{"filter": {"split = 'holdout'"}}.Encode()))
		require.Contains(t, in.text(".rows-filter"), "2 of 4 rows match")
		file := curator.get(in.doc.Find(".page-head a.button[href*=export]").AttrOr("href", ""))
		require.Equal(t, 2, strings.Count(file.body, "\n"), "the file has the rows of the page")
		require.Contains(t, fileName(t, file), "-part.jsonl")
		require.Equal(t, file.body, curator.get(golden("/export?split=holdout")).body)
		require.Equal(t, 2, strings.Count(curator.get(golden("/export?"+url.Values{"filter": {"split IS NULL"}}.Encode())).body, "\n"))
		require.Equal(t, http.StatusBadRequest, curator.get(golden("/export?filter=split+%3D")).status)
		token := a.key(store.ReadAccess)
		require.Equal(t, []object{{"split": "holdout", "n": 2.0}}, a.btql(token, "SELECT split, count(*) AS n FROM dataset('"+a.newest().UID+"') WHERE split = 'holdout' GROUP BY split", nil).Data)
		require.Len(t, a.btql(token, "select: * | from: dataset('"+a.newest().UID+"') | filter: split != 'holdout' or split is null", nil).Data, 2)
		require.Contains(t, curator.get(golden("?split=nowhere")).text("#main"), "No row matches")
		bad := curator.get(golden("?filter=tags+%3D%3D%3D"))
		require.Equal(t, http.StatusBadRequest, bad.status)
		require.NotEmpty(t, bad.text("#filter-error"))
	})

	t.Run("says what is missing", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 1)
		curator := a.as(store.Curator)
		none := curator.post(golden("/bulk"), url.Values{"do": {"tag"}, "value": {"kept"}})
		require.Equal(t, http.StatusUnprocessableEntity, none.status)
		require.Contains(t, none.text("#row-error"), "No row was selected")
		require.Equal(t, "kept", none.doc.Find("#value").AttrOr("value", ""))
		key := curator.post(golden("/bulk"), url.Values{"row": {rows[0].ID}, "do": {"key"}, "key": {"k"}, "value": {"{"}})
		require.Contains(t, key.text("#value-error"), "line 1, column 2")
		require.Equal(t, 1, key.doc.Find("input[name=row][checked]").Length(), "the selection stays")
		require.Equal(t, http.StatusNotFound, curator.post(golden("/bulk"), url.Values{"row": {"never"}, "do": {"remove"}}).status)
	})
}

func TestEditInTheTable(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	rows := a.dataset("golden", 2)
	curator := a.as(store.Curator)
	page := curator.get(golden("?edit=" + rows[1].ID))
	require.Equal(t, 1, page.doc.Find(".row-editing #edit-expected").Length())
	require.Equal(t, golden("/rows/"+rows[1].ID), page.doc.Find("form#edit-form").AttrOr("action", ""))
	form := formOf(page)
	form.Set("back", page.doc.Find("input[name=back]").AttrOr("value", ""))
	form.Set("expected", "Edited in place.")
	page = curator.follow(curator.post(golden("/rows/"+rows[1].ID), form))
	require.Contains(t, page.text(".row-drafted"), "Edited in place.")
	require.Zero(t, a.as(store.Viewer).get(golden("?edit="+rows[1].ID)).doc.Find(".row-editing, #selection .bulk-rows").Length())
}
