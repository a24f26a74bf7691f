package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"assay/store"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// saveRowReview records what the reviewer decided about a row and goes on to the next.
func (s *Server) saveRowReview(c echo.Context) error {
	w := who(c)
	run, d, err := s.rowRun(c)
	if err != nil {
		return err
	}
	configs, err := s.askedAboutRows(c)
	if err != nil {
		return err
	}
	sub, err := s.rowSubmission(c, d, configs)
	var invalid store.Invalid
	if errors.As(err, &invalid) && !isPartial(c.Request()) {
		return s.rowReviewAgain(c, run, d, sub.Row, &rowAgain{configs, invalid})
	}
	if err != nil {
		return err
	}
	if err := s.DB.SubmitRow(c.Request().Context(), w.project.ID, sub); err != nil {
		return err
	}
	notes, err := s.draftNotes(c, sub.ID)
	if err != nil {
		return err
	}
	words := "nothing changed"
	if events := sub.Events(); len(events) > 0 {
		words = said(events)
	}
	return s.goOn(c, stored{submission: sub.ID, words: words, says: "Saved.", room: views.RowReviewURL(w.project.Name, views.RowRun{Dataset: d.Name}),
		undoURL: views.RowReviewUndoURL(w.project.Name, d.Name), skipped: sub.Skip, notes: notes})
}

// rowReviewAgain shows a form that cannot be kept where it stood, as it was typed.
func (s *Server) rowReviewAgain(c echo.Context, run views.RowRun, d store.Dataset, row string, again *rowAgain) error {
	back, err := url.Parse(localPath(c.FormValue("back"), ""))
	if err != nil {
		return again.wrong
	}
	v := back.Query()
	version, err := numberOf(v.Get("version"), "version")
	if err != nil {
		return again.wrong
	}
	run.Filter, run.Split, run.Rows, run.Item = v.Get("filter"), v.Get("split"), v["row"], row
	if version != 0 {
		run.Version = store.Version(version)
	}
	return s.rowReviewPage(c, http.StatusUnprocessableEntity, run, d, again)
}

// rowAgain is a form about a row that could not be kept.
type rowAgain struct {
	configs []store.ScoreConfig
	wrong   store.Invalid
}

// fill puts what was typed back into the form, with what is wrong.
func (a *rowAgain) fill(c echo.Context, item *views.ReviewItem) {
	r := item.Row
	r.Expected, r.Tags, r.Comment, r.Wrong = c.FormValue("expected"), typed(c, "tags"), c.FormValue("comment"), a.wrong
	for i, config := range a.configs {
		values, asked := fieldOf(c, config)
		if answer, err := readAnswer(config, values); asked && err == nil && i < len(item.Questions) {
			item.Questions[i] = views.NewQuestion(config, answer)
		}
	}
}

// rowSubmission reads the review form of a row. Only answers that differ from what the reviewer said before are part of it.
func (s *Server) rowSubmission(c echo.Context, d store.Dataset, configs []store.ScoreConfig) (postgres.RowSubmission, error) {
	w := who(c)
	seen, err := number(c, "seen")
	if err != nil {
		return postgres.RowSubmission{}, err
	}
	action, reason := c.FormValue("action"), strings.TrimSpace(c.FormValue("reason"))
	sub := postgres.RowSubmission{ID: store.EventID(c.FormValue("submission")), Dataset: d.ID, Row: typed(c, "row"), Seen: store.Version(seen), Account: w.account, Now: s.Now(),
		Complete: action == "complete" || c.FormValue("verdict") != "", Skip: action == "skip" || reason != "", Reason: plainText(reason)}
	if !store.IsKey(string(sub.ID)) || sub.Row == "" {
		return sub, store.ErrNotFound
	}
	if len(sub.Reason) > maxReason {
		return sub, store.Invalid{"reason": "A reason has at most 500 bytes."}
	}
	if sub.Skip {
		sub.Complete = false
		return sub, nil
	}
	before, err := s.DB.RowAnswers(c.Request().Context(), w.project.ID, d.ID, sub.Row, w.account.ID)
	if err != nil {
		return sub, err
	}
	for _, config := range configs {
		values, asked := fieldOf(c, config)
		if !asked { // what the form did not show is left as it was
			continue
		}
		answer, err := readAnswer(config, values)
		if err != nil {
			return sub, err
		}
		if !same(before[config.ID], answer) {
			sub.Answers = append(sub.Answers, answer)
		}
	}
	if sub.Comment = plainText(strings.TrimSpace(c.FormValue("comment"))); len(sub.Comment) > maxComment {
		return sub, store.Invalid{"comment": "A comment has at most 20,000 bytes."}
	}
	return sub, s.readRowEdit(c, d, &sub)
}

// lastRowSaid puts what the reviewer said last about rows of a dataset into words, for the line with the undo button.
func (s *Server) lastRowSaid(c echo.Context, d store.Dataset) (views.Said, error) {
	w := who(c)
	last, err := s.DB.LastRowSubmission(c.Request().Context(), w.project.ID, d.ID, w.account.ID, s.Now().Add(-undoAge))
	if err != nil || len(last) == 0 {
		return views.Said{}, err
	}
	notes, err := s.draftNotes(c, last[0].Submission)
	return views.Said{Words: said(last), Notes: notes}, err
}

// undoRowReview takes back one submission of the account about a row exactly. Pressing it twice does nothing more.
func (s *Server) undoRowReview(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	run, d, err := s.rowRun(c)
	if err != nil {
		return err
	}
	back := localPath(c.FormValue("back"), views.RowReviewURL(w.project.Name, run))
	submission := store.EventID(c.FormValue("submission"))
	if submission == lastSubmission {
		last, err := s.DB.LastRowSubmission(ctx, w.project.ID, d.ID, w.account.ID, s.Now().Add(-undoAge))
		if err != nil {
			return err
		}
		if len(last) > 0 {
			submission = last[0].Submission
		}
	}
	events, row, err := s.DB.UndoRow(ctx, w.project.ID, d.ID, w.account.ID, submission, s.Now())
	if errors.Is(err, store.ErrNotFound) {
		return s.leaveSaying(c, "There is nothing left to take back.", back)
	}
	if err != nil {
		return err
	}
	notes, err := s.draftNotes(c, submission)
	if err != nil {
		return err
	}
	if err := s.say(c, flash{Say: "Took back: " + said(events), Notes: notes}); err != nil {
		return err
	}
	return leaveTo(c, atRow(back, row))
}

// atRow leads the address of a review of rows to one row. Other addresses stay as they are.
func atRow(address, row string) string {
	u, err := url.Parse(address)
	if err != nil || !strings.Contains(u.Path, "/datasets/") || !strings.HasSuffix(u.Path, "/review") {
		return address
	}
	v := u.Query()
	v.Set("item", row)
	u.RawQuery = v.Encode()
	return u.String()
}
