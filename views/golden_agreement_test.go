package views_test

import (
	"assay/store"
	"assay/views"
)

func agreementPage() views.AgreementPage {
	link := func(n int) views.ItemLink { return views.ItemLink{N: n, URL: "/items"} }
	figure := views.Figure{Name: "Krippendorff's alpha", Says: "what it is", Value: "−0.12", Interval: "−0.40 to 0.20", Words: "too few to say", Tint: "tint-1", Items: 28}
	none := views.Figure{Name: "Cohen's kappa", Words: "all answers are the same"}
	cell := views.PairCell{Figure: figure, URL: "/pair", Items: link(9), Differ: link(2)}
	return views.AgreementPage{
		Shell: shell(store.Curator), Query: views.AgreementQuery{Filter: "name = '<i>'", Since: "2026-01-01", Question: "tone", Segment: "model"}, Wrong: map[string]string{"until": "This is not a day."},
		Read: views.CountView{N: 5000, More: true}, Cap: 5000, Keys: []string{"model", `"><b>`}, Sources: []string{"Cohen 1960."}, Caution: "Look at the interval.",
		Questions: []views.AgreementLine{{Name: "tone <b>", URL: "/tone", Current: true, Shared: link(28), Split: link(15), Percent: figure, Alpha: figure, Baseline: "60 % with “good”", Settle: "/settle"},
			{Name: "quality", URL: "/quality", Percent: none, Alpha: none}},
		Detail: &views.AgreementDetail{
			Name: "tone <b>", Scale: "Answers have an order.", Items: 76, Shared: link(28), Split: link(15), Figures: []views.Figure{figure, none},
			Prevalence: []views.AgreementShare{{Label: "<i>good</i>", N: 3, Share: "60 %"}}, Baseline: "Someone who never looks …",
			Matrix:  &views.PairMatrix{People: []string{"ann", "bo", "<b>"}, Left: 1, Rows: []views.PairRow{{Name: "ann", Cells: []views.PairCell{{Same: true}, cell, {}}}}},
			Cross:   &views.PairCross{A: "ann", B: "<b>", Labels: []string{"good", "bad"}, Cells: [][]views.ItemLink{{link(3), link(0)}, {link(1), link(2)}}},
			Raters:  []views.RaterLine{{Name: "ann", You: true, Items: link(12), Percent: figure, Alpha: none, AlphaWithout: figure, Lean: "0.20 higher"}},
			Segment: "model", Segments: []views.SegmentLine{{Label: "small", Items: link(4), Split: link(1), Percent: figure, Alpha: figure}},
		},
	}
}

func adjudicatePage() views.AdjudicatePage {
	item := views.AdjudicateItem{
		ReviewItem: views.ReviewItem{Trace: traceView(), Submission: "00000000-0000-4000-8000-000000000009", URL: "/this", NextURL: "/next", PreviousURL: "/previous", Position: views.CountView{N: 2}},
		Question:   "tone <b>", Rubric: "**Why?**", Number: true, Settled: "settled as good by <i>ann</i>",
		Sides:  []views.Side{{Label: "good", Value: "cgood", Key: "1", People: []views.SidePerson{{Name: "ann", Reasons: []string{"<script>alert(1)</script>"}}, {Name: "bo"}}}, {Label: "0.25", Value: "n0.25", Key: "2"}},
		Others: []views.Side{{Label: "fair", Value: "cfair", Key: "3"}, {Label: "none", Value: "cnone"}},
	}
	return views.AdjudicatePage{Shell: shell(store.Curator), Query: views.AdjudicateQuery{Question: "tone <b>", At: 7}, Items: []views.AdjudicateItem{item, item}, Total: views.CountView{N: 3},
		Questions: []views.LaneQuestion{{Name: "tone <b>", URL: "/tone", Left: views.CountView{N: 3}, Current: true}}, ListURL: "/list", Last: views.Said{Words: "settled tone as good"}}
}

func judgePage() views.JudgePage {
	link := func(n int) views.ItemLink { return views.ItemLink{N: n, URL: "/items"} }
	cell := func(n int, tint string) views.CrossCell {
		return views.CrossCell{ItemLink: link(n), Share: "50 %", Tint: tint}
	}
	return views.JudgePage{
		Shell: shell(store.Reviewer), Read: views.CountView{N: 20_000, More: true}, Cap: 20_000, AllThree: link(17), Neither: link(0),
		Sides: []views.JudgeSide{{Title: "Users", Field: "user", Name: "thumbs", Cut: "0.5", HasCut: true, Covered: link(443), Choices: []views.ScoreChoice{{Name: "thumbs", N: 443, Current: true}, {Name: "<b>", N: 1}}},
			{Title: "Judge", Field: "judge", Cut: "0.5"}, {Title: "Reviewers", Field: "question", Cut: "0.3, 0.7"}},
		Conflict: []views.Conflict{{Title: "Users unhappy, judge passes", Says: "scores.user.thumbs < 0.5", Items: link(138), ReviewURL: "/review"}, {Title: "Users happy, judge fails", Says: "x", Items: link(0)}},
		Tables: []views.CrossTable{
			{ID: "user-judge", Title: "Users and Judge", Down: "Users, thumbs", Across: "Judge, <i>", Rows: []string{"below 0.5", "0.5 and above"}, Columns: []string{"<i>", "b"}, Cells: [][]views.CrossCell{{cell(9, "heat-1"), cell(138, "heat-4")}, {cell(0, ""), cell(3, "heat-2")}},
				Both: link(150), OnlyDown: link(2), OnlyAcross: link(1), Measure: "Rank correlation", Says: "1: the same order.", Value: "0.21", Interval: "0.11 to 0.30", N: 150},
			{ID: "user-review", Title: "Users and Reviewers", Down: "Users", Across: "Reviewers", Why: "one of the two has no scores"},
		},
	}
}
