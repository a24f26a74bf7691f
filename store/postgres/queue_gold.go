package postgres

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// GoldAnswer is the known answer to one question about an item of a queue.
type GoldAnswer struct {
	Trace    store.TraceID
	Question string
	Score    store.Score
	Account  int  // whose answer it is; 0: nobody with an account
	Settled  bool // decided by adjudication, else the own answer of whoever marked the item
	MarkedBy int
	Marked   time.Time
}

// goldRow is a known answer, or an answer beside one, as SQL returns it.
type goldRow struct {
	Trace             store.TraceID
	Name              string
	Value             sql.NullFloat64
	Category          sql.NullString
	Account, MarkedBy int
	Settled           bool
	Marked            time.Time
}

func scoreOf(value sql.NullFloat64, category sql.NullString) store.Score {
	s := store.Score{Category: category.String}
	if value.Valid {
		s.Number = &value.Float64
	}
	return s
}

// MarkGold keeps what is known about items of a queue, to check reviewers by: what was settled of an item, and where nothing was what
// the account by answered itself, each time only what the queue asks. It returns the items it marked; the others have neither, or are not
// in the queue. Marking one again takes what is known now.
func (db *DB) MarkGold(ctx context.Context, project store.ProjectID, q store.Queue, items []store.TraceID, by int, now time.Time) ([]store.TraceID, error) {
	const forget = `DELETE FROM queue_gold WHERE project_id = $1 AND queue_id = $2 AND trace_id = ANY ($3::uuid[])`
	const keep = `
INSERT INTO queue_gold (project_id, queue_id, trace_id, name, value, category, account_id, settled, marked_by, marked)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (project_id, queue_id, trace_id, name) DO NOTHING`
	var marked []store.TraceID
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		marked = nil
		known, err := knownAnswers(ctx, tx, project, q, items, by)
		if err != nil {
			return err
		}
		for _, k := range known {
			marked = append(marked, k.Trace)
		}
		marked = slices.Compact(marked)
		if _, err := tx.ExecContext(ctx, forget, project, q.ID, uuids(marked)); err != nil {
			return fmt.Errorf("forget known answers: %w", err)
		}
		for _, k := range known {
			if _, err := tx.ExecContext(ctx, keep, project, q.ID, k.Trace, k.Name, k.Value, k.Category, nullInt(k.Account), k.Settled, by, now.UTC()); err != nil {
				return fmt.Errorf("keep known answer: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("mark gold: %w", err)
	}
	return marked, nil
}

// knownAnswers are the latest standing answers to each question of a queue, item by item: of adjudication, else of the account.
func knownAnswers(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, q store.Queue, items []store.TraceID, by int) ([]goldRow, error) {
	const statement = `
WITH answer AS (
  SELECT DISTINCT ON (l.trace_id, l.settled, l.name) l.* FROM (
    SELECT DISTINCT ON (e.trace_id, e.adjudicates, e.name, e.span_id) e.trace_id, e.adjudicates AS settled, e.name, e.value, e.category, e.account_id, e.seq
    FROM queue_item i JOIN event e ON e.project_id = i.project_id AND e.trace_id = i.trace_id
    WHERE i.project_id = $1 AND i.queue_id = $2 AND i.trace_id = ANY ($3::uuid[]) AND ` + asked + ` AND (e.adjudicates OR e.account_id = $4) AND ` + standing + `
      AND (cardinality($5::int[]) = 0 OR e.name IN (SELECT c.name FROM score_config c WHERE c.project_id = $1 AND c.id = ANY ($5::int[])))
    ORDER BY e.trace_id, e.adjudicates, e.name, e.span_id, e.seq DESC
  ) AS l
  WHERE l.value IS NOT NULL OR l.category IS NOT NULL
  ORDER BY l.trace_id, l.settled, l.name, l.seq DESC
)
SELECT a.trace_id AS trace, a.name, a.value, a.category, COALESCE(a.account_id, 0) AS account, a.settled FROM answer a
WHERE a.settled OR NOT EXISTS (SELECT FROM answer s WHERE s.trace_id = a.trace_id AND s.settled)
ORDER BY a.trace_id, a.name`
	var known []goldRow
	if err := tx.SelectContext(ctx, &known, statement, project, q.ID, uuids(items), by, pq.Array(orNone(q.Configs))); err != nil {
		return nil, fmt.Errorf("find known answers: %w", err)
	}
	return known, nil
}

// UnmarkGold forgets what is known about items of a queue, and returns how many were gold.
func (db *DB) UnmarkGold(ctx context.Context, project store.ProjectID, queue int, items []store.TraceID) (int, error) {
	const q = `
WITH gone AS (DELETE FROM queue_gold WHERE project_id = $1 AND queue_id = $2 AND trace_id = ANY ($3::uuid[]) RETURNING trace_id)
SELECT count(DISTINCT trace_id) FROM gone`
	var n int
	if err := db.x.GetContext(ctx, &n, q, project, queue, uuids(items)); err != nil {
		return 0, fmt.Errorf("unmark gold: %w", translate(err))
	}
	return n, nil
}

// Gold returns what is known about the items of a queue, the item marked last first.
func (db *DB) Gold(ctx context.Context, project store.ProjectID, queue int) ([]GoldAnswer, error) {
	const q = `
SELECT trace_id AS trace, name, value, category, COALESCE(account_id, 0) AS account, settled, COALESCE(marked_by, 0) AS markedby, marked
FROM queue_gold WHERE project_id = $1 AND queue_id = $2 ORDER BY marked DESC, trace_id, name`
	var rows []goldRow
	if err := db.x.SelectContext(ctx, &rows, q, project, queue); err != nil {
		return nil, fmt.Errorf("list gold: %w", translate(err))
	}
	list := make([]GoldAnswer, len(rows))
	for i, r := range rows {
		list[i] = GoldAnswer{Trace: r.Trace, Question: r.Name, Score: scoreOf(r.Value, r.Category), Account: r.Account, Settled: r.Settled, MarkedBy: r.MarkedBy, Marked: r.Marked}
	}
	return list, nil
}

// GoldItems returns which of the items of a queue are gold.
func (db *DB) GoldItems(ctx context.Context, project store.ProjectID, queue int, items []store.TraceID) (map[store.TraceID]bool, error) {
	const q = `SELECT DISTINCT trace_id FROM queue_gold WHERE project_id = $1 AND queue_id = $2 AND trace_id = ANY ($3::uuid[])`
	var found []store.TraceID
	if err := db.x.SelectContext(ctx, &found, q, project, queue, uuids(items)); err != nil {
		return nil, fmt.Errorf("find gold: %w", translate(err))
	}
	is := make(map[store.TraceID]bool, len(found))
	for _, id := range found {
		is[id] = true
	}
	return is, nil
}

// GoldChecked is what a reviewer of a queue answered where the answer is known.
type GoldChecked struct {
	Trace    store.TraceID
	Question string
	Account  int
	Known    store.Score
	Said     store.Score
}

// CheckGold returns the answers that reviewers gave in a queue where they are known, as they stood when the reviewer completed the
// item: what one changes after having seen others' answers does not count. Nobody is checked by an answer of their own.
func (db *DB) CheckGold(ctx context.Context, project store.ProjectID, queue int) ([]GoldChecked, error) {
	const q = `
SELECT g.trace_id AS trace, g.name, s.account_id AS account, g.value AS known_value, g.category AS known_category, a.value, a.category
FROM queue_gold g
JOIN queue_slot s ON s.project_id = g.project_id AND s.queue_id = g.queue_id AND s.trace_id = g.trace_id AND s.state = 'done'
  AND s.account_id IS DISTINCT FROM g.account_id
CROSS JOIN LATERAL (
  SELECT e.value, e.category FROM event e
  WHERE e.project_id = g.project_id AND e.trace_id = g.trace_id AND e.account_id = s.account_id AND e.name = g.name AND NOT e.adjudicates AND ` + asked + `
    AND ` + standing + ` AND e.seq <= (SELECT max(c.seq) FROM event c WHERE c.project_id = s.project_id AND c.submission = s.submission AND c.account_id = s.account_id)
  ORDER BY e.seq DESC LIMIT 1
) AS a
WHERE g.project_id = $1 AND g.queue_id = $2 AND (a.value IS NOT NULL OR a.category IS NOT NULL)
ORDER BY g.trace_id, g.name, s.account_id`
	var rows []struct {
		goldRow
		KnownValue    sql.NullFloat64 `db:"known_value"`
		KnownCategory sql.NullString  `db:"known_category"`
	}
	if err := db.x.SelectContext(ctx, &rows, q, project, queue); err != nil {
		return nil, fmt.Errorf("check by gold: %w", translate(err))
	}
	list := make([]GoldChecked, len(rows))
	for i, r := range rows {
		list[i] = GoldChecked{Trace: r.Trace, Question: r.Name, Account: r.Account, Known: scoreOf(r.KnownValue, r.KnownCategory), Said: scoreOf(r.Value, r.Category)}
	}
	return list, nil
}
