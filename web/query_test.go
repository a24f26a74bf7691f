package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"assay/store"
	"assay/views"

	"github.com/labstack/echo/v4"
	"github.com/stretchr/testify/require"
)

// requestFor is what a handler sees of an address.
func requestFor(t *testing.T, address string) echo.Context {
	t.Helper()
	return echo.New().NewContext(httptest.NewRequest(http.MethodGet, address, nil), httptest.NewRecorder())
}

func TestListStateSurvivesItsURL(t *testing.T) {
	t.Parallel()
	cursor := store.Cursor{Created: time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC), ID: store.TraceKey("x")}
	for name, q := range map[string]views.LogsQuery{
		"nothing":       {},
		"filter":        {Filter: `metadata."a&b" = 'ü/?#%' AND tags INCLUDES "x"`},
		"columns":       {Columns: []string{"created", "scores.user, rating", "metadata.a.b"}},
		"after":         {Filter: "error IS NOT NULL", After: cursor, At: 12},
		"before":        {Before: cursor},
		"an open trace": {Open: store.TraceKey("x")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := logsQuery(requestFor(t, views.LogsURL("a b/c", q)))
			require.NoError(t, err)
			require.Equal(t, q, got)
		})
	}
}

func TestUndoLeadsBackToTheItem(t *testing.T) {
	t.Parallel()
	item := store.TraceKey("x")
	for back, want := range map[string]string{
		views.ReviewURL("p", views.ReviewQuery{Filter: "scores.x < 0.3 AND name = 'a&b'", At: 42, Item: store.TraceKey("y")}): views.ReviewURL("p", views.ReviewQuery{Filter: "scores.x < 0.3 AND name = 'a&b'", At: 42, Item: item}),
		views.RoomURL("p", "work", views.RoomQuery{Item: store.TraceKey("y"), Span: store.SpanKey("s")}):                      views.RoomURL("p", "work", views.RoomQuery{Item: item}),
		"/p/x/logs?at=1":        "/p/x/logs?at=1",
		"/p/x/review/work/here": "/p/x/review/work/here",
		"/p/review/queues/edit": "/p/review/queues/edit",
	} {
		require.Equal(t, want, atItem(back, item))
	}
}

func TestDamagedAddressesAreSaidToBe(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"/?after=!!", "/?after=YWJj", "/?at=-1", "/?at=x", "/?before=AAAA"} {
		_, err := logsQuery(requestFor(t, address))
		var invalid store.Invalid
		require.ErrorAs(t, err, &invalid, address)
	}
}

func TestBackLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	for to, want := range map[string]string{
		"/p/x/logs?a=1": "/p/x/logs?a=1", "": "/", "https://evil.example/": "/", "//evil.example": "/", `/\evil.example`: "/", "javascript:alert(1)": "/", "/a\r\nb": "/",
	} {
		require.Equal(t, want, localPath(to, "/"), to)
	}
}

func TestTreeIsReadFromTheTop(t *testing.T) {
	t.Parallel()
	span := func(id, parent string) store.SpanNode {
		return store.SpanNode{ID: store.SpanKey(id), SpanID: id, Parent: parent, Name: id}
	}
	names := func(spans ...store.SpanNode) (s string) {
		for _, n := range arrange(spans) {
			for range n.depth {
				s += "."
			}
			s += n.Name + " "
		}
		return s
	}
	require.Equal(t, "r .a ..b .c ", names(span("r", ""), span("a", "r"), span("c", "r"), span("b", "a")))
	require.Equal(t, "orphan .child ", names(span("child", "orphan"), span("orphan", "elsewhere")))
	require.Equal(t, "a .b ", names(span("a", "b"), span("b", "a")), "a ring of parents is broken")
	require.Equal(t, "self ", names(span("self", "self")))
}
