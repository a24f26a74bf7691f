package web

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"assay/store"
	"assay/views/trends"
	"assay/web/llm"

	"github.com/labstack/echo/v4"
)

// quotesOfTheme is how many comments of a theme a model sees.
const quotesOfTheme = 5

// themeNaming says whether a model can be asked for names, and what it would see.
func (s *Server) themeNaming(ctx context.Context, project store.ProjectID) (trends.Naming, error) {
	model, err := s.modelFor(ctx, project)
	if err != nil || model == "" {
		return trends.Naming{}, err
	}
	hidden, err := s.masked(ctx, project)
	return trends.Naming{Model: model, Comments: !slices.Contains(hidden, "feedback")}, err
}

// proposeThemeNames asks the model for better names and shows them as proposals.
func (s *Server) proposeThemeNames(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	naming, err := s.themeNaming(ctx, w.project.ID)
	if err != nil {
		return err
	}
	says := "There is no model that may be asked about this project."
	if naming.Model != "" {
		if says, err = s.nameThemes(c, naming); err != nil {
			return err
		}
	}
	if err := s.say(c, flash{Say: says}); err != nil {
		return err
	}
	return leaveTo(c, trends.ThemesURL(w.project.Name))
}

// nameThemes asks and returns what came of it in words. A model that fails changes nothing.
func (s *Server) nameThemes(c echo.Context, naming trends.Naming) (string, error) {
	ctx, w := c.Request().Context(), who(c)
	spent, err := s.DB.AssistantSpent(ctx, w.project.ID, s.Now().Add(-budgetDay))
	if err != nil {
		return "", err
	}
	if spent >= s.Model.Budget() {
		return "The day's budget for the model is used up.", nil
	}
	themes, taken, err := s.themesToName(ctx, w.project.ID, naming.Comments)
	if err != nil {
		return "", err
	}
	if len(themes) == 0 {
		return "People named every theme.", nil
	}
	answer, asking := s.Model.Names(ctx, themes, taken)
	// What was spent counts also when nobody waits for the answer any more.
	if err := s.DB.ThemesAsked(context.WithoutCancel(ctx), w.project.ID, w.account.ID, answer.Made.Tokens, s.Now()); err != nil {
		return "", err
	}
	var failed *llm.Failure
	switch {
	case errors.As(asking, &failed):
		s.Log.WarnContext(ctx, "ask model for names", "says", failed.Says, "cause", failed.Cause)
		return failed.Says + " Nothing was changed.", nil
	case asking != nil:
		return "", asking
	case len(answer.Names) == 0:
		return naming.Model + " knows no better names.", nil
	}
	if err := s.DB.ProposeThemeNames(ctx, w.project.ID, naming.Model, answer.Names, s.Now()); err != nil {
		return "", err
	}
	if n := len(answer.Names); n > 1 {
		return naming.Model + " proposes " + strconv.Itoa(n) + " names.", nil
	}
	return naming.Model + " proposes 1 name.", nil
}

// themesToName are the themes that nobody named, the largest first, with what a model may see of them, and the names of the others.
func (s *Server) themesToName(ctx context.Context, project store.ProjectID, comments bool) (themes []llm.Theme, taken []string, err error) {
	all, err := s.DB.Themes(ctx, project)
	if err != nil {
		return nil, nil, err
	}
	quotes := map[string][]string{}
	if comments {
		if quotes, err = s.DB.ThemeQuotes(ctx, project, quotesOfTheme); err != nil {
			return nil, nil, err
		}
	}
	for _, t := range all {
		if t.Named || t.Excluded || t.Into != "" {
			taken = append(taken, t.Name)
			continue
		}
		themes = append(themes, llm.Theme{ID: t.ID, Name: t.Name, Terms: t.Terms, Quotes: quotes[t.ID]})
	}
	return themes, taken, nil
}

// dismissThemeName does away with a proposed name.
func (s *Server) dismissThemeName(c echo.Context) error {
	w, id := who(c), plainText(c.Param("theme"))
	if err := s.DB.DismissThemeName(c.Request().Context(), w.project.ID, id); err != nil {
		return err
	}
	if err := s.say(c, flash{Say: "Dismissed."}); err != nil {
		return err
	}
	return leaveTo(c, trends.ThemesURL(w.project.Name)+"#theme-"+id)
}
