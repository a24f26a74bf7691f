package views

import "assay/store"

// ViewMenu is the saved views as the list shows them.
type ViewMenu struct {
	Own, Shared []ViewLink
	Current     ViewLink // zero: the list shows none
	Gone        bool     // the address names a view that is not there
	MayShare    bool
	MaySave     bool   // the current one
	All         string // address of the list without any view
}

// ViewLink is one saved view.
type ViewLink struct {
	Slug, Name, URL string
	Opens           string // whom the list opens with it for: "you", "everyone" or nobody
	Current         bool
}

// NewViewLink prepares a view for a menu.
func NewViewLink(project string, v store.View, current bool) ViewLink {
	l := ViewLink{Slug: v.Slug, Name: v.Name, URL: LogsURL(project, LogsQuery{View: v.Slug}), Current: current}
	switch {
	case v.Own:
		l.Opens = "you"
	case v.Project:
		l.Opens = "everyone"
	}
	return l
}

// ViewListPage is where views are named, shared and deleted.
type ViewListPage struct {
	Shell    Shell
	Views    []ViewLine
	MayShare bool
	New      *NewView // one that was refused, to be sent again
}

// NewView is a view to be saved, as it was sent.
type NewView struct {
	Name, State string
	Says        string
	Shared      bool
	Wrong       store.Invalid
}

// ViewLine is one view with what may be done to it.
type ViewLine struct {
	store.View
	URL     string
	Says    string // filter and columns in words
	Mine    bool
	MayEdit bool
	Typed   string        // the name as it was sent
	Wrong   store.Invalid // with the name
}

// StateWords says what a view shows.
func StateWords(q LogsQuery) string {
	text := "All traces"
	if q.Filter != "" {
		text = q.Filter
	}
	if columns := ParseColumns(q.Columns); len(columns) > 0 {
		text += " · " + plural(len(columns), "column", "columns")
	}
	if q.Sort == SortOldest {
		text += " · oldest first"
	}
	if q.Group == GroupSession {
		text += " · by session"
	}
	return text
}
