package web

import (
	"context"
	"errors"
	"slices"
	"time"

	"assay/store"
	"assay/store/assistant"
	"assay/store/filter"
	"assay/web/llm"

	"github.com/labstack/echo/v4"
)

// budgetDay is the time that the budget of a model is for.
const budgetDay = 24 * time.Hour

// modelFor is the name of the model that plans in a project; empty where there is none, or the project does not let it.
func (s *Server) modelFor(ctx context.Context, project store.ProjectID) (string, error) {
	if s.Model == nil {
		return "", nil
	}
	may, err := s.DB.AssistantModel(ctx, project)
	if err != nil || !may {
		return "", err
	}
	return s.Model.Model(), nil
}

// awaits reports whether a model may still say something to a turn: it was not asked, and nobody worked on the plan.
func awaits(t assistant.Turn) bool {
	return t.Made == (assistant.Made{}) && t.Done.IsZero()
}

// think asks the model for the plan of a turn. The rules' plan stays when it fails, and so does what a person changed
// meanwhile.
func (s *Server) think(c echo.Context, state *threadState) error {
	ctx, w := c.Request().Context(), who(c)
	n, err := number(c, "turn")
	if err != nil {
		return err
	}
	model, err := s.modelFor(ctx, w.project.ID)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(state.turns, func(t assistant.Turn) bool { return t.N == int(n) })
	if at < 0 {
		return store.ErrNotFound
	}
	state.open = int(n)
	if turn := state.turns[at]; model != "" && awaits(turn) {
		answer, err := s.askModel(c, turn)
		if err != nil {
			return err
		}
		fresh, err := s.ownThread(c, state.thread.ID)
		if err != nil {
			return err
		}
		if now := fresh.turns[at]; !awaits(now) { // someone went on without the model: only what it cost is kept
			now.Made.Tokens += answer.Made.Tokens
			answer.Plan, answer.Made, turn = now.Plan, now.Made, now
		}
		turn.Plan, turn.Made = answer.Plan, answer.Made
		if err := s.keepTurn(c, state, turn); err != nil {
			return err
		}
	}
	return s.afterSentence(c, state)
}

// askModel asks for a plan. A model that fails, or a budget that is used up, leaves the rules' plan with the reason.
func (s *Server) askModel(c echo.Context, t assistant.Turn) (llm.Answer, error) {
	ctx, project := c.Request().Context(), who(c).project.ID
	kept := func(made assistant.Made, says string) llm.Answer {
		made.Model, made.Failed = "", says
		return llm.Answer{Plan: t.Plan, Made: made}
	}
	spent, err := s.DB.AssistantSpent(ctx, project, s.Now().Add(-budgetDay))
	if err != nil {
		return llm.Answer{}, err
	}
	left := s.Model.Budget() - spent
	if left <= 0 {
		return kept(assistant.Made{}, "The day's budget for the model is used up."), nil
	}
	known, err := s.knownOf(c)
	if err != nil {
		return llm.Answer{}, err
	}
	hidden, err := s.masked(ctx, project)
	if err != nil {
		return llm.Answer{}, err
	}
	options, err := s.filterOptions(c, filter.Vocabulary{})
	if err != nil {
		return llm.Answer{}, err
	}
	answer, err := s.Model.Plan(ctx, llm.Request{Sentence: t.Sentence, Known: known, Hidden: hidden, Context: t.Context, Rules: t.Plan, Options: options, Left: left})
	var failed *llm.Failure
	if errors.As(err, &failed) {
		if ctx.Err() != nil {
			return llm.Answer{}, ctx.Err()
		}
		s.Log.WarnContext(ctx, "ask model", "says", failed.Says, "cause", failed.Cause)
		return kept(answer.Made, failed.Says), nil
	}
	return answer, err
}

// masked lists what some queue of the project masks or hides: the model hears none of it either.
func (s *Server) masked(ctx context.Context, project store.ProjectID) ([]string, error) {
	queues, err := s.DB.Queues(ctx, project)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, q := range queues {
		paths = append(append(paths, q.View.Masks...), q.View.Hidden...)
	}
	slices.Sort(paths)
	return slices.Compact(paths), nil
}
