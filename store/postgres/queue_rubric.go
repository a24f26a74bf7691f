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

// OlderAnswer is an answer in a queue to a question that was changed since: its rubric or its options.
type OlderAnswer struct {
	Trace    store.TraceID
	N        int // of the slot
	Account  int
	Question int // id of the config
}

// OlderAnswers returns the answers that reviewers gave in a queue to earlier versions of its questions that asked something else than now,
// in the order of items. An answer that was given once more since is none, be it the same.
func (db *DB) OlderAnswers(ctx context.Context, project store.ProjectID, q store.Queue) ([]OlderAnswer, error) {
	older, err := olderVersions(ctx, db.x, project, q)
	if err != nil || len(older) == 0 {
		return nil, err
	}
	list, err := olderAnswers(ctx, db.x, project, q.ID, older)
	return list, translate(err)
}

// olderVersions are the versions of a queue's questions that asked something else than the present ones.
func olderVersions(ctx context.Context, x sqlx.QueryerContext, project store.ProjectID, q store.Queue) ([]store.ConfigVersion, error) {
	const now = `
SELECT ` + configColumns + ` FROM score_config WHERE project_id = $1 AND archived IS NULL AND version > 1 AND (cardinality($2::int[]) = 0 OR id = ANY ($2::int[]))`
	const all = `
SELECT v.config_id AS id, v.version, v.name, v.kind, v.options AS options_json, v.rubric, v.settings AS settings_json
FROM score_config_version v WHERE v.project_id = $1 AND v.config_id = ANY ($2::int[]) ORDER BY v.config_id, v.version`
	var current, rows []configRow
	if err := sqlx.SelectContext(ctx, x, &current, now, project, pq.Array(orNone(q.Configs))); err != nil || len(current) == 0 {
		return nil, translate(err)
	}
	present := map[int]store.ScoreConfig{}
	var ids []int
	for _, r := range current {
		c, err := r.config()
		if err != nil {
			return nil, err
		}
		present[c.ID], ids = c, append(ids, c.ID)
	}
	if err := sqlx.SelectContext(ctx, x, &rows, all, project, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("read versions of questions: %w", translate(err))
	}
	var older []store.ConfigVersion
	for _, r := range rows {
		c, err := r.config()
		if err != nil {
			return nil, err
		}
		if !c.AsksAlike(present[c.ID]) {
			older = append(older, store.ConfigVersion{Config: c.ID, Version: c.Version})
		}
	}
	return older, nil
}

// olderAnswers looks at what stands of each reviewer who completed an item. Items that somebody ended stay as they are.
func olderAnswers(ctx context.Context, x sqlx.QueryerContext, project store.ProjectID, queue int, older []store.ConfigVersion) ([]OlderAnswer, error) {
	const q = `
WITH older AS (SELECT * FROM unnest($3::int[], $4::int[]) AS o (config_id, version))
SELECT s.trace_id AS trace, s.n, s.account_id AS account, a.config_id AS question
FROM queue_slot s JOIN queue_item i ON i.project_id = s.project_id AND i.queue_id = s.queue_id AND i.trace_id = s.trace_id AND i.closed_by IS NULL
CROSS JOIN LATERAL (
  SELECT DISTINCT ON (e.config_id) e.config_id, e.config_version, COALESCE(e.category, e.value::text, NULLIF(e.body, '')) AS said FROM event e
  WHERE e.project_id = s.project_id AND e.trace_id = s.trace_id AND e.account_id = s.account_id AND e.kind IN ('score', 'text', 'label')
    AND e.config_id = ANY ($3::int[]) AND NOT e.adjudicates AND ` + standing + `
  ORDER BY e.config_id, e.seq DESC
) AS a JOIN older o ON o.config_id = a.config_id AND o.version = a.config_version
WHERE s.project_id = $1 AND s.queue_id = $2 AND s.state = 'done' AND a.said IS NOT NULL
ORDER BY s.place, s.n, a.config_id`
	var configs, versions []int
	for _, o := range older {
		configs, versions = append(configs, o.Config), append(versions, o.Version)
	}
	var list []OlderAnswer
	if err := sqlx.SelectContext(ctx, x, &list, q, project, queue, pq.Array(configs), pq.Array(versions)); err != nil {
		return nil, fmt.Errorf("find answers under older rubrics: %w", err)
	}
	return list, nil
}

// AskAgain is a request for new answers where the old ones were given under an older rubric.
type AskAgain struct {
	ID     store.EventID // to take it back by
	Queue  store.Queue
	By     int
	Notify []store.OutboxChannel
	Now    time.Time
}

// AskAgain opens the slots of those answers again, each for the reviewer who gave it, or for everyone where that one reviews in the queue no
// longer, and returns how many those are. What was said stays until it is answered again. The counts of the queue and its items go
// back by them.
func (db *DB) AskAgain(ctx context.Context, project store.ProjectID, a AskAgain) (int, error) {
	members, err := db.Members(ctx, project)
	if err != nil {
		return 0, err
	}
	var reviewers []int
	for _, m := range members {
		if a.Queue.For(m.ID) && m.Role.Includes(store.Reviewer) && !m.Disabled {
			reviewers = append(reviewers, m.ID)
		}
	}
	n := 0
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		n = 0
		state, err := lockQueue(ctx, tx, project, a.Queue.ID)
		if err != nil {
			return err
		}
		older, err := olderVersions(ctx, tx, project, a.Queue)
		if err != nil || len(older) == 0 {
			return err
		}
		answers, err := olderAnswers(ctx, tx, project, a.Queue.ID, older)
		if err != nil {
			return err
		}
		slots := slotsOf(answers)
		if n = len(slots); n == 0 {
			return nil
		}
		got, err := a.open(ctx, tx, project, slots, reviewers, &state)
		if err != nil {
			return err
		}
		if err := countAnswers(ctx, tx, project, a.Queue.ID, slots, &state, -1, a.Now); err != nil {
			return err
		}
		told := Assignment{ID: a.ID, Queue: a.Queue.ID, By: a.By, Notify: a.Notify, Now: a.Now}
		if err := told.notify(ctx, tx, project, got); err != nil {
			return err
		}
		return state.save(ctx, tx, project, a.Queue.ID)
	})
	if err != nil {
		return 0, fmt.Errorf("ask again: %w", err)
	}
	return n, nil
}

// slotsOf names the slots of answers once each.
func slotsOf(answers []OlderAnswer) []picked {
	var slots []picked
	for _, a := range answers {
		slots = append(slots, picked{Trace: a.Trace, N: a.N})
	}
	return slices.Compact(slots)
}

// open makes answered slots open ones, remembering what they were, and returns how many each reviewer got back.
func (a AskAgain) open(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, slots []picked, reviewers []int, state *queueState) (map[int]int, error) {
	const keep = `
INSERT INTO queue_reopened (project_id, queue_id, trace_id, n, act, account_id, submission, decided, assigned)
SELECT s.project_id, s.queue_id, s.trace_id, s.n, $5, s.account_id, s.submission, s.decided, s.assigned
FROM unnest($3::uuid[], $4::int[]) AS f (trace_id, n)
JOIN queue_slot s ON s.project_id = $1 AND s.queue_id = $2 AND s.trace_id = f.trace_id AND s.n = f.n
ON CONFLICT (project_id, queue_id, trace_id, n) DO UPDATE SET act = EXCLUDED.act, account_id = EXCLUDED.account_id, submission = EXCLUDED.submission,
  decided = EXCLUDED.decided, assigned = EXCLUDED.assigned`
	const free = `
UPDATE queue_slot s SET state = 'open', submission = NULL, decided = NULL, visit = NULL, claimed = NULL, shown = NULL, until = NULL, assigned_in = NULL, assigned_before = NULL,
  assigned = s.account_id = ANY ($5::int[]), account_id = CASE WHEN s.account_id = ANY ($5::int[]) THEN s.account_id END,
  late = CASE WHEN s.account_id = ANY ($5::int[]) THEN s.late ELSE $6 + f.rank END
FROM unnest($3::uuid[], $4::int[]) WITH ORDINALITY AS f (trace_id, n, rank)
WHERE s.project_id = $1 AND s.queue_id = $2 AND s.trace_id = f.trace_id AND s.n = f.n
RETURNING s.trace_id AS trace, COALESCE(s.account_id, 0) AS account`
	traces, ns := slotKeys(slots)
	if _, err := tx.ExecContext(ctx, keep, project, a.Queue.ID, traces, ns, a.ID); err != nil {
		return nil, fmt.Errorf("remember answered slots: %w", err)
	}
	var opened []store.QueueSlot
	if err := tx.SelectContext(ctx, &opened, free, project, a.Queue.ID, traces, ns, pq.Array(orNone(reviewers)), state.Late); err != nil {
		return nil, fmt.Errorf("open answered slots: %w", err)
	}
	state.Late += int64(len(slots))
	got := map[int]int{}
	var left []store.TraceID
	for _, s := range opened {
		if s.Account == 0 {
			left = append(left, s.Trace)
			continue
		}
		got[s.Account]++
	}
	return got, countTaken(ctx, tx, project, a.Queue.ID, left, -1)
}

// countAnswers adds answers to the items of slots, or takes them off, one a slot, and to the counts of the queue.
func countAnswers(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, queue int, slots []picked, state *queueState, by int, now time.Time) error {
	const q = `
WITH f AS MATERIALIZED (SELECT t.trace_id, count(*)::int AS n FROM unnest($3::uuid[]) AS t (trace_id) GROUP BY t.trace_id),
was AS MATERIALIZED (
  SELECT i.trace_id, i.complete, f.n FROM queue_item i JOIN f ON f.trace_id = i.trace_id
  WHERE i.project_id = $1 AND i.queue_id = $2 ORDER BY i.trace_id FOR UPDATE OF i
),
now AS (
  UPDATE queue_item i SET answered = i.answered + $4 * w.n, complete = i.closed_by IS NOT NULL OR i.answered + $4 * w.n >= i.wanted, changed = $5
  FROM was w WHERE i.project_id = $1 AND i.queue_id = $2 AND i.trace_id = w.trace_id
  RETURNING i.complete::int - w.complete::int AS completed
)
SELECT COALESCE(sum(completed), 0) FROM now`
	traces, _ := slotKeys(slots)
	var completed int
	if err := tx.GetContext(ctx, &completed, q, project, queue, traces, by, now.UTC()); err != nil {
		return fmt.Errorf("count answers: %w", err)
	}
	state.Answered += by * len(slots)
	state.Complete += completed
	return nil
}

// UndoAskAgain makes answers of what was opened again and nobody has begun on since, and returns how many those are. ErrNotFound: none.
func (db *DB) UndoAskAgain(ctx context.Context, project store.ProjectID, queue int, act store.EventID, now time.Time) (int, error) {
	if !store.IsKey(string(act)) {
		return 0, store.ErrNotFound
	}
	const back = `
UPDATE queue_slot s SET state = 'done', account_id = r.account_id, submission = r.submission, decided = r.decided, assigned = r.assigned
FROM queue_reopened r
WHERE r.project_id = $1 AND r.queue_id = $2 AND r.act = $3 AND s.project_id = r.project_id AND s.queue_id = r.queue_id AND s.trace_id = r.trace_id AND s.n = r.n
  AND s.state = 'open' AND (s.account_id IS NULL OR s.account_id = r.account_id)
  AND NOT EXISTS (SELECT FROM queue_slot o WHERE o.project_id = r.project_id AND o.queue_id = r.queue_id AND o.trace_id = r.trace_id AND o.account_id = r.account_id AND o.n <> r.n)
RETURNING s.trace_id, s.n`
	const free = `
SELECT s.trace_id FROM queue_reopened r JOIN queue_slot s ON s.project_id = r.project_id AND s.queue_id = r.queue_id AND s.trace_id = r.trace_id AND s.n = r.n
WHERE r.project_id = $1 AND r.queue_id = $2 AND r.act = $3 AND s.state = 'open' AND s.account_id IS NULL
  AND NOT EXISTS (SELECT FROM queue_slot o WHERE o.project_id = r.project_id AND o.queue_id = r.queue_id AND o.trace_id = r.trace_id AND o.account_id = r.account_id)`
	const forget = `DELETE FROM queue_reopened WHERE project_id = $1 AND queue_id = $2 AND act = $3`
	var slots []picked
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		slots = nil
		state, err := lockQueue(ctx, tx, project, queue)
		if err != nil {
			return err
		}
		var taken []store.TraceID
		if err := tx.SelectContext(ctx, &taken, free, project, queue, act); err != nil {
			return fmt.Errorf("find free slots: %w", err)
		}
		if err := tx.SelectContext(ctx, &slots, back, project, queue, act); err != nil {
			return fmt.Errorf("answer slots again: %w", err)
		}
		if len(slots) == 0 {
			return store.ErrNotFound
		}
		if err := countTaken(ctx, tx, project, queue, taken, 1); err != nil {
			return err
		}
		if err := countAnswers(ctx, tx, project, queue, slots, &state, 1, now); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, forget, project, queue, act); err != nil {
			return fmt.Errorf("forget opened slots: %w", err)
		}
		return state.save(ctx, tx, project, queue)
	})
	if err != nil {
		return 0, fmt.Errorf("undo asking again: %w", err)
	}
	return len(slots), nil
}
