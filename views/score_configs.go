package views

import (
	"slices"
	"strconv"
	"strings"

	"assay/store"
	"assay/store/filter"
)

// HowChoice is a way to compute a score from others, in words.
type HowChoice struct {
	How  store.ComputedHow
	Name string
}

// HowChoices are all of them.
var HowChoices = []HowChoice{{store.WeightedMean, "Weighted mean"}, {store.Least, "Lowest"}, {store.Greatest, "Highest"}}

// ScoreConfigsPage is what a project's reviewers are asked, and the forms that change it.
type ScoreConfigsPage struct {
	Shell   Shell
	Configs []ScoreConfigLine
	New     ScoreConfigForm
	Seen    []SeenScore // what users score in production and reviewers are not asked
}

// ScoreConfigLine is one question in the list.
type ScoreConfigLine struct {
	Name, Kind string // kind in words
	Version    int
	Options    []store.Option
	Notes      []string // where answers go, whom and when it asks
	Condition  string
	Rubric     string // Markdown
	Archive    string // address
	Order      string // address
	Form       ScoreConfigForm
}

// ScoreConfigForm is a question as it is edited. Values are as typed.
type ScoreConfigForm struct {
	ID, Version int    // 0: a new one
	Key         string // tells the ids of this form's fields from those of others
	Action      string
	Name        string
	Options     []OptionRow
	Kind        store.ConfigKind
	Rubric      string
	Multiple    bool
	Expected    bool
	Path        string
	Condition   string
	People      []AskedChoice // accounts and groups of the project
	Objects     []AskedChoice
	How         store.ComputedHow
	Parts       []PartRow // the scores that a computed one may follow from
	Open        bool
	Focus       int               // the option to go on with after a button moved or added one, counted from 1; 0: none
	Wrong       map[string]string // by field: name, kind, options, path, rubric, condition, how, parts
}

// AskedChoice is a box that narrows whom or what a question is about; none ticked narrows nothing.
type AskedChoice struct {
	Field, Value, Label string
	Chosen              bool
}

// PartRow is a score that a computed one may follow from. Weight is as typed, empty where it does not.
type PartRow struct {
	ID           int
	Name, Weight string
}

// OptionRow is an option as it is typed.
type OptionRow struct {
	Label, Value, Example, Key string
}

// OptionRows writes options as rows of a form.
func OptionRows(options []store.Option) []OptionRow {
	rows := make([]OptionRow, len(options))
	for i, o := range options {
		rows[i] = OptionRow{Label: o.Label, Example: o.Example, Key: o.Key}
		if o.Value != nil {
			rows[i].Value = strconv.FormatFloat(*o.Value, 'f', -1, 64)
		}
	}
	return rows
}

// filterExample finds one of several options.
func (f ScoreConfigForm) filterExample() string {
	name := f.Name
	if name == "" {
		name = "name"
	}
	return filter.Format(&filter.Includes{X: filter.At("scores", name), Items: []filter.Expr{filter.Value("option")}})
}

// ConfigNote says where answers go when that is not a score, and how several options count.
func ConfigNote(c store.ScoreConfig) string {
	switch {
	case c.Kind == store.FreeText:
		return "Filters find the answer as metadata." + strings.Join(c.TextPath(), ".") + "."
	case c.Expected && c.Path != "":
		return "The choice goes into the expected output under " + c.Path + ", as a proposal."
	case c.Expected:
		return "The choice becomes the expected output, as a proposal."
	case c.Multiple:
		return "Several may be chosen. The set counts as one category."
	}
	return ""
}

// rows are the options with room for more: at least two in all and an empty one at the end.
func (f ScoreConfigForm) rows() []OptionRow {
	rows := append([]OptionRow{}, f.Options...)
	for len(rows) < 2 || rows[len(rows)-1] != (OptionRow{}) {
		rows = append(rows, OptionRow{})
	}
	return rows
}

// SeenScore is a score that users give, with the question that would match it.
type SeenScore struct {
	Name, Kind string // kind in words
	Form       ScoreConfigForm
}

// KindChoice is a way to answer, in words.
type KindChoice struct {
	Kind       store.ConfigKind
	Name, Says string
}

// KindChoices are all ways to answer.
var KindChoices = []KindChoice{
	{store.Slider, "Slider", "a number from 0 to 100 %"},
	{store.Categorical, "Options", "one or several of a few, by a key each"},
	{store.FreeText, "Text", "a sentence or two; filters find it as metadata"},
	{store.Computed, "Computed", "nobody answers it: it follows from other scores"},
}

// KindName is how pages call a way to answer.
func KindName(kind store.ConfigKind) string {
	for _, k := range KindChoices {
		if k.Kind == kind {
			return k.Name
		}
	}
	return string(kind)
}

// narrows tells that the question is not asked everyone about everything, or that something is wrong with how it is.
func (f ScoreConfigForm) narrows() bool {
	chosen := func(o AskedChoice) bool { return o.Chosen }
	return f.Condition != "" || f.Wrong["condition"]+f.Wrong["objects"] != "" || slices.ContainsFunc(f.People, chosen) || slices.ContainsFunc(f.Objects, chosen)
}
