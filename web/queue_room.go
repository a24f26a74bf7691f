package web

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"

	"assay/store"
	"assay/store/postgres"
	"assay/views"
	repeatview "assay/views/repeat"

	"github.com/labstack/echo/v4"
)

// queue is the queue that the path names. Reviewers see those that they are reviewers of; whoever builds queues sees all.
func (s *Server) queue(c echo.Context) (store.Queue, error) {
	w := who(c)
	q, err := s.DB.Queue(c.Request().Context(), w.project.ID, c.Param("queue"))
	if err == nil && !mayOpen(w, q) {
		return q, store.ErrNotFound
	}
	return q, err
}

// mayOpen reports whether the asker sees a queue. Who is confined sees only those that name it.
func mayOpen(w *identity, q store.Queue) bool {
	return w.role.Includes(store.Curator) || q.For(w.account.ID) && (q.Named() || !w.confined)
}

// claimant is the asker at work in a queue, on the page that it has open or is about to get.
func (s *Server) claimant(c echo.Context, q store.Queue) postgres.Claimant {
	w := who(c)
	visit := store.EventID(c.FormValue("visit"))
	if !store.IsKey(string(visit)) {
		visit = store.NewEventID()
	}
	return postgres.Claimant{Project: w.project.ID, Queue: q.ID, Account: w.account.ID, Visit: visit, Idle: q.Idle, Now: s.Now()}
}

// showRoom is where a queue hands out its items: the named one or the next one, and those after it, all of them claimed. A claim
// lasts until the item is decided, the page is left, or nobody gives a sign of life.
func (s *Server) showRoom(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	q, err := s.queue(c)
	if err != nil {
		return err
	}
	by, open := s.claimant(c, q), q.For(w.account.ID) && !q.Closed
	if n := wantedItem(c); n > 0 && open {
		return s.jumpInRoom(c, q, by, n)
	}
	var items []store.QueueSlot
	var again *postgres.Repeat
	if open {
		var to string
		if again, to, err = s.repeatHere(c, q, by); err != nil || to != "" {
			return orLeave(c, to, err)
		}
		item := store.TraceID(c.QueryParam("item"))
		if again != nil {
			item = "" // it is in nobody's hands
		}
		items, err = s.handOut(ctx, by, item, onTheWay(c))
		if errors.Is(err, store.ErrHandedOn) && !isPartial(c.Request()) {
			return s.leaveSaying(c, "That item is in other hands by now. Here is the next one.", views.RoomURL(w.project.Name, q.Slug, views.RoomQuery{Sheet: c.QueryParam("sheet")}))
		}
		if err != nil {
			return err
		}
		if item == "" && again == nil && len(items) > 0 {
			return leaveTo(c, views.RoomURL(w.project.Name, q.Slug, views.RoomQuery{Item: items[0].Trace, Sheet: c.QueryParam("sheet")}))
		}
	}
	page, err := s.roomPage(c, q, by)
	if err != nil {
		return err
	}
	if open {
		if err := s.fillRoom(c, &page, q, by, items, again); err != nil {
			return err
		}
	}
	return render(c, http.StatusOK, views.Review(page), "ahead")
}

// onTheWay are the items that the page has decided already, whose answers are being sent.
func onTheWay(c echo.Context) []store.TraceID {
	var ids []store.TraceID
	for _, id := range c.QueryParams()["decided"] {
		if store.IsKey(id) && len(ids) < mostOnTheWay {
			ids = append(ids, store.TraceID(id))
		}
	}
	return ids
}

// mostOnTheWay is how many such a page may name: more than come together while a server is away for minutes.
const mostOnTheWay = 200

// roomPage is the room without items.
func (s *Server) roomPage(c echo.Context, q store.Queue, by postgres.Claimant) (views.ReviewPage, error) {
	ctx, w := c.Request().Context(), who(c)
	project := w.project.Name
	page := views.ReviewPage{Shell: s.shell(c, q.Name, "Queues"), Run: views.ReviewQuery{Sheet: c.QueryParam("sheet")}, ListURL: views.QueuesURL(project)}
	page.Shell.Wide, page.Shell.Styles, page.Shell.Scripts = true, []string{"css/comment.css", "css/review.css"}, []string{"js/questions.js", "js/mention.js", "js/quote.js", "js/diff.js", "js/draft.js", "js/review.js", "js/room.js"}
	room := &views.RoomView{Name: q.Name, Slug: q.Slug, Instructions: q.Instructions, Visit: string(by.Visit),
		HereURL: views.RoomActionURL(project, q.Slug, "here"), LeaveURL: views.RoomActionURL(project, q.Slug, "leave")}
	if !w.confined {
		room.BoardURL = views.QueueURL(project, q.Slug)
	}
	page.Room = room
	decided, err := s.DB.DecidedBefore(ctx, by, "", onTheWay(c))
	if err != nil {
		return page, err
	}
	room.Begun = decided > 0
	if q.Repeats > 0 {
		room.Repeats, room.RepeatsURL = repeatsNotice(q), repeatview.URL(project, q.Slug, repeatview.Query{})
	}
	if room.Line, err = s.roomLine(ctx, q, by, ""); err != nil {
		return page, err
	}
	room.Line.Mine = decided
	switch {
	case !q.For(w.account.ID):
		room.Empty = views.EmptyStranger
	case q.Closed:
		room.Empty = views.EmptyClosed
	}
	if page.People, err = s.offered(c); err != nil {
		return page, err
	}
	page.Last, err = s.lastSaid(c)
	return page, err
}

// roomLine says how far the queue is and who else has an item on the screen.
func (s *Server) roomLine(ctx context.Context, q store.Queue, by postgres.Claimant, item store.TraceID) (views.RoomLine, error) {
	totals, err := s.DB.QueueTotals(ctx, by.Project, q.ID)
	line := views.RoomLine{Counts: totals, Due: views.Day(q.Due, s.Now()), Aim: aimWords(totals), AimHint: aimHint(q.Order)}
	if err != nil || item == "" {
		return line, err
	}
	others, err := s.DB.AlsoHere(ctx, by, item)
	for _, o := range others {
		line.Others = append(line.Others, o.Called())
	}
	return line, err
}

// handOut returns the wanted item, if one is named, then the items that the claimant has in work, with as many new ones as keep it
// from waiting. Those that the page has decided already, whose answers are on their way, are none of them.
func (s *Server) handOut(ctx context.Context, by postgres.Claimant, wanted store.TraceID, decided []store.TraceID) ([]store.QueueSlot, error) {
	if err := s.DB.Expire(ctx, by.Project, by.Queue, by.Now); err != nil {
		return nil, err
	}
	return s.DB.HandOut(ctx, by, postgres.Wanted{Item: wanted, Ready: itemsAhead + 1, Decided: decided})
}

// fillRoom reads the traces of the items and prepares their forms, behind that of the repeat on the screen if there is one.
func (s *Server) fillRoom(c echo.Context, page *views.ReviewPage, q store.Queue, by postgres.Claimant, slots []store.QueueSlot, again *postgres.Repeat) error {
	ctx, w := c.Request().Context(), who(c)
	traces, err := s.tracesOf(ctx, by, slots)
	if err != nil {
		return err
	}
	slots = slices.DeleteFunc(slots, func(i store.QueueSlot) bool { _, there := traces[i.Trace]; return !there })
	if len(slots) == 0 {
		page.Room.Empty = whyEmpty(page.Room.Line.Counts)
		return s.putRepeats(c, page, q, by, 0, again)
	}
	configs, err := s.queueConfigs(c, q)
	if err != nil {
		return err
	}
	hidden := map[store.TraceID]bool{}
	for _, slot := range slots {
		hidden[slot.Trace] = !lensFor(w, q, slot.State == store.SlotDone).judgement()
	}
	asked, err := s.askedAbout(c, configs, slices.Collect(maps.Values(traces)), hidden)
	if err != nil {
		return err
	}
	at, err := s.DB.LogPosition(ctx, w.project.ID)
	if err != nil {
		return err
	}
	place := page.Room.Line.Mine
	if slots[0].State != store.SlotClaimed {
		if place, err = s.DB.DecidedBefore(ctx, by, slots[0].Trace, nil); err != nil {
			return err
		}
	}
	for i, slot := range slots {
		if i > itemsAhead+1 {
			break
		}
		through := lensFor(w, q, slot.State == store.SlotDone)
		item, err := s.reviewItem(c, traces[slot.Trace], views.LogsQuery{}, asked[slot.Trace], through)
		if err != nil {
			return err
		}
		if err := s.roomSheet(ctx, w, page.Run.Sheet, &item.Trace, through); err != nil {
			return err
		}
		if i == 1 && slots[0].State != store.SlotClaimed { // after a look back one goes on where one was
			place = page.Room.Line.Mine - 1
		}
		item.Seen, item.Position = at, views.CountView{N: place + i + 1}
		item.Done, item.Hidden = slot.State == store.SlotDone, q.Blind && slot.State != store.SlotDone
		page.Items = append(page.Items, item)
	}
	s.linkRoom(page, w.project.Name, q, slots)
	if again == nil {
		if err := s.lookAt(c, page, q, by, slots[0]); err != nil {
			return err
		}
	}
	return s.putRepeats(c, page, q, by, at, again)
}

// linkRoom ties the items together. A decision leads on to what the server hands out then: what came next when the page was made may
// be decided by that time.
func (s *Server) linkRoom(page *views.ReviewPage, project string, q store.Queue, slots []store.QueueSlot) {
	items := page.Items
	for i := range items {
		items[i].Action = views.RoomURL(project, q.Slug, views.RoomQuery{})
		items[i].URL = views.RoomURL(project, q.Slug, views.RoomQuery{Item: slots[i].Trace, Sheet: page.Run.Sheet})
		items[i].AfterURL = views.RoomURL(project, q.Slug, views.RoomQuery{Sheet: page.Run.Sheet})
	}
	for i := range items {
		if i > 0 {
			items[i].PreviousURL = items[i-1].URL
		}
		if i+1 < len(items) {
			items[i].NextURL = items[i+1].URL
		} else if i > 0 { // looking without deciding goes round in what one has
			items[i].NextURL = items[0].URL
		}
	}
}

// lookAt notes that the item is before the asker's eyes, and finds what it decided on before.
func (s *Server) lookAt(c echo.Context, page *views.ReviewPage, q store.Queue, by postgres.Claimant, slot store.QueueSlot) error {
	ctx := c.Request().Context()
	previous, err := s.DB.PreviousOf(ctx, by, slot.Trace)
	if err == nil {
		page.Items[0].PreviousURL = views.RoomURL(page.Shell.Project, q.Slug, views.RoomQuery{Item: previous, Sheet: page.Run.Sheet})
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if isPartial(c.Request()) { // the page looks at another one already, and says so itself
		return nil
	}
	if err := s.DB.Shown(ctx, by, slot.Trace, true); err != nil {
		return err
	}
	mine := page.Room.Line.Mine
	page.Room.Line, err = s.roomLine(ctx, q, by, slot.Trace)
	page.Room.Line.Mine = mine
	return err
}

// tracesOf reads the traces of items. An item whose trace is gone is ended: nobody can answer it.
func (s *Server) tracesOf(ctx context.Context, by postgres.Claimant, slots []store.QueueSlot) (map[store.TraceID]store.Trace, error) {
	var ids, gone []store.TraceID
	for _, slot := range slots {
		ids = append(ids, slot.Trace)
	}
	traces, err := s.tracesByID(ctx, by.Project, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if _, there := traces[id]; !there {
			gone = append(gone, id)
		}
	}
	if len(gone) > 0 {
		if _, err := s.DB.CloseItems(ctx, by.Project, by.Queue, gone, by.Account, store.NewEventID(), by.Now); err != nil {
			return nil, fmt.Errorf("end items without traces: %w", err)
		}
	}
	return traces, nil
}

func (s *Server) tracesByID(ctx context.Context, project store.ProjectID, ids []store.TraceID) (map[store.TraceID]store.Trace, error) {
	byID := map[store.TraceID]store.Trace{}
	if len(ids) == 0 {
		return byID, nil
	}
	traces, _, err := s.DB.Traces(ctx, postgres.Query{Project: project, Only: ids}, store.Cursor{}, len(ids))
	for _, t := range traces {
		byID[t.ID] = t
	}
	return byID, err
}

// queueConfigs is what a queue asks the signed-in person.
func (s *Server) queueConfigs(c echo.Context, q store.Queue) ([]store.ScoreConfig, error) {
	all, err := s.askedOf(c, store.LogObjects)
	for i := range all {
		all[i] = q.Keyed(all[i])
	}
	if err != nil || len(q.Configs) == 0 {
		return all, err
	}
	var asked []store.ScoreConfig
	for _, id := range q.Configs {
		if i := slices.IndexFunc(all, func(c store.ScoreConfig) bool { return c.ID == id }); i >= 0 {
			asked = append(asked, all[i])
		}
	}
	return asked, nil
}

// whyEmpty explains a room without items.
func whyEmpty(c store.QueueCounts) views.EmptyRoom {
	switch {
	case c.Items == 0:
		return views.EmptyNothing
	case c.Complete >= c.Items:
		return views.EmptyComplete
	}
	return views.EmptyForYou
}
