package web

import (
	"context"
	"slices"
	"sync"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
)

// vocabularies remembers for a moment which names a project uses. They change slowly and every page of the list wants them;
// a name that is seconds old is missing from a menu, never from a result.
type vocabularies struct {
	db  *postgres.DB
	now func() time.Time
	mu  sync.Mutex
	of  map[store.ProjectID]vocabulary
}

type vocabulary struct {
	filter.Vocabulary
	scores []postgres.ScoreName
	read   time.Time
}

const vocabularyAge = 5 * time.Second

func newVocabularies(db *postgres.DB, now func() time.Time) *vocabularies {
	return &vocabularies{db: db, now: now, of: map[store.ProjectID]vocabulary{}}
}

// project returns the names in use in a project.
func (v *vocabularies) project(ctx context.Context, id store.ProjectID) (vocabulary, error) {
	v.mu.Lock()
	known, ok := v.of[id]
	v.mu.Unlock()
	if ok && v.now().Sub(known.read) < vocabularyAge {
		return known, nil
	}
	var err error
	if known.Vocabulary, err = v.db.Vocabulary(ctx, id); err != nil {
		return known, err
	}
	if known.scores, err = v.db.ScoreNames(ctx, id); err != nil {
		return known, err
	}
	computed, err := v.db.Derived(ctx, id)
	if err != nil {
		return known, err
	}
	for _, d := range computed {
		if !slices.ContainsFunc(known.scores, func(s postgres.ScoreName) bool { return s.Name == d.Name }) {
			known.scores = append(known.scores, postgres.ScoreName{Name: d.Name, Sources: []store.Source{store.Review}})
		}
	}
	for _, score := range known.scores {
		known.Scores = append(known.Scores, score.Name)
	}
	known.read = v.now()
	v.mu.Lock()
	v.of[id] = known
	v.mu.Unlock()
	return known, nil
}
