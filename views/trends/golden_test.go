package trends_test

import (
	"testing"

	"assay/store"
	"assay/views"
	"assay/views/trends"
	"assay/views/viewtest"

	"github.com/a-h/templ"
)

func shell() views.Shell {
	return views.Shell{Title: "Title", Project: "demo", Projects: []string{"demo"}, Room: "Trends", Account: "Ada", Role: store.Curator}
}

func overTime(id string) trends.Chart {
	return trends.Chart{ID: id, Title: "Chart " + id, Says: "The mean of <i>each</i> score.", Columns: []string{"rating (user)", "<b>judge</b> (automated)"}, Unit: "day", Kind: "time", Rows: []trends.Row{
		{Name: "Mar 1", Plot: "1772323200", URL: "/logs?day=1", Cells: []trends.Cell{{Text: "0.25", Plot: "0.2500", URL: "/logs?rating", Note: "n 12", Title: "95 % interval 0.1 to 0.4"}, {Text: "–"}}},
		{Name: "Mar 2", Plot: "1772409600", URL: "/logs?day=2", Cells: []trends.Cell{{Text: "–"}, {Text: "0.9", Plot: "0.9000", URL: "/logs?judge", Note: "n 3"}}}}}
}

func segments() trends.Segments {
	cell := func(text string) trends.Cell { return trends.Cell{Text: text, URL: "/logs?segment", Note: "n 40"} }
	return trends.Segments{Field: "metadata.feature", Score: "user:rating", Fields: []trends.Choice{{Name: "metadata.feature", Current: true}, {Name: "tags"}},
		Scores: []trends.Choice{{Name: "user:rating", Current: true}}, Says: "Those whose users are unhappiest first.", Rest: 3, Over: overTime("segments-over"),
		Lines: []trends.Segment{{Name: `"checkout" <b>`, URL: "/trends?filter=checkout", Traces: cell("40"), Mean: cell("0.2"), Interval: "0.1 to 0.3", Bar: trends.Bar{Low: 10, High: 30, Mean: 20, Bounded: true},
			Low: cell("31"), Errors: cell("2"), Duration: cell("1.2 s"), Cost: cell("0.01"), ReviewURL: "/review?segment", AddURL: "/add?segment"}}}
}

func beside() trends.Beside {
	return trends.Beside{User: "rating", Judge: "judge", Users: []trends.Choice{{Name: "rating", Current: true}}, Judges: []trends.Choice{{Name: "judge", Current: true}, {Name: "tone"}}, N: 1200, PairsURL: "/logs?both",
		Note: "The newest of 5,000, back to 2026-03-01 10:00.", AgreementURL: "/judge",
		Figures: []trends.Figure{{Name: "Pearson r", Says: "how far one is a straight line of the other", Value: "0.41", Interval: "0.3 to 0.5", N: 1200}, {Name: "Kendall τ-b", Says: "order", Why: "one side is always the same", N: 1200}},
		Cross: views.CrossTable{Title: "rating and judge", Down: "rating", Across: "judge", Rows: []string{"low", "high"}, Columns: []string{"fails", "passes"}, N: 1200,
			Cells: [][]views.CrossCell{{crossed(10, "20 %"), crossed(40, "80 %")}, {crossed(0, "0 %"), crossed(1150, "100 %")}}},
		Dots:     []trends.Dot{{X: 10, Y: 90, R: 1.5, N: 4, Title: "4: rating about 0.1, judge about 0.1"}},
		Disagree: []trends.Disagreement{{Text: "<script>alert(1)</script> where is it?", URL: "/trace", User: "0", Judge: "1", When: "Mar 2 10:00"}}}
}

func crossed(n int, share string) views.CrossCell {
	return views.CrossCell{ItemLink: views.ItemLink{N: n, URL: "/logs?cell"}, Share: share, Tint: "heat-1"}
}

func themed() trends.Said {
	return trends.Said{N: trends.Cell{Text: "60", URL: "/logs?comment"}, Other: "12 are of none.", Note: "Of the newest 60.", URL: "/themes", Over: overTime("themes"),
		Themes: []trends.ThemeLine{{Name: "refund <i>wrong</i>", URL: "/trends?theme", Traces: trends.Cell{Text: "20", URL: "/logs?theme"}, Share: "33 %", Interval: "22 % to 46 %",
			Lifts: []trends.Lift{{Name: "checkout", Says: "4.1 times as often, n 12", URL: "/logs?lift"}}, Quote: "I wanted my <b>money</b>", QuoteURL: "/trace", ReviewURL: "/review?theme"}}}
}

func alerts() trends.AlertsPage {
	form := trends.AlertForm{Kind: "rate", Filter: "scores.user_rating < 0.3", Of: "true", Window: "60", Than: "above", Threshold: "20", Least: "10", Cooldown: "60", Webhook: "no address"}
	return trends.AlertsPage{Shell: shell(), CanEdit: true, CanMail: true, Form: form, Wrong: map[string]string{"webhook": "Write an address that begins with https://."},
		Alerts: []trends.AlertLine{{ID: 3, Name: "unhappy <b>", URL: "/alerts/3", When: "more than 20 % of 1 hour", Fired: "Mar 2 10:00", Filter: "scores.user_rating < 0.3", LogsURL: "/logs?alert", Told: "webhook"},
			{ID: 4, Name: "paused", URL: "/alerts/4", When: "more than 5 in 1 day", Paused: true, Trouble: "the filter names no field <x>"}},
		Firings: []trends.FiringLine{{Name: "unhappy <b>", AlertURL: "/alerts/3", At: "Mar 2 10:00", Says: "12 of 40 traces", TracesURL: "/logs?fired", Messages: []trends.MessageLine{{To: "webhook", State: "told at the second try"}}}, {Name: "paused", At: "Mar 1", Says: "a test", Test: true}}}
}

func pages() map[string]templ.Component {
	query := trends.Query{Filter: "metadata.plan = '<i>'", Range: "30d", Zone: "UTC", Group: "metadata.feature", Score: "user:rating", Compare: true}
	page := trends.Page{Shell: shell(), Query: query, Zones: []string{"UTC", "Asia/Kolkata"}, Zone: "UTC", From: "2026-03-01T00:00", To: "2026-03-03T00:00",
		Ranges: []trends.Choice{{Name: "7d", URL: "/7d"}, {Name: "30d", URL: "/30d", Current: true}}}
	full, wrong, nothing, empty := page, page, page, page
	full.Says, full.Notes = "5,000 traces, Mar 1 2026 to Mar 3 2026, by the day", []string{"Some of the newest traces are still being counted."}
	full.Tiles = []trends.Tile{{Name: "Traces", Value: "5,000", URL: "/logs", Change: "+12 %", ChangeNote: "4,464 before"},
		{Name: "rating (user)", Value: "0.41", Note: "n 1,200, 0.39 to 0.43", URL: "/logs?rating", Change: "-0.1", ChangeNote: "0.51 before, n 900", Sense: "worse"}}
	full.Felt, full.Volumes = overTime("felt"), []trends.Chart{overTime("volume")}
	full.Classes = &trends.Table{Columns: []string{"Category", "Traces"}, Rows: []trends.Row{{Name: "mood (user)", Cells: []trends.Cell{{Text: "<b>sad</b>", URL: "/logs?sad"}, {Text: "7", URL: "/logs?sad"}}}}}
	full.Segments, full.Beside, full.Said = segments(), beside(), themed()
	full.Releases = []trends.Release{{Name: "r1 <b>", At: "Mar 2 09:00", Plot: "1772442000", Seen: true, URL: "/logs?since"}}
	wrong.Wrong = map[string]string{"filter": "The filter cannot be read: unknown field <x>."}
	nothing.Nothing, nothing.Says = true, "0 traces"
	empty.Empty = true
	all := alerts()
	none := trends.AlertsPage{Shell: shell(), CanEdit: true}
	theme := trends.ThemeForm{ID: "t1", Name: "refund <i>wrong</i>", Quote: "my <b>money</b>", Terms: "refund, money", Comments: 20, URL: "/logs?theme", QuoteURL: "/trace", Pinned: true,
		Proposed: "Refunds <b>", ProposedBy: "a model", Others: []trends.Choice{{Name: "slow answers", URL: "t2"}}, ReviewURL: "/review?theme", AddTo: "/add?theme"}
	merged := trends.ThemeForm{ID: "t2", Name: "slow answers", Into: "refund <i>wrong</i>", Named: true}
	return map[string]templ.Component{
		"trends": trends.Show(full), "trends_wrong": trends.Show(wrong), "trends_nothing": trends.Show(nothing), "trends_empty": trends.Show(empty),
		"alerts": trends.Alerts(all), "alerts_none": trends.Alerts(none),
		"themes": trends.Themes(trends.ThemesPage{Shell: shell(), Themes: []trends.ThemeForm{theme, merged}, Run: "Mar 2 10:00, in 60 comments", CanEdit: true, Names: trends.Naming{Model: "a model", Comments: true},
			Wrong: map[string]string{"name": "Another theme has this name."}, WrongID: "t1", Typed: "slow answers"}),
		"themes_none": trends.Themes(trends.ThemesPage{Shell: shell()}),
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	viewtest.Pages(t, pages())
}
