package web

import (
	"context"
	"slices"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/labstack/echo/v4"
)

// askedOf lists what the signed-in person is asked about a kind of thing, whatever the conditions.
func (s *Server) askedOf(c echo.Context, about store.ObjectType) ([]store.ScoreConfig, error) {
	ctx, w := c.Request().Context(), who(c)
	configs, err := s.DB.ScoreConfigs(ctx, w.project.ID)
	if err != nil {
		return nil, err
	}
	var groups []int
	if slices.ContainsFunc(configs, func(c store.ScoreConfig) bool { return len(c.Groups) > 0 }) {
		if groups, err = s.DB.GroupsOf(ctx, w.account.ID); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(configs, func(c store.ScoreConfig) bool { return !c.Asks(about, w.account.ID, groups) }), nil
}

// asked are the questions of some traces, by trace.
type asked map[store.TraceID][]store.ScoreConfig

// askedAbout lists for each of some traces which of some questions are asked about it now: those whose condition it meets. A condition that cannot be read any
// more asks about every trace: a question too many can be left open, one too few is never answered. So does one that looks at what
// others said, where that is hidden from the asker: a question that came and went by it would tell.
func (s *Server) askedAbout(c echo.Context, configs []store.ScoreConfig, traces []store.Trace, hidden map[store.TraceID]bool) (asked, error) {
	o, err := s.filterOptions(c, filter.Vocabulary{})
	if err != nil {
		return nil, err
	}
	var conditions []filter.Expr
	place, telling := map[int]int{}, map[int]bool{} // of a config's condition
	for _, config := range configs {
		if expr, _, err := filter.Read(config.Condition, o); err == nil && expr != nil {
			place[config.ID], telling[config.ID] = len(conditions), tells(expr) != nil
			conditions = append(conditions, expr)
		}
	}
	ids := make([]store.TraceID, len(traces))
	for i, t := range traces {
		ids[i] = t.ID
	}
	matching, err := s.DB.Matching(c.Request().Context(), who(c).project.ID, ids, conditions, o)
	if err != nil {
		return nil, err
	}
	out := asked{}
	for _, id := range ids {
		for _, config := range configs {
			if i, conditional := place[config.ID]; !conditional || hidden[id] && telling[config.ID] || len(matching[id]) > i && matching[id][i] {
				out[id] = append(out[id], config)
			}
		}
	}
	return out, nil
}

// askedInRun lists what the signed-in person is asked about the traces of a run.
func (s *Server) askedInRun(c echo.Context, traces []store.Trace) (asked, error) {
	configs, err := s.askedOf(c, store.LogObjects)
	if err != nil {
		return nil, err
	}
	ids := make([]store.TraceID, len(traces))
	for i, t := range traces {
		ids[i] = t.ID
	}
	hidden, err := s.blindTo(c, ids)
	if err != nil {
		return nil, err
	}
	return s.askedAbout(c, configs, traces, hidden)
}

// withComputed adds the scores that are computed from others to those that a trace is shown with.
func withComputed(derived []filter.Derived, t *store.Trace) {
	for _, d := range derived {
		if v, ok := d.Of(numberIn(t.Scores)); ok {
			if t.Scores == nil {
				t.Scores = store.FoldedScores{}
			}
			t.Scores[d.Name] = store.Num(v)
		} else {
			delete(t.Scores, d.Name) // someone gave a score of the name before it was computed
		}
		for _, scores := range t.BySource {
			if v, ok := d.Of(numberIn(scores)); ok {
				scores[d.Name] = store.Num(v)
			} else {
				delete(scores, d.Name)
			}
		}
	}
}

func numberIn(scores store.FoldedScores) func(string) (float64, bool) {
	return func(name string) (float64, bool) {
		if v := scores[name].Number; v != nil {
			return *v, true
		}
		return 0, false
	}
}

// filterOptions are what expressions mean apart from their text.
func (s *Server) filterOptions(c echo.Context, vocabulary filter.Vocabulary) (filter.Options, error) {
	return s.filterOptionsOf(c.Request().Context(), who(c).project.ID, vocabulary)
}

// filterOptionsOf is filterOptions of a project by name.
func (s *Server) filterOptionsOf(ctx context.Context, project store.ProjectID, vocabulary filter.Vocabulary) (filter.Options, error) {
	o := filter.Options{Now: s.Now(), Location: time.UTC, Vocabulary: vocabulary}
	var err error
	o.Derived, err = s.DB.Derived(ctx, project)
	return o, err
}
