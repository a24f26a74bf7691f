package web

import (
	"errors"
	"strings"

	"assay/store"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// lastSubmission, in place of an id, takes back whatever the account said last.
const lastSubmission = "last"

// undo takes back one submission of the account exactly. Pressing it twice does nothing more.
func (s *Server) undo(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	project := w.project.Name
	submission := store.EventID(c.FormValue("submission"))
	if submission == lastSubmission {
		last, err := s.DB.LastSubmissions(ctx, w.project.ID, w.account.ID, 1)
		if err != nil {
			return err
		}
		if len(last) > 0 && s.Now().Sub(last[0].Received) <= undoAge {
			submission = last[0].Submission
		}
	}
	if _, err := s.DB.Bulk(ctx, w.project.ID, submission); err == nil {
		err = s.undoBulk(c, submission)
		if !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	taken, err := s.DB.Undo(ctx, w.project.ID, w.account.ID, submission, s.Now())
	back := localPath(c.FormValue("back"), views.LogsURL(project, views.LogsQuery{}))
	if errors.Is(err, store.ErrNotFound) {
		if err := s.say(c, flash{Say: "There is nothing left to take back."}); err != nil {
			return err
		}
		return leaveTo(c, back)
	}
	if err != nil {
		return err
	}
	back = atItem(back, taken[0].TraceID) // review shows the item as it is again
	notes, err := s.afterUndo(c, taken[0].Submission)
	if err != nil {
		return err
	}
	words := "Took back: " + said(taken)
	if len(notes) > 0 {
		words = strings.TrimSuffix(words, ".") + "."
	}
	if err := s.say(c, flash{Say: words, Notes: notes}); err != nil {
		return err
	}
	return leaveTo(c, back)
}

// said puts a submission into a few words.
func said(events []store.Event) string {
	text := ""
	for i, e := range events {
		if i > 0 {
			text += ", "
		}
		if i == 3 {
			return text + "…"
		}
		text += views.Words(e)
	}
	return text
}
