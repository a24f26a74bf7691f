package web

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"assay/store"
	"assay/views"

	"github.com/labstack/echo/v4"
)

func (s *Server) showSettings(c echo.Context) error {
	return leaveTo(c, views.SettingsURL(who(c).project.Name, "scores"))
}

func (s *Server) listScoreConfigs(c echo.Context) error {
	return s.scoreConfigsPage(c, http.StatusOK, views.ScoreConfigForm{})
}

// scoreConfigsPage shows what reviewers are asked. typed is the form that was refused, which is shown in its place again.
func (s *Server) scoreConfigsPage(c echo.Context, status int, typed views.ScoreConfigForm) error {
	ctx, project := c.Request().Context(), who(c).project
	configs, err := s.DB.ScoreConfigs(ctx, project.ID)
	if err != nil {
		return err
	}
	seen, err := s.DB.AskedByUsers(ctx, project.ID)
	if err != nil {
		return err
	}
	around, err := s.aroundConfigs(c, configs)
	if err != nil {
		return err
	}
	page := views.ScoreConfigsPage{Shell: s.shell(c, "Scores", "Settings"), New: around.form(store.ScoreConfig{Kind: store.Slider})}
	page.Shell.Scripts = []string{"js/order.js"}
	for _, config := range configs {
		line := around.line(config)
		if typed.Open && typed.ID == config.ID {
			line.Form = typed
		}
		page.Configs = append(page.Configs, line)
	}
	if typed.Open && typed.ID == 0 {
		page.New = typed
	}
	for _, proposed := range seen {
		page.Seen = append(page.Seen, views.SeenScore{Name: proposed.Name, Kind: answers(proposed), Form: around.form(proposed)})
	}
	return render(c, status, views.ScoreConfigs(page))
}

func configKey(id int) string {
	if id == 0 {
		return "score-new"
	}
	return "score-" + strconv.Itoa(id)
}

// answers says in a word how reviewers would answer a proposed config.
func answers(config store.ScoreConfig) string {
	if config.Kind != store.Categorical {
		return views.KindName(config.Kind)
	}
	var labels []string
	for _, o := range config.Options {
		labels = append(labels, o.Label)
	}
	return strings.Join(labels, " / ")
}

// archiveScoreConfig stops asking a question.
func (s *Server) archiveScoreConfig(c echo.Context) error {
	w := who(c)
	id, err := strconv.Atoi(c.Param("config"))
	if err != nil {
		return store.ErrNotFound
	}
	config, err := s.DB.ArchiveScoreConfig(c.Request().Context(), w.project.ID, id)
	if err != nil {
		return fmt.Errorf("archive score config: %w", err)
	}
	back := views.SettingsURL(w.project.Name, "scores")
	undo := views.SettingsURL(w.project.Name, "scores", strconv.Itoa(id), "restore")
	f := flash{Say: "Reviewers are no longer asked " + config.Name + ". Answers stay.", Undo: strconv.Itoa(id), UndoURL: undo, Back: back}
	if err := s.say(c, f); err != nil {
		return err
	}
	return leaveTo(c, back)
}

// restoreScoreConfig asks an archived question again.
func (s *Server) restoreScoreConfig(c echo.Context) error {
	w := who(c)
	id, err := strconv.Atoi(c.Param("config"))
	if err != nil {
		return store.ErrNotFound
	}
	config, err := s.DB.RestoreScoreConfig(c.Request().Context(), w.project.ID, id)
	if err != nil {
		return fmt.Errorf("restore score config: %w", err)
	}
	if err := s.say(c, flash{Say: "Reviewers are asked " + config.Name + " again."}); err != nil {
		return err
	}
	return leaveTo(c, views.SettingsURL(w.project.Name, "scores"))
}
