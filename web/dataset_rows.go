package web

import (
	"cmp"
	"errors"
	"net/http"

	"assay/store"
	"assay/views"
	"assay/views/content"

	"github.com/labstack/echo/v4"
)

// showRow is the page of one row as of a version.
func (s *Server) showRow(c echo.Context) error {
	return s.rowPage(c, http.StatusOK, nil, "")
}

// rowPage shows a row. form is what a person typed and could not be saved for the reason that conflict gives, or nil.
func (s *Server) rowPage(c echo.Context, status int, form *views.RowForm, conflict string) error {
	ctx, w := c.Request().Context(), who(c)
	d, version, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	history, err := s.DB.RowVersions(ctx, w.project.ID, d.ID, pathParam(c, "row"))
	if err != nil {
		return err
	}
	row, removed, err := rowAt(history, version, d.Version)
	if err != nil {
		return err
	}
	p := views.DatasetRowPage{Shell: s.shell(c, "Row of "+d.Name, "Datasets"), Dataset: d.Name, DatasetURL: views.DatasetURL(w.project.Name, d.Name, 0, 0),
		Row: row, Removed: removed, NewestURL: views.RowURL(w.project.Name, d.Name, row.ID, 0), Sources: views.RowSources(row.Provenance),
		History: rowChanges(w.project.Name, d.Name, history), Conflict: conflict}
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
	p.Form = views.RowForm{Input: editText(row.Input), Expected: editText(row.Expected)}
	if form != nil {
		p.Form = *form
	}
	p.Form.Seen = row.Since
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

const (
	conflictText = "Someone else changed this row while you were editing it. Nothing was overwritten: the row as it is now stands here, and what " +
		"you typed is kept in the form below. Save again to replace the row with it."
	conflictGone = "Someone else deleted this row while you were editing it. What you typed is kept in the form below; undo the deletion in the " +
		"dataset, then save it again."
)

// editRow writes a new version of a row. A row that changed since the form was opened is not overwritten.
func (s *Server) editRow(c echo.Context) error {
	w := who(c)
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	done, err := s.saveRow(c, d)
	typedForm := &views.RowForm{Input: c.FormValue("input"), Expected: c.FormValue("expected"), Note: typed(c, "note"), Open: true}
	switch {
	case errors.Is(err, store.ErrConflict):
		return s.rowPage(c, http.StatusConflict, typedForm, conflictText)
	case errors.Is(err, store.ErrNotFound):
		return s.rowPage(c, http.StatusConflict, typedForm, conflictGone)
	case err != nil:
		return err
	}
	back := views.RowURL(w.project.Name, d.Name, pathParam(c, "row"), 0)
	f := flash{Say: "Nothing changed, so no version was written."}
	if done.Version != 0 {
		f = s.withUndo(c, d, done, "Saved as a new version.", back)
	}
	if err := s.say(c, f); err != nil {
		return err
	}
	return leaveTo(c, back)
}

// saveRow writes what the form says, unless the row is not the one that was seen.
func (s *Server) saveRow(c echo.Context, d store.Dataset) (store.DatasetVersion, error) {
	ctx, project, id := c.Request().Context(), who(c).project.ID, pathParam(c, "row")
	seen, err := number(c, "seen")
	if err != nil {
		return store.DatasetVersion{}, err
	}
	row, err := s.DB.DatasetRow(ctx, project, d.ID, 0, id)
	if err != nil {
		return store.DatasetVersion{}, err
	}
	input := unlessSame(row.Input, parseEdited(c.FormValue("input")))
	expected := unlessSame(row.Expected, parseEdited(c.FormValue("expected")))
	return s.DB.EditRow(ctx, project, s.writing(c, d), id, store.Version(seen), input, expected)
}
