package web

import (
	"context"
	"errors"
	"net/http"

	"assay/store"
	"assay/store/sheet"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// listSheets is where the templates of a project are written.
func (s *Server) listSheets(c echo.Context) error {
	return s.sheetsPage(c, http.StatusOK, store.Sheet{}, nil)
}

// sheetsPage shows the sheets. typed is one that cannot be saved as it is, and wrong says why.
func (s *Server) sheetsPage(c echo.Context, status int, typed store.Sheet, wrong store.Invalid) error {
	list, err := s.DB.Sheets(c.Request().Context(), who(c).project.ID)
	if err != nil {
		return err
	}
	return render(c, status, views.Sheets(views.SheetsPage{Shell: s.shell(c, "Sheets", "Settings"), Sheets: list, Typed: typed, Wrong: wrong, Fields: sheet.Fields, Renderers: sheet.Renderers}))
}

// saveSheet writes a sheet, a new one without a slug in the path.
func (s *Server) saveSheet(c echo.Context) error {
	w, ctx := who(c), c.Request().Context()
	var of store.Sheet
	var err error
	if slug := pathParam(c, "sheet"); slug != "" {
		if of, err = s.DB.Sheet(ctx, w.project.ID, slug); err != nil {
			return err
		}
	}
	of.Name, of.Template = typed(c, "name"), c.FormValue("template")
	wrong := store.Invalid{}
	name, err := store.CheckSheetName(of.Name)
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		wrong["name"] = invalid["name"]
	}
	if _, err := sheet.Parse(of.Template); err != nil {
		wrong["template"] = err.Error()
	}
	if len(wrong) > 0 {
		return s.sheetsPage(c, http.StatusUnprocessableEntity, of, wrong)
	}
	of.Name = name
	if of, err = s.DB.SaveSheet(ctx, w.project.ID, of); err != nil {
		return err
	}
	if err := s.say(c, flash{Say: "Saved the sheet “" + of.Name + "”."}); err != nil {
		return err
	}
	return leaveTo(c, views.SettingsURL(w.project.Name, "sheets"))
}

// hideSheet deletes a sheet or brings it back.
func (s *Server) hideSheet(c echo.Context) error {
	w, ctx := who(c), c.Request().Context()
	of, err := s.DB.Sheet(ctx, w.project.ID, pathParam(c, "sheet"))
	if err != nil {
		return err
	}
	hide := c.FormValue("do") != "restore"
	if err := s.DB.HideSheet(ctx, w.project.ID, of.ID, hide); err != nil {
		return err
	}
	say := "Restored the sheet “" + of.Name + "”."
	if hide {
		say = "Deleted the sheet “" + of.Name + "”. It can be restored."
	}
	if err := s.say(c, flash{Say: say}); err != nil {
		return err
	}
	return leaveTo(c, views.SettingsURL(w.project.Name, "sheets"))
}

// sheetCharacters is how much of each value a sheet reads.
const sheetCharacters = 1 << 20

// fillSheet shows a trace by one of the project's templates; without a slug it only offers them.
func (s *Server) fillSheet(ctx context.Context, w *identity, v *views.TraceView, slug string, through lens, link func(slug string) string) error {
	all, err := s.DB.Sheets(ctx, w.project.ID)
	if err != nil {
		return err
	}
	v.Sheets = append(v.Sheets, views.FormatTab{Name: "Everything", URL: link(""), Current: true})
	for _, of := range all {
		if of.Deleted {
			continue
		}
		v.Sheets = append(v.Sheets, views.FormatTab{Name: of.Name, Current: of.Slug == slug, URL: link(of.Slug)})
		if of.Slug != slug {
			continue
		}
		v.Sheets[0].Current = false
		if v.Sheet, err = s.sheetView(ctx, w, v.Trace, of, through); err != nil {
			return err
		}
	}
	if len(v.Sheets) == 1 {
		v.Sheets = nil // nothing to choose from
	}
	return nil
}

// roomSheet shows an item of a queue by one of the project's templates, as far as the queue shows it.
func (s *Server) roomSheet(ctx context.Context, w *identity, slug string, v *views.TraceView, through lens) error {
	return s.fillSheet(ctx, w, v, slug, through, func(slug string) string {
		return views.RoomURL(v.Project, through.queue.Slug, views.RoomQuery{Item: v.Trace.ID, Turn: through.turn, Sheet: slug})
	})
}

// sheetView reads what a template names of the root of a trace.
func (s *Server) sheetView(ctx context.Context, w *identity, trace store.Trace, of store.Sheet, through lens) (*views.SheetView, error) {
	template, err := sheet.Parse(of.Template)
	if err != nil { // one that an older program could read
		return &views.SheetView{Name: of.Name, Wrong: err.Error()}, nil
	}
	subject := sheet.Subject{Trace: trace, RowID: trace.RootSpanID}
	if trace.RootID != "" {
		if subject.Carried, err = s.carried(ctx, w.project.ID, trace.RootID, sheetCharacters, through); err != nil {
			return nil, err
		}
		if subject.Metadata, subject.Metrics, err = s.DB.SpanFacts(ctx, w.project.ID, trace.RootID); err != nil {
			return nil, err
		}
	}
	subject.Metadata, subject.Metrics = through.metadata(subject.Metadata), through.metrics(subject.Metrics)
	address := projectFiles(w.project.Name)
	if through.queue.ID != 0 {
		address = spanLinks{trace: trace.ID, project: w.project.Name, room: through.queue.Slug}.fileOf(trace.RootID)
	}
	files, err := s.files(ctx, w.project, address, subject.Carried.Input, subject.Carried.Output, subject.Carried.Expected)
	if err != nil {
		return nil, err
	}
	return views.NewSheet(of.Name, template, subject, files), nil
}
