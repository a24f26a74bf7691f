package web

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/draft"
	"assay/store/postgres"
	"assay/views"
	"assay/web/export"

	"github.com/labstack/echo/v4"
)

// rowsPerPage is how many rows a page of a dataset holds.
const rowsPerPage = 50

// datasetOf finds the dataset of the path, and the version of it that the URL asks for: the newest where it asks for none.
func (s *Server) datasetOf(c echo.Context) (store.Dataset, store.Version, error) {
	d, err := s.DB.Dataset(c.Request().Context(), who(c).project.ID, pathParam(c, "dataset"))
	if err != nil {
		return store.Dataset{}, 0, err
	}
	asked, err := export.ParseVersion(c.QueryParam("version"))
	if err != nil {
		return store.Dataset{}, 0, err
	}
	version, err := export.Version(d, asked)
	return d, version, err
}

// showDataset is the page of a dataset as of a version.
func (s *Server) showDataset(c echo.Context) error {
	q, err := rowsQueryOf(c)
	if err != nil {
		return err
	}
	return s.datasetPage(c, http.StatusOK, q, nil, views.BulkForm{})
}

// datasetPage shows the rows of a dataset. form is an edit of a row in the table as it was typed, or nil.
func (s *Server) datasetPage(c echo.Context, status int, q views.RowsQuery, form *views.RowForm, bulk views.BulkForm) error {
	ctx, w := c.Request().Context(), who(c)
	d, version, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	old := version != d.Version || !d.Deleted.IsZero()
	p := views.DatasetPage{Shell: s.shell(c, d.Name, "Datasets"), Dataset: d, Shown: version, Old: old,
		CanEdit: !old && w.role.Includes(store.Curator), MayTake: w.role.Includes(store.Curator), Query: q, Bulk: bulk}
	if p.Dataset.Rows, err = s.DB.CountDatasetRows(ctx, w.project.ID, d.ID, version); err != nil {
		return err
	}
	if p.Splits, err = s.DB.Splits(ctx, w.project.ID, d.ID); err != nil {
		return err
	}
	rows, more, err := s.listedRows(c, &p, d, version)
	if err != nil {
		return err
	}
	p.Shell.Scripts, p.Shell.Styles = []string{"js/rows.js", "js/select.js", "js/diff.js"}, []string{"css/dataset_file.css", "css/versions.css"}
	if err := s.fillVersions(ctx, w.project, &p); err != nil {
		return err
	}
	inURL := version
	if !old {
		inURL = 0
	}
	for _, r := range rows {
		p.Rows = append(p.Rows, datasetLine(w, d.Name, inURL, r))
	}
	if p.CanEdit {
		if err := s.drafted(c, &p, d, rows, form); err != nil {
			return err
		}
	}
	p.First, p.Next = rowsPages(w.project.Name, d.Name, inURL, q, rows, more)
	if p.Mistake.Error != "" && status == http.StatusOK {
		status = http.StatusBadRequest
	}
	return render(c, status, views.Dataset(p))
}

// rowsPages are the addresses of the first page of rows and of the next one, empty where there is none.
func rowsPages(project, dataset string, version store.Version, q views.RowsQuery, rows []store.DatasetRow, more bool) (first, next string) {
	page := func(after int64) string {
		if version != 0 {
			return views.DatasetURL(project, dataset, version, after)
		}
		return views.RowsURL(project, dataset, views.RowsQuery{Filter: q.Filter, Split: q.Split, After: after})
	}
	if q.After > 0 {
		first = page(0)
	}
	if more && len(rows) > 0 {
		next = page(rows[len(rows)-1].Position)
	}
	return first, next
}

// listedRows reads the rows of a page: all of an older version, those that match of the newest.
func (s *Server) listedRows(c echo.Context, p *views.DatasetPage, d store.Dataset, version store.Version) ([]store.DatasetRow, bool, error) {
	ctx, q := c.Request().Context(), p.Query
	if p.Old || q.Filter == "" && q.Split == "" {
		return s.DB.DatasetRows(ctx, who(c).project.ID, d.ID, version, q.After, rowsPerPage)
	}
	query, err := s.recordQuery(c, d, version, q.Filter)
	if p.Mistake = mistakeOf(err); p.Mistake.Error != "" {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	all, more, err := s.DB.MatchingRows(ctx, query, q.Split, 0, postgres.MaxDraft)
	if err != nil {
		return nil, false, err
	}
	p.Matched = views.Thousands(int64(len(all))) + " of " + views.Thousands(int64(p.Dataset.Rows)) + " rows match"
	if more {
		p.Matched = "more than " + p.Matched
	}
	from := slices.IndexFunc(all, func(r store.DatasetRow) bool { return r.Position > q.After })
	if from < 0 {
		return nil, false, nil
	}
	rest := all[from:]
	return rest[:min(len(rest), rowsPerPage)], len(rest) > rowsPerPage, nil
}

// drafted puts what the person's draft says over the rows of a page, with the form of the row that is edited in its place.
func (s *Server) drafted(c echo.Context, p *views.DatasetPage, d store.Dataset, rows []store.DatasetRow, form *views.RowForm) error {
	ctx, w, of := c.Request().Context(), who(c), draftOf(c, d)
	var err error
	if p.Draft.Rows, p.Draft.Moved, err = s.DB.DraftSize(ctx, of); err != nil {
		return err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	edits, err := s.DB.DraftedRows(ctx, of, ids)
	if err != nil {
		return err
	}
	for i, r := range rows {
		q := p.Query
		q.Edit = r.ID
		p.Rows[i].EditURL = views.RowsURL(w.project.Name, d.Name, q)
		mine, there := edits[r.ID]
		if there {
			overlay(&p.Rows[i], mine.Mine)
		} else {
			mine.Mine, mine.Seen = draft.Of(r), r.Since
		}
		if p.Query.Edit == r.ID {
			f := rowForm(w.project.Name, d.Name, r.ID, mine.Mine, mine.Seen, p.Splits)
			if form != nil {
				f = *form
			}
			q.Edit = ""
			f.Back, p.Editing = views.RowsURL(w.project.Name, d.Name, q), &f
		}
	}
	return nil
}

// overlay shows a row of the table as the person's draft has it.
func overlay(line *views.DatasetLine, mine draft.Row) {
	if mine.Removed {
		line.Drafted = "deleted"
		return
	}
	line.Drafted, line.Split, line.Tags, line.From = "edited", mine.Split, mine.Tags, mine.From
	line.Input, line.Expected = store.Preview(string(mine.Input), listedRunes), store.Preview(string(mine.Expected), listedRunes)
}

// listedRunes is how much of a value the rows of a list show.
const listedRunes = 220

func datasetLine(w *identity, dataset string, version store.Version, r store.DatasetRow) views.DatasetLine {
	line := views.DatasetLine{ID: r.ID, URL: views.RowURL(w.project.Name, dataset, r.ID, version), Split: r.Split, TraceURL: originURL(w, r), Input: store.Preview(string(r.Input), listedRunes),
		Expected: store.Preview(string(r.Expected), listedRunes), From: r.ExpectedFrom, Tags: r.Tags}
	return line
}

// originURL is the trace that a row was made from; empty for one that was made otherwise, and for a trace of a project that the
// person is no member of.
func originURL(w *identity, r store.DatasetRow) string {
	project := projectNamed(w, cmp.Or(r.OriginProject, w.project.ID))
	if r.OriginTrace == "" || project == "" {
		return ""
	}
	q := views.TraceQuery{Span: r.OriginSpan}
	return views.TraceURL(project, r.OriginTrace, q)
}

// fillVersions lists the versions of the page's dataset with the names they have.
func (s *Server) fillVersions(ctx context.Context, project store.Project, p *views.DatasetPage) error {
	versions, err := s.DB.DatasetVersions(ctx, project.ID, p.Dataset.ID)
	if err != nil {
		return err
	}
	p.Versions, p.At = versionLines(project.Name, p.Dataset.Name, versions, p.Shown, p.CanEdit)
	snapshots, err := s.DB.Snapshots(ctx, project.ID, p.Dataset.ID, "", 0)
	if err != nil {
		return err
	}
	nameVersions(p.Versions, snapshots)
	return nil
}

// versionLines prepares the list of versions, and finds the one that is shown in it.
func versionLines(project, dataset string, versions []store.DatasetVersion, shown store.Version, canUndo bool) ([]views.DatasetVersionLine, *store.DatasetVersion) {
	lines, at := make([]views.DatasetVersionLine, len(versions)), (*store.DatasetVersion)(nil)
	for i, v := range versions {
		lines[i] = views.DatasetVersionLine{DatasetVersion: v, URL: views.DatasetURL(project, dataset, v.Version, 0), Shown: v.Version == shown, CanUndo: canUndo && i == 0}
		if lines[i].Shown {
			at = &versions[i]
		}
	}
	return lines, at
}

// nameVersions puts the name of each snapshot on the version that stood when it was taken: the newest one up to it.
func nameVersions(lines []views.DatasetVersionLine, snapshots []store.Snapshot) {
	for _, s := range snapshots {
		at := slices.IndexFunc(lines, func(l views.DatasetVersionLine) bool { return l.Version <= s.Version })
		if at >= 0 {
			lines[at].Names = append(lines[at].Names, s.Name)
		}
	}
}

// exportDataset streams a version of a dataset as a file.
func (s *Server) exportDataset(c echo.Context) error {
	d, version, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	format, err := export.ParseDatasetFormat(c.QueryParam("format"))
	if err != nil {
		return err
	}
	if c.QueryParam("manifest") != "" {
		return s.exportManifest(c, d, version, format)
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, format.ContentType())
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": export.FileName(d.Name, version, format)}))
	h.Set(echo.HeaderCacheControl, "private, no-store")
	if _, err = export.Dataset(c.Request().Context(), s.DB, c.Response(), who(c).project.ID, d, version, format); err == nil {
		return nil
	}
	if !c.Response().Committed {
		h.Del(echo.HeaderContentDisposition)
		return err
	}
	// Part of the file is out: break the connection off, so that nobody takes it for a whole one.
	s.Log.Error("export broke off", "dataset", d.Name, "error", err)
	panic(http.ErrAbortHandler)
}

// exportManifest says what the file of a version holds.
func (s *Server) exportManifest(c echo.Context, d store.Dataset, version store.Version, format export.Format) error {
	m, err := export.Describe(c.Request().Context(), s.DB, who(c).project, d, version, format)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := m.Encode(&b); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": m.File + ".manifest.json"}))
	h.Set(echo.HeaderCacheControl, "private, no-store")
	return c.Blob(http.StatusOK, echo.MIMEApplicationJSON, b.Bytes())
}

// undoVersion writes the inverse of a version.
func (s *Server) undoVersion(c echo.Context) error {
	w := who(c)
	d, _, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	undone, err := export.ParseVersion(c.FormValue("submission"))
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	n, err := s.DB.RowsOf(ctx, w.project.ID, d.ID, undone)
	if err != nil {
		return err
	}
	if n > undoable {
		return s.startUndo(c, d, undone)
	}
	done, err := s.DB.UndoVersion(ctx, w.project.ID, s.writing(c, d), undone)
	if err != nil {
		return err
	}
	if err := s.say(c, flash{Say: undoneSentence(done)}); err != nil {
		return err
	}
	return leaveTo(c, localPath(c.FormValue("back"), views.DatasetURL(w.project.Name, d.Name, 0, 0)))
}

// undoable is how many rows of a version are taken back while someone waits.
const undoable = 20_000

// startUndo takes a version back as a job.
func (s *Server) startUndo(c echo.Context, d store.Dataset, undone store.Version) error {
	w := who(c)
	request, err := json.Marshal(postgres.UndoRequest{Project: w.project.ID, Dataset: d.ID, Version: undone, Account: w.account.ID, Author: w.account.Email})
	if err != nil {
		return fmt.Errorf("write request of job: %w", err)
	}
	return s.startJob(c, w.project, store.Job{Kind: postgres.JobUndo, Title: "Undo a version of " + d.Name, Lane: postgres.DatasetLane, Request: request})
}

func undoneSentence(done store.DatasetVersion) string {
	if done.Version == 0 {
		return "There was nothing left to undo: these rows have changed since."
	}
	return "Undone: " + strings.Join(undoneWords(done), ", ") + "."
}

func undoneWords(done store.DatasetVersion) []string {
	var words []string
	if done.Deleted > 0 {
		words = append(words, rows(done.Deleted)+" taken out")
	}
	if done.Inserted > 0 {
		words = append(words, rows(done.Inserted)+" brought back")
	}
	if done.Updated > 0 {
		words = append(words, rows(done.Updated)+" as before")
	}
	return words
}

// rows counts rows in words.
func rows(n int) string {
	if n == 1 {
		return "1 row"
	}
	return views.Thousands(int64(n)) + " rows"
}

// writing says who changes a dataset, when, and what they noted about it.
func (s *Server) writing(c echo.Context, d store.Dataset) postgres.DatasetWrite {
	account, note := who(c).account, []rune(strings.TrimSpace(typed(c, "note")))
	return postgres.DatasetWrite{Dataset: d.ID, Account: account.ID, Author: account.Email, Note: string(note[:min(len(note), views.MaxNote)]), Now: s.Now()}
}

// withUndo is a message about a version with the way to take it back.
func (s *Server) withUndo(c echo.Context, d store.Dataset, done store.DatasetVersion, say, back string) flash {
	return flash{Say: say, Undo: strconv.FormatInt(int64(done.Version), 10), UndoURL: views.DatasetActionURL(who(c).project.Name, d.Name, "undo", 0), Back: back}
}

// typed is a form field as the database can store it: without NUL and broken UTF-8.
func typed(c echo.Context, name string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(c.FormValue(name), "\uFFFD"), "\x00", "")
}

// pathParam is a parameter of the path. Echo gives it as it was sent where the path holds an escaped slash.
func pathParam(c echo.Context, name string) string {
	v := c.Param(name)
	if c.Request().URL.RawPath == "" {
		return v
	}
	if plain, err := url.PathUnescape(v); err == nil {
		return plain
	}
	return v
}
