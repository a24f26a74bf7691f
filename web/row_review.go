package web

import (
	"context"
	"net/http"
	"slices"

	"assay/store"
	"assay/store/draft"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// mostRowsChosen is how many rows chosen by hand a review takes: they stand in its address.
const mostRowsChosen = 200

// showRowReview shows one row of a run: those of a version of a dataset that match, or that were chosen. Entering without a version fixes
// it to the newest, so that neither the members nor what they say change while one works.
func (s *Server) showRowReview(c echo.Context) error {
	run, d, err := s.rowRun(c)
	if err != nil {
		return err
	}
	if c.QueryParam("version") == "" && run.Version != 0 && wantedItem(c) == 0 {
		return leaveTo(c, views.RowReviewURL(who(c).project.Name, run))
	}
	return s.rowReviewPage(c, http.StatusOK, run, d, nil)
}

// rowRun reads a run from the address.
func (s *Server) rowRun(c echo.Context) (views.RowRun, store.Dataset, error) {
	d, version, err := s.datasetOf(c)
	if err == nil && !d.Deleted.IsZero() {
		err = store.ErrNotFound
	}
	if err != nil {
		return views.RowRun{}, d, err
	}
	run := views.RowRun{Dataset: d.Name, Version: version, Filter: typed(c, "filter"), Split: typed(c, "split"), Item: typed(c, "item"), Rows: c.QueryParams()["row"]}
	if len(run.Rows) > mostRowsChosen {
		return run, d, store.Invalid{"row": "Choose at most 200 rows, or a filter for more."}
	}
	return run, d, nil
}

// rowReviewPage shows a row of a run, with the next ones ready. again is a form that could not be kept, of the row that the run names.
func (s *Server) rowReviewPage(c echo.Context, status int, run views.RowRun, d store.Dataset, again *rowAgain) error {
	ctx, w := c.Request().Context(), who(c)
	page := views.ReviewPage{Shell: s.shell(c, "Review of "+d.Name, "Datasets"), Rows: &run}
	page.Shell.Wide, page.Shell.Styles, page.Shell.Scripts = true, []string{"css/review.css"}, []string{"js/questions.js", "js/diff.js", "js/draft.js", "js/review.js"}
	page.ListURL = views.RowsURL(w.project.Name, d.Name, views.RowsQuery{Filter: run.Filter, Split: run.Split})
	if run.Version != d.Version {
		page.ListURL = views.DatasetURL(w.project.Name, d.Name, run.Version, 0)
	}
	ids, more, err := s.rowsInRun(c, run, d)
	if err != nil {
		return err
	}
	page.Total = views.CountView{N: len(ids), More: more}
	if n := wantedItem(c); n > 0 && len(ids) > 0 {
		return s.jumpInRows(c, run, ids, n)
	}
	if page.Last, err = s.lastRowSaid(c, d); err != nil {
		return err
	}
	configs, err := s.askedAboutRows(c)
	if err != nil {
		return err
	}
	first := max(0, slices.Index(ids, run.Item))
	for i := first; i < min(len(ids), first+itemsAhead+1); i++ {
		item, err := s.rowItem(c, d, run.Version, ids[i], configs)
		if err != nil {
			return err
		}
		linkRow(&item, w.project.Name, run, ids, i)
		page.Items = append(page.Items, item)
	}
	if err := s.rowsSaid(ctx, w, d, run.Version, page.Items); err != nil {
		return err
	}
	if again != nil && len(page.Items) > 0 {
		again.fill(c, &page.Items[0])
	}
	return render(c, status, views.Review(page), "ahead")
}

// linkRow ties the row at a place of a run to its neighbours.
func linkRow(item *views.ReviewItem, project string, run views.RowRun, ids []string, at int) {
	to := func(i int) string {
		run := run
		run.Item = ids[i]
		return views.RowReviewURL(project, run)
	}
	item.Action, item.URL, item.Position = views.RowReviewURL(project, views.RowRun{Dataset: run.Dataset}), to(at), views.CountView{N: at + 1}
	if at > 0 {
		item.PreviousURL = to(at - 1)
	}
	if at+1 < len(ids) {
		item.NextURL = to(at + 1)
	}
}

// rowsInRun lists the rows of a run in the order of insertion, and tells whether there are more than it lists. A row that someone sent a
// link to comes first where it is none of them.
func (s *Server) rowsInRun(c echo.Context, run views.RowRun, d store.Dataset) (ids []string, more bool, err error) {
	ctx, project := c.Request().Context(), who(c).project.ID
	if len(run.Rows) == 0 && (run.Filter != "" || run.Split != "") {
		q, err := s.matchingQuery(c, d, run.Version, views.RowsQuery{Filter: run.Filter, Split: run.Split})
		if err != nil {
			return nil, false, err
		}
		matching, over, err := s.DB.MatchingRows(ctx, q, postgres.MaxDraft)
		if err != nil {
			return nil, false, err
		}
		for _, r := range matching {
			ids = append(ids, r.ID)
		}
		more = over
	} else if ids, more, err = s.DB.RowIDs(ctx, project, d.ID, run.Version, postgres.MaxDraft); err != nil {
		return nil, false, err
	}
	if len(run.Rows) > 0 {
		ids = slices.DeleteFunc(ids, func(id string) bool { return !slices.Contains(run.Rows, id) })
	}
	if run.Item == "" || slices.Contains(ids, run.Item) {
		return ids, more, nil
	}
	if _, err := s.DB.DatasetRow(ctx, project, d.ID, run.Version, run.Item); err != nil {
		return nil, false, err
	}
	return append([]string{run.Item}, ids...), more, nil
}

// jumpInRows goes to the nth row of a run, or to its last one when there are fewer.
func (s *Server) jumpInRows(c echo.Context, run views.RowRun, ids []string, n int) error {
	run.Item = ids[min(n, len(ids))-1]
	to := views.RowReviewURL(who(c).project.Name, run)
	if n <= len(ids) {
		return leaveTo(c, to)
	}
	return s.leaveSaying(c, "There are "+rows(len(ids))+" only. This is the last one.", to)
}

// askedAboutRows lists what the signed-in person is asked about rows of datasets. Conditions of questions are about traces, so that rows
// are asked whatever they say; a choice that goes into the expected value is only for who may edit that.
func (s *Server) askedAboutRows(c echo.Context) ([]store.ScoreConfig, error) {
	configs, err := s.askedOf(c, store.DatasetObjects)
	if mayDraft(who(c)) {
		return configs, err
	}
	return slices.DeleteFunc(configs, func(config store.ScoreConfig) bool { return config.Expected }), err
}

// rowItem prepares one row with the form, filled with what this reviewer said before and has in the draft.
func (s *Server) rowItem(c echo.Context, d store.Dataset, version store.Version, id string, configs []store.ScoreConfig) (views.ReviewItem, error) {
	ctx, w := c.Request().Context(), who(c)
	row, err := s.DB.DatasetRow(ctx, w.project.ID, d.ID, version, id)
	if err != nil {
		return views.ReviewItem{}, err
	}
	answers, err := s.DB.RowAnswers(ctx, w.project.ID, d.ID, id, w.account.ID)
	if err != nil {
		return views.ReviewItem{}, err
	}
	done, err := s.DB.RowCompleted(ctx, w.project.ID, d.ID, id, w.account.ID)
	if err != nil {
		return views.ReviewItem{}, err
	}
	r, err := s.rowAsDrafted(c, d, row)
	if err != nil {
		return views.ReviewItem{}, err
	}
	r.CanEdit, r.TraceURL, r.Stale = mayDraft(w), originURL(w, row), done != 0 && done < row.Since
	if r.Files, err = s.files(ctx, w.project, projectFiles(w.project.Name), string(row.Input), string(row.Expected), string(row.Metadata)); err != nil {
		return views.ReviewItem{}, err
	}
	item := views.ReviewItem{Row: r, Done: done >= row.Since, Stays: w.account.Stays, Submission: store.NewEventID(), NoExpected: !r.CanEdit}
	for _, config := range configs {
		item.Questions = append(item.Questions, views.NewQuestion(config, answers[config.ID]))
	}
	return item, nil
}

// rowAsDrafted prepares a row with what the person's draft makes of it.
func (s *Server) rowAsDrafted(c echo.Context, d store.Dataset, row store.DatasetRow) (*views.RowItem, error) {
	w := who(c)
	r := views.NewRowItem(w.project.Name, d.Name, row, draft.Of(row))
	r.EditSeen = row.Since
	if !mayDraft(w) {
		return r, nil
	}
	edits, err := s.DB.DraftedRows(c.Request().Context(), draftOf(c, d), []string{row.ID})
	edit, there := edits[row.ID]
	switch {
	case !there:
	case edit.Mine.Removed:
		r.Drafted = "deleted"
	default:
		r = views.NewRowItem(w.project.Name, d.Name, row, edit.Mine)
		r.EditSeen, r.Drafted = edit.Seen, "edited"
	}
	return r, err
}

// rowsSaid fills in what reviewers and programs said about the rows of a page by its version, and which of them changed since.
func (s *Server) rowsSaid(ctx context.Context, w *identity, d store.Dataset, version store.Version, items []views.ReviewItem) error {
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = items[i].Row.Row.ID
	}
	asOf := version
	if version == d.Version {
		asOf = 0 // what was said makes no version, and may be younger than the newest
	}
	votes, err := s.DB.RowVotes(ctx, w.project.ID, d.ID, ids, asOf)
	if err != nil {
		return err
	}
	changed, err := s.DB.RowsChangedSince(ctx, w.project.ID, d.ID, version, ids)
	for i := range items {
		if err != nil {
			return err
		}
		r := items[i].Row
		r.Changed = changed[r.Row.ID]
		for _, v := range votes {
			if v.Row == r.Row.ID {
				r.Votes = append(r.Votes, v)
			}
		}
		r.Comments, err = s.DB.RowComments(ctx, w.project.ID, d.ID, r.Row.ID, asOf)
	}
	return err
}
