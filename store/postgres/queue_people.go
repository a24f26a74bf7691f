package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// presence is how long after a sign of life someone counts as looking at an item.
const presence = 90 * time.Second

// Shown notes that the account has an item of a queue before its eyes. active tells that it did something since the last time, which
// puts off the end of its claims; one who only left the page open loses them in time.
func (db *DB) Shown(ctx context.Context, c Claimant, trace store.TraceID, active bool) error {
	const q = `
WITH mine AS MATERIALIZED (` + mineSQL + `)
UPDATE queue_slot s SET shown = CASE WHEN s.trace_id = $4 THEN $5 ELSE s.shown END, until = CASE WHEN $6 THEN $7 ELSE s.until END FROM mine m
WHERE s.project_id = $1 AND s.queue_id = $2 AND s.trace_id = m.trace_id AND s.n = m.n AND (s.trace_id = $4 OR $6)`
	if !store.IsKey(string(trace)) {
		return store.ErrNotFound
	}
	return db.tx(ctx, func(tx *sqlx.Tx) error {
		_, err := tx.ExecContext(ctx, q, c.Project, c.Queue, c.Account, trace, c.Now.UTC(), active, c.until())
		return err
	})
}

// AlsoHere lists the other accounts that look at an item of a queue just now.
func (db *DB) AlsoHere(ctx context.Context, c Claimant, trace store.TraceID) ([]store.Account, error) {
	const q = `
SELECT ` + accountColumns + ` FROM queue_slot s JOIN account a ON a.id = s.account_id
WHERE s.project_id = $1 AND s.queue_id = $2 AND s.trace_id = $3 AND s.account_id <> $4 AND s.state = 'claimed' AND s.until > $5 AND s.shown > $6
ORDER BY a.id`
	if !store.IsKey(string(trace)) {
		return nil, store.ErrNotFound
	}
	var others []store.Account
	err := db.x.SelectContext(ctx, &others, q, c.Project, c.Queue, trace, c.Account, c.Now.UTC(), c.Now.Add(-presence).UTC())
	return others, translate(err)
}

// QueueWork is an item that waits for an account, or that it has in work.
type QueueWork struct {
	Slug, Name string
	Due        sql.NullTime
	Trace      store.TraceID
	State      store.SlotState
}

// QueueWorkOf lists what is assigned to an account in the open queues of a project and what it has in work, by the day that it is
// due.
func (db *DB) QueueWorkOf(ctx context.Context, project store.ProjectID, account, limit int) ([]QueueWork, error) {
	const q = `
SELECT q.slug, q.name, q.due, s.trace_id AS trace, s.state FROM queue_slot s JOIN queue q ON q.project_id = s.project_id AND q.id = s.queue_id AND q.status = 'open'
WHERE s.project_id = $1 AND s.account_id = $2 AND s.state IN ('open', 'claimed')
ORDER BY q.due NULLS LAST, q.id, s.place LIMIT $3`
	var work []QueueWork
	if err := db.x.SelectContext(ctx, &work, q, project, account, limit); err != nil {
		return nil, fmt.Errorf("list work: %w", translate(err))
	}
	return work, nil
}

// Pace is how fast an account decides in one queue: the median time from one decision to the next, breaks longer than the queue's
// idle time left out. N is the number of such times.
type Pace struct {
	Queue  int
	N      int
	Median time.Duration
}

// Paces returns the account's pace in each queue of a project since a time.
func (db *DB) Paces(ctx context.Context, project store.ProjectID, account int, since time.Time) (map[int]Pace, error) {
	const q = `
SELECT d.queue_id AS queue, count(*) AS n, COALESCE(percentile_cont(0.5) WITHIN GROUP (ORDER BY d.took), 0) AS median FROM (
  SELECT s.queue_id, extract(epoch FROM s.decided - lag(s.decided) OVER (PARTITION BY s.queue_id ORDER BY s.decided))::float8 AS took
  FROM queue_slot s WHERE s.project_id = $1 AND s.account_id = $2 AND s.decided >= $3
) AS d JOIN queue q ON q.project_id = $1 AND q.id = d.queue_id
WHERE d.took < q.idle
GROUP BY d.queue_id`
	var rows []struct {
		Queue, N int
		Median   float64
	}
	if err := db.x.SelectContext(ctx, &rows, q, project, account, since.UTC()); err != nil {
		return nil, fmt.Errorf("measure pace: %w", translate(err))
	}
	paces := make(map[int]Pace, len(rows))
	for _, r := range rows {
		paces[r.Queue] = Pace{Queue: r.Queue, N: r.N, Median: seconds(r.Median)}
	}
	return paces, nil
}

// PreviousOf returns the item that the account decided on last before the given one, or last of all if it has not decided on that
// one. ErrNotFound: there is none.
func (db *DB) PreviousOf(ctx context.Context, c Claimant, trace store.TraceID) (store.TraceID, error) {
	const q = `
SELECT s.trace_id FROM queue_slot s
WHERE s.project_id = $1 AND s.account_id = $3 AND s.queue_id = $2 AND s.decided IS NOT NULL AND s.trace_id <> $4
  AND s.decided <= COALESCE((SELECT o.decided FROM queue_slot o WHERE o.project_id = $1 AND o.queue_id = $2 AND o.trace_id = $4 AND o.account_id = $3), 'infinity')
ORDER BY s.decided DESC LIMIT 1`
	var previous store.TraceID
	err := db.x.GetContext(ctx, &previous, q, c.Project, c.Queue, c.Account, trace)
	return previous, translate(err)
}

// DecidedBefore counts the items of a queue that the account decided on before the given one, or all if it has not decided on that.
// Those in onTheWay count as decided: their answers are being sent.
func (db *DB) DecidedBefore(ctx context.Context, c Claimant, trace store.TraceID, onTheWay []store.TraceID) (int, error) {
	const q = `
WITH given AS (SELECT decided FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND trace_id = $4 AND account_id = $3)
SELECT (SELECT count(*) FROM queue_slot s WHERE s.project_id = $1 AND s.account_id = $3 AND s.queue_id = $2 AND s.decided IS NOT NULL
    AND s.decided < COALESCE((SELECT decided FROM given), 'infinity'))
  + (SELECT count(*) FROM queue_slot s WHERE s.project_id = $1 AND s.queue_id = $2 AND s.trace_id = ANY ($5::uuid[]) AND s.account_id = $3 AND s.decided IS NULL
    AND (SELECT decided FROM given) IS NULL)`
	var n int
	err := db.x.GetContext(ctx, &n, q, c.Project, c.Queue, c.Account, null(string(trace)), uuids(onTheWay))
	return n, translate(err)
}

// SlotOf returns the account's slot of an item, or ErrNotFound.
func (db *DB) SlotOf(ctx context.Context, c Claimant, trace store.TraceID) (store.QueueSlot, error) {
	const q = `SELECT ` + slotColumns + ` FROM queue_slot WHERE project_id = $1 AND queue_id = $2 AND trace_id = $3 AND account_id = $4`
	if !store.IsKey(string(trace)) {
		return store.QueueSlot{}, store.ErrNotFound
	}
	var slot store.QueueSlot
	err := db.x.GetContext(ctx, &slot, q, c.Project, c.Queue, trace, c.Account)
	return slot, translate(err)
}

// blindFor is met by open blind queues q that are for account a.
const blindFor = `q.blind AND q.status = 'open' AND (NOT EXISTS (SELECT FROM queue_reviewer r WHERE r.project_id = q.project_id AND r.queue_id = q.id)
  OR EXISTS (SELECT FROM queue_reviewer r WHERE r.project_id = q.project_id AND r.queue_id = q.id AND r.account_id = a.id))`

// BlindTraces returns which of the traces wait in an open blind queue for answers, one of which the account may give and has not
// given.
func (db *DB) BlindTraces(ctx context.Context, project store.ProjectID, account int, traces []store.TraceID) (map[store.TraceID]bool, error) {
	const sql = `
SELECT DISTINCT i.trace_id FROM account a, queue_item i JOIN queue q ON q.project_id = i.project_id AND q.id = i.queue_id
WHERE a.id = $2 AND i.project_id = $1 AND i.trace_id = ANY ($3::uuid[]) AND NOT i.complete AND ` + blindFor + `
  AND NOT EXISTS (SELECT FROM queue_slot s WHERE s.project_id = i.project_id AND s.queue_id = i.queue_id AND s.trace_id = i.trace_id
    AND s.account_id = a.id AND s.state = 'done')`
	var found []store.TraceID
	if err := db.x.SelectContext(ctx, &found, sql, project, account, uuids(traces)); err != nil {
		return nil, fmt.Errorf("find blind items: %w", translate(err))
	}
	blind := make(map[store.TraceID]bool, len(found))
	for _, id := range found {
		blind[id] = true
	}
	return blind, nil
}

// MayReview returns which of the accounts may review in a project, as members or owners.
func (db *DB) MayReview(ctx context.Context, project store.ProjectID, accounts []int) ([]int, error) {
	members, err := db.Members(ctx, project)
	if err != nil {
		return nil, err
	}
	var may []int
	for _, a := range accounts {
		for _, m := range members {
			if m.ID == a && m.Role.Includes(store.Reviewer) && !m.Disabled {
				may = append(may, a)
			}
		}
	}
	return may, nil
}
