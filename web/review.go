package web

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"assay/store"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// itemsAhead is how many items are rendered before they are asked for: enough that a fast reviewer on a slow line does not
// wait, few enough to render in one request.
const itemsAhead = 3

// showReview shows one item of a run: the traces that match a filter as of a position. Entering without a position fixes it
// to now, so that what stops matching while one works stays in the run.
func (s *Server) showReview(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	q, err := s.query(c)
	if err != nil {
		return err
	}
	run := views.ReviewQuery{Filter: strings.TrimSpace(c.QueryParam("filter")), At: q.At, Item: store.TraceID(c.QueryParam("item")), Sheet: c.QueryParam("sheet")}
	if q.At == 0 {
		if run.At, err = s.DB.LogPosition(ctx, w.project.ID); err != nil {
			return err
		}
		if run.At > 0 && wantedItem(c) == 0 { // a project without a log has no position to fix
			return leaveTo(c, views.ReviewURL(w.project.Name, run))
		}
	}
	if n := wantedItem(c); n > 0 {
		return s.jumpInRun(c, run, q, n)
	}
	page := views.ReviewPage{Shell: s.shell(c, "Review", "Review"), Run: run}
	page.Shell.Wide, page.Shell.Styles, page.Shell.Scripts = true, []string{"css/comment.css", "css/review.css"}, []string{"js/questions.js", "js/mention.js", "js/quote.js", "js/diff.js", "js/draft.js", "js/review.js"}
	if page.People, err = s.offered(c); err != nil {
		return err
	}
	if err := s.fillReview(c, &page, q); err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Review(page), "ahead")
}

// fillReview reads the item, the ones after it and where it stands.
func (s *Server) fillReview(c echo.Context, page *views.ReviewPage, q postgres.Query) error {
	ctx, project := c.Request().Context(), page.Shell.Project
	var err error
	items, err := s.reviewItems(c, q, page.Run.Item)
	if err != nil {
		return err
	}
	total, capped, err := s.DB.Count(ctx, q, store.Cursor{})
	if err != nil {
		return err
	}
	page.Total = views.CountView{N: total, More: capped}
	page.ListURL = views.LogsURL(project, views.LogsQuery{Filter: page.Run.Filter})
	if page.Last, err = s.lastSaid(c); err != nil {
		return err
	}
	if len(items) == 0 {
		return nil
	}
	before, beforeCapped, err := s.DB.Count(ctx, q, postgres.CursorAt(items[0]))
	if err != nil {
		return err
	}
	previous, err := s.DB.TracesBefore(ctx, q, postgres.CursorAt(items[0]), 1)
	if err != nil {
		return err
	}
	asked, err := s.askedInRun(c, items)
	if err != nil {
		return err
	}
	for i, t := range items {
		if i > itemsAhead { // known only to link to it
			break
		}
		through, err := s.unseen(c, t.ID)
		if err != nil {
			return err
		}
		item, err := s.reviewItem(c, t, views.LogsQuery{Filter: page.Run.Filter}, asked[t.ID], through)
		if err != nil {
			return err
		}
		if err := s.reviewSheet(c, page.Run, &item.Trace, through); err != nil {
			return err
		}
		item.Hidden, item.Seen, item.Action, item.URL = through.hidden, page.Run.At, views.ReviewURL(project, views.ReviewQuery{}), reviewURL(project, page.Run, t.ID)
		item.Position = views.CountView{N: before + i + 1, More: beforeCapped}
		if i == 0 && len(previous) > 0 {
			item.PreviousURL = reviewURL(project, page.Run, previous[0].ID)
		} else if i > 0 {
			item.PreviousURL = reviewURL(project, page.Run, items[i-1].ID)
		}
		if i+1 < len(items) {
			item.NextURL = reviewURL(project, page.Run, items[i+1].ID)
		}
		page.Items = append(page.Items, item)
	}
	return nil
}

// reviewSheet shows an item by the template of the run, and offers the others.
func (s *Server) reviewSheet(c echo.Context, run views.ReviewQuery, v *views.TraceView, through lens) error {
	return s.fillSheet(c.Request().Context(), who(c), v, run.Sheet, through, func(slug string) string {
		run.Sheet = slug
		return reviewURL(v.Project, run, v.Trace.ID)
	})
}

// reviewItems reads the wanted item and those after it: one more than are shown, to link to.
func (s *Server) reviewItems(c echo.Context, q postgres.Query, wanted store.TraceID) ([]store.Trace, error) {
	ctx := c.Request().Context()
	var items []store.Trace
	var after store.Cursor
	if wanted != "" {
		t, err := s.reviewMember(ctx, q, wanted)
		if err != nil {
			return nil, err
		}
		items, after = append(items, t), postgres.CursorAt(t)
	}
	rest, _, err := s.DB.Traces(ctx, q, after, itemsAhead+2-len(items))
	return append(items, rest...), err
}

// reviewMember reads one trace as a member of the run, which tells whether it still matches. A trace that is no member is
// shown all the same: someone sent a link to it.
func (s *Server) reviewMember(ctx context.Context, q postgres.Query, id store.TraceID) (store.Trace, error) {
	if !store.IsKey(string(id)) {
		return store.Trace{}, store.ErrNotFound
	}
	q.Only = []store.TraceID{id}
	found, _, err := s.DB.Traces(ctx, q, store.Cursor{}, 1)
	switch {
	case err != nil:
		return store.Trace{}, err
	case len(found) == 0:
		return s.DB.Trace(ctx, q.Project, id)
	}
	return found[0], nil
}

// reviewItem prepares one trace with the form, filled with what this reviewer said before.
func (s *Server) reviewItem(c echo.Context, t store.Trace, list views.LogsQuery, configs []store.ScoreConfig, through lens) (views.ReviewItem, error) {
	ctx, w := c.Request().Context(), who(c)
	trace, err := s.traceView(c, t, list, through)
	if err != nil {
		return views.ReviewItem{}, err
	}
	answers, err := s.DB.Answers(ctx, w.project.ID, t.ID, w.account.ID)
	if err != nil {
		return views.ReviewItem{}, err
	}
	done, err := s.DB.Completed(ctx, w.project.ID, t.ID, w.account.ID)
	if err != nil {
		return views.ReviewItem{}, err
	}
	item := views.ReviewItem{Trace: *trace, Done: done, Stays: w.account.Stays, Submission: store.NewEventID(), CanApprove: w.role.Includes(store.Curator), Visible: visible(trace),
		NoExpected: through.masks("output") || through.masks("expected")}
	for _, config := range configs {
		item.Questions = append(item.Questions, views.NewQuestion(config, answers[config.ID]))
	}
	item.Approving, err = s.approving(c, t.ID, cmp.Or(t.RootID, trace.Span.ID))
	return item, err
}

// undoAge is how long the last submission is offered for undo: a shift. Older ones are taken back from the trace's page.
const undoAge = 12 * time.Hour

// lastSaid puts what the reviewer said last into words, for the line with the undo button.
func (s *Server) lastSaid(c echo.Context) (views.Said, error) {
	w := who(c)
	last, err := s.DB.LastSubmissions(c.Request().Context(), w.project.ID, w.account.ID, 1)
	if err != nil || len(last) == 0 || s.Now().Sub(last[0].Received) > undoAge {
		return views.Said{}, err
	}
	said := views.Said{Words: views.Words(last[0])}
	said.Notes, err = s.draftNotes(c, last[0].Submission)
	return said, err
}

// saveReview records what the reviewer decided about one item and goes on to the next.
func (s *Server) saveReview(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	configs, err := s.askedOf(c, store.LogObjects)
	if err != nil {
		return err
	}
	sub, err := s.submission(c, configs, lens{})
	if err != nil {
		return err
	}
	if err := s.DB.Submit(ctx, w.project.ID, sub); err != nil {
		return err
	}
	notes, err := s.afterApproval(c, sub)
	if err != nil {
		return err
	}
	return s.goOn(c, stored{submission: sub.ID, words: submitted(sub), says: "Saved.", room: views.ReviewURL(w.project.Name, views.ReviewQuery{}), skipped: sub.Skip, notes: notes})
}

// submitted puts what the reviewer decided into words, for the line with the undo button.
func submitted(sub postgres.Submission) string {
	if events := sub.Events(); len(events) > 0 {
		return said(events)
	}
	return "nothing changed"
}

// stored is a decision that was stored.
type stored struct {
	submission store.EventID
	words      string // what was decided
	says       string // the same in short, for a page that says it once
	room       string // where one goes on when the form does not say
	reveal     views.Reveal
	undoURL    string // where it is taken back; empty: in the log of the project
	notes      []views.Note
	skipped    bool // what stays on the screen is what was completed
}

// goOn answers a decision. A script that has shown the next item already asks for the status line only.
func (s *Server) goOn(c echo.Context, d stored) error {
	project := who(c).project.Name
	if isPartial(c.Request()) {
		return render(c, http.StatusOK, views.ReviewStatus(views.StatusLine{Project: project, Back: c.FormValue("back"), UndoURL: d.undoURL, Said: views.Said{Words: d.words, Notes: d.notes}, Reveal: d.reveal}))
	}
	next := localPath(c.FormValue("next"), d.room)
	if d.skipped {
		next = localPath(c.FormValue("onward"), next)
	}
	if d.reveal.Says != "" {
		d.says += " " + d.reveal.Says
	}
	if err := s.say(c, flash{Say: d.says, Undo: string(d.submission), UndoURL: cmp.Or(d.undoURL, views.UndoURL(project)), Back: localPath(c.FormValue("back"), next), Notes: d.notes}); err != nil {
		return err
	}
	return leaveTo(c, next)
}

// atItem leads a review address, of a run, of the lane or of a queue's room, to one item. Other addresses stay as they are.
func atItem(address string, item store.TraceID) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	parts := strings.Split(strings.TrimPrefix(u.Path, "/"), "/") // p, project, review, and adjudicate or the slug of a queue
	if len(parts) < 3 || len(parts) > 4 || parts[0] != "p" || parts[2] != "review" || slices.Contains(store.ReviewPages, parts[len(parts)-1]) {
		return address
	}
	v := u.Query()
	v.Set("item", string(item))
	v.Del("span")
	u.RawQuery = v.Encode()
	return u.String()
}

func reviewURL(project string, run views.ReviewQuery, item store.TraceID) string {
	run.Item = item
	return views.ReviewURL(project, run)
}
