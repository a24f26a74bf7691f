package web

import (
	"errors"
	"strings"

	"assay/store"
	"assay/store/adding"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// mayDraft reports whether someone has drafts of datasets: what they approve on a trace goes there too.
func mayDraft(w *identity) bool { return w.role.Includes(store.Curator) && !w.confined }

// addsTo is the dataset that the form adds the span to when it approves its expected value; empty: it does not. Who may not write datasets
// adds to none.
func addsTo(c echo.Context) string {
	if !mayDraft(who(c)) {
		return ""
	}
	return strings.TrimSpace(typed(c, "add"))
}

// approving says where the value of a span goes when the asker approves it, and what it can be added to.
func (s *Server) approving(c echo.Context, trace store.TraceID, span store.SpanID) (views.Approving, error) {
	ctx, w := c.Request().Context(), who(c)
	var a views.Approving
	if !mayDraft(w) {
		return a, nil
	}
	var err error
	if a.In, err = s.DB.DatasetsOfSpan(ctx, w.project.ID, trace, span); err != nil || len(a.In) > 0 {
		return a, err
	}
	a.AddTo, err = s.DB.LastDataset(ctx, w.project.ID, w.account.ID)
	return a, err
}

// afterApproval adds the span of an approval to the dataset that the form asks for, and tells what became of it there and in drafts.
func (s *Server) afterApproval(c echo.Context, sub postgres.Submission) ([]views.Note, error) {
	if !sub.Drafts || !sub.Approve && addsTo(c) == "" {
		return nil, nil
	}
	notes, err := s.draftNotes(c, sub.ID)
	if name := addsTo(c); err == nil && name != "" {
		var note views.Note
		note, err = s.addApproved(c, sub, name)
		notes = append(notes, note)
	}
	return notes, err
}

// addApproved adds the span of an approval to a dataset as any add does, so that the row has the approved value. The approval stands
// whatever becomes of it.
func (s *Server) addApproved(c echo.Context, sub postgres.Submission, name string) (views.Note, error) {
	ctx, w := c.Request().Context(), who(c)
	d, err := s.DB.Dataset(ctx, w.project.ID, name)
	if errors.Is(err, store.ErrNotFound) {
		return views.Note{Text: "Nothing was added: there is no dataset " + store.Preview(name, listedRunes) + " any more."}, nil
	}
	if err != nil {
		return views.Note{}, err
	}
	t, err := s.DB.Trace(ctx, w.project.ID, sub.Trace)
	if err != nil {
		return views.Note{}, err
	}
	plan := defaultPlan
	if t.RootID != "" && t.RootID != sub.Span {
		plan.Span = adding.Span{ID: sub.Span}
	}
	r := postgres.AddRequest{Source: w.project.ID, Only: []store.TraceID{sub.Trace}, Asked: s.Now(), Project: w.project.ID, Dataset: d.ID, Plan: plan,
		Note: "Approved in review", Account: w.account.ID, Author: w.account.Email, Submission: sub.ID}
	report, err := s.DB.Add(ctx, r, s.Now())
	var invalid store.Invalid
	note := views.Note{Link: "Open " + d.Name, URL: views.DatasetURL(w.project.Name, d.Name, 0, 0)}
	switch {
	case errors.As(err, &invalid):
		note.Text, err = "Not added to "+d.Name+": "+sentences(invalid), nil
	case errors.Is(err, store.ErrBusy):
		note.Text, err = "Not added to "+d.Name+": another change to it takes long. Try again later.", nil
	case err == nil && report.Version != 0:
		note.Text = "Added to " + d.Name + "."
	case err == nil:
		note.Text = d.Name + ": " + views.AddedWords(report, false)
	}
	return note, err
}

// draftNotes tells what a submission of the asker did to drafts and datasets beside the trace.
func (s *Server) draftNotes(c echo.Context, submission store.EventID) ([]views.Note, error) {
	w := who(c)
	if !mayDraft(w) {
		return nil, nil
	}
	notes, err := s.DB.DraftNotes(c.Request().Context(), w.project.ID, w.account.ID, submission)
	return views.DraftNotes(w.project.Name, notes), err
}

// afterUndo takes out of datasets what a submission that was taken back had added, and tells what became of that and of drafts.
func (s *Server) afterUndo(c echo.Context, submission store.EventID) ([]views.Note, error) {
	ctx, w := c.Request().Context(), who(c)
	notes, err := s.draftNotes(c, submission)
	if err != nil || !mayDraft(w) {
		return notes, err
	}
	writes, err := s.DB.WritesOf(ctx, w.project.ID, w.account.ID, submission)
	for _, write := range writes {
		if err != nil {
			return notes, err
		}
		d := store.Dataset{ID: write.Dataset, Name: write.Name}
		var done store.DatasetVersion
		done, err = s.DB.UndoVersion(ctx, w.project.ID, s.writing(c, d), write.Version)
		note := views.Note{Text: d.Name + ": " + undoneSentence(done), Link: "Open " + d.Name, URL: views.DatasetURL(w.project.Name, d.Name, 0, 0)}
		var invalid store.Invalid
		if errors.As(err, &invalid) {
			note.Text, err = d.Name+" keeps the row: "+sentences(invalid), nil
		}
		notes = append(notes, note)
	}
	return notes, err
}
