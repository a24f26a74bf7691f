package fold

import (
	"encoding/json"
	"slices"

	"assay/store"
)

// Scores are folded values by name. A tie of categories is a null score.
type Scores struct {
	Combined map[string]store.Score // mean of user and review votes, and the automated value only where there are neither
	BySource map[store.Source]map[string]store.Score
}

// JSON writes the combined values and those by source as the columns of traces and spans hold them.
func (s Scores) JSON() (combined, bySource string) {
	if len(s.Combined)+len(s.BySource) == 0 {
		return "{}", "{}"
	}
	sources := make(map[store.Source]map[string]any, len(s.BySource))
	for source, named := range s.BySource {
		sources[source] = plainScores(named)
	}
	return marshal(plainScores(s.Combined)), marshal(sources)
}

func plainScores(named map[string]store.Score) map[string]any {
	out := make(map[string]any, len(named))
	for name, score := range named {
		switch {
		case score.Number != nil:
			out[name] = *score.Number
		case score.Category != "":
			out[name] = score.Category
		default:
			out[name] = nil
		}
	}
	return out
}

func marshal(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "{}" // maps of text and finite numbers always have a JSON form
	}
	return string(b)
}

// ballot is where a vote counts: one name under one source, "" for the combined value.
type ballot struct {
	source store.Source
	name   string
}

// count folds the votes of every ballot: the mean of the numbers, else the category that most name, else, when two tie, null.
func count(votes map[ballot][]store.Score) Scores {
	if len(votes) == 0 {
		return Scores{}
	}
	folded := Scores{Combined: map[string]store.Score{}, BySource: map[store.Source]map[string]store.Score{}}
	for b, list := range votes {
		if b.source == "" {
			folded.Combined[b.name] = fold(list)
			continue
		}
		if folded.BySource[b.source] == nil {
			folded.BySource[b.source] = map[string]store.Score{}
		}
		folded.BySource[b.source][b.name] = fold(list)
	}
	return folded
}

// Votes folds the votes on one thing under one name: the mean of the numbers, else the category that most name, else, when two tie, null.
func Votes(votes []store.Score) store.Score { return fold(votes) }

// mean adds up from the smallest on, so that it does not depend on the order of votes: that of a sum of floats would show in the last
// digit. The fold in SQL does the same.
func mean(numbers []float64) float64 {
	slices.Sort(numbers)
	sum := 0.0
	for _, x := range numbers {
		sum += x
	}
	return sum / float64(len(numbers))
}

func fold(votes []store.Score) store.Score {
	var numbers []float64
	named := map[string]int{}
	for _, v := range votes {
		switch {
		case v.Number != nil:
			numbers = append(numbers, *v.Number)
		case v.Category != "":
			named[v.Category]++
		}
	}
	if len(numbers) > 0 {
		return store.Num(mean(numbers))
	}
	most := 0
	var majority string
	for category, n := range named {
		switch {
		case n > most:
			most, majority = n, category
		case n == most:
			majority = ""
		}
	}
	return store.Score{Category: majority}
}

// voter tells authors apart: of a named one the latest vote counts, every anonymous event is a voter of its own.
func voter(e *store.Event) string {
	if e.Author != "" {
		return "@" + e.Author
	}
	return string(e.ID)
}

// spanScores folds the scores of one span: those it carries itself, as votes of one automated author, and the events about it
// in their order.
func spanScores(s *store.Span, events []*store.Event) Scores {
	if len(s.Scores)+len(events) == 0 {
		return Scores{}
	}
	type seat struct {
		ballot
		voter string
	}
	latest := map[seat]store.Score{}
	for name, score := range s.Scores {
		latest[seat{ballot{store.Automated, name}, "@" + store.SpanAuthor}] = score
	}
	for _, e := range events {
		if e.Kind == store.ScoreEvent {
			latest[seat{ballot{e.Source, e.Name}, voter(e)}] = e.Score
		}
	}
	human := map[string]bool{}
	for at, score := range latest {
		if at.source != store.Automated && !score.IsNull() {
			human[at.name] = true
		}
	}
	votes := map[ballot][]store.Score{}
	for at, score := range latest {
		if score.IsNull() {
			continue
		}
		votes[at.ballot] = append(votes[at.ballot], score)
		if at.source != store.Automated || !human[at.name] {
			all := ballot{name: at.name}
			votes[all] = append(votes[all], score)
		}
	}
	return count(votes)
}

// traceScores is the mean over the spans that carry a score.
func traceScores(spans []Scores) Scores {
	votes := map[ballot][]store.Score{}
	for _, s := range spans {
		for name, score := range s.Combined {
			votes[ballot{name: name}] = append(votes[ballot{name: name}], score)
		}
		for source, named := range s.BySource {
			for name, score := range named {
				votes[ballot{source, name}] = append(votes[ballot{source, name}], score)
			}
		}
	}
	return count(votes)
}
