package store

import "time"

// Theme is what several comments are about, as it is kept.
type Theme struct {
	ID, Name string
	// Named, Pinned and Excluded are what people decided: the name, that it stays, that nobody wants to see it. Into is the id of
	// the theme that it was merged into, empty for none.
	Named, Pinned, Excluded bool
	Into                    string
	Terms                   []string `db:"-"`
	Quote                   string   // a comment that says what all say
	QuotedIn                TraceID  // the trace it is about; empty if it is gone
	Comments                int
	Found                   time.Time
	// Proposed is a better name that a model, ProposedBy, thought of. A theme that somebody named, or nobody wants to see, has none.
	Proposed, ProposedBy string
}

// ThemeRun is one search for themes.
type ThemeRun struct {
	At       time.Time
	Comments int // that were read
	Other    int // that are of no theme
}

// ThemeChange is what someone decides about a theme. Nil leaves a thing as it is.
type ThemeChange struct {
	Name             *string
	Pinned, Excluded *bool
	Into             *string // id of another theme; empty: itself again
}

// LongestThemeName is in characters.
const LongestThemeName = 100

// LongestProposedName is how long a name that a model proposes may be, in characters.
const LongestProposedName = 60
