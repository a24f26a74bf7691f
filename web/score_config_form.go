package web

import (
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"assay/store"
	"assay/store/filter"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// saveScoreConfig adds a question or changes one. A button that moves, adds or removes an option saves nothing: it shows the
// form again, for those without script.
func (s *Server) saveScoreConfig(c echo.Context) error {
	w := who(c)
	form, err := c.FormParams()
	if err != nil {
		return err
	}
	rows := optionRows(form)
	config, err := typedConfig(c, rows)
	if form.Get("do") != "" {
		return s.formAgain(c, http.StatusOK, config, func(shown *views.ScoreConfigForm) { shown.Options, shown.Focus = rearranged(rows, form.Get("do")) })
	}
	if err == nil {
		err = s.checkCondition(c, config.Condition)
	}
	if err == nil {
		err = s.checkKeys(c, config)
	}
	if err == nil {
		config, err = s.DB.SaveScoreConfig(c.Request().Context(), w.project.ID, config, w.account.ID)
	}
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		return s.formAgain(c, http.StatusUnprocessableEntity, config, func(shown *views.ScoreConfigForm) {
			shown.Options, shown.Wrong = rows, invalid
			for i, p := range shown.Parts {
				shown.Parts[i].Weight = strings.TrimSpace(form.Get("weight" + strconv.Itoa(p.ID)))
			}
		})
	}
	if err != nil {
		return fmt.Errorf("save score config: %w", err)
	}
	if err := s.say(c, flash{Say: fmt.Sprintf("Saved %s, version %d.", config.Name, config.Version)}); err != nil {
		return err
	}
	return leaveTo(c, views.SettingsURL(w.project.Name, "scores"))
}

// formAgain shows the form of a config again, changed by what was asked of it.
func (s *Server) formAgain(c echo.Context, status int, config store.ScoreConfig, change func(*views.ScoreConfigForm)) error {
	configs, err := s.DB.ScoreConfigs(c.Request().Context(), who(c).project.ID)
	if err != nil {
		return err
	}
	around, err := s.aroundConfigs(c, configs)
	if err != nil {
		return err
	}
	shown := around.form(config)
	shown.Open = true
	change(&shown)
	return s.scoreConfigsPage(c, status, shown)
}

// checkKeys refuses keys that another question of the project has.
func (s *Server) checkKeys(c echo.Context, config store.ScoreConfig) error {
	others, err := s.DB.ScoreConfigs(c.Request().Context(), who(c).project.ID)
	if err != nil {
		return err
	}
	return config.KeyClash(others)
}

// checkCondition reads the filter under which a question is asked; what is wrong with it is an Invalid.
func (s *Server) checkCondition(c echo.Context, text string) error {
	_, err := s.readFilter(c, text, filter.Vocabulary{})
	var syntax *filter.Error
	if !errors.As(err, &syntax) {
		return err
	}
	words := "This filter cannot be read, at character " + strconv.Itoa(utf8.RuneCountInString(text[:min(syntax.Pos, len(text))])+1) + ": " + syntax.Message + "."
	if syntax.Suggestion != "" {
		words += " Did you mean " + syntax.Suggestion + "?"
	}
	return store.Invalid{"condition": words}
}

// typedConfig reads the form. With an Invalid it returns what could be read.
func typedConfig(c echo.Context, rows []views.OptionRow) (store.ScoreConfig, error) {
	config := store.ScoreConfig{Name: c.FormValue("name"), Kind: store.ConfigKind(c.FormValue("kind")), Rubric: c.FormValue("rubric")}
	config.Multiple, config.Expected, config.Path = c.FormValue("multiple") != "", c.FormValue("expected") != "", c.FormValue("path")
	config.Condition, config.How = c.FormValue("condition"), store.ComputedHow(c.FormValue("how"))
	form, err := c.FormParams()
	if err != nil {
		return config, err
	}
	config.Accounts, config.Groups = wholeNumbers(form["account"]), wholeNumbers(form["group"])
	for _, o := range form["objects"] {
		config.Objects = append(config.Objects, store.ObjectType(o))
	}
	id, err := number(c, "config")
	if err != nil {
		return config, err
	}
	version, err := number(c, "version")
	if err != nil {
		return config, err
	}
	config.ID, config.Version = int(id), int(version)
	switch config.Kind { // what stands in the fields of another kind is left alone
	case store.Categorical:
		config.Options, err = typedOptions(rows)
	case store.Computed:
		config.Parts, err = typedParts(form)
	}
	return config, err
}

// wholeNumbers reads ids that boxes stand for; what is none is left out.
func wholeNumbers(texts []string) []int {
	var out []int
	for _, text := range texts {
		if n, err := strconv.Atoi(text); err == nil {
			out = append(out, n)
		}
	}
	return out
}

// typedParts are the scores that were given a weight, in the order of their configs.
func typedParts(form url.Values) ([]store.ComputedPart, error) {
	var parts []store.ComputedPart
	for name, values := range form {
		id, isWeight := strings.CutPrefix(name, "weight")
		n, err := strconv.Atoi(id)
		text := strings.TrimSpace(values[0])
		if !isWeight || err != nil || text == "" {
			continue
		}
		weight, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, store.Invalid{"parts": "A weight is a number above 0, not " + strconv.Quote(text) + "."}
		}
		parts = append(parts, store.ComputedPart{Config: n, Weight: weight})
	}
	slices.SortFunc(parts, func(a, b store.ComputedPart) int { return a.Config - b.Config })
	return parts, nil
}

// optionRows are the options of the form; rows with nothing in them are left out.
func optionRows(form url.Values) []views.OptionRow {
	at := func(list []string, i int) string {
		if i < len(list) {
			return strings.TrimSpace(list[i])
		}
		return ""
	}
	var rows []views.OptionRow
	for i := range form["label"] {
		row := views.OptionRow{Label: at(form["label"], i), Value: at(form["value"], i), Example: at(form["example"], i), Key: at(form["key"], i)}
		if row != (views.OptionRow{}) {
			rows = append(rows, row)
		}
	}
	return rows
}

func typedOptions(rows []views.OptionRow) ([]store.Option, error) {
	var options []store.Option
	for i, row := range rows {
		o := store.Option{Label: row.Label, Example: row.Example, Key: row.Key}
		if row.Value != "" {
			v, err := strconv.ParseFloat(row.Value, 64)
			if err != nil || math.IsNaN(v) || v < 0 || v > 1 {
				return options, store.Invalid{"options": "Option " + strconv.Itoa(i+1) + ": the number is one from 0 to 1."}
			}
			o.Value = &v
		}
		options = append(options, o)
	}
	return options, nil
}

// rearranged does what a button beside the options says, and tells which option it was about, counted from 1.
func rearranged(rows []views.OptionRow, do string) ([]views.OptionRow, int) {
	verb, place, _ := strings.Cut(do, " ")
	n, err := strconv.Atoi(place)
	if err != nil || n < 1 || n > len(rows) {
		return rows, len(rows) + 1
	}
	rows = slices.Clone(rows)
	switch i := n - 1; {
	case verb == "up" && i > 0:
		rows[i], rows[i-1] = rows[i-1], rows[i]
		n--
	case verb == "down" && i < len(rows)-1:
		rows[i], rows[i+1] = rows[i+1], rows[i]
		n++
	case verb == "remove":
		rows = slices.Delete(rows, i, i+1)
	}
	return rows, n
}
