package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"assay/store"
	"assay/views"

	"github.com/labstack/echo/v4"
)

// openedTrace is the tree of a trace with the span one looks at.
type openedTrace struct {
	tree    []node
	current int // index of the tree; -1 in an empty one
	link    spanLinks
	through lens
}

// openTrace reads the tree of a trace, as far as the lens lets it through.
func (s *Server) openTrace(c echo.Context, trace store.Trace, through lens) (openedTrace, error) {
	w := who(c)
	spans, err := s.DB.SpanTree(c.Request().Context(), w.project.ID, trace.ID)
	if err != nil {
		return openedTrace{}, err
	}
	o := openedTrace{tree: through.spans(arrange(spans)), through: through,
		link: spanLinks{trace: trace.ID, project: w.project.Name, query: traceQuery(c), onPage: c.Param("trace") != "", room: through.queue.Slug, turn: through.turn}}
	if !through.queue.View.Shows("spans") {
		o.link.query.Span = ""
	}
	o.current = currentSpan(o.tree, o.link.query.Span, trace.RootID)
	return o, nil
}

// mostClosed bounds how many folded branches an address may name.
const mostClosed = 200

// traceQuery is what the address of a page of a trace asks for. Beside a list and in review its names mean something else.
func traceQuery(c echo.Context) views.TraceQuery {
	q := views.TraceQuery{Span: store.SpanID(c.QueryParam("span")), Format: c.QueryParam("format"), Back: localPath(c.QueryParam("back"), "")}
	if c.Param("trace") == "" {
		return q
	}
	if l := views.SpanLayout(c.QueryParam("layout")); l == views.LayoutTimeline || l == views.LayoutThread {
		q.Layout = l
	}
	q.Sheet = c.QueryParam("sheet")
	if scale := views.Scale(c.QueryParam("scale")); scale == views.ScaleTokens || scale == views.ScaleCost {
		q.Scale = scale
	}
	for _, id := range c.QueryParams()["closed"] {
		if store.IsKey(id) && len(q.Closed) < mostClosed {
			q.Closed = append(q.Closed, store.SpanID(id))
		}
	}
	if n, err := strconv.Atoi(c.QueryParam("from")); err == nil && n > 0 {
		q.From = n
	}
	if words := []rune(c.QueryParam("find")); len(words) > 0 {
		q.Find = string(words[:min(len(words), store.MaxFind)])
	}
	return q
}

// fillSpans puts the spans on the page: as a tree, over time or as a conversation.
func (s *Server) fillSpans(ctx context.Context, w *identity, v *views.TraceView, o openedTrace) error {
	found, err := s.findIn(ctx, w, v, o)
	if err != nil {
		return err
	}
	if o.link.query.Layout == views.LayoutThread {
		v.Head = views.TreeHead{Layout: views.LayoutThread, Spans: len(o.tree), Layouts: layoutTabs(o.link)}
		return s.fillThread(ctx, w, v, o, found)
	}
	if len(o.tree) > 1 && o.through.queue.View.Shows("spans") {
		fillTree(v, o.tree, o.current, o.link, found)
	}
	return nil
}

// pieceNames are the parts of a tree or a thread that a request may ask for.
func pieceNames(c echo.Context) []string {
	from := traceQuery(c).From
	return []string{views.PieceID(from), views.ThreadPieceID(from)}
}

// showPiece sends the lines of a tree, or the calls of a thread, that came in sight.
func (s *Server) showPiece(c echo.Context, id store.TraceID, name string) error {
	ctx, w := c.Request().Context(), who(c)
	trace, err := s.DB.Trace(ctx, w.project.ID, id)
	if err != nil {
		return err
	}
	through, err := s.unseen(c, id)
	if err != nil {
		return err
	}
	opened, err := s.openTrace(c, trace, through)
	if err != nil {
		return err
	}
	v := views.TraceView{Project: w.project.Name, Trace: trace}
	if err := s.fillSpans(ctx, w, &v, opened); err != nil {
		return err
	}
	if !slices.ContainsFunc(v.Tree, func(p views.SpanPiece) bool { return p.ID() == name }) && !slices.ContainsFunc(v.Thread, func(p views.ThreadPiece) bool { return p.ID() == name }) {
		return store.ErrNotFound // the trace has fewer lines than it had
	}
	return render(c, http.StatusOK, views.TracePieces(v), name)
}
