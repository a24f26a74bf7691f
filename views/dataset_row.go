package views

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"assay/store"
	"assay/store/adding"
)

// DatasetRowPage shows one row: what is in it, where that comes from, what it was before, and a form to change it.
type DatasetRowPage struct {
	Shell      Shell
	Dataset    string
	DatasetURL string
	Row        store.DatasetRow
	Files      func(key string) string // addresses of the files that the row refers to
	Old        bool                    // not the row as it is now
	Removed    bool                    // the row is not in the newest version
	NewestURL  string                  // the row as it is now
	TraceURL   string                  // empty: not made from a trace
	Output     string                  // of the trace, while it is there; empty when there is nothing to compare
	Sources    []RowSource
	Copies     []RowCopy
	History    []RowChange
	CanEdit    bool
	Form       RowForm
	Draft      *DraftLine // what the person's own draft does to the row
	Comments   []store.DatasetComment
	CanComment bool
	Votes      []store.RowVote
	ReviewURL  string // empty: the person reviews nothing, or the row does not stand
	Comment    string // as typed
	Wrong      store.Invalid
}

// RowForm is what a person types to change a row. Input and Expected are JSON, or text where they are strings.
type RowForm struct {
	Action                                 string // address that takes it
	Back                                   string // where saving leads; empty: to the row
	Input, Expected, Metadata, Tags, Split string
	Splits                                 []string // to choose from
	Seen                                   store.Version
	Open                                   bool
	Wrong                                  store.Invalid
}

// RowChange is one write in the history of a row. Before is the state that it replaced; both are texts to compare.
type RowChange struct {
	store.RowVersion
	URL                      string
	First                    bool // the write that made the row
	InputBefore, InputNow    string
	ExpectedBefore, Expected string
}

// RowSource is a trace that a row was made from, as it was judged then.
type RowSource struct {
	Project     store.ProjectID `json:"project"` // 0 in entries of old: that of the dataset
	Trace       store.TraceID   `json:"trace"`
	Span        store.SpanID    `json:"span"`
	RootSpanID  string          `json:"root_span_id"`
	Copied      json.RawMessage `json:"copied"` // of an entry that is no trace
	Name        string          `json:"name"`
	Created     time.Time       `json:"created"`
	Votes       []RowVote       `json:"votes"`
	Comments    []RowSaid       `json:"comments"`
	Corrections []RowSaid       `json:"corrections"`
	// Said is the value of each score by source: votes of the application itself may stand here alone.
	Said map[store.Source]store.FoldedScores `json:"source_scores"`
	URL  string                              `json:"-"` // of the trace; empty where it cannot be seen
}

// RowVote is one vote on the source of a row.
type RowVote struct {
	Name          string       `json:"name"`
	Source        store.Source `json:"source"`
	Author        string       `json:"author"`
	Value         *float64     `json:"value"`
	Category      string       `json:"category"`
	ConfigVersion int          `json:"config_version"`
	Adjudicated   bool         `json:"adjudicated"` // it settled a disagreement
	At            time.Time    `json:"at"`
}

// RowSaid is a comment on the source of a row, or a correction of it.
type RowSaid struct {
	Source    store.Source          `json:"source"`
	Author    string                `json:"author"`
	Body      string                `json:"body"`
	State     store.CorrectionState `json:"state"`
	DecidedBy string                `json:"decided_by"`
	At        time.Time             `json:"at"`
}

// RowCopy is a row of another dataset that a row is a copy of. URL leads to it; empty where it cannot be seen.
type RowCopy struct {
	adding.CopyOf
	URL string
}

// RowCopies reads from the provenance of a row which rows it is a copy of, the last copy first.
func RowCopies(provenance json.RawMessage) []RowCopy {
	var entries []struct{ Copied *adding.CopyOf }
	if json.Unmarshal(provenance, &entries) != nil {
		return nil
	}
	var copies []RowCopy
	for _, e := range slices.Backward(entries) {
		if e.Copied != nil {
			copies = append(copies, RowCopy{CopyOf: *e.Copied})
		}
	}
	return copies
}

// RowSources reads the traces of the provenance of a row. What cannot be read is left out.
func RowSources(provenance json.RawMessage) []RowSource {
	var sources []RowSource
	if json.Unmarshal(provenance, &sources) != nil {
		return nil
	}
	sources = slices.DeleteFunc(sources, func(s RowSource) bool { return len(s.Copied) > 0 })
	for i := range sources {
		sources[i].Votes = append(sources[i].Votes, sources[i].own()...)
	}
	return sources
}

// own are the scores that the application gave itself and that no vote tells of.
func (s RowSource) own() []RowVote {
	var votes []RowVote
	scores := s.Said[store.Automated]
	for _, name := range slices.Sorted(maps.Keys(scores)) {
		told := slices.ContainsFunc(s.Votes, func(v RowVote) bool { return v.Source == store.Automated && v.Name == name })
		if !told {
			votes = append(votes, RowVote{Name: name, Source: store.Automated, Author: store.SpanAuthor, Value: scores[name].Number, Category: scores[name].Category, At: s.Created})
		}
	}
	return votes
}

// voteScore is the score of a vote.
func (v RowVote) voteScore() store.Score { return store.Score{Number: v.Value, Category: v.Category} }

// did says what the write did to the row.
func (c RowChange) did() string {
	switch {
	case c.Removed:
		return "deleted the row"
	case c.First:
		return "added the row"
	case c.InputBefore == c.InputNow && c.ExpectedBefore == c.Expected:
		return "brought the row back as it was"
	}
	return "changed the row"
}

// rowLimit is how much of a value the page of a row shows, in bytes.
const rowLimit = 256 << 10

// MaxNote is how long the note of a version may be, in characters.
const MaxNote = 500
