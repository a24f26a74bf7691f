package postgres

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"

	"github.com/jmoiron/sqlx"
)

// LastRepeat is the newest repeat that the account decided on in any queue of the project, and the slug of that queue. ErrNotFound: none.
func (db *DB) LastRepeat(ctx context.Context, project store.ProjectID, account int) (Repeat, string, error) {
	const q = `
SELECT ` + repeatColumns + `, q.slug FROM queue_repeat r JOIN queue q ON q.project_id = r.project_id AND q.id = r.queue_id
WHERE r.project_id = $1 AND r.account_id = $2 AND r.answered IS NOT NULL ORDER BY r.answered DESC LIMIT 1`
	var row struct {
		Repeat
		Slug string
	}
	err := db.x.GetContext(ctx, &row, q, project, account)
	return row.Repeat, row.Slug, translate(err)
}

// UndoRepeat takes back what the account said about a repeat, which waits for an answer again, and returns it with the slug of its
// queue. ErrNotFound: the submission is of no repeat, or was taken back.
func (db *DB) UndoRepeat(ctx context.Context, project store.ProjectID, account int, submission store.EventID) (Repeat, string, error) {
	if !store.IsKey(string(submission)) {
		return Repeat{}, "", store.ErrNotFound
	}
	const find = `
SELECT ` + repeatColumns + `, q.id AS queue, q.slug FROM queue_repeat r JOIN queue q ON q.project_id = r.project_id AND q.id = r.queue_id
WHERE r.project_id = $1 AND r.account_id = $2 AND r.submission = $3 FOR UPDATE OF r`
	const forget = `DELETE FROM queue_repeat_answer WHERE project_id = $1 AND queue_id = $2 AND account_id = $3 AND trace_id = $4`
	const open = `
UPDATE queue_repeat SET answered = NULL, skipped = false, submission = NULL, beside = '{}' WHERE project_id = $1 AND queue_id = $2 AND account_id = $3 AND trace_id = $4`
	var row struct {
		Repeat
		Queue int
		Slug  string
	}
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		if err := tx.GetContext(ctx, &row, find, project, account, submission); err != nil {
			return err
		}
		for _, statement := range []string{forget, open} {
			if _, err := tx.ExecContext(ctx, statement, project, row.Queue, account, row.Trace); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Repeat{}, "", fmt.Errorf("undo repeat: %w", err)
	}
	return row.Repeat, row.Slug, nil
}

// RepeatSaid is what a reviewer said both times about one question of one item.
type RepeatSaid struct {
	Trace                       store.TraceID
	Account                     int
	Shown, Answered             time.Time
	Skipped                     bool   // without answers: the other fields are empty
	Question                    string // empty: nothing was answered
	First, Second               store.Score
	FirstText, SecondText       string
	FirstVersion, SecondVersion int // of the question; FirstVersion 0: there was no first answer
	Beside                      RepeatBeside
}

// Compared reports whether both answers were given, and under the same version of the question: under another one a difference may be
// the question's.
func (r RepeatSaid) Compared() bool {
	return !r.First.IsNull() && !r.Second.IsNull() && r.FirstVersion == r.SecondVersion
}

// Repeats returns what was said in the repeats of a queue, of one account or with 0 of all, about one trace or with none about all, the
// newest repeat first, its questions by name.
func (db *DB) Repeats(ctx context.Context, project store.ProjectID, queue, account int, trace store.TraceID) ([]RepeatSaid, error) {
	const q = `
SELECT r.trace_id AS trace, r.account_id AS account, r.shown, r.answered, r.skipped, r.beside AS beside_json, COALESCE(a.name, '') AS question,
  a.first_value, a.first_category, COALESCE(a.first_text, '') AS firsttext, COALESCE(a.first_version, 0) AS firstversion,
  a.second_value, a.second_category, COALESCE(a.second_text, '') AS secondtext, COALESCE(a.second_version, 0) AS secondversion
FROM queue_repeat r LEFT JOIN queue_repeat_answer a USING (project_id, queue_id, account_id, trace_id)
WHERE r.project_id = $1 AND r.queue_id = $2 AND ($3 = 0 OR r.account_id = $3) AND ($4::uuid IS NULL OR r.trace_id = $4::uuid) AND r.answered IS NOT NULL
ORDER BY r.answered DESC, r.account_id, r.trace_id, a.name`
	var rows []struct {
		RepeatSaid
		BesideJSON     []byte          `db:"beside_json"`
		FirstValue     sql.NullFloat64 `db:"first_value"`
		FirstCategory  sql.NullString  `db:"first_category"`
		SecondValue    sql.NullFloat64 `db:"second_value"`
		SecondCategory sql.NullString  `db:"second_category"`
	}
	if err := db.x.SelectContext(ctx, &rows, q, project, queue, account, null(string(trace))); err != nil {
		return nil, fmt.Errorf("list repeats: %w", translate(err))
	}
	list := make([]RepeatSaid, len(rows))
	for i, r := range rows {
		list[i] = r.RepeatSaid
		list[i].First, list[i].Second = scoreOf(r.FirstValue, r.FirstCategory), scoreOf(r.SecondValue, r.SecondCategory)
		if err := json.Unmarshal(r.BesideJSON, &list[i].Beside); err != nil {
			return nil, fmt.Errorf("read what stands beside a repeat: %w", err)
		}
	}
	return list, nil
}
