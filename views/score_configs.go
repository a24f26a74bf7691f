package views

import "assay/store"

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
	Options    []string
	Rubric     string // Markdown
	Archive    string // address
	Form       ScoreConfigForm
}

// ScoreConfigForm is a question as it is edited. Values are as typed.
type ScoreConfigForm struct {
	ID, Version   int    // 0: a new one
	Key           string // tells the ids of this form's fields from those of others
	Action        string
	Name, Options string
	Kind          store.ConfigKind
	Rubric        string
	Open          bool
	Wrong         map[string]string // by field: name, kind, options, rubric
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
	{store.Categorical, "Options", "one of a few, by a key each"},
	{store.FreeText, "Text", "a sentence or two; filters find it as metadata"},
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
