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
	"assay/store/postgres"
	"assay/views"
	"assay/web/export"

	"github.com/labstack/echo/v4"
)

// datasetOf finds the dataset of the path, and the version of it that the URL asks for: the newest where it asks for none.
func (s *Server) datasetOf(c echo.Context) (store.Dataset, store.Version, error) {
	d, err := s.DB.Dataset(c.Request().Context(), who(c).project.ID, pathParam(c, "dataset"))
	if err != nil {
		return store.Dataset{}, 0, err
	}
	asked, err := s.DB.VersionNamed(c.Request().Context(), who(c).project.ID, d.ID, c.QueryParam("version"))
	if err != nil {
		return store.Dataset{}, 0, err
	}
	version, err := export.Version(d, asked)
	return d, version, err
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

// exportDataset streams a version of a dataset, or the rows of it that match a filter, as a file.
func (s *Server) exportDataset(c echo.Context) error {
	d, version, err := s.datasetOf(c)
	if err != nil {
		return err
	}
	format, err := export.ParseDatasetFormat(c.QueryParam("format"))
	if err != nil {
		return err
	}
	q, err := s.matchingQuery(c, d, version, views.RowsQuery{Filter: typed(c, "filter"), Split: typed(c, "split")})
	if err != nil {
		return err
	}
	if c.QueryParam("manifest") != "" {
		return s.exportManifest(c, q, format)
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, format.ContentType())
	h.Set(echo.HeaderContentDisposition, mime.FormatMediaType("attachment", map[string]string{"filename": export.FileName(q, format)}))
	h.Set(echo.HeaderCacheControl, "private, no-store")
	if _, err = export.Dataset(c.Request().Context(), s.DB, c.Response(), q, format); err == nil {
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
func (s *Server) exportManifest(c echo.Context, q postgres.RecordQuery, format export.Format) error {
	m, err := export.Describe(c.Request().Context(), s.DB, who(c).project.Name, q, format)
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
		return s.startBack(c, d, postgres.JobUndo, "Undo a version of "+d.Name, "", undone)
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

// startBack undoes a version, or goes back to one, as a job.
func (s *Server) startBack(c echo.Context, d store.Dataset, kind, title, note string, version store.Version) error {
	w := who(c)
	request, err := json.Marshal(postgres.UndoRequest{Project: w.project.ID, Dataset: d.ID, Version: version, Account: w.account.ID, Author: w.account.Email, Note: note})
	if err != nil {
		return fmt.Errorf("write request of job: %w", err)
	}
	return s.startJob(c, w.project, store.Job{Kind: kind, Title: title, Lane: postgres.DatasetLane, Request: request})
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
