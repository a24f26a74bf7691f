package views_test

import (
	"time"

	"assay/store"
	"assay/store/adding"
	"assay/views"

	"github.com/a-h/templ"
)

// addPages are the pages about adding: of many traces, of one span, with mistakes, and what becomes of it.
func addPages() map[string]templ.Component {
	wrong := addPage()
	wrong.Wrong = store.Invalid{"input": "This path cannot be read.", "new": "A dataset name has no /.", "segment": "Say which value makes the segments."}
	wrong.Preview = views.AddPreviewView{Failed: "There is no preview yet. <b>"}
	at := time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)
	head := store.RecipeHead{ID: 3, Name: "weekly <i>", Filter: "a < 'b'", Runs: 1, LastRun: at}
	d := store.Dataset{ID: 1, Name: "golden", Rows: 12}
	recipe := views.RecipePage{Shell: shell(store.Curator), Dataset: d, Recipe: head, Source: "demo", MayRun: true, Name: head.Name, Filter: head.Filter, At: 7, Job: "00000000-0000-4000-8000-000000000009",
		Form: addPage().Form, Preview: addPage().Preview, Runs: []views.RunLine{{At: at, Author: "ada", Says: "Added 2 rows.", Version: 7, VersionURL: "/version"}}}
	job := func(state store.JobState) store.Job {
		return store.Job{ID: "00000000-0000-4000-8000-000000000009", Title: "Add <b>", Author: "ada", State: state, Stage: "Writing rows", Done: 50, Total: 200, Created: at, Started: at, Error: "It broke."}
	}
	done := job(store.JobDone)
	done.Finished = at.Add(90 * time.Second)
	report := addPage().Preview.Report
	return map[string]templ.Component{
		"add": views.Add(addPage()), "add_wrong": views.Add(wrong),
		"recipe": views.RecipeShow(recipe), "recipes": views.RecipeList(views.RecipeListPage{Shell: shell(store.Curator), Dataset: d, Recipes: []views.RecipeLine{{RecipeHead: head, URL: "/recipe", Source: "other", Does: "all of them"}}}),
		"job_running": views.Job(views.JobPage{Shell: shell(store.Curator), Job: job(store.JobRunning), URL: "/job", CanCancel: true}),
		"job_done":    views.Job(views.JobPage{Shell: shell(store.Curator), Job: done, URL: "/job", Result: views.JobResult{Says: "Added 2 rows.", Link: "/golden", Label: "Open golden", Undo: "7", UndoURL: "/undo", Report: &report}}),
		"job_failed":  views.Job(views.JobPage{Shell: shell(store.Viewer), Job: job(store.JobFailed), URL: "/job"}),
		"jobs":        views.JobList(views.JobListPage{Shell: shell(store.Viewer), Jobs: []views.JobLine{{Job: done, URL: "/job"}}}),
	}
}

func addPage() views.AddPage {
	pair := adding.Pair{Kind: adding.Near, Action: adding.Insert, Trace: trace().ID, Input: "How <i>now</i>?", Row: "row", Other: "How now, then?", Similarity: 0.87, Split: "train", Leak: true}
	report := views.AddReport{Split: "holdout", Pairs: []views.PairLine{{Pair: pair, ID: "00000000-0000-8000-8000-000000000002", TraceURL: "/t", OtherURL: "/row", ByKind: adding.Insert, Choice: "merge"}},
		Report: adding.Report{Traces: 3, Rows: 3, Taken: 3, Inserted: 2, Leaks: 1, Unread: 4, Tally: map[adding.Kind]adding.Tally{adding.Near: {Found: 1, Inserted: 1}, adding.Origin: {Found: 1, Skipped: 1}}}}
	return views.AddPage{Shell: shell(store.Curator), Count: views.AddCount{CountView: views.CountView{N: 10_000, More: true}}, Filter: "a < 'b'", At: 7, Job: "00000000-0000-4000-8000-000000000009", BackURL: "/back", Back: "/back",
		Projects: []string{"demo", "other"}, Project: "demo", Datasets: []store.Dataset{{Name: "golden <i>", Rows: 12}}, Chosen: "golden <i>", Splits: []string{"train"}, Note: "<note>", Recipe: "weekly",
		Form: views.AddForm{Take: "one", SpanID: "00000000-0000-8000-8000-000000000002", Input: `input["<key>"]`, Expected: string(adding.ExpectedPath), From: "metadata.answer", Metadata: true, Fields: "a = output", Split: "holdout",
			Origin: "skip", Content: "merge", Near: "insert", Similarity: "80", Sample: string(adding.Quota), Rows: "5", Segment: "name", Seed: "1"},
		Preview: views.AddPreviewView{Whole: true, Report: report, Paths: []string{"input.<key>"}, Rows: []views.AddLine{
			{TraceURL: "/t", Input: "How <i>now</i>?", Expected: "Like that.", From: store.FromMapped, Kind: adding.Near, Action: adding.Insert, Similarity: 0.87, OtherURL: "/row"}, {TraceURL: "/u", From: store.FromOutput}}}}
}
