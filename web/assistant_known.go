package web

import (
	"context"
	"math"
	"net/url"
	"sync"
	"time"

	"assay/store"
	"assay/store/assistant"

	"github.com/labstack/echo/v4"
)

// knowledge remembers for a moment what the assistant knows of projects. Reading it costs a fraction of a second.
type knowledge struct {
	now func() time.Time
	mu  sync.Mutex
	of  map[store.ProjectID]knownProject
}

type knownProject struct {
	known *assistant.Known
	read  time.Time
}

const (
	knownAge = 10 * time.Second
	// mostKnown bounds the memory.
	mostKnown = 100
)

func newKnowledge(now func() time.Time) *knowledge {
	return &knowledge{now: now, of: map[store.ProjectID]knownProject{}}
}

// knownOf returns what the project of the request has, as of the last moments.
func (s *Server) knownOf(c echo.Context) (*assistant.Known, error) {
	w := who(c)
	s.known.mu.Lock()
	at, ok := s.known.of[w.project.ID]
	s.known.mu.Unlock()
	if ok && s.Now().Sub(at.read) < knownAge {
		return at.known, nil
	}
	known, err := s.readKnown(c.Request().Context(), w.project.ID, w.account.ID)
	if err != nil {
		return nil, err
	}
	s.known.mu.Lock()
	defer s.known.mu.Unlock()
	if len(s.known.of) >= mostKnown {
		clear(s.known.of)
	}
	s.known.of[w.project.ID] = knownProject{known, s.Now()}
	return known, nil
}

// forget makes the next sentence see what was just written.
func (s *Server) forget(project store.ProjectID) {
	s.known.mu.Lock()
	delete(s.known.of, project)
	s.known.mu.Unlock()
}

func (s *Server) readKnown(ctx context.Context, project store.ProjectID, account int) (*assistant.Known, error) {
	words, err := s.words(ctx, project)
	if err != nil {
		return nil, err
	}
	shapes, err := s.DB.ScoreShapes(ctx, project)
	if err != nil {
		return nil, err
	}
	k := &assistant.Known{Census: words.Census, Datasets: words.Datasets}
	for _, shape := range shapes {
		score := assistant.Score{Name: shape.Name, Source: shape.Source, Traces: shape.Traces, Binary: shape.Binary && len(shape.Categories) == 0}
		if len(shape.Categories) > 0 && len(shape.Categories) <= 30 {
			score.Categories = shape.Categories
		}
		k.Scores = append(k.Scores, score)
	}
	spread, err := s.DB.Spread(ctx, project)
	if err != nil {
		return nil, err
	}
	k.Fast, k.Slow, k.Costly, k.Wordy = short(spread.Fast), short(spread.Slow), short(spread.Costly), short(spread.Wordy)
	members, err := s.DB.Members(ctx, project)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		k.Reviewers = append(k.Reviewers, m.Email)
	}
	return k, s.knowViews(ctx, project, account, k)
}

// knowViews adds the views that everyone of the project sees.
func (s *Server) knowViews(ctx context.Context, project store.ProjectID, account int, k *assistant.Known) error {
	saved, err := s.DB.Views(ctx, project, account)
	if err != nil {
		return err
	}
	for _, v := range saved {
		state, err := url.ParseQuery(v.State)
		if v.Shared && err == nil {
			k.Views = append(k.Views, assistant.View{Name: v.Name, Filter: state.Get("filter")})
		}
	}
	return nil
}

// short rounds to two digits that count, as people say thresholds.
func short(v float64) float64 {
	if v <= 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(v))-1)
	return math.Round(math.Round(v/unit)*unit*1e9) / 1e9
}
