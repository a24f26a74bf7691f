package postgres

import (
	"context"
	"time"

	"assay/store"
	"assay/store/merge"
)

// batch is what the request comes to: the rows as they are at its end, and the events of what was said about them.
func (w *rowWriter) batch(ctx context.Context) (*batch, error) {
	b := &batch{looked: true}
	var wiped, rewritten []store.SpanID
	var waiting []said
	var waitingFor []string
	for _, r := range w.order {
		if home := w.find(r.id); r.row == nil && home != nil {
			home.said, r.said = append(home.said, r.said...), nil // it was named by its span id before it came
		}
	}
	for _, r := range w.order {
		if r.trace != "" {
			b.stored = append(b.stored, store.SpanKey(r.id))
		}
		if r.wiped {
			wiped = append(wiped, store.SpanKey(r.id))
		}
		if r.row == nil {
			if r.wiped {
				b.deleted, b.left = append(b.deleted, store.SpanKey(r.id)), append(b.left, string(r.trace))
			}
			for range r.said {
				waitingFor = append(waitingFor, r.id)
			}
			waiting = append(waiting, r.said...)
			continue
		}
		if r.wiped {
			rewritten = append(rewritten, store.SpanKey(r.id))
		}
		if err := w.settle(b, r); err != nil {
			return nil, err
		}
	}
	waited, err := takePending(ctx, w.tx, w.project, b.spans)
	if err != nil {
		return nil, err
	}
	b.events = append(b.events, waited...)
	taken, err := w.takeBack(ctx, wiped, rewritten)
	if err != nil {
		return nil, err
	}
	b.events = append(taken, b.events...)
	return b, keepPending(ctx, w.tx, w.project, waitingFor, waiting)
}

// settle adds one row that is there to the batch, with what was said about it.
func (w *rowWriter) settle(b *batch, r *openRow) error {
	var tags []string
	for i := range r.said {
		tags = append(tags, r.said[i].feedback.Tags...)
	}
	if !r.changed && len(r.said) == 0 {
		return nil
	}
	s, err := r.read(w.now)
	if err != nil {
		return err
	}
	s.Position = r.position
	s.Tags = joinTags(s.Tags, tags)
	for i := range r.said {
		b.events = append(b.events, r.said[i].events(s)...)
	}
	if r.changed || len(tags) > 0 {
		b.spans = append(b.spans, s)
	}
	return nil
}

// read is the span that the row comes to.
func (r *openRow) read(now time.Time) (store.Span, error) {
	if r.span != nil {
		return *r.span, nil
	}
	return merge.Span(r.id, r.row, now)
}

// events spells out what was said about a span.
func (t said) events(s store.Span) []store.Event {
	at := t.feedback.Created
	if at.IsZero() {
		at = t.at
	}
	events := spell(t.feedback, store.Event{TraceID: store.TraceKey(s.RootSpanID), SpanID: store.SpanKey(s.RowID), Source: t.feedback.Source,
		WireSource: t.feedback.WireSource, Author: t.feedback.User, At: at, Submission: t.submission})
	for i := range events {
		if t.comment && events[i].Kind == store.CommentEvent {
			events[i].ID = t.submission // deleting the comment's row finds it by this
		}
	}
	return events
}

// joinTags is the set of both lists, in order.
func joinTags(have, add []string) []string {
	if len(add) == 0 {
		return have
	}
	seen := make(map[string]bool, len(have)+len(add))
	var all []string
	for _, list := range [][]string{have, add} {
		for _, tag := range list {
			if !seen[tag] {
				seen[tag] = true
				all = append(all, tag)
			}
		}
	}
	return all
}
