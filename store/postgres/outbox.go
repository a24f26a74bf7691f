package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// notify writes one message an account and channel into the outbox, in the transaction that assigns.
func (a Assignment) notify(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, got map[int]int) error {
	const q = `
INSERT INTO outbox (id, project_id, queue_id, account_id, channel, kind, items, created, due)
VALUES ($1, $2, $3, $4, $5, 'assigned', $6, $7, $7) ON CONFLICT (id) DO NOTHING`
	for _, to := range slices.Sorted(maps.Keys(got)) {
		if to == a.By {
			continue // knows
		}
		for _, channel := range a.Notify {
			id := store.EventKey(string(a.ID), fmt.Sprint(to), string(channel))
			if _, err := tx.ExecContext(ctx, q, id, project, a.Queue, to, channel, got[to], a.Now.UTC()); err != nil {
				return fmt.Errorf("write message: %w", err)
			}
		}
	}
	return nil
}

// Deliver tries the next message that is due, if there is one, and reports whether there was. send runs while the message is locked,
// so that of several programs one sends it; it is tried again after a while when send fails, later each time, and given up after
// a day. A program that dies in between sends it twice rather than never: receivers know a message by its id.
func (db *DB) Deliver(ctx context.Context, now time.Time, send func(store.Message) error) (bool, error) {
	const next = `
SELECT o.id, o.channel, o.kind, o.project_id, o.queue_id, o.account_id, o.items, o.created, o.attempts, COALESCE(o.trace_id::text, '') AS trace, COALESCE(o.comment_id::text, '') AS comment FROM outbox o
WHERE o.due <= $1 AND o.delivered IS NULL AND o.given_up IS NULL ORDER BY o.due LIMIT 1 FOR UPDATE SKIP LOCKED`
	const delivered = `UPDATE outbox SET delivered = $2, attempts = attempts + 1, error = '' WHERE id = $1`
	const failed = `UPDATE outbox SET attempts = attempts + 1, error = left($3, 1000), due = $4, given_up = CASE WHEN $5 THEN $2::timestamptz END WHERE id = $1`
	any := false
	err := db.once(ctx, func(tx *sqlx.Tx) error { // never again by itself: sending twice is a matter of the next turn
		var rows []outboxRow
		if err := tx.SelectContext(ctx, &rows, next, now.UTC()); err != nil || len(rows) == 0 {
			return err
		}
		any = true
		m, err := rows[0].message(ctx, tx)
		if err != nil {
			return err
		}
		if m.Kind == store.MentionedMessage {
			if send, err := db.mayTell(ctx, tx, &m, now); err != nil || !send {
				return err
			}
		}
		if err := send(m); err != nil {
			wait := retryAfter(m.Attempts)
			_, err = tx.ExecContext(ctx, failed, m.ID, now.UTC(), storable(err.Error()), now.Add(wait).UTC(), wait == 0)
			return err
		}
		_, err = tx.ExecContext(ctx, delivered, m.ID, now.UTC())
		return err
	})
	if err != nil {
		return false, fmt.Errorf("deliver: %w", translate(err))
	}
	return any, nil
}

// retries are the waits between attempts.
var retries = []time.Duration{10 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 14 * time.Hour}

// retryAfter is the wait after one more failed attempt; 0 gives up.
func retryAfter(attempts int) time.Duration {
	if attempts < len(retries) {
		return retries[attempts]
	}
	return 0
}

type outboxRow struct {
	ID        store.EventID
	Channel   store.OutboxChannel
	Kind      store.MessageKind
	Trace     store.TraceID
	Comment   store.EventID
	Project   store.ProjectID `db:"project_id"`
	Queue     int             `db:"queue_id"`
	AccountID int             `db:"account_id"`
	Items     int
	Created   time.Time
	Attempts  int
}

func (r outboxRow) message(ctx context.Context, tx *sqlx.Tx) (store.Message, error) {
	m := store.Message{ID: r.ID, Channel: r.Channel, Kind: r.Kind, Items: r.Items, Trace: r.Trace, Comment: r.Comment, Created: r.Created, Attempts: r.Attempts}
	if err := tx.GetContext(ctx, &m.Project, `SELECT `+projectColumns+` FROM project p WHERE p.id = $1`, r.Project); err != nil {
		return m, fmt.Errorf("read project: %w", err)
	}
	var err error
	if m.Queue, err = queueByID(ctx, tx, r.Project, r.Queue); err != nil {
		return m, fmt.Errorf("read queue: %w", err)
	}
	if err := tx.GetContext(ctx, &m.To, `SELECT `+accountColumns+` FROM account a WHERE a.id = $1`, r.AccountID); err != nil {
		return m, fmt.Errorf("read account: %w", err)
	}
	return m, nil
}

// Undelivered lists the newest messages of a queue that did not arrive, with why: those that are still tried and those given up.
func (db *DB) Undelivered(ctx context.Context, project store.ProjectID, queue, limit int) ([]Trouble, error) {
	const q = `
SELECT a.email, o.channel, o.error, o.attempts, o.given_up IS NOT NULL AS givenup, o.created FROM outbox o JOIN account a ON a.id = o.account_id
WHERE o.project_id = $1 AND o.queue_id = $2 AND o.delivered IS NULL AND o.attempts > 0 ORDER BY o.created DESC LIMIT $3`
	var list []Trouble
	err := db.x.SelectContext(ctx, &list, q, project, queue, limit)
	return list, translate(err)
}

// Trouble is a message that did not arrive.
type Trouble struct {
	Email    string
	Channel  store.OutboxChannel
	Error    string
	Attempts int
	GivenUp  bool
	Created  time.Time
}
