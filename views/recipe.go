package views

import (
	"time"

	"assay/store"
)

// RecipeListPage lists the recipes of a dataset.
type RecipeListPage struct {
	Shell   Shell
	Dataset store.Dataset
	Recipes []RecipeLine
	Name    string // of a new one, as typed
	Filter  string
	Wrong   store.Invalid
}

// RecipeLine is one recipe in the list.
type RecipeLine struct {
	store.RecipeHead
	URL    string
	Source string // name of the project whose traces it takes
	Does   string // mapping and sample in words
}

// RecipePage is one recipe: what it does, what a run would add now, and what the last ones did.
type RecipePage struct {
	Shell   Shell
	Dataset store.Dataset
	Recipe  store.RecipeHead
	Source  string // name of the project whose traces it takes
	MayRun  bool   // may take traces from there
	Name    string // as typed
	Filter  string // as typed
	At      int64  // position as of which a run asks
	Job     store.EventID
	Form    AddForm
	Count   AddCount
	Preview AddPreviewView
	Runs    []RunLine
	Wrong   store.Invalid
}

// RunLine is one run of a recipe.
type RunLine struct {
	At         time.Time
	Author     string
	Says       string
	VersionURL string // empty: it wrote none
	Version    store.Version
}

// RecipeWords sums up what a recipe does.
func RecipeWords(f AddForm) string { return f.sampleInWords() + "; " + f.fieldsInWords() }
