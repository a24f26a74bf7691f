package store

import (
	"encoding/json"
	"slices"
	"strings"
)

// ConfigSettings is what a score config says beside its name, kind, options and rubric. The zero value asks everyone about
// everything and records a score.
type ConfigSettings struct {
	// Multiple lets one choose several options. The answer is their set: one category, spelled by SetOf. It has no number, and
	// two answers are the same when their sets are: it folds and agrees as one nominal value.
	Multiple bool `json:"multiple,omitempty"`
	// Expected makes the choice part of the expected output instead of a score.
	Expected bool `json:"expected,omitempty"`
	// Path is the place in the expected output (empty: all of it) or, of a text, in the metadata (empty: the config's name).
	// Its keys are separated by dots.
	Path string `json:"path,omitempty"`
	// Accounts and Groups are whom it asks; everyone where both are empty.
	Accounts []int `json:"accounts,omitempty"`
	Groups   []int `json:"groups,omitempty"`
	// Condition is a filter: it asks about the traces that match at the moment they are shown. Empty matches all.
	Condition string `json:"condition,omitempty"`
	// Objects are what it asks about; everything where it is empty.
	Objects []ObjectType `json:"objects,omitempty"`
	// How and Parts are what a computed score follows from.
	How   ComputedHow    `json:"how,omitempty"`
	Parts []ComputedPart `json:"parts,omitempty"`
}

// ObjectType is a kind of thing that reviewers look at.
type ObjectType string

// The things that reviewers look at.
const (
	LogObjects     ObjectType = "logs"
	DatasetObjects ObjectType = "datasets"
)

// ObjectTypes in the order in which pages show them.
var ObjectTypes = []ObjectType{LogObjects, DatasetObjects}

// ComputedHow says how the parts of a computed score come together.
type ComputedHow string

// The ways to come together.
const (
	WeightedMean ComputedHow = "mean"
	Least        ComputedHow = "min"
	Greatest     ComputedHow = "max"
)

// ComputedPart is a config whose score a computed one follows from.
type ComputedPart struct {
	Config int     `json:"config"`
	Weight float64 `json:"weight"` // above 0, at most 1000; counts in a mean only
}

// Asks reports whether the config asks this account about this kind of thing. Whether its condition holds is for the database
// to say.
func (c ScoreConfig) Asks(about ObjectType, account int, groups []int) bool {
	if c.Kind == Computed || len(c.Objects) > 0 && !slices.Contains(c.Objects, about) {
		return false
	}
	return len(c.Accounts)+len(c.Groups) == 0 || slices.Contains(c.Accounts, account) ||
		slices.ContainsFunc(groups, func(g int) bool { return slices.Contains(c.Groups, g) })
}

// SetSeparator stands between the options of a set. No label of a config with several choices has it.
const SetSeparator = " + "

// SetOf spells a set of options: the labels that were chosen in the order of the config, each once. What is none of the
// options is left out.
func (c ScoreConfig) SetOf(chosen []string) string {
	var labels []string
	for _, o := range c.Options {
		if slices.Contains(chosen, o.Label) {
			labels = append(labels, o.Label)
		}
	}
	return strings.Join(labels, SetSeparator)
}

// Chosen are the labels that an answer's category names.
func (c ScoreConfig) Chosen(category string) []string {
	switch {
	case category == "":
		return nil
	case c.Multiple:
		return strings.Split(category, SetSeparator)
	}
	return []string{category}
}

// TextPath is where the answer to a free text is found below metadata.
func (c ScoreConfig) TextPath() []string {
	if c.Path == "" {
		return []string{c.Name}
	}
	return strings.Split(c.Path, ".")
}

// checkSettings takes out what does not go with the kind, and adds what is wrong to bad.
func (c *ScoreConfig) checkSettings(bad Invalid) {
	if c.Kind != Categorical {
		c.Multiple, c.Expected = false, false
	}
	c.Path = strings.TrimSpace(c.Path)
	if c.Kind != FreeText && !c.Expected {
		c.Path = ""
	}
	if keys := strings.Split(c.Path, "."); c.Path != "" && (len(c.Path) > 200 || len(keys) > 5 || slices.Contains(keys, "")) {
		bad["path"] = "A path is 1 to 5 keys with dots between them, such as review.reason."
	}
	c.checkComputed(bad)
	c.Condition = strings.TrimSpace(c.Condition)
	if len(c.Condition) > 4000 {
		bad["condition"] = "A condition has at most 4,000 bytes."
	}
	if slices.ContainsFunc(c.Objects, func(o ObjectType) bool { return !slices.Contains(ObjectTypes, o) }) {
		bad["objects"] = "Choose logs, datasets or both."
	}
	for _, o := range c.Options {
		switch {
		case c.Multiple && strings.Contains(o.Label, SetSeparator):
			bad["options"] = "Where several options may be chosen, “ + ” stands between them: take it out of " + o.Label + "."
		case (c.Multiple || c.Expected) && o.Value != nil:
			bad["options"] = "Several options, or one for the expected output, have no number: take “=” out of " + o.Label + "."
		case len(o.Example) > 2000:
			bad["options"] = "An example has at most 2,000 bytes: shorten that of " + o.Label + "."
		}
	}
}

// checkComputed checks what a computed score follows from.
func (c *ScoreConfig) checkComputed(bad Invalid) {
	if c.Kind != Computed {
		c.How, c.Parts = "", nil
		return
	}
	c.Accounts, c.Groups, c.Condition, c.Objects = nil, nil, "", nil
	if c.How != WeightedMean && c.How != Least && c.How != Greatest {
		bad["how"] = "Choose weighted mean, lowest or highest."
	}
	if len(c.Parts) < 1 || len(c.Parts) > 20 {
		bad["parts"] = "Choose 1 to 20 scores to compute it from."
	}
	for _, p := range c.Parts {
		if p.Config == c.ID || !(p.Weight > 0 && p.Weight <= 1000) {
			bad["parts"] = "A weight is a number above 0, at most 1,000."
		}
	}
}

// Event is the answer as the log records it, with the version of the config that it was given under.
func (a Answer) Event() Event {
	e := Event{Kind: ScoreEvent, Name: a.Config.Name, Score: a.Score, Body: a.Text, ConfigID: a.Config.ID, ConfigVersion: a.Config.Version}
	switch {
	case a.Config.Kind == FreeText:
		e.Kind = TextEvent
		e.Name, e.Metadata = strings.Join(a.Config.TextPath(), "."), textMetadata(a)
	case a.Config.Expected:
		e.Kind = LabelEvent
	}
	return e
}

// textMetadata is the object that a text makes of the metadata, when its path has more than one key: nested, or with null
// under the first key where the text is withdrawn.
func textMetadata(a Answer) string {
	keys := a.Config.TextPath()
	if len(keys) < 2 {
		return ""
	}
	var v any
	if a.Text != "" {
		v = a.Text
		for _, key := range slices.Backward(keys[1:]) {
			v = map[string]any{key: v}
		}
	}
	b, _ := json.Marshal(map[string]any{keys[0]: v}) // texts always have a JSON form
	return string(b)
}

// Label is the choice as the expected output says it, as JSON: a text, a list of texts where several may be chosen, empty for
// none.
func (a Answer) Label() string {
	if a.Score.Category == "" {
		return ""
	}
	var v any = a.Score.Category
	if a.Config.Multiple {
		v = a.Config.Chosen(a.Score.Category)
	}
	b, _ := json.Marshal(v) // texts always have a JSON form
	return string(b)
}

// MergeLabel puts a label (JSON) into an expected value (JSON, or empty for none) at a path; an empty label takes out what is
// there. Without a path the label is the value. What stands in the way and is no object gives way to one: a text cannot hold a
// label beside itself. The order of other keys is not kept.
func MergeLabel(expected, path, label string) (string, error) {
	if path == "" {
		return label, nil
	}
	var root any
	if expected != "" {
		d := json.NewDecoder(strings.NewReader(expected))
		d.UseNumber()
		if err := d.Decode(&root); err != nil {
			return "", Invalid{"expected": "The expected output is not valid JSON, so that no label can be put into it."}
		}
	}
	merged, _ := mergeAt(root, strings.Split(path, "."), json.RawMessage(label)).(map[string]any)
	if len(merged) == 0 {
		return "", nil
	}
	b, err := json.Marshal(merged)
	return string(b), err
}

func mergeAt(in any, keys []string, label json.RawMessage) any {
	if len(keys) == 0 {
		if len(label) == 0 {
			return nil
		}
		return label
	}
	object, ok := in.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	if inner := mergeAt(object[keys[0]], keys[1:], label); inner == nil || isEmptyObject(inner) && len(label) == 0 {
		delete(object, keys[0])
	} else {
		object[keys[0]] = inner
	}
	return object
}

func isEmptyObject(v any) bool {
	object, ok := v.(map[string]any)
	return ok && len(object) == 0
}

// ConfigVersion names a config as it was asked at one time.
type ConfigVersion struct {
	Config, Version int
}
