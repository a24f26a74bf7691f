package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// mentionWait is how long a message about a mention waits: a comment that is taken back at once, or seen at once, needs none.
const mentionWait = time.Minute

// blindWait is how long a message waits once more while a blind queue hides from the person what others said.
const blindWait = time.Hour

// tellMentioned writes into the outbox whom a comment mentions: by the channels of the open queues that have the trace, mail once a
// person, each webhook once a person. What a comment says is no part of it.
func (s Submission) tellMentioned(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, events []store.Event) error {
	const q = `
INSERT INTO outbox (id, project_id, queue_id, account_id, channel, kind, items, created, due, trace_id, comment_id)
SELECT DISTINCT ON (m.account_id, c.channel, c.target) md5('mention ' || m.comment_id || ' ' || m.account_id || ' ' || c.channel || ' ' || c.target)::uuid,
  m.project_id, q.id, m.account_id, c.channel, 'mentioned', 0, $4, $5, m.trace_id, m.comment_id
FROM mention m
JOIN queue_item i ON i.project_id = m.project_id AND i.trace_id = m.trace_id
JOIN queue q ON q.project_id = i.project_id AND q.id = i.queue_id AND q.status = 'open'
CROSS JOIN LATERAL (VALUES ('webhook', q.webhook, q.webhook <> ''), ('mail', '', q.mail)) AS c (channel, target, wanted)
WHERE m.project_id = $1 AND m.comment_id = $2 AND m.until IS NULL AND m.account_id <> $3 AND c.wanted
ORDER BY m.account_id, c.channel, c.target, q.id DESC
ON CONFLICT (id) DO NOTHING`
	if len(s.About.Mentions) == 0 {
		return nil
	}
	for _, e := range events {
		if e.Kind != store.CommentEvent {
			continue
		}
		if _, err := tx.ExecContext(ctx, q, project, e.ID, s.Account.ID, s.Now.UTC(), s.Now.Add(mentionWait).UTC()); err != nil {
			return fmt.Errorf("write messages about a mention: %w", err)
		}
	}
	return nil
}

// mayTell reports whether a message about a mention is to be sent now. One whose comment was taken back, whose addressee has seen it or may
// not see it is deleted; one about a trace whose comments a blind queue hides from the addressee waits for the addressee's answer.
func (db *DB) mayTell(ctx context.Context, tx *sqlx.Tx, m *store.Message, now time.Time) (bool, error) {
	const find = `
SELECT COALESCE(c.author, '') AS by, m.read IS NOT NULL AS seen FROM mention m JOIN comment c ON c.project_id = m.project_id AND c.id = m.comment_id
WHERE m.project_id = $1 AND m.account_id = $2 AND m.comment_id = $3 AND m.until IS NULL`
	const forget = `DELETE FROM outbox WHERE id = $1`
	const later = `UPDATE outbox SET due = $2 WHERE id = $1`
	var mention struct {
		By   string
		Seen bool
	}
	err := translate(tx.GetContext(ctx, &mention, find, m.Project.ID, m.To.ID, m.Comment))
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return false, err
	}
	m.By = mention.By
	roles, failed := db.ProjectsOf(ctx, m.To.ID)
	if failed != nil {
		return false, failed
	}
	visible, blind := false, false
	for _, r := range roles {
		if r.Project.ID == m.Project.ID {
			visible, blind = !r.Confined, r.Blind
		}
	}
	if err != nil || !visible || m.To.Disabled || mention.Seen && m.Channel == store.MailChannel {
		_, err := tx.ExecContext(ctx, forget, m.ID)
		return false, err
	}
	if !blind {
		return true, nil
	}
	hidden, err := db.BlindTraces(ctx, m.Project.ID, m.To.ID, []store.TraceID{m.Trace})
	if err != nil || !hidden[m.Trace] {
		return err == nil, err
	}
	_, err = tx.ExecContext(ctx, later, m.ID, now.Add(blindWait).UTC())
	return false, err
}
