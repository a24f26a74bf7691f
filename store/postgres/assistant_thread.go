package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"assay/store"
	"assay/store/assistant"

	"github.com/jmoiron/sqlx"
)

// selectThreads reads threads t as account $2 sees them: shared ones and its own.
const selectThreads = `
SELECT t.id, t.account_id AS owner, COALESCE(NULLIF(a.name, ''), a.email) AS by, t.title, t.shared, t.created, t.touched,
  (SELECT count(*) FROM assistant_turn u WHERE u.project_id = t.project_id AND u.thread_id = t.id) AS turns
FROM assistant_thread t JOIN account a ON a.id = t.account_id
WHERE t.project_id = $1 AND (t.shared OR t.account_id = $2)`

// Threads lists the newest threads of the assistant that an account sees.
func (db *DB) Threads(ctx context.Context, project store.ProjectID, account, limit int) ([]assistant.Thread, error) {
	var list []assistant.Thread
	err := db.x.SelectContext(ctx, &list, selectThreads+` ORDER BY t.touched DESC, t.id DESC LIMIT $3`, project, account, limit)
	return list, translate(err)
}

// Thread returns one of the threads that an account sees with its turns in order, or ErrNotFound.
func (db *DB) Thread(ctx context.Context, project store.ProjectID, account, id int) (assistant.Thread, []assistant.Turn, error) {
	const turns = `
SELECT n, sentence, context AS context_text, choices AS choices_text, plan AS plan_text, made AS made_text, done AS done_text, position AS at, asked FROM assistant_turn
WHERE project_id = $1 AND thread_id = $2 ORDER BY n`
	var t assistant.Thread
	if err := db.x.GetContext(ctx, &t, selectThreads+` AND t.id = $3`, project, account, id); err != nil {
		return t, nil, translate(err)
	}
	var rows []struct {
		assistant.Turn
		ContextText []byte `db:"context_text"`
		ChoicesText []byte `db:"choices_text"`
		PlanText    []byte `db:"plan_text"`
		MadeText    []byte `db:"made_text"`
		DoneText    []byte `db:"done_text"`
	}
	if err := db.x.SelectContext(ctx, &rows, turns, project, id); err != nil {
		return t, nil, fmt.Errorf("read turns: %w", translate(err))
	}
	list := make([]assistant.Turn, len(rows))
	for i, r := range rows {
		list[i] = r.Turn
		for _, part := range []struct {
			text []byte
			into any
		}{{r.ContextText, &list[i].Context}, {r.ChoicesText, &list[i].Choices}, {r.PlanText, &list[i].Plan}, {r.MadeText, &list[i].Made}, {r.DoneText, &list[i].Done}} {
			if len(part.text) == 0 {
				continue
			}
			if err := json.Unmarshal(part.text, part.into); err != nil {
				return t, nil, fmt.Errorf("read turn %d: %w", r.N, err)
			}
		}
	}
	return t, list, nil
}

// StartThread makes a thread and returns its id.
func (db *DB) StartThread(ctx context.Context, project store.ProjectID, account int, title string, now time.Time) (int, error) {
	const q = `INSERT INTO assistant_thread (project_id, account_id, title, created, touched) VALUES ($1, $2, $3, $4, $4) RETURNING id`
	var id int
	err := db.x.GetContext(ctx, &id, q, project, account, storable(title), now.UTC())
	return id, translate(err)
}

// SaveTurn appends a turn to a thread, or changes the one of its number; what was done stays. It returns the number.
func (db *DB) SaveTurn(ctx context.Context, project store.ProjectID, thread int, t assistant.Turn, now time.Time) (int, error) {
	const add = `
INSERT INTO assistant_turn (project_id, thread_id, n, sentence, context, choices, plan, made, tokens, position, asked)
SELECT $1, $2, COALESCE((SELECT max(n) FROM assistant_turn WHERE project_id = $1 AND thread_id = $2), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10 RETURNING n`
	const change = `
UPDATE assistant_turn SET sentence = $3, context = $4, choices = $5, plan = $6, made = $7, tokens = $8, position = $9
WHERE project_id = $1 AND thread_id = $2 AND n = $10 RETURNING n`
	const touch = `UPDATE assistant_thread SET touched = $3 WHERE project_id = $1 AND id = $2`
	texts := make([]string, 0, 4)
	for _, part := range []any{t.Context, t.Choices, t.Plan, t.Made} {
		text, err := json.Marshal(part)
		if err != nil {
			return 0, fmt.Errorf("write turn: %w", err)
		}
		texts = append(texts, storable(string(text)))
	}
	var n int
	err := db.tx(ctx, func(tx *sqlx.Tx) error {
		if _, err := tx.ExecContext(ctx, touch, project, thread, now.UTC()); err != nil {
			return err
		}
		q, last := add, any(t.Asked.UTC())
		if t.N > 0 {
			q, last = change, t.N
		}
		return tx.GetContext(ctx, &n, q, project, thread, storable(t.Sentence), texts[0], texts[1], texts[2], texts[3], t.Made.Tokens, t.At, last)
	})
	return n, err
}

// FinishTurn records what was done of a turn.
func (db *DB) FinishTurn(ctx context.Context, project store.ProjectID, thread, n int, done assistant.Done) error {
	const q = `UPDATE assistant_turn SET done = $4 WHERE project_id = $1 AND thread_id = $2 AND n = $3`
	text, err := json.Marshal(done)
	if err != nil {
		return fmt.Errorf("write what was done: %w", err)
	}
	_, err = db.x.ExecContext(ctx, q, project, thread, n, string(text))
	return translate(err)
}

// ShareThread shows a thread to everyone of the project, or to its owner alone.
func (db *DB) ShareThread(ctx context.Context, project store.ProjectID, thread int, shared bool) error {
	const q = `UPDATE assistant_thread SET shared = $3 WHERE project_id = $1 AND id = $2`
	_, err := db.x.ExecContext(ctx, q, project, thread, shared)
	return translate(err)
}

// AssistantSpent is how many tokens of a model a project used since a time, for plans and for names of themes.
func (db *DB) AssistantSpent(ctx context.Context, project store.ProjectID, since time.Time) (int, error) {
	const q = `
SELECT (SELECT COALESCE(sum(tokens), 0) FROM assistant_turn WHERE project_id = $1 AND asked >= $2 AND tokens > 0)
  + (SELECT COALESCE(sum(tokens), 0) FROM theme_asked WHERE project_id = $1 AND at >= $2)`
	var n int
	err := db.x.GetContext(ctx, &n, q, project, since.UTC())
	return n, translate(err)
}

// AssistantModel reports whether a project lets the assistant ask a model.
func (db *DB) AssistantModel(ctx context.Context, project store.ProjectID) (bool, error) {
	const q = `SELECT assistant_model FROM project WHERE id = $1`
	var may bool
	err := db.x.GetContext(ctx, &may, q, project)
	return may, translate(err)
}

// LetAssistantAsk sets whether a project lets the assistant ask a model.
func (db *DB) LetAssistantAsk(ctx context.Context, project store.ProjectID, may bool) error {
	_, err := db.x.ExecContext(ctx, `UPDATE project SET assistant_model = $2 WHERE id = $1`, project, may)
	return translate(err)
}
