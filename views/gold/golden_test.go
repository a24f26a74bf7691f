package gold_test

import (
	"testing"

	"assay/store"
	"assay/views"
	"assay/views/gold"
	"assay/views/repeat"
	"assay/views/viewtest"

	"github.com/a-h/templ"
)

func TestPagesOfGold(t *testing.T) {
	t.Parallel()
	shell := views.Shell{Title: "Title", Project: "demo", Projects: []string{"demo"}, Room: "Queues", Account: "Ada", Role: store.Curator}
	link := func(n int) views.ItemLink { return views.ItemLink{N: n, URL: "/logs?filter=a"} }
	slider, choice := store.ScoreConfig{ID: 1, Name: "quality <i>", Kind: store.Slider}, store.ScoreConfig{ID: 2, Name: "tone", Kind: store.Categorical, Options: []store.Option{{Label: "<b>good"}, {Label: "bad"}}}
	several := choice
	several.ID, several.Name, several.Multiple = 3, "tags <b>", true
	add := gold.AddPage{Shell: shell, Trace: "1", Title: "<i>Where</i> is it?", TraceURL: "/trace", Back: "/back", Queues: []views.CheckView{{Value: "work", Label: "Work <b>", Checked: true}}, Queue: "work", QueueName: "Work <b>",
		Own: true, Questions: []views.Question{views.NewQuestion(slider, store.Answer{Score: store.Num(0.7)}), views.NewQuestion(choice, store.Answer{Score: store.Score{Category: "bad"}}), views.NewQuestion(several, store.Answer{})}}
	again, empty := add, add
	again.Gold, again.In, again.Blind, again.Wrong = true, true, true, map[string]string{"quality <i>": "Enter a <b>number</b>.", "answers": "Give one."}
	empty.Queues = nil
	viewtest.Pages(t, map[string]templ.Component{
		"gold": gold.Show(gold.Page{Shell: shell, Name: "Work <b>", Slug: "work", Method: "<i>Wilson's.", Lines: []gold.Line{{Name: "<b>bob", Question: "tone", Answered: link(6), Right: link(5), Wrong: link(1), Rate: "83 %", Interval: "44 % to 97 %"},
			{Name: "ann", Question: "tone", Answered: link(1), Wrong: link(1)}}, Steady: []repeat.Line{{Name: "<b>bob", Question: "tone", KappaSays: "too few to say"}},
			Items: []gold.Item{{Trace: "1", Title: "<i>Where</i>?", URL: "/t", Answers: []gold.Answer{{Question: "tone", Score: "<b>good"}}, From: "settled by <b>ann", Marked: "1 May 2026"}}}),
		"none": gold.Show(gold.Page{Shell: shell, Name: "Work", Slug: "work"}),
		"add":  gold.Add(add), "add_again": gold.Add(again), "add_nowhere": gold.Add(empty),
	})
}
