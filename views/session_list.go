package views

import (
	"strconv"
	"time"

	"assay/store"
)

// SessionList is the sessions of a list, the one that was last active first.
type SessionList struct {
	Lines    []SessionLine
	Keys     []string // the metadata keys that sessions are looked for under
	Loose    int      // traces on the way without any of them
	LooseURL string
	Searched time.Time // how far back an unfinished search looked; zero when the page is full or ended
	Settings string    // address of the project's setting; empty for who may not change it
}

// SessionLine is one session with the address of its traces, from old to new.
type SessionLine struct {
	store.Session
	Name string // the value as people read it
	URL  string
	Bad  string // address of its traces with an error, empty without any
}

// Count is the number of its traces.
func (l SessionLine) Count() CountView { return CountView{N: l.Traces, More: l.Capped} }

// lasted is how long the session took, from its first trace to its last.
func (l SessionLine) lasted() string {
	if l.First.IsZero() || !l.Last.After(l.First) {
		return ""
	}
	return Length(l.Last.Sub(l.First))
}

// userMean is the mean that users gave, with how many there are.
func (l SessionLine) userMean() store.Score { return store.Num(l.UserMean) }

func (l SessionLine) userScores() string { return "n " + strconv.Itoa(l.UserScores) }
