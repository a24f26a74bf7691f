package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"assay/store"
	"assay/store/filter"

	"github.com/jmoiron/sqlx"
)

// noteArrivals remembers the traces that a batch touched for the rules of the project's queues, if it has any. The caller holds the
// lock of the log, so that every position up to the last one has its notes when that one is seen.
func noteArrivals(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, traces []string, at int64) error {
	if len(traces) == 0 {
		return nil
	}
	const q = `
INSERT INTO queue_arrival (project_id, at, trace_id)
SELECT $1, $2, t.id FROM unnest($3::uuid[]) AS t (id)
WHERE EXISTS (SELECT FROM queue WHERE project_id = $1 AND rule AND status = 'open')
ON CONFLICT DO NOTHING`
	if _, err := tx.ExecContext(ctx, q, project, at, uuids(traces)); err != nil {
		return fmt.Errorf("note arrivals: %w", err)
	}
	return nil
}

// noteFresh is noteArrivals for traces that nobody has heard of before.
func noteFresh(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, fresh []*freshTrace, at int64) error {
	traces := make([]string, len(fresh))
	for i, t := range fresh {
		traces[i] = string(store.TraceKey(t.spans[0].RootSpanID))
	}
	return noteArrivals(ctx, tx, project, traces, at)
}

// ruleBatch is how many arrivals one transaction looks at.
const ruleBatch = 5000

// RunRules puts what came since the last time into the queues whose rules ask for it, and returns how many traces those were. Two
// programs may run it at once: each queue is looked at by one of them. A queue whose filter cannot be read any more is passed over
// until it has another one, which fills it anew; its error is returned once for what came.
func (db *DB) RunRules(ctx context.Context, now time.Time) (int, error) {
	const due = `
SELECT q.project_id, q.id AS queue FROM queue q
  JOIN queue_state s ON s.project_id = q.project_id AND s.queue_id = q.id JOIN log_position l ON l.project_id = q.project_id
WHERE q.rule AND q.status = 'open' AND s.seen < l.last`
	var queues []struct {
		Project store.ProjectID `db:"project_id"`
		Queue   int
	}
	if err := db.x.SelectContext(ctx, &queues, due); err != nil {
		return 0, fmt.Errorf("look for rules: %w", translate(err))
	}
	total := 0
	var failed error
	for _, q := range queues {
		for more := true; more; {
			var n int
			var err error
			if n, more, err = db.runRule(ctx, q.Project, q.Queue, now); err != nil {
				failed = errors.Join(failed, fmt.Errorf("rule of queue %d: %w", q.Queue, err))
				break
			}
			total += n
		}
	}
	return total, errors.Join(failed, db.forgetArrivals(ctx))
}

// runRule looks at the next arrivals of one queue. more tells that there are others.
func (db *DB) runRule(ctx context.Context, project store.ProjectID, queue int, now time.Time) (added int, more bool, err error) {
	// To the end of a position: a batch of traces has one. What matches is asked as of the end of the log, for all of them.
	const batch = `
SELECT l.last, COALESCE(a.upto, l.last) AS upto, a.more
FROM log_position l, (SELECT max(at) AS upto, count(*) >= $3 AS more
  FROM (SELECT at FROM queue_arrival WHERE project_id = $1 AND at > $2 ORDER BY at LIMIT $3) AS n) AS a
WHERE l.project_id = $1`
	const arrivals = `SELECT DISTINCT trace_id FROM queue_arrival WHERE project_id = $1 AND at > $2 AND at <= $3`
	derived, err := db.Derived(ctx, project)
	if err != nil {
		return 0, false, err
	}
	var unreadable error
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		added, more, unreadable = 0, false, nil
		state, err := lockQueue(ctx, tx, project, queue)
		if err != nil {
			return err
		}
		to, err := queueByID(ctx, tx, project, queue)
		if err != nil || !to.Rule || to.Closed || to.Filter == nil {
			return err
		}
		var at struct {
			Last, Upto int64
			More       bool
		}
		if err := tx.GetContext(ctx, &at, batch, project, state.Seen, ruleBatch); err != nil {
			return fmt.Errorf("find arrivals: %w", err)
		}
		q := Query{Project: project, Options: filter.Options{Now: now, Location: time.UTC, Derived: derived}, At: at.Last, Only: []store.TraceID{}}
		if err := tx.SelectContext(ctx, &q.Only, arrivals, project, state.Seen, at.Upto); err != nil {
			return fmt.Errorf("list arrivals: %w", err)
		}
		if q.Filter, _, unreadable = filter.Read(*to.Filter, q.Options); unreadable != nil {
			state.Seen = at.Last
			return state.save(ctx, tx, project, queue)
		}
		if len(q.Only) > 0 {
			if added, err = fillQueue(ctx, tx, q, to, &state, now); err != nil {
				return err
			}
		}
		state.Seen, more = at.Upto, at.More
		return state.save(ctx, tx, project, queue)
	})
	return added, more, errors.Join(err, unreadable)
}

// forgetArrivals deletes what every rule has seen.
func (db *DB) forgetArrivals(ctx context.Context) error {
	const q = `
DELETE FROM queue_arrival a WHERE NOT EXISTS (SELECT FROM queue q JOIN queue_state s ON s.project_id = q.project_id AND s.queue_id = q.id
  WHERE q.project_id = a.project_id AND q.rule AND q.status = 'open' AND s.seen < a.at)`
	if _, err := db.x.ExecContext(ctx, q); err != nil {
		return fmt.Errorf("forget arrivals: %w", translate(err))
	}
	return nil
}
