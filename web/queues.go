package web

import (
	"net/http"
	"strconv"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// paceOf is how far back one's pace is measured: a shift.
const paceOf = 12 * time.Hour

// listQueues is the room "Queues".
func (s *Server) listQueues(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	queues, err := s.DB.Queues(ctx, w.project.ID)
	if err != nil {
		return err
	}
	counts, err := s.DB.QueueCounts(ctx, w.project.ID, w.account.ID)
	if err != nil {
		return err
	}
	paces, err := s.DB.Paces(ctx, w.project.ID, w.account.ID, s.Now().Add(-paceOf))
	if err != nil {
		return err
	}
	page := views.QueueListPage{Shell: s.shell(c, "Queues", "Queues"), CanBuild: w.role.Includes(store.Curator)}
	page.Shell.Scripts = []string{"js/poll.js"}
	for _, q := range queues {
		if !mayOpen(w, q) {
			continue
		}
		card, err := s.queueCard(c, q, counts[q.ID], paces[q.ID])
		if err != nil {
			return err
		}
		if q.Closed {
			page.Closed = append(page.Closed, card)
			continue
		}
		page.Waiting += card.Counts.Assigned
		page.Cards = append(page.Cards, card)
	}
	return render(c, http.StatusOK, views.QueueList(page), "cards")
}

func (s *Server) queueCard(c echo.Context, q store.Queue, counts store.QueueCounts, pace postgres.Pace) (views.QueueCard, error) {
	w, project := who(c), who(c).project.Name
	card := views.QueueCard{Name: q.Name, Slug: q.Slug, Counts: counts, Due: views.Day(q.Due, s.Now()), Rule: q.Rule, Blind: q.Blind, Answers: answersWords(q),
		Overdue:   !q.Due.IsZero() && q.Due.Before(s.Now().UTC().Truncate(24*time.Hour)) && counts.Complete < counts.Items,
		Reviewers: "for everyone who may review", Pace: views.PaceWords(pace.N, pace.Median, counts.Wanted-counts.Answered)}
	if q.Named() {
		card.Reviewers = "for " + people(len(q.Reviewers))
	}
	if q.Order == store.RandomOrder {
		card.MoreForFive = views.MoreForFive(counts.Items, counts.Complete)
	}
	if q.For(w.account.ID) && !q.Closed {
		card.RoomURL = views.RoomURL(project, q.Slug, views.RoomQuery{})
	}
	if !w.confined {
		card.BoardURL = views.QueueURL(project, q.Slug)
	}
	if !w.role.Includes(store.Curator) {
		return card, nil
	}
	card.EditURL = views.QueueURL(project, q.Slug, "edit")
	if q.Filter != nil {
		if _, _, err := filter.Read(*q.Filter, filter.Options{Now: s.Now(), Location: time.UTC}); err != nil {
			card.Unreadable = err.Error()
		}
	}
	trouble, err := s.DB.Undelivered(c.Request().Context(), w.project.ID, q.ID, 10)
	card.Undelivered = len(trouble)
	return card, err
}

// answersWords says how many people answer about each item.
func answersWords(q store.Queue) string {
	words := people(q.Answers) + " an item"
	if q.Doubled > 0 {
		words += ", one more for " + strconv.FormatFloat(100*q.Doubled, 'f', -1, 64) + " %"
	}
	return words
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return strconv.Itoa(n) + " people"
}

// mostWork is how many items the list of one's own work shows.
const mostWork = 200

// listWork lists what is assigned to the asker and what it has in work, in all queues.
func (s *Server) listWork(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	work, err := s.DB.QueueWorkOf(ctx, w.project.ID, w.account.ID, mostWork+1)
	if err != nil {
		return err
	}
	page := views.WorkPage{Shell: s.shell(c, "Assigned to you", "Queues"), More: len(work) > mostWork}
	page.Shell.Scripts = []string{"js/rows.js"}
	work = work[:min(len(work), mostWork)]
	ids, queues := make([]store.TraceID, len(work)), map[string]store.Queue{}
	for i, item := range work {
		ids[i] = item.Trace
		if _, read := queues[item.Slug]; !read {
			if queues[item.Slug], err = s.DB.Queue(ctx, w.project.ID, item.Slug); err != nil {
				return err
			}
		}
	}
	traces, err := s.tracesByID(ctx, w.project.ID, ids)
	if err != nil {
		return err
	}
	for _, item := range work {
		q := queues[item.Slug]
		page.Lines = append(page.Lines, views.WorkLine{
			URL: views.RoomURL(w.project.Name, item.Slug, views.RoomQuery{Item: item.Trace}), What: itemWords(traces[item.Trace], lensFor(w, q, false)),
			Queue: item.Name, QueueURL: views.RoomURL(w.project.Name, item.Slug, views.RoomQuery{}), Due: views.Day(q.Due, s.Now()), InWork: item.State == store.SlotClaimed,
		})
	}
	return render(c, http.StatusOK, views.Work(page))
}

// itemWords call an item by what it is about, as far as the lens shows that.
func itemWords(t store.Trace, through lens) string {
	switch {
	case t.ID == "":
		return "(the trace is gone)"
	case t.Input != "" && through.queue.View.Shows("input") && !through.masks("input"):
		return t.Input
	case t.Name != "":
		return t.Name + ", " + t.Created.UTC().Format("2 Jan 15:04")
	}
	return t.RootSpanID
}
