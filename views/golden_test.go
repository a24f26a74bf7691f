package views_test

import (
	"encoding/json"
	"maps"
	"net/url"
	"strings"
	"testing"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/views"
	"assay/views/content"
	"assay/views/viewtest"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
)

func shell(role store.Role) views.Shell {
	return views.Shell{Title: "Title", Project: "demo", Projects: []string{"demo", "other"}, Room: "Logs", Account: "Ada", Role: role, Wide: true}
}

func trace() store.Trace {
	return store.Trace{
		ID: "00000000-0000-8000-8000-000000000001", RootSpanID: "root-1", RootID: "00000000-0000-8000-8000-000000000002",
		Created: time.Date(2020, 2, 3, 4, 5, 6, 0, time.UTC), Name: "answer", Type: "task", Duration: 1500 * time.Millisecond, HasDuration: true,
		Errors: 1, Error: "timeout", Spans: 3, Tokens: 1234, Cost: 0.0012,
		Scores:   store.FoldedScores{"rating": store.Num(0.25), "verdict": {Category: "bad"}, "tone": {}},
		BySource: map[store.Source]store.FoldedScores{store.User: {"rating": store.Num(0.25)}, store.Review: {"verdict": {Category: "bad"}, "tone": {}}},
		Metadata: json.RawMessage(`{"feature": "chat", "deep": {"er": 1}}`), Feedback: json.RawMessage(`{"thumbs_up": [false, true]}`),
		Tags: []string{"vip", `<b>"quoted"</b>`}, Comments: 2, Corrections: 1, Reviews: 1, Input: "How <i>now</i>?", Output: "Like this.",
		LastComment: "no!", Datasets: []string{"golden"}, StillMatches: true,
	}
}

func traceView() views.TraceView {
	t := trace()
	link := func(format string) string { return "/format/" + format }
	votes := []store.Vote{{Name: "rating", Source: store.User, Score: store.Num(0), At: t.Created, SpanID: t.RootID}, {Name: "rating", Source: store.User, Author: "bob", Score: store.Num(0.5), At: t.Created, SpanID: t.RootID}}
	return views.TraceView{
		Project: "demo", Trace: t, CanReview: true, CanDecide: true, Return: "/back",
		Head: views.TreeHead{Spans: 102, Loads: true, Next: "/b", Close: "/closed", Layouts: []views.FormatTab{{Name: "Tree", URL: "/tree", Current: true}, {Name: "Timeline", URL: "/timeline", Key: "w", Hint: "timeline"}}},
		Tree: []views.SpanPiece{{Count: 2, Lines: []views.SpanLine{
			{URL: "/a", Name: "answer", Type: "task", Current: true, Duration: "1.5 s", Start: "0.0", Width: "100.0", Errors: 1, Below: 101, Fold: "/fold", Tokens: "12 tok", Own: "none of its own"},
			{URL: "/b", Name: "llm", Type: "llm", Depth: 1, Error: "timeout", Errors: 1, Tokens: "12 tok", Cost: "$0.0001", Found: 2}}}, {From: 100, Count: 2, URL: "/more"}},
		Span: views.SpanView{ID: t.RootID, RowID: "row", Name: "answer", IsRoot: true, Metadata: views.Facts(t.Metadata),
			Values: []views.ValueView{views.NewValue("Input", `"How <i>now</i>?"`, "", "/more", link), views.NewValue("Output", `{"a": [1, "<script>"]}`, "raw", "/more", link)}},
		Scores:      views.ScoreLines("demo", t, votes),
		Comments:    []store.Comment{{ID: "00000000-0000-4000-8000-000000000003", SpanID: t.RootID, Source: store.User, Body: "no! <script>alert(1)</script>", At: t.Created}},
		Corrections: []views.CorrectionView{views.NewCorrection(store.Correction{ID: "00000000-0000-4000-8000-000000000004", Source: store.User, State: store.Proposed, Body: `"Like that."`, At: t.Created}, `"Like this."`)},
		History: views.HistoryLines([]store.Event{
			{ID: "3", Kind: store.RetractEvent, Retracts: "2", Author: "ada", Source: store.Review, At: t.Created},
			{ID: "2", Kind: store.ScoreEvent, Name: "rating", Score: store.Num(1), Replaces: "1", Author: "ada", Source: store.Review, At: t.Created, Retracted: true},
			{ID: "1", Kind: store.ScoreEvent, Name: "rating", Score: store.Num(0.5), Author: "ada", Source: store.Review, At: t.Created, ConfigID: 7, ConfigVersion: 2},
		}, map[store.ConfigVersion]store.ScoreConfig{{Config: 7, Version: 2}: {ID: 7, Version: 2, Name: "rating", Kind: store.Categorical, Rubric: "**Then**", Options: []store.Option{{Label: "<b>", Example: "`x`"}}}}),
		Rows: []store.RowLink{{Dataset: "golden", Row: "r1"}},
	}
}

func listPage(role store.Role) views.TraceListPage {
	columns := views.DefaultColumns([]string{"rating", "verdict", "tone"})
	columns = append(columns, views.ParseColumns([]string{"metadata.feature", "metadata.thumbs_up", "scores.user.rating", "duration", "error", "datasets"})...)
	return views.TraceListPage{Shell: shell(role), Columns: columns, Choices: views.ColumnChoices(columns, []string{"rating", "other"}, []string{"feature"}),
		Rows: []store.Trace{trace()}, Count: views.CountView{N: 10_000, More: true}, At: 7, Next: "/older", CanAdd: role.Includes(store.Curator), CanRate: role.Includes(store.Reviewer)}
}

// viewPage is a changed view with columns of all kinds.
func viewPage() views.TraceListPage {
	p := listPage(store.Curator)
	p.Query = views.LogsQuery{Filter: "tags INCLUDES 'a'", Columns: []string{"!created", "300:input", "=Length|len(output)", "=<b>|1 +"}, Rows: "compact", View: "low", Saved: "filter=a"}
	p.Columns = views.ParseColumns(p.Query.Columns)
	p.Custom = map[string]views.CustomValues{"=Length|len(output)": {Numbers: true, Of: map[store.TraceID][]string{trace().ID: {"1234", "0.12345"}}}}
	p.Mistakes = []views.ColumnMistake{{Column: "<b>", Mistake: views.Mistake{Error: "expected a value", Line: "1 +", Caret: "   ^"}}}
	link := views.ViewLink{Slug: "low", Name: "Low <i>thumbs</i>", URL: "/view", Current: true, Opens: "you"}
	p.Views = views.ViewMenu{Own: []views.ViewLink{link}, Shared: []views.ViewLink{{Slug: "team", Name: "Team", URL: "/team", Opens: "everyone"}}, Current: link, MaySave: true, MayShare: true, All: "/all"}
	return p
}

func sessionsPage() views.TraceListPage {
	p := listPage(store.Viewer)
	p.Query.Group, p.Rows = views.GroupSession, nil
	at := time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)
	p.Sessions = &views.SessionList{Keys: store.SessionKeys, Loose: 2, LooseURL: "/loose", Searched: at, Lines: []views.SessionLine{
		{Session: store.Session{Key: "session_id", Traces: 3, First: at.Add(-time.Hour), Last: at, Errors: 1, UserScores: 2, UserMean: 0.25}, Name: "<b>s</b>", URL: "/session", Bad: "/bad"},
		{Session: store.Session{Key: "thread_id", Traces: 10_000, Capped: true, Last: at}, Name: "7", URL: "/thread"},
	}}
	return p
}

func viewsPage() views.ViewListPage {
	v := store.View{ID: 1, Slug: "low", Name: "Low <i>thumbs</i>", Owner: 2, By: "Ada <b>", Shared: true, Project: true}
	own := store.View{ID: 2, Slug: "mine", Name: "Mine", Own: true}
	return views.ViewListPage{Shell: shell(store.Curator), MayShare: true, Views: []views.ViewLine{
		{View: v, URL: "/view", Says: "All traces", MayEdit: true, Typed: "", Wrong: store.Invalid{"name": "A view has a name."}}, {View: own, URL: "/mine", Says: "x", Mine: true, MayEdit: true, Typed: "Mine"}},
		New: &views.NewView{Name: "", State: "filter=a", Says: "a", Wrong: store.Invalid{"name": "A view has a name."}}}
}

func bulkPage() views.BulkPage {
	value := 1.0
	return views.BulkPage{Shell: shell(store.Curator), Do: store.BulkTag, Count: views.CountView{N: 12}, Filter: "a < 'b'", At: 7, Back: "/back", Submission: "00000000-0000-4000-8000-000000000009",
		Tags: "a, <b>", Known: []string{"<known>"}, CanExport: true, Wrong: store.Invalid{"tags": "Give tags."}, Questions: []views.Question{
			views.NewQuestion(store.ScoreConfig{ID: 1, Name: "tone <i>", Kind: store.Slider}, store.Answer{}),
			views.NewQuestion(store.ScoreConfig{ID: 2, Name: "verdict", Kind: store.Categorical, Options: []store.Option{{Label: "good", Value: &value}, {Label: "<bad>"}}}, store.Answer{}),
			views.NewQuestion(store.ScoreConfig{ID: 3, Name: "why", Kind: store.FreeText}, store.Answer{})}}
}

func scoresPage() views.ScoreSummaryPage {
	narrow := func(e filter.Expr) string { return "/list?" + filter.Format(e) }
	numbers := store.ScoreSummary{Name: "rating", N: 3, Sum: 1.5, Squares: 1.25, Bins: [store.Bins]int{1, 0, 0, 0, 0, 1, 0, 0, 0, 1}}
	words := store.ScoreSummary{Name: "tone", Source: store.Review, Categories: []store.CategoryCount{{Category: "<good>", N: 2}}, Split: 1}
	return views.ScoreSummaryPage{Shell: shell(store.Viewer), Filter: "a < 1", Back: "/list", Traces: views.CountView{N: 10_000}, Bounded: true, Since: time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC),
		Scores: []views.ScoreHistogram{views.NewHistogram("rating", numbers, narrow), views.NewHistogram("review.tone", words, narrow), views.NewHistogram("none", store.ScoreSummary{Name: "none"}, narrow)}}
}

func reviewPage() views.ReviewPage {
	run := views.ReviewQuery{Filter: "scores.rating < 0.3", At: 7}
	value := 0.0
	config := func(id int, kind store.ConfigKind, options ...store.Option) store.ScoreConfig {
		return store.ScoreConfig{ID: id, Version: 1, Name: "q <" + string(kind) + ">", Kind: kind, Options: options, Rubric: "**Why?**"}
	}
	item := views.ReviewItem{Trace: traceView(), Submission: "00000000-0000-4000-8000-000000000009", Seen: run.At, Visible: []string{"user", "comments"}, Action: "/p/demo/review", URL: "/this", NextURL: "/next", Position: views.CountView{N: 1}, CanApprove: true,
		Questions: []views.Question{
			views.NewQuestion(config(1, store.Slider), store.Answer{Score: store.Num(0.75)}),
			views.NewQuestion(config(2, store.Categorical, store.Option{Label: "good"}, store.Option{Label: "bad", Value: &value}), store.Answer{Score: store.Score{Category: "bad"}}),
			views.NewQuestion(config(3, store.FreeText), store.Answer{Text: "</textarea><script>"}),
		}}
	return views.ReviewPage{Shell: shell(store.Curator), Run: run, Items: []views.ReviewItem{item, item}, Total: views.CountView{N: 3}, ListURL: "/list", Last: views.Said{Words: "rating = 1"}}
}

// buildView has a row of every kind.
func buildView() *views.BuildView {
	is, _ := filter.LookupOperator("=")
	between, _ := filter.LookupOperator("BETWEEN")
	null, _ := filter.LookupOperator("IS NULL")
	return &views.BuildView{Any: true, Writes: "name = '<b>' OR comment IS NULL", Open: 1, AsText: 1, Draft: true,
		Groups: []views.FieldGroup{{Name: "Fields", Fields: []views.FieldChoice{{Path: "name", Label: "name"}, {Path: "created", Label: "created"}}}},
		Rows: []views.BuildRow{
			{FormRow: filter.FormRow{Field: "name", Operator: "=", Value: "<b>", Anywhere: true}, Operators: []filter.Operator{is, null}, Operand: is.Operand, Type: filter.TypeString, Values: []string{`"quoted"`}},
			{FormRow: filter.FormRow{Field: "created", Operator: "BETWEEN", Value: "2026-01-01"}, Operators: []filter.Operator{between}, Operand: between.Operand, Type: filter.TypeTime, Error: "Enter the other value.", Part: "to", Focus: true},
			{FormRow: filter.FormRow{Field: "metadata.rare", Operator: "IS NULL"}, Operators: []filter.Operator{null}, Type: filter.TypeJSON},
			{FormRow: filter.FormRow{Field: "is_root", Operator: "=", Value: "false"}, Operators: []filter.Operator{is}, Operand: is.Operand, Type: filter.TypeBool},
			{FormRow: filter.FormRow{Written: "a = 1 OR b = 2"}, AsText: true}, {},
		}}
}

func pages() map[string]templ.Component {
	wrong := listPage(store.Viewer)
	wrong.Rows, wrong.Count = nil, views.CountView{}
	wrong.Filter = views.FilterBox{Text: "nam = 3", Error: "unknown field nam", Line: "nam = 3", Caret: "^^^", Suggestion: "name", Warnings: []string{"doubtful"}, Examples: []views.FilterExample{{Text: "comment IS NOT NULL", Says: "someone commented"}}}
	empty := views.TraceListPage{Shell: shell(store.Admin), Empty: true}
	open := listPage(store.Curator)
	view := traceView()
	open.Panel, open.Query.Open = &view, view.Trace.ID
	flash := shell(store.Reviewer)
	flash.Flash, flash.Undo, flash.UndoURL, flash.Back = "Saved.", "id", "/undo", "/back"
	done := reviewPage()
	done.Items = nil
	filtered, built := listPage(store.Curator), listPage(store.Curator)
	filtered.Query.Filter = `metadata.feature = '<b>' AND tags NOT INCLUDES 'x'`
	e, err := filter.Parse(filtered.Query.Filter)
	if err != nil {
		panic(err) // it is written above
	}
	filtered.Filter = views.FilterBox{Text: filtered.Query.Filter, Expr: e, Chips: views.NewChips("demo", filtered.Query, e)}
	built.Query.Tab, built.Build = views.TabBuild, buildView()
	all := map[string]templ.Component{
		"logs": views.TraceList(listPage(store.Curator)), "logs_open": views.TraceList(open), "logs_viewer": views.TraceList(listPage(store.Viewer)),
		"logs_wrong_filter": views.TraceList(wrong), "logs_empty": views.TraceList(empty),
		"logs_filtered": views.TraceList(filtered), "logs_build": views.TraceList(built), "filter_help": views.FilterHelp(views.NewFilterHelp(shell(store.Viewer))),
		"logs_view": views.TraceList(viewPage()), "logs_sessions": views.TraceList(sessionsPage()),
		"views": views.ViewList(viewsPage()), "bulk": views.Bulk(bulkPage()), "scores": views.ScoreSummary(scoresPage()),
		"trace":  views.Trace(views.TracePage{Shell: flash, Trace: view, Back: "/list"}),
		"review": views.Review(reviewPage()), "review_nothing": views.Review(done), "review_row": views.Review(rowReviewPage()),
		"datasets":           views.DatasetList(datasetsPage()),
		"quickstart_waiting": views.Quickstart(waitingPage()),
		"error":              views.ErrorPage(views.ErrorView{Status: 404, Title: "Nothing here", Message: "There is nothing here.", Back: "/"}),
		"agreement":          views.Agreement(agreementPage()), "agreement_nobody": views.Agreement(views.AgreementPage{Shell: shell(store.Reviewer)}),
		"adjudicate": views.Adjudicate(adjudicatePage()), "adjudicate_nothing": views.Adjudicate(views.AdjudicatePage{Shell: shell(store.Curator), ListURL: "/list"}),
		"judge": views.Judge(judgePage()),
	}
	maps.Copy(all, explorePages())
	maps.Copy(all, addPages())
	maps.Copy(all, versionPages())
	maps.Copy(all, tracePages())
	return all
}

func datasetsPage() views.DatasetListPage {
	at := time.Date(2026, 5, 20, 9, 0, 0, 0, time.UTC)
	gone := store.Dataset{ID: 3, Name: "old <i>set</i> (deleted 3)", Was: "old <i>set</i>", Rows: 1200, Version: store.VersionAt(9), Deleted: at}
	return views.DatasetListPage{Shell: shell(store.Curator), CanCreate: true, Datasets: []store.Dataset{{ID: 1, Name: "golden", Rows: 12, Changed: at, Description: "<b>the best</b>"}},
		Deleted: []views.DeletedDataset{{Dataset: gone, Field: views.RestoreField(3), Name: "golden"}},
		Wrong:   store.Invalid{views.RestoreField(3): "There is a dataset of this name already."}}
}

func waitingPage() views.QuickstartPage {
	return views.QuickstartPage{Shell: shell(store.Viewer), Env: "A=1", First: views.FirstTrace{Ask: "/ask"}, Waiting: store.Waiting{N: 12, About: []string{"row-1", "<b>row</b>"}}}
}

func TestPages(t *testing.T) {
	t.Parallel()
	viewtest.Pages(t, pages())
}

func TestValuesNarrowTheList(t *testing.T) {
	t.Parallel()
	narrow, err := filter.Parse("name = 'a'")
	require.NoError(t, err)
	view := traceView()
	view.Narrow = views.Narrow{Project: "demo", List: views.LogsQuery{Filter: "name = 'a'", Columns: []string{"name"}}, Filter: narrow}
	choices := func(object string, root bool) map[string]string {
		view.Span.IsRoot, view.Span.Metadata = root, views.Facts(json.RawMessage(object))
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(viewtest.Rendered(t, views.Trace(views.TracePage{Shell: shell(store.Viewer), Trace: view}))))
		require.NoError(t, err)
		found := map[string]string{}
		doc.Find(".facts .value-menu a").Each(func(_ int, s *goquery.Selection) {
			u, err := url.Parse(s.AttrOr("href", ""))
			require.NoError(t, err)
			require.Equal(t, []string{"name"}, u.Query()["columns"], "the list keeps its columns")
			found[s.Text()] = u.Query().Get("filter")
		})
		return found
	}
	require.Equal(t, map[string]string{"Only show these": "name = 'a' AND metadata.feature = 'chat'", "Exclude these": "name = 'a' AND metadata.feature <!=> 'chat'"}, choices(`{"feature": "chat"}`, true))
	require.Equal(t, map[string]string{"Only 1.50": "name = 'a' AND metadata.a.b = 1.50", "1.50 or less": "name = 'a' AND metadata.a.b <= 1.50", "1.50 or more": "name = 'a' AND metadata.a.b >= 1.50",
		"Exclude 1.50": "name = 'a' AND metadata.a.b <!=> 1.50"}, choices(`{"a": {"b": 1.50}}`, true))
	require.Equal(t, map[string]string{"Only show these": "name = 'a' AND ANY_SPAN(metadata.ok = true)", "Exclude these": "name = 'a' AND NOT ANY_SPAN(metadata.ok = true)"}, choices(`{"ok": true}`, false))
	require.Equal(t, `name = 'a' AND metadata."it's" = 'it''s "x"'`, choices(`{"it's": "it's \"x\""}`, true)["Only show these"])
	require.Empty(t, choices(`{"gone": null, "list": [1], "empty": "", "long": "`+strings.Repeat("x", 300)+`"}`, true), "what no condition is for is only shown")
}

func TestTextIsKeptWhole(t *testing.T) {
	t.Parallel()
	page := viewtest.Rendered(t, views.Trace(views.TracePage{Shell: shell(store.Viewer), Trace: traceView()}))
	node, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	text := goquery.NewDocumentFromNode(node).Find("main").Text()
	for _, said := range []string{"How <i>now</i>?", "no! <script>alert(1)</script>", "<script>", content.Plain(`"Like that."`)[:4]} {
		require.Contains(t, text, said)
	}
}
