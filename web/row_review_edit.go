package web

import (
	"encoding/json"
	"net/url"
	"slices"

	"assay/store"
	"assay/store/draft"
	"assay/store/postgres"

	"github.com/labstack/echo/v4"
)

// readRowEdit takes the expected value and the tags into an edit of the row in the reviewer's draft, with the choices that go into the
// expected value. Who may not edit rows makes none.
func (s *Server) readRowEdit(c echo.Context, d store.Dataset, sub *postgres.RowSubmission) error {
	form, err := c.FormParams()
	if err != nil || !mayDraft(who(c)) {
		return err
	}
	fields := url.Values{}
	for _, f := range []draft.Field{draft.Expected, draft.Tags} {
		if form.Has(string(f)) {
			fields[string(f)] = form[string(f)]
		}
	}
	apply, wrong := readRow(fields)
	if len(wrong) > 0 {
		return wrong
	}
	seen, err := number(c, "edit_seen")
	if err != nil {
		return err
	}
	sub.Edit, sub.EditSeen = apply, store.Version(seen)
	labels := slices.DeleteFunc(slices.Clone(sub.Answers), func(a store.Answer) bool { return !a.Config.Expected })
	if len(labels) == 0 {
		return nil
	}
	row, err := s.editedRow(c, d, sub)
	if err != nil {
		return err
	}
	expected := string(apply(row).Expected)
	for _, a := range labels {
		if expected, err = store.MergeLabel(expected, a.Config.Path, a.Label()); err != nil {
			return err
		}
	}
	sub.Edit = func(r draft.Row) draft.Row {
		r = apply(r)
		r.Expected = nil
		if expected != "" {
			r.Expected = json.RawMessage(expected)
		}
		return r
	}
	return nil
}

// editedRow is the row that an edit begins with: as the draft has it, else as it was seen.
func (s *Server) editedRow(c echo.Context, d store.Dataset, sub *postgres.RowSubmission) (draft.Row, error) {
	ctx := c.Request().Context()
	edits, err := s.DB.DraftedRows(ctx, draftOf(c, d), []string{sub.Row})
	if err != nil {
		return draft.Row{}, err
	}
	if edit, there := edits[sub.Row]; there {
		return edit.Mine, nil
	}
	row, err := s.DB.DatasetRow(ctx, who(c).project.ID, d.ID, sub.Seen, sub.Row)
	return draft.Of(row), err
}
