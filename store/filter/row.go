package filter

import (
	"encoding/json"
	"time"
)

// Row is what a condition can see of one trace, or of one span inside ANY_SPAN and where a condition is about spans. It is
// made for tests that compare Eval with the database; nothing of it is read lazily. A nil pointer or slice is NULL.
type Row struct {
	ID, SpanID, RootSpanID *string
	Name, Type             *string
	Created                *time.Time
	Duration, Tokens, Cost *float64

	Input, Output, Expected json.RawMessage // the stored text; JSON null is NULL as well

	Attributes json.RawMessage // an object
	Metadata   json.RawMessage // an object
	// FeedbackMetadata has the values that feedback brought, by top-level key.
	FeedbackMetadata map[string][]json.RawMessage
	Metrics          json.RawMessage // an object
	// Scores has the folded values by source ("" combined, "user", "review", "automated") and name: a float64, the string of a
	// category, or nil for a tie.
	Scores map[string]map[string]any

	// Answers has an object for each question that reviewers answered: by author the number or the category.
	Answers map[string]json.RawMessage
	// Apart has the numbers that the answers of Answers stand for, in no order, where all of them do.
	Apart map[string][]float64
	// Settled has the questions that someone settled.
	Settled map[string]bool

	Errors, Tags, Comments, Datasets, Splits, Themes, Users []string
	Corrections                                             []Correction // their number is the field corrections
	Reviews                                                 int          // complete ones; is_reviewed is Reviews > 0
	Flagged                                                 bool         // for review
	IsRoot                                                  bool         // of a trace: true

	Spans []Row // for ANY_SPAN; the root is one of them

	Key string // our id of the row, by which samples take it
}

// Correction is a proposed right answer.
type Correction struct {
	Source string // user or review
	Body   string // as text: a JSON string without its quotes, other JSON as stored
}

// Truth is the outcome of a condition in three-valued logic. Only True selects a row.
type Truth int8

// The three outcomes.
const (
	False Truth = iota
	True
	Unknown
)

// String names the outcome.
func (t Truth) String() string { return [...]string{"false", "true", "unknown"}[t] }

func truthOf(b bool) Truth {
	if b {
		return True
	}
	return False
}

func (t Truth) not() Truth {
	switch t {
	case True:
		return False
	case False:
		return True
	}
	return Unknown
}

// and is False if either is, else Unknown if either is.
func (t Truth) and(u Truth) Truth {
	switch {
	case t == False || u == False:
		return False
	case t == Unknown || u == Unknown:
		return Unknown
	}
	return True
}

func (t Truth) or(u Truth) Truth { return t.not().and(u.not()).not() }
