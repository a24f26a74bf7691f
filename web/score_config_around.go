package web

import (
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/postgres"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// aroundConfigs is what the forms of score configs offer: other configs, people, groups.
type aroundConfigs struct {
	project string
	configs []store.ScoreConfig
	members []store.Member
	groups  []postgres.Group
}

func (s *Server) aroundConfigs(c echo.Context, configs []store.ScoreConfig) (aroundConfigs, error) {
	ctx, project := c.Request().Context(), who(c).project
	a := aroundConfigs{project: project.Name, configs: configs}
	var err error
	if a.members, err = s.DB.Members(ctx, project.ID); err != nil {
		return a, err
	}
	a.groups, err = s.DB.ProjectGroups(ctx, project.ID)
	return a, err
}

func (a aroundConfigs) line(config store.ScoreConfig) views.ScoreConfigLine {
	line := views.ScoreConfigLine{
		Name: config.Name, Kind: views.KindName(config.Kind), Version: config.Version, Rubric: config.Rubric, Options: config.Options,
		Archive: views.SettingsURL(a.project, "scores", strconv.Itoa(config.ID), "archive"), Order: views.SettingsURL(a.project, "scores", "order"),
		Condition: config.Condition, Form: a.form(config),
	}
	for _, note := range []string{views.ConfigNote(config), a.computedNote(config), chosenNote("Asked about ", line.Form.Objects), chosenNote("Asked of ", line.Form.People)} {
		if note != "" {
			line.Notes = append(line.Notes, note)
		}
	}
	return line
}

func chosenNote(words string, choices []views.AskedChoice) string {
	var labels []string
	for _, c := range choices {
		if c.Chosen {
			labels = append(labels, c.Label)
		}
	}
	if labels == nil {
		return ""
	}
	return words + strings.Join(labels, ", ") + " only."
}

// computedNote says what a computed score follows from.
func (a aroundConfigs) computedNote(config store.ScoreConfig) string {
	if config.Kind != store.Computed {
		return ""
	}
	var parts []string
	for _, p := range config.Parts {
		name := "a score that is no longer asked"
		if i := slices.IndexFunc(a.configs, func(c store.ScoreConfig) bool { return c.ID == p.Config }); i >= 0 {
			name = a.configs[i].Name
		}
		if config.How == store.WeightedMean {
			name += " × " + strconv.FormatFloat(p.Weight, 'f', -1, 64)
		}
		parts = append(parts, name)
	}
	for _, h := range views.HowChoices {
		if h.How == config.How {
			return h.Name + " of " + strings.Join(parts, ", ") + "."
		}
	}
	return ""
}

func (a aroundConfigs) form(config store.ScoreConfig) views.ScoreConfigForm {
	f := views.ScoreConfigForm{
		ID: config.ID, Version: config.Version, Key: configKey(config.ID), Action: views.SettingsURL(a.project, "scores"),
		Name: config.Name, Kind: config.Kind, Rubric: config.Rubric, Options: views.OptionRows(config.Options), Multiple: config.Multiple,
		Expected: config.Expected, Path: config.Path, Condition: config.Condition, How: config.How,
	}
	for _, o := range store.ObjectTypes {
		f.Objects = append(f.Objects, views.AskedChoice{Field: "objects", Value: string(o), Label: string(o), Chosen: slices.Contains(config.Objects, o)})
	}
	for _, m := range a.members {
		f.People = append(f.People, views.AskedChoice{Field: "account", Value: strconv.Itoa(m.ID), Label: m.Called(), Chosen: slices.Contains(config.Accounts, m.ID)})
	}
	for _, g := range a.groups {
		f.People = append(f.People, views.AskedChoice{Field: "group", Value: strconv.Itoa(g.ID), Label: "group " + g.Name, Chosen: slices.Contains(config.Groups, g.ID)})
	}
	for _, other := range a.configs {
		if other.ID == config.ID || other.Expected || other.Kind != store.Slider && other.Kind != store.Categorical {
			continue
		}
		row := views.PartRow{ID: other.ID, Name: other.Name}
		if i := slices.IndexFunc(config.Parts, func(p store.ComputedPart) bool { return p.Config == other.ID }); i >= 0 {
			row.Weight = strconv.FormatFloat(config.Parts[i].Weight, 'f', -1, 64)
		}
		f.Parts = append(f.Parts, row)
	}
	return f
}

// orderScoreConfigs puts the questions in another order: in the one that is sent, or with one of them moved by a place.
func (s *Server) orderScoreConfigs(c echo.Context) error {
	ctx, w := c.Request().Context(), who(c)
	var ids []int
	for _, word := range strings.Fields(c.FormValue("order")) {
		if id, err := strconv.Atoi(word); err == nil {
			ids = append(ids, id)
		}
	}
	if verb, id, moves := strings.Cut(c.FormValue("move"), " "); moves {
		configs, err := s.DB.ScoreConfigs(ctx, w.project.ID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(configs, func(c store.ScoreConfig) bool { return strconv.Itoa(c.ID) == id })
		to := at + map[string]int{"up": -1, "down": 1}[verb]
		if at < 0 || to < 0 || to >= len(configs) {
			return leaveTo(c, views.SettingsURL(w.project.Name, "scores"))
		}
		configs[at], configs[to] = configs[to], configs[at]
		for _, config := range configs {
			ids = append(ids, config.ID)
		}
	}
	if err := s.DB.OrderScoreConfigs(ctx, w.project.ID, ids); err != nil {
		return err
	}
	return leaveTo(c, views.SettingsURL(w.project.Name, "scores"))
}
