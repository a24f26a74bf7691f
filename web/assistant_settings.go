package web

import (
	"net/http"

	"assay/views"

	"github.com/labstack/echo/v4"
)

// showAssistantSettings says whether the assistant may ask a model about the project.
func (s *Server) showAssistantSettings(c echo.Context) error {
	ctx, project := c.Request().Context(), who(c).project.ID
	p := views.AssistantSettingsPage{Shell: s.shell(c, "Assistant", "Settings")}
	var err error
	if p.Allowed, err = s.DB.AssistantModel(ctx, project); err != nil {
		return err
	}
	if s.Model != nil {
		p.Model, p.Budget = s.Model.Model(), s.Model.Budget()
		if p.Spent, err = s.DB.AssistantSpent(ctx, project, s.Now().Add(-budgetDay)); err != nil {
			return err
		}
	}
	return render(c, http.StatusOK, views.AssistantSettings(p))
}

// saveAssistantSettings changes the setting.
func (s *Server) saveAssistantSettings(c echo.Context) error {
	w, may := who(c), c.FormValue("model") == "yes"
	if err := s.DB.LetAssistantAsk(c.Request().Context(), w.project.ID, may); err != nil {
		return err
	}
	said := "Saved. The assistant plans by rules alone in this project."
	if may {
		said = "Saved. A model may be asked about this project."
	}
	if err := s.say(c, flash{Say: said}); err != nil {
		return err
	}
	return leaveTo(c, views.SettingsURL(w.project.Name, "assistant"))
}
