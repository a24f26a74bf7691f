package web

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// laneItem prepares one trace with the sides that reviewers take on the question.
func (s *Server) laneItem(c echo.Context, lane views.AdjudicateQuery, t store.Trace, configs []store.ScoreConfig) (views.AdjudicateItem, error) {
	trace, err := s.traceView(c, t, views.LogsQuery{}, lens{})
	if err != nil {
		return views.AdjudicateItem{}, err
	}
	votes, err := s.DB.Votes(c.Request().Context(), who(c).project.ID, t.ID)
	if err != nil {
		return views.AdjudicateItem{}, err
	}
	item := views.AdjudicateItem{ReviewItem: views.ReviewItem{Trace: *trace, Submission: store.NewEventID()}, Question: lane.Question, Number: true}
	for _, v := range votes {
		if v.Adjudicates && v.Name == lane.Question && v.Source == store.Review {
			item.Settled = "settled as " + views.SideLabel(v.Score) + " by " + v.Author
		}
	}
	item.Sides = sidesOf(lane.Question, votes, trace.Comments)
	reviewers := map[string]bool{}
	for _, side := range item.Sides {
		for _, p := range side.People {
			reviewers[p.Name] = true
		}
	}
	item.Trace.Comments = slices.DeleteFunc(slices.Clone(trace.Comments), func(c store.Comment) bool { return c.Source == store.Review && reviewers[c.Author] })
	if i := slices.IndexFunc(configs, func(c store.ScoreConfig) bool { return c.Name == lane.Question }); i >= 0 {
		item.Rubric, item.Number = configs[i].Rubric, configs[i].Kind == store.Slider
		for _, o := range configs[i].Options {
			value := views.SideValue(store.Score{Category: o.Label, Number: o.Value})
			if !slices.ContainsFunc(item.Sides, func(side views.Side) bool { return side.Value == value }) {
				item.Others = append(item.Others, views.Side{Label: o.Label, Value: value, Key: digit(len(item.Sides) + len(item.Others))})
			}
		}
	}
	return item, nil
}

// digit is the key of the n-th answer, counted from 0; there are nine.
func digit(n int) string {
	if n >= 9 {
		return ""
	}
	return strconv.Itoa(n + 1)
}

// sidesOf groups what reviewers answered, most people first, each with the comments that say why. What settled the question
// before is no side, and neither is an answer without a name.
func sidesOf(question string, votes []store.Vote, comments []store.Comment) []views.Side {
	latest := map[string]store.Vote{} // of a person on several spans the last one counts, as in agreement
	for _, v := range votes {
		if v.Name == question && v.Source == store.Review && v.Author != "" && !v.Adjudicates && !v.At.Before(latest[v.Author].At) {
			latest[v.Author] = v
		}
	}
	by := map[string]*views.Side{}
	for author, v := range latest {
		value := views.SideValue(v.Score)
		if by[value] == nil {
			by[value] = &views.Side{Label: views.SideLabel(v.Score), Value: value}
		}
		person := views.SidePerson{Name: author}
		for _, c := range comments {
			if c.Source == store.Review && c.Author == author {
				person.Reasons = append(person.Reasons, c.Body)
			}
		}
		by[value].People = append(by[value].People, person)
	}
	sides := make([]views.Side, 0, len(by))
	for _, side := range by {
		slices.SortFunc(side.People, func(a, b views.SidePerson) int { return strings.Compare(a.Name, b.Name) })
		sides = append(sides, *side)
	}
	slices.SortFunc(sides, func(a, b views.Side) int {
		if len(a.People) != len(b.People) {
			return len(b.People) - len(a.People)
		}
		return strings.Compare(a.Value, b.Value)
	})
	for i := range sides {
		sides[i].Key = digit(i)
	}
	return sides
}

// settlement reads the form of the lane.
func (s *Server) settlement(c echo.Context) (postgres.Settlement, error) {
	ctx, w := c.Request().Context(), who(c)
	out := postgres.Settlement{ID: store.EventID(c.FormValue("submission")), Trace: store.TraceID(c.FormValue("trace")), Question: plainText(c.FormValue("question")),
		Account: w.account, Reason: plainText(strings.TrimSpace(c.FormValue("comment"))), Now: s.Now()}
	if !store.IsKey(string(out.Trace)) || !store.IsKey(string(out.ID)) || out.Question == "" {
		return out, store.ErrNotFound
	}
	if len(out.Reason) > maxComment {
		return out, store.Invalid{"comment": "A reason has at most 20,000 bytes."}
	}
	configs, err := s.DB.ScoreConfigs(ctx, w.project.ID)
	if err != nil {
		return out, err
	}
	votes, err := s.DB.Votes(ctx, w.project.ID, out.Trace)
	if err != nil {
		return out, err
	}
	if i := slices.IndexFunc(configs, func(c store.ScoreConfig) bool { return c.Name == out.Question }); i >= 0 {
		out.Config = configs[i]
	}
	out.Score, err = decided(c.FormValue("take"), c.FormValue("value"), out, votes)
	return out, err
}

// decided reads the answer: one that a reviewer gave, one of the options, or a number in per cent. Null is a skip.
func decided(take, written string, about postgres.Settlement, votes []store.Vote) (store.Score, error) {
	switch take {
	case "skip":
		return store.Score{}, nil
	case "complete", "":
		v, err := strconv.ParseFloat(strings.TrimSpace(written), 64)
		if err != nil || math.IsNaN(v) || v < 0 || v > 100 || len(about.Config.Options) > 0 {
			return store.Score{}, store.Invalid{"value": "Take a side, or enter a number from 0 to 100."}
		}
		return store.Num(v / 100), nil
	}
	for _, o := range about.Config.Options {
		if s := (store.Score{Category: o.Label, Number: o.Value}); views.SideValue(s) == take {
			return s, nil
		}
	}
	for _, v := range votes {
		if v.Name == about.Question && v.Source == store.Review && views.SideValue(v.Score) == take {
			return v.Score, nil
		}
	}
	return store.Score{}, store.Invalid{"take": "This is none of the answers any more. Reload the page."}
}
