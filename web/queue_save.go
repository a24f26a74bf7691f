package web

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"assay/store"
	"assay/store/filter"
	"assay/views"

	"math/rand/v2"

	"github.com/labstack/echo/v4"
)

// createQueue makes a queue and fills it.
func (s *Server) createQueue(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	q, err := s.typedQueue(c, store.Queue{AccountID: w.account.ID, Created: s.Now(), Seed: rand.Int64()})
	if err == nil && c.FormValue("do") == "count" {
		return s.queueForm(c, http.StatusOK, q, nil)
	}
	if err == nil {
		q, err = s.sound(c, q)
	}
	if err == nil {
		q, err = s.DB.CreateQueue(ctx, w.project.ID, q)
	}
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		q.ID = 0
		return s.queueForm(c, http.StatusUnprocessableEntity, q, invalid)
	}
	if err != nil {
		return fmt.Errorf("create queue: %w", err)
	}
	totals, err := s.DB.QueueTotals(ctx, w.project.ID, q.ID)
	if err != nil {
		return err
	}
	return s.fillFrom(c, q, totals.Filled, "Made "+q.Name)
}

// saveQueue changes a queue.
func (s *Server) saveQueue(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	old, err := s.queue(c)
	if err != nil {
		return err
	}
	version, err := number(c, "version")
	if err != nil {
		return err
	}
	q, err := s.typedQueue(c, old)
	q.Version = int(version)
	if err == nil && c.FormValue("do") == "count" {
		return s.queueForm(c, http.StatusOK, q, nil)
	}
	if err == nil {
		q, err = s.sound(c, q)
	}
	refill, saved := int64(0), q
	if err == nil {
		saved, refill, err = s.DB.SaveQueue(ctx, w.project.ID, q)
	}
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.queueForm(c, http.StatusUnprocessableEntity, q, invalid)
	}
	if err != nil {
		return fmt.Errorf("save queue: %w", err)
	}
	if refill == 0 {
		return s.leaveSaying(c, "Saved "+saved.Name+".", views.QueueURL(w.project.Name, saved.Slug))
	}
	return s.fillFrom(c, saved, refill, "Saved "+saved.Name)
}

// fillQueue puts what matches now into a queue once more.
func (s *Server) fillQueue(c echo.Context) error {
	q, err := s.queue(c)
	if err != nil {
		return err
	}
	at, err := s.DB.LogPosition(c.Request().Context(), who(c).project.ID)
	if err != nil {
		return err
	}
	return s.fillFrom(c, q, at, "Looked again")
}

// sound checks what only this package can of a queue: that its filter can be read, and that it asks and names who is there.
func (s *Server) sound(c echo.Context, q store.Queue) (store.Queue, error) {
	ctx, project := c.Request().Context(), who(c).project.ID
	if q.Filter != nil {
		_, err := s.fillingQuery(c, *q.Filter)
		if syntax := new(filter.Error); errors.As(err, &syntax) {
			return q, store.Invalid{"filter": "It cannot be read: " + syntax.Message + "."}
		}
		if err != nil {
			return q, err
		}
	}
	var err error
	if q.Reviewers, err = s.DB.MayReview(ctx, project, q.Reviewers); err != nil {
		return q, err
	}
	configs, err := s.DB.ScoreConfigs(ctx, project)
	if err != nil {
		return q, err
	}
	configs = slices.DeleteFunc(configs, func(c store.ScoreConfig) bool { return c.Kind == store.Computed })
	if err := checkVerdicts(&q, configs); err != nil {
		return q, err
	}
	q.Configs = slices.DeleteFunc(q.Configs, func(id int) bool {
		return !slices.ContainsFunc(configs, func(c store.ScoreConfig) bool { return c.ID == id })
	})
	if len(q.Configs) == len(configs) { // all of them, also those to come
		q.Configs = nil
	}
	return q, nil
}

// fillFrom fills a queue from its filter as of a position and shows its board, saying what that did.
func (s *Server) fillFrom(c echo.Context, q store.Queue, at int64, did string) error {
	board := views.QueueURL(who(c).project.Name, q.Slug)
	if q.Filter == nil {
		return s.leaveSaying(c, did+".", board)
	}
	query, err := s.fillingQuery(c, *q.Filter)
	if err != nil {
		return err
	}
	if query.At = at; at == 0 { // nothing was ever logged
		return s.leaveSaying(c, did+". The project has no traces yet.", board)
	}
	n, err := s.DB.FillQueue(c.Request().Context(), query, q.ID, s.Now())
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.leaveSaying(c, did+", but nothing was put in. "+invalid["filter"], board)
	}
	if err != nil {
		return err
	}
	return s.leaveSaying(c, did+": "+items(n)+" added.", board)
}

func items(n int) string {
	if n == 1 {
		return "1 item"
	}
	return views.Thousands(int64(n)) + " items"
}

// leaveSaying goes on to a page that says what was done.
func (s *Server) leaveSaying(c echo.Context, words, to string) error {
	if err := s.say(c, flash{Say: words}); err != nil {
		return err
	}
	return leaveTo(c, to)
}
