package web

import (
	"errors"
	"net/http"

	"assay/store"
	"assay/store/assistant"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// buildFromThread writes the rows of a plan after the person approved it, as one version of a dataset.
func (s *Server) buildFromThread(c echo.Context) error {
	state, err := s.threadOf(c)
	if err != nil {
		return err
	}
	if state, err = s.ownThread(c, state.thread.ID); err != nil {
		return err
	}
	turn, err := s.changedTurn(c, state)
	if err != nil {
		return err
	}
	if state.form != nil {
		return s.assistantPage(c, http.StatusUnprocessableEntity, state)
	}
	if err := s.keepTurn(c, state, turn); err != nil {
		return err
	}
	turn.N = state.open
	err = s.buildDataset(c, state, turn)
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		known, kerr := s.knownOf(c)
		if kerr != nil {
			return kerr
		}
		form := formOfPlan(turn.Plan, known)
		state.form, state.broken = &form, invalid
		return s.assistantPage(c, http.StatusUnprocessableEntity, state)
	}
	return err
}

// buildDataset writes the rows, remembers that in the thread, and leads to the dataset with the way back.
func (s *Server) buildDataset(c echo.Context, state *threadState, turn assistant.Turn) error {
	ctx, w := c.Request().Context(), who(c)
	q, err := s.takenOf(ctx, w.project.ID, turn)
	if err != nil {
		return err
	}
	n, _, err := s.DB.Count(ctx, q, store.Cursor{})
	if err != nil {
		return err
	}
	if n == 0 {
		return store.Invalid{"new": "No trace matches the plan, so there is nothing to write."}
	}
	d, err := s.targetOrNew(c, turn)
	if err != nil {
		return err
	}
	write := postgres.DatasetWrite{Dataset: d.ID, Account: w.account.ID, Author: w.account.Email, Note: assistantNote(turn), Now: s.Now()}
	added, err := s.DB.AddTraces(ctx, q, write, mappingOf(turn.Plan))
	if err != nil {
		return err
	}
	s.forget(w.project.ID)
	done := assistant.Done{Dataset: d.Name, Version: added.Version, Rows: added.Inserted, Already: added.Matched - added.Inserted, By: w.account.Called(), At: s.Now()}
	if err := s.DB.FinishTurn(ctx, w.project.ID, state.thread.ID, turn.N, done); err != nil {
		return err
	}
	to := views.DatasetURL(w.project.Name, d.Name, 0, 0)
	if err := s.say(c, s.addedFlash(c, d, added, to)); err != nil {
		return err
	}
	return leaveTo(c, to)
}

// assistantNote is what the log says of a write: that it went through the assistant, and for which sentence.
func assistantNote(t assistant.Turn) string {
	note := []rune("Through the assistant: " + t.Sentence)
	if t.Made.Edited {
		note = append(note, []rune(" (changed by hand to: "+t.Plan.Filter+")")...)
	}
	return string(note[:min(len(note), views.MaxNote)])
}

// targetOrNew is the dataset of a plan, made where it is not there yet.
func (s *Server) targetOrNew(c echo.Context, t assistant.Turn) (store.Dataset, error) {
	ctx, project := c.Request().Context(), who(c).project.ID
	if t.Plan.Target == "" {
		return store.Dataset{}, store.Invalid{"new": "Name the dataset that these rows go to."}
	}
	d, err := s.targetOf(ctx, project, t)
	if err != nil || d.ID != 0 {
		return d, err
	}
	d, err = s.DB.CreateDataset(ctx, project, t.Plan.Target, "")
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return d, store.Invalid{"new": invalid["dataset"]}
	}
	return d, err
}
