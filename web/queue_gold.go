package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"assay/store"
	"assay/store/filter"
	"assay/store/gold"
	"assay/store/postgres"
	"assay/views"
	goldview "assay/views/gold"

	"github.com/labstack/echo/v4"
)

// goldMethod says what the figures are.
var goldMethod = fmt.Sprintf("An answer is right when it is the known option, or a number within %.0f %% of the known one. What counts is the answer as it stood "+
	"when the item was completed. The interval is Wilson's; below %d answers there are too few to say.", 100*gold.Tolerance, gold.Enough)

// showGold shows the items of a queue whose answers are known, and how right its reviewers are on them.
func (s *Server) showGold(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	q, err := s.queue(c)
	if err != nil {
		return err
	}
	p := goldview.Page{Shell: s.shell(c, "Gold items of "+q.Name, "Queues"), Name: q.Name, Slug: q.Slug, Blind: q.Blind, Method: goldMethod}
	p.Shell.Styles, p.Shell.Scripts = []string{"css/gold.css", "css/repeat.css"}, []string{"js/rows.js"}
	members, err := s.DB.Members(ctx, w.project.ID)
	if err != nil {
		return err
	}
	known, err := s.DB.Gold(ctx, w.project.ID, q.ID)
	if err != nil {
		return err
	}
	ids := make([]store.TraceID, len(known))
	for i, k := range known {
		ids[i] = k.Trace
	}
	traces, err := s.tracesByID(ctx, w.project.ID, slices.Compact(ids)) // which come item by item
	if err != nil {
		return err
	}
	p.Items = goldItems(w.project.Name, q, known, traces, members)
	checked, err := s.DB.CheckGold(ctx, w.project.ID, q.ID)
	if err != nil {
		return err
	}
	p.Lines = goldLines(w.project.Name, checked, traces, members)
	if p.Steady, err = s.steadyLines(c, q, 0); err != nil {
		return err
	}
	return render(c, http.StatusOK, goldview.Show(p))
}

// goldItems puts known answers, which come item by item, into words.
func goldItems(project string, q store.Queue, known []postgres.GoldAnswer, traces map[store.TraceID]store.Trace, members []store.Member) []goldview.Item {
	var items []goldview.Item
	for _, k := range known {
		if len(items) == 0 || items[len(items)-1].Trace != k.Trace {
			item := goldview.Item{Trace: k.Trace, Title: itemWords(traces[k.Trace], lens{}), From: "answered by " + nameOf(members, k.Account),
				URL:    views.TraceURL(project, k.Trace, views.TraceQuery{Back: goldview.URL(project, q.Slug)}),
				Marked: k.Marked.UTC().Format("2 Jan 2006 15:04 UTC") + " by " + nameOf(members, k.MarkedBy)}
			if traces[k.Trace].ID == "" {
				item.URL = goldview.URL(project, q.Slug)
			}
			if k.Settled {
				item.From = "settled by " + nameOf(members, k.Account)
			}
			items = append(items, item)
		}
		item := &items[len(items)-1]
		item.Answers = append(item.Answers, goldview.Answer{Question: k.Question, Score: k.Score.String()})
	}
	return items
}

// nameOf is what a member is called.
func nameOf(members []store.Member, account int) string {
	if i := slices.IndexFunc(members, func(m store.Member) bool { return m.ID == account }); i >= 0 {
		return members[i].Called()
	}
	return "someone who left"
}

// goldLines are the figures, of the items whose traces are still there, so that a number links to as many.
func goldLines(project string, checked []postgres.GoldChecked, traces map[store.TraceID]store.Trace, members []store.Member) []goldview.Line {
	var answers []gold.Answer
	for _, a := range checked {
		if traces[a.Trace].ID != "" {
			answers = append(answers, gold.Answer(a))
		}
	}
	link := func(ids []store.TraceID) views.ItemLink { return itemsNamed(project, ids, traces) }
	var lines []goldview.Line
	for _, l := range gold.Accuracy(answers) {
		line := goldview.Line{Name: nameOf(members, l.Account), Question: l.Question, Answered: link(slices.Concat(l.Right, l.Wrong)),
			Right: link(l.Right), Wrong: link(l.Wrong)}
		if !l.Few() {
			line.Rate, line.Interval = inPercent(l.Rate.Value), inPercent(l.Rate.Low)+" to "+inPercent(l.Rate.High)
		}
		lines = append(lines, line)
	}
	slices.SortStableFunc(lines, func(x, y goldview.Line) int {
		return cmp.Or(cmp.Compare(x.Name, y.Name), cmp.Compare(x.Question, y.Question))
	})
	return lines
}

// mostNamed is how many traces a link names one by one: their ids are 20 KB of address.
const mostNamed = 500

// itemsNamed links to exactly those traces.
func itemsNamed(project string, ids []store.TraceID, traces map[store.TraceID]store.Trace) views.ItemLink {
	link := views.ItemLink{N: len(ids)}
	if len(ids) == 0 || len(ids) > mostNamed {
		return link
	}
	roots := make([]filter.Expr, len(ids))
	for i, id := range ids {
		roots[i] = filter.Value(traces[id].RootSpanID)
	}
	link.URL = views.LogsURL(project, views.LogsQuery{Filter: filter.Format(&filter.In{X: filter.At("root_span_id"), Items: roots})})
	return link
}

// unmarkGold makes items of a queue ordinary ones again.
func (s *Server) unmarkGold(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	m, err := s.moveOf(c)
	if err != nil {
		return err
	}
	if id := c.FormValue("submission"); store.IsKey(id) { // takes back that it was made gold
		m.items = append(m.items, store.TraceID(id))
	}
	n, err := s.DB.UnmarkGold(ctx, w.project.ID, m.queue.ID, m.items)
	if err != nil {
		return err
	}
	words := "Nothing was selected."
	if n > 0 {
		words = items(n) + " gold no more."
	}
	return s.leaveSaying(c, words, localPath(c.FormValue("back"), goldview.URL(w.project.Name, m.queue.Slug)))
}

// markGold makes gold of the items of a move that have known answers, and says what became of the others.
func (s *Server) markGold(c echo.Context, m move) (did string, err error) {
	w := who(c)
	marked, err := s.DB.MarkGold(c.Request().Context(), w.project.ID, m.queue, m.items, w.account.ID, s.Now())
	if err != nil {
		return "", err
	}
	const remedy = " no settled answer to what the queue asks, and none of yours. Settle or answer first."
	without := len(m.items) - len(marked)
	switch {
	case len(marked) == 0 && without == 1:
		return "Not marked: the item has" + remedy, nil
	case len(marked) == 0:
		return "Not marked: the " + items(without) + " have" + remedy, nil
	case without > 0:
		return "Marked " + items(len(marked)) + " as gold. Not " + strconv.Itoa(without) + ":" + remedy, nil
	}
	return "Marked " + items(len(marked)) + " as gold.", nil
}

// markCards tells whoever runs a queue which cards are gold.
func (s *Server) markCards(c echo.Context, q store.Queue, ids []store.TraceID, cards []views.BoardCard) error {
	w := who(c)
	if !w.role.Includes(store.Curator) {
		return nil
	}
	is, err := s.DB.GoldItems(c.Request().Context(), w.project.ID, q.ID, ids)
	for i := range cards {
		cards[i].Gold = is[cards[i].Trace]
	}
	return err
}
