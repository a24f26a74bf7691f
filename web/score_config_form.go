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

	"assay/store"
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
		shown := configForm(w.project.Name, config)
		shown.Options, shown.Focus = rearranged(rows, form.Get("do"))
		shown.Open = true
		return s.scoreConfigsPage(c, http.StatusOK, shown)
	}
	if err == nil {
		config, err = s.DB.SaveScoreConfig(c.Request().Context(), w.project.ID, config, w.account.ID)
	}
	var invalid store.Invalid
	if errors.As(err, &invalid) {
		shown := configForm(w.project.Name, config)
		shown.Options, shown.Open, shown.Wrong = rows, true, invalid
		return s.scoreConfigsPage(c, http.StatusUnprocessableEntity, shown)
	}
	if err != nil {
		return fmt.Errorf("save score config: %w", err)
	}
	if err := s.say(c, flash{Say: fmt.Sprintf("Saved %s, version %d.", config.Name, config.Version)}); err != nil {
		return err
	}
	return leaveTo(c, views.SettingsURL(w.project.Name, "scores"))
}

// typedConfig reads the form. With an Invalid it returns what could be read.
func typedConfig(c echo.Context, rows []views.OptionRow) (store.ScoreConfig, error) {
	config := store.ScoreConfig{Name: c.FormValue("name"), Kind: store.ConfigKind(c.FormValue("kind")), Rubric: c.FormValue("rubric")}
	config.Multiple, config.Expected, config.Path = c.FormValue("multiple") != "", c.FormValue("expected") != "", c.FormValue("path")
	id, err := number(c, "config")
	if err != nil {
		return config, err
	}
	version, err := number(c, "version")
	if err != nil {
		return config, err
	}
	config.ID, config.Version = int(id), int(version)
	if config.Kind == store.Categorical { // what stands in the fields of another kind is left alone
		config.Options, err = typedOptions(rows)
	}
	return config, err
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
		row := views.OptionRow{Label: at(form["label"], i), Value: at(form["value"], i), Example: at(form["example"], i)}
		if row != (views.OptionRow{}) {
			rows = append(rows, row)
		}
	}
	return rows
}

func typedOptions(rows []views.OptionRow) ([]store.Option, error) {
	var options []store.Option
	for i, row := range rows {
		o := store.Option{Label: row.Label, Example: row.Example}
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
