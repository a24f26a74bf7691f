package store

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// Dataset is a named list of rows under versions.
type Dataset struct {
	ID          int
	UID         string
	Name        string
	Description string
	Created     time.Time
	Rows        int
	Version     Version   // the newest; zero before the first write
	Changed     time.Time // when the newest version was written; Created before the first write
	Deleted     time.Time // when a program took it away; zero: it stands
	Was         string    // what it was called before it was deleted
}

// Version names a state of a dataset. It is an _xact_id as the SDKs know it: 0x0DE1 in the top 16 bits and the position in
// the project's log below, so it has 19 digits and compares as text in the order of time.
type Version int64

// versionPrefix fills the top 16 bits of every version.
const versionPrefix = 0x0DE1 << 48

// VersionAt makes the version for a position in the log.
func VersionAt(position int64) Version { return Version(versionPrefix | position) }

// Position is the position in the log that a version stands for. It is below 1 for numbers that are no versions.
func (v Version) Position() int64 { return int64(v) - versionPrefix }

// IsNumber reports whether a text that says which version is meant is a number, and so never a name.
func IsNumber(version string) bool {
	_, err := strconv.ParseFloat(version, 64)
	return err == nil && strings.ContainsAny(version, "0123456789")
}

// DatasetVersion is one write to a dataset.
type DatasetVersion struct {
	Version                    Version
	Author                     string
	Note                       string
	At                         time.Time
	Inserted, Updated, Deleted int
}

// ExpectedFrom says where a row's expected value was taken from.
type ExpectedFrom string

const (
	FromNothing  ExpectedFrom = ""
	FromApproved ExpectedFrom = "approved" // approved on the trace
	FromLogged   ExpectedFrom = "logged"   // logged with the span
	FromReviewer ExpectedFrom = "review"   // a reviewer's correction
	FromUser     ExpectedFrom = "user"     // a user's correction
	FromOutput   ExpectedFrom = "output"   // the output, because someone asked for it
	FromEdit     ExpectedFrom = "edited"   // typed into the dataset
	FromMapped   ExpectedFrom = "mapped"   // another value of the trace, because someone chose it
)

// DatasetRow is one row as it stood in a version.
type DatasetRow struct {
	ID           string
	Since        Version
	Input        json.RawMessage
	Expected     json.RawMessage
	ExpectedFrom ExpectedFrom
	Metadata     json.RawMessage
	Tags         []string
	Split        string // such as train or holdout; empty: in none
	// OriginProject is the project of OriginTrace; 0 for a row that was not made from a trace.
	OriginProject ProjectID
	OriginTrace   TraceID
	OriginSpan    SpanID
	Provenance    json.RawMessage // list; who scored and corrected the source, copied when the row was written
	Created       time.Time
	Position      int64
}

// RowVersion is a row as one write to its dataset left it.
type RowVersion struct {
	DatasetVersion
	Row     DatasetRow // what it was before where the write took it out
	Removed bool
}

// RowLink is a dataset row that was made from a trace.
type RowLink struct {
	Dataset string
	Row     string
}

// CheckDatasetName returns the name trimmed, or an Invalid naming the field "dataset".
func CheckDatasetName(s string) (string, error) {
	s = strings.TrimSpace(s)
	if n := len([]rune(s)); n < 1 || n > 200 || strings.ContainsAny(s, "/\\?#%\x00\r\n\t") || s == "." || s == ".." {
		return "", Invalid{"dataset": `A dataset name has 1 to 200 characters, without / \ ? # %.`}
	}
	return s, nil
}
