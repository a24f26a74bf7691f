package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"assay/store"
	"assay/store/adding"
	"assay/store/postgres"
	"assay/views"
	"assay/views/trends"

	"github.com/stretchr/testify/require"
)

// hostile is text that tries to run, to fetch, to break out of markup, to turn the reading direction and to ring the bell.
const hostile = `"><script>window.__pwned=1</script><img src=x onerror="window.__pwned=2"><svg onload=window.__pwned=3>` +
	`<iframe srcdoc="<script>parent.__pwned=4</script>"></iframe>![i](http://evil.test/i.png)[l](javascript:window.__pwned=5)` +
	`<http://evil.test/> <style>body{display:none}</style><meta http-equiv=refresh content="0;url=http://evil.test/">` +
	`${window.__pwned=6}{{constructor.constructor('window.__pwned=7')()}}' onfocus='window.__pwned=8' autofocus ` + "\u202Eright to left\u2066\u0007\u001b[31m\u2028\u0000"

// safeName is as much of it as fits into names of ours, which have no slash and at most 100 characters.
const safeName = `"><img src=x onerror=window.__pwned=9> ` + "\u202E<b>"

// hostileLine is one trace with hostile text wherever a client can put text.
func hostileLine() string {
	score, name := map[string]any{hostile[:90]: 0.25, "liked": 0}, hostile[:90]
	line := map[string]any{
		"id": "evil " + hostile[:80], "created": "2026-04-02T10:00:00Z", "name": hostile, "type": name, "input": hostile, "output": map[string]any{hostile: []any{hostile, 1, nil}},
		"expected": hostile, "error": hostile, "scores": score, "metadata": map[string]any{hostile[:90]: hostile, "plain": map[string]any{hostile: hostile}}, "tags": []string{hostile[:120], "a'\"<b>"},
		"metrics":  map[string]any{"tokens": 5},
		"feedback": []any{map[string]any{"source": "external", "user": hostile[:120], "scores": score, "comment": hostile, "expected": hostile, "metadata": map[string]any{"why": hostile}, "tags": []string{hostile[:120]}}},
	}
	child := map[string]any{"id": "evil child", "span_id": "evil child", "root_span_id": line["id"], "span_parents": []any{line["id"]}, "created": "2026-04-02T10:00:01Z", "name": hostile, "type": "tool", "input": hostile, "error": hostile}
	return asLine(line) + asLine(child)
}

func asLine(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // maps of plain values have a JSON form
	}
	return string(b) + "\n"
}

// beHostile fills the project with hostile text: by import, by a curator's forms and by an admin's.
func (s *site) beHostile() store.TraceID {
	s.t.Helper()
	ctx := context.Background()
	s.importLines(hostileLine())
	traces, _, err := s.db.Traces(ctx, postgres.Query{Project: s.project.ID}, store.Cursor{}, 100)
	require.NoError(s.t, err)
	var trace store.TraceID
	var ids []string
	for _, t := range traces {
		ids = append(ids, string(t.ID))
		if strings.HasPrefix(t.RootSpanID, "evil") {
			trace = t.ID
		}
	}
	require.NotEmpty(s.t, trace)
	admin := s.app.as(store.Admin)
	for _, form := range []url.Values{{"name": {safeName}, "kind": {"slider"}, "rubric": {hostile}}, {"name": {safeName + "2"}, "kind": {"categorical"}, "label": {"<script>window.__pwned</script>", "\"><b>b"}, "rubric": {hostile}}} {
		saved := admin.post("/p/demo/settings/scores", form)
		require.Equal(s.t, http.StatusSeeOther, saved.status, saved.text("main"))
	}
	curator := s.app.as(store.Curator)
	review := curator.follow(curator.get("/p/demo/review?filter=" + url.QueryEscape("error IS NOT NULL")))
	form := valuesOf(review.doc.Find("#item form[data-review]").Find("input, textarea, select"))
	form.Set("comment", hostile)
	form.Set("expected", hostile+" better")
	form.Set("action", "complete")
	require.Equal(s.t, http.StatusSeeOther, curator.post("/p/demo/review", form).status)
	require.Equal(s.t, http.StatusSeeOther, curator.post("/p/demo/datasets", url.Values{"dataset": {safeName}, "description": {hostile}}).status)
	add := url.Values{"trace": ids, "dataset": {safeName}, "expected": {"best"}, "note": {hostile[:150]}, "do": {"add"}}
	require.Equal(s.t, http.StatusSeeOther, curator.post("/p/demo/add", add).status)
	s.account("o'hara&co@example.org", false)
	return trace
}

// pages are addresses of every page of the application, with something on it, by what it shows.
func (s *site) pages(dataset string, trace store.TraceID) map[string]string {
	s.t.Helper()
	ctx := context.Background()
	d, err := s.db.Dataset(ctx, s.project.ID, dataset)
	require.NoError(s.t, err)
	rows, _, err := s.db.DatasetRows(ctx, s.project.ID, d.ID, 0, 0, 1)
	require.NoError(s.t, err)
	at, err := s.db.LogPosition(ctx, s.project.ID)
	require.NoError(s.t, err)
	spans, err := s.db.Spans(ctx, s.project.ID, trace)
	require.NoError(s.t, err)
	dataURL := views.DatasetURL("demo", dataset, 0, 0)
	pages := map[string]string{
		"start": "/?all=1", "account": "/account",
		"logs": "/p/demo/logs", "logs with a panel": views.LogsURL("demo", views.LogsQuery{Open: trace}), "no matches": "/p/demo/logs?filter=name+%3D+%27nobody%27",
		"filtered": "/p/demo/logs?filter=" + url.QueryEscape(`name != 'x' AND tags NOT INCLUDES 'a tag that nobody uses and that is much longer than the screen is wide' OR is_root`), "filter help": "/p/demo/filter-help",
		"built":       "/p/demo/logs?tab=build&filter=" + url.QueryEscape("created > now() - interval 7 day AND duration BETWEEN 1 AND 2 AND is_reviewed = false AND (is_root OR name = 'a') AND metadata.nothing IS NULL"),
		"all columns": "/p/demo/logs?columns=name,type,input,output,expected,comments,tags,error,datasets,reviews,corrections,duration",
		"trace":       views.TraceURL("demo", trace, views.TraceQuery{}), "review": views.ReviewURL("demo", views.ReviewQuery{At: at, Item: trace}), "nothing to review": "/p/demo/review?at=1&filter=name+%3D+%27nobody%27",
		"datasets": "/p/demo/datasets", "dataset": dataURL, "older version": views.DatasetURL("demo", dataset, d.Version, 0), "row": dataURL + "/rows/" + rows[0].ID, "row review": views.RowReviewURL("demo", views.RowRun{Dataset: dataset, Version: d.Version}),
		"add": views.AddURL("demo", "", 0, []store.TraceID{trace}), "add all": views.AddURL("demo", "", at, nil),
		"add mapped": views.AddURL("demo", "", at, nil) + "&take=span&span=answer&expected=path&from=metadata.model&sample=quota&rows=2&segment=name&split=holdout", "jobs": "/p/demo/jobs",
		"settings": "/p/demo/settings/scores", "people": "/p/demo/settings/people", "empty logs": "/p/void/logs", "empty review": "/p/void/review", "empty datasets": "/p/void/datasets",
	}
	for name, path := range s.versionPages(d, rows[0].ID) {
		pages[name] = path
	}
	recipe, err := s.db.SaveRecipe(ctx, postgres.Recipe{RecipeHead: store.RecipeHead{Project: s.project.ID, Dataset: d.ID, Name: "weekly", Source: s.project.ID, Filter: "name = 'answer'"}, Plan: adding.Default()}, 0, s.clock.now())
	require.NoError(s.t, err)
	job, err := s.db.StartJob(ctx, store.Job{Project: s.project.ID, Kind: "test", Title: "Count to three", Request: json.RawMessage(`{}`), Created: s.clock.now()})
	require.NoError(s.t, err)
	pages["recipes"], pages["recipe"], pages["job"] = views.RecipesURL("demo", dataset), views.RecipeURL("demo", dataset, recipe), views.JobURL("demo", job.ID)
	if _, err := s.db.Queue(ctx, s.project.ID, "work"); err == nil {
		for name, path := range map[string]string{"queues": "/p/demo/queues", "new queue": "/p/demo/queues/new", "edit queue": "/p/demo/queues/work/edit", "board": "/p/demo/queues/work", "gold": "/p/demo/queues/work/gold",
			"room": views.RoomURL("demo", "work", views.RoomQuery{}), "empty room": "/p/demo/review/nothing", "own work": "/p/demo/queues/mine", "enqueue": views.EnqueueURL("demo", "", at, nil), "no queues": "/p/void/queues"} {
			pages[name] = path
		}
	}
	for name, q := range map[string]string{
		"": "", "over time": "SELECT day(created) AS day, count(*) AS n, avg(scores.liked) FROM logs GROUP BY day", "by name": "SELECT input, count(*) AS n, sum(tokens) FROM logs GROUP BY input",
		"of rows": "SELECT input, output, error, tags, metadata, scores, comment FROM logs", "pivoted": "SELECT tags, name, count(*) FROM logs GROUP BY tags, name PIVOT name",
	} {
		pages["query "+name] = views.QueryURL("demo", q, "")
	}
	pages["values"], pages["over time"] = views.FacetsURL("demo", views.LogsQuery{}, at), views.HistogramURL("demo", views.LogsQuery{Zone: "Europe/Berlin"}, at)
	require.NoError(s.t, s.db.FoldRollups(ctx, s.project.ID))
	pages["trends"], pages["empty trends"] = trends.URL("demo", trends.Query{Range: "all"}), "/p/void/trends"
	pages["logs with values"] = views.LogsURL("demo", views.LogsQuery{Facets: true})
	for i, span := range spans {
		pages[fmt.Sprint("span ", i)] = views.TraceURL("demo", trace, views.TraceQuery{Span: span.ID})
		for _, format := range []string{"text", "markdown", "json", "yaml", "raw"} {
			pages[fmt.Sprint("span ", i, " as ", format)] = views.TraceURL("demo", trace, views.TraceQuery{Span: span.ID, Format: format})
		}
	}
	return pages
}
