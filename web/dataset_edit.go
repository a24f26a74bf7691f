package web

import (
	"errors"
	"net/http"
	"net/url"

	"assay/store"
	"assay/store/draft"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// draftOf names the draft that the person has of a dataset.
func draftOf(c echo.Context, d store.Dataset) postgres.DraftOf {
	w := who(c)
	return postgres.DraftOf{Project: w.project.ID, Dataset: d.ID, Account: w.account.ID}
}

// rowForm is the form of a row as a draft, or else the dataset, has it.
func rowForm(project, dataset, id string, row draft.Row, seen store.Version, splits []string) views.RowForm {
	f := views.RowForm{Action: views.RowURL(project, dataset, id, 0), Seen: seen, Splits: splits}
	if row.Removed {
		return f
	}
	f.Input, f.Expected, f.Metadata = views.EditText(row, draft.Input), views.EditText(row, draft.Expected), views.EditText(row, draft.Metadata)
	f.Tags, f.Split = views.EditText(row, draft.Tags), row.Split
	return f
}

// typedRow is the form of a row as it was sent.
func typedRow(c echo.Context, project, dataset, id string, splits []string) views.RowForm {
	seen, err := number(c, "seen")
	if err != nil {
		seen = 0 // the edit is then about the row as it is now
	}
	return views.RowForm{Action: views.RowURL(project, dataset, id, 0), Back: typed(c, "back"), Seen: store.Version(seen), Splits: splits, Open: true,
		Input: c.FormValue("input"), Expected: c.FormValue("expected"), Metadata: c.FormValue("metadata"), Tags: typed(c, "tags"), Split: typed(c, "split")}
}

// readRow reads what someone typed about a row as an edit of it, or says what is wrong, field by field. Fields that were not sent stay
// as they are, and a value that says what it said before keeps its spelling.
func readRow(form url.Values) (func(draft.Row) draft.Row, store.Invalid) {
	wrong, sent := store.Invalid{}, draft.Row{}
	read := func(f draft.Field, parse func(text string) error) {
		if form.Has(string(f)) {
			if err := parse(form.Get(string(f))); err != nil {
				wrong[string(f)] = err.Error()
			}
		}
	}
	read(draft.Input, func(text string) (err error) { sent.Input, err = draft.Parse(text); return err })
	read(draft.Expected, func(text string) (err error) { sent.Expected, err = draft.Parse(text); return err })
	read(draft.Metadata, func(text string) (err error) { sent.Metadata, err = draft.ParseObject(text); return err })
	read(draft.Tags, func(text string) (err error) { sent.Tags, err = draft.ParseTags(text); return err })
	read(draft.Split, func(text string) (err error) {
		var invalid store.Invalid
		if sent.Split, err = draft.CheckSplit(text); errors.As(err, &invalid) {
			wrong["split"] = invalid["split"]
		}
		return nil
	})
	return func(r draft.Row) draft.Row {
		r.Removed = false
		for _, f := range draft.Fields {
			if form.Has(string(f)) {
				r = r.With(sent, f)
			}
		}
		return r
	}, wrong
}

// editRow keeps an edit of a row in the person's draft.
func (s *Server) editRow(c echo.Context) error {
	w := who(c)
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	id := pathParam(c, "row")
	splits, err := s.DB.Splits(c.Request().Context(), w.project.ID, d.ID)
	if err != nil {
		return err
	}
	sent := typedRow(c, w.project.Name, d.Name, id, splits)
	apply, wrong := readRow(form)
	if form.Get("do") == string(draft.Remove) {
		apply, wrong = draft.Bulk{Do: draft.Remove}.Apply, nil
	}
	if len(wrong) > 0 {
		sent.Wrong = wrong
		return s.rowAgain(c, sent)
	}
	edit := postgres.DraftEdit{ID: id, Seen: sent.Seen, Apply: apply}
	doubled := form.Get("do") == "copy"
	if doubled {
		edit.CopyAs = string(store.NewEventID())
	}
	kept, err := s.DB.EditDraft(c.Request().Context(), draftOf(c, d), []postgres.DraftEdit{edit}, s.Now())
	if errors.As(err, &sent.Wrong) {
		return s.rowAgain(c, sent)
	}
	if err != nil {
		return err
	}
	say := "Saved in your draft. Others see it when you commit."
	if kept == 0 {
		say = "The row says this already, so there is nothing of it in your draft."
	}
	if doubled {
		sent.Back, say = views.DraftURL(w.project.Name, d.Name, 0), "Saved as a new row in your draft. The row itself stays as it is."
	}
	if err := s.say(c, flash{Say: say}); err != nil {
		return err
	}
	return leaveTo(c, localPath(sent.Back, views.RowURL(w.project.Name, d.Name, id, 0)))
}

// rowAgain shows a form that cannot be kept where it was typed: in the table or on the page of the row.
func (s *Server) rowAgain(c echo.Context, form views.RowForm) error {
	back, err := url.Parse(localPath(form.Back, ""))
	if err != nil || form.Back == "" {
		return s.rowPage(c, http.StatusUnprocessableEntity, &form, "", nil)
	}
	after, err := numberOf(back.Query().Get("after"), "after")
	if err != nil {
		return err
	}
	q := views.RowsQuery{Filter: back.Query().Get("filter"), Split: back.Query().Get("split"), After: after, Edit: pathParam(c, "row")}
	return s.datasetPage(c, http.StatusUnprocessableEntity, q, &form, views.BulkForm{})
}
