package postgres

import (
	"context"
	"fmt"
	"slices"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// bulkStep is how many traces one step goes through: folding them takes well under a second, for which whoever logs waits.
const bulkStep = 250

// BulkStep goes on with a bulk action for one transaction and returns it as it then stands. Steps of one action wait for each
// other, so any number of programs may call it; when it is over a step does nothing.
func (db *DB) BulkStep(ctx context.Context, project store.ProjectID, id store.EventID, now time.Time) (store.Bulk, error) {
	if !store.IsKey(string(id)) {
		return store.Bulk{}, store.ErrNotFound
	}
	var b bulkRow
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		b = bulkRow{}
		// The log first, then the action: whoever writes to the log holds it before anything else.
		if err := lockLog(ctx, tx, project); err != nil {
			return err
		}
		const q = `SELECT ` + bulkColumns + ` FROM bulk WHERE project_id = $1 AND id = $2 FOR UPDATE`
		if err := b.read(tx.GetContext(ctx, &b, q, project, id)); err != nil {
			return err
		}
		b.Touched = now.UTC()
		step := &bulkStepper{tx: tx, project: project, bulk: &b}
		switch b.State {
		case store.BulkRunning:
			return step.forward(ctx)
		case store.BulkUndoing:
			return step.back(ctx)
		}
		return nil
	})
	if err != nil {
		return store.Bulk{}, fmt.Errorf("step of bulk action: %w", err)
	}
	return b.Bulk, nil
}

type bulkStepper struct {
	tx      *sqlx.Tx
	project store.ProjectID
	bulk    *bulkRow
	email   string
}

// bulkTrace is what a step needs to know of a trace. Span is its root, or its first span while the root has not arrived.
type bulkTrace struct {
	Trace   store.TraceID
	Span    store.SpanID
	Tags    pq.StringArray
	Flagged bool
}

func (s *bulkStepper) forward(ctx context.Context) error {
	const members = `
SELECT t.id AS trace, COALESCE(t.root_id, (SELECT s.id FROM span s WHERE s.project_id = $1 AND s.trace_id = t.id ORDER BY s.created, s.position, s.id LIMIT 1)) AS span,
  t.tags, t.flagged
FROM bulk_member m JOIN trace t ON t.project_id = $1 AND t.id = m.trace_id
WHERE m.project_id = $1 AND m.bulk_id = $2 AND m.n > $3 AND m.n <= $4
ORDER BY m.n`
	b := s.bulk
	end := min(b.Done+bulkStep, b.Total)
	var traces []bulkTrace
	if err := s.tx.SelectContext(ctx, &traces, members, s.project, b.ID, b.Done, end); err != nil {
		return fmt.Errorf("read members: %w", err)
	}
	if err := s.tx.GetContext(ctx, &s.email, `SELECT email FROM account WHERE id = $1`, b.AccountID); err != nil {
		return err
	}
	events, err := s.events(ctx, traces)
	if err != nil {
		return err
	}
	if err := s.write(ctx, events); err != nil {
		return err
	}
	b.Changed += len(slices.CompactFunc(slices.Clone(events), func(a, b store.Event) bool { return a.TraceID == b.TraceID }))
	if b.Done = end; b.Done == b.Total {
		b.State = store.BulkDone
	}
	return s.save(ctx)
}

// events spells the action out for some traces, leaving out what is so already.
func (s *bulkStepper) events(ctx context.Context, traces []bulkTrace) ([]store.Event, error) {
	var events []store.Event
	action := s.bulk.Action
	switch action.Do {
	case store.BulkTag:
		for _, t := range traces {
			for _, tag := range action.Tags {
				if !slices.Contains(t.Tags, tag) {
					events = append(events, s.event(t, store.Event{Kind: store.TagEvent, Name: tag, Score: store.Num(1)}))
				}
			}
		}
	case store.BulkUntag:
		return s.untagging(ctx, traces)
	case store.BulkFlag, store.BulkUnflag:
		value := 0.0
		if action.Do == store.BulkFlag {
			value = 1
		}
		for _, t := range traces {
			if t.Flagged != (value == 1) {
				events = append(events, s.event(t, store.Event{Kind: store.FlagEvent, Score: store.Num(value)}))
			}
		}
	case store.BulkScore:
		return s.scoring(ctx, traces)
	}
	return events, nil
}

// event fills in who says what about a trace. The id comes from what is said, so that a step which is run again says it once.
func (s *bulkStepper) event(t bulkTrace, e store.Event) store.Event {
	e.ID = store.EventKey(string(s.bulk.ID), string(e.Kind), e.Name, e.Score.String(), e.Body, string(t.Span))
	e.TraceID, e.SpanID, e.Source, e.Author, e.AccountID = t.Trace, t.Span, store.Review, s.email, s.bulk.AccountID
	e.Submission, e.At = s.bulk.ID, s.bulk.Started
	return e
}

// untagging takes the tags away from every span that has them: the trace has the tags of all its spans.
func (s *bulkStepper) untagging(ctx context.Context, traces []bulkTrace) ([]store.Event, error) {
	ids := make([]store.TraceID, len(traces))
	for i, t := range traces {
		ids[i] = t.Trace
	}
	const q = `
SELECT s.trace_id AS trace, s.id AS span, COALESCE(s.tagged, s.tags) AS tags
FROM span s WHERE s.project_id = $1 AND s.trace_id = ANY($2::uuid[]) AND COALESCE(s.tagged, s.tags) && $3::text[]
ORDER BY s.trace_id, s.id`
	var spans []bulkTrace
	if err := s.tx.SelectContext(ctx, &spans, q, s.project, uuids(ids), pq.Array(s.bulk.Action.Tags)); err != nil {
		return nil, fmt.Errorf("find tagged spans: %w", err)
	}
	var events []store.Event
	for _, span := range spans {
		for _, tag := range s.bulk.Action.Tags {
			if slices.Contains(span.Tags, tag) {
				events = append(events, s.event(span, store.Event{Kind: store.TagEvent, Name: tag, Score: store.Num(0)}))
			}
		}
	}
	return events, nil
}

// scoring answers a config for every trace on which the account's standing answer is another one.
func (s *bulkStepper) scoring(ctx context.Context, traces []bulkTrace) ([]store.Event, error) {
	answer := s.bulk.Action.Answer
	event := answer.Event()
	spans := make([]store.SpanID, len(traces))
	for i, t := range traces {
		spans[i] = t.Span
	}
	const q = `
SELECT DISTINCT ON (e.span_id) ` + eventColumns + `, '' AS spanname
FROM event e
WHERE e.project_id = $1 AND e.span_id = ANY($2::uuid[]) AND e.account_id = $3 AND e.kind = $4 AND e.config_id = $5 AND ` + standing + `
ORDER BY e.span_id, e.seq DESC`
	var rows []eventRow
	if err := s.tx.SelectContext(ctx, &rows, q, s.project, uuids(spans), s.bulk.AccountID, event.Kind, answer.Config.ID); err != nil {
		return nil, fmt.Errorf("read answers: %w", err)
	}
	said := make(map[store.SpanID]store.Event, len(rows))
	for i := range rows {
		said[rows[i].SpanID] = rows[i].event()
	}
	var events []store.Event
	for _, t := range traces {
		if was := said[t.Span]; was.Body == answer.Text && sameScore(was.Score, answer.Score) { // also when neither says anything
			continue
		}
		events = append(events, s.event(t, event))
	}
	return events, nil
}

// back takes back the next events of the action, in the order of the log.
func (s *bulkStepper) back(ctx context.Context) error {
	const q = `
SELECT ` + eventColumns + `, '' AS spanname FROM event e
WHERE e.project_id = $1 AND e.submission = $2 AND e.account_id = $3 AND e.seq > $4 AND e.kind <> 'retract' AND ` + standing + `
ORDER BY e.seq LIMIT $5`
	b := s.bulk
	var rows []eventRow
	if err := s.tx.SelectContext(ctx, &rows, q, s.project, b.ID, b.AccountID, b.Last, bulkStep); err != nil {
		return fmt.Errorf("read what was said: %w", err)
	}
	undo := store.NewEventID()
	events := make([]store.Event, len(rows))
	for i := range rows {
		events[i] = retraction(rows[i].Event, b.AccountID, undo, b.Touched)
		b.Last = rows[i].Seq
	}
	if err := s.write(ctx, events); err != nil {
		return err
	}
	b.Done += len(events)
	if len(rows) < bulkStep {
		b.State, b.Done = store.BulkUndone, b.Total
	}
	return s.save(ctx)
}

func (s *bulkStepper) write(ctx context.Context, events []store.Event) error {
	if len(events) == 0 {
		return nil
	}
	for i := range events {
		events[i].Seq = int64(i)
	}
	_, err := appendEvents(ctx, s.tx, s.project, events, s.bulk.Touched)
	return err
}

// save keeps where the action stands, and forgets its members when it is over.
func (s *bulkStepper) save(ctx context.Context) error {
	const save = `UPDATE bulk SET state = $3, done = $4, changed = $5, last = $6, touched = $7 WHERE project_id = $1 AND id = $2`
	b := s.bulk
	if _, err := s.tx.ExecContext(ctx, save, s.project, b.ID, b.State, b.Done, b.Changed, b.Last, b.Touched); err != nil {
		return err
	}
	if !b.Over() {
		return nil
	}
	_, err := s.tx.ExecContext(ctx, `DELETE FROM bulk_member WHERE project_id = $1 AND bulk_id = $2`, s.project, b.ID)
	return err
}

func sameScore(a, b store.Score) bool {
	if a.Number == nil || b.Number == nil {
		return a.Number == b.Number && a.Category == b.Category
	}
	return *a.Number == *b.Number && a.Category == b.Category
}
