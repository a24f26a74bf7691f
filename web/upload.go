package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"assay/store"
	"assay/store/postgres"
	"assay/store/schema"
	"assay/store/upload"
	"assay/views"
	page "assay/views/upload"

	"github.com/labstack/echo/v4"
)

const (
	// uploadShown is how many rows the preview has, and problemsShown how many lines that are left out it names.
	uploadShown   = 10
	problemsShown = 20
	// pastedName is what rows are called that came in no file.
	pastedName = "pasted rows"
)

// showUpload asks for a file, or shows the rows of one that was brought.
func (s *Server) showUpload(c echo.Context) error {
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	return s.uploadPage(c, http.StatusOK, d, nil)
}

// uploadRows keeps a file and shows its rows, or adds them when the form says do=write.
func (s *Server) uploadRows(c echo.Context) error {
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	if c.FormValue("do") == "write" {
		err = s.writeUpload(c, d)
	} else {
		err = s.keepUpload(c, d)
	}
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.uploadPage(c, http.StatusUnprocessableEntity, d, aboutFile(invalid))
	}
	return err
}

// aboutFile says at the file what is wrong, also with what a row of it would do to the dataset, such as change a locked split.
func aboutFile(invalid store.Invalid) store.Invalid {
	var all []string
	for _, field := range slices.Sorted(maps.Keys(invalid)) {
		all = append(all, invalid[field])
	}
	return store.Invalid{"file": strings.Join(all, " ")}
}

// keepUpload keeps what was brought if it can be read.
func (s *Server) keepUpload(c echo.Context, d store.Dataset) error {
	w := who(c)
	u := postgres.Upload{ID: store.NewEventID(), Name: pastedName, Body: []byte(c.FormValue("rows")), Account: w.account.ID}
	if header, err := c.FormFile("file"); err == nil && header.Size > 0 {
		file, err := header.Open()
		if err != nil {
			return fmt.Errorf("open file: %w", err)
		}
		defer func() { _ = file.Close() }()
		if u.Body, err = io.ReadAll(file); err != nil {
			return fmt.Errorf("read file: %w", err)
		}
		u.Name = filepath.Base(strings.ToValidUTF8(header.Filename, "\uFFFD"))
	}
	if len(strings.TrimSpace(string(u.Body))) == 0 {
		return store.Invalid{"file": "Choose a file with rows in it, or paste some."}
	}
	if _, err := upload.Read(u.Body); err != nil {
		return err
	}
	if err := s.DB.KeepUpload(c.Request().Context(), w.project.ID, d.ID, u, s.Now()); err != nil {
		return err
	}
	return leaveTo(c, views.UploadURL(w.project.Name, d.Name, string(u.ID), nil))
}

// targetsOf reads what becomes of columns; as their names suggest where the form does not say it of each.
func targetsOf(c echo.Context, f *upload.File) ([]upload.Target, error) {
	form, err := c.FormParams()
	if err != nil {
		return nil, err
	}
	as := upload.Guess(f.Columns)
	if len(form["as"]) == len(as) {
		for i, t := range form["as"] {
			if slices.Contains(upload.Targets, upload.Target(t)) {
				as[i] = upload.Target(t)
			}
		}
	}
	return as, nil
}

// uploadPage shows the page. A file that is not there any more is asked for again.
func (s *Server) uploadPage(c echo.Context, status int, d store.Dataset, wrong store.Invalid) error {
	w := who(c)
	p := page.Page{Shell: s.shell(c, "Upload", "Datasets"), Dataset: d.Name, Wrong: wrong, Pasted: typed(c, "rows"), Job: jobID(c)}
	p.Shell.Styles = []string{"css/dataset_file.css"}
	id := c.FormValue("upload")
	if !store.IsKey(id) {
		return render(c, status, page.Show(p))
	}
	u, err := s.DB.Upload(c.Request().Context(), w.project.ID, d.ID, w.account.ID, store.EventID(id))
	if errors.Is(err, store.ErrNotFound) {
		p.Wrong = store.Invalid{"file": "This file was added already, or is older than a day. Bring it again."}
		return render(c, max(status, http.StatusNotFound), page.Show(p))
	}
	if err != nil {
		return err
	}
	if err := s.fillUpload(c, &p, u); err != nil {
		return err
	}
	if err := s.tryUpload(c, &p, d, u); err != nil {
		return err
	}
	return render(c, status, page.Show(p), "upload-preview")
}

// fillUpload shows what a file comes to.
func (s *Server) fillUpload(c echo.Context, p *page.Page, u postgres.Upload) error {
	f, err := upload.Read(u.Body)
	if err != nil {
		return err
	}
	as, err := targetsOf(c, f)
	if err != nil {
		return err
	}
	p.Upload, p.Name, p.Kind = string(u.ID), u.Name, f.Kind
	for i, name := range f.Columns {
		p.Columns = append(p.Columns, page.Column{Name: name, Sample: sampleOf(f, i), As: as[i]})
	}
	rows, problems := f.Changes(as, p.Upload)
	p.Good, p.Refused, p.Problems, p.Long = len(rows), len(problems), problems[:min(len(problems), problemsShown)], len(rows) > waitable
	for _, r := range rows[:min(len(rows), uploadShown)] {
		shown := func(field string) string { return store.Preview(string(r.Fields[field]), listedRunes) }
		p.Rows = append(p.Rows, page.Row{ID: r.ID, Input: shown("input"), Expected: shown("expected"), Metadata: shown("metadata"), Tags: shown("tags")})
	}
	return nil
}

// tryUpload says which rows of a file do not fit the schemas of the dataset, and why it cannot be written otherwise.
func (s *Server) tryUpload(c echo.Context, p *page.Page, d store.Dataset, u postgres.Upload) error {
	w := who(c)
	as := make([]upload.Target, len(p.Columns))
	for i := range p.Columns {
		as[i] = p.Columns[i].As
	}
	r := postgres.UploadRequest{Project: w.project.ID, Dataset: d.ID, Upload: u.ID, As: as, Account: w.account.ID, Author: w.account.Email}
	trial, n, err := s.DB.TryUpload(c.Request().Context(), r, waitable, s.Now())
	var invalid store.Invalid
	switch {
	case errors.As(err, &invalid):
		p.Refusal = aboutFile(invalid)["file"]
		return nil
	case errors.Is(err, store.ErrBusy): // it is looked at again when it is written
		return nil
	case err != nil:
		return err
	}
	p.Refusal = trial.Locked
	p.Unfit = views.NewUnfit(trial.Unfit, c.FormValue("fit") != "", views.SchemaURL(w.project.Name, d.Name, "", false), func(m schema.Misfit) (string, string) { return m.Row, "" })
	p.Unfit.Part, p.Unfit.Offer = n < p.Good, n < p.Good && trial.Held
	return nil
}

// sampleOf is the first value of a column.
func sampleOf(f *upload.File, column int) string {
	for _, r := range f.Rows {
		if column < len(r.Values) && r.Values[column] != nil {
			return store.Preview(string(r.Values[column]), listedRunes)
		}
	}
	return ""
}

// writeUpload adds the rows at once, or starts the job that does when they are many.
func (s *Server) writeUpload(c echo.Context, d store.Dataset) error {
	ctx, w := c.Request().Context(), who(c)
	if id := c.FormValue("upload"); !store.IsKey(id) {
		return store.Invalid{"file": "Choose a file with rows in it, or paste some."}
	}
	u, err := s.DB.Upload(ctx, w.project.ID, d.ID, w.account.ID, store.EventID(c.FormValue("upload")))
	if err != nil {
		return err
	}
	f, err := upload.Read(u.Body)
	if err != nil {
		return err
	}
	as, err := targetsOf(c, f)
	if err != nil {
		return err
	}
	r := postgres.UploadRequest{Project: w.project.ID, Dataset: d.ID, Upload: u.ID, As: as, Account: w.account.ID, Author: w.account.Email, Note: "Uploaded " + u.Name, Fit: c.FormValue("fit") != ""}
	if len(f.Rows) > waitable {
		request, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("write request of job: %w", err)
		}
		return s.startJob(c, w.project, store.Job{Kind: postgres.JobUpload, Title: "Add the rows of " + u.Name + " to " + d.Name, Lane: postgres.DatasetLane, Request: request})
	}
	report, err := s.DB.WriteUpload(ctx, r, s.Now())
	if err != nil {
		return err
	}
	to := views.DatasetURL(w.project.Name, d.Name, 0, 0)
	out := flash{Say: uploadedWords(report)}
	if report.Version != 0 {
		out.Undo, out.UndoURL, out.Back = versionText(report.Version), views.DatasetActionURL(w.project.Name, d.Name, "undo", 0), to
	}
	if err := s.say(c, out); err != nil {
		return err
	}
	return leaveTo(c, to)
}

// uploadedWords say what came of a file.
func uploadedWords(r postgres.UploadReport) string {
	words := "Added " + rows(r.Inserted) + "."
	for _, part := range []struct {
		n    int
		says string
	}{{r.Updated, " replaced."}, {r.Same, " there already, with the same values."}, {r.Refused, " left out."}} {
		if part.n > 0 {
			words += " " + rows(part.n) + part.says
		}
	}
	return words + views.LeftOut(r.Unfit)
}

// uploadResult is what came of a job about a file.
func (s *Server) uploadResult(c echo.Context, j store.Job) (views.JobResult, error) {
	var r postgres.UploadRequest
	var report postgres.UploadReport
	if err := readJob(j, &r, &report); err != nil {
		return views.JobResult{}, err
	}
	result, err := s.datasetResult(c, r.Dataset)
	result.Says = uploadedWords(report)
	for _, p := range report.Problems {
		result.Says += " " + p.String()
	}
	return result, err
}
