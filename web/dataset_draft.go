package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"assay/store"
	"assay/store/draft"
	"assay/store/postgres"
	"assay/views"
	"assay/views/content"

	"github.com/labstack/echo/v4"
)

// draftPerPage is how many rows a page of a draft holds.
const draftPerPage = 50

// showDraft is the page of the person's own draft of a dataset.
func (s *Server) showDraft(c echo.Context) error {
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	return s.draftPage(c, http.StatusOK, d, nil)
}

func (s *Server) draftPage(c echo.Context, status int, d store.Dataset, wrong store.Invalid) error {
	ctx, w, of := c.Request().Context(), who(c), draftOf(c, d)
	after, err := number(c, "after")
	if err != nil {
		return err
	}
	p := views.DraftPage{Shell: s.shell(c, "Your draft of "+d.Name, "Datasets"), Dataset: d.Name, Note: typed(c, "note"), Wrong: wrong}
	p.Shell.Styles = []string{"css/versions.css"}
	if p.Rows, p.Moved, err = s.DB.DraftSize(ctx, of); err != nil {
		return err
	}
	rows, err := s.DB.DraftRows(ctx, of, after, draftPerPage+1)
	if err != nil {
		return err
	}
	if len(rows) > draftPerPage {
		rows = rows[:draftPerPage]
		p.Next = views.DraftURL(w.project.Name, d.Name, rows[len(rows)-1].Place)
	}
	if after > 0 {
		p.First = views.DraftURL(w.project.Name, d.Name, 0)
	}
	if p.Torn, err = s.tornRows(ctx, of, p.Moved); err != nil {
		return err
	}
	for i := range rows {
		line := draftLine(w.project.Name, d.Name, &rows[i])
		for j, f := range line.Conflicts {
			if wrong[views.SettleField(f.Field, line.ID)] != "" {
				line.Conflicts[j].Text = c.FormValue(string(f.Field))
			}
		}
		p.Lines = append(p.Lines, line)
	}
	return render(c, status, views.Draft(p))
}

// tornRows counts the rows of a draft that are in conflict.
func (s *Server) tornRows(ctx context.Context, of postgres.DraftOf, moved int) (int, error) {
	if moved == 0 {
		return 0, nil
	}
	all, err := s.DB.DraftRows(ctx, of, 0, postgres.MaxDraft)
	torn := 0
	for i := range all {
		if _, conflicts := all[i].Merged(); len(conflicts) > 0 {
			torn++
		}
	}
	return torn, err
}

// draftLine shows a row of a draft: what a commit would change, or what is in conflict.
func draftLine(project, dataset string, r *postgres.DraftRow) views.DraftLine {
	merged, conflicts := r.Merged()
	title := r.Mine
	for _, other := range []draft.Row{r.Now, r.Base} {
		if title.Removed {
			title = other
		}
	}
	line := views.DraftLine{ID: r.ID, URL: views.RowURL(project, dataset, r.ID, 0), Title: store.Preview(content.Plain(string(title.Input)), listedRunes), Moved: r.Moved(), Stands: r.Stands}
	if line.Title == "" {
		line.Title = "(no input)"
	}
	if len(conflicts) == 0 {
		line.Changes = views.NewFieldChanges(r.Now, merged)
		return line
	}
	if conflicts[0] == draft.Presence {
		line.Gone, line.MineGone = true, r.Mine.Removed
		if r.Mine.Removed {
			line.Changes = views.NewFieldChanges(r.Base, r.Now)
		} else {
			line.Changes = views.NewFieldChanges(r.Base, r.Mine)
		}
		return line
	}
	for _, f := range conflicts {
		line.Conflicts = append(line.Conflicts, views.FieldConflict{Field: f, Base: views.FieldText(r.Base, f), Mine: views.FieldText(r.Mine, f),
			Theirs: views.FieldText(r.Now, f), Text: views.EditText(r.Mine, f)})
	}
	return line
}

// changeDraft commits a draft, discards it or a row of it, or settles a conflict in it.
func (s *Server) changeDraft(c echo.Context) error {
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	switch form.Get("do") {
	case "commit":
		return s.commitDraft(c, d)
	case "discard", "discard-all":
		return s.discardDraft(c, d, form)
	case "settle":
		return s.settleDraft(c, d, form)
	}
	return store.Invalid{"do": "Choose what to do with the draft."}
}

// commitDraft writes the draft as one version.
func (s *Server) commitDraft(c echo.Context, d store.Dataset) error {
	done, err := s.DB.CommitDraft(c.Request().Context(), draftOf(c, d), s.writing(c, d))
	var conflict *postgres.DraftConflict
	var invalid store.Invalid
	switch {
	case errors.As(err, &conflict):
		return s.draftPage(c, http.StatusConflict, d, nil)
	case errors.As(err, &invalid):
		return s.draftPage(c, http.StatusUnprocessableEntity, d, store.Invalid{"draft": sentences(invalid)})
	case err != nil:
		return err
	}
	back := views.DatasetURL(who(c).project.Name, d.Name, 0, 0)
	f := flash{Say: "The draft changed nothing, so no version was written."}
	if done.Version != 0 {
		f = s.withUndo(c, d, done, "Committed as a new version: "+versionSentence(done)+".", back)
	}
	if err := s.say(c, f); err != nil {
		return err
	}
	return leaveTo(c, back)
}

// discardDraft forgets the edits of a row, or all of them.
func (s *Server) discardDraft(c echo.Context, d store.Dataset, form url.Values) error {
	var ids []string
	if form.Get("do") == "discard" {
		ids = form["row"]
		if ids == nil {
			return store.Invalid{"row": "Name the row whose edits are to be discarded."}
		}
	}
	n, err := s.DB.DiscardDraft(c.Request().Context(), draftOf(c, d), ids)
	if err != nil {
		return err
	}
	if err := s.say(c, flash{Say: "Discarded your edits of " + rows(n) + "."}); err != nil {
		return err
	}
	return leaveTo(c, views.DraftURL(who(c).project.Name, d.Name, 0))
}

// settleDraft settles the conflicts of a row by one side, or by what was written.
func (s *Server) settleDraft(c echo.Context, d store.Dataset, form url.Values) error {
	id := typed(c, "row")
	stands, err := number(c, "stands")
	if err != nil {
		return err
	}
	settle := func(r postgres.DraftRow) draft.Row {
		return draft.Settle(r.Base, r.Mine, r.Now, draft.Side(form.Get("side")))
	}
	switch form.Get("side") {
	case string(draft.Mine), string(draft.Theirs):
	case "edit":
		apply, wrong := readRow(form)
		if len(wrong) > 0 {
			named := store.Invalid{}
			for field, text := range wrong {
				named[views.SettleField(draft.Field(field), id)] = text
			}
			return s.draftPage(c, http.StatusUnprocessableEntity, d, named)
		}
		settle = func(r postgres.DraftRow) draft.Row {
			merged, _ := r.Merged()
			return apply(merged).Edited(merged, r.Now)
		}
	default:
		return store.Invalid{"side": "Choose whose edit stands."}
	}
	if err := s.DB.SettleDraft(c.Request().Context(), draftOf(c, d), id, store.Version(stands), settle, s.Now()); err != nil {
		return err
	}
	return leaveTo(c, views.DraftURL(who(c).project.Name, d.Name, 0))
}

// versionSentence says what a version did.
func versionSentence(v store.DatasetVersion) string {
	return rows(v.Inserted) + " added, " + rows(v.Updated) + " changed, " + rows(v.Deleted) + " deleted"
}
