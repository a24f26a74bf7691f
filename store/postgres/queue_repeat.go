package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"assay/store"
	"assay/store/repeat"

	"github.com/jmoiron/sqlx"
)

// Repeat is an item that a reviewer answered before and is shown once more. What is said then stands in tables of its own: it is no
// event, so that no value, count or figure of anything else can change by it.
type Repeat struct {
	Trace      store.TraceID
	Turn       int       // how many items of the queue the reviewer had decided on when it came
	Answered   time.Time // zero: not yet
	Skipped    bool      // decided on without an answer
	Submission store.EventID
}

// Open reports whether the repeat still waits for an answer.
func (r Repeat) Open() bool { return r.Answered.IsZero() }

const repeatColumns = `r.trace_id AS trace, r.turn, COALESCE(r.answered, '0001-01-01 00:00:00+00') AS answered, r.skipped, COALESCE(r.submission::text, '') AS submission`

// RepeatAt returns the repeat that comes for the claimant when it has decided on so many items of the queue, at a rate from 0 to 1, or
// the one that came then. ErrNotFound: none does. It is one of those that the claimant completed before at least repeat.Spacing others,
// and none that was repeated to it already; which one follows from what it had decided on, so that asking again gives the same.
func (db *DB) RepeatAt(ctx context.Context, c Claimant, rate float64, turn int) (Repeat, error) {
	r, err := repeatAt(ctx, db.x, c, turn, repeat.Due(c.Queue, c.Account, turn, rate))
	return r, translate(err)
}

// repeatAt finds the repeat that was shown at a turn, else if wanted the one to show. sql.ErrNoRows: there is none.
func repeatAt(ctx context.Context, x sqlx.QueryerContext, c Claimant, turn int, wanted bool) (Repeat, error) {
	const shown = `
SELECT ` + repeatColumns + ` FROM queue_repeat r
JOIN queue_slot s ON s.project_id = r.project_id AND s.queue_id = r.queue_id AND s.trace_id = r.trace_id AND s.account_id = r.account_id AND s.state = 'done'
WHERE r.project_id = $1 AND r.queue_id = $2 AND r.account_id = $3 AND r.turn = $4`
	const fresh = `
WITH early AS (
  SELECT s.trace_id, s.state FROM queue_slot s
  WHERE s.project_id = $1 AND s.queue_id = $2 AND s.account_id = $3 AND s.decided IS NOT NULL
  ORDER BY s.decided, s.place LIMIT $5
)
SELECT e.trace_id AS trace, $4::int AS turn FROM early e
WHERE e.state = 'done' AND NOT EXISTS (SELECT FROM queue_repeat r WHERE r.project_id = $1 AND r.queue_id = $2 AND r.account_id = $3 AND (r.trace_id = e.trace_id OR r.turn = $4))
ORDER BY md5($2::int || ' ' || $3::int || ' ' || $4::int || ' ' || e.trace_id) LIMIT 1`
	var r Repeat
	err := sqlx.GetContext(ctx, x, &r, shown, c.Project, c.Queue, c.Account, turn)
	if errors.Is(err, sql.ErrNoRows) && wanted && turn > repeat.Spacing {
		err = sqlx.GetContext(ctx, x, &r, fresh, c.Project, c.Queue, c.Account, turn, turn-repeat.Spacing)
	}
	return r, err
}

// ShowRepeat notes that the claimant has the repeat before its eyes, from when on it stays that one.
func (db *DB) ShowRepeat(ctx context.Context, c Claimant, r Repeat) error {
	const q = `
INSERT INTO queue_repeat (project_id, queue_id, account_id, trace_id, turn, shown) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`
	if _, err := db.x.ExecContext(ctx, q, c.Project, c.Queue, c.Account, r.Trace, r.Turn, c.Now.UTC()); err != nil {
		return fmt.Errorf("show repeat: %w", translate(err))
	}
	return nil
}

// RepeatAnswer is what a reviewer says about an item the second time.
type RepeatAnswer struct {
	By         Claimant
	Trace      store.TraceID
	Turn       int
	Submission store.EventID  // made when the form was shown, so that sending it twice says it once
	Answers    []store.Answer // to every question of the form that has one
	Beside     RepeatBeside
	Skip       bool
}

// RepeatBeside is what else the form of a repeat held. It is kept so that nothing typed is lost, and goes nowhere else.
type RepeatBeside struct {
	Comment  string   `json:"comment,omitempty"`
	Expected string   `json:"expected,omitempty"` // JSON text
	Tags     []string `json:"tags,omitempty"`
	Flag     *bool    `json:"flag,omitempty"` // nil: as it was
}

// AnswerRepeat stores what was said the second time, beside what the reviewer had said when it completed the item, and nothing else: no
// slot, item, count or event is touched. ErrConflict: no such repeat comes at that turn, or it has another answer already.
func (db *DB) AnswerRepeat(ctx context.Context, a RepeatAnswer) error {
	if !store.IsKey(string(a.Trace)) || !store.IsKey(string(a.Submission)) {
		return store.ErrNotFound
	}
	beside, err := json.Marshal(a.Beside)
	if err != nil {
		return fmt.Errorf("write what stands beside a repeat: %w", err)
	}
	const settle = `
INSERT INTO queue_repeat AS r (project_id, queue_id, account_id, trace_id, turn, shown, answered, skipped, submission, beside)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9)
ON CONFLICT (project_id, queue_id, account_id, trace_id) DO UPDATE SET answered = EXCLUDED.answered, skipped = EXCLUDED.skipped, submission = EXCLUDED.submission,
  beside = EXCLUDED.beside WHERE r.turn = EXCLUDED.turn AND r.answered IS NULL`
	err = db.tx(ctx, func(tx *sqlx.Tx) error {
		// A page that was made before the rate went down may still hold a repeat: it counts.
		r, err := repeatAt(ctx, tx, a.By, a.Turn, true)
		switch {
		case errors.Is(err, sql.ErrNoRows), err == nil && r.Trace != a.Trace:
			return store.ErrConflict
		case err != nil:
			return err
		case r.Submission == a.Submission:
			return nil
		}
		n, err := affected(tx.ExecContext(ctx, settle, a.By.Project, a.By.Queue, a.By.Account, a.Trace, a.Turn, a.By.Now.UTC(), a.Skip, a.Submission, storable(string(beside))))
		if err != nil {
			return err
		}
		if n == 0 {
			return store.ErrConflict
		}
		if a.Skip {
			return nil
		}
		return a.compare(ctx, tx)
	})
	if err != nil {
		return fmt.Errorf("answer repeat: %w", err)
	}
	return nil
}

// compare writes each answer beside the first one.
func (a RepeatAnswer) compare(ctx context.Context, tx *sqlx.Tx) error {
	const q = `
INSERT INTO queue_repeat_answer (project_id, queue_id, account_id, trace_id, config_id, name, second_value, second_category, second_text, second_version,
  first_value, first_category, first_text, first_version)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, f.value, f.category, COALESCE(f.body, ''), f.config_version
FROM (SELECT) AS one LEFT JOIN LATERAL (
  SELECT e.value, e.category, e.body, e.config_version FROM queue_slot s JOIN event e ON e.project_id = s.project_id AND e.trace_id = s.trace_id AND e.account_id = s.account_id
  WHERE s.project_id = $1 AND s.queue_id = $2 AND s.account_id = $3 AND s.trace_id = $4 AND s.state = 'done'
    AND e.config_id = $5 AND e.kind IN ('score', 'text', 'label') AND NOT e.adjudicates AND ` + standing + `
    AND e.seq <= (SELECT max(c.seq) FROM event c WHERE c.project_id = s.project_id AND c.submission = s.submission AND c.account_id = s.account_id)
  ORDER BY e.seq DESC LIMIT 1
) AS f ON true`
	for _, answer := range a.Answers {
		var category any
		if answer.Score.Category != "" {
			category = storable(answer.Score.Category)
		}
		if _, err := tx.ExecContext(ctx, q, a.By.Project, a.By.Queue, a.By.Account, a.Trace, answer.Config.ID, answer.Config.Name, answer.Score.Number, category,
			storable(answer.Text), answer.Config.Version); err != nil {
			return fmt.Errorf("compare answers to %q: %w", answer.Config.Name, err)
		}
	}
	return nil
}
