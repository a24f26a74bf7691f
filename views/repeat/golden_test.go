package repeat_test

import (
	"testing"

	"assay/store"
	"assay/views"
	"assay/views/repeat"
	"assay/views/viewtest"

	"github.com/a-h/templ"
)

func page(change func(*repeat.Page)) repeat.Page {
	link := func(n int) views.ItemLink { return views.ItemLink{N: n, URL: "/repeats?answers=same#items"} }
	p := repeat.Page{Shell: views.Shell{Title: "Title", Project: "demo", Projects: []string{"demo"}, Room: "Queues", Account: "Ada", Role: store.Curator}, Name: "Work <b>", Slug: "work", Rate: "After about 5 %.",
		Method: "Numbers <i>nearby</i> are the same.", All: true, RoomURL: "/room", BoardURL: "/board", EditURL: "/edit",
		Lines: []repeat.Line{
			{Name: "You", Question: "tone <i>", Repeated: link(12), Compared: link(10), Same: link(9), Other: link(1), Rate: "90 %", Interval: "60 % to 98 %", Kappa: "0.71", KappaSays: "0.40 to 1.00, substantial"},
			{Name: "<b>bob", Question: "quality", Repeated: link(2), Compared: link(2), Same: link(2), KappaSays: "too few to say"},
		},
		Items: []repeat.Item{
			{Trace: "1", Title: "<i>Where</i> is it?", URL: "/item", Who: "You", When: "1 May 2026 10:00 UTC", Beside: []string{"Comment: <b>hm</b>"}, Answers: []repeat.Answer{
				{Question: "tone <i>", First: "<b>good", Second: "bad", Outcome: repeat.Other}, {Question: "quality", First: "0.5", Second: "0.5", Outcome: repeat.Same},
				{Question: "why", First: "<i>a", Second: "b", Note: "text, not compared"}}},
			{Trace: "2", Title: "Skipped", URL: "/item", Who: "<b>bob", When: "1 May 2026 09:00 UTC", Skipped: true},
		}}
	if change != nil {
		change(&p)
	}
	return p
}

func TestPagesOfRepeats(t *testing.T) {
	t.Parallel()
	nothing := func(p *repeat.Page) { p.Lines, p.Items = nil, nil }
	viewtest.Pages(t, map[string]templ.Component{
		"repeats": repeat.Show(page(nil)),
		"own": repeat.Show(page(func(p *repeat.Page) {
			p.All, p.EditURL, p.BoardURL, p.Shown, p.More = false, "", "", "Only items about tone <i>.", 3
		})),
		"none": repeat.Show(page(nothing)),
		"off":  repeat.Show(page(func(p *repeat.Page) { nothing(p); p.Rate = "" })),
	})
}
