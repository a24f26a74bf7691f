package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"assay/store"
	"assay/store/postgres"

	"github.com/stretchr/testify/require"
)

func TestVersionsPage(t *testing.T) {
	t.Parallel()

	t.Run("lists who wrote what, and compares any two", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 3)
		first, curator := a.newest().Version, a.as(store.Curator)
		curator.post(golden("/rows/"+rows[0].ID), url.Values{"expected": {"better"}, "tags": {"a"}})
		curator.post(golden("/rows/"+rows[1].ID), url.Values{"do": {"remove"}})
		curator.post(golden("/draft"), url.Values{"do": {"commit"}, "note": {"cleaning up"}})
		second := a.newest().Version

		list := a.as(store.Viewer).get(golden("/versions"))
		require.Equal(t, http.StatusOK, list.status)
		require.Equal(t, 2, list.doc.Find("[aria-label=Versions] tbody tr").Length())
		require.Contains(t, list.text("[aria-label=Versions]"), "cleaning up")
		require.Contains(t, list.text("[aria-label=Versions]"), "0 rows added, 1 changed, 1 deleted")
		require.Zero(t, list.doc.Find("main button:not([data-key])").Length(), "a viewer changes nothing")

		page := a.as(store.Viewer).get(golden("/compare?from=" + version(first) + "&to=" + version(second)))
		require.Equal(t, http.StatusOK, page.status)
		require.Equal(t, "All 2Added 0Changed 1Removed 1", page.text(".compare-counts"))
		require.Contains(t, page.text("ins"), "better")
		require.Equal(t, 2, page.doc.Find(".draft-line").Length())
		only := curator.get(golden("/compare?from=" + version(second) + "&to=" + version(first) + "&kind=added"))
		require.Equal(t, 1, only.doc.Find(".draft-line").Length())
		require.Contains(t, curator.get(golden("/compare?to="+version(first))).text(".compare-counts"), "Added 3")
		require.Contains(t, curator.get(golden("/compare")).text("#main"), "No difference")
		require.Equal(t, http.StatusUnprocessableEntity, curator.get(golden("/compare?kind=odd")).status)
		require.Equal(t, http.StatusNotFound, curator.get(golden("/compare?from=5&to="+version(first))).status)
	})

	t.Run("restores with the counts first, and not what nobody looked at", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 3)
		first, curator := a.newest().Version, a.as(store.Curator)
		a.remove(rows[0].ID)
		link, there := curator.get(golden("/versions")).doc.Find("a:contains('Restore…')").Attr("href")
		require.True(t, there)
		page := curator.get(link)
		require.Equal(t, "Restore: bring back 1 row, change 0, delete 0", page.text("form[action$=compare] button"))
		form := url.Values{"from": {page.doc.Find("input[name=from]").AttrOr("value", "")}, "to": {version(first)}}
		a.remove(rows[1].ID)
		late := curator.post(golden("/compare"), form)
		require.Equal(t, http.StatusConflict, late.status)
		require.Contains(t, late.text("form[action$=compare] button"), "bring back 2 rows")
		form.Set("from", late.doc.Find("input[name=from]").AttrOr("value", ""))
		done := curator.follow(curator.post(golden("/compare"), form))
		require.Contains(t, done.text(".notice"), "Restored: 2 rows added, 0 rows changed, 0 rows deleted.")
		require.Equal(t, 3, a.newest().Rows)
		require.Contains(t, done.text("[aria-label=Versions]"), "restored version "+version(first))
		require.Equal(t, http.StatusForbidden, a.as(store.Reviewer).post(golden("/compare"), form).status)
	})

	t.Run("names versions and forgets names", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 2)
		first, curator := a.newest().Version, a.as(store.Curator)
		a.remove(rows[0].ID)
		named := curator.follow(curator.post(golden("/versions"), url.Values{"do": {"snapshot"}, "name": {"before"}, "version": {version(first)}, "description": {"two rows"}}))
		require.Contains(t, named.text("[aria-labelledby=snapshots]"), "before")
		require.Contains(t, named.text("[aria-label=Versions] tr:last-child .tag"), "before")
		again := curator.post(golden("/versions"), url.Values{"do": {"snapshot"}, "name": {"before"}})
		require.Equal(t, http.StatusUnprocessableEntity, again.status)
		require.Contains(t, again.text("#name-error"), "already")
		curator.post(golden("/versions"), url.Values{"do": {"environment"}, "environment": {"production"}, "version": {version(first)}})
		moved := curator.follow(curator.post(golden("/versions"), url.Values{"do": {"environment"}, "environment": {"production"}, "version": {version(a.newest().Version)}}))
		require.Contains(t, moved.text("[aria-label=Versions] tbody tr:first-child .tag"), "production")
		require.Contains(t, moved.text("[aria-labelledby=dataset-events]"), "made production stand for version "+version(first))
		bad := curator.post(golden("/versions"), url.Values{"do": {"environment"}, "environment": {"a/b"}})
		require.Contains(t, bad.text("#environment-error"), "without /")
		id := moved.doc.Find("[aria-labelledby=snapshots] input[name=id]").AttrOr("value", "")
		gone := curator.follow(curator.post(golden("/versions"), url.Values{"do": {"forget"}, "id": {id}}))
		require.Contains(t, gone.text("[aria-labelledby=dataset-events]"), "forgot the snapshot before")
		require.Equal(t, http.StatusNotFound, curator.post(golden("/versions"), url.Values{"do": {"forget"}, "id": {id}}).status)
	})

	t.Run("locks a split against every edit and unlocks it as an event", func(t *testing.T) {
		t.Parallel()
		a := newApp(t)
		rows := a.dataset("golden", 2)
		curator := a.as(store.Curator)
		curator.post(golden("/rows/"+rows[0].ID), url.Values{"split": {"holdout"}})
		a.commit(curator)
		locked := curator.follow(curator.post(golden("/versions"), url.Values{"do": {"lock"}, "split": {"holdout"}, "note": {"settled"}}))
		require.Contains(t, locked.text("[aria-labelledby=splits-of]"), "locked")
		edit := curator.post(golden("/rows/"+rows[0].ID), url.Values{"expected": {"other"}})
		require.Equal(t, http.StatusUnprocessableEntity, edit.status)
		require.Contains(t, edit.text("#edit-split-error"), rows[0].ID)
		bulk := curator.post(golden("/bulk"), url.Values{"row": {rows[1].ID}, "do": {"split"}, "value": {"holdout"}})
		require.Equal(t, http.StatusUnprocessableEntity, bulk.status)
		require.Contains(t, bulk.text("#split-error"), "locked")
		undo := curator.post(golden("/undo"), url.Values{"submission": {version(a.newest().Version)}})
		require.Equal(t, http.StatusUnprocessableEntity, undo.status)
		require.Contains(t, undo.text("main"), "The split holdout is locked")
		open := curator.follow(curator.post(golden("/versions"), url.Values{"do": {"unlock"}, "split": {"holdout"}, "note": {"one more"}}))
		require.Contains(t, open.text("[aria-labelledby=dataset-events]"), "unlocked the split holdout")
		require.Contains(t, open.text("[aria-labelledby=dataset-events]"), "one more")
		require.Equal(t, http.StatusSeeOther, curator.post(golden("/rows/"+rows[0].ID), url.Values{"expected": {"other"}}).status)
		require.Equal(t, http.StatusForbidden, a.as(store.Reviewer).post(golden("/versions"), url.Values{"do": {"unlock"}, "split": {"holdout"}}).status)
	})
}

func TestALongRestoreIsAJob(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	rows := a.dataset("golden", 3)
	first := a.newest()
	a.remove(rows[0].ID)
	request, err := json.Marshal(postgres.UndoRequest{Project: a.project.ID, Dataset: first.ID, Version: first.Version, Author: "curator@example.org", Note: "back"})
	require.NoError(t, err)
	job, err := a.db.StartJob(t.Context(), store.Job{Project: a.project.ID, Kind: postgres.JobRestore, Title: "Go back", Lane: postgres.DatasetLane, Request: request, Created: a.clock.now()})
	require.NoError(t, err)
	a.work()
	require.Equal(t, 3, a.newest().Rows)
	require.Contains(t, a.as(store.Curator).get("/p/demo/jobs/"+string(job.ID)).text("#main"), "Restored: 1 row added, 0 rows changed, 0 rows deleted.")
}
