package web

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"assay/store"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// saveRoomItem records what the reviewer decided about an item of a queue and goes on to the next.
func (s *Server) saveRoomItem(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	q, err := s.queue(c)
	if err != nil {
		return err
	}
	if !q.For(w.account.ID) {
		return store.ErrForbidden
	}
	by, trace := s.claimant(c, q), store.TraceID(c.FormValue("trace"))
	answered, err := s.answered(ctx, by, trace)
	if err != nil {
		return err
	}
	configs, err := s.queueConfigs(c, q)
	if err != nil {
		return err
	}
	through := lensFor(w, q, answered)
	sub, err := s.submission(c, configs, through)
	if err != nil {
		return err
	}
	if !through.judgement() {
		sub.Visible = nil
	}
	if err := s.DB.AnswerItem(ctx, w.project.ID, postgres.QueueAnswer{Submission: sub, By: by}); err != nil {
		return err
	}
	notes, err := s.afterApproval(c, sub)
	if err != nil {
		return err
	}
	var reveal views.Reveal
	if through.hidden && sub.Complete {
		if reveal, err = s.reveal(ctx, w, q, trace); err != nil {
			return err
		}
	}
	return s.goOn(c, stored{submission: sub.ID, words: submitted(sub), says: "Saved.", room: views.RoomURL(w.project.Name, q.Slug, views.RoomQuery{}), reveal: reveal, skipped: sub.Skip, notes: notes})
}

// answered reports whether the claimant's answer about an item is stored.
func (s *Server) answered(ctx context.Context, by postgres.Claimant, trace store.TraceID) (bool, error) {
	slot, err := s.DB.SlotOf(ctx, by, trace)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return slot.State == store.SlotDone, err
}

// reveal puts what others said about an item into words, for whoever just answered it without knowing.
func (s *Server) reveal(ctx context.Context, w *identity, q store.Queue, trace store.TraceID) (views.Reveal, error) {
	if !q.View.Shows("feedback") {
		return views.Reveal{}, nil
	}
	votes, err := s.DB.Votes(ctx, w.project.ID, trace)
	if err != nil {
		return views.Reveal{}, err
	}
	votes = slices.DeleteFunc(votes, func(v store.Vote) bool { return v.Source == store.Review && v.Author == w.account.Email })
	return views.Reveal{Says: views.RevealWords(votes), URL: views.RoomURL(w.project.Name, q.Slug, views.RoomQuery{Item: trace})}, nil
}

// stayHere is the sign of life of an open room. It answers with what changed meanwhile.
func (s *Server) stayHere(c echo.Context) error {
	ctx := c.Request().Context()
	q, err := s.queue(c)
	if err != nil {
		return err
	}
	by, item := s.claimant(c, q), store.TraceID(c.FormValue("item"))
	if err := s.DB.Shown(ctx, by, item, c.FormValue("active") != ""); err != nil {
		return err
	}
	line, err := s.roomLine(ctx, q, by, item)
	if err != nil {
		return err
	}
	return render(c, http.StatusOK, views.RoomNews(line))
}

// leaveRoom gives back what a page had in work that was left.
func (s *Server) leaveRoom(c echo.Context) error {
	q, err := s.queue(c)
	if err != nil {
		return err
	}
	if visit := c.FormValue("visit"); !store.IsKey(visit) {
		return store.Invalid{"visit": "No page has this id."}
	}
	if err := s.DB.Leave(c.Request().Context(), s.claimant(c, q)); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
