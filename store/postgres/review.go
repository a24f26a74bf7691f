package postgres

import (
	"context"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// Answers returns the standing answers of one account on a trace, by config id, so that the form opens filled in. A score
// that someone gave under the same name through the API is not an answer of ours.
func (db *DB) Answers(ctx context.Context, project store.ProjectID, trace store.TraceID, account int) (map[int]store.Answer, error) {
	const q = `
SELECT DISTINCT ON (e.config_id) ` + eventColumns + `, '' AS spanname
FROM event e
WHERE e.project_id = $1 AND e.trace_id = $2 AND e.account_id = $3 AND e.kind IN ('score', 'text', 'label') AND e.config_id IS NOT NULL AND NOT e.adjudicates AND ` + standing + `
ORDER BY e.config_id, e.seq DESC`
	events, err := db.events(ctx, q, project, trace, account)
	if err != nil {
		return nil, err
	}
	answers := make(map[int]store.Answer, len(events))
	for _, e := range events {
		answers[e.ConfigID] = store.Answer{Score: e.Score, Text: e.Body}
	}
	return answers, nil
}

// Completed reports whether the account is done with the trace.
func (db *DB) Completed(ctx context.Context, project store.ProjectID, trace store.TraceID, account int) (bool, error) {
	const q = `
SELECT EXISTS (SELECT FROM event e WHERE e.project_id = $1 AND e.trace_id = $2 AND e.account_id = $3 AND e.kind = 'complete' AND ` + standing + `)`
	var done bool
	err := db.x.GetContext(ctx, &done, q, project, trace, account)
	return done, translate(err)
}

// LastSubmissions returns the newest n standing submissions an account made, newest first, one event each as their face:
// what undo would take back. Retractions are not submissions.
func (db *DB) LastSubmissions(ctx context.Context, project store.ProjectID, account, n int) ([]store.Event, error) {
	const q = `
SELECT * FROM (
  SELECT DISTINCT ON (e.submission) ` + eventColumns + `, '' AS spanname
  FROM event e
  WHERE e.project_id = $1 AND e.account_id = $2 AND e.kind <> 'retract' AND ` + standing + `
    AND e.seq > (SELECT COALESCE(max(seq), 0) - 5000 FROM event WHERE project_id = $1 AND account_id = $2)
  ORDER BY e.submission, e.kind = 'complete' DESC, e.seq DESC
) AS s ORDER BY seq DESC LIMIT $3`
	return db.events(ctx, q, project, account, n)
}

// Undo takes back every standing event of one submission of the account and returns them, so that the trace is exactly as it
// was before, also as an item of a queue, and so are the account's drafts of datasets. ErrNotFound when there is nothing left to take back, which makes a second press harmless.
func (db *DB) Undo(ctx context.Context, project store.ProjectID, account int, submission store.EventID, now time.Time) ([]store.Event, error) {
	if !store.IsKey(string(submission)) {
		return nil, store.ErrNotFound
	}
	const q = `
SELECT ` + eventColumns + `, '' AS spanname FROM event e
WHERE e.project_id = $1 AND e.account_id = $2 AND e.submission = $3 AND e.kind <> 'retract' AND ` + standing + `
ORDER BY e.seq`
	taken, err := db.events(ctx, q, project, account, submission)
	if err != nil {
		return nil, err
	}
	if len(taken) == 0 {
		return nil, store.ErrNotFound
	}
	retractions := make([]store.Event, len(taken))
	undo := store.NewEventID()
	for i, e := range taken {
		retractions[i] = retraction(e, account, undo, now)
		retractions[i].Seq = int64(i)
	}
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		if err := reopen(ctx, tx, project, account, submission, now); err != nil {
			return err
		}
		if _, err := appendEvents(ctx, tx, project, retractions, now); err != nil {
			return err
		}
		return revertDrafts(ctx, tx, project, account, submission, now)
	})
	if err != nil {
		return nil, fmt.Errorf("undo: %w", err)
	}
	return taken, nil
}

// retraction takes an event back. Its id comes from what is taken back, so that two presses at once retract it once.
func retraction(e store.Event, account int, undo store.EventID, now time.Time) store.Event {
	return store.Event{ID: store.EventKey("retract", string(e.ID)), TraceID: e.TraceID, SpanID: e.SpanID, Kind: store.RetractEvent, Source: e.Source,
		Author: e.Author, AccountID: account, Submission: undo, Retracts: e.ID, At: now}
}
