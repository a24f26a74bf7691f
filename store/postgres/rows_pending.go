package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// replayAge is how long the same words are taken for a repeated delivery.
const replayAge = 24 * time.Hour

// noteDeliveries remembers what is said in the request and returns which of it is new: all that clients named by ids of their
// own, where the log itself knows replays, and of the rest what was not delivered within the last day.
func noteDeliveries(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, writes []LogWrite, now time.Time) (map[store.EventID]bool, error) {
	fresh := map[store.EventID]bool{}
	var unnamed []store.EventID
	for i := range writes {
		switch {
		case writes[i].Said == nil:
		case writes[i].Named:
			fresh[writes[i].Event] = true
		default:
			unnamed = append(unnamed, writes[i].Event)
		}
	}
	if len(unnamed) == 0 {
		return fresh, nil
	}
	// What is over goes in small portions, so that no request pays for a busy day.
	const forget = `
DELETE FROM delivery WHERE project_id = $1 AND id IN (SELECT id FROM delivery WHERE project_id = $1 AND at <= $2 ORDER BY at LIMIT 1000)`
	const note = `
INSERT INTO delivery (project_id, id, at) SELECT $1, id, $3 FROM unnest($2::uuid[]) AS u (id) GROUP BY id ORDER BY id
ON CONFLICT (project_id, id) DO UPDATE SET at = EXCLUDED.at WHERE delivery.at <= $4
RETURNING id`
	over := now.Add(-replayAge).UTC()
	if _, err := tx.ExecContext(ctx, forget, project, over); err != nil {
		return nil, fmt.Errorf("forget deliveries: %w", err)
	}
	var ids []store.EventID
	if err := tx.SelectContext(ctx, &ids, note, project, uuids(unnamed), now.UTC(), over); err != nil {
		return nil, fmt.Errorf("note deliveries: %w", err)
	}
	for _, id := range ids {
		fresh[id] = true
	}
	return fresh, nil
}

// waitingFeedback is how what was said is kept while its row has not come. What is kept once must stay readable, so the names
// are written down here and do not follow those of store.Feedback.
type waitingFeedback struct {
	Source     store.Source           `json:"source"`
	WireSource string                 `json:"wire_source,omitempty"`
	User       string                 `json:"user,omitempty"`
	Scores     map[string]waitingVote `json:"scores,omitempty"`
	Comment    string                 `json:"comment,omitempty"`
	Anchor     *store.Anchor          `json:"anchor,omitempty"`
	Expected   json.RawMessage        `json:"expected,omitempty"`
	Metadata   json.RawMessage        `json:"metadata,omitempty"`
	Tags       []string               `json:"tags,omitempty"`
	Created    time.Time              `json:"created,omitzero"`
	CommentRow bool                   `json:"comment_row,omitempty"`
}

type waitingVote struct {
	Number   *float64 `json:"number,omitempty"`
	Category string   `json:"category,omitempty"`
}

func newWaiting(t said) waitingFeedback {
	f := t.feedback
	w := waitingFeedback{Source: f.Source, WireSource: f.WireSource, User: f.User, Comment: f.Comment, Anchor: f.Anchor, Expected: f.Expected, Metadata: f.Metadata,
		Tags: f.Tags, Created: f.Created, CommentRow: t.comment, Scores: make(map[string]waitingVote, len(f.Scores))}
	for name, score := range f.Scores {
		w.Scores[name] = waitingVote(score)
	}
	return w
}

func (w waitingFeedback) said(submission store.EventID, received time.Time) said {
	f := &store.Feedback{Source: w.Source, WireSource: w.WireSource, User: w.User, Comment: w.Comment, Anchor: w.Anchor, Expected: w.Expected, Metadata: w.Metadata,
		Tags: w.Tags, Created: w.Created, Scores: make(map[string]store.Score, len(w.Scores))}
	for name, score := range w.Scores {
		f.Scores[name] = store.Score(score)
	}
	return said{feedback: f, submission: submission, comment: w.CommentRow, at: received}
}

// keepPending keeps what was said about rows that are not there: list[i] is about the row, or the span, that goes by about[i].
func keepPending(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, about []string, list []said) error {
	const q = `
INSERT INTO pending_feedback (project_id, submission, about, body, received) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (project_id, submission) DO NOTHING`
	for i := range list {
		body, err := json.Marshal(newWaiting(list[i]))
		if err != nil {
			return fmt.Errorf("keep feedback: %w", err)
		}
		if _, err := tx.ExecContext(ctx, q, project, list[i].submission, about[i], string(body), list[i].at.UTC()); err != nil {
			return fmt.Errorf("keep feedback: %w", err)
		}
	}
	return nil
}

// takePending takes out what was said about the spans before they came, joins its tags to theirs and returns its events. The
// caller holds the lock of the log, so that no feedback can slip in between looking for its row and waiting for it.
func takePending(ctx context.Context, tx *sqlx.Tx, project store.ProjectID, spans []store.Span) ([]store.Event, error) {
	place, ids := make(map[string]int, 2*len(spans)), make([]string, 0, 2*len(spans))
	for i := range spans {
		place[spans[i].SpanID] = i
	}
	for i := range spans {
		place[spans[i].RowID] = i // a row id wins over a span id of the same text
		ids = append(ids, spans[i].RowID, spans[i].SpanID)
	}
	const q = `
WITH taken AS (
  DELETE FROM pending_feedback WHERE project_id = $1 AND about = ANY($2::text[]) RETURNING submission, about, body, received, n
)
SELECT submission, about, body, received FROM taken ORDER BY n`
	var rows []struct {
		Submission store.EventID
		About      string
		Body       string
		Received   time.Time
	}
	if len(ids) == 0 {
		return nil, nil
	}
	if err := tx.SelectContext(ctx, &rows, q, project, pq.Array(ids)); err != nil {
		return nil, fmt.Errorf("take waiting feedback: %w", err)
	}
	var events []store.Event
	for _, r := range rows {
		var kept waitingFeedback
		if err := json.Unmarshal([]byte(r.Body), &kept); err != nil {
			return nil, fmt.Errorf("read waiting feedback %s: %w", r.Submission, err)
		}
		s := &spans[place[r.About]]
		s.Tags = joinTags(s.Tags, kept.Tags)
		events = append(events, kept.said(r.Submission, r.Received).events(*s)...)
	}
	return events, nil
}
