package web

import (
	"context"
	"strings"

	"assay/store"
	"assay/views"
)

// mostExcerpts is how many matches of a span are shown with the text around them.
const mostExcerpts = 50

// findIn looks for the words of the address in the trace, and returns how often they stand in each span.
func (s *Server) findIn(ctx context.Context, w *identity, v *views.TraceView, o openedTrace) (map[store.SpanID]int, error) {
	q := o.link.query
	if v.Find.Shown = o.link.onPage && o.current >= 0; !v.Find.Shown {
		return nil, nil
	}
	v.Find.Words = q.Find
	v.Find.Carry(w.project.Name, o.link.trace, q)
	if strings.TrimSpace(q.Find) == "" {
		return nil, nil
	}
	ids := make([]store.SpanID, len(o.tree))
	for i, n := range o.tree {
		ids[i] = n.ID
	}
	found, looked, err := s.DB.FindInSpans(ctx, w.project.ID, ids, q.Find)
	if err != nil {
		return nil, err
	}
	in := make(map[store.SpanID]int, len(found))
	for _, f := range found {
		if o.through.hidden { // an approved value is somebody's judgement
			f.Expected = 0
		}
		if f.Sum() == 0 {
			continue
		}
		in[f.ID] = f.Sum()
		v.Find.Matches, v.Find.Spans = v.Find.Matches+f.Sum(), v.Find.Spans+1
	}
	v.Find.Looked, v.Find.Of = looked, len(ids)
	for i, n := range o.tree {
		switch {
		case in[n.ID] == 0:
		case i < o.current:
			v.Find.Previous, v.Find.Before = o.link.span(n.ID), v.Find.Before+in[n.ID]
		case i > o.current && v.Find.Next == "":
			v.Find.Next = o.link.span(n.ID)
		}
	}
	v.Find.Here = in[o.tree[o.current].ID]
	return in, s.fillExcerpts(ctx, w, &v.Find, o.tree[o.current], o.through)
}

// fillExcerpts shows the matches of a span with the text around them.
func (s *Server) fillExcerpts(ctx context.Context, w *identity, f *views.FindView, span node, through lens) error {
	if f.Here == 0 {
		return nil
	}
	p, err := s.DB.Payload(ctx, w.project.ID, span.ID)
	if err != nil {
		return err
	}
	expected := p.Expected
	if through.hidden {
		expected = ""
	}
	metadata, _, err := s.DB.SpanFacts(ctx, w.project.ID, span.ID)
	if err != nil {
		return err
	}
	for _, part := range []struct{ name, text string }{
		{"name", span.Name}, {"input", store.DocumentText(p.Input)}, {"output", store.DocumentText(p.Output)},
		{"expected", store.DocumentText(expected)}, {"error", span.Error}, {"metadata", string(metadata)},
	} {
		for _, e := range store.Excerpts(part.text, f.Words, mostExcerpts-len(f.Excerpts)) {
			f.Excerpts = append(f.Excerpts, views.Excerpt{Field: part.name, Before: e[0], Match: e[1], After: e[2]})
		}
	}
	f.More = max(f.Here-len(f.Excerpts), 0)
	return nil
}
