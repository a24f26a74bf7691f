package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// Settlement decides a question on which reviewers differ.
type Settlement struct {
	ID       store.EventID // made when the form was shown, so that sending it twice settles once
	Trace    store.TraceID
	Question string
	Config   store.ScoreConfig // as it is asked now; zero when nobody asks it any more
	Account  store.Account
	Score    store.Score // null leaves the question open: the settlement is a skip
	Reason   string
	Now      time.Time
}

// Settle records a settlement as an event on every span that reviewers answered the question on, so that it outranks their
// votes, and returns the events. ErrNotFound when nobody answered, ErrConflict when someone else settled it meanwhile: the first
// decision stands until it is taken back. It is harmless to repeat.
func (db *DB) Settle(ctx context.Context, project store.ProjectID, s Settlement) ([]store.Event, error) {
	if !store.IsKey(string(s.Trace)) || !store.IsKey(string(s.ID)) {
		return nil, store.ErrNotFound
	}
	var events []store.Event
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		spans, err := toSettle(ctx, tx, project, s)
		if err != nil {
			return err
		}
		events = s.events(spans)
		_, err = appendEvents(ctx, tx, project, events, s.Now)
		return err
	})
	return events, err
}

// toSettle lists the spans that a settlement is about, with the log locked so that nobody settles the same meanwhile.
func toSettle(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, s Settlement) ([]store.SpanID, error) {
	if _, err := tx.ExecContext(ctx, `SELECT FROM log_position WHERE project_id = $1 FOR UPDATE`, project); err != nil {
		return nil, fmt.Errorf("lock the log: %w", err)
	}
	const q = `
SELECT COALESCE(array_agg(DISTINCT e.span_id ORDER BY e.span_id) FILTER (WHERE NOT e.adjudicates), '{}') AS spans,
  COALESCE(bool_or(e.adjudicates AND e.submission <> $4 AND e.account_id IS DISTINCT FROM $5), false) AS settled
FROM event e
WHERE e.project_id = $1 AND e.trace_id = $2 AND e.name = $3 AND ` + asked + ` AND (e.value IS NOT NULL OR e.category IS NOT NULL) AND ` + standing
	var row struct {
		Spans   pq.StringArray
		Settled bool
	}
	if err := tx.GetContext(ctx, &row, q, project, s.Trace, storable(s.Question), s.ID, s.Account.ID); err != nil {
		return nil, fmt.Errorf("find what to settle: %w", err)
	}
	switch {
	case len(row.Spans) == 0:
		return nil, store.ErrNotFound
	case row.Settled && !s.Score.IsNull():
		return nil, store.ErrConflict
	}
	spans := make([]store.SpanID, len(row.Spans))
	for i, id := range row.Spans {
		spans[i] = store.SpanID(id)
	}
	return spans, nil
}

// events spells the settlement out.
func (s Settlement) events(spans []store.SpanID) []store.Event {
	kind := store.ScoreEvent
	if s.Score.IsNull() {
		kind, spans = store.SkipEvent, spans[:1]
	}
	events := make([]store.Event, len(spans))
	for i, span := range spans {
		events[i] = store.Event{
			ID: store.EventKey(string(s.ID), string(kind), s.Question, string(span)), Seq: int64(i), TraceID: s.Trace, SpanID: span, Kind: kind,
			Source: store.Review, Author: s.Account.Email, AccountID: s.Account.ID, Name: s.Question, Score: s.Score, Body: s.Reason, Submission: s.ID,
			ConfigID: s.Config.ID, ConfigVersion: s.Config.Version, Adjudicates: kind == store.ScoreEvent, At: s.Now,
		}
	}
	return events
}
