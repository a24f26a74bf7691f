package assistant

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"assay/store"
	"assay/store/filter"
)

// Known is what a project has. All of it may be empty. It is read by many goroutines and
// not changed once a sentence was planned with it.
type Known struct {
	Scores    []Score // of each source, those on most traces first
	Census    *filter.Census
	Datasets  []string
	Views     []View
	Reviewers []string // as they sign their answers
	// Fast and Slow are seconds of which a tenth of the traces take less and more. Costly and Wordy are the cost and the tokens
	// that a tenth have more of. 0 is not known.
	Fast, Slow, Costly, Wordy float64

	once  sync.Once
	names []name
	words []string // of the names and of the rules, in order
}

// prepare lists the names once.
func (k *Known) prepare() {
	k.once.Do(func() {
		k.names = namesOf(k)
		all := maps.Clone(lexicon())
		for _, n := range k.names {
			for _, w := range n.words {
				all[w], all[singular(w)] = true, true
			}
		}
		k.words = slices.Sorted(maps.Keys(all))
	})
}

// knows reports whether a word is one of the rules or of the project.
func (k *Known) knows(w string) bool {
	_, ok := slices.BinarySearch(k.words, w)
	return ok
}

// Score is a score of one source.
type Score struct {
	Name       string
	Source     store.Source
	Traces     int      // that have it, of a sample
	Binary     bool     // all votes are 0 or 1
	Categories []string // what is voted where it is no number
}

// View is a saved view.
type View struct{ Name, Filter string }

// numeric reports whether the score has values on a scale.
func (s Score) numeric() bool { return len(s.Categories) == 0 }

// inverted reports whether much of the score is bad, by its name.
func (s Score) inverted() bool {
	words := namesWords(s.Name)
	for i, w := range words {
		free := i+1 < len(words) && (words[i+1] == "free" || words[i+1] == "less")
		none := i > 0 && slices.Contains([]string{"no", "non", "not", "without", "anti"}, words[i-1])
		if slices.Contains(badNames, singular(w)) && !free && !none {
			return true
		}
	}
	return false
}

// badNames are names of which nobody wants much.
var badNames = strings.Fields(`error flag toxicity toxic hallucination hallucinated harm harmful harmfulness mistake complaint bug fail failure failed spam bias
biased bad wrong incorrect incorrectness irrelevance irrelevant escalation abuse abusive leak pii profanity refusal risk violation unsafe issue problem`)

// thumbNames and feedbackNames tell what users say by its name, whoever sent it.
var (
	thumbNames    = strings.Fields("thumb thumbs vote upvote like liked")
	feedbackNames = append(strings.Fields("rating stars star csat nps satisfaction feedback"), thumbNames...)
)

func (s Score) named(words []string) bool {
	return slices.ContainsFunc(namesWords(s.Name), func(w string) bool { return slices.Contains(words, w) || slices.Contains(words, singular(w)) })
}

// path names the score in a filter: with its source where other sources have one of the name, or where the name alone would
// say less.
func (s Score) path() *filter.Path {
	if s.Source == "" {
		return filter.At("scores", s.Name)
	}
	e, err := filter.Parse("scores." + string(s.Source) + "." + filter.QuoteKey(s.Name))
	if p, ok := e.(*filter.Path); ok && err == nil {
		return p
	}
	return filter.At("scores", s.Name)
}

// is makes the comparison of a score with a number.
func (s Score) is(op filter.CompareOp, v float64) filter.Expr {
	return &filter.Compare{Op: op, Left: s.path(), Right: filter.Value(v)}
}

// good is the condition that the score speaks for the answer: of votes that are yes or no that there is a yes.
func (s Score) good() filter.Expr { return s.leaning(!s.inverted()) }

// bad is the condition that it speaks against it.
func (s Score) bad() filter.Expr { return s.leaning(s.inverted()) }

func (s Score) leaning(up bool) filter.Expr {
	switch {
	case !s.numeric():
		var liked []filter.Expr
		for _, c := range s.Categories {
			if categoryLeaning(c) == leaningOf(up) {
				liked = append(liked, filter.Value(c))
			}
		}
		return oneOf(s.path(), liked)
	case s.Binary && up:
		return s.is(filter.OpGreater, 0)
	case s.Binary:
		return s.is(filter.OpLess, 1)
	case up:
		return s.is(filter.OpGreater, 0.5)
	}
	return s.is(filter.OpLess, 0.5)
}

// oneOf is the condition that a path is one of some values; nil for none.
func oneOf(p *filter.Path, values []filter.Expr) filter.Expr {
	switch len(values) {
	case 0:
		return nil
	case 1:
		return &filter.Compare{Op: filter.OpEqual, Left: p, Right: values[0]}
	}
	return &filter.In{X: p, Items: values}
}

func leaningOf(up bool) int {
	if up {
		return 1
	}
	return -1
}

// categoryLeaning is 1 for a category that praises, -1 for one that blames, and 0 for what cannot be told.
func categoryLeaning(c string) int {
	for _, w := range namesWords(c) {
		switch {
		case slices.Contains(strings.Fields("good great up positive pass passed yes correct helpful like liked excellent happy satisfied"), w):
			return 1
		case slices.Contains(strings.Fields("bad down negative fail failed no incorrect wrong unhelpful dislike disliked poor unhappy dissatisfied"), w):
			return -1
		}
	}
	return 0
}

// feedback returns the scores that users give. Where a project has none of theirs, what reviewers say counts.
func (k *Known) feedback() []Score {
	var users, reviewers []Score
	for _, s := range k.Scores {
		switch {
		case s.Source == store.User:
			users = append(users, s)
		case s.Source == store.Review && s.named(feedbackNames) && !k.has(s.Name, store.User):
			users = append(users, s)
		case s.Source == store.Review:
			reviewers = append(reviewers, s)
		}
	}
	if len(users) == 0 {
		return reviewers
	}
	return users
}

func (k *Known) has(name string, source store.Source) bool {
	return slices.ContainsFunc(k.Scores, func(s Score) bool { return s.Name == name && s.Source == source })
}

// thumbs returns the scores that are thumbs: by name, or else what users answer with yes or no.
func (k *Known) thumbs() []Score {
	var found, binary []Score
	for _, s := range k.feedback() {
		if s.named(thumbNames) {
			found = append(found, s)
		} else if s.Binary && !s.inverted() {
			binary = append(binary, s)
		}
	}
	if len(found) > 0 || k.thumbKey() != nil {
		return found
	}
	return binary
}

// thumbKey is the metadata of feedback that says whether a thumb went up; nil without.
func (k *Known) thumbKey() *filter.Path {
	var key *filter.Path
	k.Census.Places(false, func(p *filter.Path, h *filter.Holding) {
		words := namesWords(p.Keys[len(p.Keys)-1].Key)
		thumb := slices.ContainsFunc(words, func(w string) bool { return slices.Contains(thumbNames, w) })
		if key == nil && thumb && h.Type() == filter.TypeBool && !slices.Contains(words, "down") {
			key = p
		}
	})
	return key
}

// ratings returns what users rate on a scale.
func (k *Known) ratings() []Score {
	var found []Score
	for _, s := range k.feedback() {
		if s.numeric() && !s.Binary && !s.inverted() {
			found = append(found, s)
		}
	}
	return found
}

// judges returns the automated scores of which much is good, those on most traces first.
func (k *Known) judges() []Score {
	var found []Score
	for _, s := range k.Scores {
		if s.Source == store.Automated && s.numeric() && !s.inverted() {
			found = append(found, s)
		}
	}
	slices.SortStableFunc(found, func(a, b Score) int {
		return cmp.Or(cmp.Compare(b.Traces, a.Traces), cmp.Compare(a.Name, b.Name))
	})
	return found
}

// questions returns the names of what reviewers answer.
func (k *Known) questions() []string {
	var names []string
	for _, s := range k.Scores {
		if s.Source == store.Review {
			names = append(names, s.Name)
		}
	}
	return names
}

// namesWords splits a name as people read it: user_rating, userRating and user-rating are the words user and rating.
func namesWords(name string) []string {
	var words []string
	for _, t := range tokens(splitCamel(name)) {
		if t.kind != sign {
			words = append(words, t.norm)
		}
	}
	return words
}
