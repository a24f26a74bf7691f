package web

import (
	"slices"
	"strconv"

	"assay/store"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// olderLines count the answers of a queue that were given under an older rubric, by question.
func (s *Server) olderLines(c echo.Context, q store.Queue) ([]views.OlderLine, error) {
	ctx, w := c.Request().Context(), who(c)
	answers, err := s.DB.OlderAnswers(ctx, w.project.ID, q)
	if err != nil || len(answers) == 0 {
		return nil, err
	}
	configs, err := s.DB.ScoreConfigs(ctx, w.project.ID)
	if err != nil {
		return nil, err
	}
	var lines []views.OlderLine
	for _, config := range configs {
		line := views.OlderLine{Question: config.Name}
		var items []store.TraceID
		for _, a := range answers {
			if a.Question == config.ID {
				line.Answers++
				items = append(items, a.Trace)
			}
		}
		if line.Answers == 0 {
			continue
		}
		slices.Sort(items)
		items = slices.Compact(items)
		line.Items.N = len(items)
		if len(items) <= mostNamed { // more have no link, and need not be read
			traces, err := s.tracesByID(ctx, w.project.ID, items)
			if err != nil {
				return nil, err
			}
			items = slices.DeleteFunc(items, func(id store.TraceID) bool { return traces[id].ID == "" })
			line.Items = itemsNamed(w.project.Name, items, traces)
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// askAgain hands the items whose answers were given under an older rubric to whoever gave them, once more.
func (s *Server) askAgain(c echo.Context) error {
	w := who(c)
	q, err := s.queue(c)
	if err != nil {
		return err
	}
	a := postgres.AskAgain{ID: store.NewEventID(), Queue: q, By: w.account.ID, Notify: s.channels(q), Now: s.Now()}
	n, err := s.DB.AskAgain(c.Request().Context(), w.project.ID, a)
	if err != nil {
		return err
	}
	board := views.QueueURL(w.project.Name, q.Slug)
	if n == 0 {
		return s.leaveSaying(c, "Every answer was given under the present rubric.", board)
	}
	words := "1 answer is asked for again."
	if n > 1 {
		words = strconv.Itoa(n) + " answers are asked for again."
	}
	if err := s.say(c, flash{Say: words + " Those given before stand until then.", Undo: string(a.ID), UndoURL: views.QueueURL(w.project.Name, q.Slug, "undo"), Back: board}); err != nil {
		return err
	}
	return leaveTo(c, board)
}
