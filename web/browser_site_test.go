package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// site is the application on a port, with a door in front of it that tests shut.
type site struct {
	*app
	test testing.TB
	url  string
	seat sync.Once // of the test at the browser, however many people it lets sit there

	mu       sync.Mutex
	door     func(http.ResponseWriter, *http.Request) // nil: open
	requests []string                                 // "POST /p/demo/review", in the order of their answers
}

// newSite starts the application for browsers.
func newSite(t testing.TB) *site {
	t.Helper()
	if testing.Short() {
		t.Skip("the browser level is left out with -short")
	}
	s := &site{app: newApp(t), test: t}
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		s.shut(nil)
		server.CloseClientConnections()
		server.Close()
	})
	s.url = server.URL
	return s
}

// ServeHTTP lets a request through the door to the application.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	door := s.door
	s.mu.Unlock()
	if door != nil && !strings.HasPrefix(r.URL.Path, "/static/") {
		door(w, r)
		return
	}
	s.pass(w, r)
}

func (s *site) pass(w http.ResponseWriter, r *http.Request) {
	s.server.ServeHTTP(w, r)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, r.Method+" "+r.URL.Path)
}

// shut puts something in front of the application; nil opens the door again.
func (s *site) shut(door func(http.ResponseWriter, *http.Request)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.door = door
}

// hang makes every request wait until the returned function is called.
func (s *site) hang() (release func()) {
	open := make(chan struct{})
	s.shut(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-open:
			s.pass(w, r)
		case <-r.Context().Done():
		}
	})
	once := sync.OnceFunc(func() { s.shut(nil); close(open) })
	s.test.Cleanup(once)
	return once
}

// answered counts the answers to one kind of request.
func (s *site) answered(request string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, r := range s.requests {
		if r == request {
			n++
		}
	}
	return n
}

// ask gives the demo project its questions: a slider, a choice of three and a text.
func (s *site) ask() {
	s.t.Helper()
	good, fair, bad := 1.0, 0.5, 0.0
	for _, c := range []store.ScoreConfig{
		{Name: "correct", Kind: store.Slider, Rubric: "Is it **true**?"},
		{Name: "tone", Kind: store.Categorical, Options: []store.Option{{Label: "good", Value: &good}, {Label: "fair", Value: &fair}, {Label: "bad", Value: &bad}}},
		{Name: "why", Kind: store.FreeText},
	} {
		_, err := s.db.SaveScoreConfig(context.Background(), s.project.ID, c, s.people[store.Admin].ID)
		require.NoError(s.t, err)
	}
}

// history is what was said about a trace by people in review, oldest first, without what was taken back.
func (s *site) history(trace store.TraceID) []store.Event {
	s.t.Helper()
	events, err := s.db.History(context.Background(), s.project.ID, trace)
	require.NoError(s.t, err)
	events = slices.DeleteFunc(events, func(e store.Event) bool {
		return e.Source != store.Review || e.Kind == store.RetractEvent || e.Retracted
	})
	slices.SortFunc(events, func(a, b store.Event) int { return int(a.Seq - b.Seq) })
	return events
}

// completions counts, over all traces, how often review was completed.
func (s *site) completions() map[store.TraceID]int {
	s.t.Helper()
	n := map[store.TraceID]int{}
	for _, trace := range s.traces {
		for _, e := range s.history(trace) {
			if e.Kind == store.CompleteEvent {
				n[trace]++
			}
		}
	}
	return n
}
