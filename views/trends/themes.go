package trends

import (
	"net/url"

	"assay/views"
)

// Said is what comments are about.
type Said struct {
	Themes []ThemeLine
	Over   Chart
	N      Cell // traces with a comment
	Other  string
	None   string
	Note   string
	URL    string // of the page of themes
}

// ThemeLine is a theme of the page of trends.
type ThemeLine struct {
	Name, URL string // the page with only these
	Traces    Cell
	Share     string
	Interval  string
	Lifts     []Lift
	Quote     string
	QuoteURL  string
	ReviewURL string
}

// Lift is a segment whose comments are more often of a theme than others.
type Lift struct{ Name, Says, URL string }

// ThemesPage is where people decide about themes.
type ThemesPage struct {
	Shell   views.Shell
	Themes  []ThemeForm
	Run     string // when themes were looked for, and in how many comments; empty: never
	CanEdit bool
	Names   Naming
	Wrong   map[string]string
	WrongID string // the theme whose form is wrong
	Typed   string
}

// Naming is whether a model may be asked for names. Without one there is no Model.
type Naming struct {
	Model    string
	Comments bool // it sees comments, not only the words that themes are known by
}

// ThemeForm is a theme with what can be decided about it.
type ThemeForm struct {
	ID, Name, Quote  string
	Terms            string
	Comments         int
	URL, QuoteURL    string
	Named, Pinned    bool
	Excluded         bool
	Proposed         string // a name that ProposedBy thought of; empty: none
	ProposedBy       string
	Into             string // name of the theme it was merged into
	Others           []Choice
	ReviewURL, AddTo string
}

// ThemesURL builds the address of the page of themes.
func ThemesURL(project string) string { return "/p/" + url.PathEscape(project) + "/themes" }

// ThemeURL builds the address that decides about a theme.
func ThemeURL(project, theme string) string {
	return ThemesURL(project) + "/" + url.PathEscape(theme)
}

// ThemeDismissURL builds the address that does away with the name proposed for a theme.
func ThemeDismissURL(project, theme string) string { return ThemeURL(project, theme) + "/dismiss" }

// ThemesNamesURL builds the address that asks a model for names.
func ThemesNamesURL(project string) string { return "/p/" + url.PathEscape(project) + "/themes-names" }

// ThemesUndoURL builds the address that takes a decision back.
func ThemesUndoURL(project string) string { return "/p/" + url.PathEscape(project) + "/themes-undo" }
