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
	newsOf := func(page result) string { return c.newsIn(page, "news") }
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
	require.Equal(t, "1 new event, 1 span new or changed · show .", newsOf(open))
	require.Empty(t, newsOf(c.get("/p/demo/logs")), "a page read now knows it all")
}

// newsIn asks for what came to a part of a page, as the page does.
func (c *client) newsIn(page result, id string) string {
	t := c.a.t
	t.Helper()
	line := page.doc.Find("#" + id)
	ask := line.AttrOr("data-news", "")
	require.NotEmpty(t, ask, id)
	require.Equal(t, 1, line.Closest("#"+line.AttrOr("data-part", "")).Length(), "the line stands in the part that it is about")
	answer := c.partial(ask, id)
	require.Equal(t, http.StatusOK, answer.status, answer.body)
	require.Equal(t, ask, answer.doc.Find("#"+id).AttrOr("data-news", ""), "it goes on asking the same")
	require.Equal(t, line.AttrOr("data-part", ""), answer.doc.Find("#"+id).AttrOr("data-part", ""))
	return answer.text("#" + id)
}

func TestAnOpenTraceHearsWhatCame(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	trace := string(a.traces[0])
	panel, alone := c.get("/p/demo/logs?filter=metadata.model+%3D+%27small%27&trace="+trace), c.get("/p/demo/t/"+trace+"?format=raw")
	require.Equal(t, 2, panel.doc.Find("[data-news]").Length(), "one for the list, one for the trace")
	says := func(panelSays, aloneSays string) {
		t.Helper()
		require.Equal(t, panelSays, c.newsIn(panel, "panel-news"))
		require.Equal(t, aloneSays, c.newsIn(alone, "news"))
	}
	says("", "")
	a.logged("another", nil)
	a.feedback("trace-disliked")
	says("", "")
	_, err := a.db.InsertSpans(t.Context(), a.project.ID, "later", []store.Span{{RowID: "late", SpanID: "late", RootSpanID: "trace-liked", ParentSpanID: "trace-liked",
		Created: a.clock.now(), HasCreated: true, Name: "late step", Output: quote("late output")}}, a.clock.now())
	require.NoError(t, err)
	says("1 span new or changed · show .", "1 span new or changed · show .")
	a.feedback("trace-liked")
	says("1 new event, 2 spans new or changed · show .", "1 new event, 2 spans new or changed · show .")
	_, err = a.db.InsertSpans(t.Context(), a.project.ID, "again", []store.Span{{RowID: "later", SpanID: "later", RootSpanID: "trace-liked", ParentSpanID: "trace-liked",
		Created: a.clock.now(), HasCreated: true, Name: "later step", Scores: map[string]store.Score{"judge": store.Num(1)}}}, a.clock.now())
	require.NoError(t, err)
	says("2 new events, 3 spans new or changed · show .", "2 new events, 3 spans new or changed · show .")

	// What the line leads to without script, and the part that script puts in the place of the old one.
	for page, part := range map[*result]string{&panel: "panel", &alone: "trace"} {
		line := page.doc.Find("#" + part + " [data-news]")
		show := c.partial(line.AttrOr("data-news", ""), "x").doc.Find("[data-news-show]").AttrOr("href", "")
		require.Contains(t, c.get(show).text("#"+part), "late step")
		fresh := c.partial(show, part)
		require.Contains(t, fresh.text("#"+part), "late step")
		require.Empty(t, c.newsIn(fresh, fresh.doc.Find("[data-news]").AttrOr("id", "")), "it knows it all")
		c.requireFragments(show, part)
	}
}

func TestATraceBesideAListThatIsNotLiveHearsWhatCame(t *testing.T) {
	t.Parallel()
	a := newApp(t)
	c := a.as(store.Viewer)
	pages := []result{c.get("/p/demo/logs?at=3&trace=" + string(a.traces[0])), c.get("/p/demo/logs?filter=nonsense+%3D&trace=" + string(a.traces[0]))}
	for _, page := range pages {
		require.Zero(t, page.doc.Find("#news").Length())
		require.Empty(t, c.newsIn(page, "panel-news"))
	}
	a.feedback("trace-liked")
	for _, page := range pages {
		require.Equal(t, "1 new event, 1 span new or changed · show .", c.newsIn(page, "panel-news"))
	}
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
