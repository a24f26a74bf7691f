package postgres

import (
	"context"
	"fmt"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// SaveQueue changes a queue and everything in it that follows: more or fewer wanted answers, another order, reviewers who are no
// longer among them. q.Version is the one that the editor saw: ErrConflict when there is a newer one. The second result tells that
// the queue should be filled again as of the returned position, because what it is filled from is new.
func (db *DB) SaveQueue(ctx context.Context, project store.ProjectID, q store.Queue) (saved store.Queue, refill int64, err error) {
	if q, err = q.Check(); err != nil {
		return q, 0, err
	}
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		state, err := lockQueue(ctx, tx, project, q.ID)
		if err != nil {
			return err
		}
		was, err := editQueue(ctx, tx, project, q)
		if err != nil {
			return err
		}
		if err := follow(ctx, tx, project, q, was, &state); err != nil {
			return err
		}
		refill = 0
		if refills(q, was) {
			if err := lockLog(ctx, tx, project); err != nil {
				return err
			}
			if err := tx.GetContext(ctx, &refill, `SELECT last FROM log_position WHERE project_id = $1`, project); err != nil {
				return err
			}
			state.Seen = refill
		}
		if err := state.save(ctx, tx, project, q.ID); err != nil {
			return err
		}
		saved, err = queueByID(ctx, tx, project, q.ID)
		return err
	})
	return saved, refill, err
}

// refills tells whether the filter may find what it has not been asked for yet: it is another one, or nobody noticed what came
// meanwhile.
func refills(q, was store.Queue) bool {
	if q.Filter == nil || q.Closed {
		return false
	}
	return was.Filter == nil || *q.Filter != *was.Filter || q.Rule && (!was.Rule || was.Closed)
}

// editQueue writes the row of the queue and returns what it was. It holds off whoever takes items until the transaction is over.
func editQueue(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, q store.Queue) (store.Queue, error) {
	const lock = `SELECT version FROM queue WHERE project_id = $1 AND id = $2 FOR UPDATE`
	const update = `
UPDATE queue SET version = version + 1, name = $3, instructions = $4, filter = $5, rule = $6, configs = $7, answers = $8, doubled = $9, ordering = $10,
  blind = $11, confined = $12, hidden = $13, formats = $14, masks = $15, due = $16, idle = $17, webhook = $18, secret = $19, mail = $20, status = $21, verdicts = $22, repeats = $23
WHERE project_id = $1 AND id = $2`
	var version int
	if err := tx.GetContext(ctx, &version, lock, project, q.ID); err != nil {
		return q, err
	}
	if version != q.Version {
		return q, store.ErrConflict
	}
	was, err := queueByID(ctx, tx, project, q.ID)
	if err != nil {
		return q, err
	}
	if _, err := tx.ExecContext(ctx, update, append([]any{project, q.ID}, queueValues(q)...)...); err != nil {
		return was, fmt.Errorf("save queue: %w", err)
	}
	return was, setReviewers(ctx, tx, project, q)
}

// follow makes slots and items what the changed queue says.
func follow(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, q, was store.Queue, state *queueState) error {
	if q.Named() {
		if err := dismiss(ctx, tx, project, q, state); err != nil {
			return err
		}
	}
	if q.Answers != was.Answers || q.Doubled != was.Doubled {
		if err := resize(ctx, tx, project, q, state); err != nil {
			return err
		}
	}
	if q.Order != was.Order {
		return reorder(ctx, tx, project, q, state)
	}
	return nil
}

// dismiss gives back what those have who are not reviewers of the queue: what is assigned to them, and what they have in work.
func dismiss(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, q store.Queue, state *queueState) error {
	const theirs = `
SELECT trace_id, n FROM queue_slot
WHERE project_id = $1 AND queue_id = $2 AND state IN ('open', 'claimed') AND account_id IS NOT NULL AND account_id <> ALL ($3::int[])
ORDER BY place, n FOR UPDATE`
	var slots []picked
	if err := tx.SelectContext(ctx, &slots, theirs, project, q.ID, pq.Array(q.Reviewers)); err != nil {
		return fmt.Errorf("find what others have: %w", err)
	}
	if err := unassign(ctx, tx, project, q.ID, slots); err != nil {
		return err
	}
	return freeSlots(ctx, tx, project, q.ID, state, slots)
}

// unassign forgets for whom slots are meant, so that freeing them opens them to everyone.
func unassign(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, queue int, slots []picked) error {
	const q = `
UPDATE queue_slot s SET assigned = false, assigned_in = NULL, assigned_before = NULL FROM unnest($3::uuid[], $4::int[]) AS f (trace_id, n)
WHERE s.project_id = $1 AND s.queue_id = $2 AND s.trace_id = f.trace_id AND s.n = f.n`
	traces, ns := slotKeys(slots)
	if _, err := tx.ExecContext(ctx, q, project, queue, traces, ns); err != nil {
		return fmt.Errorf("unassign: %w", err)
	}
	return nil
}

// resize adds or removes open slots so that every item wants as many answers as the queue says. What is answered or in work stays.
func resize(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, q store.Queue, state *queueState) error {
	const statement = `
WITH wish AS (
  SELECT trace_id, place, wanted AS old, $3::int + (%s < $5::float8)::int AS want
  FROM queue_item WHERE project_id = $1 AND queue_id = $2 AND closed_by IS NULL
),
more AS (
  INSERT INTO queue_slot (project_id, queue_id, trace_id, n, place, late)
  SELECT $1, $2, w.trace_id, (SELECT max(s.n) FROM queue_slot s WHERE s.project_id = $1 AND s.queue_id = $2 AND s.trace_id = w.trace_id) + g.n, w.place,
    $6 + row_number() OVER (ORDER BY w.place, g.n)
  FROM wish w, generate_series(1, w.want - w.old) AS g (n) WHERE w.want > w.old
  RETURNING 1
),
fewer AS (
  DELETE FROM queue_slot s USING (
    SELECT o.trace_id, o.n, w.old - w.want AS much, row_number() OVER (PARTITION BY o.trace_id ORDER BY o.n DESC) AS rank
    FROM queue_slot o JOIN wish w ON w.trace_id = o.trace_id
    WHERE o.project_id = $1 AND o.queue_id = $2 AND o.state = 'open' AND o.account_id IS NULL AND w.want < w.old
  ) AS d
  WHERE d.rank <= d.much AND s.project_id = $1 AND s.queue_id = $2 AND s.trace_id = d.trace_id AND s.n = d.n
),
sized AS (
  UPDATE queue_item i SET wanted = w.want, complete = i.answered >= w.want FROM wish w
  WHERE i.project_id = $1 AND i.queue_id = $2 AND i.trace_id = w.trace_id AND w.want <> w.old
)
SELECT count(*) FROM more`
	var added int64
	err := tx.GetContext(ctx, &added, fmt.Sprintf(statement, shareSQL("$4", "trace_id")), project, q.ID, q.Answers, q.Seed, q.Doubled, state.Late)
	if err != nil {
		return fmt.Errorf("resize queue: %w", err)
	}
	state.Late += added
	const count = `
SELECT count(*) FILTER (WHERE complete) AS complete, COALESCE(sum(wanted), 0) AS wanted FROM queue_item WHERE project_id = $1 AND queue_id = $2`
	var n struct{ Complete, Wanted int }
	if err := tx.GetContext(ctx, &n, count, project, q.ID); err != nil {
		return fmt.Errorf("count queue: %w", err)
	}
	state.Complete, state.Wanted = n.Complete, n.Wanted
	return nil
}

// reorder gives every item the place that the order wants, and lets everyone begin at the first that is open.
func reorder(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, q store.Queue, state *queueState) error {
	of, beside := usefulColumns(q.Order)
	items := `
UPDATE queue_item i SET place = r.rank FROM (
  SELECT id, row_number() OVER (ORDER BY ` + queueOrderSQL(q.Order, "$3") + `) AS rank FROM (
    SELECT *, ` + beside + ` AS depth FROM (
      SELECT i.trace_id AS id, COALESCE(t.created, 'epoch') AS created, ` + of + `
      FROM queue_item i LEFT JOIN trace t ON t.project_id = i.project_id AND t.id = i.trace_id
      WHERE i.project_id = $1 AND i.queue_id = $2 AND $3::bigint IS NOT NULL
    ) AS u
  ) AS o
) AS r
WHERE i.project_id = $1 AND i.queue_id = $2 AND i.trace_id = r.id`
	const slots = `
UPDATE queue_slot s SET place = i.place, late = CASE WHEN s.state = 'open' AND s.account_id IS NULL THEN 0 ELSE s.late END FROM queue_item i
WHERE s.project_id = $1 AND s.queue_id = $2 AND i.project_id = $1 AND i.queue_id = $2 AND i.trace_id = s.trace_id`
	const cursors = `DELETE FROM queue_cursor WHERE project_id = $1 AND queue_id = $2`
	if _, err := tx.ExecContext(ctx, items, project, q.ID, q.Seed); err != nil {
		return fmt.Errorf("order items: %w", err)
	}
	for _, statement := range []string{slots, cursors} {
		if _, err := tx.ExecContext(ctx, statement, project, q.ID); err != nil {
			return fmt.Errorf("order slots: %w", err)
		}
	}
	state.Place = int64(state.Items)
	return nil
}
