package web

import (
	"net/http"
	"slices"

	"assay/store"
	"assay/store/draft"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// rowsPerPage is how many rows a page of a dataset holds.
const rowsPerPage = 50

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
	if err := s.scored(c, &p, d, version); err != nil {
		return err
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

// scored fills in what reviewers made of the rows of a page, and where one reviews them.
func (s *Server) scored(c echo.Context, p *views.DatasetPage, d store.Dataset, version store.Version) error {
	w := who(c)
	if w.role.Includes(store.Reviewer) && d.Deleted.IsZero() && len(p.Rows) > 0 {
		run := views.RowRun{Dataset: d.Name, Version: version}
		if !p.Old {
			run.Filter, run.Split = p.Query.Filter, p.Query.Split
		}
		p.Review = views.RowReviewURL(w.project.Name, run)
	}
	ids := make([]string, len(p.Rows))
	for i, r := range p.Rows {
		ids[i] = r.ID
	}
	votes, err := s.DB.RowVotes(c.Request().Context(), w.project.ID, d.ID, ids, version)
	folded := postgres.FoldRowVotes(votes)
	for i := range p.Rows {
		p.Rows[i].Scores = views.RowScores(folded[p.Rows[i].ID])
		p.Scored = p.Scored || len(p.Rows[i].Scores) > 0
	}
	return err
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
	query, err := s.matchingQuery(c, d, version, q)
	if p.Mistake = mistakeOf(err); p.Mistake.Error != "" {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	all, more, err := s.DB.MatchingRows(ctx, query, postgres.MaxDraft)
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
