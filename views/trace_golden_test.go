package views_test

import (
	"encoding/json"

	"assay/store"
	"assay/store/sheet"
	"assay/views"
	"assay/views/content"

	"github.com/a-h/templ"
)

// tracePages are the other ways of showing a trace.
func tracePages() map[string]templ.Component {
	tabs := []views.FormatTab{{Name: "Tree", URL: "/tree"}, {Name: "Timeline", URL: "/timeline", Current: true, Key: "2", Hint: "spans over time"}}
	timeline := traceView()
	timeline.Head.Layout, timeline.Head.Layouts, timeline.Head.Ticks = views.LayoutTimeline, tabs, []string{"0 ms", "1 s"}
	timeline.Head.Scales = []views.FormatTab{{Name: "Time", URL: "/time", Current: true}, {Name: "Cost", URL: "/cost"}}
	timeline.Find = views.FindView{Shown: true, Words: `<b>"`, Action: "/t", Matches: 3, Spans: 2, Here: 2, Looked: 200, Of: 5000, Next: "/next", Excerpts: []views.Excerpt{{Field: "input", Before: "a ", Match: `<b>"`, After: " c"}}, More: 1}
	thread := traceView()
	thread.Head = views.TreeHead{Layout: views.LayoutThread, Layouts: tabs}
	steps := content.Thread([]content.Exchange{{Input: `[{"role":"user","content":"<i>Hi</i>"}]`, Output: `"Hello"`}, {Input: `[{"role":"user","content":"<i>Hi</i>"}]`}})
	thread.Thread = []views.ThreadPiece{{Count: 2, Calls: []views.ThreadCall{{URL: "/span", Name: "llm <b>", Tokens: "3 tok", Duration: "1 s", Step: steps[0], Found: 1}, {URL: "/span2", Error: "no", Step: steps[1], Long: true}}},
		{From: 20, Count: 20, URL: "/later"}}
	template, err := sheet.Parse("title name\ninput as markdown\nsection More\noutput as table \"Items <b>\"\ntags as tags\ntokens as number\nmetadata.missing\nexpected.deep")
	if err != nil {
		panic(err) // a template of the test is one
	}
	shown := traceView()
	shown.Sheets = []views.FormatTab{{Name: "Everything", URL: "/all"}, {Name: "Short <b>", URL: "/short", Current: true}}
	shown.Sheet = views.NewSheet("Short <b>", template, sheet.Subject{Trace: trace(), Metadata: json.RawMessage(`{}`),
		Carried: store.PayloadHead{Payload: store.Payload{Input: `"# How"`, Output: `[{"a":1,"b":"<i>"}]`, Expected: `{"deep":`}, ExpectedSize: 2_000_000}}, nil)
	page := func(v views.TraceView) templ.Component {
		return views.Trace(views.TracePage{Shell: shell(store.Curator), Trace: v, Back: "/p/demo/logs"})
	}
	return map[string]templ.Component{"trace_timeline": page(timeline), "trace_thread": page(thread), "trace_sheet": page(shown),
		"sheets": views.Sheets(views.SheetsPage{Shell: shell(store.Admin), Fields: sheet.Fields, Renderers: sheet.Renderers,
			Sheets: []store.Sheet{{ID: 1, Slug: "short", Name: "Short <b>", Template: "name"}, {ID: 2, Slug: "gone", Name: "Gone", Template: "name", Deleted: true}},
			Typed:  store.Sheet{Template: "<b>"}, Wrong: store.Invalid{"template": "line 1: no", "name": "A sheet has a name."}})}
}
