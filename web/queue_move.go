package web

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// move is what one press on the board asks for.
type move struct {
	queue store.Queue
	items []store.TraceID
	do    string // assign, spread, backlog, complete, gold
	to    []int
	act   store.EventID
}

// moveItems gives items of a queue to people, takes them away, ends them and opens them again.
func (s *Server) moveItems(c echo.Context) error {
	m, err := s.moveOf(c)
	if err != nil {
		return err
	}
	did, undoable, err := s.moveThem(c, m)
	if err != nil {
		return err
	}
	if !undoable {
		m.act = ""
	}
	if isPartial(c.Request()) {
		return s.boardPage(c, m.queue, did, m.act)
	}
	board := views.QueueURL(who(c).project.Name, m.queue.Slug)
	f := flash{Say: did, Back: board}
	if m.act != "" {
		f.Undo, f.UndoURL = string(m.act), views.QueueURL(who(c).project.Name, m.queue.Slug, "undo")
	}
	if err := s.say(c, f); err != nil {
		return err
	}
	return leaveTo(c, board)
}

// moveOf reads the board's form: a card's button names the card and where it goes, the others are about the selected cards.
func (s *Server) moveOf(c echo.Context) (move, error) {
	m := move{act: store.NewEventID(), do: c.FormValue("do"), items: []store.TraceID{}}
	var err error
	if m.queue, err = s.queue(c); err != nil {
		return m, err
	}
	form, err := c.FormParams()
	if err != nil {
		return m, err
	}
	chosen := form["item"]
	if card := form.Get("move"); card != "" {
		trace, to, _ := strings.Cut(card, " ")
		chosen, m.do = []string{trace}, map[string]string{string(store.Pending): "assign"}[to]
		if m.do == "" {
			m.do = to
		}
	}
	for _, id := range chosen {
		if !store.IsKey(id) {
			return m, store.Invalid{"item": "One of the items has no valid id. Reload the page."}
		}
		m.items = append(m.items, store.TraceID(id))
	}
	members, err := s.DB.Members(c.Request().Context(), who(c).project.ID)
	if err != nil {
		return m, err
	}
	to, _ := strconv.Atoi(form.Get("to"))
	for _, r := range reviewersOf(m.queue, members) {
		if m.do == "spread" || r.ID == to {
			m.to = append(m.to, r.ID)
		}
	}
	return m, nil
}

// moveThem does it and says what it did; undoable tells whether the act can be taken back.
func (s *Server) moveThem(c echo.Context, m move) (did string, undoable bool, err error) {
	ctx, w := c.Request().Context(), who(c)
	if len(m.items) == 0 && m.do != "spread" {
		return "Nothing was selected.", false, nil
	}
	switch m.do {
	case "assign", "spread":
		return s.assign(c, m)
	case string(store.Backlog):
		n, err := s.DB.ReleaseItems(ctx, w.project.ID, m.queue.ID, m.items)
		if n == 0 {
			return "They were free already.", false, err
		}
		return "Released " + items(len(m.items)) + ".", false, err
	case string(store.Complete):
		n, err := s.DB.CloseItems(ctx, w.project.ID, m.queue.ID, m.items, w.account.ID, m.act, s.Now())
		if n == 0 {
			return "They were complete already.", false, err
		}
		return "Ended " + items(n) + " without further answers.", true, err
	case "gold":
		did, err := s.markGold(c, m)
		return did, false, err
	}
	return "", false, store.Invalid{"do": "Choose assign, spread, backlog, complete or gold."}
}

func (s *Server) assign(c echo.Context, m move) (did string, undoable bool, err error) {
	w := who(c)
	if len(m.to) == 0 {
		return "", false, store.Invalid{"to": "Choose someone who reviews in this queue."}
	}
	a := postgres.Assignment{ID: m.act, Queue: m.queue.ID, Items: m.items, To: m.to, By: w.account.ID, Notify: s.channels(m.queue), Now: s.Now()}
	if m.do == "spread" {
		a.Items = nil
	}
	got, err := s.DB.Assign(c.Request().Context(), w.project.ID, a)
	if err != nil {
		return "", false, err
	}
	var counts []int
	for _, to := range m.to {
		counts = append(counts, got[to])
	}
	most, least := slices.Max(counts), slices.Min(counts)
	switch {
	case most == 0:
		return "Nothing was assigned: they have it, had it, or nothing is free.", false, nil
	case len(m.to) == 1:
		return "Assigned " + items(most) + ".", true, nil
	case most == least:
		return "Assigned " + items(most) + " to each of " + people(len(m.to)) + ".", true, nil
	}
	return "Assigned " + strconv.Itoa(least) + " to " + items(most) + " to each of " + people(len(m.to)) + ".", true, nil
}

// channels are the ways in which people learn of assignments in a queue.
func (s *Server) channels(q store.Queue) []store.OutboxChannel {
	var channels []store.OutboxChannel
	if q.Webhook != "" {
		channels = append(channels, store.WebhookChannel)
	}
	if q.Mail && s.CanMail {
		channels = append(channels, store.MailChannel)
	}
	return channels
}

// undoItems takes back an assignment, an end, or that answers were asked for again. Pressing it twice does nothing more.
func (s *Server) undoItems(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	q, err := s.queue(c)
	if err != nil {
		return err
	}
	act := store.EventID(c.FormValue("submission"))
	n, err := s.DB.UndoAssign(ctx, w.project.ID, q.ID, act)
	if errors.Is(err, store.ErrNotFound) {
		n, err = s.DB.ReopenClosed(ctx, w.project.ID, q.ID, act)
	}
	if errors.Is(err, store.ErrNotFound) {
		n, err = s.DB.UndoAskAgain(ctx, w.project.ID, q.ID, act, s.Now())
	}
	words := "Took back: " + items(n) + "."
	if errors.Is(err, store.ErrNotFound) {
		words, err = "There is nothing left to take back.", nil
	}
	if err != nil {
		return err
	}
	return s.leaveSaying(c, words, views.QueueURL(w.project.Name, q.Slug))
}
