package postgres_test

import (
	"encoding/json"
	"testing"
	"time"

	"assay/store"

	"github.com/stretchr/testify/require"
)

// entering makes a span one whose parent lives in another system.
func entering(trace, parent, remote string, minute int) func(*store.Span) {
	return func(s *store.Span) {
		s.RootSpanID, s.ParentSpanID, s.Name = trace, parent, s.SpanID
		s.Created = s.Created.Add(time.Duration(minute) * time.Minute)
		if remote != "" {
			s.Context = json.RawMessage(`{"remote_parent":"` + remote + `"}`)
		}
	}
}

func TestFoldOfATraceWithoutRoot(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		spans []store.Span
		want  string // name of the trace, "" while its root is awaited
	}{
		"a child of the same process waits for its root": {[]store.Span{span("kid", entering("t", "up", "", 1))}, ""},
		"a remote parent makes it the face":              {[]store.Span{span("kid", entering("t", "up", "yes", 1))}, "kid"},
		"an old exporter cannot know":                    {[]store.Span{span("kid", entering("t", "up", "maybe", 1))}, "kid"},
		"the oldest of several stands":                   {[]store.Span{span("late", entering("t", "up", "yes", 2)), span("early", entering("t", "over", "yes", 1))}, "early"},
		"only what has no parent here stands":            {[]store.Span{span("callee", entering("t", "caller", "yes", 1)), span("caller", entering("t", "up", "yes", 2))}, "caller"},
		"a root wins over all of them":                   {[]store.Span{span("kid", entering("t", "up", "yes", 1)), span("root", entering("t", "", "", 3))}, "root"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			for _, s := range c.spans {
				d.log(s)
			}
			require.Equal(t, c.want, d.trace("t").Name)
			d.log(span("root", entering("t", "", "", 9)))
			got := d.trace("t")
			require.Equal(t, "root", got.Name, "the root, whenever it comes")
			require.Equal(t, store.SpanKey("root"), got.RootID)
		})
	}
}

func TestSpansOfResponses_findsTheNewestSpanOfAnAnswer(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	answered := func(id string, minute int) func(*store.Span) {
		return func(s *store.Span) {
			s.Metadata = json.RawMessage(`{"response_id":"` + id + `"}`)
			s.Created = s.Created.Add(time.Duration(minute) * time.Minute)
		}
	}
	d.log(span("a", answered("resp_<1>", 1)), span("b", answered("resp_<1>", 2)), span("c", answered("resp_2", 1)), span("d"))
	got, err := d.db.SpansOfResponses(t.Context(), d.project, []string{"resp_<1>", "resp_2", "resp_3"})
	require.NoError(t, err)
	require.Equal(t, map[string]string{"resp_<1>": "b", "resp_2": "c"}, got)
	none, err := d.db.SpansOfResponses(t.Context(), d.project, nil)
	require.NoError(t, err)
	require.Empty(t, none)
}
