package web

import (
	"assay/store/assistant"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// rememberOpens keeps what the box says about opening pages, if it was on the page.
func (s *Server) rememberOpens(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	if c.FormValue("may_open") == "" {
		return nil
	}
	return s.DB.LetAssistantOpen(ctx, w.project.ID, w.account.ID, c.FormValue("open") != "")
}

// opened is the page that a plan leads to, where the asker lets the assistant open it: one that only shows. It is empty for a plan
// that writes, that asks back or left words out, and while a model may still say something.
func (s *Server) opened(c echo.Context, state *threadState) (string, error) {
	ctx, w := c.Request().Context(), who(c)
	if len(state.turns) == 0 || w.blind {
		return "", nil
	}
	t := state.turns[len(state.turns)-1]
	if t.N != state.open || len(t.Plan.Asks) > 0 || len(t.Plan.Unclear) > 0 || t.Made.Failed != "" {
		return "", nil
	}
	if model, err := s.modelFor(ctx, w.project.ID); err != nil || model != "" && awaits(t) {
		return "", err
	}
	to := ""
	switch {
	case t.Plan.Verb == assistant.Logs && !t.Plan.Selected && t.Plan.Sample.Kind == assistant.All:
		to = views.LogsURL(w.project.Name, views.LogsQuery{Filter: t.Plan.Filter})
	case t.Plan.Verb == assistant.Chart && !t.Plan.Selected:
		to = views.QueryURL(w.project.Name, t.Plan.Chart, "")
	case t.Plan.Verb == assistant.Similar && t.Plan.Selected:
		to = views.SimilarURL(w.project.Name, views.SimilarQuery{To: t.Context.Traces[:min(len(t.Context.Traces), mostChosen)], Filter: t.Plan.Filter})
	default:
		return "", nil
	}
	if may, err := s.DB.AssistantOpens(ctx, w.project.ID, w.account.ID); err != nil || !may {
		return "", err
	}
	said := []rune(t.Sentence)
	return to, s.say(c, flash{Say: "Opened for “" + string(said[:min(len(said), 80)]) + "”. The plan is in your newest thread under Assistant."})
}

// afterSentence shows a turn that was just planned, or the page it leads to.
func (s *Server) afterSentence(c echo.Context, state *threadState) error {
	to, err := s.opened(c, state)
	if err != nil {
		return err
	}
	if to != "" {
		return leaveTo(c, to)
	}
	return s.afterTurn(c, state)
}
