package filter

import "time"

// Vocabulary is what a project's data is known to hold, for warnings and completion. All of it is optional: an empty list
// means not known, and nothing is doubted.
type Vocabulary struct {
	Scores       []string
	MetadataKeys []string // top-level keys
	Tags         []string
	Datasets     []string
	Splits       []string // of its datasets
	Themes       []string
	Census       *Census // what a sample of the rows holds; for completion and forms, never for warnings
}

// Options is what a filter's meaning depends on apart from its text.
type Options struct {
	Location   *time.Location // of dates and of day(), week() and month(); nil is UTC
	Now        time.Time      // what now() is; the same for all statements of a page, so that its parts agree
	Vocabulary Vocabulary
	Derived    []Derived // scores that are computed from others
	Text       string    // what Parse was given, for the errors of Check; Read sets it
}

func (o Options) location() *time.Location {
	if o.Location == nil {
		return time.UTC
	}
	return o.Location
}
