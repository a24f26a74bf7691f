package web

import (
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// logged writes one more trace to the demo project.
func (a *app) logged(id string, change func(*store.Span)) store.TraceID {
	a.t.Helper()
	now := a.clock.now()
	s := store.Span{RowID: id, SpanID: id, RootSpanID: id, Created: now, HasCreated: true, Name: "answer", Input: quote("Hello?"), Metadata: json.RawMessage(`{"model":"large"}`)}
	if change != nil {
		change(&s)
	}
	_, err := a.db.InsertSpans(a.t.Context(), a.project.ID, "later", []store.Span{s}, now.Add(time.Minute))
	require.NoError(a.t, err)
	return store.TraceKey(id)
}

// feedback adds a vote to a trace of the demo project, as its user would.
func (a *app) feedback(id string) {
	a.t.Helper()
	a.logged(id, func(s *store.Span) {
		s.Feedback = []store.Feedback{{Source: store.User, WireSource: "external", User: "eve", Scores: map[string]store.Score{"thumbs": store.Num(0)}}}
	})
}

func TestAnOpenListHearsWhatCame(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	newsOf := func(page result) string {
		ask := page.doc.Find("#news").AttrOr("data-news", "")
		require.NotEmpty(t, ask)
		answer := c.partial(ask, "news")
		require.Equal(t, http.StatusOK, answer.status, answer.body)
		require.Equal(t, ask, answer.doc.Find("#news").AttrOr("data-news", ""), "it goes on asking the same")
		return answer.text("#news")
	}
	all := c.get("/p/demo/logs")
	large := c.get("/p/demo/logs?" + url.Values{"filter": {`metadata.model = "large"`}}.Encode())
	open := c.get("/p/demo/t/" + string(a.traces[0]))
	for _, page := range []result{all, large, open} {
		require.Empty(t, newsOf(page))
	}
	require.Zero(t, all.doc.Find("#news p").Length())

	a.logged("one", nil)
	require.Equal(t, "1 new trace · show .", newsOf(all))
	require.Equal(t, "1 new trace · show .", newsOf(large))
	require.Empty(t, newsOf(open), "another trace is no news for this one")
	a.logged("two", func(s *store.Span) { s.Metadata = nil })
	require.Equal(t, "2 new traces · show .", newsOf(all))
	require.Equal(t, "1 new trace · show .", newsOf(large), "the filter is law")

	a.feedback("trace-liked")
	require.Equal(t, "2 new traces, feedback on 1 · show .", newsOf(all))
	require.Equal(t, "new feedback · show .", newsOf(open))
	require.Empty(t, newsOf(c.get("/p/demo/logs")), "a page read now knows it all")
}

func TestAListFixedAtAPositionHearsNothing(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	require.Zero(t, a.as(store.Viewer).get("/p/demo/logs?at=3").doc.Find("#news").Length())
	require.Zero(t, a.as(store.Viewer).get("/p/demo/logs?filter=nonsense+%3D").doc.Find("#news").Length())
}

func TestNewsAsAPageLeadsToWhatItTellsAbout(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	require.Equal(t, "/p/demo/logs?filter=x", c.get("/p/demo/news?since=0&filter=x").location())
	trace := string(a.traces[0])
	require.Equal(t, "/p/demo/t/"+trace, c.get("/p/demo/news?since=0&trace="+trace).location())
	require.Equal(t, "/p/demo/t/"+trace, c.get("/p/demo/news?since=0&trace="+trace+"&show=//evil.example").location())
	require.Equal(t, http.StatusNotFound, c.partial("/p/demo/news?since=0&trace=00000000-0000-8000-8000-000000000000", "news").status)
	require.Equal(t, http.StatusUnprocessableEntity, c.partial("/p/demo/news?since=x", "news").status)
}
