package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/views"
)

// verdictPrefix begins the names of the fields that take the keys of options: what follows is the config and the option's label.
const verdictPrefix = "verdict-"

// verdictChoices lists the options of a question of a queue with the keys that answer with them and complete. Where several may be
// chosen there are none.
func verdictChoices(q store.Queue, config store.ScoreConfig) []views.VerdictChoice {
	var list []views.VerdictChoice
	if config.Kind != store.Categorical || config.Multiple {
		return nil
	}
	for _, o := range q.Keyed(config).Options {
		list = append(list, views.VerdictChoice{Field: verdictPrefix + strconv.Itoa(config.ID) + " " + o.Label, Question: config.Name, Option: o.Label, Key: o.Key})
	}
	return list
}

// typedVerdicts reads the keys of a queue's own; nil: it has those of the project.
func typedVerdicts(form url.Values) map[int]map[string]string {
	if form.Get("verdicts") != "own" {
		return nil
	}
	keys := map[int]map[string]string{}
	for field := range form {
		name, is := strings.CutPrefix(field, verdictPrefix)
		id, label, has := strings.Cut(name, " ")
		config, err := strconv.Atoi(id)
		if key := strings.TrimSpace(form.Get(field)); is && has && err == nil && key != "" {
			if keys[config] == nil {
				keys[config] = map[string]string{}
			}
			keys[config][label] = key
		}
	}
	return keys
}

// checkVerdicts leaves out keys of options that are not asked, and refuses those that the room has or that two options share.
func checkVerdicts(q *store.Queue, configs []store.ScoreConfig) error {
	if q.Verdicts == nil {
		return nil
	}
	kept := map[int]map[string]string{}
	var asked []store.ScoreConfig
	for _, config := range configs {
		if config.Kind != store.Categorical || len(q.Configs) > 0 && !slices.Contains(q.Configs, config.ID) {
			continue
		}
		keyed := q.Keyed(config)
		asked = append(asked, keyed)
		for _, o := range keyed.Options {
			if o.Key != "" && kept[config.ID] == nil {
				kept[config.ID] = map[string]string{}
			}
			if o.Key != "" {
				kept[config.ID][o.Label] = o.Key
			}
		}
	}
	if err := store.CheckVerdicts(asked); err != nil {
		return err
	}
	q.Verdicts = kept
	return nil
}
