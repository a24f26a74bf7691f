package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"
)

// MentionOf is a comment that speaks to an account, with the trace it is about.
type MentionOf struct {
	store.Comment
	Trace     store.TraceID
	TraceName string
	Input     string // of the trace, in one line
	Since     int64  // position in the log
	Unread    bool
}

// Mentions returns the standing comments that mention an account, newest first, at most limit of them, those from before a position
// in the log; 0 begins with the newest.
func (db *DB) Mentions(ctx context.Context, project store.ProjectID, account int, before int64, limit int) ([]MentionOf, error) {
	const q = `
SELECT c.id, c.span_id AS spanid, c.source, COALESCE(c.author, '') AS author, c.body, c.at, COALESCE(s.name, '') AS spanname,
  COALESCE(c.about, '{}') AS pointed, m.trace_id AS trace, COALESCE(t.name, '') AS tracename, COALESCE(p.input_preview, '') AS input,
  m.since, m.read IS NULL AS unread
FROM mention m JOIN comment c ON c.project_id = m.project_id AND c.id = m.comment_id
  JOIN trace t ON t.project_id = m.project_id AND t.id = m.trace_id
  LEFT JOIN span s ON s.project_id = c.project_id AND s.id = c.span_id
  LEFT JOIN span_payload p ON p.project_id = t.project_id AND p.id = t.root_id
WHERE m.project_id = $1 AND m.account_id = $2 AND m.until IS NULL AND ($3 = 0 OR m.since < $3)
ORDER BY m.since DESC LIMIT $4`
	var rows []struct {
		MentionOf
		Pointed json.RawMessage
	}
	if err := db.x.SelectContext(ctx, &rows, q, project, account, before, limit); err != nil {
		return nil, fmt.Errorf("list mentions: %w", translate(err))
	}
	list := make([]MentionOf, len(rows))
	for i, r := range rows {
		list[i] = r.MentionOf
		if err := json.Unmarshal(r.Pointed, &list[i].About); err != nil {
			return nil, fmt.Errorf("read what comment %s is about: %w", r.ID, err)
		}
	}
	return list, nil
}

// MentionsCap is where counting what is unread stops.
const MentionsCap = 100

// UnreadMentions returns the traces of an account's unread mentions, newest first, one an entry, at most MentionsCap.
func (db *DB) UnreadMentions(ctx context.Context, project store.ProjectID, account int) ([]store.TraceID, error) {
	const q = `
SELECT trace_id FROM mention WHERE project_id = $1 AND account_id = $2 AND until IS NULL AND read IS NULL ORDER BY since DESC LIMIT $3`
	var traces []store.TraceID
	if err := db.x.SelectContext(ctx, &traces, q, project, account, MentionsCap); err != nil {
		return nil, fmt.Errorf("list unread mentions: %w", translate(err))
	}
	return traces, nil
}

// ReadMentions notes that an account saw what mentions it, on one trace or, without one, everywhere but on those in except.
func (db *DB) ReadMentions(ctx context.Context, project store.ProjectID, account int, trace store.TraceID, except []store.TraceID, now time.Time) error {
	const q = `
UPDATE mention SET read = $3 WHERE project_id = $1 AND account_id = $2 AND read IS NULL AND until IS NULL
  AND ($4::uuid IS NULL OR trace_id = $4::uuid) AND trace_id <> ALL ($5::uuid[])`
	if _, err := db.x.ExecContext(ctx, q, project, account, now.UTC(), null(string(trace)), uuids(except)); err != nil {
		return fmt.Errorf("note read mentions: %w", translate(err))
	}
	return nil
}
