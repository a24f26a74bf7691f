package web

import (
	"slices"

	"assay/store"
	"assay/store/filter"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// Outside of its room a blind queue would be easy to see through: a filter finds the traces that others scored low, a page counts
// who agreed, a list has a column of scores. So a reviewer whose answers such a queue waits for gets none of that until the queue
// is complete, and what was said about one of its traces only after answering it. Curators, who make the queues, see everything.

// telling are the fields that tell what people, judges or users said.
var telling = []filter.Kind{filter.KindScores, filter.KindComment, filter.KindTheme, filter.KindCorrection, filter.KindCorrections, filter.KindAnswers, filter.KindDisagreement, filter.KindSettled,
	filter.KindIsReviewed, filter.KindReviews}

// unbiased refuses expressions that would tell a reviewer at work in a blind queue what others said. Its error is a *filter.Error.
func unbiased(c echo.Context, text string, e filter.Expr) error {
	if !who(c).blind {
		return nil
	}
	found := tells(e)
	if found == nil {
		return nil
	}
	return &filter.Error{Pos: found.Pos, End: found.End, Code: filter.CodeUnknownField, Text: text,
		Message: found.Name + " would tell what others said, and a blind queue waits for your answers"}
}

// tells is the first field of an expression that tells what others said; nil: none does.
func tells(e filter.Expr) *filter.Path {
	var found *filter.Path
	filter.Walk(e, func(x filter.Expr) bool {
		if p, ok := x.(*filter.Path); ok && found == nil && p.Field != nil && slices.Contains(telling, p.Field.Kind) {
			found = p
		}
		return found == nil
	})
	return found
}

// unbiasedExamples leaves out the examples of filters that would be refused.
func unbiasedExamples(c echo.Context, examples []views.FilterExample) []views.FilterExample {
	return slices.DeleteFunc(examples, func(e views.FilterExample) bool {
		x, err := filter.Parse(e.Text)
		return err == nil && unbiased(c, e.Text, x) != nil
	})
}

// unseen is what of a trace the asker sees outside of rooms: all of it, or what a blind queue leaves to someone who has not
// answered yet.
func (s *Server) unseen(c echo.Context, trace store.TraceID) (lens, error) {
	hidden, err := s.blindTo(c, []store.TraceID{trace})
	return lens{hidden: hidden[trace]}, err
}

// blindTo returns the traces about which a blind queue still waits for the asker's own answer.
func (s *Server) blindTo(c echo.Context, traces []store.TraceID) (map[store.TraceID]bool, error) {
	w := who(c)
	if !w.blind || len(traces) == 0 {
		return nil, nil
	}
	return s.DB.BlindTraces(c.Request().Context(), w.project.ID, w.account.ID, traces)
}

// blindRows takes from the rows of a list what the asker is not to know yet.
func (s *Server) blindRows(c echo.Context, page *views.TraceListPage) error {
	ids := make([]store.TraceID, len(page.Rows))
	for i, t := range page.Rows {
		ids[i] = t.ID
	}
	hidden, err := s.blindTo(c, ids)
	for i, t := range page.Rows {
		page.Rows[i] = lens{hidden: hidden[t.ID]}.trace(t)
	}
	return err
}

// judging guards a page about what people and judges said of many traces.
func judging(page echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if who(c).blind {
			return store.ErrBlind
		}
		return page(c)
	}
}
