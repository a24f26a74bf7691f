package web

import (
	"context"
	"sync"
	"time"

	"assay/store"
	"assay/store/filter"
	"assay/store/postgres"
)

// censuses remembers what projects hold, for completion and the point-and-click tab. Taking one costs a fraction of a second,
// and someone who types asks several times in one.
type censuses struct {
	db  *postgres.DB
	now func() time.Time
	mu  sync.Mutex
	of  map[store.ProjectID]*census
}

// census is one project's. Whoever comes while it is taken waits for it and does not take another.
type census struct {
	mu    sync.Mutex
	found *filter.Census
	read  time.Time
}

const (
	censusAge = time.Minute
	// mostCensuses bounds the memory: one has at most a few hundred kilobytes.
	mostCensuses = 100
)

func newCensuses(db *postgres.DB, now func() time.Time) *censuses {
	return &censuses{db: db, now: now, of: map[store.ProjectID]*census{}}
}

// project returns what a project holds, as of the last minute.
func (s *censuses) project(ctx context.Context, id store.ProjectID) (*filter.Census, error) {
	c := s.place(id)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.found != nil && s.now().Sub(c.read) < censusAge {
		return c.found, nil
	}
	found, err := s.db.Census(ctx, id)
	if err != nil {
		return nil, err
	}
	c.found, c.read = found, s.now()
	return found, nil
}

func (s *censuses) place(id store.ProjectID) *census {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of[id] == nil {
		if len(s.of) >= mostCensuses {
			clear(s.of)
		}
		s.of[id] = &census{}
	}
	return s.of[id]
}

// words returns the names and values in use in a project, for completion and forms.
func (s *Server) words(ctx context.Context, id store.ProjectID) (filter.Vocabulary, error) {
	names, err := s.names.project(ctx, id)
	if err != nil {
		return filter.Vocabulary{}, err
	}
	v := names.Vocabulary
	v.Scores = byPeopleFirst(names.scores)
	v.Census, err = s.censuses.project(ctx, id)
	return v, err
}
