package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

const queueColumns = `q.id, q.version, q.slug, q.name, q.instructions, q.filter, q.rule, q.verdicts AS verdict_keys, q.configs AS config_ids, q.answers, q.doubled, q.repeats, q.ordering, q.seed,
  q.blind, q.confined, q.hidden, q.formats, q.masks, q.due AS due_day, q.idle AS idle_seconds, q.webhook, q.secret, q.mail, q.status,
  COALESCE(q.account_id, 0) AS accountid, q.created,
  ARRAY(SELECT r.account_id FROM queue_reviewer r WHERE r.project_id = q.project_id AND r.queue_id = q.id ORDER BY r.account_id) AS reviewer_ids`

type queueRow struct {
	store.Queue
	VerdictKeys []byte         `db:"verdict_keys"`
	ConfigIDs   pq.Int64Array  `db:"config_ids"`
	ReviewerIDs pq.Int64Array  `db:"reviewer_ids"`
	Ordering    string         `db:"ordering"`
	Hidden      pq.StringArray `db:"hidden"`
	Formats     []byte         `db:"formats"`
	Masks       pq.StringArray `db:"masks"`
	DueDay      sql.NullTime   `db:"due_day"`
	IdleSeconds int            `db:"idle_seconds"`
	Status      string         `db:"status"`
}

func (r queueRow) queue() (store.Queue, error) {
	q := r.Queue
	q.Configs, q.Reviewers = ints(r.ConfigIDs), ints(r.ReviewerIDs)
	q.Order, q.Idle, q.Closed, q.Due = store.QueueOrder(r.Ordering), time.Duration(r.IdleSeconds)*time.Second, r.Status == "closed", r.DueDay.Time
	q.View.Hidden, q.View.Masks = r.Hidden, r.Masks
	if err := json.Unmarshal(r.Formats, &q.View.Formats); err != nil {
		return q, fmt.Errorf("read formats of %q: %w", q.Name, err)
	}
	if len(r.VerdictKeys) > 0 {
		if err := json.Unmarshal(r.VerdictKeys, &q.Verdicts); err != nil {
			return q, fmt.Errorf("read verdicts of %q: %w", q.Name, err)
		}
	}
	return q, nil
}

func ints(list pq.Int64Array) []int {
	var out []int
	for _, n := range list {
		out = append(out, int(n))
	}
	return out
}

// Queues lists a project's queues: open ones by the day they are due, then those without one, then closed ones; the newest
// first among equals.
func (db *DB) Queues(ctx context.Context, project store.ProjectID) ([]store.Queue, error) {
	const q = `SELECT ` + queueColumns + ` FROM queue q WHERE q.project_id = $1 ORDER BY q.status = 'closed', q.due NULLS LAST, q.id DESC`
	var rows []queueRow
	if err := db.x.SelectContext(ctx, &rows, q, project); err != nil {
		return nil, fmt.Errorf("list queues: %w", translate(err))
	}
	list := make([]store.Queue, len(rows))
	for i, r := range rows {
		var err error
		if list[i], err = r.queue(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Queue returns the queue with that slug, or ErrNotFound.
func (db *DB) Queue(ctx context.Context, project store.ProjectID, slug string) (store.Queue, error) {
	const q = `SELECT ` + queueColumns + ` FROM queue q WHERE q.project_id = $1 AND q.slug = $2`
	return queueWhere(ctx, db.x, q, project, storable(slug))
}

func queueByID(ctx context.Context, x sqlx.ExtContext, project store.ProjectID, id int) (store.Queue, error) {
	const q = `SELECT ` + queueColumns + ` FROM queue q WHERE q.project_id = $1 AND q.id = $2`
	return queueWhere(ctx, x, q, project, id)
}

func queueWhere(ctx context.Context, x sqlx.ExtContext, q string, args ...any) (store.Queue, error) {
	var row queueRow
	if err := sqlx.GetContext(ctx, x, &row, q, args...); err != nil {
		return store.Queue{}, translate(err)
	}
	return row.queue()
}

// CreateQueue makes an empty queue and returns it; FillQueue puts something into it. A queue with a rule begins to notice what
// comes at the position that its state names, so that filling it as of that position leaves nothing out and takes nothing twice.
func (db *DB) CreateQueue(ctx context.Context, project store.ProjectID, q store.Queue) (store.Queue, error) {
	q, err := q.Check()
	if err != nil {
		return q, err
	}
	const insert = `
INSERT INTO queue (project_id, slug, account_id, created, seed, name, instructions, filter, rule, configs, answers, doubled, ordering,
  blind, confined, hidden, formats, masks, due, idle, webhook, secret, mail, status, verdicts, repeats)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)
RETURNING id, version`
	const state = `INSERT INTO queue_state (project_id, queue_id, filled, seen) SELECT $1, $2, last, last FROM log_position WHERE project_id = $1`
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		// What is being written now either is there when the queue is filled, or sees the queue when it is done.
		if err := lockLog(ctx, tx, project); err != nil {
			return err
		}
		args := append([]any{project, q.Slug, nullInt(q.AccountID), q.Created.UTC(), q.Seed}, queueValues(q)...)
		if err := tx.QueryRowxContext(ctx, insert, args...).Scan(&q.ID, &q.Version); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, state, project, q.ID); err != nil {
			return fmt.Errorf("begin state: %w", err)
		}
		return setReviewers(ctx, tx, project, q)
	})
	return q, err
}

// queueValues are what an editor may change, in the order of the statements.
func queueValues(q store.Queue) []any {
	formats, status := []byte("{}"), "open"
	if len(q.View.Formats) > 0 {
		formats, _ = json.Marshal(q.View.Formats) // text to text
	}
	if q.Closed {
		status = "closed"
	}
	var due any
	if !q.Due.IsZero() {
		due = q.Due.Format(time.DateOnly)
	}
	var verdicts any
	if q.Verdicts != nil {
		b, _ := json.Marshal(q.Verdicts) // numbers and text to text
		verdicts = storable(string(b))
	}
	var filter any
	if q.Filter != nil {
		filter = storable(*q.Filter)
	}
	return []any{storable(q.Name), storable(q.Instructions), filter, q.Rule, pq.Array(orNone(q.Configs)), q.Answers, q.Doubled, q.Order, q.Blind, q.Confined,
		pq.Array(orNone(q.View.Hidden)), string(formats), pq.Array(orNone(q.View.Masks)), due, int(q.Idle / time.Second), storable(q.Webhook), q.Secret, q.Mail, status, verdicts, q.Repeats}
}

func setReviewers(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, q store.Queue) error {
	const remove = `DELETE FROM queue_reviewer WHERE project_id = $1 AND queue_id = $2 AND account_id <> ALL ($3::int[])`
	const add = `INSERT INTO queue_reviewer (project_id, queue_id, account_id) SELECT $1, $2, a.id FROM account a WHERE a.id = ANY ($3::int[]) ON CONFLICT DO NOTHING`
	for _, statement := range []string{remove, add} {
		if _, err := tx.ExecContext(ctx, statement, project, q.ID, pq.Array(orNone(q.Reviewers))); err != nil {
			return fmt.Errorf("set reviewers: %w", err)
		}
	}
	return nil
}

// orNone is the list, never nil: to Postgres a nil list is unknown.
func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// queueState is the row of queue_state. Whoever reads it with lockQueue may change the slots of the queue until the transaction
// ends.
type queueState struct {
	Filled, Seen, Place, Late int64
	Newest                    sql.NullTime
	Items, Complete           int
	Answered, Wanted          int
}

const stateColumns = `filled, seen, place, late, newest, items, complete, answered, wanted`

func lockQueue(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, queue int) (queueState, error) {
	const q = `SELECT ` + stateColumns + ` FROM queue_state WHERE project_id = $1 AND queue_id = $2 FOR UPDATE`
	var s queueState
	if err := tx.GetContext(ctx, &s, q, project, queue); err != nil {
		return s, fmt.Errorf("lock queue: %w", err)
	}
	return s, nil
}

func (s queueState) save(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, queue int) error {
	const q = `
UPDATE queue_state SET filled = $3, seen = $4, place = $5, late = $6, newest = $7, items = $8, complete = $9, answered = $10, wanted = $11
WHERE project_id = $1 AND queue_id = $2`
	_, err := tx.ExecContext(ctx, q, project, queue, s.Filled, s.Seen, s.Place, s.Late, s.Newest, s.Items, s.Complete, s.Answered, s.Wanted)
	if err != nil {
		return fmt.Errorf("save state of queue: %w", err)
	}
	return nil
}

// QueueCounts returns how far each of the project's queues has come, by queue, and what of it is the account's.
func (db *DB) QueueCounts(ctx context.Context, project store.ProjectID, account int) (map[int]store.QueueCounts, error) {
	const q = `
SELECT s.queue_id, s.items, s.complete, s.answered, s.wanted, s.filled,
  (SELECT count(*) FROM queue_slot o WHERE o.project_id = s.project_id AND o.queue_id = s.queue_id AND o.account_id = $2 AND o.state = 'open') AS assigned,
  (SELECT count(*) FROM queue_slot o WHERE o.project_id = s.project_id AND o.queue_id = s.queue_id AND o.account_id = $2 AND o.state = 'claimed') AS held,
  (SELECT count(*) FROM queue_slot o WHERE o.project_id = s.project_id AND o.queue_id = s.queue_id AND o.account_id = $2 AND o.decided IS NOT NULL
    AND o.state = 'done') AS mine
FROM queue_state s WHERE s.project_id = $1`
	var rows []struct {
		QueueID int `db:"queue_id"`
		store.QueueCounts
	}
	if err := db.x.SelectContext(ctx, &rows, q, project, account); err != nil {
		return nil, fmt.Errorf("count queues: %w", translate(err))
	}
	counts := make(map[int]store.QueueCounts, len(rows))
	for _, r := range rows {
		counts[r.QueueID] = r.QueueCounts
	}
	return counts, nil
}

// QueueTotals returns how far one queue has come, without what is anyone's. It reads one row.
func (db *DB) QueueTotals(ctx context.Context, project store.ProjectID, queue int) (store.QueueCounts, error) {
	const q = `SELECT items, complete, answered, wanted, filled FROM queue_state WHERE project_id = $1 AND queue_id = $2`
	var c store.QueueCounts
	err := db.x.GetContext(ctx, &c, q, project, queue)
	return c, translate(err)
}
