package views

import (
	"net/url"
	"strconv"
	"time"

	"assay/store"
)

// VersionsPage lists the versions of a dataset, the names they have and what else was done to it.
type VersionsPage struct {
	Shell        Shell
	Dataset      string
	Versions     []VersionLine
	First, Older string // addresses of other pages, or empty
	Newest       store.Version
	Snapshots    []NamedVersion
	Environments []NamedVersion
	Splits       []SplitLine
	Events       []EventLine
	CanEdit      bool
	Deleted      bool
	Form         NameForm
}

// VersionLine is one version in the list.
type VersionLine struct {
	store.DatasetVersion
	URL     string
	Before  store.Version // the one before it; 0: it is the first
	Names   []string      // snapshots and environments
	Current bool
}

// NamedVersion is a snapshot or an environment.
type NamedVersion struct {
	ID, Name, Description string
	Version               store.Version
	URL                   string
	Author                string
	At                    time.Time
}

// SplitLine is a split and whether it is locked.
type SplitLine struct {
	Split  string
	Rows   int
	URL    string
	Author string // who locked it
	Note   string
	Locked time.Time // zero: it is open
}

// EventLine is something done to a dataset that is no version.
type EventLine struct {
	Said   string
	Author string
	Note   string
	At     time.Time
}

// NameForm is a name for a version as it was typed.
type NameForm struct {
	Do, Name, Description string
	Version               store.Version
	Wrong                 store.Invalid
}

// VersionsURL builds the address of the versions of a dataset, of those before one where it is not 0.
func VersionsURL(project, dataset string, before store.Version) string {
	v := url.Values{}
	setInt(v, "before", int64(before))
	return address(v, "p", project, "datasets", dataset, "versions")
}

// CompareQuery is what the page that compares two versions shows. From and To are versions; Kind is added, changed or removed, and empty
// for all.
type CompareQuery struct {
	From, To store.Version
	Kind     string
	After    int64
	Restore  bool // it is asked to go back to To
}

// CompareURL builds the address of the page that compares two versions of a dataset.
func CompareURL(project, dataset string, q CompareQuery) string {
	v := url.Values{}
	setInt(v, "from", int64(q.From))
	setInt(v, "to", int64(q.To))
	set(v, "kind", q.Kind)
	setInt(v, "after", q.After)
	if q.Restore {
		v.Set("restore", "yes")
	}
	return address(v, "p", project, "datasets", dataset, "compare")
}

// ComparePage shows how a dataset differs between two versions.
type ComparePage struct {
	Shell                   Shell
	Dataset                 string
	Query                   CompareQuery
	From, To                VersionLine
	Added, Changed, Removed int
	Lines                   []CompareLine
	First, Next             string
	CanRestore              bool // To is an older version, and the person may write
	Newest                  store.Version
	Wrong                   string // why it was not restored
}

// CompareLine is a row that differs.
type CompareLine struct {
	DraftLine
	Kind     string
	Sources  string // how many traces it is from, where that changed
	Expected string // preview, of a row that is in one version only
}

// compareLabel is what one of the two versions is called.
func compareLabel(p ComparePage, usual, restoring string) string {
	if p.Query.Restore {
		return restoring
	}
	return usual
}

// kindBadge is the badge of a kind of difference.
func kindBadge(kind string) string {
	switch kind {
	case "added":
		return "badge badge-green"
	case "removed":
		return "badge badge-red"
	}
	return "badge badge-accent"
}

// restoreWords say what going back does, as an instruction.
func (p ComparePage) restoreWords() string {
	return "Restore: bring back " + plural(p.Added, "row", "rows") + ", change " + strconv.Itoa(p.Changed) + ", delete " + strconv.Itoa(p.Removed)
}
