package web

import (
	"errors"
	"net/http"
	"strconv"

	"assay/store"
	"assay/store/postgres"
	"assay/views"
	"assay/views/content"
	"assay/web/export"

	"github.com/labstack/echo/v4"
)

// differencesPerPage is how many rows a page that compares versions holds.
const differencesPerPage = 50

// compareQuery reads what is compared: two versions, the newest where one is not said.
func (s *Server) compareQuery(c echo.Context, d store.Dataset) (views.CompareQuery, error) {
	q := views.CompareQuery{Kind: c.FormValue("kind"), Restore: c.FormValue("restore") != ""}
	for name, into := range map[string]*store.Version{"from": &q.From, "to": &q.To} {
		asked, err := s.DB.VersionNamed(c.Request().Context(), who(c).project.ID, d.ID, c.FormValue(name))
		if err != nil {
			return q, err
		}
		if asked == 0 && name == "from" && c.FormValue("to") != "" {
			continue // before the first version
		}
		if *into, err = export.Version(d, asked); err != nil {
			return q, err
		}
	}
	var err error
	q.After, err = number(c, "after")
	switch q.Kind {
	case "", "added", "changed", "removed":
		return q, err
	}
	return q, store.Invalid{"kind": "Rows are added, changed or removed."}
}

// compareVersions shows how a dataset differs between two versions, and, before going back to one, what that would do.
func (s *Server) compareVersions(c echo.Context) error {
	return s.comparePage(c, http.StatusOK, "")
}

func (s *Server) comparePage(c echo.Context, status int, wrong string) error {
	ctx, w := c.Request().Context(), who(c)
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	q, err := s.compareQuery(c, d)
	if err != nil {
		return err
	}
	if wrong != "" { // what stands now is what going back is about
		q.From, q.Restore = d.Version, true
	}
	p := views.ComparePage{Shell: s.shell(c, "Versions of "+d.Name+" compared", "Datasets"), Dataset: d.Name, Query: q, Newest: d.Version, Wrong: wrong,
		CanRestore: q.Restore && q.From == d.Version && q.To < d.Version && d.Deleted.IsZero() && w.role.Includes(store.Curator)}
	p.Shell.Styles = []string{"css/versions.css"}
	if p.From, p.To, err = s.comparedVersions(c, d, q); err != nil {
		return err
	}
	counts, err := s.DB.CompareVersions(ctx, w.project.ID, d.ID, q.From, q.To)
	if err != nil {
		return err
	}
	p.Added, p.Changed, p.Removed = counts.Added, counts.Changed, counts.Removed
	rows, err := s.DB.Differences(ctx, w.project.ID, d.ID, q.From, q.To, q.Kind, q.After, differencesPerPage+1)
	if err != nil {
		return err
	}
	page := q
	if page.After = 0; q.After > 0 {
		p.First = views.CompareURL(w.project.Name, d.Name, page)
	}
	if len(rows) > differencesPerPage {
		rows = rows[:differencesPerPage]
		page.After = rows[len(rows)-1].Position
		p.Next = views.CompareURL(w.project.Name, d.Name, page)
	}
	for i := range rows {
		p.Lines = append(p.Lines, compareLine(w.project.Name, d, q, &rows[i]))
	}
	return render(c, status, views.Compare(p))
}

// comparedVersions finds who wrote the two versions, when and why.
func (s *Server) comparedVersions(c echo.Context, d store.Dataset, q views.CompareQuery) (from, to views.VersionLine, err error) {
	ctx, w := c.Request().Context(), who(c)
	find := func(v store.Version) (views.VersionLine, error) {
		line := views.VersionLine{DatasetVersion: store.DatasetVersion{Version: v}, URL: views.DatasetURL(w.project.Name, d.Name, v, 0)}
		if v == 0 {
			return line, nil
		}
		at, err := s.DB.VersionPage(ctx, w.project.ID, d.ID, v+1, 1)
		if err == nil && len(at) == 1 {
			line.DatasetVersion = at[0]
			line.Version = v
		}
		return line, err
	}
	if from, err = find(q.From); err != nil {
		return from, to, err
	}
	to, err = find(q.To)
	return from, to, err
}

func compareLine(project string, d store.Dataset, q views.CompareQuery, r *postgres.RowDifference) views.CompareLine {
	shown, version := r.New, q.To
	if shown.Removed {
		shown, version = r.Old, q.From
	}
	if version == d.Version {
		version = 0
	}
	line := views.CompareLine{Kind: r.Kind, DraftLine: views.DraftLine{ID: r.ID, URL: views.RowURL(project, d.Name, r.ID, version),
		Title: store.Preview(content.Plain(string(shown.Input)), listedRunes)}}
	if line.Title == "" {
		line.Title = "(no input)"
	}
	if r.Kind != "changed" {
		if line.Expected = store.Preview(content.Plain(string(shown.Expected)), listedRunes); line.Expected == "" {
			line.Expected = "none"
		}
		return line
	}
	line.Changes = views.NewFieldChanges(r.Old, r.New)
	switch {
	case r.OldSources != r.NewSources:
		line.Sources = "Made from " + strconv.Itoa(r.NewSources) + " traces that say the same instead of " + strconv.Itoa(r.OldSources) + "."
	case r.Old.From != r.New.From:
		line.Sources = "The expected value says that it is from elsewhere."
	case len(line.Changes) == 0:
		line.Sources = "Where it is from is described otherwise."
	}
	return line
}

// restoreVersion goes back to an older version, as a new one. What the person looked at must still be what stands.
func (s *Server) restoreVersion(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	q, err := s.compareQuery(c, d)
	if err != nil {
		return err
	}
	if q.From != d.Version {
		return s.comparePage(c, http.StatusConflict, "The dataset has a newer version than the one you looked at. Nothing was written: this is what going back would do now.")
	}
	write := s.writing(c, d)
	write.Note = "restored version " + strconv.FormatInt(int64(q.To), 10)
	does, err := s.DB.PreviewRestore(ctx, w.project.ID, d.ID, q.To)
	if err != nil {
		return err
	}
	if does.Restored+does.Deleted > undoable {
		return s.startBack(c, d, postgres.JobRestore, "Go back to a version of "+d.Name, write.Note, q.To)
	}
	done, err := s.DB.RestoreVersion(ctx, w.project.ID, write, q.To)
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.comparePage(c, http.StatusUnprocessableEntity, sentences(invalid))
	}
	if err != nil {
		return err
	}
	back := views.VersionsURL(w.project.Name, d.Name, 0)
	f := flash{Say: "Nothing differed, so no version was written."}
	if done.Version != 0 {
		f = s.withUndo(c, d, done, "Restored: "+versionSentence(done)+".", back)
	}
	if err := s.say(c, f); err != nil {
		return err
	}
	return leaveTo(c, back)
}
