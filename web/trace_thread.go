package web

import (
	"cmp"
	"context"
	"slices"

	"assay/store"
	"assay/store/spantree"
	"assay/views"
	"assay/views/content"
)

// fillThread puts the conversation on the page: the calls of models in the order in which they began, in pieces, of which the
// first, the one with the current span and the one asked for are there.
func (s *Server) fillThread(ctx context.Context, w *identity, v *views.TraceView, o openedTrace, found map[store.SpanID]int) error {
	calls := modelCalls(o)
	at := slices.IndexFunc(calls, func(n node) bool { return n.ID == o.link.query.Span })
	for _, p := range spantree.Pieces(len(calls), views.ThreadCalls) {
		piece := views.ThreadPiece{From: p.From, Count: p.Len(), URL: o.link.with(func(q *views.TraceQuery) { q.From = p.From })}
		if p.From == 0 || p.Has(at) || p.From == o.link.query.From {
			var err error
			if piece.Calls, err = s.threadCalls(ctx, w, calls, p, o, found); err != nil {
				return err
			}
		}
		v.Thread = append(v.Thread, piece)
	}
	return nil
}

// modelCalls are the calls of models by when they began; in a trace without any its root, if that carries something.
func modelCalls(o openedTrace) []node {
	var calls []node
	for _, n := range o.tree {
		if n.Type == "llm" {
			calls = append(calls, n)
		}
	}
	if len(calls) == 0 && o.current >= 0 {
		return o.tree[:1]
	}
	slices.SortStableFunc(calls, func(a, b node) int { return cmp.Compare(beganAt(a), beganAt(b)) })
	return calls
}

func beganAt(n node) float64 {
	if n.Start > 0 {
		return n.Start
	}
	return float64(n.Created.UnixMicro()) / 1e6
}

// threadCalls reads what a stretch of calls adds to the conversation. The call before it is read too: it tells what was said.
func (s *Server) threadCalls(ctx context.Context, w *identity, calls []node, p spantree.Piece, o openedTrace, found map[store.SpanID]int) ([]views.ThreadCall, error) {
	first := max(p.From-1, 0)
	var exchanges []content.Exchange
	lines := make([]views.ThreadCall, 0, p.Len())
	for _, n := range calls[first:p.To] {
		carried, err := s.carried(ctx, w.project.ID, n.ID, content.ThreadLimit+1<<10, o.through)
		if err != nil {
			return nil, err
		}
		files, err := s.files(ctx, w.project, func(key string) string { return o.link.file(n.ID, key) }, carried.Input, carried.Output)
		if err != nil {
			return nil, err
		}
		exchanges = append(exchanges, content.Exchange{Input: carried.Input, Output: carried.Output})
		line := views.ThreadCall{URL: o.link.with(func(q *views.TraceQuery) { q.Span, q.Layout = n.ID, views.LayoutTree }), Name: n.Name, Error: n.Error, FileURL: files,
			Long: max(carried.InputSize, carried.OutputSize) > content.ThreadLimit, Found: found[n.ID]}
		if n.HasDuration {
			line.Duration = views.Length(n.Duration)
		}
		if n.Tokens > 0 {
			line.Tokens = views.Thousands(n.Tokens) + " tok"
		}
		lines = append(lines, line)
	}
	for i, step := range content.Thread(exchanges) {
		lines[i].Step = step
	}
	return lines[p.From-first:], nil
}
