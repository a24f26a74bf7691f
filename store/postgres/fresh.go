package postgres

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// freshTrace is a trace of which the database knows nothing: neither a span of it, nor anything said about one.
type freshTrace struct {
	spans  []*store.Span
	events []*store.Event
}

// takeFresh takes the traces out of the batch that nobody has heard of before, with what is said about them. They need no
// merge, and are folded on the way in. The caller holds the lock of the log, so that they stay unheard of.
func (b *batch) takeFresh(ctx context.Context, tx *sqlx.Tx, project store.ProjectID) ([]*freshTrace, error) {
	known, err := b.known(ctx, tx, project)
	if err != nil {
		return nil, err
	}
	return b.pickFresh(known), nil
}

// pickFresh is takeFresh for what is known to be known: ids of spans, traces and events.
func (b *batch) pickFresh(known map[string]bool) []*freshTrace {
	traces, home := map[store.TraceID]*freshTrace{}, map[store.SpanID]store.TraceID{}
	for i := range b.spans {
		s := &b.spans[i]
		trace, id := store.TraceKey(s.RootSpanID), store.SpanKey(s.RowID)
		home[id] = trace
		if traces[trace] == nil {
			traces[trace] = &freshTrace{}
		}
		traces[trace].spans = append(traces[trace].spans, s)
		if known[string(id)] {
			known[string(trace)] = true
		}
	}
	seen := map[store.EventID]bool{}
	for i := range b.events {
		e := &b.events[i]
		if home[e.SpanID] != e.TraceID || !foldable(e) || known[string(e.ID)] {
			known[string(e.TraceID)] = true
		}
		if t := traces[e.TraceID]; t != nil && !seen[e.ID] {
			seen[e.ID] = true
			t.events = append(t.events, e)
		}
	}
	var fresh []*freshTrace
	for id, t := range traces {
		if !known[string(id)] {
			fresh = append(fresh, t)
		}
	}
	// One order for all who write: rows lie together, and the same batch leaves the same table.
	slices.SortFunc(fresh, func(a, b *freshTrace) int { return cmp.Compare(a.spans[0].RootSpanID, b.spans[0].RootSpanID) })
	b.keepKnown(known)
	return fresh
}

// foldable is whether package fold knows all that an event does. One by an author named as spans are may replace a score that
// a span carries itself.
func foldable(e *store.Event) bool {
	switch e.Kind {
	case store.ScoreEvent, store.CommentEvent, store.CorrectionEvent, store.MetadataEvent:
		return e.Author != store.SpanAuthor && !e.Adjudicates
	}
	return false
}

// known are the ids of spans, traces and events of the batch that the database has heard of. A span that is not there was
// spoken about only if it was deleted, and then what was said was taken back, so that most projects need not look.
func (b *batch) known(ctx context.Context, tx *sqlx.Tx, project store.ProjectID) (map[string]bool, error) {
	known := map[string]bool{}
	if len(b.spans) == 0 {
		return known, nil
	}
	spans, traces := make([]store.SpanID, len(b.spans)), make([]store.TraceID, len(b.spans))
	for i := range b.spans {
		spans[i], traces[i] = store.SpanKey(b.spans[i].RowID), store.TraceKey(b.spans[i].RootSpanID)
	}
	events := make([]store.EventID, len(b.events))
	for i := range b.events {
		events[i] = b.events[i].ID
	}
	look := spans
	if b.looked {
		look = nil
	}
	// One probe an id, whatever the planner believes about the table: without statistics it would read the whole project.
	const q = `
SELECT id FROM unnest($5::uuid[]) AS u (id) WHERE EXISTS (SELECT FROM span WHERE project_id = $1 AND id = u.id OFFSET 0)
UNION ALL SELECT id FROM unnest($3::uuid[]) AS u (id) WHERE EXISTS (SELECT FROM trace WHERE project_id = $1 AND id = u.id OFFSET 0)
UNION ALL SELECT id FROM unnest($4::uuid[]) AS u (id) WHERE EXISTS (SELECT FROM event WHERE project_id = $1 AND id = u.id OFFSET 0)
UNION ALL SELECT id FROM unnest($2::uuid[]) AS u (id) WHERE EXISTS (SELECT FROM event WHERE project_id = $1 AND span_id = u.id OFFSET 0)
  AND EXISTS (SELECT FROM event WHERE project_id = $1 AND retracts IS NOT NULL)`
	var ids []string
	if err := tx.SelectContext(ctx, &ids, q, project, uuids(spans), uuids(slices.Compact(traces)), uuids(events), uuids(look)); err != nil {
		return nil, fmt.Errorf("look for known traces: %w", err)
	}
	for _, id := range ids {
		known[id] = true
	}
	for _, id := range b.stored {
		known[string(id)] = true
	}
	return known, nil
}

// keepKnown leaves in the batch only what is about known traces.
func (b *batch) keepKnown(known map[string]bool) {
	var spans []store.Span
	for i := range b.spans {
		if known[string(store.TraceKey(b.spans[i].RootSpanID))] {
			spans = append(spans, b.spans[i])
		}
	}
	var events []store.Event
	for i := range b.events {
		if known[string(b.events[i].TraceID)] {
			events = append(events, b.events[i])
		}
	}
	b.spans, b.events = spans, events
}
