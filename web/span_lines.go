package web

import (
	"slices"
	"strconv"

	"assay/store"
	"assay/store/spantree"
	"assay/views"
)

// spanForest is the tree of a trace on its way to the page.
type spanForest struct {
	tree    []store.SpanNode
	totals  []spantree.Total
	shown   []int // the lines, as indexes of the tree
	current int   // index of the tree
	link    spanLinks
	found   map[store.SpanID]int
}

// fillTree puts the tree on the page: its lines in pieces, of which those with the current span, the first and the one asked
// for are there. The others are loaded when they come in sight.
func fillTree(v *views.TraceView, nodes []node, current int, link spanLinks, found map[store.SpanID]int) {
	f := spanForest{current: current, link: link, found: found}
	for _, n := range nodes {
		n.SpanNode.Depth = n.depth
		f.tree = append(f.tree, n.SpanNode)
	}
	f.totals = spantree.Totals(f.tree)
	closed := map[store.SpanID]bool{}
	for _, id := range link.query.Closed {
		closed[id] = true
	}
	f.shown = spantree.Shown(f.tree, closed, f.tree[current].ID)
	at := slices.Index(f.shown, current)
	bar := f.bars()
	for _, p := range spantree.Pieces(len(f.shown), views.PieceLines) {
		piece := views.SpanPiece{From: p.From, Count: p.Len(), URL: link.with(func(q *views.TraceQuery) { q.From = p.From })}
		if p.From == 0 || p.Has(at) || p.From == link.query.From || link.room != "" {
			for _, i := range f.shown[p.From:p.To] {
				piece.Lines = append(piece.Lines, f.line(i, closed, bar))
			}
		}
		v.Tree = append(v.Tree, piece)
	}
	v.Head = f.head(at)
}

// line is one line of the tree.
func (f *spanForest) line(i int, closed map[store.SpanID]bool, bar func(int) (start, width string)) views.SpanLine {
	s, t := f.tree[i], f.totals[i]
	l := views.SpanLine{URL: f.link.span(s.ID), Name: s.Name, Type: s.Type, Error: s.Error, Depth: s.Depth, Current: i == f.current, Votes: len(s.Scores),
		Below: t.Below, Errors: t.Errors, Cost: views.Money(t.Cost), Found: f.found[s.ID]}
	l.Start, l.Width = bar(i)
	switch {
	case s.HasDuration:
		l.Duration = views.Length(s.Duration)
	case t.Timed:
		l.Duration = "~" + views.Seconds(t.Seconds())
	}
	if t.Tokens > 0 {
		l.Tokens = views.Thousands(t.Tokens) + " tok"
	}
	if t.Below > 0 && t.Tokens != s.Tokens {
		l.Own = views.Thousands(s.Tokens) + " of its own"
	}
	if t.Below > 0 && f.link.room == "" {
		_, open := slices.BinarySearch(f.shown, i+1) // the span of the address stays in sight below a closed one
		l.Closed = closed[s.ID] && !open
		l.Fold = f.fold(s.ID, l.Closed)
	}
	return l
}

// fold is the address that folds or unfolds what is below a span.
func (f *spanForest) fold(id store.SpanID, isClosed bool) string {
	return f.link.with(func(q *views.TraceQuery) {
		q.Closed = slices.DeleteFunc(slices.Clone(q.Closed), func(c store.SpanID) bool { return c == id })
		if !isClosed {
			q.Closed = append(q.Closed, id)
		}
	})
}

// bars measures the bar of each span by the scale: when it ran within the trace, or its part of the tokens or the cost.
func (f *spanForest) bars() func(i int) (start, width string) {
	if scale := f.link.query.Scale; f.link.query.Layout == views.LayoutTimeline && scale != views.ScaleTime {
		of := func(t spantree.Total) float64 { return t.Cost }
		if scale == views.ScaleTokens {
			of = func(t spantree.Total) float64 { return float64(t.Tokens) }
		}
		most := 0.0
		for _, t := range f.totals {
			most = max(most, of(t))
		}
		return func(i int) (string, string) {
			if v := of(f.totals[i]); v > 0 {
				return "0", percent(max(v/most, 0.003))
			}
			return "", ""
		}
	}
	from, to, timed := spantree.Extent(f.totals)
	return func(i int) (string, string) {
		t := f.totals[i]
		if !timed || to <= from || !t.Timed {
			return "", ""
		}
		return percent((t.From - from) / (to - from)), percent(max(t.Seconds()/(to-from), 0.003))
	}
}

func percent(v float64) string { return strconv.FormatFloat(100*v, 'f', 1, 64) }

// head is what stands above the tree.
func (f *spanForest) head(at int) views.TreeHead {
	q := f.link.query
	h := views.TreeHead{Layout: q.Layout, Scale: q.Scale, Spans: len(f.tree), Loads: true}
	if f.link.room != "" {
		return h
	}
	h.Layouts = layoutTabs(f.link)
	if at > 0 {
		h.Previous = f.link.span(f.tree[f.shown[at-1]].ID)
	}
	if at+1 < len(f.shown) {
		h.Next = f.link.span(f.tree[f.shown[at+1]].ID)
	}
	if len(q.Closed) > 0 {
		h.OpenAll = f.link.with(func(q *views.TraceQuery) { q.Closed = nil })
	} else if tops := f.branches(); len(tops) > 0 {
		h.Close = f.link.with(func(q *views.TraceQuery) { q.Closed, q.Span = tops, "" })
	}
	if q.Layout != views.LayoutTimeline {
		return h
	}
	for _, s := range []struct {
		scale views.Scale
		name  string
	}{{views.ScaleTime, "Time"}, {views.ScaleTokens, "Tokens"}, {views.ScaleCost, "Cost"}} {
		h.Scales = append(h.Scales, views.FormatTab{Name: s.name, Current: q.Scale == s.scale, URL: f.link.with(func(q *views.TraceQuery) { q.Scale = s.scale })})
	}
	if from, to, timed := spantree.Extent(f.totals); timed && q.Scale == views.ScaleTime {
		for part := range 5 {
			h.Ticks = append(h.Ticks, views.Seconds((to-from)*float64(part)/4))
		}
	}
	return h
}

// mostFolded bounds how many branches an address folds: it stays short enough for every proxy.
const mostFolded = 40

// branches are the spans right below the root that have spans below them.
func (f *spanForest) branches() []store.SpanID {
	var all []store.SpanID
	for i, s := range f.tree {
		if s.Depth == 1 && f.totals[i].Below > 0 && len(all) < mostFolded {
			all = append(all, s.ID)
		}
	}
	return all
}

// layoutTabs switch between the layouts of a trace.
func layoutTabs(link spanLinks) []views.FormatTab {
	var tabs []views.FormatTab
	for _, l := range []struct {
		layout         views.SpanLayout
		name, key, say string
	}{{views.LayoutTree, "Tree", "1", "spans as a tree"}, {views.LayoutTimeline, "Timeline", "2", "spans over time"}, {views.LayoutThread, "Thread", "3", "the conversation"}} {
		tabs = append(tabs, views.FormatTab{Name: l.name, Current: link.query.Layout == l.layout, Key: l.key, Hint: l.say,
			URL: link.with(func(q *views.TraceQuery) { q.Layout = l.layout })})
	}
	return tabs
}
