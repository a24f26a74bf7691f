package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/agreement"
	"assay/store/gold"
	"assay/store/postgres"
	"assay/store/repeat"
	"assay/views"
	repeatview "assay/views/repeat"

	"github.com/labstack/echo/v4"
)

// repeatMethod says what the figures are.
var repeatMethod = fmt.Sprintf("At least %d other items lie between an item and its repeat, and none comes to one person a third time. The first answer counts as it stood when the "+
	"item was completed; numbers within %.0f %% of each other are the same answer. Answers given under different versions of a question are not compared. The interval is Wilson's; "+
	"below %d pairs there are too few to say. Kappa is Cohen's of first with second answers, which takes off what chance would give, weighted by distance where answers have an order.",
	repeat.Spacing, 100*gold.Tolerance, repeat.Enough)

// mostRepeats is how many items the page lists; a link from a figure leads to all of it as long as it is not greater.
const mostRepeats = 500

// showRepeats shows reviewers how steady they are themselves, and who runs the queue how steady everybody is.
func (s *Server) showRepeats(c echo.Context) error {
	w := who(c)
	q, err := s.queue(c)
	if err != nil {
		return err
	}
	p := repeatview.Page{Shell: s.shell(c, "Repeats in "+q.Name, "Queues"), Name: q.Name, Slug: q.Slug, Method: repeatMethod, All: w.role.Includes(store.Curator)}
	p.Shell.Styles, p.Shell.Scripts = []string{"css/repeat.css"}, []string{"js/rows.js"}
	if q.Repeats > 0 {
		p.Rate = repeatsNotice(q)
		if p.All {
			p.Rate = "After about " + percentTyped(q.Repeats) + " % of the items that they decide on, reviewers get one of their own again, unannounced. The second answer changes no score and is not counted."
		}
	}
	if q.For(w.account.ID) && !q.Closed {
		p.RoomURL = views.RoomURL(w.project.Name, q.Slug, views.RoomQuery{})
	}
	if !w.confined {
		p.BoardURL = views.QueueURL(w.project.Name, q.Slug)
	}
	if p.All {
		p.EditURL = views.QueueURL(w.project.Name, q.Slug, "edit")
	}
	only := w.account.ID
	if p.All {
		only = 0
	}
	if p.Lines, err = s.steadyLines(c, q, only); err != nil {
		return err
	}
	if err := s.repeatItems(c, q, only, &p); err != nil {
		return err
	}
	return render(c, http.StatusOK, repeatview.Show(p))
}

// steadyLines are the figures of a queue, of one account or with 0 of all, the asker's own first.
func (s *Server) steadyLines(c echo.Context, q store.Queue, only int) ([]repeatview.Line, error) {
	ctx, w := c.Request().Context(), who(c)
	said, err := s.DB.Repeats(ctx, w.project.ID, q.ID, only, "")
	if err != nil || len(said) == 0 {
		return nil, err
	}
	members, err := s.DB.Members(ctx, w.project.ID)
	if err != nil {
		return nil, err
	}
	configs, err := s.DB.ScoreConfigs(ctx, w.project.ID)
	if err != nil {
		return nil, err
	}
	options := map[string][]store.Option{}
	for _, config := range configs {
		options[config.Name] = config.Options
	}
	repeated := map[int]map[store.TraceID]bool{}
	var pairs []repeat.Pair
	for _, r := range said {
		if repeated[r.Account] == nil {
			repeated[r.Account] = map[store.TraceID]bool{}
		}
		repeated[r.Account][r.Trace] = true
		if r.Compared() {
			pairs = append(pairs, repeat.Pair{Trace: r.Trace, Question: r.Question, Account: r.Account, First: r.First, Second: r.Second})
		}
	}
	var lines []repeatview.Line
	for _, l := range repeat.Steadiness(pairs, options) {
		link := func(n int, question string, answers repeatview.Outcome) views.ItemLink {
			return views.ItemLink{N: n, URL: repeatview.URL(w.project.Name, q.Slug, repeatview.Query{Reviewer: l.Account, Question: question, Answers: answers}) + "#items"}
		}
		line := repeatview.Line{Name: repeaterName(members, w, l.Account), Question: l.Question, Repeated: link(len(repeated[l.Account]), "", repeatview.Any),
			Compared: link(l.N(), l.Question, repeatview.Both), Same: link(len(l.Same), l.Question, repeatview.Same), Other: link(len(l.Other), l.Question, repeatview.Other)}
		if !l.Few() {
			line.Rate, line.Interval = inPercent(l.Rate.Value), inPercent(l.Rate.Low)+" to "+inPercent(l.Rate.High)
		}
		line.Kappa, line.KappaSays = kappaWords(l.Kappa)
		lines = append(lines, line)
	}
	slices.SortStableFunc(lines, func(x, y repeatview.Line) int {
		switch own := repeaterName(members, w, w.account.ID); {
		case x.Name == own && y.Name != own:
			return -1
		case y.Name == own && x.Name != own:
			return 1
		}
		return strings.Compare(x.Name, y.Name)
	})
	return lines, nil
}

// repeaterName is what a reviewer is called on a page that shows the asker's own figures first.
func repeaterName(members []store.Member, w *identity, account int) string {
	if account == w.account.ID {
		return "You"
	}
	return nameOf(members, account)
}

// kappaWords write a kappa and what it says; no number where it rests on too little.
func kappaWords(f agreement.Figure) (value, says string) {
	if !f.OK() || f.TooFew() {
		return "", f.Words()
	}
	two := func(v float64) string { return strconv.FormatFloat(v, 'f', 2, 64) }
	return two(f.Value), two(f.Low) + " to " + two(f.High) + ", " + f.Words()
}

// repeatItems lists what the address asks for of what was said twice.
func (s *Server) repeatItems(c echo.Context, q store.Queue, only int, p *repeatview.Page) error {
	ctx, w := c.Request().Context(), who(c)
	reviewer, _ := strconv.Atoi(c.QueryParam("reviewer"))
	p.Query = repeatview.Query{Reviewer: max(reviewer, 0), Question: c.QueryParam("question"), Answers: repeatview.Outcome(c.QueryParam("answers"))}
	said, err := s.DB.Repeats(ctx, w.project.ID, q.ID, only, "")
	if err != nil {
		return err
	}
	members, err := s.DB.Members(ctx, w.project.ID)
	if err != nil {
		return err
	}
	p.Shown = repeatShown(p.Query, members, w)
	var kept []postgres.RepeatSaid
	for _, r := range said {
		if repeatWanted(p.Query, r) {
			kept = append(kept, r)
		}
	}
	var ids []store.TraceID
	same := func(a, b postgres.RepeatSaid) bool { return a.Trace == b.Trace && a.Account == b.Account }
	for i, r := range kept {
		if i > 0 && same(r, kept[i-1]) {
			continue
		}
		if len(ids) == mostRepeats {
			p.More++
			continue
		}
		ids = append(ids, r.Trace)
	}
	traces, err := s.tracesByID(ctx, w.project.ID, slices.Compact(slices.Sorted(slices.Values(ids))))
	if err != nil {
		return err
	}
	for i, r := range kept {
		if i == 0 || !same(r, kept[i-1]) {
			if len(p.Items) == mostRepeats {
				break
			}
			p.Items = append(p.Items, s.repeatLine(w, q, r, traces[r.Trace], members))
		}
		if r.Question != "" {
			item := &p.Items[len(p.Items)-1]
			item.Answers = append(item.Answers, repeatAnswer(r))
		}
	}
	return nil
}

// repeatWanted reports whether an answer is among those that the address asks for.
func repeatWanted(q repeatview.Query, r postgres.RepeatSaid) bool {
	if q.Reviewer != 0 && r.Account != q.Reviewer || q.Question != "" && r.Question != q.Question {
		return false
	}
	switch q.Answers {
	case repeatview.Same, repeatview.Other:
		return repeatAnswer(r).Outcome == q.Answers
	case repeatview.Both:
		return r.Compared()
	}
	return true
}

// repeatShown says what the address asks for; empty: everything.
func repeatShown(q repeatview.Query, members []store.Member, w *identity) string {
	var parts []string
	if q.Reviewer != 0 {
		parts = append(parts, "of "+strings.Replace(repeaterName(members, w, q.Reviewer), "You", "yours", 1))
	}
	if q.Question != "" {
		parts = append(parts, "about "+q.Question)
	}
	switch q.Answers {
	case repeatview.Same:
		parts = append(parts, "with the same answer both times")
	case repeatview.Other:
		parts = append(parts, "with another answer the second time")
	case repeatview.Both:
		parts = append(parts, "with both answers")
	}
	if len(parts) == 0 {
		return ""
	}
	return "Only items " + strings.Join(parts, " ") + "."
}

// repeatLine is the head of one item of the list.
func (s *Server) repeatLine(w *identity, q store.Queue, r postgres.RepeatSaid, t store.Trace, members []store.Member) repeatview.Item {
	item := repeatview.Item{Trace: r.Trace, Title: itemWords(t, lensFor(w, q, true)), Who: repeaterName(members, w, r.Account), When: r.Answered.UTC().Format("2 Jan 2006 15:04 UTC"),
		Skipped: r.Skipped, URL: views.TraceURL(w.project.Name, r.Trace, views.TraceQuery{Back: repeatview.URL(w.project.Name, q.Slug, repeatview.Query{})})}
	if w.confined || r.Account == w.account.ID && q.For(w.account.ID) && !q.Closed {
		item.URL = views.RoomURL(w.project.Name, q.Slug, views.RoomQuery{Item: r.Trace})
	}
	if t.ID == "" {
		item.URL = repeatview.URL(w.project.Name, q.Slug, repeatview.Query{})
	}
	if r.Beside.Comment != "" {
		item.Beside = append(item.Beside, "Comment: "+r.Beside.Comment)
	}
	if r.Beside.Expected != "" {
		item.Beside = append(item.Beside, "Expected output: "+r.Beside.Expected)
	}
	if len(r.Beside.Tags) > 0 {
		item.Beside = append(item.Beside, "Tags: "+strings.Join(r.Beside.Tags, ", "))
	}
	if r.Beside.Flag != nil {
		item.Beside = append(item.Beside, map[bool]string{true: "Flagged", false: "Flag taken off"}[*r.Beside.Flag])
	}
	return item
}

// repeatAnswer puts both answers to a question into words.
func repeatAnswer(r postgres.RepeatSaid) repeatview.Answer {
	a := repeatview.Answer{Question: r.Question, First: r.First.String(), Second: r.Second.String()}
	switch {
	case r.FirstText != "" || r.SecondText != "":
		a.First, a.Second, a.Note = r.FirstText, r.SecondText, "text, not compared"
	case r.First.IsNull():
		a.Note = "not answered the first time"
	case !r.Compared():
		a.Note = "the question was changed between"
	case repeat.Pair{First: r.First, Second: r.Second}.Same():
		a.Outcome = repeatview.Same
	default:
		a.Outcome = repeatview.Other
	}
	return a
}
