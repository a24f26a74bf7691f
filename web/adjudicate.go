package web

import (
	"context"
	"errors"
	"net/http"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// showAdjudicate shows one item of the lane: traces on which reviewers disagree about a question and nobody has settled it, as
// of a position that is fixed when one enters, so that what one settles stays in the run.
func (s *Server) showAdjudicate(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	lane := views.AdjudicateQuery{Question: c.QueryParam("question"), Item: store.TraceID(c.QueryParam("item"))}
	scope, err := s.scopeOf(c)
	if err != nil {
		return err
	}
	lane.Filter = scope.filter
	if lane.At, err = number(c, "at"); err != nil {
		return err
	}
	page := views.AdjudicatePage{Shell: s.shell(c, "Adjudicate", "Review"), Query: lane}
	configs, err := s.DB.ScoreConfigs(ctx, w.project.ID)
	if err != nil {
		return err
	}
	if page.Questions, err = s.laneQuestions(ctx, scope, &page.Query, configs); err != nil {
		return err
	}
	if lane.At == 0 && page.Query.Question != "" {
		if page.Query.At, err = s.DB.LogPosition(ctx, w.project.ID); err != nil {
			return err
		}
		if page.Query.At > 0 {
			return leaveTo(c, views.AdjudicateURL(w.project.Name, page.Query))
		}
	}
	page.Shell.Wide, page.Shell.Scripts = true, []string{"js/draft.js", "js/review.js"}
	page.ListURL = views.AgreementURL(w.project.Name, views.AgreementQuery{Question: page.Query.Question, Filter: lane.Filter})
	if err := s.fillLane(c, &page, scope, configs); err != nil {
		return err
	}
	return render(c, http.StatusOK, views.Adjudicate(page), "ahead")
}

// open are the conditions under which a trace waits for a decision.
func open(question string) filter.Expr {
	return filter.And(split(question), &filter.Not{X: filter.At("settled", question)})
}

// inLane is the query of the lane's items as of its position.
func (sc itemScope) inLane(lane views.AdjudicateQuery) (postgres.Query, error) {
	q := sc.query
	var err error
	q.At = lane.At
	q.Filter, _, err = filter.Read(sc.text(open(lane.Question)), q.Options)
	return q, err
}

// laneQuestions counts what is left to settle by question, and takes the first that has any where none is chosen.
func (s *Server) laneQuestions(ctx context.Context, scope itemScope, lane *views.AdjudicateQuery, configs []store.ScoreConfig) ([]views.LaneQuestion, error) {
	names := []string{}
	chosen := lane.Question == ""
	for _, config := range configs {
		if config.Kind != store.FreeText && config.Kind != store.Computed && !config.Expected {
			names = append(names, config.Name)
			chosen = chosen || config.Name == lane.Question
		}
	}
	if !chosen { // no longer asked, or answered only through the API
		names = append(names, lane.Question)
	}
	var out []views.LaneQuestion
	for _, name := range names {
		q, err := scope.inLane(views.AdjudicateQuery{Question: name})
		if err != nil {
			return nil, err
		}
		n, more, err := s.DB.Count(ctx, q, store.Cursor{})
		if err != nil {
			return nil, err
		}
		if lane.Question == "" && n > 0 {
			lane.Question = name
		}
		url := views.AdjudicateURL(scope.project, views.AdjudicateQuery{Question: name, Filter: lane.Filter})
		out = append(out, views.LaneQuestion{Name: name, URL: url, Left: views.CountView{N: n, More: more}, Current: name == lane.Question})
	}
	return out, nil
}

// fillLane reads the item, the ones after it and where it stands.
func (s *Server) fillLane(c echo.Context, page *views.AdjudicatePage, scope itemScope, configs []store.ScoreConfig) error {
	ctx, project := c.Request().Context(), page.Shell.Project
	var err error
	if page.Last, err = s.lastSaid(c); err != nil || page.Query.Question == "" {
		return err
	}
	q, err := scope.inLane(page.Query)
	if err != nil {
		return err
	}
	items, err := s.reviewItems(c, q, page.Query.Item)
	if err != nil || len(items) == 0 {
		return err
	}
	total, capped, err := s.DB.Count(ctx, q, store.Cursor{})
	if err != nil {
		return err
	}
	page.Total = views.CountView{N: total, More: capped}
	before, beforeCapped, err := s.DB.Count(ctx, q, postgres.CursorAt(items[0]))
	if err != nil {
		return err
	}
	previous, err := s.DB.TracesBefore(ctx, q, postgres.CursorAt(items[0]), 1)
	if err != nil {
		return err
	}
	at := func(id store.TraceID) string {
		lane := page.Query
		lane.Item = id
		return views.AdjudicateURL(project, lane)
	}
	for i, t := range items[:min(len(items), itemsAhead+1)] {
		item, err := s.laneItem(c, page.Query, t, configs)
		if err != nil {
			return err
		}
		item.URL, item.Position = at(t.ID), views.CountView{N: before + i + 1, More: beforeCapped}
		if i == 0 && len(previous) > 0 {
			item.PreviousURL = at(previous[0].ID)
		} else if i > 0 {
			item.PreviousURL = at(items[i-1].ID)
		}
		if i+1 < len(items) {
			item.NextURL = at(items[i+1].ID)
		}
		page.Items = append(page.Items, item)
	}
	return nil
}

// saveAdjudication records a decision and goes on to the next item. A script that has shown it already asks for the status line
// only.
func (s *Server) saveAdjudication(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	settlement, err := s.settlement(c)
	if err != nil {
		return err
	}
	events, err := s.DB.Settle(ctx, w.project.ID, settlement)
	if errors.Is(err, store.ErrConflict) {
		return store.Invalid{"decision": "Someone else settled this while you were looking at it, and their decision stands."}
	}
	if err != nil {
		return err
	}
	says := "Settled."
	if settlement.Score.IsNull() {
		says = "Skipped."
	}
	room := views.AdjudicateURL(w.project.Name, views.AdjudicateQuery{Question: settlement.Question})
	return s.goOn(c, stored{submission: settlement.ID, words: said(events[:1]), says: says, room: room})
}
