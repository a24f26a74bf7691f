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

const schemaError = "#schema-error"

func TestASchemaIsInferredLookedAtAndSaved(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	rows := a.dataset("golden", 2)
	c := a.as(store.Curator)
	require.Equal(t, golden("/schema"), c.get(golden("")).doc.Find("a[data-key=S]").AttrOr("href", ""))
	require.Equal(t, http.StatusForbidden, a.as(store.Reviewer).get(golden("/schema")).status)

	inferred := c.get(golden("/schema?field=input&infer=1"))
	require.Contains(t, inferred.text("form"), "Inferred from 2 rows and not saved yet.")
	require.Contains(t, inferred.text("#fit"), "All of the 2 rows fit.")
	text := inferred.doc.Find("#schema").Text()
	require.Contains(t, text, `"$schema"`)
	require.Empty(t, a.schemas())

	saved := c.follow(c.post(golden("/schema?field=input"), url.Values{"do": {"save"}, "schema": {text}}))
	require.Contains(t, saved.body, "Every write to input is held to it")
	require.Contains(t, saved.text("label[for=schema]"), "saved by")
	require.Equal(t, strings.TrimSpace(text), a.schemas()[schema.Input])

	hostile := `{"type":"integer","title":"</textarea><script>alert(1)</script>"}`
	checked := c.post(golden("/schema?field=input"), url.Values{"do": {"check"}, "schema": {hostile}})
	require.Equal(t, http.StatusOK, checked.status)
	require.Contains(t, checked.text("#fit"), "2 of the 2 rows do not fit.")
	require.Equal(t, golden("/rows/"+url.PathEscape(rows[0].ID)), checked.doc.Find(".schema-misfits a").First().AttrOr("href", ""))
	require.Contains(t, checked.text(".schema-misfits"), "input")
	require.Zero(t, checked.doc.Find("main script").Length())

	asked := c.post(golden("/schema?field=input"), url.Values{"do": {"save"}, "schema": {hostile}})
	require.Equal(t, http.StatusUnprocessableEntity, asked.status)
	require.Equal(t, "save-anyway", asked.doc.Find("button.primary[name=do]").AttrOr("value", ""))
	require.Equal(t, strings.TrimSpace(text), a.schemas()[schema.Input])
	anyway := c.follow(c.post(golden("/schema?field=input"), url.Values{"do": {"save-anyway"}, "schema": {hostile}}))
	require.Equal(t, hostile, a.schemas()[schema.Input])
	require.Zero(t, anyway.doc.Find("main script").Length())
	require.Equal(t, 2, anyway.doc.Find(".schema-changes li").Length())

	c.follow(c.post(golden("/schema?field=input"), url.Values{"do": {"remove"}}))
	require.Empty(t, a.schemas())
}

// schemas are those of the dataset golden.
func (a *app) schemas() map[schema.Field]string {
	a.t.Helper()
	list, err := a.db.Schemas(a.t.Context(), a.project.ID, a.newest().ID)
	require.NoError(a.t, err)
	all := map[schema.Field]string{}
	for _, s := range list {
		all[s.Field] = s.Body
	}
	return all
}

func TestWhatIsNoSchemaComesBackAsItWasTyped(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.dataset("golden", 1)
	c := a.as(store.Curator)
	for text, says := range map[string]string{
		"{\n  \"type\": text\n}":          "Line 2, column 12: This is no JSON",
		`{"type":"text"}`:                 "Line 1, column 9: The keyword at /type",
		`{"$ref":"http://127.0.0.1/<b>"}`: "Nothing is fetched",
		"":                                "A schema is an object",
		strings.Repeat(" ", 10) + `{"a": "` + "x": "The JSON ends too early",
	} {
		for _, do := range []string{"save", "save-anyway", "check"} {
			r := c.post(golden("/schema?field=metadata"), url.Values{"do": {do}, "schema": {text}})
			require.Equal(t, http.StatusUnprocessableEntity, r.status, text)
			require.Contains(t, r.text(schemaError), says)
			require.Equal(t, strings.TrimSpace(text), strings.TrimSpace(r.doc.Find("#schema").Text()))
		}
	}
	require.Equal(t, http.StatusUnprocessableEntity, c.get(golden("/schema?field=tags")).status)
	require.Empty(t, a.schemas())
}

// hold gives the dataset golden a schema.
func (a *app) hold(field schema.Field, text string) {
	a.t.Helper()
	w := postgres.DatasetWrite{Dataset: a.newest().ID, Author: "curator@example.org", Now: a.clock.now()}
	require.NoError(a.t, a.db.SetSchema(a.t.Context(), a.project.ID, w, field, text))
}

func TestPagesSayWhichRowsDoNotFit(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	rows := a.dataset("golden", 1)
	a.hold(schema.Expected, `{"type":"string","maxLength":3}`)
	before := a.newest()
	c := a.as(store.Curator)

	page := c.follow(c.brings(golden("/upload"), "rows.csv", "input,expected\na,b\nc,<b>long</b>\n"))
	refused := c.post(golden("/upload"), mapped(page, "write"))
	require.Equal(t, http.StatusUnprocessableEntity, refused.status)
	require.Contains(t, refused.text(".field-error"), "Line 3, expected has 11 characters; leave at most 3.")

	c.follow(c.post(golden("/rows/"+url.PathEscape(rows[0].ID)), url.Values{"seen": {version(before.Version)}, "expected": {"too long"}}))
	draft := c.post(golden("/draft"), url.Values{"do": {"commit"}})
	require.Equal(t, http.StatusUnprocessableEntity, draft.status)
	require.Contains(t, draft.text(".notice-error"), "1 row does not fit the schema of this dataset")

	add := c.post("/p/demo/add", url.Values{"trace": {string(a.traces[1])}, "dataset": {"golden"}, "do": {"add"}, "expected": {"output"}})
	require.Equal(t, http.StatusUnprocessableEntity, add.status)
	require.Contains(t, add.text("main"), "1 row does not fit the schema of this dataset")
	require.Equal(t, before.Version, a.newest().Version)
}

func TestProgramsHearWhichRowsDoNotFit(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	a.dataset("golden", 1)
	a.hold(schema.Input, `{"type":"object","required":["q"]}`)
	d := a.newest()
	key, path := a.key(store.WriteAccess, a.project.ID), "/v1/dataset/"+d.UID+"/insert"
	fits := object{"id": "fits", "input": object{"q": 1}}
	r := a.call(key, http.MethodPost, path, object{"events": []object{fits, {"id": "not", "input": object{}}}})
	require.Equal(t, http.StatusBadRequest, r.status, r.body)
	require.Contains(t, r.body, `Row \"not\", input lacks \"q\"; add what is missing`)
	logs := a.call(key, http.MethodPost, "/logs3", object{"rows": []object{{"dataset_id": d.UID, "id": "x", "input": "text"}}, "api_version": 2})
	require.Equal(t, http.StatusBadRequest, logs.status, logs.body)
	require.Equal(t, d.Version, a.newest().Version)
	require.Equal(t, http.StatusOK, a.call(key, http.MethodPost, path, object{"events": []object{fits}}).status)
}
