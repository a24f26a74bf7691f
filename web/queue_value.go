package web

import (
	"slices"

	"assay/store"
	"assay/views/content"

	"github.com/labstack/echo/v4"
)

// showRoomValue sends one whole value of an item that the asker has or had, as far as the queue shows it.
func (s *Server) showRoomValue(c echo.Context) error {
	p, err := s.roomPayload(c)
	if err != nil {
		return err
	}
	return sendValue(c, p)
}

// sendRoomFile sends a file that a value of an item refers to, if the asker sees that value.
func (s *Server) sendRoomFile(c echo.Context) error {
	p, err := s.roomPayload(c)
	if err != nil {
		return err
	}
	key := c.QueryParam("key")
	if !slices.ContainsFunc([]string{p.Input, p.Output, p.Expected}, func(value string) bool { return slices.Contains(content.FileKeys(value), key) }) {
		return store.ErrNotFound
	}
	return s.api.SendProjectAttachment(c.Response(), c.Request(), who(c).project.ID, key)
}

// roomPayload is what a span of an item carried, as far as the queue shows it to the asker, who has or had the item.
func (s *Server) roomPayload(c echo.Context) (store.Payload, error) {
	ctx, w := c.Request().Context(), who(c)
	q, err := s.queue(c)
	if err != nil {
		return store.Payload{}, err
	}
	trace, span := store.TraceID(c.QueryParam("item")), store.SpanID(c.QueryParam("span"))
	slot, err := s.DB.SlotOf(ctx, s.claimant(c, q), trace)
	if err != nil {
		return store.Payload{}, err
	}
	spans, err := s.DB.Spans(ctx, w.project.ID, trace)
	if err != nil {
		return store.Payload{}, err
	}
	through := lensFor(w, q, slot.State == store.SlotDone)
	through.hidden = through.hidden || wantedTurn(c) > 0 // a repeat shows what it showed the first time
	if !slices.ContainsFunc(through.spans(arrange(spans)), func(n node) bool { return n.ID == span && (n.IsRoot || q.View.Shows("spans")) }) {
		return store.Payload{}, store.ErrNotFound
	}
	p, err := s.DB.Payload(ctx, w.project.ID, span)
	return through.payload(p), err
}
