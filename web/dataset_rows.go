package web

import (
	"cmp"
	"errors"
	"net/http"
	"strings"

	"assay/store"
	"assay/store/draft"
	"assay/views"
	"assay/views/content"

	"github.com/labstack/echo/v4"
)

// showRow is the page of one row as of a version.
func (s *Server) showRow(c echo.Context) error {
	return s.rowPage(c, http.StatusOK, nil, "", nil)
}

// rowPage shows a row. form is an edit as it was typed, or nil; comment a comment as it was typed, with what is wrong.
func (s *Server) rowPage(c echo.Context, status int, form *views.RowForm, comment string, wrong store.Invalid) error {
	ctx, w := c.Request().Context(), who(c)
	d, version, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	id := pathParam(c, "row")
	history, err := s.DB.RowVersions(ctx, w.project.ID, d.ID, id)
	if errors.Is(err, store.ErrNotFound) && w.role.Includes(store.Curator) {
		if mine, _ := s.DB.DraftedRows(ctx, draftOf(c, d), []string{id}); len(mine) > 0 { // a row that only the draft has
			return leaveTo(c, views.DraftURL(w.project.Name, d.Name, 0))
		}
	}
	if err != nil {
		return err
	}
	row, removed, err := rowAt(history, version, d.Version)
	if err != nil {
		return err
	}
	p := views.DatasetRowPage{Shell: s.shell(c, "Row of "+d.Name, "Datasets"), Dataset: d.Name, DatasetURL: views.DatasetURL(w.project.Name, d.Name, 0, 0),
		Row: row, Removed: removed, NewestURL: views.RowURL(w.project.Name, d.Name, row.ID, 0), Sources: views.RowSources(row.Provenance), Copies: rowCopies(w, row),
		History: rowChanges(w.project.Name, d.Name, history), Comment: comment, Wrong: wrong}
	p.Old = !removed && (history[0].Removed || history[0].Row.Since != row.Since)
	p.CanEdit = !p.Old && !removed && d.Deleted.IsZero() && w.role.Includes(store.Curator)
	if version != d.Version {
		p.DatasetURL = views.DatasetURL(w.project.Name, d.Name, version, 0)
	}
	p.TraceURL = originURL(w, row)
	for i := range p.Sources {
		p.Sources[i].URL = sourceURL(w, p.Sources[i])
	}
	if p.Output, err = s.outputOf(c, row); err != nil {
		return err
	}
	if p.Files, err = s.files(c.Request().Context(), w.project, projectFiles(w.project.Name), string(row.Input), string(row.Expected), string(row.Metadata)); err != nil {
		return err
	}
	if err := s.rowSaid(c, &p, d, version); err != nil {
		return err
	}
	if p.CanEdit {
		if err := s.rowDraft(c, &p, d, form); err != nil {
			return err
		}
	}
	p.Shell.Scripts, p.Shell.Styles = []string{"js/diff.js"}, []string{"css/versions.css"}
	return render(c, status, views.DatasetRow(p))
}

// rowAt finds the state of a row in a version. In the newest one a deleted row still shows its last state.
func rowAt(history []store.RowVersion, version, newest store.Version) (row store.DatasetRow, removed bool, err error) {
	for _, h := range history {
		if h.Version > version {
			continue
		}
		if h.Removed && version != newest {
			return store.DatasetRow{}, false, store.ErrNotFound
		}
		return h.Row, h.Removed, nil
	}
	return store.DatasetRow{}, false, store.ErrNotFound
}

// outputOf is what the application answered where the row is from, while that is still known.
func (s *Server) outputOf(c echo.Context, row store.DatasetRow) (string, error) {
	w := who(c)
	project := cmp.Or(row.OriginProject, w.project.ID)
	if row.OriginSpan == "" || projectNamed(w, project) == "" {
		return "", nil
	}
	payload, err := s.DB.Payload(c.Request().Context(), project, row.OriginSpan)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return payload.Output, err
}

// sourceURL is a trace of a provenance, empty where the person is no member of its project. Entries of old do not name one.
func sourceURL(w *identity, source views.RowSource) string {
	project := projectNamed(w, cmp.Or(source.Project, w.project.ID))
	if source.Trace == "" || project == "" {
		return ""
	}
	return views.TraceURL(project, source.Trace, views.TraceQuery{Span: source.Span})
}

// rowCopies says which rows a row is a copy of.
func rowCopies(w *identity, row store.DatasetRow) []views.RowCopy {
	copies := views.RowCopies(row.Provenance)
	for i, c := range copies {
		if project := projectNamed(w, c.Project); project != "" {
			copies[i].URL = views.RowURL(project, c.Name, c.Row, c.Version)
		}
	}
	return copies
}

// rowChanges sets each write beside the state that it replaced.
func rowChanges(project, dataset string, history []store.RowVersion) []views.RowChange {
	changes := make([]views.RowChange, len(history))
	for i, h := range history {
		change := views.RowChange{RowVersion: h, URL: views.RowURL(project, dataset, h.Row.ID, h.Version), First: i == len(history)-1,
			InputNow: content.Plain(string(h.Row.Input)), Expected: content.Plain(string(h.Row.Expected))}
		if h.Removed { // there is no row in that version: link to the dataset
			change.URL = views.DatasetURL(project, dataset, h.Version, 0)
		}
		if !change.First {
			before := history[i+1].Row
			change.InputBefore, change.ExpectedBefore = content.Plain(string(before.Input)), content.Plain(string(before.Expected))
		}
		changes[i] = change
	}
	return changes
}

// rowDraft fills in what the person's draft does to the row, and the form that edits it.
func (s *Server) rowDraft(c echo.Context, p *views.DatasetRowPage, d store.Dataset, form *views.RowForm) error {
	ctx, w := c.Request().Context(), who(c)
	splits, err := s.DB.Splits(ctx, w.project.ID, d.ID)
	if err != nil {
		return err
	}
	edits, err := s.DB.DraftedRows(ctx, draftOf(c, d), []string{p.Row.ID})
	if err != nil {
		return err
	}
	mine, there := edits[p.Row.ID]
	if there {
		line := draftLine(w.project.Name, d.Name, &mine)
		p.Draft = &line
	} else {
		mine.Mine, mine.Seen = draft.Of(p.Row), p.Row.Since
	}
	p.Form = rowForm(w.project.Name, d.Name, p.Row.ID, mine.Mine, mine.Seen, splits)
	if form != nil {
		p.Form = *form
	}
	return nil
}

// rowSaid fills in what was said about the row by that version.
func (s *Server) rowSaid(c echo.Context, p *views.DatasetRowPage, d store.Dataset, version store.Version) error {
	w := who(c)
	var err error
	if version == d.Version {
		version = 0 // comments make no version, and may be younger than the newest
	}
	p.Comments, err = s.DB.RowComments(c.Request().Context(), w.project.ID, d.ID, p.Row.ID, version)
	p.CanComment = !p.Old && !p.Removed && d.Deleted.IsZero() && w.role.Includes(store.Reviewer)
	if p.CanComment {
		p.ReviewURL = views.RowReviewURL(w.project.Name, views.RowRun{Dataset: d.Name, Version: d.Version, Item: p.Row.ID})
	}
	if err != nil {
		return err
	}
	p.Votes, err = s.DB.RowVotes(c.Request().Context(), w.project.ID, d.ID, []string{p.Row.ID}, version)
	return err
}

// commentRow keeps a comment on a row. It is no part of the row's content and makes no version.
func (s *Server) commentRow(c echo.Context) error {
	ctx, w, id := c.Request().Context(), who(c), pathParam(c, "row")
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	text := strings.TrimSpace(c.FormValue("comment"))
	if text == "" || len(text) > maxComment {
		return s.rowPage(c, http.StatusUnprocessableEntity, nil, text, store.Invalid{"comment": "A comment has 1 to 20,000 bytes."})
	}
	comment := store.DatasetComment{Source: "app", Author: w.account.Email, Text: plainText(text), At: s.Now()}
	if err := s.DB.CommentRow(ctx, w.project.ID, s.writing(c, d), id, comment); err != nil {
		return err
	}
	if err := s.say(c, flash{Say: "Comment saved."}); err != nil {
		return err
	}
	return leaveTo(c, views.RowURL(w.project.Name, d.Name, id, 0)+"#comments")
}
