package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"assay/store"
	"assay/views"
	goldview "assay/views/gold"
	repeatview "assay/views/repeat"

	"github.com/labstack/echo/v4"
)

// How many cards a column of the board shows, and when asked for more.
const (
	boardCards     = 50
	boardMoreCards = 500
)

// showBoard shows a queue's items by state.
func (s *Server) showBoard(c echo.Context) error {
	q, err := s.queue(c)
	if err != nil {
		return err
	}
	return s.boardPage(c, q, "", "")
}

// boardPage shows the board, with what was just done on it.
func (s *Server) boardPage(c echo.Context, q store.Queue, did string, undo store.EventID) error {
	ctx, w := c.Request().Context(), who(c)
	if err := s.DB.Expire(ctx, w.project.ID, q.ID, s.Now()); err != nil {
		return err
	}
	p := views.BoardPage{Shell: s.shell(c, q.Name, "Queues"), Name: q.Name, Slug: q.Slug, ByFilter: q.Filter != nil, Facts: s.queueFacts(q), Said: did, Undo: string(undo)}
	p.Shell.Wide, p.Shell.Scripts = true, []string{"js/rows.js", "js/poll.js", "js/board.js"}
	if q.Filter != nil {
		p.Filter = *q.Filter
	}
	if q.For(w.account.ID) && !q.Closed {
		p.RoomURL = views.RoomURL(w.project.Name, q.Slug, views.RoomQuery{})
	}
	if q.Repeats > 0 {
		p.AgainURL = repeatview.URL(w.project.Name, q.Slug, repeatview.Query{})
	}
	var err error
	if p.Counts, err = s.DB.QueueTotals(ctx, w.project.ID, q.ID); err != nil {
		return err
	}
	p.Aim, p.AimHint = aimWords(p.Counts), aimHint(q.Order)
	members, err := s.DB.Members(ctx, w.project.ID)
	if err != nil {
		return err
	}
	if w.role.Includes(store.Curator) {
		p.EditURL, p.GoldURL = views.QueueURL(w.project.Name, q.Slug, "edit"), goldview.URL(w.project.Name, q.Slug)
		p.People = assignees(q, members, w.account.ID)
		if !isPartial(c.Request()) {
			p.Shell.Styles = []string{"css/rubric.css"}
			if p.Older, err = s.olderLines(c, q); err != nil {
				return err
			}
		}
		if p.Troubles, err = s.troubles(ctx, w.project.ID, q); err != nil {
			return err
		}
	}
	if p.Columns, err = s.boardColumns(c, q, p.Counts, members); err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Board(p), "board")
}

func (s *Server) troubles(ctx context.Context, project store.ProjectID, q store.Queue) ([]views.BoardTrouble, error) {
	list, err := s.DB.Undelivered(ctx, project, q.ID, 10)
	var out []views.BoardTrouble
	for _, t := range list {
		out = append(out, views.BoardTrouble{To: t.Email, Channel: string(t.Channel), Error: t.Error, Attempts: t.Attempts, GivenUp: t.GivenUp})
	}
	return out, err
}

// queueFacts say how a queue works.
func (s *Server) queueFacts(q store.Queue) []string {
	facts := []string{answersWords(q)}
	for _, o := range views.OrderChoices {
		if o.Order == q.Order {
			facts = append(facts, o.Name)
		}
	}
	if q.Blind {
		facts = append(facts, "blind")
	}
	if q.Repeats > 0 {
		facts = append(facts, percentTyped(q.Repeats)+" % come twice")
	}
	if q.Rule {
		facts = append(facts, "fills itself")
	}
	if due := views.Day(q.Due, s.Now()); due != "" {
		facts = append(facts, "due "+due)
	}
	if q.Closed {
		facts = append(facts, "closed")
	}
	return facts
}

// reviewersOf are the members who may answer in a queue.
func reviewersOf(q store.Queue, members []store.Member) []store.Member {
	return slices.DeleteFunc(slices.Clone(members), func(m store.Member) bool {
		return !q.For(m.ID) || !m.Role.Includes(store.Reviewer) || m.Disabled
	})
}

// assignees are whom items can be given to; the asker is proposed if it reviews in the queue.
func assignees(q store.Queue, members []store.Member, asker int) []views.CheckView {
	var list []views.CheckView
	for _, m := range reviewersOf(q, members) {
		list = append(list, views.CheckView{Value: strconv.Itoa(m.ID), Label: m.Called(), Checked: m.ID == asker})
	}
	return list
}

func (s *Server) boardColumns(c echo.Context, q store.Queue, totals store.QueueCounts, members []store.Member) ([]views.BoardColumn, error) {
	ctx, w := c.Request().Context(), who(c)
	backlog, pending, err := s.DB.CountItems(ctx, w.project.ID, q.ID)
	if err != nil {
		return nil, err
	}
	columns := []views.BoardColumn{
		{State: store.Backlog, Title: "Backlog", Says: "Everything is in someone's hands or done.", Count: views.CountView{N: backlog, More: backlog == 10_000}},
		{State: store.Pending, Title: "Pending", Says: "Nothing is assigned, in work or half answered.", Count: views.CountView{N: pending, More: pending == 10_000}},
		{State: store.Complete, Title: "Complete", Says: "Nothing has all its answers yet.", Count: views.CountView{N: totals.Complete}},
	}
	for i := range columns {
		column := &columns[i]
		most := boardCards
		if c.QueryParam("more") == string(column.State) {
			most = boardMoreCards
		}
		items, err := s.DB.QueueItems(ctx, w.project.ID, q.ID, column.State, most)
		if err != nil {
			return nil, err
		}
		if len(items) == boardCards && column.Count.N > boardCards {
			column.More = views.QueueURL(w.project.Name, q.Slug) + "?more=" + string(column.State)
		}
		if column.Cards, err = s.boardCards(c, q, items, members); err != nil {
			return nil, err
		}
	}
	return columns, nil
}

func (s *Server) boardCards(c echo.Context, q store.Queue, items []store.QueueItem, members []store.Member) ([]views.BoardCard, error) {
	w := who(c)
	ids := make([]store.TraceID, len(items))
	for i, item := range items {
		ids[i] = item.Trace
	}
	traces, err := s.tracesByID(c.Request().Context(), w.project.ID, ids)
	if err != nil {
		return nil, err
	}
	cards := make([]views.BoardCard, len(items))
	for i, item := range items {
		t := traces[item.Trace]
		cards[i] = views.BoardCard{Trace: item.Trace, Title: itemWords(t, lensFor(w, q, false)), URL: views.TraceURL(w.project.Name, item.Trace, views.TraceQuery{Back: views.QueueURL(w.project.Name, q.Slug)}),
			Answered: item.Answered, Wanted: item.Wanted, Ended: item.ClosedBy != 0, People: peopleOf(item, members)}
		if t.ID == "" {
			cards[i].URL = views.QueueURL(w.project.Name, q.Slug)
		}
		if w.role.Includes(store.Curator) {
			cards[i].Moves = movesOf(item)
		}
	}
	return cards, s.markCards(c, q, ids, cards)
}

// peopleOf are those who have or had an item.
func peopleOf(item store.QueueItem, members []store.Member) []views.BoardPerson {
	var people []views.BoardPerson
	for _, slot := range item.Slots {
		person := views.BoardPerson{Name: "someone who left"}
		if i := slices.IndexFunc(members, func(m store.Member) bool { return m.ID == slot.Account }); i >= 0 {
			person.Name = members[i].Called()
		}
		switch slot.State {
		case store.SlotDone:
			person.Does, person.Badge = "answered", "badge-green"
		case store.SlotClaimed:
			person.Does, person.Badge = "has it in work", "badge-accent"
		case store.SlotSkipped:
			person.Does, person.Badge = "skipped it", "badge-amber"
			if slot.Reason != "" {
				person.Does += ": " + slot.Reason
			}
		default:
			person.Does = "has it assigned"
		}
		people = append(people, person)
	}
	return people
}

// movesOf are the columns that an item can go to. One that has all its answers stays where it is.
func movesOf(item store.QueueItem) []views.BoardMove {
	switch {
	case item.State == store.Backlog:
		return []views.BoardMove{{To: store.Pending, Label: "Assign", Key: "ArrowRight", Sign: "→"}, {To: store.Complete, Label: "End", Sign: "⇥"}}
	case item.State == store.Pending:
		return []views.BoardMove{{To: store.Backlog, Label: "Release", Key: "ArrowLeft", Sign: "←"}, {To: store.Complete, Label: "End", Key: "ArrowRight", Sign: "→"}}
	case item.ClosedBy != 0:
		return []views.BoardMove{{To: store.Backlog, Label: "Open again", Key: "ArrowLeft", Sign: "←"}}
	}
	return nil
}
