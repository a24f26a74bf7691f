package store

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
)

// Source tells who a score, comment or correction comes from. Each has a namespace of its own: an automated score named like
// a human one does not touch it.
type Source string

const (
	User      Source = "user"      // the application's end users
	Review    Source = "review"    // reviewers, in Assay or through the API
	Automated Source = "automated" // scorers and judges; a span's own scores
)

// Sources in the order in which pages show them.
var Sources = []Source{User, Review, Automated}

// SourceOf maps the wire's word for where feedback came from to a source. Unknown words are an error naming the known ones.
func SourceOf(wire string) (Source, error) {
	switch wire {
	case "", "external", "api", "user":
		return User, nil
	case "app", "review":
		return Review, nil
	case "automated":
		return Automated, nil
	}
	return "", fmt.Errorf("unknown source %.40q: use external, api, app or automated", wire)
}

// Score is a vote or a folded value: a number from 0 to 1, a category, or a number that a category stands for. Neither is a
// withdrawal in an event and a tie in a fold.
type Score struct {
	Number   *float64
	Category string
}

// Num makes a numeric score.
func Num(v float64) Score { return Score{Number: &v} }

// IsNull reports whether the score has neither number nor category.
func (s Score) IsNull() bool { return s.Number == nil && s.Category == "" }

// String is for logs and titles: "0.25", "bad", or "–" for none.
func (s Score) String() string {
	switch {
	case s.Category != "":
		return s.Category
	case s.Number != nil:
		return strconv.FormatFloat(*s.Number, 'f', -1, 64)
	}
	return "–"
}

// ParseScore reads a score as clients send it: a number from 0 to 1, true or false (1 and 0), a category as text, or null.
func ParseScore(raw json.RawMessage) (Score, error) {
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return Score{}, fmt.Errorf("read score: %w", err)
	}
	switch v := v.(type) {
	case nil:
		return Score{}, nil
	case bool:
		if v {
			return Num(1), nil
		}
		return Num(0), nil
	case string:
		if v == "" || len(v) > 200 {
			return Score{}, fmt.Errorf("a category has 1 to 200 bytes, this one %d", len(v))
		}
		return Score{Category: v}, nil
	case float64:
		if math.IsNaN(v) || v < 0 || v > 1 {
			return Score{}, fmt.Errorf("%s is not between 0 and 1", strconv.FormatFloat(v, 'g', -1, 64))
		}
		return Num(v), nil
	}
	return Score{}, fmt.Errorf("a score is a number from 0 to 1, a category or null, not %s", raw)
}
